"""Reading a bell file and a calendar for a district: text, then rows, then bells with what is wrong in them.

Schools are found by source id, name or short name, whatever the capitals and accents. The schedule of normal days
is called Regular; a school's only schedule is taken for it.
"""

import difflib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from staffroom.core.bells import REGULAR, Bell, BellBook, clock_text, parse_clock, read_bells, read_calendar
from staffroom.core.bells.calendar import COLUMN_NAMES as CALENDAR_COLUMNS
from staffroom.core.bells.columns import match_columns
from staffroom.core.bells.reading import COLUMN_NAMES as BELL_COLUMNS
from staffroom.core.problems import Problem
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.text import CsvText
from staffroom.people.models import School

Row = tuple[int, dict[str, str]]
NORMAL_WORDS = frozenset({"regular", "normal", "standard", "default", "traditional"})
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class ReadBells:
    """What a bell file says. ``bells`` and ``exceptions`` carry schools by the label that ``schools`` resolves."""

    book: BellBook
    schools: Mapping[str, School]
    calendar_given: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Errors first, as they stand in the files."""
        return tuple(sorted(self.book.problems, key=lambda p: (p.severity != "error", p.file, p.row or 0)))

    def school(self, label: str) -> School:
        return self.schools[label]


def read_bell_file(
    content: bytes, name: str, schools: Iterable[School], *, calendar: bytes | None = None, calendar_name: str = ""
) -> ReadBells:
    """Read both files. Nothing is written; ``book.importable`` says whether it may be."""
    names = SchoolNames(schools)
    rows, problems = _rows(content, name)
    rows, unknown = names.resolve(rows, BELL_COLUMNS, name)
    unreadable = not rows and any(problem.severity == "error" for problem in problems)
    book = BellBook() if unreadable else read_bells(rows, known_schools=None, file=name)
    book = replace(book, problems=(*problems, *unknown, *book.problems, *_twice(book, rows, name)))
    book = _with_regular(book, name)
    if calendar is not None:
        book = _with_calendar(book, calendar, calendar_name, names)
    return ReadBells(book, names.by_label, calendar is not None)


def _rows(content: bytes, name: str) -> tuple[list[Row], list[Problem]]:
    findings = Findings()
    text = CsvText(name, BytesIO(content), findings)
    rows = [(number, dict(zip(text.header, cells, strict=False))) for number, cells in text.rows()]
    problems = list(findings.problems())
    if len(rows) > MOST_ROWS:
        message = f"The file has {len(rows)} rows; a bell file has at most {MOST_ROWS}."
        problems.append(Problem(name, None, None, "error", message, "Check that this is the bell file."))
        rows = []
    return rows, problems


def folded(text: str) -> str:
    """Without accents, capitals and doubled spaces."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


class SchoolNames:
    """The schools of a district by every name they go by. A name of two schools names none of them."""

    def __init__(self, schools: Iterable[School]) -> None:
        listed = list(schools)
        named = Counter(folded(school.name) for school in listed)
        self.by_label: dict[str, School] = {}
        self.label_of: dict[str, str] = {}
        ways: dict[str, set[str]] = defaultdict(set)
        for school in listed:
            label = school.name if named[folded(school.name)] == 1 else f"{school.name} ({school.source_id})"
            self.by_label[label] = school
            self.label_of[folded(school.source_id)] = label
            for way in (label, school.name, school.short_name):
                ways[folded(way)].add(label)
        for way, labels in ways.items():
            if way and len(labels) == 1:
                self.label_of.setdefault(way, next(iter(labels)))

    def resolve(self, rows: list[Row], columns: Mapping[str, str], file: str) -> tuple[list[Row], list[Problem]]:
        """Rows with each school by its label, and one problem for each name that no school has."""
        header = rows[0][1].keys() if rows else ()
        column = match_columns(header, columns, file)[0].get("school")
        if column is None:
            return rows, []
        unknown: dict[str, list[int]] = defaultdict(list)
        resolved = []
        for number, row in rows:
            written = row.get(column, "").strip()
            label = self.label_of.get(folded(written))
            if written and label is None:
                unknown[written].append(number)
            resolved.append((number, {**row, column: label or written}))
        return resolved, [self._unknown(name, lines, column, file) for name, lines in unknown.items()]

    def _unknown(self, name: str, lines: list[int], column: str, file: str) -> Problem:
        near = difflib.get_close_matches(folded(name), self.label_of, n=1, cutoff=0.5)
        advice = f'Did you mean "{self.label_of[near[0]]}"? ' if near else ""
        more = f" ({len(lines)} rows)" if len(lines) > 1 else ""
        message = f'There is no school "{name}" in the roster{more}.'
        advice += "Use the school's code or name as the roster has it, or import the roster first."
        return Problem(file, lines[0], column, "error", message, advice)


