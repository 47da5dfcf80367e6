"""Asking, answering, cancelling and the two lines: what is written, who may, and what is refused with a sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404

from staffroom.expertise.models import Offer
from staffroom.people.models import Section
from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope, writing
from staffroom.visits import actions, queries
from staffroom.visits.models import Promise, Visit, VisitNote
from tests.factories.expertise import make_closed_door, make_hosting, make_open_door
from tests.factories.people import make_assignment, saved
from tests.factories.timetable import make_away, rebuild
from tests.factories.visits import AFTERWARDS, NEXT_WEEK, NOW, TUESDAY, WEDNESDAY, Scene, make_hosts, make_teachers

pytestmark = pytest.mark.usefixtures("scope")


def keys(visit: Visit) -> set[tuple[int, str]]:
    return set(Promise.objects.filter(visit=visit).values_list("staff_id", "key"))


# --- Asking --------------------------------------------------------------------------------------
def test_asking_keeps_the_slot_and_tells_the_host(scene: Scene):
    visit = scene.ask(message="  I would like to see how you begin. ")
    lincoln = scene.cast.lincoln.pk
    assert (visit.visitor, visit.host, visit.state) == (scene.cast.ben, scene.cast.ana, Visit.State.ASKED)
    assert (visit.date, visit.period, visit.start, visit.end, visit.travel) == (TUESDAY, "1", 480, 530, 0)
    assert visit.message == "I would like to see how you begin."
    assert keys(visit) == {
        (scene.cast.ben.pk, f"2026-10-06/{lincoln}/480"),
        (scene.cast.ben.pk, "2026-W41/visit/1"),
        (scene.cast.ana.pk, f"2026-10-06/{lincoln}/480/seat/1"),
    }
    mail = Mail.objects.get()
    assert (mail.to, mail.to_staff) == (scene.cast.ana.email, scene.cast.ana.pk)
    assert mail.subject == "A colleague asks to visit your class"
    assert "Ben Ortiz would like to come and see Number talks." in mail.text
    assert "Tuesday, October 6" in mail.text and "I would like to see how you begin." in mail.text
    assert audit.AuditEntry.objects.get(kind="visit.asked").facts == {}


def test_somebody_from_another_school_promises_both_periods_the_way_takes(scene: Scene):
    visit = scene.ask(scene.cast.gil)
    garfield = scene.cast.garfield.pk
    assert (visit.travel, visit.start, visit.end) == (15, 480, 530)
    own = {key for staff, key in keys(visit) if staff == scene.cast.gil.pk}
    assert own == {f"2026-10-06/{garfield}/480", f"2026-10-06/{garfield}/535", "2026-W41/visit/1"}


def test_the_open_door_of_the_lesson_is_remembered(scene: Scene):
    door = make_open_door(scene.offer, scene.cast.ana_section, TUESDAY)
    assert scene.ask().open_door_id == door.pk
    assert scene.ask(scene.cast.gil, WEDNESDAY).open_door_id is None


def test_the_same_key_twice_is_one_visit(scene: Scene):
    first = scene.ask(idempotency_key="k1")
    assert scene.ask(idempotency_key="k1") == first
    assert (Visit.objects.count(), Mail.objects.count(), Promise.objects.count()) == (1, 1, 3)
    assert scene.ask(scene.cast.gil, idempotency_key="k1") != first


def test_a_slot_is_asked_for_once(scene: Scene):
    scene.ask()
    with pytest.raises(Refused, match="promised already"):
        scene.ask()
    assert Visit.objects.count() == 1


def test_a_third_visitor_finds_no_seat(scene: Scene):
    people = make_teachers(scene.cast.lincoln, 2, "MTWRF 2")
    rebuild(scene.cast.district)
    for visitor in (scene.cast.ben, people[0][0]):
        scene.ask(visitor)
    with pytest.raises(Refused, match="2 visitors"):
        scene.ask(people[1][0])


def test_one_visit_a_week_is_the_rule_and_the_next_week_is_open(scene: Scene):
    scene.ask()
    with pytest.raises(Refused):
        scene.ask(day=WEDNESDAY)
    assert scene.ask(day=NEXT_WEEK).state == Visit.State.ASKED


def test_what_nobody_answered_costs_nothing_once_its_day_is_over(scene: Scene):
    scene.rules(own_periods=1)
    first = scene.ask()
    friday, wednesday_morning = TUESDAY + timedelta(days=3), NOW + timedelta(days=2)
    with pytest.raises(Refused):
        scene.ask(day=friday, now=NOW + timedelta(hours=1))
    second = scene.ask(day=friday, now=wednesday_morning)
    assert second.state == Visit.State.ASKED and not keys(first) and len(keys(second)) == 3
    with pytest.raises(Refused):
        scene.ask(day=NEXT_WEEK, now=wednesday_morning)


def test_the_hosts_own_limit_counts(scene: Scene):
    make_hosting(scene.cast.ana, lessons_week=1)
    scene.ask()
    with pytest.raises(Refused, match="1 lesson"):
        scene.ask(scene.cast.gil, WEDNESDAY)
    assert scene.ask(scene.cast.gil).state == Visit.State.ASKED  # the same lesson takes no further place


def test_too_soon_closed_away_and_not_in_the_timetable_are_refused_with_sentences(scene: Scene):
    with pytest.raises(Refused, match="too soon") as refusal:
        scene.ask(day=date(2026, 10, 5))
    assert str(refusal.value.advice).endswith(".")
    make_closed_door(scene.cast.ana, day="Tue")
    with pytest.raises(Refused, match="takes no visit"):
        scene.ask()
    make_away(scene.cast.ana, WEDNESDAY, WEDNESDAY)
    with pytest.raises(Refused, match="away"):
        scene.ask(day=WEDNESDAY)
    with pytest.raises(Refused, match="not in the timetable"):
        scene.ask(lesson="nonsense")
    assert (Visit.objects.count(), Promise.objects.count(), Mail.objects.count()) == (0, 0, 0)


def test_a_host_who_welcomes_nobody_just_now(scene: Scene):
    make_hosting(scene.cast.ana, welcome=False)
    with pytest.raises(Refused, match="takes no visits just now"):
        scene.ask()


def test_nobody_visits_themselves(scene: Scene):
    with pytest.raises(Refused):
        scene.ask(scene.cast.ana)
    assert Visit.objects.count() == 0


def test_a_draft_does_not_exist_for_others_and_it_asks_nothing(scene: Scene):
    with writing():
        Offer.objects.filter(pk=scene.offer.pk).update(state=Offer.State.DRAFT)
    with pytest.raises(Http404):
        scene.ask()
    with pytest.raises(Forbidden):
        scene.ask(scene.cast.ivo)


def test_the_other_district_cannot_ask(scene: Scene):
    with district_scope(scene.cast.other_district.pk), pytest.raises(Http404):
        actions.ask_visit(
            by=scene.actor(scene.cast.cleo), now=NOW, offer_id=scene.offer.public_id, lesson=scene.lesson()
        )


# --- Answering -----------------------------------------------------------------------------------
def test_yes_books_it_and_both_get_an_invitation(scene: Scene):
    visit = scene.accept(scene.ask(), answer=" Come in by the back door. ")
    assert (visit.state, visit.answer, visit.decided) == (Visit.State.ACCEPTED, "Come in by the back door.", NOW)
    mails = Mail.objects.filter(kind="visits/mails/accepted")
    assert {mail.to for mail in mails} == {scene.cast.ana.email, scene.cast.ben.email}
    assert {mail.calendar_method for mail in mails} == {"REQUEST"}
    assert len(keys(visit)) == 3
    assert audit.AuditEntry.objects.filter(kind="visit.accepted", actor=scene.cast.ana.pk).count() == 1


def test_not_this_time_frees_the_period_and_the_seat(scene: Scene):
    visit = scene.decline(scene.ask(), answer="We have a test.")
    assert (visit.state, visit.answer) == (Visit.State.DECLINED, "We have a test.")
    assert not keys(visit)
    mail = Mail.objects.get(kind="visits/mails/declined")
    assert mail.to == scene.cast.ben.email and "We have a test." in mail.text and not mail.calendar
    assert scene.ask().state == Visit.State.ASKED


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_only_the_host_answers_and_nobody_else_knows_of_it(scene: Scene, act: str):
    visit, cast = scene.ask(), scene.cast
    answer = getattr(scene, act)
    with pytest.raises(Forbidden, match="Only the host"):
        answer(visit, by=cast.ben)
    for stranger in (cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou):
        with pytest.raises(Http404):
            answer(visit, by=stranger)
    assert Visit.objects.get().state == Visit.State.ASKED


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_an_answer_is_given_once_and_before_it_begins(scene: Scene, act: str):
    answer = getattr(scene, act)
    visit = scene.ask()
    with pytest.raises(Refused, match="passed"):
        answer(visit, now=AFTERWARDS)
    answer(visit)
    with pytest.raises(Refused, match="answered already"):
        answer(visit)


def test_the_host_may_say_yes_after_the_hours_of_notice(scene: Scene):
    an_hour_before = datetime(2026, 10, 6, 14, 0, tzinfo=UTC)
    assert scene.accept(scene.ask(), now=an_hour_before).state == Visit.State.ACCEPTED


def test_yes_is_refused_when_the_timetable_has_changed(scene: Scene):
    visit = scene.ask()
    with writing():
        Section.objects.filter(pk=scene.cast.ana_section.pk).update(periods="MTWRF 4")
    rebuild(scene.cast.district)
    with pytest.raises(Refused, match="timetable has changed"):
        scene.accept(visit)
    assert Visit.objects.get().state == Visit.State.ASKED
    assert not Mail.objects.filter(kind="visits/mails/accepted").exists()


def test_yes_is_refused_when_the_visitor_teaches_then_by_now(scene: Scene):
    visit = scene.ask()
    with writing():
        Section.objects.filter(pk=scene.cast.ben_section.pk).update(periods="MTWRF 1-2")
    rebuild(scene.cast.district)
    with pytest.raises(Refused, match="timetable has changed"):
        scene.accept(visit)


@pytest.mark.parametrize(("who", "words"), [("ana", "Ana Reyes is away"), ("ben", "You are away|are away")])
def test_yes_is_refused_when_one_of_them_is_away_by_now(scene: Scene, who: str, words: str):
    visit = scene.ask()
    make_away(getattr(scene.cast, who), TUESDAY, TUESDAY)
    with pytest.raises(Refused, match=words):
        scene.accept(visit)
    assert Visit.objects.get().state == Visit.State.ASKED


def test_somebody_at_a_new_school_sets_out_from_there(scene: Scene):
    person = queries.case.persons([scene.cast.ben.pk])[str(scene.cast.ben.pk)]
    assert person.school == str(scene.cast.lincoln.pk)
    ended = scene.cast.ben.assignments.get()
    ended.active = False
    saved(ended)
    make_assignment(scene.cast.ben, "teacher", scene.cast.garfield)
    person = queries.case.persons([scene.cast.ben.pk])[str(scene.cast.ben.pk)]
    assert person.school == str(scene.cast.garfield.pk)


# --- Cancelling ----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_takes_a_booked_visit_back_and_calendars_are_told(scene: Scene, who: str):
    by = getattr(scene.cast, who)
    visit = scene.cancel(scene.booked(), by=by)
    assert (visit.state, visit.cancelled_by, visit.sequence) == (Visit.State.CANCELLED, by.pk, 1)
    mails = Mail.objects.filter(kind="visits/mails/cancelled")
    assert {mail.to for mail in mails} == {scene.cast.ana.email, scene.cast.ben.email}
    assert {mail.calendar_method for mail in mails} == {"CANCEL"}
    assert not keys(visit)
    assert scene.ask().state == Visit.State.ASKED


def test_what_was_only_asked_is_taken_back_without_a_calendar_object(scene: Scene):
    scene.cancel(scene.ask())
    assert {(m.calendar, m.calendar_method) for m in Mail.objects.filter(kind="visits/mails/cancelled")} == {("", "")}


def test_cancelling_is_between_the_two_and_before_it_begins(scene: Scene):
    visit, cast = scene.booked(), scene.cast
    for stranger in (cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou):
        with pytest.raises(Http404):
            scene.cancel(visit, by=stranger)
    with pytest.raises(Refused, match="begun"):
        scene.cancel(visit, now=AFTERWARDS)
    scene.cancel(visit)
    with pytest.raises(Refused, match="any more"):
        scene.cancel(visit)


# --- Two lines -----------------------------------------------------------------------------------
def note(scene: Scene, visit: Visit, by, now=AFTERWARDS, **lines) -> VisitNote:
    given = {"saw": "Wait time", "take": "Fewer questions"} | lines
    return actions.write_note(by=scene.actor(by), now=now, visit_id=visit.public_id, **given)


def test_each_writes_two_lines_and_writing_again_replaces_them(scene: Scene):
    visit = scene.booked()
    note(scene, visit, scene.cast.ben)
    note(scene, visit, scene.cast.ben, saw=" Silence ", hand_over=True)
    note(scene, visit, scene.cast.ana)
    for reader in (scene.cast.ana, scene.cast.ben):
        shown = queries.notes_of(scene.actor(reader), AFTERWARDS, visit)
        assert {(one.note.author, one.note.saw) for one in shown} == {
            (scene.cast.ben, "Silence"),
            (scene.cast.ana, "Wait time"),
        }


def test_lines_belong_to_the_two_and_to_what_took_place(scene: Scene):
    visit, cast = scene.ask(), scene.cast
    with pytest.raises(Refused, match="not booked"):
        note(scene, visit, cast.ben)
    scene.accept(visit)
    with pytest.raises(Refused, match="not begun"):
        note(scene, visit, cast.ben, now=NOW)
    begins = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)
    with pytest.raises(Refused, match="not begun"):
        note(scene, visit, cast.ben, now=begins - timedelta(seconds=1))
    assert note(scene, visit, cast.ben, now=begins).author == cast.ben
    for stranger in (cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou):
        with pytest.raises(Http404):
            note(scene, visit, stranger)
    assert VisitNote.objects.count() == 1


# --- All of them ---------------------------------------------------------------------------------
def test_the_chain_of_what_happened_holds_and_names_nothing_private(scene: Scene):
    visit = scene.booked(message="secret wish")
    note(scene, visit, scene.cast.ben)
    kinds = list(audit.AuditEntry.objects.values_list("kind", flat=True))
    assert kinds == ["visit.asked", "visit.accepted", "visit.noted"]
    assert audit.broken_links(scene.cast.district.pk) == []
    assert all(not entry.facts for entry in audit.AuditEntry.objects.all())


def test_three_hosts_can_be_asked_in_three_weeks_but_not_one_twice_a_week(scene: Scene):
    hosts = make_hosts(scene, 2)
    for week, (host, section, offer) in enumerate(hosts):
        day = TUESDAY + timedelta(days=7 * week)
        scene.ask(day=day, offer=offer, lesson=scene.lesson(day, host=host, section=section))
    assert Visit.objects.count() == 2
