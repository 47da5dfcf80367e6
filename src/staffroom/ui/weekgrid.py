"""A week drawn by time, and the same facts as a list.

Times are minutes from midnight on the school's clock. Positions become class names (``at-7 for-10``: five-minute
rows from the first hour shown), because the content security policy allows no style attributes; the classes are in
``static/ui/weekgrid-times.css``, which :func:`position_rules` writes and a test keeps in step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from django.utils.translation import gettext_lazy as _

ROW = 5
ROWS_AN_HOUR = 60 // ROW
LANES = 2
SHORT = 25
KINDS = {
    "teach": _("Teaching"),
    "free": _("Free"),
    "visit": _("Visit"),
    "open": _("Open door"),
    "closed": _("Doors closed"),
    "lunch": _("Lunch"),
    "reserved": _("Reserved"),
    "count": _("Possible visits"),
}
_serial = count(1)


@dataclass(frozen=True, slots=True)
class Column:
    """A day (or a school, or a person): ``key`` is what cells name."""

    key: str
    label: object
    sublabel: object = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of time in one column. ``start`` and ``end`` are minutes from midnight."""

    column_key: str
    start: int
    end: int
    title: object
    detail: object = ""
    kind: str = "teach"
    url: str | None = None
    selected: bool = False
    badge: object = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of cell: {', '.join(KINDS)}.")
        if not 0 <= self.start < self.end <= 24 * 60:
            raise ValueError(f"A cell must end after it starts, within one day: {self.start} to {self.end}.")

    @property
    def kind_word(self) -> object:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place: ``lane`` of ``lanes`` beside each other, and the class names that put it there."""

    cell: Cell
    classes: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """What did not fit beside its neighbours: drawn as one cell that counts, told in full in the list."""

    cells: tuple[Cell, ...]
    classes: str

    @property
    def start(self) -> int:
        return min(cell.start for cell in self.cells)

    @property
    def end(self) -> int:
        return max(cell.end for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Day:
    """A column with everything in it, in order of time."""

    number: int
    column: Column
    cells: tuple[Cell, ...]
    placed: tuple[Placed, ...]
    crowds: tuple[Crowd, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    minutes: int
    classes: str


@dataclass
class WeekGrid:
    """``columns`` in order, ``cells`` in any order. ``caption`` says what the drawing shows."""

    columns: Sequence[Column]
    cells: Sequence[Cell]
    caption: object
    empty: object = _("Nothing in this week.")
    identity: str = field(default_factory=lambda: f"week-{next(_serial)}")

    def __post_init__(self) -> None:
        known = {column.key for column in self.columns}
        strangers = sorted({cell.column_key for cell in self.cells} - known)
        if strangers:
            raise ValueError(f"These cells name columns that are not there: {', '.join(strangers)}.")

    @cached_property
    def first_hour(self) -> int:
        """Minutes of the first full hour drawn."""
        return min((cell.start for cell in self.cells), default=8 * 60) // 60 * 60

    @cached_property
    def last_hour(self) -> int:
        return -(-max((cell.end for cell in self.cells), default=15 * 60) // 60) * 60

    @property
    def hours(self) -> list[Hour]:
        return [Hour(m, self._classes(m, m + 60)) for m in range(self.first_hour, self.last_hour, 60)]

    @property
    def kinds(self) -> list[tuple[str, object]]:
        """The kinds that occur, for the legend."""
        there = {cell.kind for cell in self.cells}
        return [(kind, word) for kind, word in KINDS.items() if kind in there]

    @cached_property
    def days(self) -> list[Day]:
        return [self._day(number, column) for number, column in enumerate(self.columns, start=1)]

    @property
    def shown_day(self) -> int:
        """The number of the day a narrow screen opens with: today, else the first with something in it."""
        for day in self.days:
            if day.column.today:
                return day.number
        return next((day.number for day in self.days if day.cells), 1)

    def _day(self, number: int, column: Column) -> Day:
        cells = tuple(sorted((c for c in self.cells if c.column_key == column.key), key=lambda c: (c.start, c.end)))
        placed: list[Placed] = []
        crowds: list[Crowd] = []
        for cluster in overlapping(cells):
            self._place(cluster, placed, crowds)
        return Day(number, column, cells, tuple(placed), tuple(crowds))

    def _place(self, cluster: list[Cell], placed: list[Placed], crowds: list[Crowd]) -> None:
        """Put cells that overlap beside each other; what needs more than two lanes becomes a crowd."""
        lanes = lanes_of(cluster)
        wide = max(lanes) + 1
        shown = min(wide, LANES)
        too_many = wide > LANES
        rest = tuple(c for c, lane in zip(cluster, lanes, strict=True) if too_many and lane >= LANES - 1)
        for cell, lane in zip(cluster, lanes, strict=True):
            if not too_many or lane < LANES - 1:
                placed.append(Placed(cell, self._classes(cell.start, cell.end, lane, shown)))
        if rest:
            start, end = min(c.start for c in rest), max(c.end for c in rest)
            crowds.append(Crowd(rest, self._classes(start, end, LANES - 1, LANES)))

    def _classes(self, start: int, end: int, lane: int = 0, lanes: int = 1) -> str:
        at = (start - self.first_hour) // ROW + 1
        rows = max(-(-(end - self.first_hour) // ROW) + 1 - at, 1)
        names = [f"at-{at}", f"for-{rows}"]
        if lanes > 1:
            names.append(f"lane-{lane + 1}-{lanes}")
        if end - start < SHORT:
            names.append("is-short")
        return " ".join(names)


def overlapping(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells in order of start, cut where nothing is going on."""
    clusters: list[list[Cell]] = []
    until = -1
    for cell in cells:
        if cell.start >= until:
            clusters.append([])
        clusters[-1].append(cell)
        until = max(until, cell.end)
    return clusters


def lanes_of(cells: Sequence[Cell]) -> list[int]:
    """The first lane that is free for each cell (cells in order of start)."""
    ends: list[int] = []
    lanes = []
    for cell in cells:
        lane = next((number for number, end in enumerate(ends) if end <= cell.start), len(ends))
        ends[lane : lane + 1] = [cell.end]
        lanes.append(lane)
    return lanes


def position_rules() -> str:
    """The stylesheet of positions: every row of a day, and the lanes."""
    rows = 24 * ROWS_AN_HOUR
    lines = ["/* Written by staffroom.ui.weekgrid.position_rules: five-minute rows and lanes. */"]
    lines += [f".at-{row}{{grid-row-start:{row}}}" for row in range(1, rows + 1)]
    lines += [f".for-{row}{{grid-row-end:span {row}}}" for row in range(1, rows + 1)]
    for lanes in range(2, LANES + 1):
        lines += [f".lane-{n}-{lanes}{{grid-column:{n}/span 1}}" for n in range(1, lanes + 1)]
    return "\n".join(lines) + "\n"
