"""The five ways to see a class: one planted case a rule, and the finder against the oracle on random instances."""

from dataclasses import replace

import pytest

from staffroom.core.visits import Booked, Busy, Lesson, Proposed, Rule, check, find_slots
from staffroom.core.visits.modes import (
    MODE_SENTENCES,
    Mode,
    ModeRule,
    ModeViolation,
    Terms,
    check_mode,
    in_mode,
    mode_sentence,
    slots_in,
)
from tests.core.visits.oracle import lawful
from tests.core.visits.test_request import planted
from tests.core.visits.test_rules import BASE, MONDAY, VISIT

H2 = Lesson("h2", "H", "S1", MONDAY, 490, 530, "teach", "2", "math", "x")  # in the visitor's school, during class v2
CLASS = replace(BASE, lessons=(*BASE.lessons, H2))
COVERED = Proposed("V", "H", "h2", 490, 530, ("v2",), ("v2",))
VIDEO = Proposed("V", "H", "h", 545, 595, ("v3",))
WATCHING = Proposed("V", "H", "v3", 540, 600, ("v3",))


def ruled(instance, **changes):
    return replace(instance, rules=replace(instance.rules, **changes))


def past(mode, number=1, visitor="V", host="K", lesson="k"):
    """So many visits in a mode, some weeks ago."""
    own = mode in ("own", "video")
    return tuple(Booked(visitor, host, MONDAY - 21 - n, f"{lesson}{n}", 500, 550, own, mode) for n in range(number))


def with_booked(instance, *booked):
    return replace(instance, booked=booked)


THIS_WEEK = tuple(Booked("W", "H", MONDAY + 1, f"w{n}", 500, 550, True, "video") for n in range(2))
CASES = [
    (ModeRule.NOT_FROM_AFAR, Mode.VIDEO, VIDEO, BASE, Terms()),
    (ModeRule.NOT_FROM_AFAR, Mode.RECORDING, WATCHING, BASE, Terms()),
    (ModeRule.COVERED_CLASSES, Mode.SUBSTITUTE, VISIT, BASE, Terms()),
    (ModeRule.HOSTS_THEN, Mode.COVER, COVERED, with_booked(CLASS, Booked("W", "V", MONDAY, "v2", 485, 535)), Terms()),
    (ModeRule.CLASSES_MISSED_CAP, Mode.COVER, COVERED, with_booked(CLASS, *past("cover", 3)), Terms()),
    (ModeRule.CLASSES_MISSED_CAP, Mode.SUBSTITUTE, COVERED, with_booked(CLASS, *past("substitute", 3)), Terms()),
    (ModeRule.VIDEOS_WEEK_CAP, Mode.VIDEO, VIDEO, ruled(with_booked(BASE, *THIS_WEEK), videos_hosted_week=2),
     Terms(video=True)),
    (ModeRule.RECORDINGS_CAP, Mode.RECORDING, WATCHING, with_booked(BASE, *past("recording", 2)),
     Terms(recording=True)),
    (ModeRule.LAST_RESORT, Mode.SUBSTITUTE, COVERED, CLASS, Terms(otherwise=1)),
    (ModeRule.SUBSTITUTE_BUDGET, Mode.SUBSTITUTE, COVERED, ruled(CLASS, substitute_half_days=4), Terms(half_days=4)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "mode", "visit", "instance", "terms"), CASES)
def test_one_rule_is_broken_and_exactly_that_one_is_named(rule, mode, visit, instance, terms):
    found = check_mode(mode, visit, instance, terms)
    assert [violation.rule for violation in found] == [rule]
    assert "{" not in mode_sentence(found[0]) + mode_sentence(found[0], "es")
    if rule != ModeRule.COVERED_CLASSES:  # another window does for the same lesson
        assert visit.lesson not in {one.slot.lesson for one in slots_in(mode, instance, terms)}


def test_every_rule_has_a_case_and_both_languages():
    assert {case[0] for case in CASES} == set(ModeRule)
    for texts in MODE_SENTENCES.values():
        assert {code.split(".")[0] for code in texts} == {rule.value for rule in ModeRule}
    assert mode_sentence(ModeViolation(ModeRule.HOSTS_THEN)).endswith(".")


