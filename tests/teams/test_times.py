"""A team's time is checked against what its people do then: other teams, classes, learning time, visits, contract."""

from datetime import timedelta

import pytest

from staffroom.spine.access import Refused
from staffroom.spine.jobs import Job
from staffroom.teams import actions, queries
from staffroom.teams.models import MeetingSlot
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.teams import make_part, make_slot, make_team
from tests.factories.timetable import make_bells, make_contract_rule, make_learning_slot, rebuild
from tests.factories.visits import MONDAY, NOW, TUESDAY, make_scene

GIVEN = {"day": "Tue", "start": "15:00", "end": "15:45", "every_weeks": "1", "room": ""}


@pytest.fixture
def rung(scoped):
    for school in (scoped.lincoln, scoped.garfield):
        make_bells(school)
    rebuild(scoped.district)
    return scoped


def add(by, team, start=900, end=945, **more):
    given = {"day": "Tue", "start": start, "end": end, **more}
    return actions.add_slot(by=by, now=NOW, team_id=team.public_id, **given)


def busy(by, team, **more):
    with pytest.raises(actions.PeopleBusy) as refused:
        add(by, team, **{"agreed": 0, **more})
    return refused.value.found


# --- What is in the way ----------------------------------------------------------------------------------
def test_another_team_is_told_by_name_and_people_by_number(rung, by, team):
    other = make_team("Science team", rung.lincoln, lead=rung.ben)
    make_slot(other, start=930, end=975)
    found = busy(by(rung.ana), team)
    assert found.told == ["“Science team” meets at that time, and 1 person belongs to both teams."]
    assert "Ben" not in " ".join(found.told)
    make_part(other, rung.ana)
    assert "and 2 people belong to both teams" in busy(by(rung.ana), team).told[0]
    assert not MeetingSlot.objects.filter(team=team).exists(), "nothing is saved"
    assert add(by(rung.ana), team, agreed=1).pk


def test_a_meeting_right_after_the_other_is_no_conflict(rung, by, team):
    make_slot(make_team("Science team", rung.lincoln, lead=rung.ben), start=945, end=975)
    assert add(by(rung.ana), team, agreed=0).pk


def test_teams_that_alternate_do_not_meet(rung, by, team):
    other = make_team("Science team", rung.lincoln, lead=rung.ben)
    make_slot(other, every_weeks=2, begins=MONDAY - timedelta(days=7))
    assert add(by(rung.ana), team, agreed=0, every_weeks=2).pk
    make_slot(other, start=800, end=845, every_weeks=2, begins=MONDAY)
    assert busy(by(rung.ana), team, start=800, end=845, every_weeks=2).count == 1


def test_supporters_and_people_who_left_are_not_counted(rung, by, team):
    other = make_team("Science team", rung.lincoln, lead=rung.gil)
    make_slot(other)
    make_part(team, rung.gil, "supporter")
    make_part(other, rung.ben, ends=MONDAY)
    assert add(by(rung.ana), team, agreed=0).pk


def test_classes_and_learning_time_are_told(rung, by, team):
    slot = {"repeat": "weekly", "weekday": 1, "last": MONDAY + timedelta(days=200), "purpose": "Late start"}
    make_learning_slot(rung.district, TUESDAY, start=480, end=500, **slot)
    found = busy(by(rung.ana), team, start=480, end=525)
    assert found.told == [
        "It is the learning time “Late start”.",
        "1 person of this team has a class at that time.",
    ]
    assert (found.count, found.teaching) == (2, 1)


def test_what_is_in_the_way_does_not_matter_to_programs(rung, by, team):
    make_slot(make_team("Science team", rung.lincoln, lead=rung.ben))
    assert add(by(rung.ana), team).pk


