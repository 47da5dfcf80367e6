"""Everybody with a post gets a team, nobody's own team is touched, and asked again nothing is missing."""

from datetime import date

import pytest

from staffroom.core.synthetic import make_district
from staffroom.core.teams import Held, Known, Post, propose

K3, K4 = ("03",), ("04",)


def home(person, school=1, grade="03", **more):
    return Post(person, school, "elementary", "teacher", "multiple", (grade,), **more)


def teacher(person, subject, school=2, **more):
    return Post(person, school, "high", "teacher", subject, ("09", "12"), **more)


def by_key(found):
    return {(one.school, one.key): one for one in found}


def accept(found, known=(), held=()):
    """The teams and parts as they are after everything was made."""
    teams, parts = list(known), list(held)
    for number, one in enumerate(found, start=100):
        team = one.team or number
        if one.team is None:
            teams.append(Known(team, one.school, one.key, one.kind))
        parts += [Held(person, team, "lead") for person in one.leads]
        parts += [Held(person, team, "member") for person in one.members]
        parts += [Held(person, team, "supporter") for person in one.supporters]
    return teams, parts


def test_homerooms_of_a_grade_come_together():
    found = by_key(propose([home(1), home(2), home(3, grade="04"), home(4, grade="04")], [], []))
    assert {key: one.members for key, one in found.items()} == {(1, "grade/03"): (1, 2), (1, "grade/04"): (3, 4)}


def test_a_lone_grade_joins_the_nearest():
    found = propose([home(1, grade="KG"), home(2, grade="04"), home(3, grade="05"), home(4, grade="05")], [], [])
    assert [(one.key, one.words, one.members) for one in found] == [
        ("grade/05", ("grade", "05", "04", "KG"), (1, 2, 3, 4))
    ]


def test_subjects_of_one_area_are_one_team():
    found = propose([teacher(1, "biology"), teacher(2, "chemistry")], [], [])
    assert [(one.key, one.members) for one in found] == [("subject/science", (1, 2))]


def test_lone_subjects_meet_across_subjects():
    found = propose([teacher(1, "band"), teacher(2, "spanish")], [], [])
    assert [(one.key, one.members) for one in found] == [("subject/mixed", (1, 2))]


def test_one_lone_subject_joins_the_largest_team_of_the_school():
    posts = [teacher(1, "band"), teacher(2, "english"), teacher(3, "english")]
    assert [(one.key, one.members) for one in propose(posts, [], [])] == [("subject/english", (1, 2, 3))]


def test_a_titled_leader_leads_the_team_of_their_subject_and_nobody_else_is_named():
    lead = Post(9, 2, "high", "teacher_leader", "mathematics", ("09",))
    found = by_key(propose([lead, teacher(1, "mathematics"), teacher(2, "english"), teacher(3, "english")], [], []))
    assert found[2, "subject/mathematics"].leads == (9,)
    assert found[2, "subject/english"].leads == ()
    assert found[2, "subject/english"].supporters == (9,)


def test_crews_by_work_and_lone_crews_of_a_school_together():
    posts = [Post(n, 1, "high", role) for n, role in enumerate(("food", "food", "office", "custodian"), start=1)]
    found = propose(posts, [], [])
    assert [(one.key, one.kind, one.members) for one in found] == [
        ("crew/all", "crew", (3, 4)),
        ("crew/food", "crew", (1, 2)),
    ]


def test_drivers_are_one_crew_of_the_district():
    found = propose([Post(1, None, "", "bus"), Post(2, None, "", "bus")], [], [])
    assert [(one.school, one.key) for one in found] == [(None, "crew/bus")]


def test_the_leadership_team_has_principal_and_leaders():
    posts = [
        Post(1, 1, "high", "principal"),
        Post(2, 1, "high", "assistant_principal"),
        Post(3, 1, "high", "teacher_leader", "english"),
        teacher(4, "english", school=1),
    ]
    ilt = by_key(propose(posts, [], []))[1, "ilt"]
    assert (ilt.leads, ilt.members) == ((1,), (2, 3))


def test_principals_without_leaders_meet_one_another():
    found = propose([Post(1, 1, "high", "principal"), Post(2, 2, "high", "principal")], [], [])
    assert [(one.school, one.key, one.members) for one in found] == [(None, "principals", (1, 2))]


def test_what_people_made_by_hand_is_left_alone():
    known, held = [Known(7, 1, "", "plc")], [Held(1, 7, "member")]
    found = propose([home(1), home(2), home(3)], known, held)
    assert [one.members for one in found] == [(2, 3)]


def test_supporting_a_team_is_not_having_one():
    found = propose([home(1), home(2)], [Known(7, 1, "", "plc")], [Held(1, 7, "supporter")])
    assert found[0].members == (1, 2)


def test_a_newcomer_joins_the_team_that_is_there():
    known, held = [Known(7, 1, "grade/03", "grade")], [Held(1, 7, "lead")]
    found = propose([home(1), home(2)], known, held)
    assert [(one.team, one.members, one.leads, one.supporters) for one in found] == [(7, (2,), (), ())]


def test_of_several_posts_the_main_one_counts():
    posts = [home(1, fte=0.4, primary=False, grade="05"), home(1, fte=0.6), home(2)]
    assert [(one.key, one.members) for one in propose(posts, [], [])] == [("grade/03", (1, 2))]


@pytest.mark.parametrize("size", ["tiny", "small", "pomona"])
def test_in_a_whole_district_everybody_gets_exactly_one_home_and_then_nothing_is_missing(size):
    made = make_district(2026, size, today=date(2026, 11, 24))
    levels = {school.source_id: (n, school.level) for n, school in enumerate(made.schools, start=1)}
    number = {person.source_id: n for n, person in enumerate(made.people)}
    posts = [
        Post(
            number[a.person], *(levels[a.school] if a.school else (None, "")), a.role, a.subject, a.grades, a.fte,
            a.begins,
        )
        for a in made.assignments
    ]  # fmt: skip
    found = propose(posts, [], [])
    homes = [person for one in found if one.kind != "ilt" for person in (*one.leads, *one.members)]
    assert len(homes) == len(set(homes))
    everyone = {person for one in found for person in (*one.leads, *one.members)}
    assert everyone == set(number.values())
    assert propose(posts, *accept(found)) == []


def test_the_teams_of_the_demo_leave_nobody_out():
    made = make_district(2026, "small", today=date(2026, 11, 24))
    inside = {person for team in made.teams for person in (*team.leads, *team.members)}
    assert inside == {person.source_id for person in made.people}
    assert all(team.leads and team.supports and team.goal and team.start < team.end for team in made.teams)
