"""Learning time and teams' meetings are promised time: no visit is offered, asked for or accepted in them."""

import random
from datetime import date, timedelta

import pytest
from django.core.cache import cache

from staffroom.core.visits.request import find_slots
from staffroom.core.weeks import Seeing
from staffroom.spine.access import Refused
from staffroom.spine.editions import Memory, memory
from staffroom.teams.actions import mark_meeting
from staffroom.timetable.actions import learning as learning_acts
from staffroom.timetable.queries.analysis import analysed
from staffroom.timetable.queries.days import between
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.visits import queries
from staffroom.visits.queries.school import who_can_visit
from tests.factories.cast import client_of
from tests.factories.teams import make_part, make_slot, make_team
from tests.factories.timetable import make_calendar_day, make_learning_slot
from tests.factories.visits import MONDAY, NEXT_WEEK, NOW, TUESDAY, WEDNESDAY

FIRST = {"start": 480, "end": 530}  # period 1
YEAR = {"first": date(2026, 8, 12), "last": date(2027, 6, 1)}


def reserve(scene, day=TUESDAY, **fields):
    return make_learning_slot(scene.cast.district, day, **{"purpose": "Late start", **FIRST, **fields})


def suggested(scene, visitor=None):
    """Dates of the slots in which Ana can be visited."""
    with scene.scope():
        case = queries.case_for_offer(scene.actor(visitor or scene.cast.ben), scene.offer, NOW)
        return [date.fromordinal(one.date) for one in find_slots(case).slots]


def refusal(scene, day=TUESDAY, visitor=None):
    with pytest.raises(Refused) as refused:
        scene.ask(visitor, day)
    return refused.value.sentence


# --- Learning time ------------------------------------------------------------------------------------
def test_a_learning_time_is_offered_to_nobody_and_named_when_asked_for(scene):
    assert TUESDAY in suggested(scene)
    reserve(scene)
    assert TUESDAY not in suggested(scene) and WEDNESDAY in suggested(scene)
    said = refusal(scene)
    assert "Tuesday, October 6" in said and "is the learning time “Late start”" in said


def test_what_is_reserved_after_asking_stands_in_the_way_of_yes(scene):
    visit = scene.ask()
    reserve(scene)
    with pytest.raises(Refused, match="learning time “Late start”"):
        scene.accept(visit)


def test_the_period_of_the_host_is_named_when_only_the_host_is_concerned(scene):
    reserve(scene, school=scene.cast.lincoln)
    assert TUESDAY not in suggested(scene, scene.cast.gil)
    said = refusal(scene, visitor=scene.cast.gil)
    assert (
        said == "Tuesday, October 6, period 1, is the learning time “Late start” of Ana Reyes; choose another lesson."
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"school": "garfield"},
        {"levels": ["high"]},
        {"roles": ["counselor"]},
        {"start": 700, "end": 760},
        {"first": WEDNESDAY, "last": WEDNESDAY},
    ],
)
def test_time_reserved_for_others_is_free(scene, fields):
    if "school" in fields:
        fields = {"school": getattr(scene.cast, fields["school"])}
    reserve(scene, **fields)
    assert TUESDAY in suggested(scene)


def test_repeated_time_falls_on_its_days_with_school_only(scene):
    reserve(scene, repeat="weekly", weekday=1, **YEAR)
    make_calendar_day(scene.cast.district, NEXT_WEEK, schedule="none")
    with scene.scope():
        days = between(MONDAY, MONDAY + timedelta(days=20))
        known = timetable_of([scene.cast.ben.pk], days)
        found = [date.fromordinal(one.date) for one in reserved_of(known, [scene.cast.ben.pk])]
    assert found == [TUESDAY, TUESDAY + timedelta(days=14)]


def test_new_time_is_seen_at_once_though_the_process_remembers(scene):
    assert TUESDAY in suggested(scene)
    with scene.scope():
        values = {
            "school_id": None, "kind": "late_start", "purpose": "Late start", "directs": "team", "first": TUESDAY,
            "last": TUESDAY, "repeat": "once", "weekday": 0, "ordinal": 1, "cycle_day": "", **FIRST, "levels": [],
            "roles": [],
        }  # fmt: skip
        learning_acts.add_slot(by=scene.actor(scene.cast.dana), now=NOW, values=values)
    assert TUESDAY not in suggested(scene)


# --- Teams --------------------------------------------------------------------------------------------
def test_a_meeting_of_the_visitors_team_is_named(scene):
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ben)
    make_slot(team, **FIRST)
    assert TUESDAY not in suggested(scene) and WEDNESDAY in suggested(scene)
    assert refusal(scene) == "“Grade 4 team” meets on Tuesday, October 6, 8:00–8:50; choose another time."


def test_a_meeting_that_its_team_calls_off_is_free_at_once_though_the_process_remembers(scene):
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ben)
    make_slot(team, **FIRST)
    assert TUESDAY not in suggested(scene)

    def say(held):
        with scene.scope():
            facts = {"team_id": team.public_id, "on": TUESDAY, "start": FIRST["start"], "held": held}
            mark_meeting(by=scene.actor(scene.cast.ben), now=NOW, **facts)

    say(False)
    assert TUESDAY in suggested(scene) and NEXT_WEEK not in suggested(scene)
    say(None)
    assert TUESDAY not in suggested(scene)


def test_a_meeting_of_the_host_is_named(scene):
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ana)
    make_slot(team, **FIRST)
    assert TUESDAY not in suggested(scene)
    assert "meets with “Grade 4 team” on Tuesday" in refusal(scene)


def test_every_second_week_leaves_the_weeks_between(scene):
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ben)
    make_slot(team, every_weeks=2, begins=MONDAY, **FIRST)
    days = [day for day in suggested(scene) if day.weekday() == 1]
    assert days == [NEXT_WEEK]


