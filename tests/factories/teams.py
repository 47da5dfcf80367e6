"""Makers of teams and what belongs to them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from staffroom.people.models import School, Staff
from staffroom.teams.models import MeetingSlot, Membership, OwnGoal, PersonalSupport, Support, Team, TeamGoal

from .people import saved
from .visits import NOW

SINCE = date(2026, 8, 12)


def make_team(
    name: str, school: School | None, *, lead: Staff | None = None, members: Sequence[Staff] = (), **fields: Any
) -> Team:
    """A team made by hand, since the beginning of the school year. Without school and lead name its ``district``."""
    district = school.district if school else fields.pop("district", None) or (lead or members[0]).district
    team = saved(Team(district=district, school=school, name=name, **{"kind": "plc", "begins": SINCE, **fields}))
    for person, part in [*([(lead, "lead")] if lead else []), *((one, "member") for one in members)]:
        make_part(team, person, part)
    return team


def make_part(team: Team, person: Staff, part: str = "member", **fields: Any) -> Membership:
    given = {"begins": SINCE, **fields}
    return saved(Membership(district=team.district, team=team, staff=person, part=part, **given))


def make_support(team: Team, person: Staff, **fields: Any) -> Support:
    given = {"how": "coaching", "begins": SINCE, **fields}
    return saved(Support(district=team.district, team=team, supporter=person, **given))


def make_goal(team: Team, text: str = "Every student explains.", **fields: Any) -> TeamGoal:
    return saved(TeamGoal(district=team.district, team=team, text=text, **{"begins": SINCE, **fields}))


def make_slot(team: Team, **fields: Any) -> MeetingSlot:
    given = {"day": "Tue", "start": 900, "end": 945, "begins": SINCE, **fields}
    return saved(MeetingSlot(district=team.district, team=team, **given))


def make_own_goal(team: Team, person: Staff, **fields: Any) -> OwnGoal:
    given = {"text": "I ask before I advise.", "state": "published", "updated": NOW, **fields}
    return saved(OwnGoal(district=team.district, team=team, staff=person, **given))


def make_personal_support(person: Staff, supporter: Staff, **fields: Any) -> PersonalSupport:
    given = {"how": "coaching", "begins": SINCE, **fields}
    return saved(PersonalSupport(district=person.district, staff=person, supporter=supporter, **given))


def make_whole(name: str, school: School | None, lead: Staff, *members: Staff, **fields: Any) -> Team:
    """A team that lacks nothing."""
    team = make_team(name, school, lead=lead, members=members, **fields)
    make_support(team, lead)
    make_goal(team)
    make_slot(team)
    return team
