"""Notes about visits: the visitor's draft, handed over to the host; none between a person and their evaluator."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import Staff
from staffroom.spine import jobs
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import across_districts, writing
from staffroom.trust import kinds
from staffroom.trust.models import Grant
from staffroom.visits import actions, queries, rules
from staffroom.visits.models import Visit, VisitNote
from tests.factories.grants import make_evaluates, make_grant
from tests.factories.people import make_assignment, saved
from tests.factories.visits import AFTERWARDS, MONDAY, NOW, TUESDAY, Clock, Scene, make_note, make_visit

SEEN = "She waits five seconds before she asks."
REPLY = "Thank you for coming."
NOTHING = "Nothing written is kept of a visit between a person and whoever evaluates them."
PAST = MONDAY - timedelta(days=3)


@pytest.fixture
def visit(scene: Scene) -> Visit:
    """Ben was with Ana last Friday."""
    return make_visit(scene, scene.cast.ben, scene.cast.ana, PAST)


@pytest.fixture
def note(visit: Visit) -> VisitNote:
    """Ben's, handed over."""
    return make_note(visit, visit.visitor, saw=SEEN)


@pytest.fixture
def draft(visit: Visit) -> VisitNote:
    """Ben's, not handed over."""
    return make_note(visit, visit.visitor, saw=SEEN, handed_over=None)


def page_of(as_, person: Staff, record: Visit | VisitNote) -> str:
    """The page of a visit or a note; empty where there is none for this person."""
    answer = as_(person).get(reverse("visit" if isinstance(record, Visit) else "note", args=[record.public_id]))
    assert answer.status_code in (200, 404)
    return answer.content.decode() if answer.status_code == 200 else ""


def write(scene: Scene, visit: Visit, by: Staff, now: datetime = NOW, **given: Any) -> VisitNote:
    lines = {"saw": SEEN, "take": ""} | given
    with scene.scope():
        return actions.write_note(by=scene.actor(by), now=now, visit_id=visit.public_id, **lines)


# --- Drafts, and handing over --------------------------------------------------------------------------
def test_a_draft_is_its_authors_alone_until_it_is_handed_over(scene: Scene, visit, as_):
    ben, cast = as_(scene.cast.ben), scene.cast
    told = ben.post(reverse("visit_note", args=[visit.public_id]), {"saw": SEEN}, follow=True).content.decode()
    assert "Saved as a draft. Only you can read it." in told
    assert "It goes away on Monday, October 19 unless you hand it over to Ana Reyes." in told
    with scene.scope():
        made = VisitNote.objects.get()
    for person in (cast.ana, cast.paz, cast.gil, cast.dana, cast.ivo):
        assert page_of(as_, person, made) == "" and SEEN not in page_of(as_, person, visit)
    assert SEEN in page_of(as_, cast.ben, made) and SEEN in page_of(as_, cast.ben, visit)
    told = ben.post(
        reverse("visit_note", args=[visit.public_id]), {"saw": SEEN, "hand_over": "1"}, follow=True
    ).content.decode()
    assert "Only the two of you can read it." in told
    assert SEEN in page_of(as_, cast.ana, visit) and SEEN in page_of(as_, cast.ana, made)
    assert SEEN in page_of(as_, cast.ben, visit)
    assert "Keep as my draft" not in page_of(as_, cast.ben, visit), "it is the host's now"


def test_what_is_handed_over_stays_as_it_is(scene: Scene, visit, note):
    with pytest.raises(Forbidden, match="belongs to Ana Reyes now"):
        write(scene, visit, scene.cast.ben, saw="Other words")
    note.sharing_ended = NOW
    saved(note)
    with pytest.raises(Forbidden):
        write(scene, visit, scene.cast.ben, saw="Other words")
    with scene.scope():
        assert VisitNote.objects.get().saw == SEEN


def test_the_hosts_own_is_shared_with_the_visitor_at_once_and_can_be_rewritten(scene: Scene, visit, as_):
    write(scene, visit, scene.cast.ana, saw=REPLY)
    assert REPLY in page_of(as_, scene.cast.ben, visit)
    write(scene, visit, scene.cast.ana, saw="Other words")
    assert "Other words" in page_of(as_, scene.cast.ben, visit)


