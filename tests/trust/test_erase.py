"""Deleting all that is one's own: afterwards no word of it is left in any table, file, cache or search."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TestCase
from django.urls import reverse

from staffroom.expertise.models import Adoption, Need, Offer
from staffroom.spine.access import Refused
from staffroom.spine.audit import AuditEntry, broken_links
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail, send_mail
from staffroom.spine.scoping import across_districts
from staffroom.trust import actions
from staffroom.trust.actions import erase as erasing
from staffroom.trust.models import Grant
from staffroom.visits.models import Visit, VisitNote
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.private import facts_about, make_everything, plant
from tests.factories.visits import NOW, TUESDAY, WEDNESDAY, make_scene, make_visit


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    made = make_scene()
    make_everything(made, made.cast.ana, made.cast.gil)
    make_everything(made, made.cast.ben, made.cast.ana)
    return made


def erase(scene, person, typed: str | None = None) -> dict[str, int]:
    with scene.scope(), TestCase.captureOnCommitCallbacks(execute=True):
        return actions.erase_mine(
            by=scene.actor(person), now=NOW, typed=person.family if typed is None else typed
        )  # fmt: skip


def traces(word: str) -> list[str]:
    """Where a word stands: every text of every table of the database, every file, the cache."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [
                    f"{table}.{name}" for name, value in zip(names, row, strict=True) if word in str(value).lower()
                ]
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file() and word.encode() in path.read_bytes().lower():
            found.append(f"file {path.name}")
    return found + [f"cache {key}" for key, value in cache._cache.items() if word.encode() in value.lower()]


def test_no_word_of_the_person_is_left(scene):
    with across_districts():
        planted = plant(scene.cast.district.pk)
    own = {word for word, (writer, _row, _column) in planted.items() if writer == scene.cast.ana}
    assert len(own) > 10 and traces("tok-ana-") != []
    erase(scene, scene.cast.ana)
    assert traces("tok-ana-") == []


def test_words_of_others_stay(scene):
    with across_districts():
        planted = plant(scene.cast.district.pk)
    erase(scene, scene.cast.ana)
    lost = []
    for word, (writer, row, _column) in planted.items():
        handed_over = isinstance(row, VisitNote) and row.visit.host_id == scene.cast.ana.pk
        if writer == scene.cast.ben and not handed_over and not traces(word):
            lost.append(word)
    assert lost == []


def test_the_trace_bites(scene, monkeypatch):
    """Leave the words of visits where they are, and the trace finds them."""
    with across_districts():
        plant(scene.cast.district.pk)
    monkeypatch.setattr(erasing.Eraser, "_blank", lambda *_told: True)
    erase(scene, scene.cast.ana)
    assert any("visits_visit" in place for place in traces("tok-ana-"))


@pytest.fixture
def plain_scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


def test_words_go_from_mails_to_others_too(plain_scene):
    scene = plain_scene
    visit = scene.ask(message="tok-ana-message", visitor=scene.cast.ben)
    scene.accept(visit, answer="tok-ana-answer")
    erase(scene, scene.cast.ana)
    assert traces("tok-ana-answer") == []
    with scene.scope():
        told = Mail.objects.get(to_staff=scene.cast.ben.pk, kind="visits/mails/accepted")
    assert "has deleted them" in told.text and "has deleted them" in told.html


def test_a_short_answer_goes_too_and_no_other_mail_with_these_letters(plain_scene):
    scene = plain_scene
    visit = scene.ask(visitor=scene.cast.ben)
    scene.decline(visit, answer="No.")
    other = {"kind": "x", "to": "ben@maple.example", "subject": "x", "html": "x", "created": NOW}
    kept = saved(
        Mail(district_id=scene.cast.district.pk, to_staff=scene.cast.ben.pk, text="No. 7 is full.", **other)
    )  # fmt: skip
    erase(scene, scene.cast.ana)
    declined = Mail.objects.get(to_staff=scene.cast.ben.pk, kind="visits/mails/declined")
    assert "No." not in declined.text.splitlines()
    assert Mail.objects.get(pk=kept.pk).text == "No. 7 is full."


def test_a_mail_that_was_deleted_before_it_went_is_not_sent(db):
    assert send_mail(progress=None, mail=404) == {"sent": False}


