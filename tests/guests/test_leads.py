"""New leads: who is one, the plan, asking all, visits for no practice through their whole life, what principals see."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from staffroom.guests import actions, queries
from staffroom.guests.models import NewLead
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from staffroom.teams.models import Team
from staffroom.visits.actions import accept_visit, ask_to_know, cancel_visit, decline_visit, propose_time, take_time
from staffroom.visits.models import Cover, Promise, Visit
from staffroom.visits.queries import case_for_hosts
from tests.factories.cast import Cast
from tests.factories.guests import make_new_lead
from tests.factories.people import make_section, saved
from tests.factories.roles import make_fund, make_kind, make_role
from tests.factories.teams import make_part, make_team
from tests.factories.timetable import rebuild
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW, TUESDAY, WEDNESDAY, Scene, make_teachers, make_visit

pytestmark = pytest.mark.usefixtures("scope")
WANTED = queries.Wanted(MONDAY, 4, 1)


@pytest.fixture
def team(scene: Scene) -> Team:
    """Ana, who teaches period 1, and two others; Ben, who teaches period 2, is going to lead it."""
    found = make_team("Grade 3 team", scene.cast.lincoln, members=[scene.cast.ana])
    make_new_lead(found, scene.cast.ben)
    return found


def _member(scene: Scene, team: Team, periods: str, name: str = "Member"):
    staff, section = make_teachers(scene.cast.lincoln, 1, periods, name=name)[0]
    rebuild(scene.cast.district)
    make_part(team, staff)
    return staff, section


def _plan(scene: Scene, team: Team, wanted: queries.Wanted = WANTED, who=None) -> queries.Plan:
    return queries.plan_for(scene.actor(who or scene.cast.ben), team, wanted, NOW)


def _ask(scene: Scene, team: Team, wanted: queries.Wanted = WANTED, who=None) -> actions.Asked:
    by = scene.actor(who or scene.cast.ben)
    return actions.ask_all(by=by, now=NOW, team_id=team.public_id, wanted=wanted, message="Hello")


# --- Who is one -----------------------------------------------------------------------------------------


def test_who_becomes_lead_soon_or_lately_or_is_named_plans_and_nobody_else(scene: Scene, cast: Cast, team: Team):
    lately = make_team("Late", cast.lincoln)
    make_part(lately, cast.ben, "lead", begins=MONDAY - timedelta(days=20))
    soon = make_team("Soon", cast.lincoln)
    make_part(soon, cast.ben, "lead", begins=MONDAY + timedelta(days=40))
    old = make_team("Old", cast.lincoln)
    make_part(old, cast.ben, "lead", begins=MONDAY - timedelta(days=400))
    assert [one.name for one in queries.teams_to_know(scene.actor(cast.ben))] == ["Grade 3 team", "Late", "Soon"]
    assert queries.teams_to_know(scene.actor(cast.gil)) == []
    with pytest.raises(Forbidden):
        queries.team_to_know(scene.actor(cast.ana), team.public_id)
    with pytest.raises(Http404):
        queries.team_to_know(scene.actor(cast.ben), "nothing")


def test_the_principal_names_a_lead_once_and_takes_it_back(scene: Scene, cast: Cast, team: Team):
    given = {"by": scene.actor(cast.paz), "now": NOW, "team_id": team.public_id, "staff": cast.gil}
    actions.choose_lead(**given)
    actions.choose_lead(**given)
    assert NewLead.objects.filter(staff=cast.gil).count() == 1
    assert actions.forget_lead(**given) == 1 and actions.forget_lead(**given) == 0
    for who in (cast.ana, cast.gil, cast.ivo):
        with pytest.raises(Forbidden):
            actions.choose_lead(**given | {"by": scene.actor(who)})


# --- The plan -------------------------------------------------------------------------------------------


def test_each_member_once_in_own_free_periods_first(scene: Scene, team: Team):
    _member(scene, team, "MTWRF 3")
    plan = _plan(scene, team)
    assert plan.sentence == "2 of 2 members: 2 in your own free periods, no substitute."
    assert [line.choice.mode for line in plan.lines] == ["own", "own"]
    assert len({line.choice.week for line in plan.lines}) == 2  # one outing a week


def test_who_can_only_be_seen_in_a_class_of_ones_own_needs_a_cover(scene: Scene, cast: Cast, team: Team):
    busy, _section = _member(scene, team, "MTWRF 2", "Busy")
    plan = _plan(scene, team)
    assert "one in your own free period, one needs a cover, no substitute" in plan.sentence
    (line,) = [one for one in plan.lines if one.staff == busy]
    assert (line.choice.mode, line.covered) == ("cover", "2")


def test_one_half_day_with_a_substitute_serves_several(scene: Scene, cast: Cast, team: Team):
    """Ben teaches all morning but period 4; nobody is left to cover."""
    for period in ("1", "3"):
        make_section(
            cast.lincoln, f"More {period}", cast.ben, subject="ela", periods=f"MTWRF {period}", terms="2026-27"
        )
    _member(scene, team, "MTWRF 2")
    scene.rules(covers_given=0, own_periods=0)
    rebuild(cast.district)
    plan = _plan(scene, team)
    assert plan.sentence == "2 of 2 members: 2 in one half day with a substitute."
    done = _ask(scene, team)
    assert len(done.visits) == 2 and not done.refused
    assert {one.mode for one in done.visits} == {"substitute"} and len({one.date for one in done.visits}) == 1
    for visit in done.visits:
        accept_visit(by=scene.actor(visit.host), now=NOW, visit_id=visit.public_id)
    (told,) = queries.seen_by_leads([team], MONDAY, NOW)
    assert (told.half_days, told.covers) == (1, 0)


def test_who_cannot_be_planned_is_told_with_the_reason_and_the_cheapest_change(scene: Scene, cast: Cast, team: Team):
    other, _section = _member(scene, team, "MTWRF 3")
    plan = _plan(scene, team, queries.Wanted(MONDAY, 1, 1))
    assert plan.sentence.startswith("1 of 2 members")
    assert plan.changes == ["With one week more it would be 2 of 2.", "With one outing more a week it would be 2 of 2."]
    (without,) = plan.without
    assert without[1] == ["There are free times, but not within the limits of these weeks."]
    assert without[0] in (other, cast.ana)


def test_whom_one_evaluates_one_does_not_visit_pair_by_pair(scene: Scene, cast: Cast, team: Team):
    other, _section = _member(scene, team, "MTWRF 3")
    make_evaluates(cast.ben, other, MONDAY)
    plan = _plan(scene, team)
    assert [line.staff for line in plan.lines] == [cast.ana]
    (without,) = plan.without
    assert without[0] == other and without[1][0].startswith("You evaluate this colleague or lead their school")
    lesson = f"{other.pk}/{TUESDAY}/{cast.lincoln.pk}/590/{_section.pk}"
    with pytest.raises(Refused, match="You evaluate this colleague"):
        ask_to_know(by=scene.actor(cast.ben), now=NOW, host_id=other.pk, lesson=lesson, on=TUESDAY)


def test_who_welcomes_no_visitors_is_not_planned(scene: Scene, cast: Cast, team: Team):
    from staffroom.expertise.models import Hosting

    saved(Hosting(district=cast.district, staff=cast.ana, welcome=False))
    plan = _plan(scene, team)
    assert plan.lines == [] and plan.without[0][0] == cast.ana and plan.without[0][1]


@pytest.mark.parametrize("number", [1, 5])
def test_the_plan_asks_the_database_as_often_for_many_members(
    scene: Scene, team: Team, number, django_assert_max_num_queries
):
    for staff, _section in make_teachers(scene.cast.lincoln, number, "MTWRF 3"):
        make_part(team, staff)
    rebuild(scene.cast.district)
    with django_assert_max_num_queries(90) as counted:
        _plan(scene, team)
    _COUNTS.add(len(counted))
    assert len(_COUNTS) == 1


_COUNTS: set[int] = set()


# --- Asking, and the life of such a visit ---------------------------------------------------------------


def test_all_are_asked_in_one_tap_and_nobody_twice(scene: Scene, cast: Cast, team: Team):
    other, _section = _member(scene, team, "MTWRF 3")
    done = _ask(scene, team)
    assert {visit.host for visit in done.visits} == {cast.ana, other} and not done.refused
    assert all(visit.purpose == "team" and visit.practice is None and visit.offer is None for visit in done.visits)
    assert _ask(scene, team).visits == []
    plan = _plan(scene, team)
    assert plan.lines == [] and len(plan.asked) == 2 and plan.sentence == ""


def test_the_member_is_asked_in_words_that_fit_and_says_yes(scene: Scene, cast: Cast, team: Team):
    (visit,) = _ask(scene, team).visits
    mail = Mail.objects.get(kind="visits/mails/asked", to=cast.ana.email)
    assert "to get to know you" in mail.text and "come and see" not in mail.text
    booked = accept_visit(by=scene.actor(cast.ana), now=NOW, visit_id=visit.public_id)
    assert booked.state == "accepted"
    told = Mail.objects.get(kind="visits/mails/accepted", to=cast.ben.email)
    assert "The class as it is" in told.text and "The class as it is" in told.calendar.replace("\r\n ", "")


def test_who_says_no_is_not_asked_over_and_over(scene: Scene, cast: Cast, team: Team):
    (visit,) = _ask(scene, team).visits
    decline_visit(by=scene.actor(cast.ana), now=NOW, visit_id=visit.public_id)
    plan = _plan(scene, team)
    assert plan.lines == [] and plan.without[0][1] == [
        "Said: not this time. Talk to each other, or wait to be invited."
    ]
    declined = Mail.objects.get(kind="visits/mails/declined", to=cast.ben.email)
    assert "Other slots" not in declined.text and "Other slots" not in declined.html


def test_the_member_proposes_another_time_and_either_cancels(scene: Scene, cast: Cast, team: Team):
    (visit,) = _ask(scene, team).visits
    lesson = scene.lesson(WEDNESDAY if visit.date != WEDNESDAY else TUESDAY)
    other = propose_time(by=scene.actor(cast.ana), now=NOW, visit_id=visit.public_id, lesson=lesson)
    moved = take_time(by=scene.actor(cast.ben), now=NOW, visit_id=visit.public_id)
    assert (moved.date, moved.lesson, moved.state) == (other.date, lesson, Visit.State.ACCEPTED)
    cancel_visit(by=scene.actor(cast.ben), now=NOW, visit_id=visit.public_id)
    assert not Promise.objects.filter(visit=visit).exists()


def test_after_a_cancelled_visit_the_member_is_asked_anew(scene: Scene, cast: Cast, team: Team):
    (first,) = _ask(scene, team).visits
    cancel_visit(by=scene.actor(cast.ben), now=NOW, visit_id=first.public_id)
    (again,) = _ask(scene, team).visits
    assert (again.lesson, again.state) == (first.lesson, Visit.State.ASKED) and again != first
    assert Mail.objects.filter(kind="visits/mails/asked", to=cast.ana.email).count() == 2


def test_a_cover_is_asked_for_as_for_any_visit(scene: Scene, cast: Cast, team: Team):
    busy, _section = _member(scene, team, "MTWRF 2", "Busy")
    done = _ask(scene, team)
    (visit,) = [one for one in done.visits if one.host == busy]
    assert Cover.objects.get(visit=visit).state == "asked"


def test_where_somebody_was_faster_the_others_are_asked_all_the_same(scene: Scene, cast: Cast, team: Team, monkeypatch):
    _member(scene, team, "MTWRF 3")
    real = actions.leads.ask_to_know

    def slow(**given):
        if given["host_id"] == cast.ana.pk:
            raise Refused("Somebody was faster.", "Look again.")
        return real(**given)

    monkeypatch.setattr(actions.leads, "ask_to_know", slow)
    done = _ask(scene, team)
    assert len(done.visits) == 1 and done.refused == [(cast.ana, "Somebody was faster.")]


def test_a_time_that_is_gone_is_refused_in_a_sentence(scene: Scene, cast: Cast, team: Team):
    with pytest.raises(Refused, match="not to be had any more"):
        ask_to_know(by=scene.actor(cast.ben), now=NOW, host_id=cast.ana.pk, lesson="gone", on=TUESDAY)


def test_the_weeks_cap_is_for_the_plan_but_all_other_limits_hold(scene: Scene, cast: Cast, team: Team):
    make_visit(scene, cast.ben, cast.gil, MONDAY + timedelta(days=3))
    case = case_for_hosts(cast.district, cast.ben.pk, [cast.ana.pk], NOW)
    assert case.rules.visits_per_visitor_week is None and case.rules.own_periods == 4
    first = min(line.choice.week for line in _plan(scene, team).lines)
    assert first == 1  # this week's outing is taken
    assert min(line.choice.week for line in _plan(scene, team, queries.Wanted(MONDAY, 4, 2)).lines) == 0


@pytest.mark.parametrize(("purpose", "with_offer"), [("team", True), ("practice", False)])
def test_the_database_holds_purpose_and_practice_together(scene: Scene, cast: Cast, purpose: str, with_offer: bool):
    more = {} if with_offer else {"practice": None, "offer": None}
    with pytest.raises(IntegrityError), writing(), transaction.atomic():
        make_visit(scene, cast.ben, cast.ana, TUESDAY, purpose=purpose, **more)


# --- What principals see --------------------------------------------------------------------------------


def _visit(scene: Scene, host, day: date, **more) -> Visit:
    return make_visit(scene, scene.cast.ben, host, day, purpose="team", practice=None, offer=None, **more)


def test_the_principal_sees_how_many_of_how_many_as_state_computed(scene: Scene, cast: Cast, team: Team):
    other, _section = _member(scene, team, "MTWRF 3")
    _visit(scene, cast.ana, MONDAY - timedelta(days=3))
    _visit(scene, cast.ana, MONDAY - timedelta(days=4))  # twice is once
    _visit(scene, other, MONDAY + timedelta(days=3), mode="cover")  # not yet
    _visit(scene, cast.gil, MONDAY - timedelta(days=3))  # of another team
    make_visit(scene, cast.ben, other, MONDAY - timedelta(days=5))  # for a practice: nobody's business
    kind, fund = make_kind(cast.district), make_fund(cast.district)
    make_role(kind, cast.lincoln, cast.ben, fund=fund)
    (told,) = queries.leads_page(scene.actor(cast.paz), NOW)["leads"]
    assert (told.text, told.covers, told.half_days, told.fund, told.release) == ("1 of 2", 1, 0, "Title I", "4")
    assert queries.leads_page(scene.actor(cast.dana), NOW)["by_fund"][0][0] == "Title I"
    with pytest.raises(Forbidden):
        queries.leads_page(scene.actor(cast.ana), NOW)


def test_the_page_of_the_team_says_to_each_what_concerns_them(scene: Scene, cast: Cast, team: Team):
    def said(who, part=""):
        return [line.label for line in queries.beside_team(scene.actor(who), team, part, NOW)]

    assert said(cast.ben) == ["Plan your visits"]
    assert said(cast.ana, "member") == ["Invite a guest"]
    assert said(cast.paz) == ["New leads"]
    assert said(cast.gil) == []
    with writing():
        NewLead.objects.all().delete()
    assert said(cast.paz) == ["Say who"]
