"""Who is asking: the actor behind an account."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.spine.scoping import across_districts

from ..models import Account, Assignment, DeviceSession, District

ROLE_OF_ASSIGNMENT = {
    "teacher": "teacher",
    "teacher_leader": "leader",
    "specialist": "leader",
    "principal": "principal",
    "assistant_principal": "principal",
    "central": "central",
    "it": "it",
}

ROLE_NAMES = {
    "teacher": _("Teacher"),
    "leader": _("Teacher leader"),
    "principal": _("Principal"),
    "central": _("Central office"),
    "it": _("IT"),
    "classified": _("Classified staff"),
}


def account_in_session(account_id: int, session: str) -> Account:
    """The account behind a session, with ``session_is_there``: whether it was ended elsewhere (one query)."""
    there = Exists(DeviceSession.objects.filter(account=OuterRef("pk"), public_id=session))
    with across_districts():
        found = Account.objects.select_related("district", "staff").annotate(session_is_there=there)
        return found.get(pk=account_id)


def actors_of(staff_ids: Collection[int], district: District, now: datetime) -> dict[int, Actor]:
    """These people as they would ask, whether they have an account or not (one query). Active assignments only."""
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    held: dict[int, list[Assignment]] = defaultdict(list)
    for one in Assignment.objects.filter(staff_id__in=[*staff_ids], staff__active=True, active=True):
        if one.holds_on(today):
            held[one.staff_id].append(one)
    return {
        staff: Actor(
            account_id=0,
            staff_id=staff,
            district_id=district.pk,
            roles=frozenset(_roles(posts)),
            schools=frozenset(one.school_id for one in posts if one.school_id),
            time_zone=district.time_zone,
            today=today,
        )
        for staff, posts in held.items()
    }


def _roles(posts: Iterable[Assignment]) -> set[str]:
    roles = {ROLE_OF_ASSIGNMENT.get(one.role, "classified") for one in posts}
    return roles | {"teacher"} if "leader" in roles else roles


def actor_for(account: Account, today: date) -> Actor:
    """The actor behind an account: roles and schools from the assignments that hold today (one query)."""
    with across_districts():
        held = [a for a in Assignment.objects.filter(staff_id=account.staff_id) if a.holds_on(today)]
    return Actor(
        account_id=account.pk,
        staff_id=account.staff_id,
        district_id=account.district_id or 0,
        roles=frozenset(_roles(held)),
        schools=frozenset(a.school_id for a in held if a.school_id),
        leads=frozenset(a.school_id for a in held if a.school_id and ROLE_OF_ASSIGNMENT.get(a.role) == "principal"),
        name=str(account.staff) if account.staff_id else account.email,
        language=account.language,
        time_zone=account.district.time_zone if account.district_id else "UTC",
        today=today,
    )
