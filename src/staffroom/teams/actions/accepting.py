"""Taking over what the roster suggests: only what is missing, and nothing twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy

from staffroom.core.teams import Proposal
from staffroom.people.actions import locked_district
from staffroom.people.models import School
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import How, Membership, Support, Team

ACCEPTED = audit.declare(
    "teams.proposals_accepted", gettext_lazy("{who} made {teams} teams from the roster, with {people} people.")
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many teams were made, and how many people got a part."""

    teams: int
    people: int


@action
def accept_proposals(*, by: Actor, now: datetime, keys: Collection[str] | None, with_support: bool = True) -> Accepted:
    """Make the proposed teams of these keys (None: all that the actor may make), and add people to those there are.

    Proposals are worked out anew under the district's lock, so what somebody made meanwhile is not made twice.
    ``with_support``: also note the supporter that each proposal names.
    """
    rules.make_teams(by)
    locked_district(by.district_id)
    schools = {one.pk: one for one in School.objects.all()}
    wanted = [one for one in queries.proposals(by) if keys is None or queries.key_of(one, schools) in keys]
    today = queries.today_of(by)
    made = Team.objects.bulk_create([_team(by, one, today) for one in wanted if one.team is None])
    ids = iter(made)
    parts, supports = [], []
    for one in wanted:
        team = one.team or next(ids).pk
        parts += _parts(by, one, team, today, with_support)
        supports += _supports(by, one, team, today) if with_support else []
    Membership.objects.bulk_create(parts, batch_size=500)
    Support.objects.bulk_create(supports, batch_size=500)
    people = len({one.staff_id for one in parts})
    facts = {"who": by.name, "teams": len(made), "people": people}
    if wanted:
        audit.record(ACCEPTED, district_id=by.district_id, at=now, actor=by.staff_id, facts=facts)
    return Accepted(len(made), people)


def _team(by: Actor, one: Proposal, today: date) -> Team:
    given = {"school_id": one.school, "kind": one.kind, "roster_key": one.key, "begins": today}
    return Team(district_id=by.district_id, name=queries.team_name(one.words), **given)


def _parts(by: Actor, one: Proposal, team: int, today: date, with_support: bool) -> list[Membership]:
    groups = [("lead", one.leads), ("member", one.members), ("supporter", one.supporters if with_support else ())]
    given = {"district_id": by.district_id, "team_id": team, "begins": today}
    return [Membership(staff_id=pk, part=part, **given) for part, people in groups for pk in people]


def _supports(by: Actor, one: Proposal, team: int, today: date) -> list[Support]:
    how = How.SOLVING if one.kind == "crew" else How.PLANNING
    given = {"district_id": by.district_id, "team_id": team, "how": how, "begins": today}
    return [Support(supporter_id=pk, **given) for pk in one.supporters or one.leads]
