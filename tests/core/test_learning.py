"""On which dates reserved time falls, and what it conflicts with: one case that fits and one that does not, each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core import learning
from staffroom.core.contract import Kind, Rule
from staffroom.core.learning import Clash, Repeat, SchoolDate, Slot, SlotKind, conflicts, occurrences

FIRST = date(2026, 10, 1)
DATES = [(FIRST + timedelta(days=n)).toordinal() for n in range(31)]
HOLIDAY = date(2026, 10, 12).toordinal()
DAYS = {
    day: SchoolDate(("A" if n % 2 else "B",), ((480, 530), (535, 585)), 585)
    for n, day in enumerate(DATES)
    if date.fromordinal(day).weekday() < 5 and day != HOLIDAY
}


def day(number):
    return date(2026, 10, number).toordinal()


def slot(number=7, start=600, end=660, *, kind=SlotKind.COLLABORATION, name="1", **given):
    """Once on a day of October unless told otherwise; the last bell is at 9:45."""
    repeated = given.get("repeat", Repeat.ONCE) is not Repeat.ONCE
    first, last = (DATES[0], DATES[-1]) if repeated else (day(number), day(number))
    return Slot(name, kind, first, last, start, end, **given)


def found(*slots, rules=(), level="elementary", first_days=()):
    return [
        (one.clash, date.fromordinal(one.date).day)
        for one in conflicts(slots, DATES, DAYS, level=level, rules=rules, first_days=first_days)
    ]


def days_of(one):
    return [date.fromordinal(found).day for found in occurrences(one, DATES, DAYS)]


def test_each_way_of_repeating():
    assert days_of(slot(7)) == [7]
    assert days_of(slot(repeat=Repeat.WEEKLY, weekday=2)) == [7, 14, 21, 28]
    assert days_of(slot(repeat=Repeat.MONTHLY, weekday=2, ordinal=3)) == [21]
    assert days_of(slot(repeat=Repeat.MONTHLY, weekday=2, ordinal=5)) == []
    assert days_of(slot(repeat=Repeat.CYCLE, cycle_day="A"))[:3] == [2, 6, 8]


def test_what_repeats_leaves_out_days_without_school_and_stops_at_its_end():
    mondays = slot(repeat=Repeat.WEEKLY, weekday=0)
    assert days_of(mondays) == [5, 19, 26]
    assert days_of(replace(mondays, last=day(19))) == [5, 19]
    assert found(mondays) == []


FITS_AND_NOT = [
    (Clash.NO_SCHOOL, [slot(7)], [slot(12)], 12),
    (Clash.SCHOOL_IN_SESSION, [slot(12, kind=SlotKind.PD_DAY)], [slot(7, kind=SlotKind.PD_DAY)], 7),
    (Clash.CUTS_CLASS, [slot(7, 585, 660)], [slot(7, 584, 660)], 7),
    (Clash.TWO_AT_ONCE, [slot(7, 600, 660), slot(7, 660, 700, name="2")], [slot(7), slot(7, 659, 700, name="2")], 7),
]


@pytest.mark.parametrize(("clash", "fits", "clashes", "number"), FITS_AND_NOT)
def test_what_fits_has_no_conflict_and_what_does_not_has_its_own(clash, fits, clashes, number):
    assert found(*fits) == []
    assert found(*clashes) == [(clash, number)]


def test_only_the_same_people_can_be_asked_twice():
    one = slot(7, roles=frozenset({"teacher"}))
    assert found(one, slot(7, name="2", roles=frozenset({"aide"}))) == []
    assert found(one, slot(7, name="2", roles=frozenset({"teacher", "aide"}))) == [(Clash.TWO_AT_ONCE, 7)]
    assert found(one, slot(7, name="2", levels=frozenset({"high"}))) == [], "it is for other schools"


def test_the_contract_is_asked_and_its_rule_named():
    pattern = Rule("9", Kind.RELEASE_PATTERN, weekday=2, ordinal=1, parts={"principal": 40, "team": None})
    release = {"kind": SlotKind.EARLY_RELEASE, "directs": "principal"}
    assert found(slot(7, 585, 625, **release), rules=(pattern,)) == []
    assert found(slot(7, 585, 626, **release), rules=(pattern,)) == [(Clash.CONTRACT, 7)]
    (told,) = conflicts([slot(7, 585, 626, **release)], DATES, DAYS, level="", rules=(pattern,))
    assert told.violation is not None and (told.violation.rule, told.violation.made) == (pattern, 41)


def test_a_rule_of_a_month_blames_the_first_slot_of_it():
    meetings = slot(repeat=Repeat.WEEKLY, weekday=2, kind=SlotKind.FACULTY_MEETING)
    most = Rule("9", Kind.MEETINGS_MONTH, 2)
    (told,) = conflicts([meetings], DATES, DAYS, level="elementary", rules=(most,))
    assert (told.slot, told.violation and told.violation.made) == (meetings, 4)


def test_without_the_check_nothing_is_found(monkeypatch):
    for name in ("_with_the_day", "_with_each_other", "_with_the_contract"):
        monkeypatch.setattr(learning, name, lambda *_given: [])
    assert [found(*clashes) for _clash, _fits, clashes, _number in FITS_AND_NOT] == [[], [], [], []]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(585, 700), st.integers(1, 90)), max_size=8))
def test_two_at_once_are_counted_as_a_slow_counter_does(given_slots):
    slots = [slot(n, start, start + length, name=str(at)) for at, (n, start, length) in enumerate(given_slots)]
    slow = sum(
        one.first == other.first and any(one.start <= m < one.end and other.start <= m < other.end for m in range(1440))
        for at, one in enumerate(slots)
        for other in slots[:at]
    )
    assert sum(clash is Clash.TWO_AT_ONCE for clash, _day in found(*slots)) == slow
