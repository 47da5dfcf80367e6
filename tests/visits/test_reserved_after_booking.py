"""Time that is reserved where visits are booked: counted before it is saved; both people told; the visit stays."""

import pytest
from django.urls import reverse

from staffroom.spine.audit import AuditEntry
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.timetable.actions import learning as acts
from staffroom.timetable.models import LearningSlot
from staffroom.timetable.queries.reserved import taken_by
from staffroom.visits import actions, queries
from staffroom.visits.models import Promise, Visit
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.timetable import make_calendar_day, make_learning_slot
from tests.factories.visits import NEXT_WEEK, NOW, TUESDAY, make_hosts, make_visit
from tests.visits.test_follow_bells import bell_file, follow, ring

NEW = "/learning-time/new/"


def given(school="", **fields):
    base = {
        "school": school, "kind": "late_start", "purpose": "Late start", "directs": "team",
        "first": str(TUESDAY), "last": "", "start": "08:00", "end": "08:45", "repeat": "once",
    }  # fmt: skip
    return {**base, **fields}


def told(scene):
    return sorted((mail.to_staff, mail.kind) for mail in Mail.objects.filter(kind="visits/mails/reserved"))


def saved_slots():
    return LearningSlot._base_manager.count()


def test_what_is_booked_is_counted_before_it_is_saved_and_told_afterwards(scene, django_capture_on_commit_callbacks):
    visit = scene.booked()
    Mail.objects.all().delete()
    dana = client_of(scene.cast.dana)
    answer = dana.post(NEW, given())
    body = answer.content.decode()
    assert answer.status_code == 200 and saved_slots() == 0
    assert "1 visit that is asked for or booked lies in this time." in body
    assert not any(name in body for name in ("Ben Ortiz", "Ana Reyes")), "whose visit it is, is theirs to know"
    assert told(scene) == [], "nobody is told of what is not saved"
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.post(NEW, given(anyway="1")).status_code == 302
    assert saved_slots() == 1
    assert told(scene) == sorted((who.pk, "visits/mails/reserved") for who in (scene.cast.ana, scene.cast.ben))
    visit.refresh_from_db()
    assert visit.state == Visit.State.ACCEPTED, "the two decide whether to move it"
    with scene.scope():
        assert Promise.objects.filter(visit=visit).count() == 3
    entries = AuditEntry.objects.filter(kind="visit.reserved")
    assert [one.object_id for one in entries] == [visit.public_id]


def test_more_in_the_way_than_was_agreed_to_is_shown_again(scene):
    scene.booked()
    scene.ask(scene.cast.gil)
    dana = client_of(scene.cast.dana)
    answer = dana.post(NEW, given(anyway="1"))
    assert answer.status_code == 200 and answer.context["count"] == 2 and saved_slots() == 0
    for nonsense in ("", "-5", "x", "9" * 40):
        assert dana.post(NEW, given(anyway=nonsense)).status_code == 200
    assert dana.post(NEW, given(anyway="2")).status_code == 302


def test_nothing_in_the_way_is_saved_at_once(scene):
    scene.booked()
    fits = [
        {"start": "08:50", "end": "09:30"},
        {"first": str(NEXT_WEEK)},
        {"roles": ["counselor"]},
        {"school": scene.cast.garfield.public_id},
        {"levels": ["high"]},
    ]
    dana = client_of(scene.cast.dana)
    for fields in fits:
        assert dana.post(NEW, given(**fields)).status_code == 302, fields
    assert told(scene) == []


def test_the_way_there_counts(scene):
    scene.booked(scene.cast.gil)
    answer = client_of(scene.cast.dana).post(
        NEW, given(school=scene.cast.garfield.public_id, start="07:50", end="07:58")
    )
    assert answer.context["count"] == 1, "Gil leaves Garfield at 7:45"


def test_a_visit_that_has_begun_or_was_declined_is_not_concerned(scene, set_clock):
    scene.decline(scene.ask())
    assert client_of(scene.cast.dana).post(NEW, given()).status_code == 302
    assert told(scene) == []


