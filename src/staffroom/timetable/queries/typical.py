"""Which days stand for all others: an ordinary week, and the days of one turn of a cycle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from staffroom.core.bells import REGULAR, WEEKDAYS

from .days import SchoolCalendar, week_at_hand, week_of
from .troubles import day_name

WEEKS_AHEAD = 10
LONGEST_TURN = 4  # weeks within which a cycle comes round


@dataclass(frozen=True, slots=True)
class TypicalDays:
    """Dates that stand for the days of the week or cycle, in order, each with its label (``Mon``, ``A``)."""

    dates: tuple[date, ...]
    labels: tuple[str, ...]

    def label_of(self, ordinal: int) -> str:
        return self.labels[self.dates.index(date.fromordinal(ordinal))]

    def name_of(self, ordinal: int) -> str:
        """The label as people read it."""
        return str(day_name(self.label_of(ordinal)))

    def ordinal_of(self, label: str) -> int | None:
        """The day of a label; None when these days do not have it."""
        return self.dates[self.labels.index(label)].toordinal() if label in self.labels else None


def ordinary_week(known: Iterable[SchoolCalendar], day: date) -> list[date]:
    """Monday to Friday of the first week, from the one at hand on, with the most ordinary school days.

    A day of a school counts when its regular bells ring. So a holiday or a week of early release does not stand for
    the year; in the summer it is the first whole week of the next school year within ten weeks.
    """
    listed, first = list(known), week_at_hand(day)[0]
    weeks = [week_of(first + timedelta(weeks=n)) for n in range(WEEKS_AHEAD)]
    return max(weeks, key=lambda week: sum(_ordinary(one, each) for one in listed for each in week))


def _ordinary(calendar: SchoolCalendar, day: date) -> bool:
    found = calendar.on(day)
    return found is not None and found.schedule == REGULAR and bool(found.bells)


def typical_days(known: Sequence[SchoolCalendar], day: date) -> TypicalDays:
    """One turn of the cycle when all schools go by the same one together; else the weekdays of an ordinary week."""
    week = ordinary_week(known, day)
    cycles = {calendar.cycle for calendar in known}
    cycle = next(iter(cycles)) if len(cycles) == 1 else ()
    turn = _turn(known, cycle, week[0]) if cycle else {}
    if cycle and len(turn) == len(cycle):
        return TypicalDays(tuple(turn[label] for label in cycle), cycle)
    return TypicalDays(tuple(week), tuple(WEEKDAYS[one.weekday()] for one in week))


def _turn(known: Sequence[SchoolCalendar], cycle: Sequence[str], monday: date) -> dict[str, date]:
    """The first ordinary date of each label on which all these schools have it."""
    found: dict[str, date] = {}
    for day in (monday + timedelta(days=n) for n in range(LONGEST_TURN * 7)):
        days = [calendar.on(day) for calendar in known]
        labels = {one.label for one in days if one is not None and one.schedule == REGULAR}
        if len(labels) == 1 and all(one is not None for one in days) and labels <= set(cycle):
            found.setdefault(labels.pop(), day)
    return found
