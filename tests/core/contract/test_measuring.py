"""How near planned time comes to each rule: the same numbers as the checker's, whatever the limits are."""

import random
from dataclasses import replace
from datetime import date

import pytest

from staffroom.core.contract import Case, Directs, Kind, Person, Planned, Purpose, Rule, check
from staffroom.core.contract.measuring import measures

MONDAY = date(2026, 10, 5).toordinal()
ANA = Person("ana", frozenset({"elementary"}), frozenset({"teacher"}))
FREE = {("ana", MONDAY): ((480, 530),), ("ana", MONDAY + 1): ((480, 530),)}


def case(*rules, planned=()):
    return Case(tuple(rules), (ANA,), tuple(planned), FREE, {("ana", MONDAY): 900}, (MONDAY + 10,))


def test_the_week_that_comes_nearest_is_told():
    rule = Rule("r", Kind.IN_PREP_WEEK, 60)
    planned = [
        Planned("ana", MONDAY, 480, 500, prep=((480, 500),)),
        Planned("ana", MONDAY + 7, 480, 525, prep=((480, 525),)),
    ]
    (found,) = measures(case(rule, planned=planned))
    assert (found.made, found.most, found.date, found.kept) == (45, 60, MONDAY + 7, True)
    (over,) = measures(case(replace(rule, limit=44), planned=planned))
    assert not over.kept


def test_preparation_is_what_remains():
    planned = [Planned("ana", MONDAY, 480, 500, prep=((480, 500),))]
    (found,) = measures(case(Rule("r", Kind.PREP_WEEK, 80), planned=planned))
    assert (found.made, found.most, found.kept) == (80, 80, True)
    (short,) = measures(case(Rule("r", Kind.PREP_WEEK, 81), planned=planned))
    assert not short.kept


def test_nothing_planned_keeps_every_rule_that_speaks_of_the_person():
    told = measures(case(Rule("r", Kind.PLC_WEEK, 0), Rule("s", Kind.PLC_WEEK, 0, roles=frozenset({"nurse"}))))
    assert [(one.rule.id, one.made, one.kept) for one in told] == [("r", None, True)]


def test_each_part_of_a_release_pattern_has_its_own_number():
    parts = {Directs.PRINCIPAL: 40, Directs.TEAM: None}
    rule = Rule("r", Kind.RELEASE_PATTERN, weekday=0, parts=parts)
    planned = [
        Planned("ana", MONDAY, 900, 930, directs=Directs.PRINCIPAL),
        Planned("ana", MONDAY, 930, 940, directs=Directs.UNION),
        Planned("ana", MONDAY, 940, 999, directs=Directs.TEAM),
    ]
    found = {one.directs: (one.made, one.most, one.kept) for one in measures(case(rule, planned=planned))}
    assert found == {"principal": (30, 40, True), "union": (10, 0, False)}


@pytest.mark.parametrize("seed", range(60))
def test_a_rule_is_kept_exactly_where_the_checker_finds_nothing(seed):
    rng = random.Random(seed)
    rules = [
        Rule(f"r{n}", kind, rng.choice((0, 1, 2, 20, 45, 90)), parts={Directs.TEAM: rng.choice((None, 20, 60))})
        for n, kind in enumerate(rng.sample(list(Kind), 5))
    ]
    planned = []
    for _ in range(rng.randint(0, 6)):
        at, day = rng.choice((480, 500, 890, 920)), MONDAY + rng.choice((0, 1, 7, 28))
        end = at + rng.choice((10, 30, 60))
        inside = ((max(at, 480), min(end, 530)),) if at < 530 and day < MONDAY + 2 else ()
        planned.append(Planned("ana", day, at, end, rng.choice(list(Purpose)), rng.choice(list(Directs)), inside))
    whole = case(*rules, planned=planned)
    broken = {one.rule.id for one in check(whole)}
    assert {one.rule.id for one in measures(whole) if not one.kept} == broken
    assert {one.rule.id for one in measures(whole)} == {rule.id for rule in rules}