def test_a_change_tells_of_what_it_newly_falls_into(scene, django_capture_on_commit_callbacks):
    scene.booked()
    slot = make_learning_slot(scene.cast.district, TUESDAY, kind="late_start", purpose="Late start", start=480, end=500)
    Mail.objects.all().delete()
    dana = client_of(scene.cast.dana)
    address = reverse("learning_slot_edit", args=[slot.public_id])
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.post(address, given(end="08:40")).status_code == 302, "the visit lay in it already"
    assert told(scene) == []
    slot.start, slot.end = 600, 640
    saved(slot)
    assert dana.post(address, given()).context["count"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.post(address, given(anyway="1")).status_code == 302
    assert len(told(scene)) == 2


def test_the_mail_says_what_and_that_the_visit_stays_in_both_languages(scene):
    visit = scene.booked()
    account = scene.cast.ben.account
    account.language = "es"
    saved(account)
    Mail.objects.all().delete()
    with scene.scope():
        actions.tell_reserved(
            district_id=scene.cast.district.pk,
            now=NOW,
            ids=[visit.public_id],
            what="learning",
            name="Late start",
            job="1",
        )
    english = Mail.objects.get(to_staff=scene.cast.ana.pk)
    spanish = Mail.objects.get(to_staff=scene.cast.ben.pk)
    for words in (english.text, english.html):
        assert "reserved for learning: “Late start”" in words and "The visit stays as it is" in words
    assert "number talks" not in english.subject.casefold() and "Ben" not in english.subject
    for words in (spanish.text, spanish.html):
        assert "«Late start»" in words and "La visita sigue" in words


def test_the_job_tells_nobody_twice_and_a_new_one_does(scene):
    visit = scene.booked()
    Mail.objects.all().delete()

    def tell(job):
        with scene.scope():
            return actions.tell_reserved(
                district_id=scene.cast.district.pk, now=NOW, ids=[visit.public_id], what="meeting", name="PLC", job=job
            )

    assert (tell("a"), tell("a"), tell("b")) == (1, 0, 1)
    assert Mail.objects.count() == 4
    scene.cancel(visit)
    assert tell("c") == 0


def test_the_job_is_started_by_the_action_with_the_ids_only_of_what_is_touched(scene):
    visit = scene.booked()
    values = {
        "school_id": None, "kind": "late_start", "purpose": "Late start", "directs": "team", "first": TUESDAY,
        "last": TUESDAY, "repeat": "once", "weekday": 0, "ordinal": 1, "cycle_day": "", "start": 480, "end": 530,
        "levels": [], "roles": [],
    }  # fmt: skip
    with scene.scope():
        acts.add_slot(by=scene.actor(scene.cast.dana), now=NOW, values=values)
    job = Job.objects.get(kind="visits.tell_reserved")
    assert job.args == {"ids": [visit.public_id], "what": "learning", "name": "Late start"}


@pytest.mark.parametrize("n", [1, 3])
def test_the_queries_do_not_grow_with_the_visits(scene, django_assert_num_queries, n):
    for host, section, offer in make_hosts(scene, n):
        made = {"host": host, "section": section, "offer": offer}
        make_visit(scene, scene.cast.gil, day=TUESDAY, lesson=f"{host.pk}/x", **made)
    slot = LearningSlot(kind="late_start", first=TUESDAY, last=TUESDAY, start=480, end=530)
    with scene.scope(), django_assert_num_queries(9):
        assert len(queries.visits_in(taken_by(slot), NOW)) == n


def test_new_bells_move_no_visit_into_reserved_time(scene):
    """The lesson moves to a time that is reserved: the visit does not follow it there, and both are told why."""
    scene.booked()
    make_learning_slot(scene.cast.district, TUESDAY, purpose="Late start", start=700, end=760)
    make_calendar_day(scene.cast.district, NEXT_WEEK, schedule="none")
    ring(scene, bell_file(p1="11:45-12:35"))
    assert follow(scene) == {"moved": 0, "ended": 1}
    assert "That time is the learning time “Late start”." in Mail.objects.filter(to_staff=scene.cast.ana.pk).get().text
