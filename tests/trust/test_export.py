"""One's own data in one file: everything of one's own, nothing of anybody else's that a page would not show."""

import json
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.queries import actor_for
from staffroom.spine.access import Declared
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job
from staffroom.spine.scoping import across_districts, district_scope
from staffroom.trust import actions
from staffroom.trust.queries import declarations
from staffroom.trust.queries.mydata import Reader
from staffroom.visits.models import VisitNote
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.private import make_everything, plant
from tests.factories.visits import MONDAY, NOW, TUESDAY, make_scene, make_visit


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    made = make_scene()
    make_everything(made, made.cast.ana, made.cast.gil)
    make_everything(made, made.cast.ben, made.cast.ana)
    with made.scope():
        make_visit(made, made.cast.ben, made.cast.gil, TUESDAY, message="x", answer="x")
    return made


def exported(scene, person) -> dict[str, bytes]:
    """Name -> bytes of the files in a person's export, asked for and fetched as they would."""
    client = client_of(person)
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("my_data_export"))
    with scene.scope():
        made = StoredFile.objects.filter(owner=person.pk, content_type="application/zip").get()
    answer = client.get(reverse("my_data_file", args=[made.public_id]))
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def kinds_in(files: dict[str, bytes]) -> dict[str, list[dict]]:
    return {kind["model"]: kind["rows"] for kind in json.loads(files["data.json"])["kinds"]}


def test_one_click_makes_a_page_data_and_files(scene):
    files = exported(scene, scene.cast.ana)
    assert {"index.html", "data.json"} < set(files)
    own = [name for name in files if name.startswith("files/")]
    assert [files[name] for name in own] == [b"What Ana shows"]
    page = files["index.html"].decode()
    assert own[0] in page and "Ana Reyes" in page and "<script" not in page
    assert "src=" not in page and 'href="http' not in page, "it needs nothing from elsewhere"


def test_the_page_speaks_the_language_of_its_reader(scene):
    account = scene.cast.ana.account
    account.language = "es"
    account.save()
    assert '<html lang="es">' in exported(scene, scene.cast.ana)["index.html"].decode()
    assert "Necesidades" in exported_again(scene)


def exported_again(scene) -> str:
    with scene.scope():
        row = StoredFile.objects.get(owner=scene.cast.ana.pk, content_type="application/zip")
    with zipfile.ZipFile(row.path) as packed:
        return packed.read("index.html").decode()


def test_every_kind_about_a_person_is_in_it(scene):
    """A new model about people is made by ``tests/factories/private.py``, or this says which one is missing."""
    held = {label for label, declared in declarations().items() if declared.about}
    assert held - set(kinds_in(exported(scene, scene.cast.ana))) == set()


def test_every_personal_column_is_in_it_and_no_withheld_one(scene):
    found = kinds_in(exported(scene, scene.cast.ana))
    for label, declared in declarations().items():
        if declared.about:
            assert set(found[label][0]) - {"public_id"} == set(declared.exported()), label
            assert not set(found[label][0]) & set(declared.withheld), label


def readable_by(person, row, writer) -> bool:
    """What somebody wrote to this person: words of a visit that both were in, a word about an offer of theirs, what
    somebody learned from them; what they are asked as a guest for, and thanks to a guest or a host."""
    held = next((getattr(row, name) for name in ("visit", "hour", "stop") if hasattr(row, name)), row)
    people = ["host_id", "visitor_id", "guest_id"] if held is not row or hasattr(row, "host_id") else ["owner_id"]
    people += ["learned_from_id", "guest_id", "asked_by_id"] if held is row else []
    return writer == person or person.pk in [getattr(held, name, 0) for name in people]


def sightings(scene, person) -> tuple[set[str], set[str]]:
    """Planted words that are missing in a person's export though theirs, and that are in it though not for them."""
    planted = plant(scene.cast.district.pk)
    everything = b"".join(exported(scene, person).values()).decode()
    withheld = {label: set(declared.withheld) for label, declared in declarations().items()}
    mine = {
        word for word, (writer, row, column) in planted.items()
        if writer == person and column not in withheld[row._meta.label]
    }  # fmt: skip
    strange = {word for word, (writer, row, _column) in planted.items() if not readable_by(person, row, writer)}
    return {word for word in mine if word not in everything}, {word for word in strange if word in everything}


def test_own_words_are_in_it_and_nobody_elses_private_ones(scene):
    with across_districts():
        missing, leaked = sightings(scene, scene.cast.ana)
    assert (missing, leaked) == (set(), set())


def test_words_to_me_are_mine_to_read(scene):
    with scene.scope():
        make_visit(scene, scene.cast.ben, scene.cast.ana, TUESDAY, message="May I come on Tuesday?")
    assert b"May I come on Tuesday?" in exported(scene, scene.cast.ana)["data.json"]


def test_the_crawl_bites_when_rows_of_others_are_taken(scene, monkeypatch):
    monkeypatch.setattr(
        "staffroom.trust.queries.mydata.rows_about", lambda model, declared, me: model.objects.order_by("pk")
    )
    monkeypatch.setattr(Reader, "may_read", lambda *_asked: True)
    with across_districts():
        assert sightings(scene, scene.cast.ana)[1] != set()