@pytest.mark.parametrize(
    ("mode", "visit", "instance", "terms"),
    [
        (Mode.OWN, VISIT, BASE, Terms()),
        (Mode.VIDEO, VIDEO, BASE, Terms(video=True)),
        (Mode.RECORDING, WATCHING, BASE, Terms(recording=True)),
        (Mode.COVER, COVERED, CLASS, Terms()),
        (Mode.SUBSTITUTE, COVERED, CLASS, Terms(otherwise=0)),
    ],
)
def test_the_plain_case_of_each_way_is_allowed_and_found(mode, visit, instance, terms):
    assert check_mode(mode, visit, instance, terms) == ()
    slot = next(one for one in slots_in(mode, instance, terms) if one.slot.lesson == visit.lesson)
    assert (slot.slot.start, slot.slot.end) >= (visit.start, 0) and slot.slot.end >= visit.end
    assert set(visit.covered) <= set(slot.covered) <= set(slot.uses)


def test_a_video_takes_no_seat_and_no_way():
    full = ruled(with_booked(BASE, Booked("W", "H", MONDAY, "h", 545, 595)), visitors_per_lesson=1, max_travel=5)
    assert Rule.SEATS in {one.rule for one in check(VISIT, full)}
    assert check_mode(Mode.VIDEO, VIDEO, full, Terms(video=True)) == ()
    watched = with_booked(BASE, Booked("W", "H", MONDAY, "h", 545, 595, True, "video"))
    assert check(VISIT, ruled(watched, visitors_per_lesson=1, hosted_lessons_week=1)) == ()


def test_a_recording_costs_no_place_in_the_week_and_no_own_period():
    before = with_booked(BASE, Booked("V", "K", MONDAY + 1, "k", 500, 550, False, "recording"))
    assert check(VISIT, ruled(before, own_periods=1)) == ()
    assert [one.slot.lesson for one in slots_in(Mode.OWN, ruled(before, own_periods=1))] == ["h"]


def test_a_covered_class_gives_no_preparation_away():
    """The contract counts what is left of free time; a class that is covered was none."""
    tight = ruled(CLASS, contract_prep_minutes_week=60)
    assert check_mode(Mode.COVER, COVERED, tight) == ()
    journey = replace(COVERED, window=("v2", "v3"))
    assert check_mode(Mode.COVER, journey, tight) == ()


def test_a_substitute_takes_one_half_of_the_day():
    late = Lesson("v9", "V", "S1", MONDAY, 780, 830, "teach", "6")
    both = replace(COVERED, window=("v2", "v9"), covered=("v2", "v9"))
    broken = {one.rule for one in check_mode(Mode.SUBSTITUTE, both, replace(CLASS, lessons=(*CLASS.lessons, late)))}
    assert ModeRule.COVERED_CLASSES in broken


def test_busy_in_the_covered_class_is_seen():
    promised = replace(CLASS, busy=(Busy("V", MONDAY, 500, 510, "promise"),))
    assert "h2" not in {one.slot.lesson for one in slots_in(Mode.COVER, promised)}
    assert Rule.VISITOR_PROMISED in {one.rule for one in check_mode(Mode.COVER, COVERED, promised)}


@pytest.mark.parametrize("block", range(6))
def test_every_slot_of_every_way_passes_the_checker(block):
    found = dict.fromkeys(Mode, 0)
    for seed in range(block * 20, block * 20 + 20):
        instance = planted(seed)
        host = replace(instance.request, hosts=instance.request.hosts[:1])
        terms = Terms(video=True, recording=True)
        for mode in Mode:
            case = replace(instance, request=host) if mode == Mode.RECORDING else instance
            for one in slots_in(mode, case, terms):
                assert check_mode(mode, one.proposed("V"), case, terms) == (), (seed, mode)
                assert len(one.covered) == 1 or mode != Mode.COVER
                found[mode] += 1
    assert min(found.values()) > 0, found


@pytest.mark.parametrize("block", range(4))
def test_covers_are_complete_against_the_oracle(block):
    """For each class alone the oracle is asked what would be lawful were it free: all of that is found, no more."""
    number = 0
    for seed in range(block * 15, block * 15 + 15):
        instance = planted(seed)
        found = {one.slot.lesson for one in slots_in(Mode.COVER, instance)}
        expected, seen = set(), {slot.lesson for slot in find_slots(instance).slots}
        lessons = {x.id: x for x in instance.lessons}
        for held in [x for x in instance.lessons if x.person == "V" and x.kind == "teach"]:
            freed = in_mode(Mode.COVER, instance, [held.id])
            for (host, lesson), (start, end) in lawful(freed).items():
                if lessons[lesson].date != held.date or lesson in seen:
                    continue
                slot = next(one for one in find_slots(freed).slots if one.lesson == lesson)
                visit = Proposed("V", host, lesson, start, end, slot.window, (held.id,))
                if held.id in slot.uses and not check_mode(Mode.COVER, visit, instance):
                    expected.add(lesson)
        assert found == expected, seed
        number += len(found)
    assert number > 0