def test_a_draft_waits_on_today_and_what_is_handed_over_does_not(scene: Scene, draft, as_):
    line = "Two lines about your visit with Ana Reyes"
    assert line in as_(scene.cast.ben).get("/").content.decode()
    draft.handed_over = NOW
    saved(draft)
    assert line not in as_(scene.cast.ben).get("/").content.decode()


def test_fourteen_days_to_the_second_and_saving_again_gives_no_more(scene: Scene, draft, as_, set_clock: Clock):
    last = draft.begun + timedelta(days=14)
    before = last - timedelta(seconds=1)
    set_clock(before)
    write(scene, draft.visit, scene.cast.ben, now=before)
    assert SEEN in page_of(as_, scene.cast.ben, draft)
    with scene.scope():
        assert VisitNote.objects.get().begun == draft.begun
        assert actions.remove_stale_note_drafts(district_id=scene.cast.district.pk, now=before) == 0
    set_clock(last)
    assert page_of(as_, scene.cast.ben, draft) == "", "gone before the night's job comes"
    assert SEEN not in page_of(as_, scene.cast.ben, draft.visit)
    with scene.scope():
        assert actions.remove_stale_note_drafts(district_id=scene.cast.district.pk, now=last) == 1
        assert not VisitNote.objects.exists()


def test_a_draft_that_went_away_can_be_written_anew(scene: Scene, draft):
    later = draft.begun + timedelta(days=15)
    made = write(scene, draft.visit, scene.cast.ben, now=later, saw="New words")
    assert (made.begun, made.saw) == (later, "New words")


def test_the_nightly_job_goes_through_every_district_and_leaves_what_is_handed_over(
    scene: Scene, draft, set_clock: Clock
):
    kept = make_note(make_visit(scene, scene.cast.gil, scene.cast.ana, PAST), scene.cast.gil)
    declared = jobs.REGISTRY["visits.remove_note_drafts"]
    assert declared.every == timedelta(days=1)
    set_clock(NOW + timedelta(days=15))
    assert declared.function(progress=None) == {"removed": 1}
    assert declared.function(progress=None) == {"removed": 0}
    with across_districts():
        assert [one.pk for one in VisitNote.objects.all()] == [kept.pk]
    entry = AuditEntry.objects.get(kind="visit.note_drafts_removed")
    assert (entry.actor, entry.subject, entry.object_id, entry.facts) == (None, None, "", {"count": 1})


def test_a_draft_is_deleted_by_its_author_and_a_note_by_its_host(scene: Scene, draft, as_):
    address = reverse("note_delete", args=[draft.public_id])
    assert as_(scene.cast.ana).post(address).status_code == 404
    assert as_(scene.cast.ben).post(address).status_code == 302
    handed = make_note(draft.visit, scene.cast.ben)
    make_grant(handed, scene.cast.gil, "note", owner=scene.cast.ana)
    address = reverse("note_delete", args=[handed.public_id])
    assert as_(scene.cast.ben).post(address).status_code == 403
    assert as_(scene.cast.gil).post(address).status_code == 403
    assert as_(scene.cast.ana).post(address).status_code == 302
    with scene.scope():
        assert not VisitNote.objects.exists()
        assert Grant.objects.get().ended_because == "gone"


# --- Sharing -----------------------------------------------------------------------------------------------
def test_the_host_ends_the_sharing_and_the_author_reads_it_no_more(scene: Scene, note, as_):
    ana, ben, cast = as_(scene.cast.ana), as_(scene.cast.ben), scene.cast
    told = ana.post(reverse("note_end_sharing", args=[note.public_id]), follow=True).content.decode()
    assert "Ben Ortiz no longer reads this note." in told and reverse("note_share_again", args=[note.public_id]) in told
    there = page_of(as_, cast.ben, note.visit)
    assert SEEN not in there and "Ana Reyes has ended the sharing of this note" in there
    assert page_of(as_, cast.ben, note) == ""
    assert SEEN in page_of(as_, cast.ana, note.visit) and SEEN in page_of(as_, cast.ana, note)
    assert ben.post(reverse("note_share_again", args=[note.public_id])).status_code == 404
    ana.post(reverse("note_share_again", args=[note.public_id]))
    assert SEEN in page_of(as_, cast.ben, note)
    told = AuditEntry.objects.filter(kind__startswith="visit.").order_by("position")
    assert [one.kind for one in told] == ["visit.note_sharing_ended", "visit.note_shared_again"]


