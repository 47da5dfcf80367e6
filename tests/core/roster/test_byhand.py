"""Ends by hand against rosters: the hand holds until the roster says something new."""

from dataclasses import replace
from datetime import date

import pytest

from staffroom.core.roster.byhand import HandEnd, respecting
from staffroom.core.roster.model import Assignment, Mode, Person, RecordKind, Roster, Teaching, assignment_key

LAST = date(2026, 10, 30)
PEOPLE = (Person("ana", "Ana", "Ruiz"), Person("ben", "Ben", "Okafor"))
POSTS = (Assignment("ana", "s1", "teacher"), Assignment("ana", "s2", "teacher"), Assignment("ben", "s1", "teacher"))
TEACHINGS = (Teaching("c1", "ana"), Teaching("c2", "ben"))
WHOLE = Roster("oneroster", "1.2", (), (), PEOPLE, POSTS, (), TEACHINGS)
WORK = HandEnd("e1", "ana", "", LAST, True)
POST = HandEnd("e2", "ana", assignment_key("ana", "s1", "teacher"), LAST, True)
CHANGES: dict[RecordKind, Mode] = {"person": "delta", "assignment": "delta"}


def test_the_same_roster_does_not_bring_anybody_back():
    found = respecting(WHOLE, [WORK])
    assert (found.held, found.over) == (1, ())
    assert [one.active for one in found.roster.people] == [False, True]
    assert found.roster.assignments == POSTS[2:]
    assert found.roster.teachings == TEACHINGS[1:]


def test_an_assignment_alone_ends_alone():
    found = respecting(WHOLE, [POST])
    assert found.roster.people == PEOPLE
    assert found.roster.assignments == POSTS[1:]
    assert found.roster.teachings == TEACHINGS


@pytest.mark.parametrize("end", [WORK, POST])
def test_a_roster_that_leaves_them_out_ends_the_hand(end):
    without = replace(WHOLE, people=PEOPLE[1:], assignments=POSTS[2:], teachings=TEACHINGS[1:])
    found = respecting(without, [end])
    assert (found.held, found.over, found.roster) == (0, (end.name,), without)


@pytest.mark.parametrize("end", [WORK, POST])
def test_an_assignment_that_begins_after_the_last_day_is_a_new_beginning(end):
    anew = replace(WHOLE, assignments=(replace(POSTS[0], begins=date(2026, 11, 2)), *POSTS[1:]))
    assert respecting(anew, [end]).over == (end.name,)
    assert respecting(anew, [end]).roster == anew
    old = replace(WHOLE, assignments=(replace(POSTS[0], begins=LAST), *POSTS[1:]))
    assert respecting(old, [end]).held == 1


def test_before_its_day_an_end_holds_against_nothing():
    found = respecting(WHOLE, [replace(WORK, due=False)])
    assert (found.held, found.over, found.roster) == (0, (), WHOLE)
    gone = replace(WHOLE, people=PEOPLE[1:])
    assert respecting(gone, [replace(WORK, due=False)]).over == ("e1",)


def test_a_list_of_changes_says_nothing_of_those_it_leaves_out():
    changes = replace(WHOLE, people=PEOPLE[1:], assignments=(), teachings=(), mode_by_kind=CHANGES)
    assert respecting(changes, [WORK]).over == ()
    marked = replace(changes, leaving=frozenset({("person", "ana")}))
    assert respecting(marked, [WORK]).over == ("e1",)
    absent: dict[RecordKind, Mode] = {"person": "absent", "assignment": "absent"}
    assert respecting(replace(changes, mode_by_kind=absent), [WORK, POST]).over == ()


def test_without_ends_the_roster_is_as_it_was():
    assert respecting(WHOLE, []).roster == WHOLE
