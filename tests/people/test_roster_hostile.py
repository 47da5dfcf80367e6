"""Nothing of a refused roster is written, whatever is wrong with it."""

import pytest

from staffroom.people import actions, queries
from staffroom.people.models import ImportChange, ImportSources, RosterImport, SourceRow
from staffroom.spine.access import Refused
from staffroom.spine.scoping import district_scope
from tests.core.roster.hostile import HOSTILE
from tests.core.roster.made import spoiled
from tests.core.roster.packages import zipped
from tests.core.roster.test_hostile import CASES
from tests.people.test_roster_actions import NOW, actor, quiet, rows

REFUSED = [(case.what, case.zip) for case in HOSTILE if case.outcome == "refused" and case.what != "a bomb"] + [
    (case.what, lambda case=case: zipped(spoiled(case.base, *case.spoils)))
    for case in CASES
    if not case.importable and case.what != "two files for one"  # two cases of one name: no zip holds both
]


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        yield cast


def everything():
    tables = (ImportChange, ImportSources, SourceRow)
    return rows(), [table.objects.count() for table in tables]


def test_nothing_of_a_refused_roster_is_written(maple):
    before = (queries.roster_digest(maple.district.pk), everything())
    by = actor(maple.dana)
    assert len(REFUSED) > 90
    for what, made in REFUSED:
        try:
            staged = actions.stage_roster(by=by, now=NOW, uploads=[(f"{what}.zip", [made()])], queue=False)
        except Refused as refused:
            assert refused.sentence, what
            continue
        found = actions.read_roster(roster_import=staged, now=NOW, progress=quiet)
        assert found.state == "refused", what
        assert [one for one in found.problems if one["severity"] == "error"], what
        with pytest.raises(Refused):
            actions.start_apply(by=by, now=NOW, roster_import=found, confirmed=True, queue=False)
    assert (queries.roster_digest(maple.district.pk), everything()) == before
    assert set(RosterImport.objects.values_list("state", flat=True)) == {"refused"}
