"""Ed-Fi's StaffAbsenceEvent and StaffLeave (Data Standard 5.2, interchange StaffAssociation, XML) as a table.

The rows are those of a mapped table, so that they go the same way as any other file. Document type and entity
declarations are refused before anything is expanded; a name space does not matter.
"""

from typing import BinaryIO
from xml.parsers import expat

from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.plan import Plan, TablePlan
from staffroom.core.roster.findings import Findings

HEADERS = ("StaffUniqueId", "EventDate", "EndDate", "Category", "HoursAbsent", "SubstituteAssigned")
_COLUMNS = ("staff_id", "date", "last_date", "reason", "duration", "filled")
_EVENTS = frozenset({"StaffAbsenceEvent", "StaffLeave"})
_TAKEN = {
    "StaffUniqueId": 0,
    "EventDate": 1,
    "BeginDate": 1,
    "EndDate": 2,
    "AbsenceEventCategory": 3,
    "StaffLeaveEventCategory": 3,
    "HoursAbsent": 4,
    "SubstituteAssigned": 5,
}
_CHUNK = 1 << 16
MOST = 200_000


class _Declared(Exception):
    pass


def is_edfi(head: bytes) -> bool:
    """Whether a file is an Ed-Fi interchange, by its first bytes."""
    return b"<Interchange" in head.replace(b"\x00", b"")


def edfi_sheet(name: str, stream: BinaryIO, findings: Findings) -> Sheet | None:
    """The absences and leaves of an interchange file as a table; None, and told, when it holds none."""
    parser = expat.ParserCreate(namespace_separator="\x1f")
    reader = _Reader(parser)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, _Declared, ValueError) as stopped:
        findings.add("reading_stopped", name, reason=_reason(stopped, parser))
        return None
    if len(reader.rows) > MOST:
        findings.add("table_huge", name, limit=MOST)
        return None
    if not reader.rows:
        findings.add("no_entries", name)
        return None
    return Sheet(name, HEADERS, tuple(reader.rows))


def _reason(stopped: Exception, parser: expat.XMLParserType) -> str:
    if isinstance(stopped, _Declared):
        return "it declares a document type, which no Ed-Fi file needs"
    return f"the XML breaks off or goes wrong in line {parser.ErrorLineNumber}"


def edfi_plan(name: str) -> Plan:
    """What the columns of that table are."""
    return Plan("absences", (TablePlan(name, HEADERS, _COLUMNS, "absences", True, "edfi"),))


def _refuse(*_facts: object) -> None:
    raise _Declared


class _Reader:
    """Elements directly below the root that are absences or leaves; of each the first text of what is taken."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self.rows: list[tuple[int, list[str]]] = []
        self._cells: list[str] | None = None
        self._depth = 0
        self._at = 0
        self._text: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._text = []
        if self._depth == 2 and _local(name) in _EVENTS:
            self._cells, self._at = [""] * len(HEADERS), self._parser.CurrentLineNumber

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        place = _TAKEN.get(_local(name))
        if self._cells is not None and place is not None and not self._cells[place]:
            # A descriptor may come as an address whose last part, behind #, is the word.
            self._cells[place] = "".join(self._text).strip().rpartition("#")[2][:200]
        if self._depth == 1 and self._cells is not None:
            if len(self.rows) <= MOST:
                self.rows.append((self._at, self._cells))
            self._cells = None
        self._text = []


def _local(name: str) -> str:
    return name.rpartition("\x1f")[2]
