"""A team's meetings keep its people busy in other rooms' analyses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.teams.queries import planned_for, whole
from staffroom.timetable.queries import common_time, common_times
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from tests.factories.people import make_assignment, make_school, make_section, make_staff
from tests.factories.teams import make_part, make_slot, make_team
from tests.factories.timetable import make_bells, make_calendar_day, make_learning_slot, rebuild
from tests.factories.visits import MONDAY, NEXT_WEEK, TUESDAY


@pytest.fixture
def rung(scoped):
    for school in (scoped.lincoln, scoped.garfield):
        make_bells(school)
    rebuild(scoped.district)
    return scoped


def common(*people, minutes=45):
    return [tuple(slot) for slot in common_time([one.pk for one in people], minutes=minutes, on=MONDAY).slots]


def test_a_meeting_of_one_of_them_is_not_common_time(rung):
    free = common(rung.ana, rung.ben)
    assert ("Tue", 590, 725) in free
    other = make_team("Science team", rung.lincoln, lead=rung.ben)
    make_slot(other, start=590, end=640)
    assert ("Tue", 640, 725) in common(rung.ana, rung.ben)
    assert ("Wed", 590, 725) in common(rung.ana, rung.ben)


def test_a_meeting_at_which_all_of_them_are_is_common_time_they_have(rung):
    team = make_team("Grade team", rung.lincoln, lead=rung.ana, members=[rung.ben])
    make_slot(team, start=590, end=640)
    assert ("Tue", 590, 725) in common(rung.ana, rung.ben)
    assert ("Tue", 590, 640) not in common(rung.ana, rung.ben, rung.gil, minutes=50)


def test_learning_time_of_all_is_not_free_even_though_all_are_there(rung):
    slot = {"start": 590, "end": 640, "repeat": "weekly", "weekday": 1, "last": MONDAY + timedelta(days=200)}
    make_learning_slot(rung.district, NEXT_WEEK, **slot)
    assert ("Tue", 640, 725) in common(rung.ana, rung.ben), "though it begins next week only"
    make_learning_slot(rung.district, TUESDAY, start=640, end=725)
    assert ("Tue", 640, 725) in common(rung.ana, rung.ben), "one day does not stand for every week"


def test_a_meeting_ends_with_the_team_the_time_and_the_membership(rung):
    days = [TUESDAY, NEXT_WEEK]
    known = timetable_of([rung.ben.pk], days)

    def dates():
        return [one.date for one in reserved_of(known, [rung.ben.pk])]

    team = make_team("Grade team", rung.lincoln)
    make_part(team, rung.ben, ends=NEXT_WEEK)
    make_slot(team)
    assert dates() == [TUESDAY.toordinal()]
    make_part(make_team("Over", rung.lincoln, ends=MONDAY), rung.ben)
    gone = make_team("Other", rung.lincoln, ends=NEXT_WEEK, lead=rung.ben)
    make_slot(gone, start=600, end=640)
    late = make_team("Late", rung.lincoln, lead=rung.ben)
    make_slot(late, start=500, end=520, begins=NEXT_WEEK)
    make_slot(late, start=530, end=550, ends=NEXT_WEEK)
    found = [(one.date - TUESDAY.toordinal(), one.start) for one in reserved_of(known, [rung.ben.pk])]
    assert found == [(0, 530), (0, 600), (0, 900), (7, 500)]


def test_a_team_of_a_school_where_one_does_not_work_goes_by_its_own_calendar(rung):
    team = make_team("Vertical team", rung.lincoln, members=[rung.gil])
    make_slot(team, day="Tue")
    known = timetable_of([rung.gil.pk], [TUESDAY])
    assert rung.lincoln.pk not in known.calendars
    assert [one.start for one in reserved_of(known, [rung.gil.pk])] == [900]


def test_reserved_time_and_the_rhythm_of_support_know_the_same_meetings(rung):
    """Two rooms' pages ask two questions of the same times: they may not differ on a date."""
    make_calendar_day(rung.district, MONDAY + timedelta(days=11), schedule="none")
    make_calendar_day(rung.district, MONDAY + timedelta(days=4), school=rung.lincoln, schedule="none")
    team = make_team("Grade team", rung.lincoln, lead=rung.ben)
    for number, label in enumerate(("Mon", "Tue", "Fri", "A")):
        make_slot(team, day=label, start=500 + 60 * number, end=540 + 60 * number)
    make_slot(team, day="Wed", start=500, end=540, every_weeks=2, begins=TUESDAY)
    make_slot(team, day="Thu", start=500, end=540, begins=NEXT_WEEK)
    make_slot(team, day="Thu", start=600, end=640, ends=NEXT_WEEK)
    days = [MONDAY + timedelta(days=n) for n in range(35)]
    kept = reserved_of(timetable_of([rung.ben.pk], days), [rung.ben.pk])
    (shown,) = whole([team], MONDAY).values()
    planned = planned_for([shown], days[0], days[-1])[team.pk]
    assert [(one.date, one.start, one.end) for one in kept] == [
        (one.date.toordinal(), one.start, one.end) for one in planned
    ]
    assert len(planned) > 15


# --- Many teams at once -----------------------------------------------------------------------------------
@pytest.mark.parametrize("n", [1, 3])
def test_the_page_of_all_teams_takes_the_same_queries_for_one_and_for_three(rung, as_, n):
    for number in range(n):
        make_team(f"Team {number}", rung.lincoln, lead=rung.ana, members=[rung.ben, *([rung.gil] if number else [])])
    paz = as_(rung.paz)
    paz.get("/teams/together/")
    with CaptureQueriesContext(connection) as seen:
        body = paz.get("/teams/together/").content.decode()
    assert body.count("Team ") >= n
    assert len(seen) == 26


def test_teams_asked_together_get_what_each_gets_alone(rung):
    groups = [[rung.ana.pk, rung.ben.pk], [rung.gil.pk], [], [rung.ana.pk, rung.gil.pk, rung.lou.pk], [rung.ben.pk]]
    make_slot(make_team("Science team", rung.lincoln, lead=rung.ben), start=590, end=640)
    for minutes in (45, 300):
        alone = [common_time(group, minutes=minutes, on=MONDAY) for group in groups]
        assert common_times(groups, minutes=minutes, on=MONDAY) == alone
    assert common_times([], on=MONDAY) == []


def test_groups_of_schools_with_and_without_a_cycle_keep_their_own_days(rung):
    school = make_school(rung.district, "Roosevelt Middle")
    make_bells(school, days=("A", "B"))
    ida = make_staff(rung.district, "Ida", "Luz")
    make_assignment(ida, "teacher", school)
    make_section(school, "Art", ida, periods="A 1")
    rebuild(rung.district)
    cycle, week = common_times([[ida.pk], [rung.ana.pk]], on=MONDAY)
    assert {slot.day for slot in cycle.slots} == {"A", "B"}
    assert {slot.day for slot in week.slots} == {"Mon", "Tue", "Wed", "Thu", "Fri"}
