"""Counting absences without telling on anybody: a table in which no small cell can be read or worked out.

A cell stands on so many different people. One that stands on fewer than ``least`` (but on somebody) is hidden, and
its line gets more hidden cells until what is hidden together stands on at least two cells and ``least`` people, so
that a total minus what is shown tells nothing of one cell (NCES 2011-603, complementary suppression). Totals are
cells like others. Two-way splits hide both sides by the same rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

TOTAL = ""


@dataclass(slots=True)
class Cell:
    """What stands in one cell: how many absences, minutes, cents; and who, only to count people."""

    count: int = 0
    minutes: int = 0
    cents: int = 0
    people: set[int] = field(default_factory=set)
    hidden: bool = False

    def add(self, person: int, minutes: int, cents: int) -> None:
        self.count += 1
        self.minutes += minutes
        self.cents += cents
        self.people.add(person)


Table = dict[str, dict[str, Cell]]
Fact = tuple[str, str, int, int, int]  # row, column, person, minutes, cents


def table_of(facts: Iterable[Fact], rows: Sequence[str], columns: Sequence[str]) -> Table:
    """row -> column -> cell, with a row and a column of totals (``TOTAL``). Rows and columns unknown are left out."""
    table: Table = {row: {column: Cell() for column in (*columns, TOTAL)} for row in (*rows, TOTAL)}
    for row, column, person, minutes, cents in facts:
        if row in table and column in table[row]:
            for place in {(row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)}:
                table[place[0]][place[1]].add(person, minutes, cents)
    return table


def share(one: Table, other: Table, *, rows: bool = False, columns: bool = False, turned: bool = False) -> None:
    """Make two tables of the same facts share the cells that mean the same, so that both hide them or neither does.

    ``rows``: the totals of their rows; ``columns``: of their columns; ``turned``: the columns of the first are the
    rows of the second.
    """
    other[TOTAL][TOTAL] = one[TOTAL][TOTAL]
    for name in one if rows else ():
        other[name][TOTAL] = one[name][TOTAL]
    for name in one[TOTAL] if columns else ():
        other[TOTAL][name] = one[TOTAL][name]
    for name in one[TOTAL] if turned else ():
        other[name][TOTAL] = one[TOTAL][name]


def hide_small(tables: Sequence[Table], least: int) -> None:
    """Set ``hidden`` where a cell may not be shown, in all tables at once: what one shows must not tell of another."""
    for table in tables:
        for cells in table.values():
            for cell in cells.values():
                cell.hidden = 0 < len(cell.people) < least
    lines = [line for table in tables for line in _lines(table)]
    while any(_complete(line, least) for line in lines):
        pass  # one more is hidden each time, so that it ends


def _lines(table: Table) -> list[list[Cell]]:
    """Every row and every column, the total last: what is before it adds up to it."""
    rows = [[*(cell for name, cell in cells.items() if name != TOTAL), cells[TOTAL]] for cells in table.values()]
    names = list(next(iter(table.values())))
    columns = [[*(table[row][name] for row in table if row != TOTAL), table[TOTAL][name]] for name in names]
    return rows + columns


def _complete(line: list[Cell], least: int) -> bool:
    """Hide one more cell of a line in which the hidden ones could be worked out; whether it did."""
    *parts, _total = line
    hidden = [cell for cell in line if cell.hidden]
    if not hidden:
        return False
    people = set().union(*(cell.people for cell in parts if cell.hidden))
    if len(hidden) >= 2 and (line[-1].hidden or len(people) >= least):
        return False
    shown = [cell for cell in parts if not cell.hidden and cell.people]
    if not shown:
        if not line[-1].hidden and len(hidden) == 1 and len(line) > 1:
            line[-1].hidden = True
            return True
        return False
    min(shown, key=lambda cell: (len(cell.people), cell.count)).hidden = True
    return True


# -- quarters -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a school year that begins in August: 1 is August to October. ``year`` is where the year begins."""

    year: int
    number: int

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        month = 8 + 3 * (self.number - 1)
        return date(self.year + (month > 12), (month - 1) % 12 + 1, 1)

    @property
    def after(self) -> date:
        """The first day that is not in it."""
        return self.next.first

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    year = day.year if day.month >= 8 else day.year - 1
    return Quarter(year, (day.month - 8) % 12 // 3 + 1)


def quarter_from(key: str) -> Quarter | None:
    """The quarter of a key like ``2026-1``, or None."""
    year, _dash, number = key.partition("-")
    if not (year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
        return None
    return Quarter(int(year), int(number)) if 1990 <= int(year) <= 2190 else None


def distinct(rows: Mapping[str, Iterable[int]]) -> dict[str, int]:
    """How many different people stand behind each key."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, people in rows.items():
        found[key] |= set(people)
    return {key: len(people) for key, people in found.items()}
