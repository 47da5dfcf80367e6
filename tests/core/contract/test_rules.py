"""Each kind of contract rule: one that holds, one that breaks it, and one that shows the guard bites."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.contract import (
    Case,
    Kind,
    Person,
    Planned,
    Rule,
    check,
    covers,
    rule_sentence,
    violation_sentence,
)
from staffroom.core.contract.checking import CHECKS

MONDAY = date(2026, 10, 5)
ANA = Person("ana", frozenset({"elementary"}), frozenset({"teacher"}))
PREP = {("ana", (MONDAY + timedelta(days=n)).toordinal()): ((540, 600),) for n in range(5)}
BELLS = {("ana", (MONDAY + timedelta(days=n)).toordinal()): 870 for n in range(-90, 60)}


def on(day=0, start=900, end=960, **given):
    """A stretch of Ana's, so many days after that Monday."""
    return Planned("ana", (MONDAY + timedelta(days=day)).toordinal(), start, end, **given)


def prep(day=0, minutes=30, **given):
    """A meeting in Ana's preparation from nine."""
    return on(day, 540, 540 + minutes, prep=((540, 540 + minutes),), **given)


def case(rule, *planned, people=(ANA,)):
    first = (date(2026, 11, 2)).toordinal()
    return Case((rule,), people, planned, PREP, BELLS, (first,))


def rule(kind, limit=0, **given):
    return Rule("1", kind, limit, **given)


PATTERN = rule(Kind.RELEASE_PATTERN, weekday=2, ordinal=1, parts={"principal": 40, "team": 30, "union": 10})
THIRD = rule(Kind.RELEASE_PATTERN, weekday=2, ordinal=3, parts={"district": 45, "team": None})

