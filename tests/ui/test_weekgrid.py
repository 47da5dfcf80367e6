"""The week: places, crowds, and the same facts as a list."""

from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import staffroom.ui
from staffroom.ui.weekgrid import LANES, Cell, Column, WeekGrid, lanes_of, overlapping, position_rules

MONDAY = Column("mon", "Monday", "16 Nov", today=True)
TUESDAY = Column("tue", "Tuesday")


def grid(*cells: Cell) -> WeekGrid:
    return WeekGrid([MONDAY, TUESDAY], cells, "Your week")


def draw(shown: WeekGrid) -> str:
    return engines["django"].from_string("{% week_grid grid %}").render({"grid": shown})


def test_a_cell_stands_at_its_time() -> None:
    shown = grid(Cell("mon", 8 * 60, 9 * 60, "First"), Cell("mon", 545, 595, "Second"))
    assert shown.first_hour == 480
    assert [p.classes for p in shown.days[0].placed] == ["at-1 for-12", "at-14 for-10"]


def test_odd_minutes_never_shrink_a_cell() -> None:
    assert grid(Cell("mon", 483, 484, "Bell")).days[0].placed[0].classes == "at-1 for-1 is-short"


def test_two_at_once_stand_beside_each_other() -> None:
    placed = grid(Cell("mon", 480, 540, "A"), Cell("mon", 500, 560, "B")).days[0].placed
    assert [p.classes.split()[-1] for p in placed] == ["lane-1-2", "lane-2-2"]


def test_a_crowd_is_counted_and_told_in_the_list() -> None:
    shown = grid(*[Cell("mon", 480, 540, f"Visit {n}", kind="free") for n in range(9)])
    day = shown.days[0]
    assert len(day.placed) == LANES - 1
    assert len(day.crowds[0].cells) == 9 - len(day.placed)
    page = draw(shown)
    assert "8 more" in page
    assert all(f"Visit {n}" in page for n in range(9))


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 30)), max_size=40))
def test_every_cell_is_drawn_or_counted_once(times: list[tuple[int, int]]) -> None:
    cells = [Cell("mon", start, start + length, "x") for start, length in times]
    day = grid(*cells).days[0]
    assert len(day.placed) + sum(len(crowd.cells) for crowd in day.crowds) == len(cells)


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 30)), max_size=40))
def test_no_two_in_one_lane_at_once(times: list[tuple[int, int]]) -> None:
    cells = sorted((Cell("mon", s, s + n, "x") for s, n in times), key=lambda c: (c.start, c.end))
    for cluster in overlapping(cells):
        until: dict[int, int] = {}
        for cell, lane in zip(cluster, lanes_of(cluster), strict=True):
            assert until.get(lane, -1) <= cell.start
            until[lane] = cell.end


def test_nothing_is_said_when_there_is_nothing() -> None:
    page = draw(WeekGrid([MONDAY], [], "Your week", "No open doors."))
    assert "No open doors." in page
    assert "<table" not in page


def test_page_says_kind_time_and_place_without_inline_style() -> None:
    page = draw(grid(Cell("mon", 545, 595, "Visit <Ana>", "Room 4", "visit", "/visits/1/", selected=True, badge="new")))
    assert "style=" not in page
    assert "Visit &lt;Ana&gt;" in page
    assert 'href="/visits/1/"' in page
    assert 'aria-current="true"' in page
    assert "9:05–9:55 a.m." in page
    assert page.count("Room 4") == 2


def test_narrow_screens_open_today_else_the_first_full_day() -> None:
    assert grid(Cell("tue", 480, 500, "x")).shown_day == 1
    assert WeekGrid([TUESDAY, Column("wed", "W")], [Cell("wed", 480, 500, "x")], "c").shown_day == 2


@pytest.mark.parametrize("wrong", [{"start": 500, "end": 500}, {"end": 1441}, {"kind": "party"}, {"start": -5}])
def test_impossible_cells_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cell"):
        Cell(**{"column_key": "mon", "start": 480, "end": 540, "title": "x", **wrong})


def test_cells_of_unknown_days_are_refused() -> None:
    with pytest.raises(ValueError, match="sun"):
        grid(Cell("sun", 480, 500, "x"))


def test_stylesheet_of_positions_is_in_step() -> None:
    kept = Path(staffroom.ui.__file__).parent / "static" / "ui" / "weekgrid-times.css"
    assert kept.read_text(encoding="utf-8") == position_rules()


def test_spanish_clock() -> None:
    with translation.override("es"):
        assert "13:05–13:55" in draw(grid(Cell("mon", 785, 835, "x")))
