"""The calendar file: dated exceptions to a school's bells.

Header ``school,date,day,schedule,note``. ``school`` empty: the whole district. ``day`` empty: the normal
rotation goes on. ``schedule``: the bells that ring, empty for the regular ones, ``none`` for no school.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from staffroom.core.bells.book import BellBook, DayException
from staffroom.core.bells.clock import parse_days
from staffroom.core.bells.columns import match_columns
from staffroom.core.problems import Problem, Severity

HOLIDAY_WORDS = frozenset({"none", "holiday", "no school", "closed", "off"})
COLUMN_NAMES = {
    "school": "school", "school_id": "school", "school_code": "school", "date": "date", "day": "day",
    "cycle_day": "day", "weekday": "day", "schedule": "schedule", "bell_schedule": "schedule",
    "kind": "schedule", "note": "note", "notes": "note",
}  # fmt: skip


def parse_date(text: str) -> date | None:
    """``2026-09-07``, ``9/7/2026``, ``9/7/26`` (month first), ``20260907``; None when it is no date."""
    word = text.strip()
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", word)
    if match:
        year, month, day = (int(part) for part in match.groups())
    else:
        match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", word)
        if match is None:
            return None
        month, day, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_calendar(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    book: BellBook,
    known_schools: Collection[str] | None,
    file: str,
) -> BellBook:
    """``book`` with the exceptions of the calendar file added, and the problems found in it."""
    listed = list(rows)
    header = listed[0][1].keys() if listed else ()
    columns, problems = match_columns(header, COLUMN_NAMES, file)
    if "date" not in columns:
        if listed:
            problems.append(_problem(file, 1, "date", "The calendar has no column date.", _HEADER))
        return book.with_calendar((), problems)
    found: dict[tuple[str, date], tuple[int, DayException]] = {}
    for number, row in listed:
        cells = {c: (row.get(written, "") or "").strip() for c, written in columns.items()}
        if any(cells.values()):
            exception = _read(cells, number, book, known_schools, file, problems)
            if exception is not None:
                _keep(found, number, exception, file, problems)
    return book.with_calendar([exception for _, exception in found.values()], problems)


_HEADER = "The first row must be: school,date,day,schedule,note"


def _problem(file: str, row: int, column: str, message: str, advice: str, severity: Severity = "error") -> Problem:
    return Problem(file, row, column, severity, message, advice)


def _read(
    cells: Mapping[str, str],
    number: int,
    book: BellBook,
    schools: Collection[str] | None,
    file: str,
    problems: list[Problem],
) -> DayException | None:
    school, schedule = cells.get("school", ""), cells.get("schedule", "")
    day = parse_date(cells["date"])
    labels = parse_days(cells.get("day", ""), letters=_has_letters(book, school))
    closed = schedule.casefold() in HOLIDAY_WORDS
    before = len(problems)
    if day is None:
        text = f'"{cells["date"]}" is not a date.'
        problems.append(_problem(file, number, "date", text, "Write dates as 2026-09-07 or 9/7/2026."))
    if school and schools is not None and school not in schools:
        text = f'There is no school "{school}" in the roster.'
        problems.append(_problem(file, number, "school", text, "Use the school's code as the roster has it."))
    if labels is None or len(labels) > 1:
        text = f'"{cells.get("day", "")}" is not one day.'
        problems.append(_problem(file, number, "day", text, "Write one weekday or cycle day, or nothing."))
    if schedule and not closed and not _rings(book, school, schedule):
        where = f"at {school}" if school else "in the bell file"
        text = f'There is no bell schedule "{schedule}" {where}.'
        problems.append(_problem(file, number, "schedule", text, "Add its bells, or write none for no school."))
    if len(problems) > before or day is None or labels is None:
        return None
    label = "" if labels == ("*",) else labels[0]
    return DayException(day, school, label, "" if closed else schedule, not closed, cells.get("note", ""))


def _has_letters(book: BellBook, school: str) -> bool:
    schools = (school,) if school else book.schools()
    return any(set(book.days(s)) & set("ABCDE") for s in schools)


def _rings(book: BellBook, school: str, schedule: str) -> bool:
    return any(b.schedule == schedule and school in ("", b.school) for b in book.bells)


def _keep(
    found: dict[tuple[str, date], tuple[int, DayException]],
    number: int,
    exception: DayException,
    file: str,
    problems: list[Problem],
) -> None:
    earlier, same = found.setdefault((exception.school, exception.date), (number, exception))
    if earlier == number:
        return
    what = f"{exception.date.isoformat()} stands in row {earlier} already"
    if (same.day, same.schedule, same.in_session) == (
        exception.day,
        exception.schedule,
        exception.in_session,
    ):
        advice = "Delete the second row."
        problems.append(_problem(file, number, "date", f"{what}; left out.", advice, "warning"))
    else:
        problems.append(
            _problem(file, number, "date", f"{what}, and says something else.", "Keep one of the two rows.")
        )
