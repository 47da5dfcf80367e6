"""One planted case a rule: the checker names exactly that rule, the finder refuses it, a sentence tells it."""

from dataclasses import replace
from datetime import date

import pytest

from staffroom.core.visits import (
    CHECKS,
    Booked,
    Busy,
    ClosedDoor,
    Host,
    Instance,
    Lesson,
    Person,
    Proposed,
    Request,
    Rule,
    Rules,
    SchoolDay,
    check,
    find_slots,
    sentence,
)
from staffroom.core.visits.sentences import SENTENCES

MONDAY = date(2026, 11, 30).toordinal()
LESSONS = (
    Lesson("v2", "V", "S1", MONDAY, 485, 535, "teach", "2"),
    Lesson("v3", "V", "S1", MONDAY, 540, 600, "free", "3"),
    Lesson("v4", "V", "S1", MONDAY, 605, 660, "teach", "4"),
    Lesson("h", "H", "S2", MONDAY, 545, 595, "teach", "3", "math", "x"),
)
REQUEST = Request("V", (Host("H", 0.8),), MONDAY, MONDAY + 4, MONDAY - 3, 600, "math")
BASE = Instance(
    request=REQUEST,
    people={"V": Person("V", "Mr Vega", "S1"), "H": Person("H", "Ms Reyes", "S2")},
    lessons=LESSONS,
    days=(SchoolDay("S1", MONDAY, 480, 900), SchoolDay("S2", MONDAY, 480, 900)),
    travel={("S1", "S2"): 12},
    school_names={"S1": "Lincoln", "S2": "Alcott"},
)
VISIT = Proposed("V", "H", "h", 552, 588, ("v3",))


def host(**changes):
    return {"request": replace(REQUEST, hosts=(replace(REQUEST.hosts[0], **changes),))}


def asked(**changes):
    return {"request": replace(REQUEST, **changes)}


def booked(*visits):
    return tuple(Booked(*visit) for visit in visits)


ELSEWHERE = ("V", "K", MONDAY + 1, "k", 500, 550)
BEFORE = ("V", "K", MONDAY - 21, "k", 500, 550)
OTHERS = booked(("A", "H", MONDAY, "h", 545, 595), ("B", "H", MONDAY, "h", 545, 595))
TWO_LESSONS = booked(("A", "H", MONDAY + 1, "h1", 545, 595), ("B", "H", MONDAY + 6, "h2", 545, 595))
PEOPLE_OWN_1 = {**BASE.people, "V": Person("V", "Mr Vega", "S1", own_periods=1)}

