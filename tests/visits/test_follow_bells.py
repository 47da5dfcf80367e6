"""New bells and calendars: visits move along with their lessons or end, and both people are told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from staffroom.people.queries import actor_for
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope, writing
from staffroom.timetable.actions import bells as bell_actions
from staffroom.timetable.actions import meetings
from staffroom.timetable.models import Bell
from staffroom.timetable.queries.imports import told_touches
from staffroom.visits import actions
from staffroom.visits.models import Promise, Visit
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.timetable import make_away, make_calendar_day, rebuild
from tests.factories.visits import MONDAY, NEXT_WEEK, NOW, TUESDAY, WEDNESDAY, make_hosts

HEAD = b"school,schedule,day,period,start,end,kind\n"
LINCOLN = {"1": "8:00-8:50", "2": "8:55-9:45", "3": "9:50-10:40", "4": "10:45-11:35"}


def bell_file(**periods: str) -> bytes:
    """Lincoln's bells with some periods at other times; None: gone."""
    rings = {**LINCOLN, **{name.removeprefix("p"): when for name, when in periods.items()}}
    rows = [f"Lincoln,Regular,*,{name},{when.replace('-', ',')},class\n" for name, when in rings.items() if when]
    return HEAD + "".join(rows).encode()


def stage(scene, content, calendar=None):
    dana = actor_for(scene.cast.dana.account, MONDAY)
    with scene.scope():
        return bell_actions.stage_bells(
            by=dana, now=NOW, file_name="bells.csv", content=content, calendar=calendar,
            calendar_name="calendar.csv" if calendar else "",
        )  # fmt: skip


def ring(scene, content, calendar=None):
    """Bring bells and apply them, without what follows; returns the import."""
    staged = stage(scene, content, calendar)
    assert staged.state == "ready", staged.problems
    with scene.scope():
        bell_actions.apply_bells(public_id=staged.public_id, now=NOW)
    Mail.objects.all().delete()
    return staged


def follow(scene, now=NOW):
    with scene.scope():
        return actions.follow_bells(district_id=scene.cast.district.pk, now=now)


def keys(scene, visit):
    with scene.scope():
        return sorted((one.staff_id, one.key) for one in visit.promises.all())


