"""The checker: a lawful plan passes; each rule has a plan that breaks it, and that it names."""

import copy

import pytest

from staffroom.core.visits.plan import CHECKS, Unreadable, check_plan, value_of

from .small import ANA, BEN, CLEO, DEV, LAWFUL, by_hand, dated, plan, visit


def broken(instance, *visits, **more):
    return {one.rule for one in check_plan(instance, plan(*visits, **more))}


def test_a_lawful_plan_breaks_nothing():
    assert check_plan(by_hand(), plan(*LAWFUL, unmet=[])) == []


def test_its_value_is_the_sum_of_the_formula():
    own, cover = 0.4 + 0.6 * 0.5, 0.4 + 0.6 * 0.5 - 0.02
    assert value_of(by_hand(), plan(*LAWFUL)) == pytest.approx(own + cover + 0.5 * 1.0 * 0.7)


OWN, COVER = LAWFUL[0], LAWFUL[1]


def other(visit_, **changes):
    return copy.deepcopy(visit_) | changes


def rules(**changes):
    instance = by_hand()
    instance["rules"] |= changes
    return instance


def people(person, **changes):
    instance = by_hand()
    instance["people"][person] |= changes
    return instance


def lesson(at, **changes):
    instance = by_hand()
    instance["lessons"][at] |= changes
    return instance


CASES = {
    "once": (by_hand(), [OWN, other(OWN, week=1)]),
    "willing_host": (by_hand(), [other(OWN, host=DEV, lesson=7)]),
    "not_self": (by_hand(), [other(OWN, host=ANA, lesson=1)]),
    "host_teaches": (by_hand(), [other(OWN, request=1, host=DEV, lesson=6)]),
    "right_subject": (by_hand(), [other(COVER, request=0)]),
    "window": (by_hand(), [other(OWN, window=[2])]),
    "coverable": (lesson(1, coverable=False), [COVER]),
    "watch_time": (rules(min_watch=31), [OWN]),
    "all_lessons_used": (lesson(0, end=538), [other(COVER, lesson=4, request=0)]),
    "travel": (rules(max_travel=9), [OWN]),
    "consent": (people(CLEO, recording=False), [LAWFUL[2]]),
    "lesson_once": (rules(visits_per_visitor_week=2), [OWN, other(OWN, request=1)]),
    "lesson_week": (dated(by_hand()), [OWN | {"week": 1}]),
    "cover": (lesson(2, end=580), [COVER]),
    "covers_given": (rules(covers_given=0), [COVER]),
    "visitor_term": (rules(visits_per_visitor=1), [OWN, COVER]),
    "visitor_week": (by_hand(), [OWN, other(COVER, week=0)]),
    "own_periods": (people(ANA, own_periods=0), [OWN]),
    "own_minutes": (people(ANA, own_minutes_week=49), [OWN]),
    "classes_missed": (rules(classes_missed=0), [COVER]),
    "recordings": (rules(recordings=0), [LAWFUL[2]]),
    "hosted_lessons": (rules(hosted_lessons_week=1, visits_per_visitor_week=2), [OWN, other(COVER, week=0)]),
    "seats": (rules(visitors_per_lesson=0), [OWN]),
    "videos": (rules(videos_hosted_week=0), [other(OWN, mode="video")]),
    "substitutes": (rules(substitute_half_days=0), [visit(2, CLEO, "substitute", lesson=4)]),
    "accounted": (by_hand(), [OWN]),
    "told_value": (by_hand(), LAWFUL),
}


@pytest.mark.parametrize("rule", CHECKS)
def test_each_rule_is_broken_by_a_plan_of_its_own(rule):
    instance, visits = CASES[rule]
    more = {"accounted": {"unmet": [{"request": 1}]}, "told_value": {"value": 5.0}}.get(rule, {})
    assert rule in broken(instance, *visits, **more)


@pytest.mark.parametrize("rule", sorted(set(CHECKS) - {"not_self", "willing_host", "window", "all_lessons_used"}))
def test_and_by_no_other_rule_without_it(monkeypatch, rule):
    """The plan of a rule is unlawful for that rule (or what follows from it), so the check bites."""
    instance, visits = CASES[rule]
    more = {"accounted": {"unmet": [{"request": 1}]}, "told_value": {"value": 5.0}}.get(rule, {})
    monkeypatch.delitem(CHECKS, rule)
    assert rule not in broken(instance, *visits, **more)


