"""The finder against a minute-by-minute oracle on random small instances, and what it says beside."""

import random
from datetime import date

import pytest

from staffroom.core.visits import (
    Booked,
    Busy,
    ClosedDoor,
    Examples,
    Host,
    Instance,
    Lesson,
    Person,
    Request,
    Rule,
    Rules,
    SchoolDay,
    check,
    check_rule,
    find_slots,
    sentence,
    why_sentence,
)
from tests.core.visits.oracle import lawful

MONDAY = date(2026, 11, 30).toordinal()
SCHOOLS = ("S1", "S2", "S3")


def day_of(rng, person, school, day, shape):
    """A person's day: periods of one shape, some taught, some free, some neither."""
    length, gap, at = shape
    for number in range(rng.randint(3, 6)):
        kind = rng.choice(("teach", "free", "free", None))
        if kind:
            where = rng.choice(SCHOOLS) if rng.random() < 0.05 else school
            yield Lesson(
                f"{person}:{day}:{number}", person, where, day, at, at + length, kind, str(number),
                rng.choice(("math", "art")), rng.choice(("x", "y")),
            )  # fmt: skip
        at += length + gap


def maybe(rng, share, value):
    return value if rng.random() < share else None


def planted(seed):
    rng = random.Random(seed)
    names = ["V", "H1", "H2", "H3"]
    school = {name: rng.choice(SCHOOLS) for name in names}
    shape = {s: (rng.choice((30, 45, 55)), rng.choice((0, 5, 10, 14)), rng.choice((470, 480, 500))) for s in SCHOOLS}
    dates = [MONDAY + n for n in rng.sample(range(12), 3)]
    lessons = tuple(x for p in names for d in dates for x in day_of(rng, p, school[p], d, shape[school[p]]))
    days = tuple(
        SchoolDay(s, d, min(x.start for x in at), max(x.end for x in at))
        for s in SCHOOLS
        for d in dates
        if (at := [x for x in lessons if (x.school, x.date) == (s, d)]) and rng.random() < 0.95
    )
    taught = [x for x in lessons if x.kind == "teach"]
    booked = []
    for x in rng.sample(taught, min(len(taught), rng.randint(0, 3))):
        visitor = rng.choice(["V", "W", "H1"])
        if visitor != x.person:
            booked.append(Booked(visitor, x.person, x.date, x.id, x.start - 5, x.end, rng.random() < 0.7))
    busy = tuple(
        Busy(rng.choice(names), rng.choice(dates), at, at + rng.choice((10, 60, 600)), rng.choice(("away", "promise")))
        for at in rng.sample(range(450, 800), rng.randint(0, 2))
    )
    rules = Rules(
        min_watch=rng.choice((15, 25, 35)),
        merge_gap=rng.choice((0, 6, 12)),
        visits_per_visitor=rng.choice((1, 8, None)),
        visits_per_visitor_week=rng.choice((1, 2, None)),
        own_periods=rng.choice((1, 4, None)),
        hosted_lessons_week=rng.choice((1, 2, None)),
        visitors_per_lesson=rng.choice((1, 2, None)),
        notice_hours=rng.choice((0, 24, 60)),
        contract_prep_minutes_week=maybe(rng, 0.4, rng.choice((30, 80, 150))),
    )
    hosts = tuple(
        Host(
            name, rng.random(), maybe(rng, 0.2, frozenset({"x"})), rng.random() < 0.95,
            frozenset(x.id for x in taught if rng.random() < 0.3), rng.random() < 0.1,
            maybe(rng, 0.3, rng.choice((0, 1, 3))),
        )
        for name in [*names[1:], *(["V"] if rng.random() < 0.1 else [])]
    )  # fmt: skip
    closed = tuple(
        ClosedDoor("H1", rng.choice((None, 0, 2)), rng.choice((None, dates[0])), rng.choice(("1", None)))
        for _ in range(rng.random() < 0.3)
    )
    travel = {(a, b): rng.choice((5, 12, 20, 31)) for a in SCHOOLS for b in SCHOOLS if rng.random() < 0.9}
    people = {n: Person(n, f"Ms {n}", school[n], maybe(rng, 0.1, 1)) for n in names} | {"W": Person("W", "Mr W", "S1")}
    request = Request("V", hosts, MONDAY, MONDAY + 9, MONDAY - 1, 600, maybe(rng, 0.3, "math"))
    return Instance(request, people, lessons, days, rules, travel, tuple(booked), busy, closed)


@pytest.mark.parametrize("block", range(10))
def test_the_finder_and_the_oracle_agree_to_the_minute(block):
    found_any = 0
    for seed in range(block * 30, block * 30 + 30):
        instance = planted(seed)
        answer = find_slots(instance)
        assert {(s.host, s.lesson): (s.start, s.end) for s in answer.slots} == lawful(instance), seed
        found_any += len(answer.slots)
    assert found_any > 10


@pytest.mark.parametrize("block", range(10))
def test_every_slot_passes_the_checker_and_every_refusal_fails_it_alike(block):
    seen = set()
    for seed in range(block * 30, block * 30 + 30):
        instance = planted(seed)
        answer = find_slots(instance)
        for slot in answer.slots:
            assert check(slot.proposed("V"), instance) == (), seed
        for refusal in answer.refusals:
            if refusal.proposed is not None:
                found = tuple(v.rule for v in check(refusal.proposed, instance))
                assert refusal.rules == found, (seed, refusal)
                seen.update(found)
    assert len(seen) >= 12


