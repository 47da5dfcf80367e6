"""Published sample rosters go all the way: read, applied, applied again without a change, undone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from staffroom.people import actions, queries
from staffroom.people.models import Assignment, School, Section, Staff, Teaching, Term
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from tests.factories.people import make_district

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 15, 17, 0, tzinfo=UTC)
TABLES = (School, Term, Staff, Assignment, Section, Teaching)
ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data")) / "roster-sds"
SAMPLES = ("sds-v2", "sds-v1/100 Users", "sds-v1/25 Users", "sds-v1/Min Required Attributes")


@pytest.fixture
def sample(request):
    folder = DATA / request.param
    if not folder.is_dir():
        message = f"{folder} is missing: set STAFFROOM_EXTERNAL_DATA"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return [(file.name, [file.read_bytes()]) for file in sorted(folder.glob("*.csv"))]


def quiet(done: int, total: int, step: str = "") -> None:
    """Progress that nobody watches."""


def brought(by, files, now):
    staged = actions.stage_roster(by=by, now=now, uploads=files, queue=False)
    found = actions.read_roster(roster_import=staged, now=now, progress=quiet)
    actions.start_apply(by=by, now=now, roster_import=found, confirmed=True, queue=False)
    return actions.apply_roster(roster_import=found, by=None, now=now, progress=quiet)


@pytest.mark.external
@pytest.mark.parametrize("sample", SAMPLES, indirect=True)
def test_a_published_roster_goes_all_the_way(db, sample):
    district = make_district("oak")
    by = Actor(0, None, district.pk, frozenset({"it"}))
    with district_scope(district.pk):
        empty = queries.roster_digest(district.pk)
        first = brought(by, sample, NOW)
        assert Staff.objects.filter(active=True).count() == first.counts["people"] > 0
        assert Section.objects.filter(active=True).count() == first.counts["sections"] > 0
        again = brought(by, sample, LATER)
        assert again.summary == {}
        for each in (again, first):
            actions.start_undo(by=by, now=LATER, roster_import=each, queue=False)
            actions.undo_roster(roster_import=each, by=None, now=LATER, progress=quiet)
        assert queries.roster_digest(district.pk) == empty
        assert not any(table.objects.exists() for table in TABLES)
