"""What stays of an earlier plan: all that still keeps every rule; the rest is planned anew, and the plan is made."""

from datetime import timedelta

import pytest

from staffroom.planning.models import PlanRun, Proposal
from staffroom.planning.queries import keeping
from tests.factories.expertise import make_need as need_for
from tests.factories.expertise import make_offer, make_practice
from tests.factories.people import make_section, saved
from tests.factories.planning import FIRST, Planned, make_need
from tests.factories.timetable import rebuild
from tests.factories.visits import make_covering, make_from_afar, make_teachers, make_visit

pytestmark = pytest.mark.usefixtures("scope")


def again(planned: Planned, earlier: PlanRun, **given: object) -> PlanRun:
    run = planned.run(keeps=PlanRun.Keeps.ALL, earlier=earlier, **given)
    assert run.state == PlanRun.State.READY
    return run


def the_same(one: Proposal, other: Proposal) -> bool:
    return (one.date, one.lesson, one.mode) == (other.date, other.lesson, other.mode)


def test_a_visit_booked_since_in_that_week_moves_the_proposal_to_another(planned: Planned):
    cast = planned.scene.cast
    first = planned.run()
    was, of_gil = planned.proposals(first, cast.ben)[0], planned.proposals(first, cast.gil)[0]
    week = (was.date - FIRST).days // 7
    day = FIRST + timedelta(days=7 * week + (1 if was.date.weekday() != 1 else 2))
    window = [f"{cast.ben.pk}/{day}/{cast.lincoln.pk}/480/"]
    make_visit(planned.scene, cast.ben, cast.ana, day, purpose="team", practice=None, offer=None, window=window)
    second = again(planned, first)
    assert [(one.date - FIRST).days // 7 for one in planned.proposals(second, cast.ben)] == [1 - week]
    assert the_same(planned.proposals(second, cast.gil)[0], of_gil), "what can stay stays"


def test_covers_that_are_not_wanted_any_more_do_not_stay(planned: Planned):
    made = make_covering(planned.scene, 0)
    practice = make_practice(planned.scene.cast.district, code="exit-tickets")
    made.offer.practice = practice
    saved(made.offer)
    need_for(planned.scene.cast.ben, practice)
    first = planned.run()
    assert "cover" in {one.mode for one in planned.proposals(first)}
    second = again(planned, first, ways=["video"])
    assert {one.mode for one in planned.proposals(second)} == {"own"}


def test_live_video_that_is_not_wanted_any_more_does_not_stay(planned: Planned):
    planned.scene.rules(max_travel=5)
    make_from_afar(planned.scene.offer)
    first = planned.run()
    assert [one.mode for one in planned.proposals(first, planned.scene.cast.gil)] == ["video"]
    second = again(planned, first, ways=[])
    assert planned.proposals(second, planned.scene.cast.gil) == []


def test_the_last_seat_that_somebody_has_booked_since_is_theirs(planned: Planned):
    cast = planned.scene.cast
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=5)
    first = planned.run()
    was = planned.proposals(first, cast.ben)[0]
    make_visit(planned.scene, cast.lou, cast.ana, was.date, lesson=was.lesson)
    now = planned.proposals(again(planned, first), cast.ben)[0]
    assert now.lesson != was.lesson


def test_a_host_who_shows_it_better_in_another_class_now_is_planned_there(planned: Planned):
    cast = planned.scene.cast
    first = planned.run()
    like_bens = make_section(
        cast.lincoln, "Grade 4 Reading A", cast.ana, subject="ela", grades="04", periods="MTWRF 4", terms="2026-27"
    )
    rebuild(cast.district)
    old = make_practice(cast.district, code="old-talks", active=False, successor=planned.scene.practice)
    other = make_offer(cast.ana, old, like_bens)
    was, now = (planned.proposals(run, cast.ben)[0] for run in (first, again(planned, first)))
    assert (was.offer, now.offer) == (planned.scene.offer, other)


def test_many_that_stay_are_looked_at_once_and_of_a_full_lesson_only_as_many_go_as_must(planned: Planned, monkeypatch):
    for staff, _section in make_teachers(planned.scene.cast.lincoln, 4, "MTWRF 2"):
        make_need(planned.scene, staff)
    rebuild(planned.scene.cast.district)
    planned.scene.rules(visitors_per_lesson=3, hosted_lessons_week=1)
    first = planned.run()
    assert len(planned.proposals(first)) == 6
    looks = []
    check = keeping.check_plan
    monkeypatch.setattr(keeping, "check_plan", lambda raw, plan: (looks.append(1), check(raw, plan))[1])
    again(planned, first)
    assert len(looks) == 1
    planned.scene.rules(visitors_per_lesson=2)
    second = again(planned, first)
    stay = [one for one in planned.proposals(second) for was in planned.proposals(first)
            if one.visitor_id == was.visitor_id and the_same(one, was)]  # fmt: skip
    assert len(stay) == 4
