"""Every write of teams: what it does, who may, and what is refused in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404

from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.teams import actions, queries
from staffroom.teams.models import Membership, OwnGoal, PersonalSupport, Support, Team, TeamGoal
from tests.factories.people import make_assignment, make_staff
from tests.factories.teams import make_own_goal, make_part, make_personal_support, make_slot, make_support, make_team
from tests.factories.timetable import make_contract_rule
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW


def told(refused):
    return f"{refused.value.sentence} {refused.value.advice}"


def test_a_principal_makes_a_team_of_their_school_only(scoped, by):
    made = actions.new_team(by=by(scoped.paz), now=NOW, name=" Reading  team ", kind="plc", school=scoped.lincoln)
    assert (made.name, made.begins, made.school) == ("Reading team", MONDAY, scoped.lincoln)
    for school in (scoped.garfield, None):
        with pytest.raises(Forbidden):
            actions.new_team(by=by(scoped.paz), now=NOW, name="Other", kind="plc", school=school)
    assert actions.new_team(by=by(scoped.dana), now=NOW, name="All", kind="plc").school is None
    with pytest.raises(Forbidden):
        actions.new_team(by=by(scoped.ana), now=NOW, name="Mine", kind="plc", school=scoped.lincoln)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_is_there_and_not_too_long(scoped, by, name):
    with pytest.raises(Refused):
        actions.new_team(by=by(scoped.paz), now=NOW, name=name, kind="plc", school=scoped.lincoln)
    assert not Team.objects.exists()


def test_two_teams_of_one_name_are_refused(scoped, by, team):
    with pytest.raises(Refused) as refused:
        actions.new_team(by=by(scoped.paz), now=NOW, name=team.name.upper(), kind="plc", school=scoped.lincoln)
    assert "Open that team" in told(refused)


def test_the_lead_changes_the_team_and_a_member_does_not(scoped, by, team):
    actions.edit_team(by=by(scoped.ana), now=NOW, team_id=team.public_id, name="Team 3/4", kind="grade")
    assert Team.objects.get().name == "Team 3/4"
    for other in (scoped.ben, scoped.gil, scoped.lou, scoped.ivo):
        with pytest.raises(Forbidden):
            actions.edit_team(by=by(other), now=NOW, team_id=team.public_id, name="No", kind="grade")


def test_whoever_evaluates_the_lead_gets_no_right_by_it(scoped, by, team):
    make_evaluates(scoped.ben, scoped.ana, MONDAY)
    with pytest.raises(Forbidden):
        actions.end_team(by=by(scoped.ben), now=NOW, team_id=team.public_id)


def test_ended_and_opened_again(scoped, by, team):
    actions.end_team(by=by(scoped.paz), now=NOW, team_id=team.public_id)
    assert list(queries.teams_on(MONDAY)) == []
    with pytest.raises(Refused):
        actions.set_goal(by=by(scoped.ana), now=NOW, team_id=team.public_id, text="Late")
    actions.reopen_team(by=by(scoped.paz), now=NOW, team_id=team.public_id)
    assert list(queries.teams_on(MONDAY)) == [team]


def test_opened_again_beside_its_successor_it_is_by_hand(scoped, by):
    old = make_team("Crew", scoped.lincoln, lead=scoped.ana, roster_key="crew/food", ends=MONDAY)
    make_team("Crew again", scoped.lincoln, roster_key="crew/food")
    assert actions.reopen_team(by=by(scoped.paz), now=NOW, team_id=old.public_id).roster_key == ""


def test_parts_change_with_dates_and_keep_what_was(scoped, by, team):
    given = {"now": NOW, "team_id": team.public_id, "staff_id": scoped.ben.public_id}
    actions.set_part(by=by(scoped.ana), part="lead", **given)
    rows = Membership.objects.filter(staff=scoped.ben).order_by("begins")
    assert [(row.part, row.ends) for row in rows] == [("member", MONDAY), ("lead", None)]
    actions.set_part(by=by(scoped.ana), part="", **given)
    assert queries.parts_of(scoped.ben.pk, MONDAY) == {}
    with pytest.raises(Refused):
        actions.set_part(by=by(scoped.ana), part="boss", **given)
    with pytest.raises(Http404):
        actions.set_part(by=by(scoped.ana), **{**given, "staff_id": scoped.cleo.public_id}, part="member")


def test_leaving_ends_how_somebody_supported(scoped, by, team):
    make_part(team, scoped.gil, "supporter")
    make_support(team, scoped.gil)
    actions.set_part(by=by(scoped.ana), now=NOW, team_id=team.public_id, staff_id=scoped.gil.public_id, part="")
    assert Support.objects.get().ends == MONDAY


def test_support_makes_a_supporter_and_is_refused_for_a_member(scoped, by, team):
    given = {"by": by(scoped.ana), "now": NOW, "team_id": team.public_id, "how": "data"}
    actions.add_support(**given, staff_id=scoped.gil.public_id, every_weeks=2, minutes=45)
    assert queries.parts_of(scoped.gil.pk, MONDAY) == {team.pk: "supporter"}
    actions.add_support(**given, staff_id=scoped.gil.public_id, every_weeks=4, minutes=30)
    assert [(one.every_weeks, one.minutes) for one in Support.objects.all()] == [(4, 30)]
    with pytest.raises(Refused) as refused:
        actions.add_support(**given, staff_id=scoped.ben.public_id, every_weeks=2, minutes=45)
    assert "is a member of this team" in told(refused)
    with pytest.raises(Refused):
        actions.add_support(**given, staff_id=scoped.ana.public_id, every_weeks=0, minutes=45)


def test_a_support_of_another_team_is_not_ended_here(scoped, by, team):
    theirs = make_support(make_team("Other", scoped.lincoln, lead=scoped.ben), scoped.ben)
    with pytest.raises(Http404):
        actions.end_support(by=by(scoped.ana), now=NOW, team_id=team.public_id, support_id=theirs.public_id)


def test_times_do_not_overlap_and_end_after_they_start(scoped, by, team):
    given = {"by": by(scoped.ana), "now": NOW, "team_id": team.public_id, "day": "Tue"}
    actions.add_slot(**given, start=900, end=945)
    for start, end in ((930, 960), (960, 950), (0, 600)):
        with pytest.raises(Refused):
            actions.add_slot(**given, start=start, end=end)
    with pytest.raises(Refused):
        actions.add_slot(**{**given, "day": "Q"}, start=600, end=645)
    actions.add_slot(**given, start=945, end=990)


def test_a_time_that_the_contract_does_not_allow_is_refused_with_its_clause(scoped, by, team, monkeypatch):
    make_contract_rule(scoped.district, "meeting_length", 40, clause="Article 10.1", words="forty minutes are enough")
    make_contract_rule(scoped.district, "plc_week", 1, clause="Article 9.7", words="one PLC a week")
    given = {"by": by(scoped.ana), "now": NOW, "team_id": team.public_id}
    with pytest.raises(Refused) as refused:
        actions.add_slot(**given, day="Tue", start=900, end=945)
    assert "Article 10.1" in told(refused)
    actions.add_slot(**given, day="Tue", start=900, end=940)
    with pytest.raises(Refused) as refused:
        actions.add_slot(**given, day="Thu", start=900, end=940)
    assert "Article 9.7" in told(refused)
    monkeypatch.setattr(queries, "against_contract", lambda *_: [])
    actions.add_slot(**given, day="Thu", start=900, end=940)
    monkeypatch.undo()
    # What was there before is not blamed on one time more: only the length of the new one is.
    with pytest.raises(Refused) as refused:
        actions.add_slot(**given, day="Fri", start=900, end=945)
    assert "Article 10.1" in told(refused)


def test_a_time_of_another_team_is_not_taken_away_here(scoped, by, team):
    slot = make_slot(make_team("Other", scoped.lincoln, lead=scoped.ben))
    with pytest.raises(Http404):
        actions.end_slot(by=by(scoped.ana), now=NOW, team_id=team.public_id, slot_id=slot.public_id)


def test_members_write_the_goal_of_the_team_and_nobody_else(scoped, by, team):
    make_part(team, scoped.gil, "supporter")
    actions.set_goal(by=by(scoped.ben), now=NOW, team_id=team.public_id, text="First")
    for other in (scoped.gil, scoped.paz, scoped.dana, scoped.lou):
        with pytest.raises(Forbidden):
            actions.set_goal(by=by(other), now=NOW, team_id=team.public_id, text="Mine")
    tomorrow = replace(by(scoped.ana), today=MONDAY + timedelta(days=1))
    actions.set_goal(by=tomorrow, now=NOW, team_id=team.public_id, text="Second")
    assert [(goal.text, goal.ends) for goal in TeamGoal.objects.order_by("pk")] == [
        ("First", MONDAY + timedelta(days=1)),
        ("Second", None),
    ]


def test_an_own_goal_is_a_draft_until_it_is_published_and_can_be_withdrawn(scoped, by, team):
    given = {"by": by(scoped.ben), "now": NOW, "team_id": team.public_id}
    assert actions.save_own_goal(**given, text="I ask first", publish=False).state == "draft"
    assert actions.save_own_goal(**given, text="I ask first", publish=True).state == "published"
    assert actions.withdraw_own_goal(**given).state == "withdrawn"
    assert OwnGoal.objects.count() == 1
    with pytest.raises(Forbidden):
        actions.save_own_goal(**{**given, "by": by(scoped.paz)}, text="For you", publish=True)
    with pytest.raises(Http404):
        actions.withdraw_own_goal(**{**given, "by": by(scoped.ana)})


def test_whoever_has_left_the_team_can_still_withdraw(scoped, by, team):
    make_own_goal(team, scoped.gil)
    assert actions.withdraw_own_goal(by=by(scoped.gil), now=NOW, team_id=team.public_id).state == "withdrawn"


def test_the_log_names_neither_a_draft_goal_nor_personal_support(scoped, by, team):
    actions.save_own_goal(by=by(scoped.ben), now=NOW, team_id=team.public_id, text="Quietly", publish=False)
    given = {"staff_id": scoped.gil.public_id, "how": "coaching", "every_weeks": 2, "minutes": 30}
    actions.add_personal_support(by=by(scoped.ben), now=NOW, **given)
    assert {(one.kind, one.actor, one.subject) for one in AuditEntry.objects.all()} == {
        ("teams.private_record", None, None)
    }


def test_personal_support_never_by_whoever_evaluates_or_leads(scoped, by):
    make_evaluates(scoped.gil, scoped.ben, MONDAY)
    for other in (scoped.gil, scoped.paz, scoped.ben, scoped.dana):
        with pytest.raises(Refused):
            actions.add_personal_support(
                by=by(scoped.ben), now=NOW, staff_id=other.public_id, how="coaching", every_weeks=2, minutes=30
            )
    assert not PersonalSupport.objects.exists()


def test_personal_support_is_ended_by_whose_card_it_is(scoped, by):
    made = make_personal_support(scoped.ana, scoped.ben)
    with pytest.raises(Http404):
        actions.end_personal_support(by=by(scoped.ben), now=NOW, support_id=made.public_id)
    actions.end_personal_support(by=by(scoped.ana), now=NOW, support_id=made.public_id)
    assert not PersonalSupport.objects.exists()


def test_proposals_are_made_once_and_leave_teams_by_hand_alone(scoped, by, team):
    lia = make_staff(scoped.district, "Lia", "Sol")
    make_assignment(lia, "teacher", scoped.lincoln, subject="multiple", grades="03")
    done = actions.accept_proposals(by=by(scoped.dana), now=NOW, keys=None)
    assert done.teams and done.people
    assert queries.parts_of(scoped.ben.pk, MONDAY) == {team.pk: "member"}
    staff = {lia.pk, scoped.gil.pk, scoped.paz.pk, scoped.dana.pk, scoped.ivo.pk, scoped.lou.pk}
    held = Membership.objects.filter(part__in=("member", "lead")).values_list("staff_id", flat=True)
    assert staff <= set(held)
    again = actions.accept_proposals(by=by(scoped.dana), now=NOW, keys=None)
    assert (again.teams, again.people) == (0, 0)
    assert queries.proposals(by(scoped.dana)) == []


def test_only_what_is_ticked_is_made_and_a_principal_only_for_the_own_school(scoped, by):
    assert {one.school for one in queries.proposals(by(scoped.paz))} <= {scoped.lincoln.pk}
    actions.accept_proposals(by=by(scoped.paz), now=NOW, keys=[f"{scoped.garfield.public_id}:subject/mixed"])
    assert not Team.objects.exists()
    with pytest.raises(Forbidden):
        actions.accept_proposals(by=by(scoped.ana), now=NOW, keys=None)
