"""After each kind of change of rights, asked with the old sessions, nothing is wrong.

Each question whose answer the change turns, and a share of the others, another share each time (a fifth on SQLite, a
tenth on PostgreSQL): the command ``staffroom check privacy`` asks all of them.
"""

from dataclasses import replace

import pytest
from django.db import connection

from staffroom.ops.privacy.changes import CHANGES
from staffroom.ops.privacy.checking import Plan, Report, look


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_taken_away_is_gone_at_once(world, change):
    one_in = 5 if connection.vendor == "sqlite" else 10
    report = look(world, Report(), Plan(parts=frozenset({"changes"}), changes=frozenset({change}), one_in=one_in))
    assert report.wrong == []
    assert report.changes == 1
    assert report.matrix_cells > 100
    assert report.canary_readings > 100


def test_there_are_changes_of_every_kind():
    assert len(CHANGES) >= 10


def test_what_a_change_turns_is_always_asked(world):
    plan = Plan(
        parts=frozenset({"changes"}), changes=frozenset({"the owner takes grants back"}),
        routes=frozenset({"needs/<str:public_id>/"}), people=frozenset({"shared with"}), one_in=1_000_000,
    )  # fmt: skip
    assert look(world, Report(), plan).matrix_cells >= 1
    assert look(world, Report(), replace(plan, people=frozenset({"central"}))).matrix_cells == 0