CASES = [
    (Rule.HOST_WILLING, host(willing=False), {}),
    (Rule.HOST_WILLING, asked(hosts=()), {}),
    (Rule.HOST_TEACHING, {"lessons": (*LESSONS[:3], replace(LESSONS[3], kind="free"))}, {}),
    (Rule.HOST_TEACHING, {"lessons": (*LESSONS[:3], replace(LESSONS[3], person="K"))}, {}),
    (Rule.RIGHT_SUBJECT, asked(subject="art"), {}),
    (Rule.NO_SCHOOL_THAT_DAY, {"days": BASE.days[:1]}, {}),
    (Rule.NO_SCHOOL_THAT_DAY, {"days": BASE.days[1:]}, {}),
    (Rule.VISITOR_FREE, {}, {"window": ()}),
    (Rule.VISITOR_FREE, {"lessons": (*LESSONS, Lesson("v5", "V", "S1", MONDAY, 560, 580, "teach"))}, {}),
    (Rule.VISITOR_FREE, {"lessons": (LESSONS[0], replace(LESSONS[1], kind="teach"), *LESSONS[2:])}, {}),
    (Rule.VISITOR_FREE, {"lessons": (LESSONS[0], replace(LESSONS[1], start=560), *LESSONS[2:])}, {}),
    (Rule.VISITOR_FREE, {"lessons": (LESSONS[0], replace(LESSONS[1], date=MONDAY + 1), *LESSONS[2:])}, {}),
    (Rule.WATCH_TIME, {}, {"end": 576}),
    (Rule.WATCH_TIME, {"travel": {("S1", "S2"): 0}}, {"start": 544}),
    (Rule.TRAVEL_TOO_FAR, {"travel": {("S1", "S2"): 31}}, {}),
    (Rule.TRAVEL_TOO_FAR, {"travel": {}}, {}),
    (Rule.TRAVEL_TIME, {"travel": {("S1", "S2"): 20}}, {}),
    (Rule.TRAVEL_TIME, {}, {"end": 589}),
    (Rule.VISITOR_AWAY, {"busy": (Busy("V", MONDAY, 400, 541),)}, {}),
    (Rule.HOST_AWAY, {"busy": (Busy("H", MONDAY, 594, 700),)}, {}),
    (Rule.VISITOR_PROMISED, {"busy": (Busy("V", MONDAY, 540, 541, "promise"),)}, {}),
    (Rule.VISITOR_PROMISED, {"rules": Rules(visits_per_visitor_week=None),
                             "booked": booked(("V", "K", MONDAY, "k", 599, 640))}, {}),
    (Rule.HOST_PROMISED, {"busy": (Busy("H", MONDAY, 590, 600, "promise"),)}, {}),
    (Rule.HOST_PROMISED, {"booked": booked(("H", "K", MONDAY, "k", 590, 600))}, {}),
    (Rule.DOOR_CLOSED, {"closed": (ClosedDoor("H", weekday=0),)}, {}),
    (Rule.DOOR_CLOSED, {"closed": (ClosedDoor("H", date=MONDAY, period="3"),)}, {}),
    (Rule.DOOR_CLOSED, host(sections=frozenset({"y"})), {}),
    (Rule.DOOR_CLOSED, host(only_open=True), {}),
    (Rule.SEATS, {"booked": OTHERS}, {}),
    (Rule.HOST_WEEK_CAP, {"booked": TWO_LESSONS}, {}),
    (Rule.HOST_WEEK_CAP, {"booked": TWO_LESSONS} | host(lessons_week=5), {}),
    (Rule.HOST_WEEK_CAP, {"booked": TWO_LESSONS[:1]} | host(lessons_week=1), {}),
    (Rule.HOST_WEEK_CAP, {"booked": TWO_LESSONS[:1], "rules": Rules(hosted_lessons_week=None)} | host(lessons_week=1),
     {}),
    (Rule.HOST_WEEK_CAP, host(lessons_week=0), {}),
    (Rule.VISITOR_WEEK_CAP, {"booked": booked(ELSEWHERE)}, {}),
    (Rule.VISITOR_TERM_CAP, {"booked": booked(BEFORE), "rules": Rules(visits_per_visitor=1)}, {}),
    (Rule.OWN_PERIODS_CAP, {"booked": booked(BEFORE), "rules": Rules(own_periods=1)}, {}),
    (Rule.OWN_PERIODS_CAP, {"booked": booked(BEFORE), "people": PEOPLE_OWN_1}, {}),
    (Rule.CONTRACT_MINUTES, {"rules": Rules(contract_prep_minutes_week=1)}, {}),
    (Rule.CONTRACT_MINUTES, {"rules": Rules(contract_prep_minutes_week=1, contract_clause="article 8")}, {}),
    (Rule.NOTICE, asked(now_date=MONDAY - 1, now_minute=546), {}),
]  # fmt: skip


def test_the_plain_case_is_allowed_and_found():
    assert check(VISIT, BASE) == ()
    assert [slot.proposed("V") for slot in find_slots(BASE).slots] == [VISIT]


