"""The minutes ledger: learning time, meetings and visits of a whole school year against the contract; page and feed."""

import csv
import io
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from staffroom.people.models import Account
from staffroom.timetable.queries.minutes import minutes_page
from staffroom.visits import queries
from tests.factories.cast import client_of
from tests.factories.teams import make_slot, make_team
from tests.factories.timetable import make_away, make_contract_rule, make_learning_slot
from tests.factories.visits import AFTERWARDS, MONDAY, NEXT_WEEK, TUESDAY

YEAR = {"first": date(2026, 8, 12), "last": date(2027, 6, 4)}


def ledger(scene, who=None):
    with scene.scope():
        return minutes_page(scene.actor(who or scene.cast.ben))


def week(page, monday=MONDAY):
    return next(one for one in page.weeks if one.monday == monday)


def plan(scene):
    """A late start each Tuesday, of which 20 minutes lie in period 1; a team that meets every second Wednesday."""
    make_learning_slot(
        scene.cast.district, TUESDAY, purpose="Late start", start=440, end=500, repeat="weekly", weekday=1, **YEAR
    )
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ben)
    make_slot(team, day="Wed", start=480, end=525, every_weeks=2, begins=MONDAY)


# --- The numbers ----------------------------------------------------------------------------------------
def test_a_week_counts_what_is_planned_in_and_outside_of_free_periods(scene):
    plan(scene)
    scene.booked(day=TUESDAY + timedelta(days=2))
    found = week(ledger(scene))
    assert (found.learning, found.meetings, found.visits) == (60, 45, 50)
    assert found.minutes.free == 5 * 150 and found.minutes.given == {"learning": 20, "meeting": 45, "visit": 50}
    assert found.minutes.left == 750 - 20 - 45 - 50
    following = week(ledger(scene), MONDAY + timedelta(days=7))
    assert (following.learning, following.meetings, following.visits) == (60, 0, 0)
    assert found.now and not following.now


def test_the_year_is_the_sum_of_its_weeks(scene):
    plan(scene)
    page = ledger(scene)
    tuesdays = sum(1 for n in range(297) if (YEAR["first"] + timedelta(days=n)).weekday() == 1)
    assert page.learning == 60 * tuesdays
    assert page.planned == page.learning + page.meetings and page.meetings == 45 * 18
    assert (page.first, page.last) == (date(2026, 8, 12), date(2027, 6, 4))


def test_days_away_leave_no_free_time(scene):
    make_away(scene.cast.ben, MONDAY, MONDAY + timedelta(days=4))
    assert week(ledger(scene)).minutes.free == 0


def test_each_clause_stands_beside_what_comes_nearest_to_it(scene):
    plan(scene)
    kept = make_contract_rule(scene.cast.district, kind="in_prep_week", limit=70)
    tight = make_contract_rule(scene.cast.district, kind="in_prep_week", limit=60, clause="Article 12")
    make_contract_rule(scene.cast.district, kind="prep_week", limit=680, clause="Article 3")
    make_contract_rule(scene.cast.district, kind="meetings_month", limit=2, roles=["nurse"])
    page = ledger(scene)
    told = {row.source.split(":")[0]: (row.made, row.kept) for row in page.clauses}
    assert told == {
        "Article 3": ("11 hours 25 minutes, Monday, October 5", True),
        "Article 9": ("1 hour 5 minutes, Monday, October 5", True),
        "Article 12": ("1 hour 5 minutes, Monday, October 5", False),
    }
    assert page.broken == 1 and kept.pk != tight.pk


def test_visits_cost_preparation_but_are_no_meetings(scene):
    scene.booked()
    make_contract_rule(scene.cast.district, kind="in_prep_week", limit=0, clause="Article 12")
    make_contract_rule(scene.cast.district, kind="prep_week", limit=701, clause="Article 3")
    told = {row.source.split(":")[0]: (row.made, row.kept) for row in ledger(scene).clauses}
    assert told["Article 12"] == ("Nothing of this kind is planned.", True)
    assert told["Article 3"][1] is False


@pytest.mark.parametrize("n", [1, 3])
def test_the_queries_do_not_grow(scene, n):
    for number in range(n):
        make_learning_slot(scene.cast.district, TUESDAY, start=700 + number, end=710)
        team = make_team(f"Team {number}", scene.cast.lincoln, lead=scene.cast.ben)
        make_slot(team, start=600 + 10 * number, end=605 + 10 * number)
        make_contract_rule(scene.cast.district, kind="meeting_length", limit=30)
    with CaptureQueriesContext(connection) as seen:
        ledger(scene)
    assert len(seen) == 23