def test_a_colleague_with_whom_the_host_shares_it_reads_it_and_not_who_visited_when(scene: Scene, note, as_):
    cast = scene.cast
    assert page_of(as_, cast.gil, note) == ""
    grant = make_grant(note, cast.gil, "note", owner=cast.ana)
    page = page_of(as_, cast.gil, note)
    assert SEEN in page and "Ana Reyes shares this with you until Oct. 31, 2026" in page
    assert "Ben" not in page and "October 2" not in page and note.visit.public_id not in page
    assert page_of(as_, cast.gil, note.visit) == "", "the visit is not shared with it"
    opened = AuditEntry.objects.get(kind="trust.opened")
    assert (opened.actor, opened.subject, opened.object_id) == (cast.gil.pk, cast.ana.pk, note.public_id)
    assert SEEN not in str(opened.facts)
    grant.ended = NOW
    saved(grant)
    assert page_of(as_, cast.gil, note) == ""


def test_sharing_that_is_over_or_of_somebody_who_left_holds_no_more(scene: Scene, note, as_, set_clock: Clock):
    make_grant(note, scene.cast.gil, "note", owner=scene.cast.ana)
    set_clock(datetime(2026, 10, 31, 18, 0, tzinfo=UTC))
    assert page_of(as_, scene.cast.gil, note)
    set_clock(datetime(2026, 11, 1, 18, 0, tzinfo=UTC))
    assert page_of(as_, scene.cast.gil, note) == ""
    set_clock(NOW)
    scene.cast.ana.active = False
    saved(scene.cast.ana)
    assert page_of(as_, scene.cast.gil, note) == ""


def test_a_draft_cannot_be_shared(scene: Scene, draft, as_):
    make_grant(draft, scene.cast.gil, "note", owner=scene.cast.ana)
    assert page_of(as_, scene.cast.gil, draft) == ""
    with scene.scope():
        assert kinds.find(scene.actor(scene.cast.ben), "note", draft.public_id) is None
        with pytest.raises(Refused, match="draft"):
            actions.end_note_sharing(by=scene.actor(scene.cast.ben), now=NOW, public_id=draft.public_id)


def test_the_author_reading_it_is_written_down_for_the_host_once_a_day(scene: Scene, note, as_):
    for _twice in range(2):
        page_of(as_, scene.cast.ben, note.visit)
        page_of(as_, scene.cast.ben, note)
        page_of(as_, scene.cast.ana, note)
    opened = AuditEntry.objects.get(kind="trust.opened")
    assert (opened.actor, opened.subject) == (scene.cast.ben.pk, scene.cast.ana.pk)


def test_what_can_be_shared_is_known_to_the_pages_of_sharing(scene: Scene, note):
    with scene.scope():
        ana, gil = scene.actor(scene.cast.ana), scene.actor(scene.cast.gil)
        found = kinds.find(ana, "note", note.public_id)
        assert (found.record, found.owner_id, found.standing.own) == ("note", scene.cast.ana.pk, True)
        assert found.url == reverse("note", args=[note.public_id])
        assert "Ben" not in found.title and "October" not in found.title
        assert kinds.find(gil, "note", note.public_id).standing.own is False
        assert kinds.find(ana, "visit", note.visit.public_id).standing.own
        assert not kinds.find(gil, "visit", note.visit.public_id).standing.own
        assert kinds.find(ana, "note", "nothing") is kinds.find(ana, "visit", "nothing") is None


# --- Evaluators --------------------------------------------------------------------------------------------
def _two(scene: Scene, above: str, how: str) -> tuple[Staff, Staff]:
    """Visitor and host of whom one is above the other: by a relation, or by leading a school of theirs."""
    cast = scene.cast
    if how == "recorded":
        visitor, host = cast.ben, cast.ana
        make_evaluates(*((visitor, host) if above == "visitor" else (host, visitor)))
        return visitor, host
    if how == "leads, another evaluates":
        make_evaluates(cast.dana, cast.ana)
    return (cast.paz, cast.ana) if above == "visitor" else (cast.ana, cast.paz)


@pytest.mark.parametrize("how", ["recorded", "leads", "leads, another evaluates"])
@pytest.mark.parametrize("above", ["visitor", "host"])
def test_nothing_is_written_between_a_person_and_whoever_is_above_them(scene: Scene, as_, above, how):
    visitor, host = _two(scene, above, how)
    visit = make_visit(scene, visitor, host, PAST)
    for person in (visitor, host):
        page = page_of(as_, person, visit)
        assert NOTHING in page and "What I noticed" not in page
        answer = as_(person).post(reverse("visit_note", args=[visit.public_id]), {"saw": SEEN, "hand_over": "1"})
        assert answer.status_code == 409 and NOTHING in answer.content.decode()
        assert "Two lines about your visit" not in as_(person).get("/").content.decode()
    with scene.scope():
        assert not VisitNote.objects.exists()


