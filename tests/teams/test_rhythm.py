"""The rhythm of support: planned dates, what was held, the calendar of a team; and what stays between two people."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import Account
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.teams import actions, queries
from staffroom.teams.models import MeetingMark, PersonalMark
from tests.factories.people import saved
from tests.factories.teams import make_part, make_personal_support, make_slot, make_support, make_team
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW

TUESDAY = MONDAY + timedelta(days=1)
LAST_TUESDAY = TUESDAY - timedelta(days=7)


@pytest.fixture
def team(cast):
    """Ana leads, Ben belongs, Gil supports every second week; they meet on Tuesdays at 3."""
    made = make_team("Grade 3 team", cast.lincoln, lead=cast.ana, members=[cast.ben])
    make_part(made, cast.gil, "supporter")
    make_support(made, cast.gil, every_weeks=2, begins=date(2026, 8, 12))
    make_slot(made)
    return made


def mark(by, team, on=LAST_TUESDAY, start=900, **said):
    return actions.mark_meeting(by=by, now=NOW, team_id=team.public_id, on=on, start=start, **said)


def weeks_of(actor):
    page = queries.my_rhythm(actor)
    return [*page["before"], *page["ahead"]]


def body(answer):
    return answer.content.decode()


# --- My weeks -------------------------------------------------------------------------------------------
def test_my_weeks_show_meetings_and_when_support_comes(scoped, by, team):
    weeks = weeks_of(by(scoped.ben))
    assert [one.begins for one in weeks] == [MONDAY + timedelta(weeks=n) for n in range(-2, 4)]
    assert [one.current for one in weeks].index(True) == 2
    assert [one.meetings[0].meeting.date for one in weeks] == [TUESDAY + timedelta(weeks=n) for n in range(-2, 4)]
    helped = [bool(one.meetings[0].supports) for one in weeks]
    assert helped in ([True, False] * 3, [False, True] * 3), "every second week"
    assert str(scoped.gil) in "".join(one.meetings[0].supports[0] for one in weeks if one.meetings[0].supports)


def test_the_people_in_the_team_say_what_it_is_for_and_whether_it_was_held(scoped, by, team):
    mark(by(scoped.ben), team, held=True, purpose="  Read three  pieces of work ")
    found = MeetingMark.objects.get()
    assert (found.held, found.purpose) == (True, "Read three pieces of work")
    mark(by(scoped.ana), team, held=False)
    assert MeetingMark.objects.get().held is False, "said anew"
    mark(by(scoped.ana), team, on=TUESDAY, purpose="Plan the unit")
    for other in (scoped.gil, scoped.paz, scoped.dana, scoped.lou, scoped.ivo):
        with pytest.raises(Forbidden):
            mark(by(other), team, held=True)


def test_only_planned_meetings_and_no_meeting_ahead_is_said_to_be_held(scoped, by, team):
    for on, start in ((MONDAY, 900), (LAST_TUESDAY, 901)):
        with pytest.raises(Http404):
            mark(by(scoped.ana), team, on=on, start=start, held=True)
    with pytest.raises(Refused) as refused:
        mark(by(scoped.ana), team, on=TUESDAY, held=True)
    assert "still to come" in refused.value.sentence
    with pytest.raises(Refused):
        mark(by(scoped.ana), team, purpose="x" * 161)
    assert mark(by(scoped.ana), team, on=TUESDAY, held=False).held is False, "called off ahead"


# --- Between two people ---------------------------------------------------------------------------------
def test_personal_support_is_due_for_both_and_said_by_whose_it_is(scoped, by):
    support = make_personal_support(scoped.ana, scoped.ben, every_weeks=1)
    actions.mark_support(by=by(scoped.ana), now=NOW, support_id=support.public_id, week=MONDAY, held=True)
    for person in (scoped.ana, scoped.ben):
        week = next(one for one in weeks_of(by(person)) if one.current)
        assert [(one.held, one.mine) for one in week.due] == [(True, person == scoped.ana)]
    for other in (scoped.ben, scoped.paz, scoped.dana):
        with pytest.raises(Http404):
            actions.mark_support(by=by(other), now=NOW, support_id=support.public_id, week=MONDAY, held=False)
        assert PersonalMark.objects.get().held
    actions.mark_support(by=by(scoped.ana), now=NOW, support_id=support.public_id, week=MONDAY, held=None)
    assert not PersonalMark.objects.exists()
    kinds = {one.kind for one in AuditEntry.objects.all()}
    assert kinds == {"teams.private_record"}, "the log says neither whose nor what"


@pytest.mark.parametrize("days", [1, -7 * 40, 7])
def test_a_week_in_which_nothing_is_due_does_not_exist(scoped, by, days):
    support = make_personal_support(scoped.ana, scoped.ben, every_weeks=2, begins=MONDAY)
    with pytest.raises(Http404):
        actions.mark_support(
            by=by(scoped.ana), now=NOW, support_id=support.public_id, week=MONDAY + timedelta(days=days), held=True
        )


def test_a_week_ahead_is_not_said_yet(scoped, by):
    support = make_personal_support(scoped.ana, scoped.ben, every_weeks=1)
    week = MONDAY + timedelta(days=7)
    with pytest.raises(Refused):
        actions.mark_support(by=by(scoped.ana), now=NOW, support_id=support.public_id, week=week, held=True)


def test_whoever_comes_to_evaluate_is_told_of_it_no_more(scoped, by):
    make_personal_support(scoped.ana, scoped.ben, every_weeks=1)
    make_evaluates(scoped.ben, scoped.ana, MONDAY)
    assert not any(one.due for one in weeks_of(by(scoped.ben)))
    assert any(one.due for one in weeks_of(by(scoped.ana)))


def test_personal_support_changes_nothing_on_the_page_of_principals(scoped, by, team, as_):
    def page():
        return re.sub(r"[A-Za-z0-9]{64}", "token", body(as_(scoped.paz).get("/teams/rhythm/")))

    before = page()
    support = make_personal_support(scoped.ana, scoped.ben, every_weeks=1)
    saved(PersonalMark(district=scoped.district, support=support, week=MONDAY, held=True))
    assert page() == before


# --- Planned against held -------------------------------------------------------------------------------
def test_planned_against_held_by_team(scoped, by, team):
    make_team("Book club", scoped.lincoln, lead=scoped.lou)
    mark(by(scoped.ana), team, held=True)
    mark(by(scoped.ana), team, on=LAST_TUESDAY - timedelta(days=7), held=False)
    page = queries.rhythm_page(by(scoped.paz), "")
    club, grade = page["rhythms"]
    weeks = (MONDAY - page["first"]).days // 7
    assert (grade.met.planned, grade.met.held, grade.met.missed, grade.met.unsaid) == (weeks, 1, 1, weeks - 2)
    assert grade.supported.planned in (weeks // 2, (weeks + 1) // 2) and grade.supported.held <= 1
    assert not club.has_time and page["timeless"] == [club.team]
    assert [row[0] for row in queries.rhythm_table(by(scoped.paz), "").rows] == ["Book club", "Grade 3 team"]


def test_principals_see_their_school_only_and_teachers_nothing(scoped, by, team):
    with pytest.raises(Http404):
        queries.rhythm_page(by(scoped.paz), scoped.garfield.public_id)
    for other in (scoped.ana, scoped.gil, scoped.ivo):
        with pytest.raises(Forbidden):
            queries.rhythm_page(by(other), "")
    assert queries.rhythm_page(by(scoped.dana), scoped.lincoln.public_id)["rhythms"]


def test_pages_ask_as_often_for_three_teams_as_for_one(scoped, by, team):
    def asked():
        with CaptureQueriesContext(connection) as found:
            queries.rhythm_page(by(scoped.paz), "")
            queries.my_rhythm(by(scoped.ana))
        return len(found)

    before = asked()
    for name in ("Two", "Three"):
        more = make_team(name, scoped.lincoln, lead=scoped.ana, members=[scoped.ben])
        make_support(more, scoped.ana)
        make_slot(more)
    assert asked() == before


# --- The calendar of a team -----------------------------------------------------------------------------
def feed(person, team):
    return reverse("team_feed", args=[queries.team_feed_token(person.account, team)])


def test_the_calendar_of_a_team_needs_its_address_only(scoped, by, team):
    mark(by(scoped.ana), team, on=TUESDAY, purpose="Plan the unit")
    mark(by(scoped.ana), team, on=LAST_TUESDAY, held=False)
    answer = Client().get(feed(scoped.ben, team))
    told = body(answer).replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar") and answer["Referrer-Policy"] == "no-referrer"
    assert "SUMMARY:Grade 3 team" in told and "Plan the unit" in told
    assert "T150000" in told and "STATUS:CANCELLED" in told and "CLASS:PRIVATE" in told
    again = Client().get(feed(scoped.ben, team), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_an_address_of_somebody_else_or_another_team_or_an_old_one_is_void(scoped, team):
    other = make_team("Other team", scoped.lincoln, lead=scoped.ana)
    token = queries.team_feed_token(scoped.ben.account, team)
    wrong = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.replace(team.public_id, other.public_id),
        token.replace(scoped.ben.account.public_id, scoped.ana.account.public_id),
        queries.team_feed_token(scoped.lou.account, team),  # no part in it
        "x",
    ]
    for each in wrong:
        assert Client().get(reverse("team_feed", args=[each])).status_code == 404, each
    Account.objects.filter(pk=scoped.ben.account.pk).update(calendar_version=2)
    assert Client().get(reverse("team_feed", args=[token])).status_code == 404


def test_whoever_leaves_the_team_reads_its_calendar_no_more(scoped, by, team):
    address = feed(scoped.ben, team)
    assert Client().get(address).status_code == 200
    actions.set_part(by=by(scoped.ana), now=NOW, team_id=team.public_id, staff_id=scoped.ben.public_id, part="")
    assert Client().get(address).status_code == 404


# --- Pages ----------------------------------------------------------------------------------------------
def test_the_page_of_my_weeks_takes_what_is_said(scoped, as_, team):
    client = as_(scoped.ben)
    told = body(client.get("/team/rhythm/"))
    assert "Grade 3 team" in told and "not said yet" in told and "this week" in told
    where = f"/teams/{team.public_id}/meetings/"
    sent = {"date": LAST_TUESDAY.isoformat(), "start": "900", "held": "yes", "purpose": "Exit tickets"}
    assert client.post(where, sent).status_code == 302
    again = body(client.get("/team/rhythm/"))
    assert 'value="Exit tickets"' in again and ">held<" in again
    for wrong in ({"date": "soon"}, {"start": "x"}, {"start": "٣"}, {"date": ""}):
        assert client.post(where, {**sent, **wrong}).status_code == 404
    assert client.post(where, {**sent, "date": TUESDAY.isoformat()}).status_code == 409
    assert client.get("/team/rhythm/")["Cache-Control"] == "private, no-store"


def test_my_own_support_is_said_on_the_page(scoped, as_):
    support = make_personal_support(scoped.ana, scoped.ben, every_weeks=1)
    client = as_(scoped.ana)
    assert "Only the two of you" in body(client.get("/team/rhythm/"))
    where = f"/team/support/{support.public_id}/held/"
    assert client.post(where, {"week": MONDAY.isoformat(), "held": "no"}).status_code == 302
    assert PersonalMark.objects.get().held is False
    assert as_(scoped.ben).post(where, {"week": MONDAY.isoformat(), "held": "yes"}).status_code == 404


def test_empty_pages_and_spanish(scoped, as_, team):
    assert "Nothing is planned in these weeks" in body(as_(scoped.lou).get("/team/rhythm/"))
    told = body(as_(scoped.paz).get("/teams/rhythm/"))
    assert "meetings of teams planned since" in told and "Nobody notes who was present" in told
    assert "No team here yet" in body(as_(scoped.dana).get(f"/teams/rhythm/?school={scoped.garfield.public_id}"))
    client = as_(scoped.ben)
    client.cookies["language"] = "es"
    assert "Mis semanas de apoyo" in body(client.get("/team/rhythm/"))


def test_the_team_page_gives_the_address_to_its_people(scoped, as_, team):
    assert "/calendar/team/" in body(as_(scoped.ben).get(f"/teams/{team.public_id}/"))
    assert "/calendar/team/" not in body(as_(scoped.paz).get(f"/teams/{team.public_id}/"))
