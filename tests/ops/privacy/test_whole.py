"""The whole check on a small district: everything is asked, and nothing is wrong. After changes: test_whole_changes."""

import pytest

from staffroom.ops.privacy.checking import EVERYTHING, Plan, Report, look


@pytest.mark.slow
def test_nobody_sees_what_the_matrix_denies(world):
    report = look(world, Report(), Plan(parts=EVERYTHING.parts - {"changes"}))
    assert report.wrong == []
    assert report.well
    told = report.as_dict()
    assert (told["unintended_allows"], told["sightings"], told["undeclared"], told["differences"]) == (0, 0, 0, 0)
    # It looked at something: a check that asks nothing finds nothing.
    assert report.matrix_cells > 5_000
    assert report.canary_tokens > 200
    assert report.canary_surfaces > 60
    assert report.canary_readings > 5_000
    assert report.pages_compared > 500
    assert report.declared_fields > 250
