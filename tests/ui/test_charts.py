"""Pictures: the finding as title, a description, the numbers as a table, nothing inline."""

import pytest
from django.template import engines
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from staffroom.ui.catalogue import charts
from staffroom.ui.charts import Bar, Bars, Dot, Dots, HeatCell, HeatRow, HeatTable, Slope, SlopeLine, apart


def draw(chart: object) -> str:
    return engines["django"].from_string("{% chart chart %}").render({"chart": chart})


@pytest.mark.parametrize("number", range(4))
def test_each_states_its_finding_and_shows_its_numbers(number: int) -> None:
    drawn = charts()[number]
    page = draw(drawn)
    assert escape(str(drawn.title)) in page
    assert escape(str(drawn.description)) in page
    assert "<table" in page
    assert "style=" not in page


def test_bars_fill_by_share() -> None:
    rows = Bars("T", "D", [Bar("A", 90), Bar("B", 45), Bar("C", 0)]).drawn
    assert [row["width"] for row in rows] == ["100.00%", "50.00%", "0.00%"]


def test_bars_of_nothing_do_not_divide_by_zero() -> None:
    assert Bars("T", "D", [Bar("A", 0)]).drawn[0]["width"] == "0.00%"
    assert Bars("T", "D", []).drawn == []


def test_a_suppressed_dot_is_words_only() -> None:
    page = draw(Dots("T", "D", [Dot("A", None, text="fewer than 10")], 1, 5))
    assert "fewer than 10" in page
    assert "<circle" not in page


def test_dots_stand_on_their_scale() -> None:
    row = Dots("T", "D", [Dot("A", 3, 2, 4)], 1, 5).drawn[0]
    assert (row["low"], row["x"], row["high"]) == ("25.00%", "50.00%", "75.00%")


def test_slope_of_equals_is_flat() -> None:
    line = Slope("T", "D", "F", "S", [SlopeLine("A", 5, 5)]).drawn[0]
    assert line["y1"] == line["y2"]


def test_higher_is_higher() -> None:
    line = Slope("T", "D", "F", "S", [SlopeLine("A", 5, 9)]).drawn[0]
    assert line["y2"] < line["y1"]


@given(st.lists(st.integers(0, 300), max_size=20))
def test_labels_never_cover_each_other(places: list[int]) -> None:
    moved = sorted(apart(places, 18))
    assert all(b - a >= 18 for a, b in zip(moved, moved[1:], strict=False))
    assert all(after >= before for before, after in zip(places, apart(places, 18), strict=True))


def test_heat_says_what_is_suppressed() -> None:
    table = HeatTable(
        "T", "D", ["Mon", "Tue", "Wed"], [HeatRow("1", [HeatCell(None, "<10"), HeatCell(0), HeatCell(7)])]
    )
    assert [cell["css"] for cell in table.drawn[0]["cells"]] == ["heat-none", "heat-1", "heat-6"]
    assert "&lt;10" in draw(table)
