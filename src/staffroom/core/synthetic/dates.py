"""The school year around a day: terms, holidays, training days, early-release Wednesdays, cycle days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .model import CalendarDay, School, Term

DAY = timedelta(days=1)
INSTRUCTION_DAYS = 180
NO_SCHOOL, EARLY, MINIMUM, REGULAR = "none", "Early release", "Minimum day", "Regular"


@dataclass(frozen=True, slots=True)
class Year:
    """``closed``: date to note, weekdays without school between the first and the last day."""

    first: date
    last: date
    closed: dict[date, str]
    minimum: dict[date, str]

    def days(self) -> Iterator[date]:
        """The days in session, in order."""
        day = self.first
        while day <= self.last:
            if day.weekday() < 5 and day not in self.closed:
                yield day
            day += DAY

    def schedule(self, day: date) -> str:
        """The bell schedule of a day in session."""
        if day in self.minimum:
            return MINIMUM
        return EARLY if day.weekday() == 2 else REGULAR


def year_of(today: date) -> Year:
    """The school year containing ``today``; June and July belong to the year that begins in August."""
    start = today.year if today.month >= 6 else today.year - 1
    first = next(date(start, 8, day) for day in range(9, 16) if date(start, 8, day).weekday() == 0)
    closed = dict(sorted(_closures(start).items()))
    last, left = first, INSTRUCTION_DAYS
    day = first
    while left:
        if day.weekday() < 5 and day not in closed:
            last, left = day, left - 1
        day += DAY
    closed = {day: note for day, note in closed.items() if first <= day <= last}
    return Year(first, last, closed, _minimum_days(closed, last))


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th weekday (0 = Monday) of a month; n = -1 is the last."""
    if n < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - DAY * ((after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (n - 1))


def _closures(start: int) -> dict[date, str]:
    thanksgiving = _nth(start, 11, 3, 4)
    winter = _nth(start, 12, 0, 3)
    spring = _nth(start + 1, 3, 0, 4)
    back = winter + 14 * DAY
    closed = {
        _nth(start, 9, 0, 1): "Labor Day",
        _nth(start, 10, 0, 2): "Professional learning day, no students",
        date(start, 11, 11): "Veterans Day",
        thanksgiving: "Thanksgiving",
        thanksgiving + DAY: "Thanksgiving holiday",
        back: "Professional learning day, no students",
        _nth(start + 1, 1, 0, 3): "Martin Luther King Jr. Day",
        _nth(start + 1, 2, 0, 2): "Lincoln's Day",
        _nth(start + 1, 2, 0, 3): "Presidents' Day",
        _nth(start + 1, 3, 4, 1): "Professional learning day, no students",
        _nth(start + 1, 5, 0, -1): "Memorial Day",
    }
    closed |= {winter + n * DAY: "Winter break" for n in range(14) if n % 7 < 5}
    return closed | {spring + n * DAY: "Spring break" for n in range(5)}


def _minimum_days(closed: dict[date, str], last: date) -> dict[date, str]:
    winter = min(day for day, note in closed.items() if note == "Winter break")
    spring = min(day for day, note in closed.items() if note == "Spring break")
    found = {winter - 3 * DAY: "Minimum day before winter break", spring - 3 * DAY: "Minimum day"}
    family_week = spring - 18 * DAY
    found |= {family_week + n * DAY: "Family conferences" for n in (1, 3, 4)}
    found[last] = "Last day of school"
    return {day: note for day, note in sorted(found.items()) if day.weekday() != 2 and day not in closed}


def terms_of(year: Year) -> tuple[Term, ...]:
    """One school year and two semesters. The year runs from June to June, so that it holds every day."""
    start = year.first.year
    turn = next(day for day in year.days() if day > date(start + 1, 1, 1))
    name = f"{start}-{start + 1}"
    return (
        Term("Y1", name, "schoolYear", date(start, 6, 1), date(start + 1, 6, 1), ""),
        Term("Y1-1", f"Fall {start}", "semester", year.first, turn, "Y1"),
        Term("Y1-2", f"Spring {start + 1}", "semester", turn, year.last + DAY, "Y1"),
    )


def calendar_of(year: Year, schools: Sequence[School], cycles: dict[str, str]) -> tuple[CalendarDay, ...]:
    """All schools first, then one row a day for each school with cycle days (``cycles``: school to letters).

    A school's own row goes before the row for all schools.
    """
    rows = [CalendarDay("", day, "", NO_SCHOOL, note) for day, note in year.closed.items()]
    rows += [CalendarDay("", day, "", MINIMUM, note) for day, note in year.minimum.items()]
    rows += [CalendarDay("", day, "", EARLY, "") for day in year.days() if day.weekday() == 2]
    rows.sort(key=lambda row: row.date)
    for school in schools:
        letters = cycles.get(school.source_id, "")
        if letters:
            rows += [
                CalendarDay(school.source_id, day, letters[n % len(letters)], year.schedule(day), "")
                for n, day in enumerate(year.days())
            ]
    return tuple(rows)
