"""The pages: what they say, in both languages, and what happens when a form is wrong."""

import re

import pytest

from staffroom.teams.models import MeetingSlot, Membership, OwnGoal, Support, Team, TeamGoal
from tests.factories.people import make_section
from tests.factories.teams import make_own_goal, make_personal_support, make_team, make_whole
from tests.factories.timetable import make_bells, rebuild


def at(team, rest=""):
    return f"/teams/{team.public_id}/{rest}"


def body(answer):
    return answer.content.decode()


def test_my_team_says_all_of_it_and_is_not_kept(cast, as_):
    make_whole("Grade 3 team", cast.lincoln, cast.ana, cast.ben)
    make_personal_support(cast.ben, cast.gil)
    answer = as_(cast.ben).get("/team/")
    told = body(answer)
    for words in ("Grade 3 team", "Every student explains.", "coaching, 45 minutes every 2 weeks", "Tuesday, 3:00"):
        assert words in told
    assert str(cast.gil) in told
    assert answer["Cache-Control"] == "private, no-store"


def test_my_team_without_a_team_says_what_to_do(cast, as_):
    assert "You are in no team yet" in body(as_(cast.lou).get("/team/"))


def test_in_spanish(cast, as_):
    make_whole("Grade 3 team", cast.lincoln, cast.ana, cast.lou)
    client = as_(cast.lou)
    client.cookies["language"] = "es"
    told = body(client.get("/team/"))
    assert "Mi equipo" in told and "acompañamiento, 45 minutos cada 2 semanas" in told and "martes" in told


def test_today_leads_to_the_card(cast, as_):
    make_whole("Grade 3 team", cast.lincoln, cast.ana, cast.lou)
    told = body(as_(cast.lou).get("/"))
    assert "Grade 3 team" in told and 'href="/team/"' in told


def test_buttons_and_guards_agree(cast, as_, team):
    assert "End this team" in body(as_(cast.paz).get(at(team)))
    assert "End this team" not in body(as_(cast.ben).get(at(team)))
    assert as_(cast.ben).post(at(team, "end/")).status_code == 403


def test_a_wrong_form_keeps_what_was_typed_and_writes_nothing(scoped, as_, team):
    client = as_(scoped.ana)
    answer = client.post(at(team, "times/"), {"day": "Tue", "start": "15:00", "end": "14:00", "every_weeks": "1"})
    assert answer.status_code == 422 and "15:00" in body(answer) and "ends after it starts" in body(answer)
    answer = client.post(at(team, "goal/"), {"text": "x" * 601})
    assert answer.status_code == 422 and "x" * 601 in body(answer)
    assert not MeetingSlot.objects.filter(team=team).exists() and not TeamGoal.objects.filter(team=team).exists()


def test_from_an_empty_team_to_a_complete_card(scoped, as_):
    """The whole way, as a principal, a lead and a member walk it."""
    paz = as_(scoped.paz)
    given = {"name": "Reading", "kind": "plc", "school": scoped.lincoln.public_id, "purpose": ""}
    assert paz.post("/teams/new/", given).status_code == 302
    team = Team.objects.get()
    assert str(scoped.ana) in body(paz.get(at(team), {"q": "ana"}))
    for person, part in ((scoped.ana, "lead"), (scoped.ben, "member")):
        paz.post(at(team, "people/"), {"staff": person.public_id, "part": part})
    ana = as_(scoped.ana)
    given = {"staff": scoped.ana.public_id, "how": "planning", "every_weeks": "1", "minutes": "30"}
    assert ana.post(at(team, "support/"), given).status_code == 302
    ana.post(at(team, "times/"), {"day": "Tue", "start": "15:00", "end": "15:45", "every_weeks": "2", "room": "4"})
    as_(scoped.ben).post(at(team, "goal/"), {"text": "Two visits each"})
    told = body(as_(scoped.ben).get("/team/"))
    assert "Two visits each" in told and "every 2 weeks, Room 4" in told
    assert "2 of 4 staff have a complete card" in body(paz.get("/teams/cards/"))


def test_one_tap_says_how_a_team_is_supported(scoped, as_, team):
    paz = as_(scoped.paz)
    assert f"{scoped.ana}: coaching every 2 weeks" in body(paz.get("/teams/cards/"))
    given = {"staff": scoped.ana.public_id, "how": "coaching", "every_weeks": "2", "minutes": "45", "back": "1"}
    assert paz.post(at(team, "support/"), given)["Location"] == "/teams/cards/"
    assert Support.objects.get().supporter == scoped.ana


