"""Comparing rosters: plans that apply, repeat, and undo; the brake; deltas."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.roster.compare import KINDS, ChangePlan, apply_plan, compare, reverse, state_of
from staffroom.core.roster.model import (
    Assignment,
    Org,
    Person,
    RecordKind,
    Roster,
    Section,
    Teaching,
    Term,
    key_of,
)
from tests.core.roster.made import ONE_11, read, spoiled, swap

ORGS = ("s1", "s2", "s3")
PEOPLE = tuple(f"p{number}" for number in range(6))
SECTIONS = tuple(f"c{number}" for number in range(5))
ROLES = ("teacher", "principal", "aide")


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Whole, consistent rosters over few ids, so that two of them overlap."""
    orgs = draw(st.lists(st.sampled_from(ORGS), unique=True, min_size=1))
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    sections = draw(st.lists(st.sampled_from(SECTIONS), unique=True))
    some = st.sampled_from(["", "a", "b"])
    staff = [Person(one, draw(some), "Family", active=draw(st.booleans())) for one in people]
    active = [one.source_id for one in staff if one.active]
    posts = (
        draw(st.sets(st.tuples(st.sampled_from(active), st.sampled_from(orgs), st.sampled_from(ROLES))))
        if active
        else ()
    )
    held = [
        Section(one, draw(some) or "T", draw(st.sampled_from(orgs)), students=draw(st.integers(0, 2)))
        for one in sections
    ]
    pairs = draw(st.sets(st.tuples(st.sampled_from(sections), st.sampled_from(active)))) if sections and active else ()
    return Roster(
        "oneroster",
        "1.1",
        tuple(Org(one, draw(some) or "N", "school") for one in orgs),
        tuple(Term(one, draw(some), "term", date(2026, 8, 1), date(2026, 12, 1), 2027) for one in draw(st.sets(some))),
        tuple(staff),
        tuple(Assignment(*one) for one in sorted(posts)),
        tuple(held),
        tuple(Teaching(*one, primary=draw(st.booleans())) for one in sorted(pairs)),
        mode_by_kind=dict.fromkeys(KINDS, "bulk"),
    )


def living(roster: Roster) -> dict[str, dict[str, Any]]:
    """The state, without people who are not active: they are as good as absent."""
    state = state_of(roster)
    people = {key: one for key, one in state["person"].items() if one.active}  # type: ignore[union-attr]
    return {**state, "person": people}


@settings(max_examples=200, deadline=None)
@given(current=rosters(), incoming=rosters())
def test_a_plan_leads_to_what_came_in_once_and_back(current: Roster, incoming: Roster) -> None:
    plan = compare(current, incoming)
    done = apply_plan(current, plan)
    assert living(done) == living(incoming)
    assert state_of(apply_plan(done, plan)) == state_of(done)
    assert compare(done, incoming).changes == ()
    assert state_of(apply_plan(done, reverse(plan))) == state_of(current)


@settings(max_examples=100, deadline=None)
@given(roster=rosters())
def test_the_same_twice_is_no_change(roster: Roster) -> None:
    assert compare(roster, roster) == ChangePlan()


@settings(max_examples=100, deadline=None)
@given(current=rosters(), incoming=rosters(), order=st.randoms())
def test_a_delta_takes_away_only_what_is_marked(current: Roster, incoming: Roster, order: Any) -> None:
    marked: set[tuple[RecordKind, str]] = {("person", one.source_id) for one in current.people if order.random() < 0.3}
    marked -= {("person", one.source_id) for one in incoming.people}
    delta = replace(incoming, version="1.2", mode_by_kind=dict.fromkeys(KINDS, "delta"), leaving=frozenset(marked))
    plan = compare(current, delta)
    gone = {one.source_id for one in plan.changes if one.kind == "person" and one.op == "leave"}
    told = {one.source_id for one in incoming.people if not one.active}
    assert gone <= {key for _, key in marked} | told
    assert all(one.op != "leave" for one in plan.changes if one.kind in ("org", "section", "term"))
    once = apply_plan(current, plan)
    assert state_of(apply_plan(once, compare(once, delta))) == state_of(once)


