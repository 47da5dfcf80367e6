"""Published sample rosters go all the way: read, applied, applied again without a change, undone."""

import gzip
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
EXTERNAL = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data"))
DATA = EXTERNAL / "roster-sds"
EDFI = EXTERNAL / "edfi-grand-bend"
SAMPLES = ("sds-v2", "sds-v1/100 Users", "sds-v1/25 Users", "sds-v1/Min Required Attributes")


@pytest.fixture
def sample(request):
    folder = DATA / request.param
    needed(folder)
    return [(file.name, [file.read_bytes()]) for file in sorted(folder.glob("*.csv"))]


def needed(folder: Path) -> None:
    """Skip, or fail where nothing may be left out, when sample data is missing."""
    if not folder.is_dir():
        message = f"{folder} is missing: set STAFFROOM_EXTERNAL_DATA"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture
def grand_bend():
    """The sample district of the Ed-Fi Alliance as XML files, unpacked."""
    needed(EDFI)
    return [(file.stem, [gzip.decompress(file.read_bytes())]) for file in sorted(EDFI.glob("*.xml.gz"))]


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


@pytest.mark.external
def test_the_published_district_of_ed_fi_goes_all_the_way(db, grand_bend):
    district = make_district("oak")
    by = Actor(0, None, district.pk, frozenset({"it"}))
    with district_scope(district.pk):
        empty = queries.roster_digest(district.pk)
        first = brought(by, grand_bend, NOW)
        assert (first.format, first.version) == ("edfi", "5.2.0")
        assert [one for one in first.problems if one["severity"] == "error"] == []
        assert Staff.objects.filter(active=True).count() == first.counts["people"] == 68
        assert Section.objects.count() == first.counts["sections"] == 532
        assert (School.objects.count(), Term.objects.count(), Teaching.objects.count()) == (3, 6, 528)
        assert Assignment.objects.filter(role="teacher", school__isnull=False).count() == 55
        assert Section.objects.exclude(periods="").exclude(room="").exclude(subject="").count() == 532
        full = queries.roster_digest(district.pk)
        again = brought(by, grand_bend, LATER)
        assert again.summary == {}
        assert queries.roster_digest(district.pk) == full
        for each in (again, first):
            actions.start_undo(by=by, now=LATER, roster_import=each, queue=False)
            actions.undo_roster(roster_import=each, by=None, now=LATER, progress=quiet)
        assert queries.roster_digest(district.pk) == empty
        assert not any(table.objects.exists() for table in TABLES)
        brought(by, grand_bend, LATER)
        assert queries.roster_digest(district.pk) == full
