"""After each kind of change of rights everything is asked again, with the old sessions, and nothing is wrong."""

import pytest

from staffroom.ops.privacy.changes import CHANGES
from staffroom.ops.privacy.checking import Plan, Report, look


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_taken_away_is_gone_at_once(world, change):
    report = look(world, Report(), Plan(parts=frozenset({"changes"}), changes=frozenset({change})))
    assert report.wrong == []
    assert report.changes == 1
    assert report.matrix_cells > 500
    assert report.canary_readings > 500


def test_there_are_changes_of_every_kind():
    assert len(CHANGES) >= 10
