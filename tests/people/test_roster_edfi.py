"""Ed-Fi's XML files on the web: brought singly or as a zip, refused with a sentence, undone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from staffroom.people import actions, queries
from staffroom.people.models import Section, Staff, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from tests.core.roster.made import SECRET, drop, put, spoiled
from tests.core.roster.made_edfi import EDFI, STAFF
from tests.core.roster.packages import zipped
from tests.core.roster.test_edfi import HARM
from tests.factories.people import make_district
from tests.people.test_roster_actions import NOW, actor, quiet

REFUSED = [case for case in HARM if case.severity == "error"]


@pytest.fixture
def oak(cast):
    with district_scope(cast.district.pk):
        yield cast


def brought(by, files):
    staged = actions.stage_roster(by=by, now=NOW, uploads=files, queue=False)
    return actions.read_roster(roster_import=staged, now=NOW, progress=quiet)


def applied(by, found):
    actions.start_apply(by=by, now=NOW, roster_import=found, confirmed=True, queue=False)
    return actions.apply_roster(roster_import=found, by=None, now=NOW, progress=quiet)


def test_single_files_a_zip_and_a_zip_with_a_folder_are_one_roster(oak):
    by = actor(oak.dana)
    singly = [(name, [data]) for name, data in EDFI.items()]
    folder = zipped({f"export/{name}": data for name, data in EDFI.items()})
    found = [brought(by, each) for each in (singly, [("all.zip", [zipped(EDFI)])], [("all.zip", [folder])])]
    assert {one.format for one in found} == {"edfi"}
    assert found[0].summary == found[1].summary == found[2].summary != {}
    assert all(one.state in ("ready", "held") for one in found)


def test_a_roster_is_applied_again_without_a_change_and_undone(db):
    district = make_district("elm")
    by = Actor(0, None, district.pk, frozenset({"it"}))
    with district_scope(district.pk):
        empty = queries.roster_digest(district.pk)
        first = applied(by, brought(by, [("all.zip", [zipped(EDFI)])]))
        full = queries.roster_digest(district.pk)
        assert set(Staff.objects.filter(active=True).values_list("source_id", flat=True)) == {"u1", "u2", "u3"}
        assert list(Section.objects.order_by("title").values_list("title", "students")) == [
            ("Algebra I", 2),
            ("Biology", 0),
        ]
        assert Teaching.objects.count() == 3
        assert brought(by, [("all.zip", [zipped(EDFI)])]).summary == {}
        actions.start_undo(by=by, now=NOW, roster_import=first, queue=False)
        actions.undo_roster(roster_import=first, by=None, now=NOW, progress=quiet)
        assert queries.roster_digest(district.pk) == empty
        applied(by, brought(by, [("all.zip", [zipped(EDFI)])]))
        assert queries.roster_digest(district.pk) == full
        assert SECRET not in repr(list(Staff.objects.values()) + list(Section.objects.values()))


def test_nothing_of_a_refused_file_is_written(oak):
    by, before = actor(oak.dana), queries.roster_digest(oak.district.pk)
    for case in REFUSED:
        found = brought(by, [("all.zip", [zipped(spoiled(EDFI, *case.spoils))])])
        assert found.state == "refused", case.what
        assert case.piece in " ".join(one["message"] for one in found.problems), case.what
    assert queries.roster_digest(oak.district.pk) == before


def test_the_pages_take_xml_and_say_what_is_wrong_in_the_readers_language(cast, as_):
    client = as_(cast.dana)
    page = client.get("/rosters/new/").content.decode()
    assert ".xml" in page
    assert "Ed-Fi" in page
    uploads = [SimpleUploadedFile(name, data) for name, data in EDFI.items()]
    assert client.post("/rosters/new/", {"files": uploads}).status_code == 302
    with district_scope(cast.district.pk):
        good = brought(actor(cast.dana), [("all.zip", [zipped(EDFI)])])
        bad = brought(actor(cast.dana), [("all.zip", [zipped(spoiled(EDFI, put(STAFF, "<html/>")))])])
    assert "Ed-Fi 5.2.0" in " ".join(client.get(f"/rosters/{good.public_id}/").content.decode().split())
    client.cookies["django_language"] = "es"
    answer = client.get(f"/rosters/{bad.public_id}/", headers={"Accept-Language": "es"}).content.decode()
    assert "no es un intercambio de Ed-Fi" in answer


def test_files_without_schools_are_refused(oak):
    found = brought(actor(oak.dana), [("all.zip", [zipped(spoiled(EDFI, drop("EducationOrganization.xml")))])])
    assert found.state == "refused"