@pytest.mark.parametrize("n", [1, 3])
def test_the_queries_do_not_grow_with_people_and_teams(rung, team, django_assert_num_queries, n):
    for number in range(n):
        other = make_team(f"Team {number}", rung.lincoln, members=[rung.ben, rung.ana])
        make_slot(other, start=900 + number)
    slot = MeetingSlot(team=team, day="Tue", start=900, end=945, begins=MONDAY)
    with django_assert_num_queries(24):
        assert len(queries.in_the_way(team, slot, MONDAY, NOW).teams) == n


# --- The contract over all teams -------------------------------------------------------------------------
def test_the_contract_counts_the_times_of_all_teams_of_a_person(rung, by, team):
    make_contract_rule(rung.district, "plc_week", 1, clause="Article 9.7")
    other = make_team("Science PLC", rung.lincoln, lead=rung.ben)
    thursday = make_slot(other, day="Thu")
    with pytest.raises(Refused, match="Article 9.7"):
        add(by(rung.ana), team, agreed=0)
    assert queries.against_contract(team, MeetingSlot(team=team, day="Tue", start=900, end=945, begins=MONDAY), MONDAY)
    thursday.ends = MONDAY
    saved(thursday)
    assert add(by(rung.ana), team, agreed=0).pk


def test_minutes_of_preparation_are_summed_over_teams_and_learning_time(rung, by, team):
    make_contract_rule(rung.district, "in_prep_week", 100, clause="Article 12")
    other = make_team("Science team", rung.lincoln, lead=rung.ana)
    make_slot(other, day="Wed", start=535, end=585)
    given = {"day": "Mon", "start": 590, "end": 630}
    slot = MeetingSlot(team=team, begins=MONDAY, **given)
    assert not queries.against_contract(team, slot, MONDAY), "50 and 40 minutes"
    week = {"repeat": "weekly", "weekday": 3, "last": MONDAY + timedelta(days=100)}
    make_learning_slot(rung.district, MONDAY, start=590, end=605, **week)
    broken = queries.against_contract(team, slot, MONDAY)
    assert {one.staff for one in broken} == {rung.ana.pk} and broken[0].violation.made == 105


def test_what_is_too_much_already_is_not_blamed_on_a_time_that_adds_nothing_to_it(rung, by, team):
    make_contract_rule(rung.district, "meeting_length", 30, clause="Article 10")
    make_slot(make_team("Science team", rung.lincoln, lead=rung.ana), day="Thu", start=900, end=990)
    slot = MeetingSlot(team=team, day="Mon", start=900, end=930, begins=MONDAY)
    assert not queries.against_contract(team, slot, MONDAY)


# --- The page --------------------------------------------------------------------------------------------
def test_the_page_shows_it_and_saves_after_the_second_look(rung, team):
    make_slot(make_team("Science team", rung.lincoln, lead=rung.ben))
    ana = client_of(rung.ana)
    answer = ana.post(f"/teams/{team.public_id}/times/", GIVEN)
    body = answer.content.decode()
    assert answer.status_code == 200 and "“Science team” meets at that time" in body and "Set it anyway" in body
    assert ana.post(f"/teams/{team.public_id}/times/", {**GIVEN, "anyway": "1"}).status_code == 302
    assert MeetingSlot.objects.filter(team=team).count() == 1


def test_visits_in_it_are_counted_and_their_people_told(cast):
    scene = make_scene(cast)
    visit = scene.booked(day=TUESDAY + timedelta(days=7))
    team = make_team("Grade 4 team", cast.lincoln, lead=cast.ben)
    with scene.scope():
        found = busy(scene.actor(cast.ben), team, start=480, end=520)
        assert found.told == [
            "1 visit that is asked for or booked lies in this time. It stays; both people are told by mail and can"
            " move it."
        ]
        add(scene.actor(cast.ben), team, start=480, end=520, agreed=1)
    job = Job.objects.get(kind="visits.tell_reserved")
    assert job.args == {"ids": [visit.public_id], "what": "meeting", "name": "Grade 4 team"}
