"""Ways of a plan: cover, live video, recording and the substitute last; the contract; what is booked in any way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from staffroom.core.visits.plan.check import Broken
from staffroom.planning import queries
from staffroom.planning.actions import making
from staffroom.planning.models import PlanRun, Proposal, Unmet
from staffroom.spine.access import Refused
from staffroom.visits.models import Cover, Visit
from tests.factories.expertise import make_need as need_for
from tests.factories.expertise import make_practice
from tests.factories.people import saved
from tests.factories.planning import FIRST, Planned
from tests.factories.timetable import make_contract_rule
from tests.factories.visits import NOW, Covering, make_covering, make_from_afar, make_visit

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def covering(planned: Planned) -> Covering:
    """Hana alone shows another practice, in period 2, when Ben teaches and Ana is free; Ben needs it."""
    made = make_covering(planned.scene, 0)
    practice = make_practice(planned.scene.cast.district, code="exit-tickets")
    made.offer.practice = practice
    saved(made.offer)
    need_for(planned.scene.cast.ben, practice)
    return made


def of_hana(planned: Planned, run: PlanRun) -> list[Proposal]:
    return [one for one in planned.proposals(run) if str(one.offer.staff).startswith("Hana")]


# --- Cover ------------------------------------------------------------------------------------------
def test_a_class_is_covered_where_no_free_period_will_do(planned: Planned, covering: Covering):
    one = of_hana(planned, planned.offered())[0]
    assert (one.mode, one.start, one.end) == ("cover", 535, 585)
    assert one.covered == [f"{planned.scene.cast.ben.pk}/{one.date}/{planned.scene.cast.lincoln.pk}/535/"
                           f"{planned.scene.cast.ben_section.pk}"]  # fmt: skip
    visit = planned.take(one, planned.scene.cast.ben)
    assert (visit.mode, visit.covered) == ("cover", one.covered)
    assert Cover.objects.get(visit=visit).staff == planned.scene.cast.ana


def test_the_colleague_whom_the_plan_has_in_mind_is_asked_first(planned: Planned):
    made = make_covering(planned.scene, 2)
    need_for(planned.scene.cast.ben, practice := make_practice(planned.scene.cast.district, code="exit-tickets"))
    made.offer.practice = practice
    saved(made.offer)
    run = planned.offered()
    one = of_hana(planned, run)[0]
    for colleague in made.colleagues:
        one.cover = f"{colleague.pk}/{one.date}/{planned.scene.cast.lincoln.pk}/535/"
        one.answer, one.visit, one.answered = "", None, None
        saved(one)
        visit = planned.take(one, planned.scene.cast.ben)
        assert Cover.objects.get(visit=visit, state="asked").staff == colleague
        planned.scene.cancel(visit)
        visit.refresh_from_db()
        visit.idempotency_key = ""
        saved(visit)


def test_without_cover_among_the_ways_it_is_not_planned(planned: Planned, covering: Covering):
    run = planned.run(ways=["video", "recording"])
    assert run.ways == ["own", "video", "recording"]
    assert of_hana(planned, run) == []
    assert {one.visitor for one in Unmet.objects.filter(run=run)} == {planned.scene.cast.ben}


def test_colleagues_who_have_covered_enough_are_not_planned(planned: Planned, covering: Covering):
    planned.scene.rules(covers_given=0)
    assert of_hana(planned, planned.run()) == []


def test_classes_missed_this_term_count(planned: Planned, covering: Covering):
    planned.scene.rules(classes_missed=1)
    day = FIRST - timedelta(days=30)
    make_visit(
        planned.scene,
        planned.scene.cast.ben,
        planned.scene.cast.gil,
        day,
        mode="cover",
        practice=covering.scene.practice,
    )
    assert of_hana(planned, planned.run()) == []


# --- The contract -----------------------------------------------------------------------------------
def test_minutes_that_the_contract_keeps_are_not_planned_at_all(planned: Planned, monkeypatch):
    """By the instance, not by the last look: the judge would refuse them too."""
    asked = []
    judge = making.judge
    monkeypatch.setattr(making, "judge", lambda run, made, now: (asked.extend(made), judge(run, made, now))[1])
    make_contract_rule(planned.scene.cast.district, limit=15 * 50)
    run = planned.run()
    assert (asked, planned.proposals(run)) == ([], [])
    assert {one.reason for one in Unmet.objects.filter(run=run)} == {"own_minutes"}


# --- From afar ----------------------------------------------------------------------------------------
def test_a_live_video_is_proposed_with_consent_and_goes_when_it_is_taken_back(planned: Planned):
    planned.scene.rules(max_travel=5)
    gil = planned.scene.cast.gil
    assert planned.proposals(planned.run(), gil) == []
    afar = make_from_afar(planned.scene.offer)
    run = planned.offered()
    one = planned.proposals(run, gil)[0]
    assert one.mode == "video"
    assert one in queries.my_proposals(planned.scene.actor(gil))["waiting"]
    afar.live = False
    saved(afar)
    assert queries.my_proposals(planned.scene.actor(gil))["waiting"] == []
    with pytest.raises(Refused, match="not show this any more"):
        planned.take(one, gil)


def test_a_recording_gets_a_free_period_of_its_visitor(planned: Planned):
    planned.scene.rules(max_travel=5)
    gil = planned.scene.cast.gil
    make_from_afar(planned.scene.offer, live=False, recording="https://videos.example/1")
    run = planned.offered()
    one = planned.proposals(run, gil)[0]
    assert (one.mode, one.lesson.split("/")[0]) == ("recording", str(gil.pk))
    visit = planned.take(one, gil)
    assert (visit.mode, visit.date, visit.start) == ("recording", one.date, one.start)


# --- The last resort ----------------------------------------------------------------------------------
def test_a_substitute_is_planned_only_where_nothing_else_is_and_the_office_allows_it(
    planned: Planned, covering: Covering
):
    planned.scene.rules(covers_given=0, substitute_half_days=None)
    assert of_hana(planned, planned.run()) == []
    run = planned.offered(half_days=1)
    one = of_hana(planned, run)[0]
    assert one.mode == "substitute"
    assert not Unmet.objects.filter(run=run).exists()
    assert [two.mode for two in planned.proposals(run) if two != one] == ["own", "own"], (
        "others have their free periods"
    )
    visit = planned.take(one, planned.scene.cast.ben)
    assert visit.mode == "substitute"


def test_where_cover_is_to_be_had_no_substitute_is_planned(planned: Planned, covering: Covering):
    run = planned.run(half_days=5)
    assert {one.mode for one in planned.proposals(run)} == {"own", "cover"}


# --- What is booked -----------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["own", "cover", "substitute"])
def test_a_booked_visit_in_person_takes_its_seat_whatever_its_way(planned: Planned, mode):
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=1)
    cast = planned.scene.cast
    for week in (0, 1):
        make_visit(planned.scene, cast.ben, cast.ana, FIRST + timedelta(days=7 * week), mode=mode)
    assert planned.proposals(planned.run()) == []


@pytest.mark.parametrize("mode", ["video", "recording"])
def test_a_booked_visit_from_afar_takes_no_seat(planned: Planned, mode):
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=1)
    cast = planned.scene.cast
    for week in (0, 1):
        make_visit(planned.scene, cast.ben, cast.ana, FIRST + timedelta(days=7 * week), mode=mode)
    assert {one.visitor for one in planned.proposals(planned.run())} == {cast.gil}


def test_an_earlier_cover_stays_as_it_was(planned: Planned, covering: Covering):
    first = planned.run()
    second = planned.run(keeps=PlanRun.Keeps.ALL, earlier=first)
    told = [
        [(p.visitor_id, p.mode, p.lesson, p.covered, p.cover) for p in planned.proposals(run)]
        for run in (first, second)
    ]
    assert sorted(told[0]) == sorted(told[1])


# --- What the visitor sees ------------------------------------------------------------------------------
def test_why_a_need_was_not_met_is_for_its_owner_alone(planned: Planned, covering: Covering, as_):
    planned.scene.rules(covers_given=0)
    planned.offered()
    said = "It was not possible"
    assert said in as_(planned.scene.cast.ben).get(reverse("proposals")).content.decode()
    for other in (planned.scene.cast.gil, planned.scene.cast.ana, planned.scene.cast.paz, planned.scene.cast.dana):
        assert said not in as_(other).get(reverse("proposals")).content.decode()


def test_each_way_is_said_on_the_card(planned: Planned, covering: Covering, as_):
    planned.offered()
    page = as_(planned.scene.cast.ben).get(reverse("proposals")).content.decode()
    assert "A colleague covers one class of yours" in page and "In your own free period." in page


def test_a_need_that_was_arranged_elsewhere_is_not_proposed_any_more(planned: Planned):
    cast = planned.scene.cast
    planned.offered()
    assert queries.my_proposals(planned.scene.actor(cast.ben))["waiting"]
    planned.scene.ask(cast.ben)
    assert queries.my_proposals(planned.scene.actor(cast.ben))["waiting"] == []


def test_a_taken_slot_in_another_way_is_refused_kindly(planned: Planned, covering: Covering):
    run = planned.offered()
    one = of_hana(planned, run)[0]
    planned.scene.rules(covers_given=0)
    with pytest.raises(Refused, match="free to cover"):
        planned.take(one, planned.scene.cast.ben)
    one.refresh_from_db()
    assert (one.answer, Visit.objects.count()) == ("", 0)


def test_the_office_sees_ways_as_counts_of_many_people_only(planned: Planned, covering: Covering):
    run = planned.run()
    assert set(run.figures["by_mode"].values()) == {None}
    assert run.made == NOW


# --- The last word, and what is nobody's fault ----------------------------------------------------------
def test_what_the_plan_has_looked_for_everywhere_may_take_a_substitute_and_a_person_alone_may_not(planned: Planned):
    """Ben is free in the hour itself, so by hand a substitute is refused; the plan had that hour for somebody else."""
    planned.scene.rules(substitute_half_days=None)
    cast, day = planned.scene.cast, FIRST
    section = planned.scene.cast.ben_section
    covered = [f"{cast.ben.pk}/{day}/{cast.lincoln.pk}/535/{section.pk}"]
    with pytest.raises(Refused, match="last resort"):
        planned.scene.ask(cast.ben, day, mode="substitute", on=day)
    run = planned.offered()
    one = planned.proposals(run, cast.ben)[0]
    one.mode, one.covered, one.date, one.lesson = "substitute", covered, day, planned.scene.lesson(day)
    saved(one)
    with pytest.raises(Refused) as refusal:
        planned.take(one, cast.ben)
    assert "last resort" not in refusal.value.sentence, "no class of his lies in that hour, and that alone stops it"


def test_rules_that_booked_visits_break_alone_do_not_stop_a_plan(planned: Planned):
    """Ana's lesson holds two visitors already; since then the district allows one."""
    cast = planned.scene.cast
    for visitor in (cast.lou, cast.dana):
        make_visit(planned.scene, visitor, cast.ana, FIRST)
    planned.scene.rules(visitors_per_lesson=1)
    run = planned.run()
    assert run.state == PlanRun.State.READY
    assert FIRST not in {one.date for one in planned.proposals(run)}


def test_a_plan_that_breaks_a_rule_is_not_kept(planned: Planned, monkeypatch):
    monkeypatch.setattr(making, "check_plan", lambda *_: [Broken("seats", (0,), "Too many.")])
    with pytest.raises(AssertionError, match="seats"):
        planned.run()
    assert PlanRun.objects.get().state != PlanRun.State.READY
    assert not Proposal.objects.exists()