def test_what_goes_and_what_stays(scene):
    ana = scene.cast.ana
    with scene.scope():
        seen = make_visit(scene, scene.cast.ben, ana, WEDNESDAY, message="From Ben", answer="From Ana")
    erase(scene, ana)
    with scene.scope():
        assert not Need.objects.filter(staff=ana).exists()
        assert not Grant.objects.filter(owner=ana).exists()
        assert Need.objects.filter(staff=scene.cast.ben).exists()
        seen = Visit.objects.get(pk=seen.pk)
        assert (seen.message, seen.answer, seen.host_id) == ("From Ben", "", ana.pk)
        taken_up = set(Adoption.objects.filter(learned_from=ana).values_list("offer", flat=True))
        left = set(Offer.objects.filter(staff=ana).values_list("pk", flat=True))
        assert left == {scene.offer.pk, *taken_up}, "visits and what colleagues wrote point to them"
        emptied = Offer.objects.get(pk=scene.offer.pk)
        assert (emptied.state, emptied.what_i_do, emptied.artefact_link) == ("withdrawn", "", "")
        ana.refresh_from_db()
        assert ana.family == "Reyes" and ana.account.is_active and ana.assignments.exists()


def test_the_log_forgets_and_still_holds(scene):
    assert facts_about(scene.cast.ana) > 0
    erase(scene, scene.cast.ana)
    facts = AuditEntry.objects.filter(subject=scene.cast.ana.pk, facts__isnull=False)
    assert not facts.exists()
    assert broken_links(scene.cast.district.pk) == []
    told = AuditEntry.objects.get(kind="trust.erased_mine")
    assert told.facts == {}, "not even how many needs there were"


def test_bytes_go_with_their_files_and_not_before(scene):
    ana = scene.cast.ana
    row = StoredFile.objects.get(owner=ana.pk)
    assert row.path.is_file()
    with scene.scope():
        actions.erase_mine(by=scene.actor(ana), now=NOW, typed="Reyes")
    assert row.path.is_file(), "the transaction does not hold yet"
    StoredFile.objects.bulk_create([row])
    with scene.scope(), TestCase.captureOnCommitCallbacks(execute=True):
        actions.erase_mine(by=scene.actor(ana), now=NOW, typed="Reyes")
    assert not row.path.exists() and not StoredFile.objects.filter(owner=ana.pk).exists()


def test_what_a_program_said_about_work_of_theirs_goes(scene):
    work = Job.objects.get(by=scene.cast.ana.pk)
    Job.objects.filter(pk=work.pk).update(error="Traceback: tok-ana-words")
    erase(scene, scene.cast.ana)
    assert Job.objects.get(pk=work.pk).error == ""


def test_twice_is_as_once(scene):
    assert erase(scene, scene.cast.ana)
    assert erase(scene, scene.cast.ana) == {}


@pytest.mark.parametrize("typed", ["", "Reye", "Ana", "Ana Reyes", "Ortiz"])
def test_without_the_family_name_nothing_goes(scene, typed):
    with pytest.raises(Refused):
        erase(scene, scene.cast.ana, typed)
    with scene.scope():
        assert Need.objects.filter(staff=scene.cast.ana).exists()


@pytest.mark.parametrize("typed", ["Reyes", " reyes ", "RÉYES"])
def test_however_its_letters_are_written(scene, typed):
    assert erase(scene, scene.cast.ana, typed)


def test_not_while_a_copy_is_being_made(scene):
    saved(Job(kind="trust.export_my_data", by=scene.cast.ana.pk, district_id=scene.cast.district.pk, created=NOW))
    with pytest.raises(Refused):
        erase(scene, scene.cast.ana)


def test_the_page_asks_for_the_name_then_deletes(scene):
    client = client_of(scene.cast.ana)
    page = client.get(reverse("my_data")).content.decode()
    assert "What goes" in page and "Needs" in page and "35 days" in page
    wrong = client.post(reverse("my_data_erase"), {"typed": "Ortiz"})
    assert wrong.status_code == 422 and "not your family name" in wrong.content.decode()
    done = client.post(reverse("my_data_erase"), {"typed": "Reyes"}, follow=True)
    assert "Deleted." in done.content.decode()
    assert "nothing of your own to delete" in done.content.decode()


def test_colleagues_find_nothing_of_it_any_more(scene):
    with across_districts():
        plant(scene.cast.district.pk)
    erase(scene, scene.cast.ana)
    ben = client_of(scene.cast.ben)
    places = ["/", "/find/?practice=number-talks", "/visits/", "/doors/", "/practices/?text=tok", "/outbox/"]
    with scene.scope():
        met = Visit.objects.filter(host=scene.cast.ana, visitor=scene.cast.ben, date=TUESDAY).first()
    for place in [*places, reverse("visit", args=[met.public_id])]:
        assert "tok-ana-" not in ben.get(place).content.decode().lower(), place
