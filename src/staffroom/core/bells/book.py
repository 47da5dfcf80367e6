"""A bell, a dated exception, and the book that holds them for a district."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from staffroom.core.bells.clock import EVERY_DAY, SCHOOL_WEEK, WEEKDAYS, is_weekday
from staffroom.core.problems import Problem

REGULAR = "Regular"
KINDS = (
    "class",
    "prep",
    "lunch",
    "advisory",
    "collaboration",
    "duty",
    "passing",
    "before",
    "after",
)


@dataclass(frozen=True, slots=True, order=True)
class Bell:
    """One period of one kind of day at one school; ``start`` and ``end`` in minutes from midnight.

    ``day`` is a weekday (``Mon`` .. ``Sun``), a cycle day (``A``, ``3``) or ``*`` for every day.
    """

    school: str
    schedule: str
    day: str
    period: str
    start: int
    end: int
    kind: str = "class"

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, order=True)
class DayException:
    """What is different on one date.

    ``school`` empty: the whole district. ``day`` empty: the normal rotation.
    ``schedule`` empty: the regular schedule; not ``in_session``: no school.
    """

    date: date
    school: str
    day: str = ""
    schedule: str = ""
    in_session: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class BellBook:
    """Every bell and dated exception read, with what was found on the way.

    On one day the rows for that day and the rows for every day (``*``) hold together, except that a row for
    the day itself takes the place of the ``*`` row of the same period.
    """

    bells: tuple[Bell, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def importable(self) -> bool:
        return all(problem.severity != "error" for problem in self.problems)

    def schools(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(bell.school for bell in self.bells))

    def schedules(self, school: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(bell.schedule for bell in self.bells if bell.school == school))

    def of(self, school: str, schedule: str = REGULAR) -> tuple[Bell, ...]:
        return tuple(b for b in self.bells if b.school == school and b.schedule == schedule)

    def periods(self, school: str, schedule: str = REGULAR) -> tuple[str, ...]:
        """Names of the periods in the order of the day."""
        return tuple(dict.fromkeys(b.period for b in sorted(self.of(school, schedule), key=_by_time)))

    def days(self, school: str, schedule: str = REGULAR) -> tuple[str, ...]:
        """The day labels a school turns through: its cycle days, else the weekdays (Monday to Friday)."""
        named = {bell.day for bell in self.of(school, schedule)} - {EVERY_DAY}
        cycle = sorted((day for day in named if not is_weekday(day)), key=lambda d: (len(d), d))
        if cycle:
            return tuple(cycle)
        return tuple(day for day in WEEKDAYS if day in SCHOOL_WEEK or day in named)

    def on(self, school: str, schedule: str, *labels: str) -> tuple[Bell, ...]:
        """The bells of one day, by time. ``labels``: its weekday, its cycle day, or both."""
        return bells_of_day(self.of(school, schedule), *labels)

    def with_calendar(self, exceptions: Iterable[DayException], problems: Iterable[Problem] = ()) -> "BellBook":
        return replace(
            self,
            exceptions=(*self.exceptions, *exceptions),
            problems=(*self.problems, *problems),
        )


class _Timed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _by_time(timed: _Timed) -> tuple[int, int]:
    return timed.start, timed.end


def bells_of_day(bells: Iterable[Bell], *labels: str) -> tuple[Bell, ...]:
    """Bells of one school and schedule that ring on a day with these labels, by time."""
    rows = [bell for bell in bells if bell.day == EVERY_DAY or bell.day in labels]
    own = {bell.period for bell in rows if bell.day != EVERY_DAY}
    kept = (bell for bell in rows if bell.day != EVERY_DAY or bell.period not in own)
    return tuple(sorted(kept, key=_by_time))