def crowd(people: int, sections: int = 0) -> Roster:
    return Roster(
        "oneroster",
        "1.2",
        orgs=(Org("s1", "North", "school"),),
        people=tuple(Person(f"p{number}", "G", "F") for number in range(people)),
        sections=tuple(Section(f"c{number}", "T", "s1") for number in range(sections)),
        mode_by_kind=dict.fromkeys(KINDS, "bulk"),
    )


def test_the_brake_holds_above_a_tenth() -> None:
    plan = compare(crowd(1_400), crowd(1_188))
    assert plan.held
    assert plan.reasons[0].startswith("212 of 1,400 people would leave (15 %). More than a tenth stops the import")
    assert plan.summary == {"person": {"leave": 212}}
    assert not compare(crowd(100), crowd(90)).held
    assert compare(crowd(100), crowd(89)).held
    assert not compare(crowd(100), crowd(80), brake=0.2).held
    assert not compare(crowd(0), crowd(5)).held


def test_the_brake_holds_for_sections() -> None:
    plan = compare(crowd(10, 50), crowd(10, 40))
    assert plan.reasons == (plan.reasons[0],)
    assert "10 of 50 sections" in plan.reasons[0]


def test_people_stay_as_inactive_and_return() -> None:
    gone = apply_plan(crowd(20), compare(crowd(20), crowd(19)))
    assert [one.active for one in gone.people].count(False) == 1
    back = compare(gone, crowd(20))
    assert [one.op for one in back.changes] == ["return"]
    known = frozenset({("section", "c0")})
    assert [one.op for one in compare(crowd(1), crowd(1, 1), known_before=known).changes] == ["return"]


def test_a_leaver_takes_posts_along() -> None:
    current = read(ONE_11)
    marked = replace(
        current,
        version="1.2",
        people=(),
        assignments=(),
        sections=(),
        teachings=(),
        orgs=(),
        terms=(),
        mode_by_kind=dict.fromkeys(KINDS, "delta"),
        leaving=frozenset({("person", "u1")}),
    )
    left = {(one.kind, one.op) for one in compare(current, marked).changes}
    assert left == {("person", "leave"), ("assignment", "leave"), ("teaching", "leave")}


def test_files_that_are_not_told_change_nothing() -> None:
    current = read(ONE_11)
    modes = dict.fromkeys(KINDS, "absent")
    assert compare(current, Roster("oneroster", "1.2", mode_by_kind=modes)).changes == ()


def test_a_delta_of_a_teacher_moves_her_school() -> None:
    current = read(ONE_11)
    files = spoiled(
        ONE_11,
        swap("manifest.csv", "file.users,bulk", "file.users,delta"),
        swap("users.csv", '"s1,s2",teacher', "s2,teacher"),
    )
    plan = compare(current, read(files))
    assert [(one.op, one.source_id) for one in plan.changes if one.op == "leave"] == [("leave", "u1\ts1\tteacher")]
    assert plan.summary["assignment"] == {"change": 1, "leave": 1}


def test_a_count_that_is_not_told_stays() -> None:
    current = read(ONE_11)
    silent = replace(current, sections=tuple(replace(one, students=None) for one in current.sections))
    assert compare(current, silent).changes == ()


def test_keys_are_unique_and_labels_readable() -> None:
    roster = read(ONE_11)
    keys = [key_of(one) for one in (*roster.assignments, *roster.teachings)]
    assert len(set(keys)) == len(keys)
    plan = compare(Roster("", "", mode_by_kind=dict.fromkeys(KINDS, "bulk")), roster)
    labels = {one.label for one in plan.changes}
    assert {"Ana Ruiz", "North School", "Algebra 1 (1)", "u3: principal at s1", "u1 teaches c1"} <= labels
