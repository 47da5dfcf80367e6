"""Needs are private: the owner's page, the sources, the audit."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

import staffroom
from staffroom.expertise import actions, queries
from staffroom.expertise.models import Need
from staffroom.people.models import Staff
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope
from tests.factories.expertise import make_need, make_practice

from .conftest import NOW

SECRET = "Fractions still puzzle me before a class of thirty."
SOURCES = Path(staffroom.__file__).parent


@pytest.fixture
def need(place) -> Need:
    return make_need(place.cast.ana, place.practice, note=SECRET)


def test_i_see_my_own_list_and_who_sees_it(place, need, as_):
    answer = as_(place.cast.ana).get(reverse("my_needs"))
    page = answer.content.decode()
    assert SECRET in page
    assert "Only you. Not your principal, not your leader, not in any list or export." in page
    assert answer["Cache-Control"] == "private, no-store"
    assert "data-draft" not in page, "a shared device must not keep a private note"


@pytest.mark.parametrize("who", ["ben", "paz", "dana", "lou", "gil", "cleo", "ivo"])
def test_nobody_else_finds_it_anywhere(place, need, as_, who):
    browser = as_(getattr(place.cast, who))
    for name in ("my_needs", "practices", "doors", "my_offers", "hosting"):
        assert SECRET not in browser.get(reverse(name)).content.decode()
    for name in ("need_close", "need_reopen", "need_delete"):
        assert browser.post(reverse(name, args=[need.public_id])).status_code == 404
    with district_scope(place.cast.district.pk):
        assert Need.objects.filter(pk=need.pk, closed=None).exists()


def test_a_practice_does_not_tell_that_somebody_needs_it(place, as_):
    ben, address = as_(place.cast.ben), reverse("practice", args=["number-talks"])

    def page():
        return re.sub(r'(?:"X-CSRFToken": "|value=")[\w-]{20,}', "TOKEN", ben.get(address).content.decode())

    before = page()
    make_need(place.cast.ana, place.practice, note=SECRET)
    assert page() == before


def test_the_query_takes_only_the_actor_and_gives_only_their_own(place, need, actor, scope):
    make_need(place.cast.ben, place.practice)
    assert [n.pk for n in queries.my_needs(actor(place.cast.ana))] == [need.pk]
    assert queries.my_needs.__code__.co_varnames[: queries.my_needs.__code__.co_argcount] == ("actor",)


def needs_read_in(sources: Path) -> list[str]:
    """Places in the sources that read needs: a manager used, a way in from another record, a raw table name."""
    reads = re.compile(r"\bNeed\.(objects|_base_manager|_default_manager)\b|\bneed_set\b|\bneeds__|expertise_need\b")
    found = []
    for path in sorted(sources.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            made = re.search(r"Need\.objects\.(bulk_create|create)\(", line)
            if reads.search(line) and not made:
                found.append(f"{path.relative_to(sources).as_posix()}:{number}")
    return found


def test_needs_are_read_in_one_place_of_the_whole_program():
    found = needs_read_in(SOURCES)
    files = {place.split(":")[0] for place in found}
    # The check of privacy works in a throwaway district and must not go through the guards that it checks.
    assert {file for file in files if not file.startswith("ops/privacy/")} == {"expertise/queries/needs.py"}


def test_the_scan_finds_a_second_reader(tmp_path):
    (tmp_path / "x.py").write_text("found = Need.objects.all()\nmade = Need.objects.bulk_create([])\n")
    assert needs_read_in(tmp_path) == ["x.py:1"]


def test_no_record_of_a_person_leads_to_needs():
    assert not [r.name for r in Staff._meta.related_objects if r.related_model is Need and not r.hidden]


def test_add_close_reopen_delete(place, as_):
    ana = as_(place.cast.ana)
    ana.post(reverse("my_needs"), {"practice": "wait-time", "note": "Silence is long."})
    with district_scope(place.cast.district.pk):
        made = Need.objects.get()
    page = ana.post(reverse("need_close", args=[made.public_id]), follow=True).content.decode()
    assert reverse("need_reopen", args=[made.public_id]) in page and "Met on" in page
    ana.post(reverse("need_reopen", args=[made.public_id]))
    assert "Met on" not in ana.get(reverse("my_needs")).content.decode()
    ana.post(reverse("need_delete", args=[made.public_id]))
    with district_scope(place.cast.district.pk):
        assert not Need.objects.exists()


def test_the_same_practice_twice_is_refused_in_words(place, need, as_, actor, scope, monkeypatch):
    page = as_(place.cast.ana).post(reverse("my_needs"), {"practice": "number-talks"}).content.decode()
    assert "on your list already" in page
    monkeypatch.setattr("staffroom.expertise.actions.needs._refuse_twice", lambda *_: None)
    with pytest.raises(Refused, match="already"):  # the database, when two clicks come at once
        actions.add_need(by=actor(place.cast.ana), now=NOW, practice=place.practice)


def test_everyone_with_a_name_in_the_roster_may_keep_needs_nobody_else(place, as_, actor, scope):
    assert as_(place.cast.lou).get(reverse("my_needs")).status_code == 200
    with pytest.raises(Forbidden):
        actions.add_need(by=actor(place.cast.ana, staff_id=None), now=NOW, practice=place.practice)


def test_a_long_note_is_refused(place, as_):
    page = as_(place.cast.ana).post(reverse("my_needs"), {"practice": "wait-time", "note": "word " * 81})
    assert "These are 81 words" in page.content.decode()


def test_the_audit_tells_neither_whose_nor_what(place, actor, scope):
    by = actor(place.cast.ana)
    made = actions.add_need(by=by, now=NOW, practice=place.practice, note=SECRET)
    actions.close_need(by=by, now=NOW, public_id=made.public_id)
    actions.delete_need(by=by, now=NOW, public_id=made.public_id)
    entries = list(AuditEntry.objects.all())
    assert len(entries) == 3
    for entry in entries:
        assert (entry.actor, entry.subject, entry.object_id, entry.facts) == (None, None, "", {})


def test_notes_are_escaped(place, as_):
    make_need(place.cast.ana, place.practice, note="<script>alert(1)</script>")
    page = as_(place.cast.ana).get(reverse("my_needs")).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page


def test_doors_of_the_page(place, need, as_, client):
    assert client.get(reverse("my_needs")).status_code == 302
    assert as_(place.cast.ana).put(reverse("my_needs")).status_code == 405
    for name in ("need_close", "need_reopen", "need_delete"):
        assert as_(place.cast.ana).get(reverse(name, args=[need.public_id])).status_code == 405


def test_queries_do_not_grow_with_needs(place, as_, django_assert_max_num_queries):
    ana, counts = as_(place.cast.ana), []
    for more in range(3):
        make_need(place.cast.ana, make_practice(place.cast.district, f"another-{more}"))
        with django_assert_max_num_queries(12) as captured:
            ana.get(reverse("my_needs"))
        counts.append(len(captured))
    assert counts[0] == counts[-1]
