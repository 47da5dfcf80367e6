"""Every analysis of 200 random small districts against brute force over minutes; and that the comparison bites."""

import random
from dataclasses import replace

import pytest

from staffroom.core.weeks import (
    Planned,
    Reason,
    Seeing,
    changed,
    common_time_of,
    free_time,
    minutes_of,
    share_of,
    singletons,
    weigh_changes,
)
from tests.core.weeks.checker import Slow, ledger
from tests.core.weeks.random_districts import planted

SEEDS = range(200)


def sight_facts(one):
    return one.seen, one.relevant, one.within_reach, one.nearest, one.reason and one.reason.value


def compare_free_time(tables, found):
    slow = Slow(tables)
    for one in found:
        assert (one.minutes, list(one.windows)) == (slow.free_minutes(one.person), slow.windows(one.person)), one.person


def compare_sights(tables, sights, pairs):
    slow = Slow(tables)
    assert [one.person for one in sights] == slow.teaching
    for one in sights:
        assert sight_facts(one) == slow.sight(one.person), one.person
    assert sorted(pairs) == sorted(slow.pairs())


def compare_common(tables, people, found, minutes, day):
    slots, moves, best = Slow(tables).common([one.id for one in people], minutes, day)
    assert tuple(tuple(slot) for slot in found.slots) == slots
    assert found.moves == moves
    move = found.move
    told = None
    if move is not None:
        told = (move.slot.start - move.slot.end, move.slot.day, move.slot.start, move.person)
        told = (*told, move.period.start, move.period.end, move.slot.end)
    assert told == best


def compare_changes(tables, found, schools):
    tried = Slow(tables).changes(schools)
    assert found.looked_at == len(tried)
    for kind, best in (("teacher", found.teacher), ("stagger", found.stagger)):
        gains = [one for one in tried if one[0] == kind and one[1] > 0]
        first = min(gains, key=lambda one: (-one[1], *one[2:]), default=None)
        told = best and (kind, best.gain, best.school, best.day, best.fro[1:3], best.to[1:3], best.people)
        assert told == first


def compare_singletons(tables, found, minutes, mates):
    told = [
        (one.person, one.school, tuple(one.group), one.alone, one.elsewhere,
         tuple((m.person, m.school, m.travel, m.days, m.longest) for m in one.mates))
        for one in found
    ]  # fmt: skip
    assert told == Slow(tables).singletons(minutes, mates)


@pytest.mark.parametrize("seed", SEEDS)
def test_free_time_and_who_can_see_whom(seed):
    tables = planted(seed)
    compare_free_time(tables, free_time(tables))
    seeing = Seeing(tables)
    compare_sights(tables, seeing.sights(), list(seeing.pairs()))
    assert sorted(seeing.pairs(relevant=False)) == sorted(Slow(tables).pairs(relevant=False))
    assert len(list(seeing.pairs())) == share_of(seeing.sights()).relevant


@pytest.mark.parametrize("seed", SEEDS)
def test_common_time_and_the_one_move(seed):
    tables, rng = planted(seed), random.Random(f"people {seed}")
    minutes, day = rng.choice((20, 45, 80)), rng.choice((None, None, 0, 1))
    known = [one for one in tables.teachers if one.week]
    people = tuple(rng.sample(known, min(len(known), rng.randint(1, 4))))
    if people:
        found = common_time_of(replace(tables, teachers=people), minutes=minutes, day=day)
        compare_common(tables, people, found, minutes, day)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_one_change(seed):
    tables = planted(seed)
    schools = None if seed % 3 else {tables.teachers[0].school}
    found = weigh_changes(Seeing(tables), schools)
    compare_changes(tables, found, schools)
    if found.best is not None:
        before, after = (len(list(Seeing(one).pairs())) for one in (tables, changed(tables, found.best)))
        assert after - before == found.best.gain, "the promised gain is there afterwards"


