"""What the time analyses look at: teachers, their periods over some days, the schools' hours and the ways between.

A *day* is any number that repeats the week or cycle (a date's ordinal does as well), times are minutes from
midnight on the wall clock, intervals end exclusive. Ids are opaque text. Days away are not part of it: these are
analyses of the timetable.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import Lesson, Rules, SchoolDay


class Period(NamedTuple):
    """One period of a teacher's week, taught or free, at one school; or time reserved for something else (``busy``)."""

    day: int
    start: int
    end: int
    school: str
    kind: Literal["teach", "free", "busy"]
    name: str = ""
    subject: str | None = None
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teacher:
    """``school`` is the home school. ``week`` is in order of time; teachers with equal weeks may share one."""

    id: str
    school: str
    week: tuple[Period, ...]

    @property
    def taught(self) -> tuple[Period, ...]:
        return tuple(period for period in self.week if period.kind == "teach")


@dataclass(frozen=True, slots=True)
class Timetables:
    """One instance. ``hours``: by school and day, when its earliest lesson starts and its latest ends.

    At a school without hours on a day nobody has a window then. ``travel``: minutes one way from one school to
    another, both ways given; a pair that is not named cannot be reached. The same school is 0.
    """

    teachers: tuple[Teacher, ...]
    hours: Mapping[tuple[str, int], tuple[int, int]]
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rules: Rules = Rules()


def by_time(period: Period) -> tuple[int, int, int, str, str]:
    """The order of a week: day, start, end, then school and kind, so that ties fall the same way everywhere."""
    return period[:5]


def timetables_of(
    lessons: Iterable[Lesson],
    homes: Mapping[str, str],
    days: Iterable[SchoolDay],
    travel: Mapping[tuple[str, str], int],
    rules: Rules,
    reserved: Iterable[Reserved] = (),
) -> Timetables:
    """The instance from dated lessons; ``homes`` gives the home school of each person who belongs to it.

    ``reserved``: time in which these people can neither be away nor be visited.
    """
    held: dict[str, list[Period]] = defaultdict(list)
    for one in lessons:
        if one.person in homes:
            period = Period(one.date, one.start, one.end, one.school, one.kind, one.period, one.subject, one.grades)
            held[one.person].append(period)
    for busy in reserved:
        if busy.person in held:  # of somebody else the week is not known
            name = busy.key if busy.kind == "meeting" else ""
            held[busy.person].append(Period(busy.date, busy.start, busy.end, "", "busy", name))
    teachers = tuple(Teacher(person, home, in_order(held.get(person, ()))) for person, home in homes.items())
    return Timetables(teachers, {(day.school, day.date): (day.start, day.end) for day in days}, travel, rules)


def without_own_meetings(teachers: Sequence[Teacher]) -> tuple[Teacher, ...]:
    """The same people without the meetings at which all of them are together: that is common time they have."""
    named = [{one for one in teacher.week if one.kind == "busy" and one.name} for teacher in teachers]
    shared = set.intersection(*named) if named else set()
    if not shared:
        return tuple(teachers)
    return tuple(
        Teacher(one.id, one.school, tuple(period for period in one.week if period not in shared)) for one in teachers
    )


def in_order(week: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(week, key=by_time))


def by_day(week: Sequence[Period]) -> dict[int, list[Period]]:
    """The periods of each day, in order of time."""
    found: dict[int, list[Period]] = defaultdict(list)
    for period in week:
        found[period.day].append(period)
    return found
