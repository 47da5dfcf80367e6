"""The rows of a mapped table by field, and what every kind of table reads of them: ids, dates, findings."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.knowing import Rounded, whole_number
from staffroom.core.mapping.plan import TablePlan
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.values import read_date

SERIAL = (20_000, 80_000)  # days since 1899-12-30 that are dates of a working life: 1954 to 2118
_EPOCH = date(1899, 12, 30)


class Cells:
    """One row by field: ``row["email"]``; empty where there is no such column."""

    def __init__(self, table: TablePlan, number: int, cells: Sequence[str]) -> None:
        self.table, self.number, self._cells = table, number, cells

    def __getitem__(self, key: str) -> str:
        place = self.table.place(key)
        return self._cells[place].strip() if place is not None and place < len(self._cells) else ""

    @property
    def raw(self) -> tuple[str, ...]:
        """The whole row as it stands."""
        return tuple(self._cells)

    def all(self, key: str) -> list[str]:
        """The cells of a field that several columns may hold, without empty ones."""
        return [cell for at in self.table.places(key) if (cell := self._cells[at].strip())]

    def name_of(self, key: str) -> str | None:
        """The heading of a field, for findings."""
        place = self.table.place(key)
        return None if place is None else self.table.headers[place]


class Teller:
    """Tells findings about cells, and reads what every table has: numbers, dates, who somebody is."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def tell(self, kind: str, cells: Cells, key: str, **facts: object) -> None:
        self.findings.add(kind, cells.table.name, cells.number, cells.name_of(key), **facts)

    def number(self, cells: Cells, key: str, text: str) -> str:
        """An id as it was before a spreadsheet; empty, and told, when digits are lost."""
        try:
            read = whole_number(text)
        except Rounded:
            self.tell("id_rounded", cells, key, value=text)
            return ""
        if read != text:
            self.tell("id_float", cells, key, value=text, read=read)
        return read

    def day(self, cells: Cells, key: str) -> date | None:
        """A date, also one that a spreadsheet kept as the number of a day."""
        text = cells[key].removesuffix(".0")
        if text.isdigit() and SERIAL[0] <= int(text) <= SERIAL[1]:
            value = _EPOCH + timedelta(days=int(text))
            self.tell("day_number", cells, key, value=text, read=value.isoformat())
            return value
        found, style = read_date(text)
        if style == "bad":
            self.tell("date_bad" if key in ("date", "last_date") else "date_dropped", cells, key, value=text)
        return found


def rows_of(sheet: Sheet, table: TablePlan) -> Iterator[Cells]:
    """Every row of a sheet, by the fields of its plan."""
    for number, cells in sheet.rows:
        yield Cells(table, number, cells)