def test_without_that_guard_a_principal_would_write(scene: Scene, monkeypatch):
    visit = make_visit(scene, scene.cast.paz, scene.cast.ana, PAST)
    with pytest.raises(Refused, match="Nothing written is kept"):
        write(scene, visit, scene.cast.paz)
    monkeypatch.setattr("staffroom.visits.rules.trust.stands_over", lambda *_asked: set())
    assert write(scene, visit, scene.cast.paz).saw == SEEN


@pytest.mark.parametrize("above", ["visitor", "host"])
def test_when_evaluating_begins_the_evaluator_opens_no_note_and_the_other_still_does(
    scene: Scene, visit, note, as_, above
):
    reply = make_note(visit, visit.host, saw=REPLY)
    evaluator, other = (visit.visitor, visit.host) if above == "visitor" else (visit.host, visit.visitor)
    for person in (evaluator, other):
        assert SEEN in page_of(as_, person, visit) and REPLY in page_of(as_, person, visit)
    make_evaluates(evaluator, other, MONDAY)
    there = page_of(as_, evaluator, visit)
    assert there and SEEN not in there and REPLY not in there, "the visit stays, its notes do not"
    for one in (note, reply):
        assert page_of(as_, evaluator, one) == "" and page_of(as_, other, one)
        for act in ("note_end_sharing", "note_share_again", "note_delete"):
            assert as_(evaluator).post(reverse(act, args=[one.public_id])).status_code == 404
        with scene.scope():
            assert kinds.find(scene.actor(evaluator), "note", one.public_id) is None
    assert SEEN in page_of(as_, other, visit) and REPLY in page_of(as_, other, visit)


def test_a_draft_of_somebody_who_comes_to_evaluate_is_hidden_and_cannot_be_handed_over(scene: Scene, draft, as_):
    make_evaluates(scene.cast.ben, scene.cast.ana)
    assert page_of(as_, scene.cast.ben, draft) == "" and SEEN not in page_of(as_, scene.cast.ben, draft.visit)
    with pytest.raises(Refused, match="Nothing written is kept"):
        write(scene, draft.visit, scene.cast.ben, hand_over=True)


def test_evaluating_that_begins_tomorrow_changes_nothing_today(scene: Scene, note, as_, set_clock: Clock):
    make_evaluates(scene.cast.ben, scene.cast.ana, TUESDAY)
    assert SEEN in page_of(as_, scene.cast.ben, note)
    set_clock(AFTERWARDS)
    assert page_of(as_, scene.cast.ben, note) == ""


def test_somebody_who_comes_to_lead_the_school_opens_no_note(scene: Scene, visit, note, as_):
    make_assignment(scene.cast.ben, "assistant_principal", scene.cast.lincoln)
    assert page_of(as_, scene.cast.ben, note) == "" and SEEN not in page_of(as_, scene.cast.ben, visit)
    assert SEEN in page_of(as_, scene.cast.ana, note)


@pytest.mark.parametrize("below", ["ana", "ben"])
def test_a_note_shared_by_name_does_not_reach_whoever_evaluates_either_of_the_two(scene: Scene, note, as_, below):
    make_grant(note, scene.cast.gil, "note", owner=scene.cast.ana)
    assert page_of(as_, scene.cast.gil, note)
    make_evaluates(scene.cast.gil, getattr(scene.cast, below))
    assert page_of(as_, scene.cast.gil, note) == ""


def test_a_principal_who_is_neither_sees_nothing_of_it(scene: Scene, visit, note, as_):
    make_grant(note, scene.cast.paz, "note", owner=scene.cast.ana)  # as if it had slipped through
    assert page_of(as_, scene.cast.paz, note) == page_of(as_, scene.cast.paz, visit) == ""
    assert SEEN not in as_(scene.cast.paz).get("/").content.decode()


def test_without_the_guard_the_evaluator_who_hosts_would_read_on(scene: Scene, note, as_, monkeypatch):
    make_evaluates(scene.cast.ana, scene.cast.ben)
    assert page_of(as_, scene.cast.ana, note) == ""
    monkeypatch.setattr(rules, "over_either", lambda *_asked: False)
    assert SEEN in page_of(as_, scene.cast.ana, note)