@pytest.mark.parametrize(("rule", "changes", "visit"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_one_rule_is_broken_and_exactly_that_one_is_named(rule, changes, visit):
    instance = replace(BASE, **changes)
    proposed = replace(VISIT, **visit)
    found = check(proposed, instance)
    assert [violation.rule for violation in found] == [rule]
    for lang in ("en", "es"):
        text = sentence(found[0], lang)
        assert text.endswith(".") and "{" not in text and text[0].isupper() | text[0].isdigit()
    if not visit:
        # The finder may watch fewer minutes, but never proposes this very visit.
        assert proposed not in [slot.proposed("V") for slot in find_slots(instance).slots]


def test_nobody_visits_themselves():
    lessons = (*LESSONS[:3], replace(LESSONS[3], person="V", school="S1"))
    request = replace(REQUEST, hosts=(Host("V", 1.0),))
    instance = replace(BASE, lessons=lessons, request=request)
    found = [v.rule for v in check(replace(VISIT, host="V"), instance)]
    assert found == [Rule.NOT_SELF, Rule.VISITOR_FREE]
    assert Rule.NOT_SELF in find_slots(instance).refusals[0].rules


def test_every_rule_has_a_case_a_check_and_sentences():
    assert {case[0] for case in CASES} | {Rule.NOT_SELF} == set(Rule) == set(CHECKS)
    assert list(CHECKS) == list(Rule)
    assert set(SENTENCES["en"]) == set(SENTENCES["es"]) >= {rule.value for rule in Rule}


ALLOWED = [
    {"busy": (Busy("V", MONDAY, 400, 540), Busy("V", MONDAY, 600, 900))},
    {"busy": (Busy("H", MONDAY, 400, 545), Busy("H", MONDAY, 595, 900), Busy("H", MONDAY + 1))},
    {"busy": (Busy("V", MONDAY, 500, 540, "promise"),)},
    {"closed": (ClosedDoor("H", weekday=1), ClosedDoor("H", period="4"), ClosedDoor("K"))},
    {"closed": (ClosedDoor("H", date=MONDAY + 7, period="3"),)},
    {"booked": OTHERS[:1]},
    {"booked": (*OTHERS[:1], *TWO_LESSONS[:1])},
    {"booked": booked(("A", "H", MONDAY + 7, "h1", 545, 595), ("B", "H", MONDAY - 1, "h2", 545, 595))},
    {"booked": booked(BEFORE)},
    {"booked": booked(("V", "K", MONDAY + 7, "k", 500, 550))},
    {"booked": (Booked(*BEFORE, own=False),), "rules": Rules(own_periods=1)},
    {"rules": Rules(min_watch=36, max_travel=12)},
    {"rules": Rules(contract_prep_minutes_week=0)},
    {"rules": Rules(visits_per_visitor=None, visits_per_visitor_week=None, own_periods=None,
                    hosted_lessons_week=None, visitors_per_lesson=None), "booked": (*OTHERS, *TWO_LESSONS)},
    {"booked": OTHERS[:1]} | host(lessons_week=1),
    {"booked": TWO_LESSONS[:1]} | host(lessons_week=2),
    host(sections=frozenset({"x"})),
    host(only_open=True, open_lessons=frozenset({"h"})),
    asked(now_date=MONDAY - 1, now_minute=545),
    asked(subject=None),
]  # fmt: skip


@pytest.mark.parametrize("changes", ALLOWED, ids=range(len(ALLOWED)))
def test_just_inside_every_rule_a_visit_is_allowed(changes):
    instance = replace(BASE, **changes)
    assert check(VISIT, instance) == ()
    assert [slot.proposed("V") for slot in find_slots(instance).slots] == [VISIT]


def test_before_the_first_and_after_the_last_lesson_there_is_time_to_travel():
    lessons = (replace(LESSONS[1], start=545, end=595), LESSONS[3])
    days = (SchoolDay("S1", MONDAY, 545, 595), SchoolDay("S2", MONDAY, 480, 900))
    slot = find_slots(replace(BASE, lessons=lessons, days=days)).best
    assert (slot.start, slot.end, slot.leave_at, slot.back_at) == (545, 595, 533, 607)
    days = (SchoolDay("S1", MONDAY, 544, 596), SchoolDay("S2", MONDAY, 480, 900))
    slot = find_slots(replace(BASE, lessons=lessons, days=days)).best
    assert (slot.start, slot.end) == (557, 583)


def test_a_contract_shortens_a_visit_before_it_forbids_it():
    slot = find_slots(replace(BASE, rules=Rules(contract_prep_minutes_week=8))).best
    assert (slot.watch, slot.start) == (28, 552)
    found = find_slots(replace(BASE, rules=Rules(contract_prep_minutes_week=12)))
    assert found.best is None and found.reasons[0].rule == Rule.CONTRACT_MINUTES


def test_two_free_lessons_close_together_are_one_window():
    later = Lesson("v3b", "V", "S1", MONDAY, 610, 660, "free", "3b")
    host_lesson = replace(LESSONS[3], start=585, end=635)
    instance = replace(BASE, lessons=(LESSONS[0], LESSONS[1], later, host_lesson))
    slot = find_slots(instance).best
    assert (slot.start, slot.end, slot.uses, slot.window) == (585, 635, ("v3", "v3b"), ("v3", "v3b"))
    assert check(slot.proposed("V"), instance) == ()
    far = replace(instance, rules=Rules(merge_gap=9))
    assert [v.rule for v in check(slot.proposed("V"), far)] == [Rule.VISITOR_FREE]
    assert find_slots(far).best is None
    homeroom = Lesson("v9", "V", "S1", MONDAY, 600, 610, "teach")
    split = replace(instance, lessons=(*instance.lessons, homeroom))
    assert [v.rule for v in check(slot.proposed("V"), split)] == [Rule.VISITOR_FREE]
    assert find_slots(split).best is None
    early = replace(split, lessons=(*split.lessons[:3], replace(host_lesson, start=545, end=595), homeroom))
    assert find_slots(early).best.window == ("v3",)


def test_a_free_lesson_that_holds_a_promise_is_gone_whole():
    for busy in (Busy("V", MONDAY, 540, 541, "promise"), Busy("V", MONDAY, 599, 640, "promise")):
        answer = find_slots(replace(BASE, busy=(busy,)))
        assert answer.slots == () and [r.rule for r in answer.reasons] == [Rule.VISITOR_PROMISED]


def test_of_two_watches_as_long_the_earlier_is_taken():
    first, second = replace(LESSONS[1], start=500, end=550), replace(LESSONS[1], id="w", start=570, end=620)
    block = replace(LESSONS[3], start=500, end=620, school="S1")
    slot = find_slots(replace(BASE, lessons=(first, second, block))).best
    assert (slot.start, slot.end, slot.window) == (500, 550, ("v3",))


def test_a_lesson_or_person_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="no lesson nowhere"):
        check(replace(VISIT, lesson="nowhere"), BASE)
    with pytest.raises(KeyError):
        check(replace(VISIT, visitor="nobody", window=()), BASE)
