"""Pictures made by the server as SVG: they print, need no script and fit 360 px.

Widths are percentages of the picture and text keeps its size, so that nothing shrinks on a phone; nothing is styled
inline. Each picture has a ``title`` that states the finding, a ``description`` and its data as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

_serial = count(1)
BAR_STEP = 46
DOT_STEP = 46
SLOPE_HEIGHT = 260
SLOPE_GAP = 18


def _said(value: float | None, text: str, unit: str) -> str:
    """A value in words: the given text, or the number with its unit."""
    if text or value is None:
        return text or "–"
    number = f"{value:g}"
    return f"{number} {unit}".strip()


def _percent(share: float) -> str:
    return f"{max(0.0, min(1.0, share)) * 100:.2f}%"


class Picture:
    """What all pictures share. ``template`` draws it."""

    template = ""
    title: Any
    description: Any

    def __post_init__(self) -> None:
        self.identity = f"chart-{next(_serial)}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. ``quiet`` draws it in grey: emphasis is for the few that the title speaks of."""

    label: Any
    value: float
    text: str = ""
    quiet: bool = False


@dataclass
class Bars(Picture):
    """Lying bars from zero; ``maximum`` fixes the scale, else the largest value fills it."""

    title: Any
    description: Any
    rows: Sequence[Bar]
    unit: str = ""
    maximum: float | None = None
    heading: Any = ""
    template = "ui/_chart_bars.html"

    @property
    def height(self) -> int:
        return BAR_STEP * len(self.rows)

    @property
    def drawn(self) -> list[dict[str, Any]]:
        top = self.maximum or max((row.value for row in self.rows), default=0) or 1
        return [
            {"label": row.label, "said": _said(row.value, row.text, self.unit), "quiet": row.quiet,
             "width": _percent(row.value / top), "text_y": BAR_STEP * n + 16, "bar_y": BAR_STEP * n + 23}
            for n, row in enumerate(self.rows)
        ]  # fmt: skip

    @property
    def table(self) -> tuple[list[Any], list[list[Any]]]:
        return ["", self.heading or self.unit], [[r.label, _said(r.value, r.text, self.unit)] for r in self.rows]


@dataclass(frozen=True, slots=True)
class Dot:
    """One value with its interval (``low`` to ``high``); ``value`` None is a suppressed row, told by ``text``."""

    label: Any
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    quiet: bool = False


@dataclass
class Dots(Picture):
    """Dots with intervals on a scale from ``minimum`` to ``maximum``."""

    title: Any
    description: Any
    rows: Sequence[Dot]
    minimum: float = 0
    maximum: float = 1
    unit: str = ""
    template = "ui/_chart_dots.html"

    @property
    def height(self) -> int:
        return DOT_STEP * len(self.rows) + 22

    @property
    def ticks(self) -> list[dict[str, str]]:
        middle = (self.minimum + self.maximum) / 2
        ends = zip((self.minimum, middle, self.maximum), ("start", "middle", "end"), strict=True)
        return [{"x": self._at(value), "said": f"{value:g}", "anchor": anchor} for value, anchor in ends]

    @property
    def tick_top(self) -> int:
        return self.base - 10

    @property
    def base(self) -> int:
        return DOT_STEP * len(self.rows)

    @property
    def drawn(self) -> list[dict[str, Any]]:
        return [self._row(n, row) for n, row in enumerate(self.rows)]

    @property
    def table(self) -> tuple[list[Any], list[list[Any]]]:
        rows = [[row.label, _said(row.value, row.text, self.unit), self._interval(row)] for row in self.rows]
        return ["", self.unit or "", "↔"], rows

    def _at(self, value: float | None) -> str:
        span = (self.maximum - self.minimum) or 1
        return _percent(((value or 0) - self.minimum) / span)

    def _row(self, number: int, row: Dot) -> dict[str, Any]:
        ranged = row.low is not None and row.high is not None
        return {
            "label": row.label, "said": _said(row.value, row.text, self.unit), "quiet": row.quiet,
            "x": self._at(row.value) if row.value is not None else "", "low": self._at(row.low) if ranged else "",
            "high": self._at(row.high) if ranged else "", "text_y": DOT_STEP * number + 16, "y": DOT_STEP * number + 30,
        }  # fmt: skip

    @staticmethod
    def _interval(row: Dot) -> str:
        return f"{row.low:g}–{row.high:g}" if row.low is not None and row.high is not None else ""


@dataclass(frozen=True, slots=True)
class SlopeLine:
    label: Any
    left: float
    right: float
    strong: bool = False


@dataclass
class Slope(Picture):
    """Change between two times: one line a row; labels move apart so that none covers another."""

    title: Any
    description: Any
    left_label: Any
    right_label: Any
    lines: Sequence[SlopeLine]
    unit: str = ""
    template = "ui/_chart_slope.html"

    @property
    def height(self) -> int:
        return max(SLOPE_HEIGHT, SLOPE_GAP * len(self.lines)) + 34

    @property
    def drawn(self) -> list[dict[str, Any]]:
        lefts = apart([self._y(line.left) for line in self.lines], SLOPE_GAP)
        rights = apart([self._y(line.right) for line in self.lines], SLOPE_GAP)
        return [
            {"label": line.label, "strong": line.strong, "left": f"{line.left:g}", "right": f"{line.right:g}",
             "y1": self._y(line.left), "y2": self._y(line.right), "left_y": left + 5, "right_y": right + 5}
            for line, left, right in zip(self.lines, lefts, rights, strict=True)
        ]  # fmt: skip

    @property
    def table(self) -> tuple[list[Any], list[list[Any]]]:
        rows = [[line.label, f"{line.left:g}", f"{line.right:g}"] for line in self.lines]
        return ["", self.left_label, self.right_label], rows

    def _y(self, value: float) -> int:
        values = [v for line in self.lines for v in (line.left, line.right)]
        low, high = min(values), max(values)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(self.height - 14 - share * (self.height - 58))


def apart(places: Sequence[int], gap: int) -> list[int]:
    """Move labels down until each is ``gap`` from the next; the order of the places is kept."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    for before, after in zip(order, order[1:], strict=False):
        moved[after] = max(moved[after], moved[before] + gap)
    return moved


@dataclass(frozen=True, slots=True)
class HeatCell:
    """``value`` None is empty or suppressed: say why in ``text``."""

    value: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: Any
    cells: Sequence[HeatCell]


@dataclass
class HeatTable(Picture):
    """A table whose cells are tinted by value. It is its own data table."""

    title: Any
    description: Any
    columns: Sequence[Any]
    rows: Sequence[HeatRow]
    unit: str = ""
    corner: Any = ""
    template = "ui/_chart_heat.html"
    table = None

    @property
    def drawn(self) -> list[dict[str, Any]]:
        values = [cell.value for row in self.rows for cell in row.cells if cell.value is not None]
        top = max(values, default=0) or 1
        return [{"label": row.label, "cells": [self._cell(cell, top) for cell in row.cells]} for row in self.rows]

    @staticmethod
    def _cell(cell: HeatCell, top: float) -> dict[str, str]:
        if cell.value is None:
            return {"said": cell.text or "–", "css": "heat-none"}
        step = 1 if cell.value <= 0 else 2 + min(4, int(5 * cell.value / top))
        return {"said": cell.text or f"{cell.value:g}", "css": f"heat-{step}"}
