"""Boxes lie inside of the picture, none over another, and each is tied to the heads."""

from itertools import combinations

import pytest

from staffroom.core.teams import draw


def units(*sizes):
    return [[(f"Unit {n}", "unit"), *((f"Person {k}", "part") for k in range(size))] for n, size in enumerate(sizes)]


HEADS = [[("Paz Moreno", "name"), ("Principal", "part")]]


@pytest.mark.parametrize("sizes", [(), (1,), (3, 1), (5, 2, 9), (4,) * 7, (1, 30, 2, 8, 5, 12, 3, 3, 20, 1, 1, 1, 40)])
@pytest.mark.parametrize("heads", [0, 1, 5])
def test_nothing_overlaps_and_nothing_sticks_out(sizes, heads):
    drawn = draw(HEADS * heads, units(*sizes))
    assert len(drawn.boxes) == heads + len(sizes)
    for one, other in combinations(drawn.boxes, 2):
        apart = (one.x + one.width <= other.x or other.x + other.width <= one.x
                 or one.y + one.height <= other.y or other.y + other.height <= one.y)  # fmt: skip
        assert apart, (one, other)
    for box in drawn.boxes:
        assert box.x >= 0 and box.x + box.width <= drawn.width and box.y + box.height <= drawn.height
        assert all(box.y < line.y < box.y + box.height for line in box.lines)


def test_every_unit_is_tied_to_the_heads():
    drawn = draw(HEADS, units(2, 2, 2))
    ends = {(x2, y2) for _x1, _y1, x2, y2 in drawn.ties}
    assert all((box.x, box.y + 15) in ends for box in drawn.boxes[1:])


def test_a_long_name_is_cut_with_a_sign():
    drawn = draw([], [[("A name that is much longer than any box of this picture is wide, and more", "unit")]] * 6)
    assert drawn.boxes[0].lines[0].text.endswith("…")


def test_a_large_school_keeps_the_shape_of_a_landscape_page():
    drawn = draw(HEADS * 3, units(*(8,) * 18))
    assert drawn.width > drawn.height
