"""The bell file: rows of a CSV -> bells and problems.

Header ``school,schedule,day,period,start,end,kind`` in any order; ``schedule`` (default ``Regular``),
``day`` (default every day) and ``kind`` (default ``class``) may be left out, and ``weekday`` or ``cycle_day``
are other names for ``day``. With a ``date``, the rows of that school and date are the
whole of that day; a dated row without period and times says only which schedule rings (``none``: no school).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from staffroom.core.bells.book import KINDS, REGULAR, Bell, BellBook, DayException
from staffroom.core.bells.calendar import HOLIDAY_WORDS, parse_date
from staffroom.core.bells.checking import overlap_problems
from staffroom.core.bells.clock import clock_text, parse_clock, parse_days
from staffroom.core.bells.columns import match_columns
from staffroom.core.problems import Problem, Severity

Row = tuple[int, Mapping[str, str]]

NEEDED = ("school", "period", "start", "end")
LONGEST, SHORTEST = 360, 5
COLUMN_NAMES = {
    spelling: column
    for column, spellings in {
        "school": "school school_id school_code school_number schoolid site campus",
        "schedule": "schedule bell_schedule schedule_name bell_schedule_name",
        "day": "day days weekday weekdays cycle_day cycleday day_type",
        "period": "period period_name period_number class_period block",
        "start": "start start_time starts begin from",
        "end": "end end_time ends finish to",
        "kind": "kind type period_type",
        "date": "date",
        "note": "note notes",
    }.items()
    for spelling in spellings.split()
}
KIND_WORDS = {
    "teaching": "class", "teach": "class", "instruction": "class", "lesson": "class", "period": "class",
    "planning": "prep", "preparation": "prep", "conference": "prep", "plan": "prep",
    "homeroom": "advisory", "tutorial": "advisory", "break": "passing", "recess": "passing",
    "nutrition": "passing", "plc": "collaboration", "meeting": "collaboration", "supervision": "duty",
}  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What one pass over the file has gathered."""

    file: str
    schools: Collection[str] | None
    columns: dict[str, str] = field(default_factory=dict)
    letter_schools: frozenset[str] = frozenset()
    rows_of: dict[Bell, int] = field(default_factory=dict)
    exceptions: dict[tuple[str, date], DayException] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def cell(self, row: Mapping[str, str], column: str) -> str:
        return (row.get(self.columns.get(column, ""), "") or "").strip()

    def note(self, row: int, column: str, severity: Severity, message: str, advice: str) -> None:
        self.problems.append(Problem(self.file, row, self.columns.get(column), severity, message, advice))


def read_bells(rows: Iterable[Row], *, known_schools: Collection[str] | None, file: str) -> BellBook:
    """Read the bell file. Each row comes with its line number, the header being line 1.

    ``known_schools`` None: any school is accepted. The book holds what could be read; when a problem is an
    error the file must not be imported.
    """
    listed = list(rows)
    reading = _Reading(file, known_schools)
    if not listed:
        return BellBook(problems=(_empty(file),))
    reading.columns, reading.problems = match_columns(listed[0][1].keys(), COLUMN_NAMES, file)
    missing = [name for name in NEEDED if name not in reading.columns]
    if missing:
        return BellBook(problems=(*reading.problems, _missing_columns(file, missing, listed[0][1].keys())))
    reading.letter_schools = _schools_with_letters(listed, reading)
    for number, row in listed:
        _read_row(reading, number, row)
    reading.problems.extend(overlap_problems(reading.rows_of, file, reading.columns["start"]))
    return BellBook(tuple(reading.rows_of), tuple(reading.exceptions.values()), tuple(reading.problems))


def _empty(file: str) -> Problem:
    return Problem(file, None, None, "error", "The file has no bells.", "Add a row for each period, below the header.")


def _missing_columns(file: str, missing: list[str], header: Iterable[str | None]) -> Problem:
    seen = ", ".join(name for name in header if name) or "nothing"
    return Problem(
        file,
        1,
        missing[0],
        "error",
        f"The header has no column {' and no column '.join(missing)}; it has {seen}.",
        "The first row must be: school,schedule,day,period,start,end,kind",
    )


def _schools_with_letters(rows: Iterable[Row], reading: _Reading) -> frozenset[str]:
    """Schools whose days are cycle letters, so that F is the day after E and not Friday."""
    return frozenset(
        reading.cell(row, "school")
        for _, row in rows
        if reading.cell(row, "day").upper().removesuffix("-DAY").removesuffix(" DAY") in set("ABCDEGH")
    )


def _read_row(reading: _Reading, number: int, row: Mapping[str, str]) -> None:
    if not any((value or "").strip() for value in row.values() if isinstance(value, str)):
        return
    school = _school(reading, number, row)
    dated = reading.cell(row, "date")
    if dated:
        _read_dated(reading, number, row, school, dated)
        return
    schedule = reading.cell(row, "schedule") or REGULAR
    days = parse_days(reading.cell(row, "day"), letters=school in reading.letter_schools)
    if days is None:
        reading.note(
            number,
            "day",
            "error",
            f'"{reading.cell(row, "day")}" is not a day Staffroom can read.',
            "Write a weekday (Mon, Mon-Thu, MWF), a cycle day (A, A-C, 3) or * for every day.",
        )
    _add_bells(reading, number, row, school, schedule, days or ())


