"""The chart of a school as boxes on one landscape page: heads on top, units in columns below, a line to each.

Sizes are units of a picture that is ``WIDTH`` wide; the page scales it. Text is set in lines of ``STEP``, so that how
high a box is follows from how many people are in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1120
STEP = 15
GAP = 14
EDGE = 10
MOST_COLUMNS = 6
LETTERS = 27  # of a column; a longer text is cut, and whole in the list beside the picture
HEAD_WIDTH = 190
TOP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a box. ``css``: ``name``, ``part`` or ``vacant``."""

    text: str
    css: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn. ``ties`` are lines as (x1, y1, x2, y2)."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    ties: tuple[tuple[int, int, int, int], ...]


Words = Sequence[tuple[str, str]]  # (text, css) each


def draw(heads: Sequence[Words], units: Sequence[Words]) -> Drawing:
    """Heads side by side, units in up to six columns, each unit where the column is shortest."""
    top = [_box(words, 0, TOP, HEAD_WIDTH) for words in heads]
    row = len(top) * HEAD_WIDTH + max(0, len(top) - 1) * GAP
    start = max(0, (WIDTH - row) // 2)
    placed = [_at(box, start + n * (HEAD_WIDTH + GAP), TOP) for n, box in enumerate(top)]
    below = max((box.y + box.height for box in placed), default=TOP)
    bus = below + GAP
    columns = max(1, min(MOST_COLUMNS, len(units)))
    width = (WIDTH - (columns - 1) * GAP) // columns if columns > 3 else 260
    left = (WIDTH - columns * width - (columns - 1) * GAP) // 2
    heights, boxes, ties = [bus + GAP] * columns, list(placed), []
    ends: dict[int, int] = {}
    for words in units:
        column = heights.index(min(heights))
        x = left + column * (width + GAP)
        box = _box(words, x + EDGE, heights[column], width - EDGE)
        boxes.append(box)
        ties.append((x, box.y + STEP, x + EDGE, box.y + STEP))
        ends[column] = box.y + STEP
        heights[column] += box.height + GAP
    if units and placed:
        middle = WIDTH // 2
        spines = [left + column * (width + GAP) for column in sorted(ends)]
        ties.append((middle, below, middle, bus))
        ties.append((min([middle, *spines]), bus, max([middle, *spines]), bus))
        ties += [
            (left + column * (width + GAP), bus, left + column * (width + GAP), end) for column, end in ends.items()
        ]
    return Drawing(WIDTH, max(heights), tuple(boxes), tuple(ties))


def _box(words: Words, x: int, y: int, width: int) -> Box:
    letters = max(LETTERS, width * LETTERS // 172)
    lines = tuple(
        Line(_cut(text, letters), css, x + EDGE, y + EDGE + STEP * (n + 1) - 4) for n, (text, css) in enumerate(words)
    )
    return Box(x, y, width, 2 * EDGE + STEP * len(lines), lines)


def _at(box: Box, x: int, y: int) -> Box:
    moved = tuple(Line(one.text, one.css, one.x + x - box.x, one.y + y - box.y) for one in box.lines)
    return Box(x, y, box.width, box.height, moved)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