def test_without_the_matrix_a_third_person_would_read(scene: Scene, note, visit, as_, monkeypatch):
    assert page_of(as_, scene.cast.lou, note) == page_of(as_, scene.cast.lou, visit) == ""
    monkeypatch.setattr("staffroom.visits.rules.by_matrix.require", lambda *_asked: None)
    assert SEEN in page_of(as_, scene.cast.lou, note) and page_of(as_, scene.cast.lou, visit)


def test_a_stranger_learns_nothing_from_queries_and_actions_either(scene: Scene, visit, note):
    with scene.scope():
        for person in (scene.cast.gil, scene.cast.paz, scene.cast.dana, scene.cast.ivo):
            with pytest.raises(Http404):
                queries.note_for(scene.actor(person), NOW, note.public_id)
            with pytest.raises(Http404):
                actions.write_note(by=scene.actor(person), now=NOW, visit_id=visit.public_id, saw="x", take="")


# --- All the rest ------------------------------------------------------------------------------------------
def test_what_was_written_before_there_were_drafts_is_handed_over(scene: Scene, visit):
    made = make_note(visit, visit.visitor, handed_over=None, updated=NOW - timedelta(days=30))
    migration = import_module("staffroom.visits.migrations.0003_notes_are_handed_over")
    with across_districts(), writing():
        migration.hand_over(apps, None)
        made.refresh_from_db()
    assert made.handed_over == made.begun == made.updated


def test_the_release_before_can_still_write(scene: Scene, visit):
    """It knows none of the new columns: the database fills them."""
    row = (scene.cast.district.pk, "old-release1", visit.pk, visit.visitor_id, "a", "b", NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO visits_visitnote (district_id, public_id, visit_id, author_id, saw, take, updated)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            row,
        )
    with scene.scope():
        made = VisitNote.objects.get()
    assert made.handed_over is None and abs((made.begun - datetime.now(UTC)).total_seconds()) < 120


def test_no_student_names_is_said_where_people_write(scene: Scene, visit, as_):
    said = "No student names: write about the teaching."
    assert said in page_of(as_, scene.cast.ben, visit)
    assert said in as_(scene.cast.ben).get(reverse("ask_visit", args=[scene.offer.public_id])).content.decode()
    assert said in page_of(as_, scene.cast.ana, scene.ask())


def test_wrong_methods_and_strangers(scene: Scene, note, as_, client):
    assert as_(scene.cast.ana).post(reverse("note", args=[note.public_id])).status_code == 405
    for act in ("note_end_sharing", "note_share_again", "note_delete"):
        assert as_(scene.cast.ana).get(reverse(act, args=[note.public_id])).status_code == 405
        assert client.post(reverse(act, args=[note.public_id])).status_code == 302
    assert "/account/login/" in client.get(reverse("note", args=[note.public_id]))["Location"]
    assert as_(scene.cast.ana).get(reverse("note", args=[note.public_id]))["Cache-Control"] == "private, no-store"


def test_today_costs_the_same_for_one_and_for_three_visits_to_write_about(scene: Scene, as_):
    ben, counts = as_(scene.cast.ben), []
    ben.get("/")
    for days in (3, 4, 5):
        make_visit(scene, scene.cast.ben, scene.cast.ana, MONDAY - timedelta(days=days))
        with CaptureQueriesContext(connection) as asked:
            ben.get("/")
        counts.append(len(asked))
    assert counts[0] == counts[-1]


def test_evaluating_is_asked_by_day(scene: Scene):
    """Who is above whom: relations with their dates, and whoever leads a school at which the other works."""
    from staffroom.trust.queries import stands_over

    cast = scene.cast
    make_evaluates(cast.gil, cast.ben, TUESDAY, ends=date(2026, 12, 1))
    people = (cast.ana.pk, cast.ben.pk, cast.gil.pk, cast.paz.pk)
    leads = {(cast.paz.pk, cast.ana.pk), (cast.paz.pk, cast.ben.pk)}
    with scene.scope():
        assert stands_over(people, MONDAY) == leads
        assert stands_over(people, TUESDAY) == leads | {(cast.gil.pk, cast.ben.pk)}
        assert stands_over(people, date(2026, 12, 1)) == leads
