"""Cards, chart, lists: who is counted, who is drawn, and in how many queries."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from staffroom.people.models import Assignment, Staff
from staffroom.people.queries import actor_for
from staffroom.spine.scoping import district_scope
from staffroom.teams import queries
from staffroom.trust.queries import holding
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.teams import make_goal, make_own_goal, make_part, make_personal_support, make_support, make_team
from tests.factories.teams import make_whole as complete
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY


def count(call):
    with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
        call()
    return len(asked)


def test_a_card_is_complete_with_team_support_goal_and_time(scoped, by, team):
    page = queries.cards_page(by(scoped.paz), "")
    assert (page["complete"], page["total"]) == (0, 4)
    assert [one.team for one, _missing, _who in page["open_teams"]] == [team]
    complete("Whole", scoped.lincoln, scoped.ana, scoped.ben)
    page = queries.cards_page(by(scoped.paz), "")
    assert page["complete"] == 2
    assert page["cards"].without_team == [scoped.lou, scoped.paz]


@pytest.mark.parametrize("lacking", ["support", "goal", "time"])
def test_each_part_is_needed(scoped, by, lacking):
    made = complete("Whole", scoped.lincoln, scoped.ana)
    rows = {"support": made.supports, "goal": made.goals, "time": made.slots}[lacking]
    for row in rows.all():
        row.ends = MONDAY
        saved(row)
    (card,) = [one for one in queries.cards(by(scoped.paz), scoped.lincoln).cards if one.person == scoped.ana]
    assert card.lacks == [lacking]


def test_personal_support_does_not_complete_a_card_nor_stand_on_a_list(scoped, by, team):
    make_personal_support(scoped.ana, scoped.gil)
    rows = [row for row in queries.cards_table(by(scoped.paz), "").rows if row[0] == str(scoped.ana)]
    assert "Nobody says" in str(rows[0]) and str(scoped.gil) not in str(rows[0])


def test_a_principal_sees_cards_of_the_own_school_only(scoped, by):
    with pytest.raises(Http404):
        queries.cards_page(by(scoped.paz), scoped.garfield.public_id)
    assert queries.cards_page(by(scoped.dana), scoped.garfield.public_id)["total"] == 1


def test_the_chart_is_the_roster(scoped, by, team):
    """On the charts of all schools and the office stand exactly the people who work there today."""
    make_staff(scoped.district, "Ned", "Olsen")  # no post
    saved(Staff(district=scoped.district, source_id="gone", given="Gone", family="Away", active=False))
    make_assignment(make_staff(scoped.district, "Old", "Post"), "teacher", scoped.lincoln, ends=MONDAY)
    shown = set()
    for school in (scoped.lincoln, scoped.garfield):
        people = [one.pk for one in queries.chart(by(scoped.ben), school).people]
        held = Assignment.objects.filter(holding(MONDAY), school=school, staff__active=True)
        assert sorted(people) == sorted(set(held.values_list("staff_id", flat=True)))
        shown |= set(people)
    office = [one.pk for one in queries.chart(by(scoped.ben), None).people]
    assert len(office) == len(set(office))
    assert shown | set(office) == set(Staff.objects.filter(active=True).values_list("pk", flat=True))


def test_vacant_lines_are_named(scoped, by):
    make_team("Garfield team", scoped.garfield, members=[scoped.gil])
    chart = queries.chart(by(scoped.ben), scoped.garfield)
    assert chart.vacant_heads == ["Vacant: principal"]
    assert [unit.vacant for unit in chart.units] == [["Vacant: team lead"]]
    assert chart.vacancies == 2
    assert "Vacant: principal" in str(chart.drawing)


def test_everybody_on_the_chart_is_in_the_picture(scoped, by, team):
    chart = queries.chart(by(scoped.ben), scoped.lincoln)
    drawn = " ".join(line.text for box in chart.drawing.boxes for line in box.lines)
    assert all(str(one) in drawn for one in chart.people)


def test_my_card_says_what_stands_there(scoped, by):
    complete("Whole", scoped.lincoln, scoped.ana, scoped.ben)
    page = queries.my_card(by(scoped.ben))
    (card,) = page["cards"]
    assert card.whole.when == ["Tuesday, 3:00–3:45 p.m., every week"]
    assert card.whole.how_supported == [(scoped.ana, "coaching, 45 minutes every 2 weeks")]
    assert page["complete"]


def test_personal_support_is_known_to_the_two(scoped, by):
    made = make_personal_support(scoped.ana, scoped.gil)
    assert [one for one, _how in queries.my_card(by(scoped.ana))["personal"]] == [made]
    assert [one for one, _how in queries.my_card(by(scoped.gil))["personal"]] == [made]
    assert queries.my_card(by(scoped.paz))["personal"] == []
    make_evaluates(scoped.gil, scoped.ana, MONDAY)
    assert queries.my_card(by(scoped.gil))["personal"] == []


def test_own_goals_reach_the_team_and_its_school_only(scoped, by, team):
    make_own_goal(team, scoped.ana)
    seen = {who: [g.text for g in queries.team_page(by(getattr(scoped, who)), team.public_id)["own_goals"]]
            for who in ("ben", "lou", "paz", "gil", "dana", "ivo")}  # fmt: skip
    assert [who for who, texts in seen.items() if texts] == ["ben", "lou", "paz"]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_own_goals_that_are_not_published_reach_nobody(scoped, by, team, state):
    make_own_goal(team, scoped.ana, state=state)
    for who in (scoped.ben, scoped.paz, scoped.dana):
        assert queries.team_page(by(who), team.public_id)["own_goals"] == []
    assert queries.team_page(by(scoped.ana), team.public_id)["my_goal"].state == state


def test_members_of_a_district_wide_team_read_one_anothers_goals(scoped, by):
    wide = make_team("Bus crew", None, district=scoped.district, members=[scoped.ana, scoped.gil])
    make_own_goal(wide, scoped.ana)
    assert queries.team_page(by(scoped.gil), wide.public_id)["own_goals"]
    assert not queries.team_page(by(scoped.ben), wide.public_id)["own_goals"]


def test_it_reads_no_goal_but_of_its_own_team(scoped, by, team):
    make_goal(team, "Secret of teaching")
    assert not queries.team_page(by(scoped.ivo), team.public_id)["reads_goal"]
    make_part(team, scoped.ivo)
    assert queries.team_page(by(scoped.ivo), team.public_id)["reads_goal"]
    assert "Goal" not in queries.teams_table(by(scoped.ivo), []).columns


def test_a_team_of_another_district_does_not_exist(scoped, by):
    with district_scope(scoped.other_district.pk):
        theirs = make_team("Far", scoped.cedar, members=[scoped.cleo])
    with pytest.raises(Http404):
        queries.team_page(by(scoped.ana), theirs.public_id)


def test_what_today_says(scoped, by):
    assert queries.team_line(by(scoped.ben)) is None
    made = complete("Whole", scoped.lincoln, scoped.ana, scoped.ben)
    line = queries.team_line(by(scoped.ben))
    assert (line["team"], line["more"]) == (made, 0)


def _fill(cast, number):
    for n in range(number):
        person = make_staff(cast.district, f"P{n}", "Extra")
        make_assignment(person, "teacher", cast.lincoln)
        team = complete(f"Team {n}", cast.lincoln, person, cast.ana)
        make_part(team, cast.gil, "supporter")
        make_support(team, cast.gil)
        make_own_goal(team, person)
        make_personal_support(cast.ben, person)


CALLS = {
    "my_card": lambda actor: queries.my_card(actor("ana")),
    "mine besides": lambda actor: queries.my_card(actor("ben")),
    "teams": lambda actor: queries.teams_page(actor("paz"), queries.Filter()),
    "cards": lambda actor: queries.cards_page(actor("dana"), ""),
    "chart": lambda actor: queries.chart_page(actor("ben"), ""),
    "proposals": lambda actor: queries.proposals_page(actor("dana")),
}


@pytest.mark.parametrize("name", CALLS)
def test_as_many_queries_for_one_as_for_three(scoped, name):
    def actor(who):
        return actor_for(getattr(scoped, who).account, MONDAY)

    _fill(scoped, 1)
    one = count(lambda: CALLS[name](actor))
    for n in (5, 6):
        person = make_staff(scoped.district, f"Q{n}", "More")
        make_assignment(person, "teacher", scoped.lincoln)
        team = complete(f"More {n}", scoped.lincoln, person, scoped.ana)
        make_part(team, scoped.gil, "supporter")
        make_support(team, scoped.gil)
        make_own_goal(team, person)
        make_personal_support(scoped.ben, person)
    assert count(lambda: CALLS[name](actor)) == one
