"""Who is asking: the actor behind an account."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.spine.scoping import across_districts

from ..models import Account, Assignment, DeviceSession

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


def actor_for(account: Account, today: date) -> Actor:
    """The actor behind an account: roles and schools from the assignments that hold today (one query)."""
    with across_districts():
        held = [a for a in Assignment.objects.filter(staff_id=account.staff_id) if a.holds_on(today)]
    roles = {ROLE_OF_ASSIGNMENT.get(a.role, "classified") for a in held}
    if "leader" in roles:
        roles.add("teacher")
    return Actor(
        account_id=account.pk,
        staff_id=account.staff_id,
        district_id=account.district_id or 0,
        roles=frozenset(roles),
        schools=frozenset(a.school_id for a in held if a.school_id),
        leads=frozenset(a.school_id for a in held if a.school_id and ROLE_OF_ASSIGNMENT.get(a.role) == "principal"),
        name=str(account.staff) if account.staff_id else account.email,
        language=account.language,
        time_zone=account.district.time_zone if account.district_id else "UTC",
        today=today,
    )
