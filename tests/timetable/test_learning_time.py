"""A school's calendar of learning: who reserves time, how it is shown, what does not fit, the file of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from staffroom.people.queries import actor_for
from staffroom.spine.access import Forbidden
from staffroom.spine.audit import AuditEntry
from staffroom.timetable.actions import learning as acts
from staffroom.timetable.forms_learning import LearningSlotForm
from staffroom.timetable.models import LearningSlot
from staffroom.timetable.queries.learning import month_page
from tests.factories.cast import client_of
from tests.factories.timetable import make_calendar_day, make_contract_rule, make_learning_slot
from tests.timetable.test_imports import NOW

WEDNESDAY = date(2026, 10, 7)
MONTH = {"month": "2026-10"}


def given(school="", **fields):
    """A form for one hour after the last bell (11:35) of that Wednesday."""
    base = {
        "school": school, "kind": "collaboration", "purpose": "Teams look at writing", "directs": "team",
        "first": "2026-10-07", "last": "", "start": "12:00", "end": "13:00", "repeat": "once",
    }  # fmt: skip
    return {**base, **fields}


def make_slot(district, **fields):
    return make_learning_slot(district, WEDNESDAY, **fields)


def page_of(cast, school=None, who=None, month="2026-10"):
    actor = actor_for((who or cast.ana).account, WEDNESDAY)
    return month_page(actor, (school or cast.lincoln).public_id, month)


def shown(who, **query):
    return client_of(who).get(reverse("learning_time"), {**MONTH, **query}).content.decode()


# --- Who reserves -------------------------------------------------------------------------------------
def test_the_central_office_reserves_everywhere_and_everybody_reads_it(rung):
    answer = client_of(rung.dana).post(reverse("learning_slot_new"), given())
    assert answer.status_code == 302
    for who in (rung.ana, rung.paz, rung.lou, rung.dana):
        for school in (rung.lincoln, rung.garfield):
            assert "Teams look at writing" in shown(who, school=school.public_id)
    assert "Teams look" not in client_of(rung.cora).get(reverse("learning_time"), MONTH).content.decode()
    assert AuditEntry.objects.filter(kind="learning_time.added").count() == 1


def test_a_principal_reserves_time_of_the_own_school_only(rung):
    paz = client_of(rung.paz)
    assert paz.post(reverse("learning_slot_new"), given(rung.lincoln.public_id)).status_code == 302
    row = LearningSlot._base_manager.get()
    assert row.school_id == rung.lincoln.pk
    assert paz.post(reverse("learning_slot_new"), given(rung.garfield.public_id)).status_code == 422
    assert paz.post(reverse("learning_slot_new"), given()).status_code == 422, "all schools are the central office's"
    address = reverse("learning_slot_edit", args=[row.public_id])
    assert paz.post(address, given(rung.lincoln.public_id, purpose="Teams look at talk")).status_code == 302
    theirs = make_slot(rung.district, school=rung.garfield)
    assert paz.get(reverse("learning_slot_edit", args=[theirs.public_id])).status_code == 403
    assert paz.post(reverse("learning_slot_remove", args=[theirs.public_id])).status_code == 403
    assert paz.post(reverse("learning_slot_remove", args=[row.public_id])).status_code == 302


def test_the_actions_guard_themselves(rung, maple):
    row = make_slot(rung.district, school=rung.garfield)
    paz, ana = (actor_for(who.account, WEDNESDAY) for who in (rung.paz, rung.ana))
    form = LearningSlotForm(given(), everywhere=True)
    assert form.is_valid(), form.errors
    for by in (paz, ana):
        for act in (
            lambda by: acts.add_slot(by=by, now=NOW, values=form.values),
            lambda by: acts.change_slot(by=by, now=NOW, slot=row, values=form.values),
            lambda by: acts.remove_slot(by=by, now=NOW, slot=row),
        ):
            with pytest.raises(Forbidden):
                act(by)
    mine = make_slot(rung.district, school=rung.lincoln)
    with pytest.raises(Forbidden):
        acts.change_slot(by=paz, now=NOW, slot=mine, values={**form.values, "school_id": rung.garfield.pk})
    assert LearningSlot.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"end": "11:00"}, "end"),
        ({"repeat": "weekly"}, "last"),
        ({"repeat": "weekly", "last": "2026-10-01"}, "last"),
        ({"repeat": "weekly", "last": "2029-10-01"}, "last"),
        ({"repeat": "cycle", "last": "2026-12-01"}, "cycle_day"),
        ({"purpose": " "}, "purpose"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(rung, fields, column):
    answer = client_of(rung.dana).post(reverse("learning_slot_new"), given(**fields))
    assert answer.status_code == 422
    assert column in answer.context["form"].errors
    assert not LearningSlot._base_manager.exists()


# --- The month ----------------------------------------------------------------------------------------
def test_a_month_shows_slots_holidays_and_special_bells(rung, maple):
    make_slot(rung.district, first=date(2026, 8, 1), last=date(2027, 6, 1), repeat="weekly", weekday=2)
    make_calendar_day(rung.district, date(2026, 10, 14), schedule="none", note="Storm")
    page = page_of(rung)
    assert [(one.date.day, len(one.items), one.note) for one in page.days] == [
        (7, 1, ""), (14, 0, "No school · Storm"), (21, 1, ""), (28, 1, ""),
    ]  # fmt: skip
    assert page.clashes == []
    assert "Everything fits" in shown(rung.ana, school=rung.lincoln.public_id)


def test_a_weekend_is_drawn_only_when_something_is_on_it(rung, maple):
    make_slot(rung.district)
    assert {len(week) for week in page_of(rung).weeks} == {5}
    make_slot(rung.district, first=date(2026, 10, 10), last=date(2026, 10, 10), kind="pd_day")
    page = page_of(rung)
    assert {len(week) for week in page.weeks} == {7}
    assert [one.date.day for one in page.days] == [7, 10]


def test_an_empty_month_and_a_nonsense_month(rung):
    assert "Nothing is reserved in this month" in shown(rung.ana)
    for month in ("2026-13", "x", "", "0001-01", "9999-12"):
        assert client_of(rung.ana).get(reverse("learning_time"), {"month": month}).status_code == 200
    assert client_of(rung.ana).get(reverse("learning_time"), {"school": "nowhere"}).status_code == 404


CLASHES = [
    ({"first": date(2026, 10, 10), "last": date(2026, 10, 10)}, "lies on a day without school"),
    ({"kind": "pd_day"}, "school is in session"),
    ({"start": 690}, "cuts class periods"),
    ({"start": 750, "end": 840, "kind": "faculty_meeting"}, "are for the same people at the same time"),
]


@pytest.mark.parametrize(("fields", "says"), CLASHES)
def test_what_does_not_fit_is_said_with_what_to_do(rung, maple, fields, says):
    if "same people" in says:
        make_slot(rung.district)
    make_slot(rung.district, **fields)
    (told,) = page_of(rung).clashes
    assert says in told
    assert "1 thing does not fit" in shown(rung.ana, school=rung.lincoln.public_id)


def test_a_slot_against_the_contract_names_the_clause(rung, maple):
    make_contract_rule(rung.district, "after_bell", 60, clause="Article 9.8", words="home by one")
    make_slot(rung.district)
    (told,) = page_of(rung).clashes
    assert "would end 85 minutes after the last bell; 60 are the most. (Article 9.8: home by one)" in told


def test_one_and_three_slots_take_as_many_queries(rung, maple):
    def asked():
        with CaptureQueriesContext(connection) as held:
            page_of(rung)
        return len(held)

    make_slot(rung.district)
    one = asked()
    make_slot(rung.district, start=800, end=820)
    make_slot(rung.district, start=830, end=850, school=rung.lincoln)
    assert asked() == one


# --- The file -----------------------------------------------------------------------------------------
def test_the_calendar_file_holds_each_date_on_the_wall_clock(rung, set_clock):
    set_clock(NOW.replace(month=10, day=5))
    make_slot(rung.district, first=date(2026, 10, 1), last=date(2026, 11, 30), repeat="weekly", weekday=2)
    make_slot(rung.district, school=rung.garfield, purpose="Not here")
    answer = client_of(rung.ana).get(reverse("learning_ics", args=[rung.lincoln.public_id]))
    events = Calendar.from_ical(answer.content.decode()).walk("VEVENT")
    starts = [one["dtstart"].dt for one in events]
    assert [start.date() for start in starts][:2] == [date(2026, 10, 7), date(2026, 10, 14)]
    assert {start.hour for start in starts} == {12}, "noon before and after the clock change"
    assert len({str(one["uid"]) for one in events}) == len(events) == 8
    assert client_of(rung.cora).get(reverse("learning_ics", args=[rung.lincoln.public_id])).status_code == 404
