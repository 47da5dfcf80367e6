"""Dates of the calendar changed by hand: who may, what is touched and shown before, told afterwards, undone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.timetable.actions import bells as bell_actions
from staffroom.timetable.actions import special_days as acts
from staffroom.timetable.models import CalendarDay, DayChange
from staffroom.timetable.queries.special_days import days_page, preview
from staffroom.visits.models import Visit
from tests.factories.cast import client_of
from tests.factories.people import make_school
from tests.factories.timetable import make_bells, make_calendar_day, rebuild
from tests.factories.visits import MONDAY, NEXT_WEEK, NOW, TUESDAY, WEDNESDAY, make_visit
from tests.visits.test_follow_bells import bell_file, ring

NEW = "/special-days/new/"
LATE = (("1", 540, 580), ("2", 585, 625), ("3", 630, 670), ("4", 675, 715))


@pytest.fixture
def late(scene):
    """Both schools of the district have a late start besides."""
    for school in (scene.cast.lincoln, scene.cast.garfield):
        make_bells(school, schedule="Late start", periods=LATE)
    rebuild(scene.cast.district)
    return scene


def given(school="", day=TUESDAY, schedule="none", **more):
    return {"school": school, "date": str(day), "schedule": schedule, "note": "Storm", **more}


def change(who, **fields):
    """Both steps: the preview, then sent again with it."""
    client = client_of(who)
    shown = client.post(NEW, given(**fields))
    found = shown.context["preview"]
    sure = f"{found.what}|{found.sign}"
    return shown.content.decode(), client.post(NEW, given(**fields, sure=sure))


def days(scene):
    with scene.scope():
        return {(row.school_id, row.date): [row.day, row.schedule, row.note] for row in CalendarDay.objects.all()}


# --- Who may ---------------------------------------------------------------------------------------------
def test_a_principal_changes_days_of_the_own_school_only(scene):
    cast = scene.cast
    _shown, answer = change(cast.paz, school=cast.lincoln.public_id)
    assert answer.status_code == 302
    assert days(scene) == {(cast.lincoln.pk, TUESDAY): ["", "none", "Storm"]}
    paz = client_of(cast.paz)
    assert paz.post(NEW, given(cast.garfield.public_id)).status_code == 422
    assert paz.post(NEW, given()).status_code == 422, "all schools are the central office's"
    for who in (cast.ana, cast.lou, cast.ivo):
        assert client_of(who).get(NEW).status_code == 403
        assert client_of(who).post(NEW, given()).status_code == 403
    assert client_of(cast.ana).get("/special-days/").status_code == 200


def test_the_actions_guard_themselves(scene):
    cast = scene.cast
    row = make_calendar_day(cast.district, WEDNESDAY, schedule="none")
    with scene.scope():
        for who in (cast.ana, cast.paz):
            by = scene.actor(who)
            with pytest.raises(Forbidden):
                acts.set_day(by=by, now=NOW, school=None, day=TUESDAY, values=["", "none", ""])
            with pytest.raises(Forbidden):
                acts.remove_day(by=by, now=NOW, row=row)
        made = acts.set_day(by=scene.actor(cast.dana), now=NOW, school=None, day=TUESDAY, values=["", "none", ""])
        with pytest.raises(Forbidden):
            acts.undo_day(by=scene.actor(cast.paz), now=NOW, change=made)
    for address in (f"/special-days/{row.public_id}/remove/", f"/special-days/changes/{made.public_id}/undo/"):
        assert client_of(cast.paz).post(address).status_code == 403
        assert client_of(cast.cora).post(address).status_code == 404
        assert client_of(cast.dana).get(address).status_code == 405


@pytest.mark.parametrize(
    ("day", "says"),
    [(MONDAY - timedelta(days=3), "That day is over."), (MONDAY + timedelta(days=5), "no school on weekends")],
)
def test_days_that_cannot_be_changed_are_refused_at_the_field(scene, day, says):
    answer = client_of(scene.cast.dana).post(NEW, given(day=day))
    assert answer.status_code == 422 and says in answer.content.decode()
    with scene.scope(), pytest.raises(Refused):
        acts.set_day(by=scene.actor(scene.cast.dana), now=NOW, school=None, day=day, values=None)
    assert days(scene) == {}


# --- Before it is saved ----------------------------------------------------------------------------------
def test_visits_that_end_are_counted_first_and_their_people_told_afterwards(scene, django_capture_on_commit_callbacks):
    visit = scene.booked()
    Mail.objects.all().delete()
    client = client_of(scene.cast.dana)
    shown = client.post(NEW, given())
    assert shown.status_code == 200 and days(scene) == {}
    assert "Visits that fit no longer and are cancelled: 1." in shown.content.decode()
    assert "It is for 2 schools." in shown.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        _body, answer = change(scene.cast.dana)
    assert answer.status_code == 302
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED
    assert {mail.to_staff for mail in Mail.objects.filter(kind="visits/mails/cancelled")} == {
        scene.cast.ana.pk,
        scene.cast.ben.pk,
    }
    assert "There is no school that day any more." in Mail.objects.filter(kind="visits/mails/cancelled")[0].text


def test_visits_move_along_with_a_late_start(late, django_capture_on_commit_callbacks):
    visit = late.booked()
    with django_capture_on_commit_callbacks(execute=True):
        body, answer = change(late.cast.paz, school=late.cast.lincoln.public_id, schedule="Late start")
    assert answer.status_code == 302
    assert "Visits that move along with their lesson: 1." in body
    visit.refresh_from_db()
    assert (visit.state, visit.start, visit.end) == (Visit.State.ACCEPTED, 540, 580)


def test_what_was_not_seen_is_shown_again(scene):
    client = client_of(scene.cast.dana)
    seen = client.post(NEW, given()).context["preview"]
    scene.booked()
    for sure in (f"{seen.what}|{seen.sign}", "", "x"):
        answer = client.post(NEW, given(sure=sure))
        assert answer.status_code == 200 and answer.context["preview"].sign == "1.0"
    other = client.post(NEW, given(day=WEDNESDAY, sure=f"{seen.what}|{seen.sign}"))
    assert other.status_code == 200, "a preview holds for its own day only"


def test_a_school_without_bells_of_that_name_is_told(scene):
    make_bells(scene.cast.lincoln, schedule="Late start", periods=LATE)
    with scene.scope():
        found = preview(None, TUESDAY, ["", "Late start", ""], NOW)
    assert found.told[:2] == [
        "It is for 2 schools.",
        "1 school has no bells of that name, so none would ring there.",
    ]


def test_the_preview_writes_nothing_and_is_of_a_fixed_number_of_queries(scene):
    counts = []
    for n in range(2):
        for number in range(n * 2 + 1):
            make_visit(
                scene, scene.cast.ben, scene.cast.ana, NEXT_WEEK + timedelta(days=number), lesson=f"x{n}{number}"
            )
        with scene.scope(), CaptureQueriesContext(connection) as seen:
            preview(None, NEXT_WEEK, ["", "none", ""], NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert days(scene) == {} and not DayChange._base_manager.exists()


# --- Undo ------------------------------------------------------------------------------------------------
def test_undo_puts_back_what_was_there(scene):
    cast = scene.cast
    make_calendar_day(cast.district, TUESDAY, schedule="Regular", note="Picture day")
    change(cast.dana)
    assert days(scene) == {(None, TUESDAY): ["", "none", "Storm"]}
    made = DayChange._base_manager.get()
    dana = client_of(cast.dana)
    assert dana.post(f"/special-days/changes/{made.public_id}/undo/").status_code == 302
    assert days(scene) == {(None, TUESDAY): ["", "Regular", "Picture day"]}
    assert dana.post(f"/special-days/changes/{made.public_id}/undo/").status_code == 409
    kinds = ["special_day.set", "special_day.undone"]
    assert [one.kind for one in AuditEntry.objects.filter(kind__in=kinds)] == kinds


def test_a_change_that_another_covers_is_not_undone(scene):
    with scene.scope():
        by = scene.actor(scene.cast.dana)
        first = acts.set_day(by=by, now=NOW, school=None, day=TUESDAY, values=["", "none", ""])
        second = acts.set_day(by=by, now=NOW, school=None, day=TUESDAY, values=["", "Regular", "Late bus"])
        with pytest.raises(Refused, match="changed again since"):
            acts.undo_day(by=by, now=NOW, change=first)
        acts.undo_day(by=by, now=NOW, change=second)
        acts.undo_day(by=by, now=NOW, change=first)
    assert days(scene) == {}


def test_as_usual_again_can_be_undone_too(scene):
    row = make_calendar_day(scene.cast.district, TUESDAY, school=scene.cast.lincoln, schedule="none", note="Storm")
    assert client_of(scene.cast.paz).post(f"/special-days/{row.public_id}/remove/").status_code == 302
    assert days(scene) == {}
    made = DayChange._base_manager.get()
    assert (made.before, made.after) == (["", "none", "Storm"], None)
    assert client_of(scene.cast.paz).post(f"/special-days/changes/{made.public_id}/undo/").status_code == 302
    assert days(scene) == {(scene.cast.lincoln.pk, TUESDAY): ["", "none", "Storm"]}


def test_an_undone_bell_file_puts_its_dates_back_over_changes_by_hand(scene):
    make_calendar_day(scene.cast.district, TUESDAY, school=scene.cast.lincoln, schedule="none", note="Fair")
    staged = ring(scene, bell_file(), b"school,date,day,schedule,note\nLincoln,2026-10-09,,none,Holiday\n")
    assert (scene.cast.lincoln.pk, TUESDAY) not in days(scene)
    change(scene.cast.paz, school=scene.cast.lincoln.public_id)
    with scene.scope():
        bell_actions.undo_bells(public_id=staged.public_id, now=NOW)
    assert days(scene) == {(scene.cast.lincoln.pk, TUESDAY): ["", "none", "Fair"]}


# --- The month -------------------------------------------------------------------------------------------
def month(scene, who, **query):
    return days_page(scene.actor(who), query.get("school", ""), query.get("month", "2026-10"))


def test_the_month_shows_which_days_are_not_as_usual_and_who_may_change_them(late):
    cast = late.cast
    make_calendar_day(cast.district, WEDNESDAY, schedule="none", note="Storm")
    make_calendar_day(cast.district, NEXT_WEEK, school=cast.lincoln, schedule="Late start")
    make_calendar_day(cast.district, date(2026, 10, 1), school=cast.lincoln, schedule="none")
    with late.scope():
        told = {one.date.day: (one.what, one.may_remove) for one in month(late, cast.paz).special}
        assert told == {
            1: ("No school", False), 7: ("No school · Storm", False), 13: ("Late start", True),
        }  # fmt: skip
        central = {
            one.date.day: one.may_remove for one in month(late, cast.dana, school=cast.lincoln.public_id).special
        }
        assert central == {1: False, 7: True, 13: True}
        teacher = month(late, cast.ana)
        assert not teacher.may and not any(one.may_remove or one.may_add for week in teacher.weeks for one in week)
        assert teacher.changes == []


def test_the_own_day_of_a_school_goes_before_the_districts(scene):
    make_calendar_day(scene.cast.district, TUESDAY, schedule="none")
    make_calendar_day(scene.cast.district, TUESDAY, school=scene.cast.lincoln, schedule="Regular", note="We teach")
    with scene.scope():
        (shown,) = month(scene, scene.cast.ana).special
    assert (shown.what, shown.school) == ("We teach", True)


def test_the_page_has_its_links_for_those_who_may_and_the_history_with_undo(scene):
    change(scene.cast.paz, school=scene.cast.lincoln.public_id)
    body = client_of(scene.cast.paz).get("/special-days/?month=2026-10").content.decode()
    assert "Tuesday, October 6: No school · Storm. Before: as usual." in body and ">Undo<" in body
    assert "day=2026-10-07" in body and "day=2026-10-02" not in body, "what is over is not changed"
    read = client_of(scene.cast.ana).get("/special-days/?month=2026-10").content.decode()
    assert "No school · Storm" in read and "Undo" not in read.split("<aside")[0] and "day=2026-10-07" not in read


def test_an_empty_month_and_a_nonsense_month(scene):
    assert "All days of this month are as usual." in client_of(scene.cast.ana).get("/special-days/").content.decode()
    for nonsense in ("2026-13", "x", "", "0001-01", "9999-12"):
        assert client_of(scene.cast.ana).get("/special-days/", {"month": nonsense}).status_code == 200
    assert client_of(scene.cast.ana).get("/special-days/?school=nowhere").status_code == 404


def test_where_a_school_has_a_cycle_its_day_can_be_set(scene):
    assert "day" not in client_of(scene.cast.dana).get(NEW).context["form"].fields
    school = make_school(scene.cast.district, "Roosevelt Middle")
    make_bells(school, days=("A", "B"))
    _shown, answer = change(scene.cast.dana, school=school.public_id, schedule="Regular", day=TUESDAY, cycle="")
    assert answer.status_code == 302
    client = client_of(scene.cast.dana)
    fields = {"school": school.public_id, "date": str(WEDNESDAY), "schedule": "Regular", "day": "B", "note": ""}
    found = client.post(NEW, fields).context["preview"]
    assert found.what == "Wednesday, October 7: Day B"
    client.post(NEW, {**fields, "sure": f"{found.what}|{found.sign}"})
    assert days(scene)[school.pk, WEDNESDAY] == ["B", "Regular", ""]
