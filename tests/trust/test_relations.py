"""How two people stand to one another: recorded, derived, dated; and the same for one as for many at once."""

from datetime import date, timedelta

import pytest

from staffroom.people.models import Assignment
from staffroom.spine.access import Relation
from staffroom.trust import queries
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.sharing import FRIDAY, MONDAY, actor_of, make_evaluates, make_grant

pytestmark = pytest.mark.usefixtures("scope")


def standing(who, owner, **given):
    return queries.standing_to(actor_of(who, given.pop("today", MONDAY)), [owner.pk], **given)


def test_whoever_leads_the_school_evaluates_where_nothing_is_recorded(cast, pia):
    assert queries.evaluators_of(cast.ana.pk, MONDAY) == {cast.paz.pk}
    assert queries.evaluators_of(cast.gil.pk, MONDAY) == {pia.pk}
    assert queries.evaluates(cast.paz.pk, cast.ana.pk, MONDAY)
    assert not queries.evaluates(pia.pk, cast.ana.pk, MONDAY)
    assert not queries.evaluates(cast.ben.pk, cast.ana.pk, MONDAY)


def test_an_assistant_principal_counts_too_and_nobody_evaluates_themselves(cast):
    second = make_staff(cast.district, "Asa", "Berg")
    make_assignment(second, "assistant_principal", cast.lincoln)
    assert queries.evaluators_of(cast.ana.pk, MONDAY) == {cast.paz.pk, second.pk}
    assert queries.evaluators_of(cast.paz.pk, MONDAY) == {second.pk}


def test_what_is_recorded_replaces_what_is_derived(cast, team_leader):
    make_evaluates(team_leader, cast.ana)
    assert queries.evaluators_of(cast.ana.pk, MONDAY) == {team_leader.pk}
    assert not queries.evaluates(cast.paz.pk, cast.ana.pk, MONDAY)
    assert queries.evaluators_of(cast.ben.pk, MONDAY) == {cast.paz.pk}


@pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (4, True), (5, False)])
def test_a_relation_holds_from_its_first_day_and_not_on_its_last(cast, team_leader, day, holds):
    make_evaluates(team_leader, cast.ana, MONDAY, ends=MONDAY + timedelta(days=5))
    assert queries.evaluates(team_leader.pk, cast.ana.pk, MONDAY + timedelta(days=day)) is holds


def test_a_person_at_two_schools_has_the_principals_of_both(cast, pia):
    make_assignment(cast.ana, "teacher", cast.garfield)
    assert queries.evaluators_of(cast.ana.pk, MONDAY) == {cast.paz.pk, pia.pk}
    assert standing(pia, cast.ana).relation is Relation.EVALUATES


def test_a_principal_of_another_school_and_a_former_one_are_colleagues(cast, pia):
    assert standing(pia, cast.ana).relation is Relation.OTHER_SCHOOL
    lead = Assignment.objects.get(staff=cast.paz)
    lead.ends = MONDAY
    saved(lead)
    assert queries.administrators_of(cast.ana.pk, MONDAY) == set()
    assert queries.administrators_of(cast.ana.pk, MONDAY - timedelta(days=1)) == {cast.paz.pk}


def test_somebody_who_taught_there_before_is_led_there_no_more(cast, pia):
    make_assignment(cast.ana, "teacher", cast.garfield, begins=date(2025, 8, 1), ends=date(2026, 6, 1))
    assert queries.administrators_of(cast.ana.pk, MONDAY) == {cast.paz.pk}


def test_the_words_for_every_relation(cast, pia, team_leader):
    make_evaluates(team_leader, cast.ben)
    make_grant(cast.ana, cast.gil, "one")
    asked = {"record": "goal", "object_id": "one"}
    assert standing(cast.ana, cast.ana, **asked).relation is Relation.OWN
    assert standing(cast.gil, cast.ana, **asked).relation is Relation.SHARED_WITH
    assert standing(cast.gil, cast.ana, today=FRIDAY + timedelta(days=1), **asked).relation is Relation.FORMER
    assert standing(cast.ben, cast.ana, **asked).relation is Relation.SAME_SCHOOL
    assert standing(cast.ben, cast.ana, paired=True).relation is Relation.PAIRED
    assert standing(team_leader, cast.ben).relation is Relation.EVALUATES
    assert standing(cast.paz, cast.ben).relation is Relation.LEADS  # the team leader is recorded as who evaluates Ben
    assert standing(pia, cast.ana).relation is Relation.OTHER_SCHOOL


def test_many_at_once_are_told_as_each_alone(cast, pia, team_leader):
    make_assignment(cast.ana, "teacher", cast.garfield)
    make_evaluates(team_leader, cast.ben)
    everybody = [cast.ana, cast.ben, cast.gil, cast.paz, cast.dana, cast.lou, pia, team_leader]
    ids = [one.pk for one in everybody]
    assert queries.evaluators_by(ids, MONDAY) == {one: queries.evaluators_of(one, MONDAY) for one in ids}
    assert queries.administrators_by(ids, MONDAY) == {one: queries.administrators_of(one, MONDAY) for one in ids}
    assert queries.evaluators_by(ids, MONDAY)[cast.ana.pk] == {cast.paz.pk, pia.pk}


def test_many_at_once_cost_two_queries(cast, team_leader, django_assert_num_queries):
    make_evaluates(team_leader, cast.ben)
    with django_assert_num_queries(2):
        queries.evaluators_by([cast.ana.pk, cast.ben.pk, cast.gil.pk], MONDAY)


def test_a_right_to_read_costs_five_queries_at_most_and_none_for_the_owner(cast, django_assert_max_num_queries):
    make_grant(cast.ana, cast.ben, "one")
    ben, ana = actor_of(cast.ben), actor_of(cast.ana)
    with django_assert_max_num_queries(5):
        assert queries.standing_to(ben, [cast.ana.pk], record="goal", object_id="one").granted
    with django_assert_max_num_queries(0):
        assert queries.standing_to(ana, [cast.ana.pk], record="goal", object_id="one").own
