"""Which day label a date has at a school: a weekday, or a day of a cycle over the days in session."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from staffroom.core.bells.book import REGULAR, Bell, BellBook, DayException
from staffroom.core.bells.clock import WEEKDAYS, is_weekday

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The rotation of one school over one term.

    ``first`` and ``last`` are the first and last day of the term. ``cycle`` empty: days go by their weekday;
    else the first day in session has the first label, and each later day in session the next one. Days off
    take no label. An exception that names a cycle day resets the cycle there; one that names a weekday
    ("Monday bells on a Tuesday") changes that date only.
    """

    school: str
    first: date
    last: date
    cycle: tuple[str, ...] = ()
    exceptions: dict[date, DayException] = field(default_factory=dict)
    weekdays: tuple[str, ...] = WEEKDAYS[:5]

    @classmethod
    def of_book(
        cls, book: BellBook, school: str, first: date, last: date, weekdays: tuple[str, ...] = WEEKDAYS[:5]
    ) -> "Rotation":
        """The rotation a book implies: a cycle when its regular bells name cycle days."""
        days = book.days(school)
        cycle = () if is_weekday(days[0]) else days
        return cls(school, first, last, cycle, exceptions_of(book.exceptions, school), weekdays)

    def in_session(self, day: date) -> bool:
        if not self.first <= day <= self.last:
            return False
        exception = self.exceptions.get(day)
        return WEEKDAYS[day.weekday()] in self.weekdays if exception is None else exception.in_session

    def days(self) -> Iterator[tuple[date, str]]:
        """Every day in session with its label, in order."""
        position, day = 0, self.first
        while day <= self.last:
            if self.in_session(day):
                label, position = self._label(day, position)
                yield day, label
            day += _ONE_DAY

    def day_of(self, day: date) -> str | None:
        """The label of a date; None when there is no school."""
        if not self.in_session(day):
            return None
        if not self.cycle:
            return self._label(day, 0)[0]
        return next(label for found, label in self.days() if found == day)

    def schedule_of(self, day: date) -> str | None:
        """The name of the bell schedule that rings; None when there is no school."""
        if not self.in_session(day):
            return None
        exception = self.exceptions.get(day)
        return exception.schedule or REGULAR if exception else REGULAR

    def bells_on(self, day: date, book: BellBook) -> tuple[Bell, ...]:
        """The bells of a date by time; empty when there is no school."""
        label, schedule = self.day_of(day), self.schedule_of(day)
        if label is None or schedule is None:
            return ()
        return book.on(self.school, schedule, *self._labels(day, label))

    def _labels(self, day: date, label: str) -> tuple[str, ...]:
        # In a cycle, rows for a weekday ("advisory on Wednesdays") ring beside those of the cycle day.
        return (label, WEEKDAYS[day.weekday()]) if self.cycle else (label,)

    def _label(self, day: date, position: int) -> tuple[str, int]:
        exception = self.exceptions.get(day)
        named = exception.day if exception else ""
        if not self.cycle:
            return named or WEEKDAYS[day.weekday()], 0
        if named in self.cycle:
            position = self.cycle.index(named)
        return self.cycle[position], (position + 1) % len(self.cycle)


def exceptions_of(exceptions: Iterable[DayException], school: str) -> dict[date, DayException]:
    """Exceptions of a school by date; one for the school itself goes before one for the district."""
    found: dict[date, DayException] = {}
    for exception in sorted(exceptions, key=lambda e: e.school != ""):
        if exception.school in ("", school):
            found[exception.date] = exception
    return found