def test_whoever_only_supports_a_team_or_has_left_it_is_free(scene):
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.paz)
    make_part(team, scene.cast.ben, "supporter")
    make_part(team, scene.cast.gil, "member", ends=MONDAY)
    make_slot(team, **FIRST)
    assert TUESDAY in suggested(scene) and TUESDAY in suggested(scene, scene.cast.gil)


def test_a_district_team_meets_by_the_weekday(scene):
    team = make_team("Vertical team", None, lead=scene.cast.ben)
    make_slot(team, **FIRST)
    assert TUESDAY not in suggested(scene)


def test_the_queries_do_not_grow_with_teams_and_hosts(scene, django_assert_num_queries):
    for number in range(3):
        team = make_team(f"Team {number}", scene.cast.lincoln, lead=scene.cast.ben, members=[scene.cast.ana])
        make_slot(team, start=600 + 10 * number, end=605 + 10 * number)
        with scene.scope():
            days = between(MONDAY, MONDAY + timedelta(days=13))
            known = timetable_of([scene.cast.ben.pk, scene.cast.ana.pk], days)
            with django_assert_num_queries(7):
                reserved_of(known, [scene.cast.ben.pk, scene.cast.ana.pk])


# --- By chance ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(12))
def test_no_slot_that_is_suggested_overlaps_reserved_time(scene, seed):
    """Reserved stretches by chance; read here minute by minute from the rows, without the code that places them."""
    rng = random.Random(seed)
    cast, people = scene.cast, {"ana": [], "ben": [], "gil": []}
    for number in range(rng.randint(1, 4)):
        at, day = rng.randrange(460, 720, 5), MONDAY + timedelta(days=rng.randrange(15))
        end = at + rng.choice((5, 20, 50, 90))
        if rng.random() < 0.5:
            where = rng.choice((None, "lincoln", "garfield"))
            weekly = rng.random() < 0.5
            reserve(
                scene, day, school=where and getattr(cast, where), start=at, end=end,
                repeat="weekly" if weekly else "once", weekday=day.weekday(), last=day + timedelta(days=60 * weekly),
            )  # fmt: skip
            whom = [name for name in people if where is None or (name == "gil") == (where == "garfield")]
            dates = [day + timedelta(days=7 * n) for n in range(4 if weekly else 1)]
        else:
            whom = rng.sample(sorted(people), 2)
            team = make_team(f"Team {number}", cast.lincoln, members=[getattr(cast, name) for name in whom])
            label, every = rng.choice(("Mon", "Tue", "Wed", "Thu", "Fri")), rng.choice((1, 2))
            make_slot(team, day=label, start=at, end=end, every_weeks=every, begins=MONDAY)
            first = MONDAY + timedelta(days=("Mon", "Tue", "Wed", "Thu", "Fri").index(label))
            dates = [first + timedelta(days=7 * n) for n in range(0, 4, every)]
        for name in whom:
            people[name] += [(when, minute) for when in dates for minute in range(at, end)]
    shown = 0
    for name in ("ben", "gil"):
        with scene.scope():
            case = queries.case_for_offer(scene.actor(getattr(cast, name)), scene.offer, NOW)
            slots = find_slots(case).slots
        for slot in slots:
            day = date.fromordinal(slot.date)
            away = {(day, minute) for minute in range(slot.leave_at, slot.back_at)}
            seen = {(day, minute) for minute in range(slot.start, slot.end)}
            assert not away & set(people[name]) and not seen & set(people["ana"]), (seed, name, slot)
        shown += len(slots)
    assert shown


# --- What principals and analyses see ------------------------------------------------------------------
def possible(scene, day=TUESDAY):
    cache.clear()  # the grid is kept for a minute
    with scene.scope():
        page = who_can_visit(scene.actor(scene.cast.paz), NOW, school="", week=str(day), at=f"{day.toordinal()}/1")
        return page["detail"]


def test_the_principals_grid_leaves_reserved_time_out(scene):
    assert [one.visitor for one in possible(scene)["possible"]]
    reserve(scene)
    assert possible(scene) is None, "nobody is free in that period"
    team = make_team("Grade 4 team", scene.cast.lincoln, lead=scene.cast.ana)
    make_slot(team, day="Wed", **FIRST)
    assert not possible(scene, WEDNESDAY)["possible"], "who could be seen meets with a team"


def test_the_analysis_of_the_district_is_without_weekly_learning_time(scene):
    with scene.scope():
        before = analysed(Memory(), MONDAY)
        pairs = set(before.seeing.pairs(relevant=False))
    reserve(scene, repeat="weekly", weekday=1, **YEAR)
    with scene.scope():
        after = analysed(memory(), MONDAY)
        assert sum(after.free[pk].minutes for pk in after.free) < sum(before.free[pk].minutes for pk in before.free)
        assert set(Seeing(after.tables).pairs(relevant=False)) <= pairs


def test_one_day_of_learning_does_not_stand_for_every_week(scene):
    reserve(scene)
    with scene.scope():
        found = analysed(Memory(), MONDAY)
    assert not any(one.kind == "busy" for teacher in found.tables.teachers for one in teacher.week)


def test_the_page_of_a_host_says_what_is_in_the_way_in_the_readers_language(scene, settings):
    reserve(scene, repeat="weekly", weekday=1, **YEAR)
    ben = client_of(scene.cast.ben)
    address = f"/visits/ask/{scene.offer.public_id}/"
    told = {"lesson": scene.lesson(), "message": ""}
    assert "is the learning time “Late start”" in ben.post(address, told).content.decode()
    ben.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert "es el tiempo de aprendizaje «Late start»" in ben.post(address, told).content.decode()