def _twice(book: BellBook, rows: list[Row], file: str) -> list[Problem]:
    """A period may ring once a day: the same name at two times of one day is an error."""
    seen: dict[tuple[str, str, str, str], Bell] = {}
    problems = []
    for bell in book.bells:
        first = seen.setdefault((bell.school, bell.schedule, bell.day, bell.period), bell)
        if first is not bell and len(problems) < 200:
            message = (
                f"At {bell.school}, period {bell.period} ({bell.schedule}, {bell.day}) has two times:"
                f" {_times(first)} and {_times(bell)}."
            )
            advice = "Give the second one another name, such as 1b, or delete it."
            problems.append(Problem(file, _row_of(bell, rows), "period", "error", message, advice))
    return problems


def _times(bell: Bell) -> str:
    return f"{clock_text(bell.start)}\u2013{clock_text(bell.end)}"


def _row_of(bell: Bell, rows: list[Row]) -> int | None:
    """The last row that says this: the bells do not carry their rows."""
    columns, _ = match_columns(rows[0][1].keys(), BELL_COLUMNS, "") if rows else ({}, [])

    def says(row: dict[str, str]) -> bool:
        read = parse_clock(row.get(columns["start"], ""))
        period = " ".join(row.get(columns["period"], "").split())
        return bool(read) and (row.get(columns["school"]), period, read[0]) == (bell.school, bell.period, bell.start)

    return next((number for number, row in reversed(rows) if says(row)), None)


def _with_regular(book: BellBook, file: str) -> BellBook:
    """Call the schedule of normal days Regular."""
    renamed: dict[tuple[str, str], str] = {}
    problems = []
    for school in book.schools():
        schedules = _undated(book, school)
        if not schedules or REGULAR in schedules:
            continue
        normal = [name for name in schedules if folded(name) in NORMAL_WORDS] or schedules
        if len(normal) == 1:
            renamed[school, normal[0]] = REGULAR
            message = f'At {school}, "{normal[0]}" was taken for the bells of normal days.'
            problems.append(Problem(file, None, "schedule", "warning", message, f'Write "{REGULAR}".'))
        else:
            message = f"{school} has no bells for normal days, only {', '.join(schedules)}."
            problems.append(Problem(file, None, "schedule", "error", message, f'Call the usual schedule "{REGULAR}".'))
    bells = tuple(replace(b, schedule=renamed.get((b.school, b.schedule), b.schedule)) for b in book.bells)
    return replace(book, bells=bells, problems=(*book.problems, *problems))


def _undated(book: BellBook, school: str) -> list[str]:
    dated = {e.schedule for e in book.exceptions if e.school == school}
    return [name for name in book.schedules(school) if name not in dated]


def _with_calendar(book: BellBook, content: bytes, name: str, names: SchoolNames) -> BellBook:
    rows, problems = _rows(content, name)
    rows, unknown = names.resolve(rows, CALENDAR_COLUMNS, name)
    # A school without bells in this file may keep those it has: its schedules are checked when it is applied.
    return read_calendar(rows, book=book, known_schools=None, file=name).with_calendar((), [*problems, *unknown])