# Name -> rule, what holds, what breaks it, the numbers (made, most).
KINDS = {
    "prep": (rule(Kind.PREP_WEEK, 250), [prep(0, 30), prep(1, 20)], [prep(0, 30), prep(1, 21)], (249, 250)),
    "inside prep": (rule(Kind.IN_PREP_WEEK, 30), [prep(0, 30), on(1)], [prep(0, 20), prep(1, 11)], (31, 30)),
    "plc": (
        rule(Kind.PLC_WEEK, 1),
        [on(0, purpose="plc"), on(7, purpose="plc"), on(1)],
        [on(0, purpose="plc"), on(4, purpose="plc")],
        (2, 1),
    ),
    "meetings": (rule(Kind.MEETINGS_MONTH, 2), [on(0), on(7), on(27)], [on(0), on(7), on(14)], (3, 2)),
    "length": (
        rule(Kind.MEETING_LENGTH, 60),
        [on(0), on(1, 900, 990, purpose="training")],
        [on(0, 900, 961)],
        (61, 60),
    ),
    "after the bell": (rule(Kind.AFTER_BELL, 90), [on(0)], [on(0, 930, 961)], (91, 90)),
    "pre-service": (
        rule(Kind.PRESERVICE, 120),
        [on(0), on(1, purpose="training"), on(2, purpose="plc"), on(-40)],
        [on(0), on(1, 900, 961, purpose="training")],
        (121, 120),
    ),
    "share": (
        rule(Kind.DIRECTED_SHARE, 25),
        [on(0, 900, 925, purpose="plc", directs="principal"), on(1, 900, 975, purpose="collaboration")],
        [on(1, 900, 974, purpose="collaboration"), on(0, 900, 926, purpose="plc", directs="principal")],
        (26, 25),
    ),
    "first Wednesday": (
        PATTERN,
        [on(30, 870, 910, directs="principal"), on(30, 910, 940), on(9, 870, 990, directs="district")],
        [on(30, 870, 911, directs="principal")],
        (41, 40),
    ),
    "nobody else": (PATTERN, [on(30, 600, 690, directs="district")], [on(30, 870, 871, directs="district")], (1, 0)),
    "third Wednesday": (
        THIRD,
        [on(16, 870, 915, directs="district"), on(16, 915, 1100)],
        [on(16, 870, 900, directs="district"), on(16, 900, 916, directs="district")],
        (46, 45),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_the_clause_allows_holds(name):
    given_rule, holds, _breaks, _numbers = KINDS[name]
    assert check(case(given_rule, *holds)) == ()


@pytest.mark.parametrize("name", KINDS)
def test_one_more_breaks_it_with_the_numbers(name):
    given_rule, _holds, breaks, numbers = KINDS[name]
    (found,) = check(case(given_rule, *breaks))
    assert (found.rule, found.person, (found.made, found.most)) == (given_rule, "ana", numbers)


@pytest.mark.parametrize("name", KINDS)
def test_the_guard_bites(name, monkeypatch):
    """Without the check of its kind the same plan passes: it is this check and no other that finds it."""
    given_rule, _holds, breaks, _numbers = KINDS[name]
    monkeypatch.setitem(CHECKS, given_rule.kind, lambda *_given: iter(()))
    assert check(case(given_rule, *breaks)) == ()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_held_already_is_nobodys_new_request(name):
    given_rule, _holds, breaks, _numbers = KINDS[name]
    held = [replace(one, proposed=False) for one in breaks]
    assert check(case(given_rule, *held)) == ()
    assert len(check(case(given_rule, *held[:-1], breaks[-1]))) == 1, "but the last drop counts"


@pytest.mark.parametrize("name", KINDS)
def test_outside_its_dates_levels_and_roles_a_rule_says_nothing(name):
    given_rule, _holds, breaks, _numbers = KINDS[name]
    days = [one.date for one in breaks]
    for other in (
        replace(given_rule, until=min(days) - 1),
        replace(given_rule, since=max(days) + 1),
        replace(given_rule, levels=frozenset({"high"})),
        replace(given_rule, roles=frozenset({"bus"})),
    ):
        assert check(case(other, *breaks)) == ()
    mine = replace(given_rule, since=min(days), until=max(days), levels=ANA.levels, roles=ANA.roles)
    assert len(check(case(mine, *breaks))) == 1


def test_a_rule_of_two_levels_covers_whoever_is_in_one():
    either = rule(Kind.PREP_WEEK, levels=frozenset({"elementary", "k8"}), roles=frozenset({"teacher"}))
    assert covers(either, ANA)
    assert not covers(either, replace(ANA, roles=frozenset()))


def test_another_persons_time_is_not_counted():
    other = replace(on(0, 900, 1000), person="ben")
    assert check(case(rule(Kind.MEETING_LENGTH, 60), other)) == ()


PURPOSES, DIRECTS = ("meeting", "plc", "collaboration", "training"), ("team", "principal", "district", "union")


@st.composite
def stretches(draw):
    start = draw(st.integers(520, 620))
    end = start + draw(st.integers(1, 90))
    inside = draw(st.booleans())
    return on(
        draw(st.integers(0, 20)), start, end, purpose=draw(st.sampled_from(PURPOSES)),
        directs=draw(st.sampled_from(DIRECTS)), prep=((start, end),) if inside else (), proposed=draw(st.booleans()),
    )  # fmt: skip


def brute(kind, limit, planned):
    """Counted the slow way: walk over every minute of every day."""
    weeks, months = defaultdict(list), defaultdict(list)
    for one in planned:
        weeks[date.fromordinal(one.date).isocalendar()[:2]].append(one)
        months[date.fromordinal(one.date).month].append(one)

    def prep_minutes(held, day):
        return sum(
            any(s <= minute < e for one in held if one.date == day for s, e in one.prep) for minute in range(1440)
        )

    broken = 0
    for held in weeks.values() if kind in (Kind.PREP_WEEK, Kind.IN_PREP_WEEK, Kind.PLC_WEEK) else months.values():
        days = {one.date for one in held}
        if kind is Kind.IN_PREP_WEEK:
            total = sum(prep_minutes(held, day) for day in days)
            broken += total > limit and any(one.proposed and one.prep for one in held)
        elif kind is Kind.PREP_WEEK:
            week = date.fromordinal(min(days)).isocalendar()[:2]
            left, asked = 0, False
            for (_who, day), intervals in PREP.items():
                for start, end in intervals if date.fromordinal(day).isocalendar()[:2] == week else ():
                    for minute in range(start, end):
                        takes = [o for o in held if o.date == day and any(s <= minute < e for s, e in o.prep)]
                        left += not takes
                        asked = asked or any(one.proposed for one in takes)
            broken += left < limit and asked
        elif kind in (Kind.PLC_WEEK, Kind.MEETINGS_MONTH):
            purpose = "plc" if kind is Kind.PLC_WEEK else "meeting"
            counted = [one for one in held if one.purpose == purpose]
            broken += len(counted) > limit and any(one.proposed for one in counted)
        elif kind is Kind.DIRECTED_SHARE:
            counted = [one for one in held if one.purpose in ("plc", "collaboration")]
            directed = [one for one in counted if one.directs in ("principal", "district")]
            whole, part = (sum(o.end - o.start for o in of) for of in (counted, directed))
            broken += part * 100 > limit * whole and any(one.proposed for one in directed)
    return broken


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([Kind.PREP_WEEK, Kind.IN_PREP_WEEK, Kind.PLC_WEEK, Kind.MEETINGS_MONTH, Kind.DIRECTED_SHARE]),
    st.integers(0, 300),
    st.lists(stretches(), max_size=7),
)
def test_it_counts_as_a_slow_counter_does(kind, limit, planned):
    limit = (
        limit if kind in (Kind.PREP_WEEK, Kind.IN_PREP_WEEK) else limit % (101 if kind is Kind.DIRECTED_SHARE else 4)
    )
    assert len(check(case(rule(kind, limit), *planned))) == brute(kind, limit, planned)


def test_a_rule_is_told_from_its_data():
    some = rule(Kind.PREP_WEEK, 225, levels=frozenset({"elementary", "k8"}), roles=frozenset({"teacher"}))
    assert rule_sentence(some) == (
        "Teachers in elementary schools and K–8 schools: at least 225 minutes of preparation remain in every week."
    )
    assert rule_sentence(some, "es") == (
        "Docentes en escuelas primarias y escuelas K–8: quedan al menos 225 minutos de preparación cada semana."
    )
    assert rule_sentence(rule(Kind.PLC_WEEK, 1)) == "At most 1 PLC meeting a week."
    assert rule_sentence(PATTERN) == (
        "On the 1st Wednesday of the month, after the last bell: the principal 40 minutes, the team 30 minutes,"
        " the union 10 minutes."
    )
    assert "the team the rest" in rule_sentence(THIRD)
    every = replace(PATTERN, ordinal=0)
    assert rule_sentence(every).startswith("On every Wednesday, after the last bell:")
    assert rule_sentence(every, "es").startswith("Cada miércoles, después del último timbre:")


@pytest.mark.parametrize("name", KINDS)
def test_each_violation_has_its_sentence_with_the_clause(name):
    given_rule, _holds, breaks, (made, most) = KINDS[name]
    named = replace(given_rule, clause="Article 9.3", words="as agreed")
    (found,) = check(case(named, *breaks))
    for lang in ("en", "es"):
        told = violation_sentence(found, lang)
        assert told.endswith("(Article 9.3: as agreed)")
        assert str(made) in told and str(most) in told and "{" not in told
        assert "{" not in rule_sentence(named, lang)


def test_a_month_is_told_by_its_name():
    _rule, _holds, breaks, _numbers = KINDS["meetings"]
    (found,) = check(case(rule(Kind.MEETINGS_MONTH, 2), *breaks))
    assert violation_sentence(found) == "The month of October 2026 would have 3 staff meetings; 2 a month is the most."
    assert violation_sentence(found, "es").startswith("El mes de octubre de 2026 tendría 3 reuniones")