OF_ONE_PERSON = {
    "visitor_term": (people(ANA, visits=1), [OWN, COVER]),
    "classes_missed": (people(ANA, classes_missed=0), [COVER]),
    "recordings": (people(BEN, recordings=0), [LAWFUL[2]]),
    "covers_given": (people(BEN, covers_given=0), [COVER]),
    "hosted_lessons": (people(CLEO, hosted_lessons_week=0), [OWN]),
    "own_minutes": (people(BEN, own_minutes_week=[50, 49]), [COVER]),
}


@pytest.mark.parametrize("rule", OF_ONE_PERSON)
def test_a_cap_of_ones_own_overrides_that_of_all(rule):
    instance, visits = OF_ONE_PERSON[rule]
    assert broken(instance, *visits) == {rule}


def test_minutes_count_once_and_only_of_free_lessons():
    """Ana is away 470 to 540: all 50 minutes of her free period. Her class that Ben takes costs her none."""
    assert broken(people(ANA, own_minutes_week=50), OWN, COVER) == set()
    assert broken(people(ANA, own_minutes_week=0), COVER) == set()
    assert broken(people(BEN, own_minutes_week=[0, 50]), COVER) == set()


def test_a_lesson_that_is_not_offered_is_not_lawful():
    instance = by_hand() | {"offers": [{"lessons": [5]}, {"lessons": [4]}]}
    instance["requests"][0]["hosts"] = [[CLEO, 0.5, 0]]
    assert broken(instance, OWN) == {"right_subject"}
    instance["requests"][0]["hosts"] = [[CLEO, 0.5, 1]]
    assert broken(instance, OWN) == set()


@pytest.mark.parametrize(("of_host", "of_offer", "agreed"), [(True, False, False), (False, True, True),
                                                             (True, None, True), (False, None, False)])  # fmt: skip
def test_the_consent_of_an_offer_goes_before_that_of_its_host(of_host, of_offer, agreed):
    instance = people(CLEO, recording=of_host) | {"offers": [{"lessons": [4]} | {"recording": of_offer}]}
    instance["requests"][2]["hosts"] = [[CLEO, 1.0, 0]]
    assert broken(instance, LAWFUL[2]) == (set() if agreed else {"consent"})


def test_a_bound_that_is_passed_is_no_bound():
    worth = value_of(by_hand(), plan(*LAWFUL))
    assert broken(by_hand(), *LAWFUL, value=worth, bound=worth - 0.1) == {"told_value"}
    assert broken(by_hand(), *LAWFUL, value=worth, bound=worth) == set()


def test_the_window_before_school_counts():
    early = by_hand()
    early["lessons"][0] |= {"start": 490, "end": 520}
    early["lessons"][4] |= {"start": 470, "end": 530}
    assert "watch_time" in broken(early, OWN)
    early["rules"]["before"] = 30
    early["lessons"][3]["start"] = 490  # the school begins with Ana's free period
    assert broken(early, OWN) == set()


MALFORMED = [
    {"request": 9}, {"request": "0"}, {"request": True}, {"host": -1}, {"week": 2}, {"mode": "walk"}, {"lesson": 99},
    {"lesson": None}, {"window": [0, 0]}, {"window": [77]}, {"window": 3}, {"mode": "cover"}, {"cover": 2},
]  # fmt: skip


@pytest.mark.parametrize("change", MALFORMED, ids=str)
def test_what_names_nothing_is_malformed_and_stops_no_other_check(change):
    found = check_plan(by_hand(), plan(other(OWN, **change), COVER))
    assert [(one.rule, one.visits) for one in found if one.rule == "well_formed"] == [("well_formed", (0,))]


@pytest.mark.parametrize("raw", [None, [], {"format": "x"}, {"format": "staffroom-plan/1", "visits": 3}])
def test_what_is_no_plan_is_refused(raw):
    with pytest.raises(Unreadable, match=r"Write|Give"):
        check_plan(by_hand(), raw)


def test_ben_covers_at_most_once_in_a_week():
    instance = rules(visits_per_visitor_week=2)
    twice = [other(COVER, request=1, week=0), other(COVER, request=0, week=0, lesson=5)]
    assert "lesson_once" in broken(instance, *twice)
    assert instance["lessons"][2]["person"] == BEN
