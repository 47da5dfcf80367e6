"""The whole check on a small district: everything is asked, and nothing is wrong. After changes: test_whole_changes.

On SQLite everybody asks. Who may see what is decided above the database, so on PostgreSQL four ask, each in another
relation to the owner. The command ``staffroom check privacy`` asks as everybody on whatever it is given.
"""

import pytest
from django.db import connection

from staffroom.ops.privacy.checking import EVERYTHING, Plan, Report, look

FOUR = frozenset({"owner", "shared with", "colleague", "central"})


@pytest.mark.slow
def test_nobody_sees_what_the_matrix_denies(world):
    people = None if connection.vendor == "sqlite" else FOUR
    report = look(world, Report(), Plan(parts=EVERYTHING.parts - {"changes"}, people=people))
    assert report.wrong == []
    assert report.well
    told = report.as_dict()
    assert (told["unintended_allows"], told["sightings"], told["undeclared"], told["differences"]) == (0, 0, 0, 0)
    # It looked at something: a check that asks nothing finds nothing.
    assert report.matrix_cells > (5_000 if people is None else 2_000)
    assert report.canary_tokens > 200
    assert report.canary_surfaces > 60
    assert report.canary_readings > (5_000 if people is None else 2_000)
    assert report.pages_compared > 500
    assert report.declared_fields > 250