def test_secrets_are_not_in_it_and_the_test_bites(scene, monkeypatch):
    account = scene.cast.ana.account
    account.set_password("a long enough password")
    account.save()
    secret = account.password.encode()
    assert all(secret not in told for told in exported(scene, scene.cast.ana).values())
    monkeypatch.setattr(Declared, "exported", lambda self: (*self.heads(), *self.personal))
    with scene.scope():
        actions.make_export(by=scene.actor(scene.cast.ana), now=NOW)
    with zipfile.ZipFile(
        StoredFile.objects.get(owner=scene.cast.ana.pk, content_type="application/zip").path
    ) as packed:
        assert secret in packed.read("data.json")


@pytest.fixture
def note_for_the_principal(scene):
    """Paz leads Ana's school and has been in her class; Ana wrote two lines about it."""
    with scene.scope():
        visit = make_visit(scene, scene.cast.paz, scene.cast.ana, TUESDAY)
        return saved(VisitNote(district=visit.district, visit=visit, author=scene.cast.ana, saw="Quiet.", updated=NOW))


def test_the_matrix_decides_row_by_row(scene, note_for_the_principal, monkeypatch):
    """Whoever leads the owner's school does not get her note, though part of the visit."""
    assert b"Quiet." not in exported(scene, scene.cast.paz)["data.json"]
    monkeypatch.setattr(Reader, "may_read", lambda *_asked: True)
    with scene.scope():
        actions.make_export(by=scene.actor(scene.cast.paz), now=NOW)
    with zipfile.ZipFile(StoredFile.objects.get(owner=scene.cast.paz.pk).path) as packed:
        assert b"Quiet." in packed.read("data.json")


def test_a_roster_brought_for_the_district_is_not_in_it(scene):
    from staffroom.people.models import RosterImport
    from staffroom.spine.files.store import ROSTER_TYPES, store

    dana = scene.cast.dana
    with scene.scope():
        given = {"district_id": dana.district_id, "owner": dana.pk, "now": NOW, "allowed": ROSTER_TYPES}
        kept = store([b"everybody, in one file"], name="maple.csv", **given)
        saved(RosterImport(district=dana.district, file_name="maple.csv", stored_file=kept.public_id, by_staff=dana.pk,
                           created=NOW))  # fmt: skip
    assert not [name for name in exported(scene, dana) if name.startswith("files/")]


def test_only_its_owner_fetches_it_and_only_for_a_week(scene, set_clock):
    exported(scene, scene.cast.ana)
    with scene.scope():
        made = StoredFile.objects.get(owner=scene.cast.ana.pk, content_type="application/zip")
    address = reverse("my_data_file", args=[made.public_id])
    for other in (scene.cast.ben, scene.cast.paz, scene.cast.dana, scene.cast.ivo, scene.cast.cleo):
        assert client_of(other).get(address).status_code == 404
    set_clock(NOW.replace(day=NOW.day + 8))
    assert client_of(scene.cast.ana).get(address).status_code == 404
    assert address not in client_of(scene.cast.ana).get(reverse("my_data")).content.decode()


def test_own_files_other_than_exports_are_not_served_there(scene):
    with scene.scope():
        chart = StoredFile.objects.get(owner=scene.cast.ana.pk)
    assert client_of(scene.cast.ana).get(reverse("my_data_file", args=[chart.public_id])).status_code == 404


def test_it_is_written_down_and_a_second_one_takes_the_place_of_the_first(scene, set_clock):
    exported(scene, scene.cast.ana)
    first = StoredFile.objects.get(owner=scene.cast.ana.pk, content_type="application/zip")
    set_clock(NOW.replace(hour=15))
    exported(scene, scene.cast.ana)
    second = StoredFile.objects.get(owner=scene.cast.ana.pk, content_type="application/zip")
    assert first.public_id != second.public_id
    assert AuditEntry.objects.filter(kind="trust.exported", subject=scene.cast.ana.pk).count() == 2


def test_two_clicks_make_one(scene):
    with scene.scope():
        jobs = [actions.ask_export(by=scene.actor(scene.cast.ana), now=NOW).pk for _click in range(2)]
    assert jobs[0] == jobs[1]
    assert Job.objects.filter(kind="trust.export_my_data").count() == 1


def test_the_page_lists_kinds_and_the_export(scene):
    exported(scene, scene.cast.ana)
    page = client_of(scene.cast.ana).get(reverse("my_data")).content.decode()
    assert "Needs" in page and "Your copy of" in page


def test_the_page_costs_the_same_with_more_rows(scene):
    def queries() -> int:
        client = client_of(scene.cast.ana)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("my_data"))
        return len(found)

    few = queries()
    with scene.scope():
        for day in range(3):
            make_visit(scene, scene.cast.ben, scene.cast.ana, TUESDAY.replace(day=20 + day))
    assert queries() == few


def test_an_account_of_nobody_is_told_so(scene):
    from staffroom.people.models import Account

    stranger = Account.objects.create_user("nobody@maple.example", None, district=scene.cast.district)
    actor = actor_for(stranger, MONDAY)
    with district_scope(scene.cast.district.pk), pytest.raises(Exception, match="belongs to no staff member"):
        actions.ask_export(by=actor, now=NOW)