def test_parts_of_a_release_day_are_named_and_months_hold_their_weeks(scene):
    wednesday = TUESDAY + timedelta(days=1)
    make_learning_slot(scene.cast.district, wednesday, start=700, end=730, directs="principal")
    rule = {"weekday": 2, "ordinal": 1, "parts": {"principal": 20}, "clause": "Article 10"}
    make_contract_rule(scene.cast.district, kind="release_pattern", **rule)
    page = ledger(scene)
    (row,) = page.clauses
    assert (row.made, row.kept) == ("The principal: 30 minutes, Wednesday, October 7", False)
    assert [one for month in page.months for one in month.weeks] == page.weeks
    (now,) = [month for month in page.months if month.now]
    assert (now.first, now.planned) == (date(2026, 10, 1), 30)


# --- The page -------------------------------------------------------------------------------------------
def test_the_page_is_ones_own_and_says_so(scene):
    plan(scene)
    make_contract_rule(scene.cast.district, kind="in_prep_week", limit=60, clause="Article 12")
    answer = client_of(scene.cast.ben).get("/week/minutes/")
    body = answer.content.decode()
    assert "1 clause of the contract is not kept." in body and "Article 12" in body and "Only you." in body
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/week/minutes/").status_code == 302
    assert client_of(scene.cast.ben).post("/week/minutes/").status_code == 405
    empty = client_of(scene.cast.dana).get("/week/minutes/").content.decode()
    assert "You have no school on the staff list" in empty


def test_without_rules_and_plans_it_says_so(scene):
    body = client_of(scene.cast.ben).get("/week/minutes/").content.decode()
    assert "No learning time and no meeting of a team of yours is planned." in body
    assert "The district has entered no rules about time yet." in body


def test_the_table_has_a_row_a_week(scene):
    plan(scene)
    answer = client_of(scene.cast.ben).get("/week/minutes/?as=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    row = next(one for one in rows if one["Week of"] == "2026-10-05")
    assert (row["Learning time"], row["Meetings of teams"], row["Free minutes"]) == ("60", "45", "750")


def test_my_week_shows_what_is_reserved_and_takes_it_off(scene):
    plan(scene)
    body = client_of(scene.cast.ben).get(f"/week/?on={TUESDAY}").content.decode()
    assert "Late start" in body and "Grade 4 team" in body
    assert "Learning time and meetings of teams: 1 hour 5 minutes" in body
    assert "Grade 4 team" not in client_of(scene.cast.ana).get(f"/week/?on={TUESDAY}").content.decode()


# --- The feed -------------------------------------------------------------------------------------------
def events(who):
    address = reverse("calendar_feed", args=[queries.feed_token(Account.objects.get(staff=who))])
    return list(Calendar.from_ical(Client().get(address).content).walk("VEVENT"))


def test_the_secret_calendar_has_meetings_and_learning_time_with_neutral_titles(scene):
    plan(scene)
    told = {(str(one["summary"]), str(one["description"])) for one in events(scene.cast.ben)}
    assert told == {("Learning time", "Late start"), ("Team meeting", "Grade 4 team")}
    first = min(events(scene.cast.ben), key=lambda one: one["dtstart"].dt)
    starts = first["dtstart"].dt.astimezone(ZoneInfo(scene.cast.district.time_zone))
    assert (starts.date(), starts.hour, starts.minute) == (TUESDAY, 7, 20)
    uids = [str(one["uid"]) for one in events(scene.cast.ben)]
    assert len(uids) == len(set(uids)) and len(uids) == 13 + 7
    assert {str(one["summary"]) for one in events(scene.cast.ana)} == {"Learning time"}
    assert events(scene.cast.cleo) == []


# --- Visits held in a learning time ---------------------------------------------------------------------
def test_the_slot_says_how_many_visits_were_held_in_it(scene, set_clock):
    scene.booked()
    slot = make_learning_slot(scene.cast.district, TUESDAY, start=480, end=530)
    address = reverse("learning_slot_edit", args=[slot.public_id])
    assert "No visit has taken place in this time." in client_of(scene.cast.dana).get(address).content.decode()
    set_clock(AFTERWARDS)
    body = client_of(scene.cast.dana).get(address).content.decode()
    assert "1 visit has taken place in this time." in body and "Ben Ortiz" not in body
    other = make_learning_slot(scene.cast.district, NEXT_WEEK, start=480, end=530)
    address = reverse("learning_slot_edit", args=[other.public_id])
    assert "No visit has taken place in this time." in client_of(scene.cast.dana).get(address).content.decode()
