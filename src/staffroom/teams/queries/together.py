"""Whether the people of a team are ever free together, and the one change that would give them a time.

The time itself is worked out by ``timetable.queries.common_times``, for all teams of a school at once.
"""

from dataclasses import dataclass
from typing import Any

from staffroom.people.models import School, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.queries import CommonTime, common_times
from staffroom.ui.templatetags.ui import clock_range

from .. import rules
from ..models import Team
from .cards import school_chosen, schools_to_see
from .reading import Whole, day_in_words, teams_on, today_of, whole

MINUTES = 45
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that is free for all, as a form takes it; at most ``MINUTES`` of a longer stretch."""

    day: str
    start: int
    end: int

    @property
    def from_clock(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}"

    @property
    def to_clock(self) -> str:
        return f"{self.end // 60:02}:{self.end % 60:02}"

    def __str__(self) -> str:
        return f"{day_in_words(self.day)}, {clock_range(self.start, self.end)}"


@dataclass(frozen=True, slots=True)
class Together:
    """A team and its common time. ``others``: how many of it have no classes, so their week is not known here."""

    whole: Whole
    found: CommonTime
    others: int

    @property
    def slots(self) -> list[Offered]:
        return [Offered(one.day, one.start, min(one.end, one.start + MINUTES)) for one in self.found.slots[:SHOWN]]

    @property
    def more(self) -> int:
        return max(0, len(self.found.slots) - SHOWN)


def _teaching(teams: list[Whole]) -> set[int]:
    """Staff ids of those in these teams who have classes."""
    ids = {one.staff_id for each in teams for one in each.people}
    rows = Teaching.objects.filter(staff_id__in=ids, active=True, section__active=True)
    return set(rows.values_list("staff_id", flat=True))


def times_together(teams: list[Whole]) -> list[Together]:
    """The common time of each of these teams in which somebody has classes. A fixed number of queries."""
    teaching = _teaching(teams)
    inside = [[each.staff_id for each in one.people if each.part in rules.PARTS_THAT_BELONG] for one in teams]
    asked = [[pk for pk in people if pk in teaching] for people in inside]
    found = iter(common_times([people for people in asked if people], minutes=MINUTES))
    return [
        Together(one, next(found), len(people) - len(few))
        for one, people, few in zip(teams, inside, asked, strict=True)
        if few
    ]


def time_together(one: Whole) -> Together | None:
    """The common time of one team; None where nobody in it has classes."""
    return next(iter(times_together([one])), None)


def together_page(actor: Actor, school_id: str) -> dict[str, Any]:
    """The teams of one school: those that are never free together with the change that would help, then the others."""
    schools = schools_to_see(actor)
    school: School | None = school_chosen(actor, school_id, schools) or next(iter(schools), None)
    day = today_of(actor)
    here = list(whole(teams_on(day).filter(school=school), day).values()) if school else []
    asked = [one for one in here if one.team.kind != Team.Kind.CREW]
    found = times_together(asked)
    return {
        "never": [one for one in found if not one.found.slots],
        "free": [one for one in found if one.found.slots],
        "asked": len(found),
        "schools": schools,
        "school": school,
        "minutes": MINUTES,
    }
