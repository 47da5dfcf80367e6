"""The planner of group visits against its checker, and each rule of the checker alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.visits.instance import Busy, ClosedDoor, Lesson
from staffroom.core.walks import (
    STOP_CHECKS,
    WALK_CHECKS,
    WALKER_CHECKS,
    Case,
    Proposed,
    Rule,
    Shape,
    Stop,
    check,
    find_walks,
    names_in,
    other_rooms,
    seats_of,
    walk_of,
)

DAY = date(2026, 10, 6).toordinal()
NOW = DAY - 1
PERIODS = ((480, 530), (535, 585), (590, 640), (645, 695))
HOSTS = ("h1", "h2", "h3", "h4", "h5")


def lesson(person: str, start: int, end: int, kind: str = "teach", day: int = DAY, school: str = "7") -> Lesson:
    section = f"s{person}" if kind == "teach" else ""
    return Lesson(
        f"{person}/{date.fromordinal(day)}/{school}/{start}/{section}", person, school, day, start, end,
        kind, str(start), None, section,
    )  # fmt: skip


def case(**given_: object) -> Case:
    """Five hosts teach in period 1 and 2, three walkers are free in all periods."""
    lessons = [lesson(h, *PERIODS[n]) for h in HOSTS for n in (0, 1)]
    lessons += [lesson(w, start, end, "free") for w in ("w1", "w2", "w3") for start, end in PERIODS]
    fields: dict[str, object] = {
        "shape": Shape("walk", 4, 8, 3, 4), "school": "7", "walkers": ("w1", "w2", "w3"),
        "hosts": dict.fromkeys(HOSTS), "lessons": tuple(lessons), "first": DAY, "last": DAY, "now_date": NOW,
        "now_minute": 420, "timed": frozenset({"w1", "w2", "w3", *HOSTS}), **given_,
    }  # fmt: skip
    return Case(**fields)  # type: ignore[arg-type]


def first_of(held: Case) -> Proposed:
    found = walk_of(held, f"{date.fromordinal(DAY)}/480")
    assert found is not None
    return found


def rules(walk: Proposed, held: Case) -> set[Rule]:
    return {one.rule for one in check(walk, held)}


def test_a_walk_that_is_proposed_breaks_no_rule():
    held = case()
    answer = find_walks(held)
    assert [one.walk.start for one in answer.proposals] == [480, 535]
    for one in answer.proposals:
        assert check(one.walk, held) == ()
        assert len(one.walk.stops) == 4 and one.walk.walkers == ("w1", "w2", "w3")


def _stop(walk: Proposed, **changes: object) -> Proposed:
    return replace(walk, stops=(replace(walk.stops[0], **changes), *walk.stops[1:]))


HOME = date.fromordinal(DAY)


def _later(stop: Stop) -> Stop:
    """The same host in the next period."""
    return Stop(stop.host, f"{stop.host}/{HOME}/7/535/s{stop.host}", 535, 543)


BROKEN = {
    Rule.ROOMS: (lambda w: replace(w, stops=w.stops[:2]), {}),
    Rule.WALKERS: (lambda w: replace(w, walkers=("w2", "w3")), {}),
    Rule.MINUTES: (lambda w: _stop(w, end=484), {}),
    Rule.CORRIDOR_TALK: (lambda w: w, {"shape": Shape("walk", 4, 8, 2, 4)}),
    Rule.IN_SEQUENCE: (lambda w: replace(w, stops=(w.stops[0], w.stops[0], *w.stops[1:])), {}),
    Rule.SAME_PART: (lambda w: replace(w, stops=(*w.stops[:3], _later(w.stops[3]))), {}),
    Rule.IN_RANGE: (lambda w: w, {"first": DAY + 1, "last": DAY + 2}),
    Rule.NOTICE: (lambda w: w, {"now_date": DAY, "now_minute": 470}),
    Rule.EACH_HOST_ONCE: (lambda w: _stop(w, host=w.stops[1].host, lesson=w.stops[1].lesson), {}),
    Rule.HOST_WILLING: (lambda w: w, {"hosts": {"h2": None, "h3": None, "h4": None, "h5": None}}),
    Rule.HOST_TEACHING: (lambda w: _stop(w, lesson="h1/nowhere"), {}),
    Rule.HOST_AWAY: (lambda w: w, {"busy": (Busy("h1", DAY),)}),
    Rule.HOST_PROMISED: (lambda w: w, {"busy": (Busy("h1", DAY, 520, 530, "promise"),)}),
    Rule.DOOR_CLOSED: (lambda w: w, {"closed": (ClosedDoor("h1", period="480"),)}),
    Rule.SEATS: (lambda w: w, {"promised": frozenset({("h1", f"{HOME}/7/480/seat/2")})}),
    Rule.HOST_WEEK: (lambda w: w, {"hosted": {("h1", DAY - 1): 2}, "most_hosted": {"h1": 2}}),
    Rule.STANDS_OVER: (lambda w: w, {"over": frozenset({("w1", "h1")})}),
    Rule.OWN_ROOM: (lambda w: replace(w, walkers=("w1", "h1")), {}),
    Rule.WALKER_FREE: (lambda w: replace(w, walkers=("w1", "h5")), {}),
    Rule.WALKER_AWAY: (lambda w: w, {"busy": (Busy("w1", DAY),)}),
    Rule.WALKER_PROMISED: (lambda w: w, {"promised": frozenset({("w1", f"{HOME}/7/480")})}),
    Rule.PREPARATION: (lambda w: w, {"spare": {("w1", DAY - 1): 20}}),
}  # fmt: skip


def test_every_rule_has_its_test():
    assert set(BROKEN) == set(Rule) == {*WALK_CHECKS, *STOP_CHECKS, *WALKER_CHECKS}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_is_broken_alone(rule: Rule):
    change, facts = BROKEN[rule]
    held = case()
    walk = first_of(held)
    assert {stop.host for stop in walk.stops} >= {"h1"} and rule not in rules(walk, held)
    assert rule in rules(change(walk), replace(held, **facts))


@pytest.mark.parametrize("rule", [one for one in BROKEN if one in STOP_CHECKS or one in WALKER_CHECKS])
def test_the_planner_avoids_what_the_checker_refuses(rule: Rule):
    _change, facts = BROKEN[rule]
    held = replace(case(), **facts)
    for one in find_walks(held).proposals:
        assert check(one.walk, held) == ()


def test_rounds_go_on_through_the_next_period():
    held = case(shape=Shape("rounds", 4, 20, 5, 4))
    walk = first_of(held)
    assert [(stop.start, stop.end) for stop in walk.stops] == [(480, 500), (505, 525), (535, 555), (560, 580)]
    assert len({stop.host for stop in walk.stops}) == 4 and check(walk, held) == ()


def test_a_walk_that_does_not_fit_takes_fewer_rooms_or_says_so():
    three = find_walks(case(shape=Shape("walk", 5, 13, 5, 4)))
    assert {len(one.walk.stops) for one in three.proposals} == {3}
    none = find_walks(case(shape=Shape("walk", 4, 15, 5, 4)))
    assert none.proposals == () and none.reasons[0].rule == Rule.SAME_PART and none.moments == 2


def test_hosts_are_matched_so_that_nobody_is_lost():
    """One host teaches in the first period only and one in the second: both are seen."""
    held = case(
        shape=Shape("rounds", 3, 20, 3, 4),
        lessons=(
            lesson("h1", 480, 530), lesson("h2", 480, 530), lesson("h2", 535, 585), lesson("h3", 535, 585),
            *(lesson("w1", start, end, "free") for start, end in PERIODS),
        ),
        walkers=("w1",),
    )  # fmt: skip
    walk = first_of(held)
    assert [stop.host for stop in walk.stops] in (["h1", "h2", "h3"], ["h2", "h1", "h3"])
    assert check(walk, held) == ()


def test_reasons_are_counted_and_the_commonest_comes_first():
    shut = tuple(ClosedDoor(host, period="480") for host in HOSTS)
    answer = find_walks(case(closed=shut))
    assert [(one.rule, one.count) for one in answer.reasons] == [(Rule.DOOR_CLOSED, 1)]
    teaching = case(walkers=("h1",))
    assert find_walks(teaching).reasons[0].rule == Rule.WALKER_FREE


def test_colleagues_who_are_free_are_counted():
    held = case(walkers=("w1",))
    assert [one.others for one in find_walks(held, ["w2", "w3", "h1"]).proposals] == [2, 2]


def test_somebody_without_a_timetable_says_for_themselves():
    held = case(walkers=("p",))
    assert first_of(held).walkers == ("p",) and check(first_of(held), held) == ()


def test_the_way_from_another_school_counts():
    far = lesson("f", 480, 530, "free", school="8"), lesson("f", 535, 585, "free", school="8")
    held = case(walkers=("f",), timed=frozenset({"f"}), travel={("8", "7"): 15, ("7", "8"): 15})
    held = replace(held, lessons=(*held.lessons, *far))
    assert {one.walk.start for one in find_walks(held).proposals} == set()
    assert Rule.WALKER_FREE in rules(replace(first_of(case()), walkers=("f",)), held)


def test_another_room_leaves_out_who_is_there_already():
    held = case()
    walk = first_of(held)
    left = ({*HOSTS} - {stop.host for stop in walk.stops}).pop()
    assert [one.host for one in other_rooms(held, walk, 480, 488)] == [left]
    assert other_rooms(replace(held, over=frozenset({("w2", left)})), walk, 480, 488) == []


def test_an_open_door_comes_first():
    held = case(open_lessons=frozenset({lesson("h5", 480, 530).id}))
    assert "h5" in {stop.host for stop in first_of(held).stops}


def test_a_group_takes_every_seat():
    assert seats_of("2026-10-06/7/480", 3) == [f"2026-10-06/7/480/seat/{n}" for n in (1, 2, 3)]


def test_a_key_that_is_none_finds_nothing():
    assert walk_of(case(), "never") is None
    assert walk_of(case(), f"{date.fromordinal(DAY + 9)}/480") is None


@given(
    st.data(),
    st.sampled_from([Shape("walk", 4, 8, 3, 4), Shape("walk", 3, 12, 4, 3), Shape("rounds", 3, 20, 3, 4)]),
)
def test_whatever_is_proposed_passes_the_checker(data: st.DataObject, shape: Shape):
    people = [*HOSTS, "w1", "w2", "w3"]
    kinds = data.draw(st.lists(st.sampled_from(["teach", "free", ""]), min_size=32, max_size=32))
    lessons = [
        lesson(person, *PERIODS[n], kind)
        for at, person in enumerate(people)
        for n, kind in enumerate(kinds[4 * at : 4 * at + 4])
        if kind
    ]
    busy = data.draw(st.lists(st.sampled_from([Busy(p, DAY, 480, 500, "promise") for p in people]), max_size=3))
    over = data.draw(st.sets(st.tuples(st.sampled_from(["w1", "w2"]), st.sampled_from(HOSTS)), max_size=3))
    held = case(shape=shape, lessons=tuple(lessons), busy=tuple(busy), over=frozenset(over))
    for one in find_walks(held).proposals:
        alone = replace(one.walk, walkers=one.walk.walkers[:1])
        assert check(alone, held) == ()
        assert check(one.walk, held) == ()


REYES = [("Ana", "Réyes Castañeda", ""), ("Li", "Ng", "Lee"), ("Maria", "de la Cruz", "")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("REYES asked pairs to talk", ["Réyes Castañeda"]),
        ("In castaneda's room", ["Réyes Castañeda"]),
        ("ana moved on", ["Ana"]),
        ("Ng waited", ["Ng"]),
        ("Lee’s chart", ["Lee"]),
        ("la cruz", ["de la Cruz"]),
        ("Pairs of students analyse; banana; language; the way de la", []),
        ("", []),
    ],
)
def test_names_are_found_whatever_their_letters(text: str, names: list[str]):
    assert names_in(text, REYES) == names