def test_an_answer_is_the_same_twice_and_in_any_order_of_lessons():
    for seed in range(20):
        instance = planted(seed)
        turned = Instance(
            instance.request, instance.people, instance.lessons[::-1], instance.days[::-1], instance.rules,
            instance.travel, instance.booked[::-1], instance.busy[::-1], instance.closed,
        )  # fmt: skip
        assert find_slots(instance) == find_slots(instance)
        assert find_slots(turned).slots == find_slots(instance).slots
        assert {r.rule: r.count for r in find_slots(turned).reasons} == {
            r.rule: r.count for r in find_slots(instance).reasons
        }


def test_without_an_explanation_slots_and_refusals_are_the_same():
    for seed in range(20):
        told, plain = find_slots(planted(seed)), find_slots(planted(seed), explained=False)
        assert (plain.slots, plain.refusals, plain.reasons) == (told.slots, told.refusals, ())


def test_slots_stand_best_first_and_reasons_commonest_first():
    for seed in range(60):
        answer = find_slots(planted(seed))
        keys = [(-round(s.fit * 20), -s.watch, s.travel, s.date, s.start) for s in answer.slots]
        assert keys == sorted(keys)
        counts = [reason.count for reason in answer.reasons]
        assert counts == sorted(counts, reverse=True)
        assert answer.best == (answer.slots[0] if answer.slots else None)
        for reason in answer.reasons:
            assert reason.count == sum(reason.rule in refusal.rules for refusal in answer.refusals)
            assert reason.example.rule == reason.rule
            for lang in ("en", "es"):
                assert sentence(reason.example, lang).endswith(".")


def small(**changes):
    """V is free in period 3 at Alcott's neighbour; Ms Reyes teaches 9:05-9:55."""
    lessons = (
        Lesson("v2", "V", "S1", MONDAY, 500, 540, "teach", "2"),
        Lesson("v3", "V", "S1", MONDAY, 540, 600, "free", "3"),
        Lesson("v4", "V", "S1", MONDAY, 605, 660, "teach", "4"),
        Lesson("h", "H", "S2", MONDAY, 545, 595, "teach", "3", "math", "x"),
    )
    given = {
        "request": Request("V", (Host("H", 0.8),), MONDAY, MONDAY + 4, MONDAY - 3, 600, "math"),
        "people": {"V": Person("V", "Mr Vega", "S1"), "H": Person("H", "Ms Reyes", "S2")},
        "lessons": lessons,
        "days": (SchoolDay("S1", MONDAY, 480, 900), SchoolDay("S2", MONDAY, 480, 900)),
        "travel": {("S1", "S2"): 12, ("S2", "S1"): 12},
        "school_names": {"S2": "Alcott"},
    }
    return Instance(**(given | changes))


def test_a_slot_says_when_to_leave_and_when_one_is_back():
    slot = find_slots(small()).best
    assert (slot.start, slot.end, slot.leave_at, slot.back_at, slot.uses) == (552, 588, 540, 600, ("v3",))
    assert why_sentence(slot) == (
        "Monday, November 30: leave at 9:00, watch Ms Reyes 9:12–9:48 (36 minutes) in your free 3, back at 10:00."
        " Travel: 12 minutes each way."
    )
    assert why_sentence(slot, "es").startswith("El lunes 30 de noviembre: sal a las 9:00")


def test_no_slot_is_a_reasoned_no_with_its_numbers():
    answer = find_slots(small(travel={("S1", "S2"): 20}))
    assert answer.best is None and [r.rule for r in answer.reasons] == [Rule.TRAVEL_TIME]
    assert sentence(answer.reasons[0].example) == (
        "Ms Reyes teaches 9:05–9:55 at Alcott; with 20 minutes each way you could watch 20 minutes,"
        " and 25 are the least."
    )


def test_a_host_who_teaches_nothing_in_these_days_is_told():
    request = Request("V", (Host("H", 0.8),), MONDAY + 1, MONDAY + 4, MONDAY - 3, 600)
    answer = find_slots(small(request=request))
    assert [(r.host, r.rules) for r in answer.refusals] == [("H", (Rule.HOST_TEACHING,))]
    assert sentence(answer.reasons[0].example) == "Ms Reyes teaches no lesson in these days."


def test_all_that_stands_in_the_way_is_told_not_just_the_first():
    answer = find_slots(
        small(
            busy=(Busy("H", MONDAY), Busy("V", MONDAY, 560, 570, "promise")),
            closed=(ClosedDoor("H", weekday=0),),
        )
    )
    assert set(answer.refusals[0].rules) == {
        Rule.HOST_AWAY,
        Rule.DOOR_CLOSED,
        Rule.VISITOR_PROMISED,
    }


def test_examples_say_what_the_checker_says_about_the_whole_instance():
    asked = 0
    for instance in map(planted, range(60)):
        examples = Examples(instance)
        for refusal in find_slots(instance).refusals:
            for rule in refusal.rules if refusal.lesson else ():
                whole = next(found for found in check(refusal.proposed, instance) if found.rule == rule)
                assert examples.of(rule, refusal) == check_rule(rule, refusal.proposed, instance) == whole
                asked += 1
    assert asked > 1000
