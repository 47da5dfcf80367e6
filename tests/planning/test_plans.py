"""Plans: what is planned is lawful and keeps what is booked; counts for the office, proposals for their visitor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.core.visits.plan import check_plan
from staffroom.core.visits.plan.solve import make_plan, plan_as_json
from staffroom.planning import actions, queries
from staffroom.planning.actions import making
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from staffroom.visits.models import Visit
from tests.factories.expertise import make_closed_door, make_hosting
from tests.factories.people import make_school
from tests.factories.planning import FIRST, Planned, made_figures, make_need, make_proposal
from tests.factories.teams import make_slot, make_team
from tests.factories.timetable import make_away
from tests.factories.visits import NOW, make_cover, make_teachers, make_visit

pytestmark = pytest.mark.usefixtures("scope")


def test_each_need_that_can_be_met_becomes_a_proposal(planned: Planned):
    run = planned.run()
    assert run.state == PlanRun.State.READY
    found = planned.proposals(run)
    assert {one.visitor for one in found} == {planned.scene.cast.ben, planned.scene.cast.gil}
    assert {one.offer for one in found} == {planned.scene.offer}
    assert all(FIRST <= one.date < FIRST + timedelta(days=14) for one in found)


def test_a_plan_keeps_every_rule_of_its_instance(planned: Planned):
    run = planned.run()
    case = queries.case_of(queries.reading_of(run, NOW))
    plan = make_plan(case.term)
    assert plan.visits
    assert check_plan(case.raw, plan_as_json(plan)) == []


def test_what_is_proposed_can_be_asked_for(planned: Planned):
    run = planned.offered()
    for one in planned.proposals(run):
        visit = planned.take(one, one.visitor)
        assert (visit.state, visit.date, visit.lesson) == (Visit.State.ASKED, one.date, one.lesson)


def test_what_is_booked_stays_and_its_need_is_not_planned_again(planned: Planned):
    booked = planned.scene.booked()  # Ben sees Ana on Tuesday of this week
    run = planned.run()
    assert {one.visitor for one in planned.proposals(run)} == {planned.scene.cast.gil}
    assert Visit.objects.get(pk=booked.pk).state == Visit.State.ACCEPTED


def test_a_request_that_nobody_answered_in_time_takes_nothing(planned: Planned):
    """Ben asked for last Friday and heard nothing: he needs it still, has seen nobody, and may go once this term."""
    cast = planned.scene.cast
    planned.scene.rules(visits_per_visitor=1)
    make_visit(planned.scene, cast.ben, cast.ana, NOW.date() - timedelta(days=3), state=Visit.State.ASKED)
    case = queries.case_of(queries.reading_of(planned.run(), NOW))
    mine, other = (
        next(one for one in case.wishes if one.visitor == who.pk and not one.firm) for who in (cast.ben, cast.gil)
    )
    assert mine.weight == pytest.approx(other.weight - 0.1), "as Gil's, who has nobody near; neither has seen anybody"
    assert planned.proposals(PlanRun.objects.get(), cast.ben)


def test_a_request_that_waits_for_its_answer_takes_its_need(planned: Planned):
    cast = planned.scene.cast
    make_visit(planned.scene, cast.ben, cast.ana, NOW.date(), state=Visit.State.ASKED)
    assert planned.proposals(planned.run(), cast.ben) == []


def test_a_booked_visit_in_these_weeks_takes_its_seat(planned: Planned):
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=1)
    for week in (0, 1):
        make_visit(planned.scene, planned.scene.cast.ben, planned.scene.cast.ana, FIRST + timedelta(days=7 * week))
    assert planned.proposals(planned.run()) == [], "Ana hosts once in each of the two weeks already"


@pytest.mark.parametrize("who", ["ana", "gil"])
def test_people_who_are_away_are_not_planned(planned: Planned, who):
    make_away(getattr(planned.scene.cast, who), FIRST, FIRST + timedelta(days=13))
    visitors = {one.visitor for one in planned.proposals(planned.run())}
    assert planned.scene.cast.gil not in visitors


@pytest.mark.parametrize("who", ["ana", "gil"])
def test_nobody_is_planned_in_time_promised_to_a_team(planned: Planned, who, monkeypatch):
    """By what the plan reads, not by its last look at each visit, which would shut a week for its visitor."""
    monkeypatch.setattr(
        making, "judge",
        lambda _run, made, _now: ([replace(one, start=one.lesson.start, end=one.lesson.end) for one in made], []),
    )  # fmt: skip
    team = make_team("Grade team", planned.scene.cast.lincoln, lead=getattr(planned.scene.cast, who))
    for day in ("Mon", "Tue", "Wed", "Thu"):
        make_slot(team, day=day, start=0, end=1439)
    found = [one.date.weekday() for one in planned.proposals(planned.run()) if one.visitor == planned.scene.cast.gil]
    assert found == [4]


def test_who_covers_a_class_is_not_planned_at_that_time(planned: Planned):
    cast = planned.scene.cast
    for week in (0, 1):
        for day in range(5):
            on = FIRST + timedelta(days=7 * week + day)
            visit = make_visit(planned.scene, cast.ana, cast.gil, on, start=600, end=650)
            make_cover(visit, cast.ben, date=on, start=480, end=530)
    assert cast.ben not in {one.visitor for one in planned.proposals(planned.run())}


def test_closed_doors_and_hosts_who_take_no_visits_are_left_alone(planned: Planned):
    for day in ("Mon", "Tue", "Wed", "Thu"):
        make_closed_door(planned.scene.cast.ana, day=day)
    assert {one.date.weekday() for one in planned.proposals(planned.run())} == {4}
    make_hosting(planned.scene.cast.ana, welcome=False)
    assert planned.proposals(planned.run()) == []


def test_what_the_checker_of_single_visits_refuses_is_not_proposed(planned: Planned, monkeypatch):
    cast = planned.scene.cast
    judge = making.judge

    def strict(run, made, now):
        good, refused = judge(run, [one for one in made if one.wish.visitor != cast.gil.pk], now)
        return good, [*refused, *(one for one in made if one.wish.visitor == cast.gil.pk)]

    monkeypatch.setattr(making, "judge", strict)
    assert {one.visitor for one in planned.proposals(planned.run())} == {cast.ben}


def test_an_earlier_plan_can_stay(planned: Planned):
    first = planned.run()
    make_need(planned.scene, planned.scene.cast.lou)
    second = planned.run(keeps=PlanRun.Keeps.ALL, earlier=first)
    assert {(p.visitor_id, p.lesson) for p in planned.proposals(first)} <= {
        (p.visitor_id, p.lesson) for p in planned.proposals(second)
    }


def test_only_the_office_plans(planned: Planned):
    for who in ("ben", "paz", "ivo", "lou"):
        by = planned.scene.actor(getattr(planned.scene.cast, who))
        with pytest.raises(Forbidden):
            actions.start_plan(by=by, now=NOW, first=FIRST, weeks=2, matters="reach")
        with pytest.raises(Forbidden):
            queries.plans_page(by, NOW)


def test_one_plan_at_a_time(planned: Planned, monkeypatch):
    monkeypatch.setattr("staffroom.spine.jobs._start", lambda pk: None)
    actions.start_plan(by=planned.office, now=NOW, first=FIRST, weeks=2, matters="reach")
    with pytest.raises(Refused, match="being made"):
        actions.start_plan(by=planned.office, now=NOW, first=FIRST, weeks=2, matters="reach")


def test_made_twice_is_made_once(planned: Planned):
    run = planned.run()
    before = {one.public_id for one in planned.proposals(run)}
    again = actions.make_plan(run=queries.run_to_make(run.public_id), now=NOW, progress=lambda *_: None)
    assert again == {"state": "ready"}
    nothing = making.Worked([], [], 0.0, 0.0, 0.0)
    making.keep_part(run=run, now=NOW, worked=nothing)
    making.finish_plan(run=run, now=NOW, worked=nothing)
    assert {one.public_id for one in planned.proposals(run)} == before


# --- Offering ---------------------------------------------------------------------------------------


def test_proposals_are_seen_by_their_visitor_once_offered(planned: Planned):
    cast = planned.scene.cast
    run = planned.run()
    ben = planned.scene.actor(cast.ben)
    assert queries.my_proposals(ben)["waiting"] == []
    mine = planned.proposals(run, cast.ben)[0]
    with pytest.raises(Http404):
        queries.proposal_for(ben, mine.public_id)
    actions.offer_plan(by=planned.office, now=NOW, public_id=run.public_id)
    assert queries.my_proposals(ben)["waiting"] == [mine]
    for other in (cast.ana, cast.gil, cast.paz, cast.dana, cast.ivo):
        assert mine not in queries.my_proposals(planned.scene.actor(other))["waiting"]
        with pytest.raises(Http404):
            queries.proposal_for(planned.scene.actor(other), mine.public_id)


def test_offering_mails_each_visitor_once_without_saying_what(planned: Planned):
    planned.offered()
    mails = list(Mail.objects.filter(kind="planning/mails/offered"))
    assert sorted(mail.to_staff for mail in mails) == sorted([planned.scene.cast.ben.pk, planned.scene.cast.gil.pk])
    for mail in mails:
        assert planned.scene.practice.name not in mail.subject + mail.text + mail.html
        assert "Ana" not in mail.subject


def test_nobody_has_two_plans(planned: Planned):
    first, second = planned.offered(), planned.offered()
    first.refresh_from_db()
    assert (first.state, second.state) == (PlanRun.State.WITHDRAWN, PlanRun.State.OFFERED)


@pytest.mark.parametrize(("weeks_later", "state"), [(1, "withdrawn"), (2, "offered"), (3, "offered")])
def test_a_plan_for_other_weeks_stays_offered(planned: Planned, weeks_later, state):
    first, second = planned.offered(), planned.offered(first=FIRST + timedelta(days=7 * weeks_later))
    first.refresh_from_db()
    assert (first.state, second.state) == (state, PlanRun.State.OFFERED)


def test_taken_back_proposals_are_seen_by_nobody_and_visits_stay(planned: Planned):
    cast, run = planned.scene.cast, planned.offered()
    visit = planned.take(planned.proposals(run, cast.ben)[0], cast.ben)
    actions.withdraw_plan(by=planned.office, now=NOW, public_id=run.public_id)
    assert queries.my_proposals(planned.scene.actor(cast.gil))["waiting"] == []
    assert Visit.objects.get(pk=visit.pk).state == Visit.State.ASKED
    with pytest.raises(Refused):
        actions.withdraw_plan(by=planned.office, now=NOW, public_id=run.public_id)


def test_a_plan_that_is_offered_is_not_deleted(planned: Planned):
    run = planned.offered()
    with pytest.raises(Refused, match="offered"):
        actions.delete_plan(by=planned.office, now=NOW, public_id=run.public_id)
    actions.withdraw_plan(by=planned.office, now=NOW, public_id=run.public_id)
    actions.delete_plan(by=planned.office, now=NOW, public_id=run.public_id)
    assert not Proposal.objects.exists()


# --- Answering --------------------------------------------------------------------------------------


def test_a_no_is_told_to_nobody_and_can_be_undone(planned: Planned):
    cast, run = planned.scene.cast, planned.offered()
    one = planned.proposals(run, cast.ben)[0]
    sent, ben = Mail.objects.count(), planned.scene.actor(cast.ben)
    actions.decline_proposal(by=ben, now=NOW, public_id=one.public_id)
    assert Mail.objects.count() == sent
    with pytest.raises(Refused, match="answered"):
        actions.take_proposal(by=ben, now=NOW, public_id=one.public_id)
    actions.reopen_proposal(by=ben, now=NOW, public_id=one.public_id)
    assert queries.my_proposals(ben)["waiting"] == [one]


def test_a_slot_that_is_gone_is_refused_and_the_proposal_waits_on(planned: Planned):
    cast, run = planned.scene.cast, planned.offered()
    one = planned.proposals(run, cast.ben)[0]
    make_away(cast.ana, one.date, one.date)
    with pytest.raises(Refused):
        planned.take(one, cast.ben)
    one.refresh_from_db()
    assert (one.answer, one.visit) == ("", None)
    assert not Visit.objects.exists()


def test_taking_twice_asks_once(planned: Planned):
    cast, run = planned.scene.cast, planned.offered()
    one = planned.proposals(run, cast.ben)[0]
    planned.take(one, cast.ben)
    with pytest.raises(Refused):
        planned.take(one, cast.ben)
    assert Visit.objects.count() == 1


# --- What the office sees ---------------------------------------------------------------------------


def test_few_people_are_not_counted(planned: Planned):
    run = planned.run()
    told = run.figures
    assert (told["needs"], told["met"], told["visitors"]) == (None, None, None)
    assert all(row["needs"] is None and row["share"] is None for row in told["by_school"])
    assert set(told["by_week"].values()) | set(told["by_way"].values()) <= {None}


def test_figures_and_log_name_nobody(planned: Planned, as_):
    run = planned.offered()
    page = as_(planned.scene.cast.dana).get(reverse("plan", args=[run.public_id])).content.decode()
    told = str(run.figures) + str(list(audit.AuditEntry.objects.values_list("kind", "facts")))
    for text in (page, told):
        for name in ("Ben Ortiz", "Gil ", planned.scene.practice.name):
            assert name not in text


def test_two_plans_are_compared_with_what_differs_first(planned: Planned, as_):
    lincoln = planned.scene.cast.lincoln
    oak = make_school(planned.scene.cast.district, "Oak Street")
    runs = [planned.run(matters=matters) for matters in ("reach", "fair")]
    for run, met, share in zip(runs, (40, 48), (60, 80), strict=True):
        schools = [{"school": lincoln.pk, "share": share}, {"school": oak.pk, "share": 95}]
        figures = made_figures(lincoln.pk) | {"met": met, "by_school": schools}
        with writing():
            PlanRun.objects.filter(pk=run.pk).update(figures=figures)
    found = queries.compare_page(planned.office, runs[0].public_id, runs[1].public_id)
    assert found is not None
    assert ("Needs met", "40", "48") in found.district
    assert found.schools == [(str(lincoln), "about 60 %", "about 80 %")]
    assert found.same == [(str(oak), "about 95 %")]
    assert not found.hidden
    page = as_(planned.scene.cast.dana).get(reverse("plans_compare")).content.decode()
    assert "1 school of which both say the same" in page


def test_a_plan_compared_with_itself_differs_nowhere(planned: Planned, as_):
    one, _other = planned.run(), planned.run()
    found = queries.compare_page(planned.office, one.public_id, one.public_id)
    assert found is not None
    assert (found.chosen, found.schools) == ([one, one], [])
    page = as_(planned.scene.cast.dana).get(reverse("plans_compare"), {"one": one.public_id, "other": one.public_id})
    assert "Both plans say the same of every school." in page.content.decode()


def test_the_office_hears_of_answers_only_when_the_weeks_are_over_and_only_of_many(planned: Planned, as_, set_clock):
    cast, run = planned.scene.cast, planned.offered()
    one = planned.proposals(run, cast.gil)[0]
    actions.decline_proposal(by=planned.scene.actor(cast.gil), now=NOW, public_id=one.public_id)
    url = reverse("plan", args=[run.public_id])
    for staff, _section in make_teachers(cast.lincoln, 10, "MTWRF 2"):
        make_proposal(run, planned.scene, staff, FIRST, answer=Proposal.Answer.TAKEN)
    assert "asked for." not in as_(cast.dana).get(url).content.decode()
    later = NOW + timedelta(days=21)
    office = planned.scene.actor(cast.dana, later.date())
    assert queries.plan_page(office, run.public_id, later).taken is None, "one said no"
    with writing():
        Proposal.objects.filter(run=run, answer__in=["", "declined"]).delete()
    assert queries.plan_page(office, run.public_id, later).taken == 10
    set_clock(later)
    assert "10 proposals were asked for." in as_(cast.dana).get(url).content.decode()


def test_the_log_counts_no_proposals(planned: Planned):
    planned.offered()
    assert [one.facts for one in audit.AuditEntry.objects.filter(kind="plan.offered")] in ([None], [{}])


def test_old_proposals_are_out_of_sight(planned: Planned, set_clock):
    run = planned.offered()
    old = make_proposal(run, planned.scene, planned.scene.cast.ben, NOW.date() - timedelta(days=3))
    assert old not in queries.my_proposals(planned.scene.actor(planned.scene.cast.ben))["waiting"]


def test_a_visit_for_no_practice_keeps_its_time_and_stands_for_nobodys_need(planned: Planned):
    """Ben gets to know Ana in the first week of the plan; what he needs to see is planned all the same."""
    cast, day = planned.scene.cast, FIRST + timedelta(days=1)
    window = [f"{cast.ben.pk}/{day}/{cast.lincoln.pk}/480/"]
    given = {"purpose": "team", "practice": None, "offer": None, "window": window}
    make_visit(planned.scene, cast.ben, cast.ana, day, **given)
    run = planned.run()
    assert run.state == PlanRun.State.READY
    mine = planned.proposals(run, cast.ben)
    assert mine and all(one.date >= FIRST + timedelta(days=7) for one in mine)  # that week's visit is taken
