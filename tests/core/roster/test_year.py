"""The end of a school year: what ends, what stays, what a later roster may not bring back."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.roster.compare import apply_plan
from staffroom.core.roster.model import Assignment, Person, Roster, Section, Teaching, Term
from staffroom.core.roster.year import Year, closing, without_closed, years_of

FALL = Term("f26", "Fall", "term", date(2026, 8, 10), date(2026, 12, 19), 2027)
SPRING = Term("s27", "Spring", "term", date(2027, 1, 5), date(2027, 6, 12), 2027)
NEXT = Term("f27", "Fall", "term", date(2027, 8, 9), date(2027, 12, 18), 2028)
PEOPLE = (Person("ana", "Ana", "Ruiz"), Person("ben", "Ben", "Okafor"))
SECTIONS = (
    Section("old", "Algebra", "s1", terms=("f26", "s27")),
    Section("both", "Advisory", "s1", terms=("s27", "f27")),
    Section("new", "Geometry", "s1", terms=("f27",)),
    Section("bare", "Home room", "s1"),
    Section("odd", "Lab", "s1", terms=("gone",)),
)
POSTS = (
    Assignment("ana", "s1", "teacher"),
    Assignment("ana", "s1", "specialist", ends=date(2027, 6, 12)),
    Assignment("ben", "s1", "teacher", ends=date(2028, 6, 12)),
)
TEACHINGS = tuple(Teaching(one.source_id, "ana") for one in SECTIONS)
HELD = Roster("staffroom", "", (), (FALL, SPRING, NEXT), PEOPLE, POSTS, SECTIONS, TEACHINGS)
YEAR = Year(2027, date(2026, 8, 10), date(2027, 6, 12))


def after(held: Roster, ends_in: int = 2027) -> Roster:
    return apply_plan(held, closing(held, next(one for one in years_of(held.terms) if one.ends_in == ends_in)).plan)


def test_years_are_known_by_their_terms():
    assert years_of(HELD.terms)[0] == YEAR
    assert (YEAR.name, YEAR.last_day) == ("2026–27", date(2027, 6, 11))
    assert not YEAR.over(date(2027, 6, 11))
    assert YEAR.over(date(2027, 6, 12))
    assert years_of([replace(FALL, school_year=0)]) == ()


def test_what_is_of_the_year_only_ends_and_all_else_stays():
    found = closing(HELD, YEAR)
    assert found.counts == {"term": 2, "section": 1, "teaching": 1, "assignment": 1}
    assert (found.people, found.undated) == (2, 2)
    left = after(HELD)
    assert left.terms == (NEXT,)
    assert [one.source_id for one in left.sections] == ["both", "new", "bare", "odd"]
    assert left.people == PEOPLE
    assert left.assignments == (POSTS[0], POSTS[2])


def test_a_second_closing_finds_nothing():
    assert years_of(after(HELD).terms) == (Year(2028, NEXT.starts, NEXT.ends),)
    assert closing(after(HELD), YEAR).counts == {"term": 0, "section": 0, "teaching": 0, "assignment": 0}


def test_a_later_roster_does_not_bring_a_closed_year_back():
    kept, out = without_closed(HELD, {2027}, {"f26", "s27"})
    assert out == 1
    assert (kept.terms, kept.sections, kept.teachings) == ((NEXT,), SECTIONS[1:], TEACHINGS[1:])
    silent = replace(HELD, terms=())
    assert without_closed(silent, {2027}, {"f26", "s27"})[0].sections == SECTIONS[1:]
    assert without_closed(HELD, frozenset(), frozenset()) == (HELD, 0)


def test_a_section_that_goes_on_under_its_old_number_comes_back():
    moved = replace(HELD, sections=(replace(SECTIONS[0], terms=("f27",)),))
    assert without_closed(moved, {2027}, {"f26", "s27"})[1] == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["f26", "s27", "f27", "gone"]), unique=True), max_size=6))
def test_closing_and_filtering_agree(termed):
    """What closing ends is just what a later roster may not bring back: so the same roster changes nothing."""
    sections = tuple(Section(f"c{place}", "x", "s1", terms=tuple(terms)) for place, terms in enumerate(termed))
    held = replace(HELD, sections=sections, teachings=tuple(Teaching(one.source_id, "ana") for one in sections))
    left = after(held)
    again = without_closed(held, {2027}, {"f26", "s27"})[0]
    assert again.sections == left.sections
    assert set(again.teachings) == set(left.teachings)
    assert again.terms == left.terms