def _school(reading: _Reading, number: int, row: Mapping[str, str]) -> str | None:
    school = reading.cell(row, "school")
    if not school:
        reading.note(number, "school", "error", "The school is missing.", "Give the school of every row.")
        return None
    if reading.schools is None or school in reading.schools:
        return school
    same = [known for known in reading.schools if known.casefold() == school.casefold()]
    if len(same) == 1:
        reading.note(
            number,
            "school",
            "warning",
            f'"{school}" was read as the school "{same[0]}".',
            "Write school codes in capitals and small letters as the roster does.",
        )
        return same[0]
    reading.note(
        number,
        "school",
        "error",
        f'There is no school "{school}" in the roster.',
        "Use the school's code as the roster has it, or import the roster first.",
    )
    return None


def _read_dated(reading: _Reading, number: int, row: Mapping[str, str], school: str | None, dated: str) -> None:
    day = parse_date(dated)
    if day is None:
        reading.note(number, "date", "error", f'"{dated}" is not a date.', "Write dates as 2026-09-07 or 9/7/2026.")
    if day is None or school is None:
        return
    if reading.cell(row, "period"):
        name = day.isoformat()
        exception = DayException(day, school, schedule=name, note=reading.cell(row, "note"))
        reading.exceptions.setdefault((school, day), exception)
        _add_bells(reading, number, row, school, name, ("*",))
        return
    schedule = reading.cell(row, "schedule") or reading.cell(row, "kind")
    closed = schedule.casefold() in HOLIDAY_WORDS
    exception = DayException(day, school, "", "" if closed else schedule, not closed, reading.cell(row, "note"))
    reading.exceptions.setdefault((school, day), exception)


def _add_bells(
    reading: _Reading,
    number: int,
    row: Mapping[str, str],
    school: str | None,
    schedule: str,
    days: tuple[str, ...],
) -> None:
    period = " ".join(reading.cell(row, "period").split())
    if not period:
        reading.note(number, "period", "error", "The period is missing.", "Name the period: 1, 2, Lunch ...")
    start, end = _time(reading, number, row, "start"), _time(reading, number, row, "end")
    kind = _kind(reading, number, row, period)
    if start is None or end is None or not _length_is_possible(reading, number, period, start, end, kind):
        return
    if not period or school is None or kind is None:
        return
    for day in days:
        _add_bell(reading, number, Bell(school, schedule, day, period, start, end, kind))


def _add_bell(reading: _Reading, number: int, bell: Bell) -> None:
    earlier = reading.rows_of.setdefault(bell, number)
    if earlier != number:
        reading.note(
            number,
            "period",
            "warning",
            f"Period {bell.period} on {bell.day} at {bell.school} stands in row {earlier} already; left out.",
            "Delete the second row.",
        )


def _time(reading: _Reading, number: int, row: Mapping[str, str], column: str) -> int | None:
    text = reading.cell(row, column)
    parsed = parse_clock(text)
    if parsed is None:
        what = f'"{text}" is not a time of the school day.' if text else f"The {column} time is missing."
        reading.note(number, column, "error", what, "Write times as 8:05, 13:05 or 1:05 PM.")
        return None
    minutes, repaired = parsed
    if repaired:
        reading.note(
            number,
            column,
            "warning",
            f'"{text}" was read as {clock_text(minutes)}.',
            "Write times as 8:05, 13:05 or 1:05 PM.",
        )
    return minutes


def _kind(reading: _Reading, number: int, row: Mapping[str, str], period: str) -> str | None:
    text = reading.cell(row, "kind").casefold()
    if not text:
        return period.casefold() if period.casefold() in ("lunch", "advisory", "prep") else "class"
    if text in KINDS:
        return text
    known = KIND_WORDS.get(text)
    if known is None:
        reading.note(
            number,
            "kind",
            "error",
            f'"{reading.cell(row, "kind")}" is not a kind of period.',
            f"Use one of: {', '.join(KINDS)}.",
        )
        return None
    reading.note(number, "kind", "warning", f'The kind "{text}" was read as "{known}".', f'Write "{known}".')
    return known


def _length_is_possible(reading: _Reading, number: int, period: str, start: int, end: int, kind: str | None) -> bool:
    name, length = period or "this period", end - start
    if length <= 0:
        reading.note(
            number,
            "end",
            "error",
            f"Period {name} ends at {clock_text(end)}, which is not after its start at {clock_text(start)}.",
            "Exchange the two times, or write AM and PM.",
        )
    elif length > LONGEST or (length < SHORTEST and kind != "passing"):
        reading.note(
            number,
            "end",
            "warning",
            f"Period {name} lasts {length} minutes, from {clock_text(start)} to {clock_text(end)}.",
            "Check the times; they were kept as they are.",
        )
    return length > 0
