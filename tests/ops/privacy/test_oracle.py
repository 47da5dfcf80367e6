"""What the check expects comes from facts of its own, not from the guards that it checks."""

import ast
from datetime import date
from pathlib import Path

import pytest

from staffroom.ops import privacy
from staffroom.ops.privacy.cells import Cell, UnknownCondition, expected
from staffroom.ops.privacy.oracle import Facts, Person, Thing
from staffroom.ops.privacy.routes import addresses, read, unlisted
from staffroom.spine.access import Audience, Permission

FOLDER = Path(privacy.__file__).parent


def test_the_oracle_imports_no_guard():
    """Neither oracle nor subjects import queries, rules or actions of any slice."""
    for name in ("oracle.py", "subjects.py"):
        for node in ast.walk(ast.parse((FOLDER / name).read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").endswith(("queries", "rules", "actions")), (name, node.module)


TODAY = date(2026, 11, 25)
ANA, BEN, PAZ, EVE, DANA = 1, 2, 3, 4, 5


@pytest.fixture
def facts() -> Facts:
    held = [
        (ANA, 10, "teacher"),
        (BEN, 10, "teacher"),
        (PAZ, 10, "principal"),
        (EVE, 20, "teacher"),
        (DANA, None, "central"),
    ]
    return Facts(TODAY, held, [], [], dict.fromkeys((ANA, BEN, PAZ, EVE, DANA), 7), {ANA, BEN, EVE})


def person(staff: int) -> Person:
    return Person(str(staff), staff, staff, 7)


NEED = Thing("need", "need", frozenset({ANA}), 7, "n", "n")


def test_where_nothing_is_recorded_every_administrator_evaluates(facts):
    assert facts.evaluators(ANA) == {PAZ}
    facts.recorded.append((EVE, ANA))
    assert facts.evaluators(ANA) == {EVE}
    assert facts.standing(person(EVE), NEED).evaluates
    assert facts.standing(person(PAZ), NEED).leads


def test_a_grant_counts_for_its_colleague_and_record_only(facts):
    facts.grants.append((BEN, "need", "n", True))
    assert facts.may(person(BEN), NEED, Permission.READ)
    assert not facts.may(person(EVE), NEED, Permission.READ)
    assert not facts.may(person(BEN), Thing("other", "need", frozenset({ANA}), 7, "m", "m"), Permission.READ)
    facts.recorded.append((BEN, ANA))
    assert not facts.may(person(BEN), NEED, Permission.READ)


def test_nobody_of_another_district_nor_without_work_gets_anything(facts):
    offer = Thing("offer", "offer", frozenset({ANA}), 7, "o", "o", published=Audience.DISTRICT)
    assert facts.may(person(EVE), offer, Permission.READ)
    assert not facts.may(Person("far", EVE, EVE, 8), offer, Permission.READ)
    del facts.active[EVE]
    assert not facts.may(person(EVE), offer, Permission.READ)
    assert not facts.may(Person("stranger"), offer, Permission.READ)


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        ("anybody", {ANA, BEN, PAZ, EVE, DANA}),
        ("nobody", set()),
        ("signed in", {ANA, BEN, PAZ, EVE, DANA}),
        ("teaches", {ANA, BEN, EVE}),
        ("read", {ANA}),
        ("read school_time", {PAZ, DANA}),
        ("list offer", {ANA, BEN, PAZ, EVE, DANA}),
        ("read, teaches", {ANA}),
        ("read, host", set()),
    ],
)
def test_conditions_are_decided(facts, condition, who):
    assert {one for one in (ANA, BEN, PAZ, EVE, DANA) if expected(facts, person(one), NEED, condition)} == who


@pytest.mark.parametrize("condition", ["reed", "read nothing", "sometimes"])
def test_a_condition_that_nobody_can_decide_is_a_fault(facts, condition):
    with pytest.raises(UnknownCondition, match=condition):
        expected(facts, person(ANA), NEED, condition)


def test_an_answer_is_wrong_when_it_differs_and_a_leak_when_somebody_gets_in():
    def cell(should: bool | None, got: bool | None, status: int = 200) -> Cell:
        return Cell("Ben", "get", "needs/", "", should, got, status)

    assert cell(False, True).wrong and cell(False, True).leaks
    assert cell(True, False).wrong and not cell(True, False).leaks
    assert not cell(True, True).wrong and not cell(False, False).wrong
    assert cell(True, None).wrong
    assert not cell(None, True).wrong and cell(None, True, 500).wrong and cell(True, True, 500).wrong
    assert cell(False, True).told() == "Ben gets in: GET needs/ (page, 200)"


def test_every_address_is_listed():
    assert unlisted(addresses()) == []


def test_an_address_that_is_not_listed_is_named(monkeypatch):
    monkeypatch.setattr("staffroom.ops.privacy.routes.patterns", lambda: iter(["new/", "help/"]))
    found = unlisted(read('["help/"]\nget = "signed in"\n["old/"]\nget = "signed in"'))
    assert found == ["not listed: new/", "listed, but not there: old/"]