def test_a_booked_visit_moves_along_with_its_lesson_and_both_are_told(scene):
    booked = scene.booked()
    ring(scene, bell_file(p1="8:05-8:53"))
    assert follow(scene) == {"moved": 1, "ended": 0}
    booked.refresh_from_db()
    assert (booked.state, booked.start, booked.end) == (Visit.State.ACCEPTED, 485, 533)
    assert booked.lesson == scene.lesson().replace("/480/", "/485/")
    assert booked.window == [f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/485/"]
    told = list(Mail.objects.all())
    assert {mail.to_staff for mail in told} == {booked.host_id, booked.visitor_id}
    for mail in told:
        assert mail.kind == "visits/mails/moved"
        for words in (mail.text, mail.html):
            assert "8:00 a.m.–8:50 a.m." in words and "8:05 a.m.–8:53 a.m." in words
        (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert mail.calendar_method == "REQUEST"
        assert (int(event["sequence"]), event["dtstart"].dt.minute) == (1, 5)
        assert str(event["uid"]) == f"visit-{booked.public_id}@staffroom"
    assert follow(scene) == {"moved": 0, "ended": 0}, "again: nothing is left to do"


def test_without_the_step_nobody_is_told(scene, monkeypatch):
    monkeypatch.setattr(meetings, "AFTER_NEW_BELLS", ())
    booked = scene.booked()
    Mail.objects.all().delete()
    ring(scene, bell_file(p1="8:05-8:53"))
    booked.refresh_from_db()
    assert (booked.start, booked.end) == (480, 530), "nobody is in the room at this time"
    assert not Mail.objects.exists()
    assert not Job.objects.filter(kind="visits.follow_bells").exists()


@pytest.mark.django_db(transaction=True)
def test_applying_and_undoing_ask_for_it_by_name(scene):
    booked = scene.booked()
    staged = stage(scene, bell_file(p1="8:05-8:53"))
    dana = actor_for(scene.cast.dana.account, MONDAY)
    with scene.scope():
        bell_actions.start_apply(by=dana, now=NOW, bell_import=staged)
    booked.refresh_from_db()
    assert (booked.start, booked.end, booked.sequence) == (485, 533, 1)
    with scene.scope():
        bell_actions.start_undo(by=dana, now=NOW, bell_import=staged)
    booked.refresh_from_db()
    assert (booked.start, booked.end, booked.sequence) == (480, 530, 2)
    assert Job.objects.filter(kind="visits.follow_bells", state="done").count() == 2


def test_promises_move_too_so_that_nobody_is_in_two_places(scene):
    booked, cast = scene.booked(), scene.cast
    ring(scene, bell_file(p1="8:05-8:53"))
    follow(scene)
    place = f"{TUESDAY}/{cast.lincoln.pk}/485"
    assert keys(scene, booked) == sorted(
        [(cast.ben.pk, place), (cast.ben.pk, "2026-W41/visit/1"), (cast.ana.pk, f"{place}/seat/1")]
    )


def test_two_visitors_of_one_lesson_keep_their_seats(scene):
    visits = [scene.booked(), scene.booked(scene.cast.gil)]
    ring(scene, bell_file(p1="8:05-8:50"))
    assert follow(scene) == {"moved": 2, "ended": 0}
    with scene.scope():
        seats = Promise.objects.filter(visit__in=visits, key__contains="/seat/").values_list("key", flat=True)
        assert sorted(seats) == [f"{TUESDAY}/{scene.cast.lincoln.pk}/485/seat/{n}" for n in (1, 2)]


def test_what_is_only_asked_for_moves_without_an_invitation(scene):
    asked = scene.ask()
    ring(scene, bell_file(p1="8:05-8:53"))
    assert follow(scene) == {"moved": 1, "ended": 0}
    asked.refresh_from_db()
    assert (asked.state, asked.start) == (Visit.State.ASKED, 485)
    assert {(mail.kind, mail.calendar) for mail in Mail.objects.all()} == {("visits/mails/moved", "")}
    assert "not answered yet" in Mail.objects.first().text
    assert scene.accept(asked).state == Visit.State.ACCEPTED


ENDINGS = {
    "too short": (bell_file(p1="8:00-8:20"), None, "Too little time would be left to watch: 20 minutes"),
    "the period is gone": (bell_file(p1=""), None, "does not meet at that time any more"),
    "a holiday": (bell_file(), f"school,date,day,schedule,note\n,{TUESDAY},,none,Storm\n".encode(), "no school that"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_visit_that_fits_no_longer_ends_and_both_are_told_why(scene, ending):
    booked = scene.booked()
    content, calendar, words = ENDINGS[ending]
    ring(scene, content, calendar)
    assert follow(scene) == {"moved": 0, "ended": 1}
    booked.refresh_from_db()
    assert booked.state == Visit.State.CANCELLED
    assert keys(scene, booked) == []
    told = list(Mail.objects.all())
    assert {mail.to_staff for mail in told} == {booked.host_id, booked.visitor_id}
    assert all(words in mail.text and words in mail.html for mail in told), told[0].text
    assert {mail.calendar_method for mail in told} == {"CANCEL"}


def test_a_dated_exception_moves_only_the_visit_of_its_day(scene):
    booked, other = scene.booked(), scene.booked(scene.cast.gil, WEDNESDAY)
    content = bell_file() + b"Lincoln,Late start,*,1,9:00,9:40,class\nLincoln,Late start,*,2,9:45,10:25,class\n"
    ring(scene, content, f"school,date,day,schedule,note\nLincoln,{TUESDAY},,Late start,\n".encode())
    assert follow(scene) == {"moved": 1, "ended": 0}
    booked.refresh_from_db()
    other.refresh_from_db()
    assert (booked.start, booked.end, other.start) == (540, 580, 480)


LATE = {"p2": "10:10-10:40", "p3": "10:45-11:35", "p4": "11:40-12:30"}


def test_the_way_back_to_the_other_school_counts(scene):
    """Gil teaches at Garfield from 9:50 and needs fifteen minutes."""
    booked = scene.booked(scene.cast.gil)
    ring(scene, bell_file(p1="9:00-9:55", **LATE))
    assert follow(scene) == {"moved": 1, "ended": 0}
    booked.refresh_from_db()
    assert (booked.start, booked.end, booked.travel) == (540, 570, 15), "he leaves before the lesson ends"
    ring(scene, bell_file(p1="9:15-10:05", **LATE))
    assert follow(scene) == {"moved": 0, "ended": 1}
    assert "The way there and back does not fit" in Mail.objects.first().text


def test_when_only_the_visitors_periods_change_nobody_is_disturbed(scene):
    booked = scene.booked(scene.cast.gil)
    before = (booked.start, booked.end)
    with district_scope(scene.cast.district.pk), writing():
        Bell.objects.filter(school=scene.cast.garfield, period="1").update(start=475)
    rebuild(scene.cast.district)
    Mail.objects.all().delete()
    assert follow(scene) == {"moved": 0, "ended": 0}
    booked.refresh_from_db()
    assert (booked.start, booked.end) == before
    assert "/475/" in booked.window[0]
    assert (scene.cast.gil.pk, f"{TUESDAY}/{scene.cast.garfield.pk}/475") in keys(scene, booked)
    assert not Mail.objects.exists()


def test_what_was_tightened_since_does_not_end_a_visit(scene):
    booked = scene.booked()
    scene.rules(min_watch=60, max_travel=0)
    make_away(scene.cast.ana, TUESDAY, TUESDAY)
    ring(scene, bell_file(p4="10:45-11:30"))
    assert follow(scene) == {"moved": 0, "ended": 0}
    booked.refresh_from_db()
    assert booked.state == Visit.State.ACCEPTED


def test_a_moved_visit_takes_no_time_that_another_visit_holds(scene):
    """Period 1 moves onto the time of period 2, in which Ben is expected elsewhere."""
    ((_host, section, offer),) = make_hosts(scene, 1)
    scene.rules(visits_per_visitor_week=2)
    booked = scene.booked()
    other = scene.booked(day=WEDNESDAY, offer=offer, lesson=scene.lesson(WEDNESDAY, host=offer.staff, section=section))
    with district_scope(scene.cast.district.pk), writing():
        # As if both were on one day: what Ben promised on Tuesday from 8:05 to 8:40 is not his to give again.
        other.date, other.lesson = TUESDAY, other.lesson.replace(str(WEDNESDAY), str(TUESDAY))
        other.window = [one.replace(str(WEDNESDAY), str(TUESDAY)) for one in other.window]
        saved(other)
    ring(scene, bell_file(p1="8:05-8:53"))
    assert follow(scene) == {"moved": 1, "ended": 1}
    booked.refresh_from_db()
    assert booked.state == Visit.State.ACCEPTED, "the one booked first is placed first"


def test_visits_that_are_over_or_begun_stay(scene):
    booked = scene.booked()
    ring(scene, bell_file(p1="8:05-8:53"))
    assert follow(scene, NOW.replace(day=6, hour=15, minute=1)) == {"moved": 0, "ended": 0}
    booked.refresh_from_db()
    assert booked.start == 480


def test_the_preview_says_how_many_visits_it_touches_and_counts_as_the_step_does(scene):
    scene.booked()
    scene.ask(scene.cast.gil, WEDNESDAY)
    scene.booked(day=NEXT_WEEK)
    calendar = f"school,date,day,schedule,note\n,{WEDNESDAY},,none,Storm\n".encode()
    staged = stage(scene, bell_file(p1="8:05-8:53"), calendar)
    assert staged.summary["touches"] == {"visits": {"moved": 2, "ended": 1}}
    page = client_of(scene.cast.dana).get(f"/bells/{staged.public_id}/").content.decode()
    assert "Visits that move along with their lesson: 2. Visits that fit no longer and are cancelled: 1." in page
    ring(scene, bell_file(p1="8:05-8:53"), calendar)
    assert follow(scene) == {"moved": 2, "ended": 1}


def test_a_file_that_touches_no_visit_says_so(scene):
    scene.booked()
    staged = stage(scene, bell_file(p4="10:45-11:30"))
    assert staged.summary["touches"] == {"visits": {"moved": 0, "ended": 0}}
    assert told_touches(staged.summary) == ["No visit that is asked for or booked is touched."]


def test_looking_ahead_writes_nothing(scene):
    booked = scene.booked()
    make_calendar_day(scene.cast.district, NEXT_WEEK, schedule="none")
    stage(scene, bell_file(p1=""))
    booked.refresh_from_db()
    assert booked.state == Visit.State.ACCEPTED
    with scene.scope():
        assert Bell.objects.filter(school=scene.cast.lincoln, period="1", start=480).exists()


def test_one_and_three_visits_are_judged_with_as_many_queries(scene):
    from staffroom.visits import queries

    def asked() -> int:
        with scene.scope(), CaptureQueriesContext(connection) as held:
            queries.fates(NOW)
        return len(held)

    scene.booked()
    one = asked()
    scene.booked(scene.cast.gil, WEDNESDAY)
    scene.booked(day=NEXT_WEEK)
    assert asked() == one