@pytest.mark.parametrize("seed", SEEDS)
def test_singletons_and_their_nearest_colleagues(seed):
    tables = planted(seed)
    compare_singletons(tables, singletons(tables, minutes=30, mates=2), 30, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ledger(seed):
    tables, rng = planted(seed), random.Random(f"ledger {seed}")
    free = [(x.day, x.start, x.end) for one in tables.teachers[:1] for x in one.week if x.kind == "free"]
    planned = []
    for _ in range(rng.randint(0, 4)):
        start = rng.randint(400, 700)
        planned.append(Planned(rng.choice(("visit", "meeting")), rng.randint(0, 2), start, start + rng.randint(10, 60)))
    found = minutes_of(free, planned, 60)
    assert (found.free, dict(found.given), found.left) == ledger(free, planned, 60)
    assert found.spare == found.left - 60


# --- The random districts are worth comparing, and the comparison bites --------------------------------
def test_the_random_districts_hold_every_case():
    reasons, nearest, movers, kinds, lone = set(), set(), set(), set(), set()
    for seed in SEEDS:
        tables = planted(seed)
        for one in Seeing(tables).sights():
            reasons.add(one.reason)
            nearest.add(one.nearest)
        found = weigh_changes(Seeing(tables))
        kinds |= {one.kind for one in (found.teacher, found.stagger) if one}
        movers |= {len(one.people) for one in (found.stagger,) if one}
        lone |= {(one.alone, len(one.mates)) for one in singletons(tables, minutes=30, mates=2)}
    assert reasons == {None, *Reason}
    assert {0, 3, 8, 15} <= nearest
    assert kinds == {"teacher", "stagger"}
    assert {1, 2} <= movers
    assert {(True, 0), (True, 1), (False, 0), (True, 2)} <= lone


def first_seed(holds):
    return next(tables for tables in map(planted, SEEDS) if holds(tables))


def test_one_minute_of_free_time_more_is_noticed():
    tables = first_seed(lambda one: free_time(one)[0].windows)
    found = list(free_time(tables))
    found[0] = replace(found[0], minutes=found[0].minutes + 1)
    with pytest.raises(AssertionError):
        compare_free_time(tables, found)


@pytest.mark.parametrize("name", ["seen", "relevant", "within_reach", "nearest"])
def test_one_pair_or_minute_more_is_noticed(name):
    tables = first_seed(lambda one: any(x.relevant for x in Seeing(one).sights()))
    sights = list(Seeing(tables).sights())
    place = next(n for n, one in enumerate(sights) if one.relevant)
    sights[place] = replace(sights[place], **{name: getattr(sights[place], name) + 1})
    with pytest.raises(AssertionError):
        compare_sights(tables, sights, list(Seeing(tables).pairs()))


def test_a_pair_left_out_is_noticed():
    tables = first_seed(lambda one: any(x.relevant for x in Seeing(one).sights()))
    seeing = Seeing(tables)
    with pytest.raises(AssertionError):
        compare_sights(tables, seeing.sights(), list(seeing.pairs())[1:])


def test_another_reason_is_noticed():
    tables = first_seed(lambda one: any(x.reason is Reason.TOO_FAR for x in Seeing(one).sights()))
    sights = [replace(one, reason=one.reason and Reason.SAME_TIME) for one in Seeing(tables).sights()]
    with pytest.raises(AssertionError):
        compare_sights(tables, sights, list(Seeing(tables).pairs()))


def test_a_slot_left_out_and_a_worse_move_are_noticed():
    tables = first_seed(lambda one: common_time_of(one, minutes=20).slots)
    found = common_time_of(tables, minutes=20)
    with pytest.raises(AssertionError):
        compare_common(tables, tables.teachers, replace(found, slots=found.slots[1:]), 20, None)
    tables = first_seed(lambda one: common_time_of(one, minutes=20).move)
    found = common_time_of(tables, minutes=20)
    with pytest.raises(AssertionError):
        compare_common(tables, tables.teachers, replace(found, move=None), 20, None)


def test_a_change_of_another_gain_is_noticed():
    tables = first_seed(lambda one: weigh_changes(Seeing(one)).best)
    found = weigh_changes(Seeing(tables))
    best = found.best
    wrong = replace(found, **{best.kind: replace(best, gain=best.gain - 1)})
    with pytest.raises(AssertionError):
        compare_changes(tables, wrong, None)


def test_a_singleton_left_out_and_another_mate_are_noticed():
    tables = first_seed(lambda one: any(x.mates for x in singletons(one, minutes=30, mates=2)))
    found = singletons(tables, minutes=30, mates=2)
    with pytest.raises(AssertionError):
        compare_singletons(tables, found[1:], 30, 2)
    with pytest.raises(AssertionError):
        compare_singletons(tables, tuple(replace(one, mates=()) for one in found), 30, 2)
