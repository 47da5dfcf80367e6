"""What principals and the central office see of new leads: how many of how many; and naming one by hand."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.leading.case import NOON
from staffroom.people.models import Staff
from staffroom.spine.access import Actor
from staffroom.teams import queries as teams
from staffroom.teams.models import Membership, RoleHolding, Team
from staffroom.teams.rules import PARTS_THAT_BELONG
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE

from .. import rules
from ..models import NewLead
from .leads import is_seen, leads_of


@dataclass(frozen=True, slots=True)
class Seen:
    """How many of how many; what their release took so far; from which fund the role's release is paid."""

    team: Team
    staff: Staff
    seen: int
    members: int
    covers: int
    half_days: int
    fund: str
    release: str

    @property
    def text(self) -> str:
        return _("%(seen)s of %(members)s") % {"seen": self.seen, "members": self.members}


def seen_by_leads(listed: Iterable[Team], day: date, now: datetime) -> list[Seen]:
    """The new leads of these teams, as state computed: how many they have seen, never whom, when, why."""
    known = {team.pk: team for team in listed}
    leads = leads_of(list(known), day)
    if not leads:
        return []
    held = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=day), team_id__in=known, part__in=PARTS_THAT_BELONG, staff__active=True
    )
    people: dict[int, set[int]] = {}
    for team_id, staff_id in held.values_list("team_id", "staff_id"):
        people.setdefault(team_id, set()).add(staff_id)
    rows = Visit.objects.filter(
        purpose=Visit.Purpose.TEAM, visitor_id__in={staff for _team, staff in leads}, state__in=LIVE,
        date__gte=teams.year_of(day)[0],
    )  # fmt: skip
    visits: dict[int, list[Visit]] = {}
    for one in rows.select_related("district"):
        visits.setdefault(one.visitor_id, []).append(one)
    funds = _funds({staff for _team, staff in leads}, day)
    return [
        _seen(known[team_id], staff, people.get(team_id, set()) - {staff_id}, visits.get(staff_id, []), funds, now)
        for (team_id, staff_id), staff in leads.items()
    ]


def _seen(
    team: Team, staff: Staff, members: set[int], visits: list[Visit], funds: dict[int, tuple[str, str]], now: datetime
) -> Seen:
    here = [one for one in visits if one.host_id in members]
    halves = {(one.date, one.start < NOON) for one in here if one.mode == Visit.Mode.SUBSTITUTE}
    fund, release = funds.get(staff.pk, ("", ""))
    return Seen(
        team, staff, len({one.host_id for one in here if is_seen(one, now)}), len(members),
        sum(one.mode == Visit.Mode.COVER for one in here), len(halves), fund, release,
    )  # fmt: skip


def _funds(staff_ids: Collection[int], day: date) -> dict[int, tuple[str, str]]:
    """The fund and the hours of release of the role that each of these people holds or will hold."""
    rows = RoleHolding.objects.filter(
        Q(ends=None) | Q(ends__gt=day), staff_id__in=[*staff_ids], role__release_hours__gt=0
    ).select_related("role__fund")
    return {
        one.staff_id: (str(one.role.fund or ""), f"{one.role.release_hours.normalize():f}")
        for one in rows.order_by("-begins")
    }


def leads_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """New leads of the schools that the actor looks after, with what their release takes by fund."""
    rules.see_leads(actor)
    day = teams.today_of(actor)
    schools = {one.pk for one in teams.schools_to_see(actor)}
    listed = teams.teams_on(day).filter(Q(school_id__in=schools) | Q(school=None, pk__in=_everywhere(actor)))
    found = seen_by_leads(listed.order_by("name", "id"), day, now)
    by_fund: dict[str, Counter[str]] = {}
    for one in found:
        if one.covers or one.half_days:
            counts = by_fund.setdefault(one.fund or _("No fund"), Counter())
            counts.update(covers=one.covers, half_days=one.half_days)
    return {"leads": found, "by_fund": sorted(by_fund.items())}


def _everywhere(actor: Actor) -> list[int]:
    if not actor.has("central"):
        return []
    return list(teams.teams_on(teams.today_of(actor)).filter(school=None).values_list("pk", flat=True))


def choose_page(actor: Actor, public_id: str, search: str) -> dict[str, Any]:
    """The page on which somebody is chosen who is going to lead a team."""
    team, part = teams.team_for(actor, public_id)
    rules.choose_lead(actor, team, part)
    day = teams.today_of(actor)
    return {
        "team": team,
        "search": search,
        "found": [who for who, _now in teams.people_to_add(actor, search, {})],
        "leads": [who for (_team, _pk), who in leads_of([team.pk], day).items()],
        "chosen": set(NewLead.objects.filter(team=team).values_list("staff_id", flat=True)),
    }


def team_to_choose_for(actor: Actor, public_id: str) -> Team:
    """A team for which the actor says who is going to lead it. Raises Http404, Forbidden."""
    team, part = teams.team_for(actor, public_id)
    rules.choose_lead(actor, team, part)
    return team


def person_by(public_id: str) -> Staff:
    found = Staff.objects.filter(active=True, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
