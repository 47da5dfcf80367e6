"""Who could cover: one planted case a rule, the order in which they are asked, checker and finder on random cases."""

import random
from dataclasses import replace
from datetime import date

import pytest

from staffroom.core.visits import Busy, Lesson
from staffroom.core.visits.cover import (
    COVER_SENTENCES,
    Colleague,
    CoverCase,
    CoverRule,
    check_cover,
    cover_sentence,
    free_period,
    who_could_cover,
)

MONDAY = date(2026, 11, 30).toordinal()
HELD = Lesson("v2", "V", "S1", MONDAY, 485, 535, "teach", "2", "ela", "x")


def free(person, start=485, end=535, day=MONDAY, school="S1"):
    return Lesson(f"{person}{day}{start}", person, school, day, start, end, "free", "2")


LESSONS = (free("A"), free("A", day=MONDAY + 1), free("B"))
BASE = CoverCase(HELD, "H", {"A": Colleague("A"), "B": Colleague("B")}, LESSONS)
ELSEWHERE = replace(BASE, lessons=(free("A", school="S2"),))


def about_a(**changes):
    return replace(BASE, colleagues={"A": Colleague("A", **changes)})


CASES = [
    (CoverRule.PART_OF_VISIT, replace(BASE, host="A")),
    (CoverRule.SAID_NO, replace(BASE, said_no=frozenset({"A"}))),
    (CoverRule.NOT_FREE, replace(BASE, lessons=(free("A", 500, 535), free("A", day=MONDAY + 1)))),
    (CoverRule.AWAY, replace(BASE, busy=(Busy("A", MONDAY),))),
    (CoverRule.PROMISED, replace(BASE, busy=(Busy("A", MONDAY, 485, 495, "promise"),))),
    (CoverRule.COVERS_CAP, about_a(given=3)),
    (CoverRule.CONTRACT, about_a(least=51)),
]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_one_rule_is_broken_and_exactly_that_one_is_named(rule, case):
    found = check_cover("A", case)
    assert [violation.rule for violation in found] == [rule]
    assert "{" not in cover_sentence(found[0]) + cover_sentence(found[0], "es")
    assert "A" not in who_could_cover(case)


def test_another_school_is_named_besides():
    assert CoverRule.OTHER_SCHOOL in {one.rule for one in check_cover("A", ELSEWHERE)}
    assert who_could_cover(ELSEWHERE) == ()


def test_every_rule_has_sentences_in_both_languages_and_the_clause_is_told():
    for texts in COVER_SENTENCES.values():
        assert {code.split(".")[0] for code in texts} == {rule.value for rule in CoverRule}
    found = check_cover("A", about_a(least=90, clause="Article 9"))
    assert "(Article 9)" in cover_sentence(found[0]) and "(Article 9)" in cover_sentence(found[0], "es")


def test_just_inside_every_rule_it_is_allowed():
    assert check_cover("A", about_a(given=2, least=50)) == ()
    assert check_cover("A", about_a(given=9)) != () == check_cover("A", replace(about_a(given=9), covers_given=None))
    assert free_period("A", BASE) == LESSONS[0]


def test_fewest_covers_first_then_most_free_time_then_by_id():
    assert who_could_cover(BASE) == ("A", "B")  # A keeps one free period more
    assert who_could_cover(replace(BASE, lessons=(free("A"), free("B")))) == ("A", "B")
    assert who_could_cover(replace(BASE, colleagues={"A": Colleague("A", 1), "B": Colleague("B")})) == ("B", "A")


def planted(seed):
    rng = random.Random(seed)
    names = [f"P{n}" for n in range(6)]
    lessons = []
    for name in names:
        for day in range(MONDAY, MONDAY + 5):
            for at in range(430, 700, 55):
                if rng.random() < 0.4:
                    end = at + rng.choice((50, 55, 60))
                    lessons.append(free(name, at, min(end, at + 55), day, rng.choice(("S1", "S1", "S2"))))
    busy = tuple(
        Busy(
            rng.choice(names),
            MONDAY + rng.randint(0, 5),
            at,
            at + rng.choice((5, 40, 300)),
            rng.choice(("away", "promise")),
        )
        for at in rng.sample(range(420, 700), rng.randint(0, 8))
    )
    colleagues = {n: Colleague(n, rng.randint(0, 4), rng.choice((None, 50, 200, 400))) for n in names}
    held = replace(HELD, start=485, end=rng.choice((535, 530)), person=rng.choice(("V", "P0")))
    said_no = frozenset(n for n in names if rng.random() < 0.1)
    return CoverCase(held, rng.choice(("H", "P1")), colleagues, tuple(lessons), busy, said_no, rng.choice((1, 3, None)))


def test_finder_and_checker_agree_on_everybody():
    could = 0
    for seed in range(600):
        case = planted(seed)
        allowed = {one for one in case.colleagues if not check_cover(one, case)}
        assert set(who_could_cover(case)) == allowed, seed
        could += len(allowed)
    assert could > 300