def test_proposals_are_shown_and_made(scoped, as_):
    dana = as_(scoped.dana)
    assert "Central office team" in body(dana.get("/teams/proposals/"))
    assert dana.post("/teams/proposals/", {"all": "1", "with_support": "on"}).status_code == 302
    assert Membership.objects.filter(staff=scoped.lou).exists()
    assert "Nothing is missing" in body(dana.get("/teams/proposals/"))


def test_own_goal_published_and_withdrawn_holds_from_the_next_request(scoped, as_, team):
    ana, ben = as_(scoped.ana), as_(scoped.ben)
    ana.post(at(team, "my-goal/"), {"text": "I ask before I advise", "publish": "1"})
    assert "I ask before I advise" in body(ben.get(at(team)))
    ana.post(at(team, "my-goal/withdraw/"))
    assert "I ask before I advise" not in body(ben.get(at(team)))
    assert OwnGoal.objects.get().state == "withdrawn"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_to_take_away_hold_no_own_goal_and_no_personal_support(cast, as_, team, kind):
    make_own_goal(team, cast.ana, text="Published by me")
    make_personal_support(cast.ana, cast.gil)
    for address in ("/teams/", "/teams/cards/", "/chart/"):
        answer = as_(cast.paz).get(address, {"as": kind})
        assert answer.status_code == 200
        if kind == "csv":
            assert "Published by me" not in body(answer) and str(cast.gil) not in body(answer)


def test_the_chart_is_picture_and_list(cast, as_, team):
    told = body(as_(cast.lou).get("/chart/"))
    assert "<svg" in told and 'role="img"' in told and told.count(str(cast.ben)) >= 2
    assert as_(cast.lou).get("/chart/?school=unknown").status_code == 404
    office = body(as_(cast.lou).get("/chart/?school=office"))
    assert str(cast.dana) in office and str(cast.ben) not in office


def test_teams_of_other_schools_can_be_chosen(cast, as_):
    make_team("Algebra", cast.garfield, lead=cast.gil)
    assert "Algebra" not in body(as_(cast.ana).get("/teams/"))
    assert "Algebra" in body(as_(cast.ana).get("/teams/", {"school": cast.garfield.public_id}))
    assert "No team here yet" in body(as_(cast.ana).get("/teams/", {"kind": "crew"}))


def test_one_tap_sets_a_time_at_which_all_are_free(scoped, as_):
    """Ana teaches in period 1, Ben in period 2: they are both free from period 3 on."""
    for school in (scoped.lincoln, scoped.garfield):
        make_bells(school)
    rebuild(scoped.district)
    team = make_team("Reading", scoped.lincoln, lead=scoped.ana, members=[scoped.ben])
    ana = as_(scoped.ana)
    told = body(ana.get(at(team)))
    start, end = re.search(
        r'name="start" value="([\d:]+)"><input type="hidden" name="end" value="([\d:]+)"', told
    ).groups()
    assert "One tap" in told
    given = {"day": "Mon", "start": start, "end": end, "every_weeks": "1"}
    assert ana.post(at(team, "times/"), given).status_code == 302
    assert MeetingSlot.objects.get().start >= 9 * 60
    assert "One tap" not in body(ana.get(at(team)))
    assert "One tap" not in body(as_(scoped.ben).get(at(team)))


def test_teams_without_common_time_are_named_with_what_would_help(scoped, as_):
    make_bells(scoped.lincoln)
    for person in (scoped.ana, scoped.ben):
        for period in (1, 2, 3, 4):
            make_section(scoped.lincoln, f"Class {period}", person, periods=f"MTWRF {period}", terms="2026-27")
    rebuild(scoped.district)
    make_team("Full week", scoped.lincoln, lead=scoped.ana, members=[scoped.ben])
    make_team("Of one", scoped.lincoln, lead=scoped.lou)
    told = body(as_(scoped.paz).get("/teams/together/"))
    assert "Never free together" in told and "Full week" in told and "Of one" not in told
    assert "0 of 1 teams" in told
    assert as_(scoped.ana).get("/teams/together/").status_code == 403
    assert as_(scoped.paz).get("/teams/together/", {"school": scoped.garfield.public_id}).status_code == 404
