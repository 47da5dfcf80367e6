"""The teams of the demo district as rows. ``team`` in a row is the number of its team among ``teams``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from staffroom.core.synthetic.model import District as Made
from staffroom.core.synthetic.model import Team as MadeTeam
from staffroom.core.teams.rhythm import Meeting
from staffroom.teams.queries import team_name

Row = dict[str, Any]
PURPOSES = (
    "Look at exit tickets and choose next week's question",
    "Plan the first lesson of the unit together",
    "Read three pieces of student work",
    "Say what we saw on our visits",
)


@dataclass
class Rows:
    """What is written, model by model."""

    teams: list[Row] = field(default_factory=list)
    memberships: list[Row] = field(default_factory=list)
    supports: list[Row] = field(default_factory=list)
    goals: list[Row] = field(default_factory=list)
    slots: list[Row] = field(default_factory=list)
    own_goals: list[Row] = field(default_factory=list)


def team_rows(made: Made, schools: Mapping[str, int], staff: Mapping[str, int], then: datetime) -> Rows:
    """The generated teams, from the beginning of the school year or, in its first weeks, from ``then``."""
    rows = Rows()
    begins = min(*(term.starts for term in made.terms if term.kind == "semester"), then.date())
    with override("en"):
        for number, team in enumerate(made.teams):
            school = schools[team.school] if team.school else None
            rows.teams.append(
                {
                    "school_id": school, "kind": team.kind, "name": team_name(team.words), "purpose": team.purpose,
                    "roster_key": team.key, "begins": begins,
                }
            )  # fmt: skip
            _of_one(rows, team, staff, {"team": number, "begins": begins}, then)
    return rows


def _of_one(rows: Rows, team: MadeTeam, staff: Mapping[str, int], about: Row, then: datetime) -> None:
    parts = (("lead", team.leads), ("member", team.members), ("supporter", team.supporters))
    rows.memberships += [about | {"staff_id": staff[one], "part": part} for part, people in parts for one in people]
    rows.supports += [
        about
        | {"supporter_id": staff[one.person], "how": one.how, "every_weeks": one.every_weeks, "minutes": one.minutes}
        for one in team.supports
    ]
    rows.goals.append(about | {"text": team.goal})
    rows.slots.append(about | {"day": team.day, "start": team.start, "end": team.end})
    number = {"team": about["team"], "state": "published", "updated": then}
    rows.own_goals += [number | {"staff_id": staff[person], "text": text} for person, text in team.own_goals]


def mark_rows(planned: Mapping[int, Sequence[Meeting]], today: date) -> Iterator[Row]:
    """What was said of these meetings, by team id: six of eight held, one not, of one nothing."""
    for team, meetings in planned.items():
        for number, one in enumerate(meetings):
            turn = (number + team) % 8
            if turn == 0 and one.date < today:
                continue
            held = None if one.date >= today else turn != 1
            purpose = PURPOSES[(number + team) % len(PURPOSES)]
            yield {"team_id": team, "date": one.date, "start": one.start, "held": held, "purpose": purpose}
