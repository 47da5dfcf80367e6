# ruff: noqa: E501
"""No small cell can be read or worked out, in any line of any table."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.absences.picture import (
    TOTAL,
    Cell,
    Quarter,
    Table,
    distinct,
    hide_small,
    quarter_from,
    quarter_of,
    share,
    table_of,
)

ROWS, COLUMNS = ["North", "South", "West"], ["training", "illness", "other"]


def counted(*sizes: tuple[str, str, int], least: int = 5) -> Table:
    """A table whose cells stand on so many different people."""
    facts, person = [], 0
    for row, column, size in sizes:
        for _ in range(size):
            person += 1
            facts.append((row, column, person, 420, 0))
    table = table_of(facts, ROWS, COLUMNS)
    hide_small([table], least)
    return table


def hidden(table: Table) -> set[tuple[str, str]]:
    return {(row, column) for row, cells in table.items() for column, cell in cells.items() if cell.hidden}


def test_totals_add_up_and_what_is_unknown_is_left_out():
    facts = [("North", "training", 1, 420, 100), ("North", "illness", 1, 210, 0), ("Mars", "illness", 2, 1, 1)]
    table = table_of(facts, ROWS, COLUMNS)
    total = table[TOTAL][TOTAL]
    assert (total.count, total.minutes, total.cents, total.people) == (2, 630, 100, {1})


def test_a_small_cell_is_hidden_with_the_smallest_beside_it():
    table = counted(("North", "training", 2), ("North", "illness", 8), ("North", "other", 20), ("South", "training", 30),
                    ("South", "illness", 40), ("South", "other", 50))  # fmt: skip
    assert ("North", "training") in hidden(table) and ("North", "illness") in hidden(table)
    assert ("South", "training") in hidden(table)  # or the column would tell
    assert ("North", "other") not in hidden(table)


def test_nothing_is_hidden_where_nothing_is_small_and_nothing_stays_nothing():
    table = counted(*((row, column, 9) for row in ROWS for column in COLUMNS))
    assert hidden(table) == set()
    assert hidden(counted()) == set()


SIZES = st.lists(st.integers(0, 14), min_size=9, max_size=9)


@given(SIZES, st.integers(2, 10))
@settings(max_examples=300, deadline=None)
def test_no_line_tells_what_stands_in_a_hidden_cell(sizes, least):
    places = [(row, column) for row in ROWS for column in COLUMNS]
    table = counted(*((*place, size) for place, size in zip(places, sizes, strict=True)), least=least)
    for cells in table.values():
        assert all(cell.hidden for cell in cells.values() if 0 < len(cell.people) < least)
    for line in _lines(table):
        covered = [cell for cell in line if cell.hidden]
        assert len(covered) != 1, "what is shown of this line tells the one cell that is not"
        parts = [cell for cell in line[:-1] if cell.hidden]
        if parts and not line[-1].hidden:
            assert len(set().union(*(cell.people for cell in parts))) >= least


def _lines(table: Table) -> list[list[Cell]]:
    rows = [[*(cells[name] for name in COLUMNS), cells[TOTAL]] for cells in table.values()]
    return rows + [[*(table[row][name] for row in ROWS), table[TOTAL][name]] for name in (*COLUMNS, TOTAL)]


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2026, 8, 1), "2026-1"), (date(2026, 10, 31), "2026-1"), (date(2026, 11, 1), "2026-2"), (date(2027, 1, 31), "2026-2"),
     (date(2027, 2, 1), "2026-3"), (date(2027, 7, 31), "2026-4")],
)  # fmt: skip
def test_a_day_lies_in_a_quarter(day: date, key: str):
    quarter = quarter_of(day)
    assert quarter.key == key and quarter_from(key) == quarter
    assert quarter.first <= day < quarter.after


def test_quarters_follow_each_other_without_a_gap():
    quarters = [Quarter(2026, 1)]
    for _ in range(8):
        quarters.append(quarters[-1].next)
    assert all(one.after == other.first for one, other in pairwise(quarters))


@pytest.mark.parametrize("key", ["", "2026", "2026-5", "2026-0", "26-1", "9999-1", "2026-1-1", "x-1"])
def test_no_quarter_from_nonsense(key: str):
    assert quarter_from(key) is None


def test_people_are_counted_once():
    assert distinct({"a": [1, 1, 2], "b": []}) == {"a": 2, "b": 0}


def test_what_two_tables_share_both_hide_or_neither():
    """A cell that only one table shows would tell what the other hides."""
    people = [(place, row) for place, row in enumerate(["North"] * 20 + ["South"] * 12 + ["West"] * 9)]
    kinds = ["training" if person % 3 else "illness" for person, _row in people]
    filled = ["filled" if person > 1 else "unfilled" for person, _row in people]
    by_kind = table_of(((row, kind, one, 1, 0) for (one, row), kind in zip(people, kinds, strict=True)), ROWS, COLUMNS)
    subs = ["filled", "unfilled"]
    by_sub = table_of(((row, sub, one, 1, 0) for (one, row), sub in zip(people, filled, strict=True)), ROWS, subs)
    both = table_of(
        ((kind, sub, one, 1, 0) for (one, _), kind, sub in zip(people, kinds, filled, strict=True)), COLUMNS, subs
    )
    share(by_kind, by_sub, rows=True)
    share(by_kind, both, turned=True)
    share(by_sub, both, columns=True)
    hide_small([by_kind, by_sub, both], 5)
    for row in (*ROWS, TOTAL):
        assert by_kind[row][TOTAL] is by_sub[row][TOTAL]
    for kind in COLUMNS:
        assert both[kind][TOTAL] is by_kind[TOTAL][kind]
    for table, names in ((by_kind, COLUMNS), (by_sub, subs), (both, subs)):
        for cells in table.values():
            covered = [cell for cell in cells.values() if cell.hidden]
            assert len(covered) != 1
        for name in (*names, TOTAL):
            assert sum(cells[name].hidden for cells in table.values()) != 1
