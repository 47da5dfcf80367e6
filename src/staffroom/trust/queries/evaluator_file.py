"""A file of who evaluates whom: read, held against the staff list, and turned into a plan of changes. Writes nothing.

Sentences are made when the file is looked at, in the reader's language; those of the CSV reader itself are English and
pass through ``told``. An id of another district and one that nobody has get the same sentence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _

from staffroom.core.problems import Problem, Severity
from staffroom.core.roster.findings import LISTED, Findings, shown
from staffroom.core.roster.messages import MORE
from staffroom.core.roster.text import CsvText
from staffroom.core.roster.values import read_date
from staffroom.people.models import Staff

MOST_ROWS = 50_000
COLUMNS = ("evaluator_id", "evaluated_id", "begins", "ends")
NEEDED = COLUMNS[:2]
EARLIEST, LATEST = 1950, 2100


@dataclass(frozen=True, slots=True)
class Line:
    """One readable row: staff ids, and dates as far as they are given. ``ends`` is the first day after."""

    row: int
    evaluator: int
    evaluated: int
    begins: date | None
    ends: date | None

    def overlaps(self, other: "Line") -> bool:
        """Whether two rows of the same pair speak of one time. No beginning means from now on."""
        first, last = self.begins or date.min, self.ends or date.max
        return first < (other.ends or date.max) and (other.begins or date.min) < last


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that can be used, and what is wrong. With an error nothing may be written."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def usable(self) -> bool:
        return not self.errors


def read_evaluators(content: bytes, name: str, today: date) -> Reading:
    """Read a file of the district in scope. Never raises for what is in the file."""
    findings = Findings()
    text = CsvText(name, BytesIO(content), findings)
    reader = _Reader(name, today, _Names())
    columns = reader.columns(text.header)
    if columns is not None:
        for number, cells in text.rows():
            if number > MOST_ROWS + 1:
                reader.too_many()
                break
            reader.read(number, {column: cells[place].strip() for column, place in columns.items()})
    return Reading(tuple(reader.lines), tuple(_in_order([*findings.problems(), *reader.problems()])))


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda found: (found.severity == "warning", found.row or 10**9))


class _Names:
    """The people of the district by every id they go by: source id, staff number, mail address."""

    def __init__(self) -> None:
        self._known: dict[str, set[int]] = defaultdict(set)
        people = Staff.objects.filter(active=True).order_by()
        for pk, source_id, identifier, email in people.values_list("pk", "source_id", "identifier", "email"):
            for way in (source_id, identifier, email.casefold()):
                if way:
                    self._known[way].add(pk)

    def find(self, written: str) -> set[int]:
        return self._known.get(written) or self._known.get(written.casefold()) or set()


class _Reader:
    """Turns rows into lines and collects what is wrong; of each kind the first twenty are listed, the rest counted."""

    def __init__(self, name: str, today: date, names: _Names) -> None:
        self.lines: list[Line] = []
        self._name, self._today, self._names = name, today, names
        self._listed: list[Problem] = []
        self._counts: Counter[tuple[str, str | None, Severity]] = Counter()
        self._pairs: dict[tuple[int, int], list[Line]] = defaultdict(list)

    def columns(self, header: list[str]) -> dict[str, int] | None:
        """Where each column stands; None when one that is needed is missing or there is no header at all."""
        if not header:
            return None
        plain = ["_".join(name.casefold().replace("-", " ").split()) for name in header]
        found = {column: plain.index(column) for column in COLUMNS if column in plain}
        for column in NEEDED:
            if column not in found:
                advice = _("The first row names the columns: evaluator_id, evaluated_id, begins, ends.")
                self._tell("header", 1, column, _("The column %(name)s is missing.") % {"name": column}, advice)
        for place, column in enumerate(plain):
            if column and column not in COLUMNS:
                said = _("The column %(name)s is not known; it was left out.") % {"name": shown(header[place])}
                self._tell("column", 1, str(shown(header[place])), said, _("Nothing to do."), "warning")
        return found if all(column in found for column in NEEDED) else None

    def too_many(self) -> None:
        said = _("The file has more than %(most)d rows.") % {"most": MOST_ROWS}
        self._tell("rows", None, None, said, _("Check that this is the file of evaluators, and bring it in parts."))

    def read(self, row: int, cells: dict[str, str]) -> None:
        evaluator, evaluated = (self._person(row, column, cells[column]) for column in NEEDED)
        begins, ends = (self._date(row, column, cells.get(column, "")) for column in COLUMNS[2:])
        if evaluator is None or evaluated is None or begins is _BAD or ends is _BAD:
            return
        line = Line(row, evaluator, evaluated, begins, ends)
        if self._stands(line):
            self._pairs[evaluator, evaluated].append(line)
            self.lines.append(line)

    def _person(self, row: int, column: str, written: str) -> int | None:
        if not written:
            advice = _("Write the source id, the staff number or the mail address.")
            self._tell("empty", row, column, _("Nobody is named here."), advice)
            return None
        found = self._names.find(written)
        if len(found) == 1:
            return next(iter(found))
        told = {"id": shown(written)}
        if found:
            said = _("More than one person is known as “%(id)s”.") % told
            self._tell("several", row, column, said, _("Write the source id that the roster gives this person."))
        else:
            said = _("Nobody who works in the district now is known as “%(id)s”.") % told
            advice = _("Write the source id, staff number or mail address as the roster has it, or bring the roster.")
            self._tell("unknown", row, column, said, advice)
        return None

    def _date(self, row: int, column: str, written: str) -> date | None:
        found = read_date(written)
        if found.style == "empty":
            return None
        if found.value is None or not EARLIEST <= found.value.year <= LATEST:
            said = _("“%(text)s” is not a date that can be meant.") % {"text": shown(written)}
            self._tell("date", row, column, said, _("Write it as 2026-08-31: year, month, day."))
            return _BAD
        if found.style == "american":
            said = _("“%(text)s” was read as %(date)s: month first.") % {
                "text": shown(written),
                "date": found.value.isoformat(),
            }
            self._tell("american", row, column, said, _("Nothing to do, if that is right."), "warning")
        return found.value

    def _stands(self, line: Line) -> bool:
        if line.evaluator == line.evaluated:
            advice = _("Take the row out, or write who evaluates this person.")
            self._tell("self", line.row, "evaluated_id", _("Nobody evaluates themselves."), advice)
            return False
        if line.ends and line.ends <= (line.begins or date.min):
            said = _("It ends before it begins.")
            advice = _("“ends” is the first day on which it no longer holds: a day after “begins”.")
            self._tell("order", line.row, "ends", said, advice)
            return False
        first = next((one for one in self._pairs[line.evaluator, line.evaluated] if one.overlaps(line)), None)
        if first is None:
            return True
        told = {"first": first.row}
        if (first.begins, first.ends) == (line.begins, line.ends):
            said = _("The row says the same as row %(first)d; it was read once.") % told
            self._tell("twice", line.row, None, said, _("Nothing to do."), "warning")
        else:
            said = _("The row speaks of the same two people and time as row %(first)d, with other dates.") % told
            self._tell("overlap", line.row, None, said, _("Keep one of the two rows."))
        return False

    def _tell(
        self, kind: str, row: int | None, column: str | None, message: str, advice: str, severity: Severity = "error"
    ) -> None:
        self._counts[kind, column, severity] += 1
        if self._counts[kind, column, severity] <= LISTED:
            self._listed.append(Problem(self._name, row, column, severity, message, advice))

    def problems(self) -> list[Problem]:
        advice = _("The rows above show what to correct.")
        more = [
            Problem(self._name, None, column, severity, MORE.format(count=count - LISTED), advice)
            for (_kind, column, severity), count in self._counts.items()
            if count > LISTED
        ]
        return [*self._listed, *more]


_BAD = date.max  # stands for a date that cannot be read; no readable one is that late
