"""Meeting patterns: a table of what student information systems write, and the meetings they mean."""

import pytest

from staffroom.core.bells import Bell, BellBook, Meeting, PatternError, Slot, meetings_of, parse_pattern
from staffroom.core.problems import Problem

NUMBERS = ("0", "1", "2", "3", "4", "Lunch", "5", "6", "7")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")
ABC = ("A", "B", "C")


def slots(text, periods=NUMBERS, days=WEEK):
    found = parse_pattern(text, periods=periods, days=days)
    assert not isinstance(found, PatternError), found.message
    return " ".join(f"{s.day}:{s.period}" if s.period is not None else f"{s.day}:{s.start}-{s.end}" for s in found)


READ = [
    # PowerSchool expressions
    ("1(A)", ABC, "A:1"),
    ("1(A) 3(B-C)", ABC, "A:1 B:3 C:3"),
    ("1-2(A) 3(B) 4(A)", ABC, "A:1 A:2 B:3 A:4"),
    ("2(A-B)", ABC, "A:2 B:2"),
    ("3-4(A,C)", ABC, "A:3 C:3 A:4 C:4"),
    ("1(A)3(B)", ABC, "A:1 B:3"),
    ("1(A), 3(B)", ABC, "A:1 B:3"),
    ("1 (A)", ABC, "A:1"),
    ("1,3(A)", ABC, "A:1 A:3"),
    ("1(a) 3(b\u2013c)", ABC, "A:1 B:3 C:3"),
    ("1(A C)", ABC, "A:1 C:1"),
    ("1(AC)", ABC, "A:1 C:1"),
    ("1(A-F)", ("A", "B", "C", "D", "E", "F"), "A:1 B:1 C:1 D:1 E:1 F:1"),
    ("1(F)", ("A", "B", "C", "D", "E", "F"), "F:1"),
    ("1(F)", WEEK, "Fri:1"),
    ("2(1-3)", ("1", "2", "3", "4"), "1:2 2:2 3:2"),
    ("2(M-F)", WEEK, "Mon:2 Tue:2 Wed:2 Thu:2 Fri:2"),
    ("2(Mon,Wed)", WEEK, "Mon:2 Wed:2"),
    ("1(A) 1(A)", ABC, "A:1"),
    # weekday patterns
    ("MWF 2", WEEK, "Mon:2 Wed:2 Fri:2"),
    ("2 MWF", WEEK, "Mon:2 Wed:2 Fri:2"),
    ("TTh 3", WEEK, "Tue:3 Thu:3"),
    ("TR 3", WEEK, "Tue:3 Thu:3"),
    ("M/W/F 2", WEEK, "Mon:2 Wed:2 Fri:2"),
    ("Mon-Thu 1", WEEK, "Mon:1 Tue:1 Wed:1 Thu:1"),
    ("MWF 2 TTh 3", WEEK, "Mon:2 Wed:2 Fri:2 Tue:3 Thu:3"),
    ("2 MWF 3 TTh", WEEK, "Mon:2 Wed:2 Fri:2 Tue:3 Thu:3"),
    ("MWF 2,4", WEEK, "Mon:2 Wed:2 Fri:2 Mon:4 Wed:4 Fri:4"),
    ("MWF 2", ABC, "Mon:2 Wed:2 Fri:2"),
    ("Friday 7", WEEK, "Fri:7"),
    # cycle days in words
    ("P3 A-day", ABC, "A:3"),
    ("A-day P3", ABC, "A:3"),
    ("Period 3 Day B", ABC, "B:3"),
    ("3 Day 2", ("1", "2"), "2:3"),
    ("A 3", ABC, "A:3"),
    # periods alone
    ("Period 3", WEEK, "*:3"),
    ("Pd. 3", WEEK, "*:3"),
    ("P3", WEEK, "*:3"),
    ("03", WEEK, "*:3"),
    ("1", WEEK, "*:1"),
    ("1,3,5", WEEK, "*:1 *:3 *:5"),
    ("1, 3, 5", WEEK, "*:1 *:3 *:5"),
    ("1-5", WEEK, "*:1 *:2 *:3 *:4 *:5"),
    ("Lunch", WEEK, "*:Lunch"),
    ("4-5", WEEK, "*:4 *:5"),
    ("9", WEEK, "*:9"),
    ("0", WEEK, "*:0"),
    # clock times
    ("0830-0920", WEEK, "*:510-560"),
    ("830-920", WEEK, "*:510-560"),
    ("MWF 0830-0920", WEEK, "Mon:510-560 Wed:510-560 Fri:510-560"),
    ("0830-0920 MWF", WEEK, "Mon:510-560 Wed:510-560 Fri:510-560"),
    ("8:30 AM-9:20 AM", WEEK, "*:510-560"),
    ("8:30AM \u2013 9:20AM", WEEK, "*:510-560"),
    ("1:05-1:55 PM", WEEK, "*:785-835"),
    ("11:30-12:20 PM", WEEK, "*:690-740"),
    ("1:05-1:55", WEEK, "*:785-835"),
    ("TTh 8:30-9:20", WEEK, "Tue:510-560 Thu:510-560"),
]


@pytest.mark.parametrize(("text", "days", "expected"), READ, ids=[f"{t}|{d[0]}" for t, d, _ in READ])
def test_a_pattern_is_read(text, days, expected):
    assert slots(text, days=days) == expected


def test_a_period_written_out_whole_is_that_period():
    names = ("01 - Traditional", "02 - Traditional", "Advisory A")
    assert slots("02 - Traditional", names) == "*:02 - Traditional"
    assert slots("2", names) == "*:02 - Traditional"
    assert slots("advisory a", names) == "*:Advisory A"


def test_letters_are_periods_where_the_school_says_so():
    assert slots("A(1-3)", ("A", "B"), ("1", "2", "3")) == "1:A 2:A 3:A"
    assert slots("A", ("A", "B"), ("1", "2", "3")) == "*:A"


REFUSED = [
    ("", "is empty"),
    ("   ", "is empty"),
    ("1(A", "bracket"),
    ("1A)", "bracket"),
    ("1(D)", '"D" is not a day'),
    ("1()", "no days between"),
    ("(A)", "neither a period"),
    ("MWF", "no period or time beside"),
    ("whenever", "neither a period"),
    ("5-1", "run backwards"),
    ("0920-0830", "ends before it starts"),
    ("0870-0920", "does not exist"),
    ("1 MWF 3", "has no days"),
    ("1(A) 3", "has no days"),
    ("1" * 301, "longer than"),
    ("\x00", "neither a period"),
    ("1(A) ???", "neither a period"),
    (",", "names no period"),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=[repr(t)[:20] for t, _ in REFUSED])
def test_a_pattern_that_cannot_be_read_is_refused_with_a_sentence(text, expected):
    found = parse_pattern(text, periods=NUMBERS, days=ABC)
    assert isinstance(found, PatternError)
    assert expected in found.message
    assert found.message.endswith(".") and found.advice.endswith(".")


def book(*rows):
    return BellBook(tuple(Bell("S1", "Regular", *row) for row in rows))


def test_meetings_take_their_times_from_the_bells_of_the_day():
    bells = book(("*", "1", 480, 530), ("*", "2", 535, 585), ("Wed", "2", 515, 550))
    found = meetings_of(parse_pattern("MWF 2", periods=("1", "2"), days=WEEK), bells, "S1")
    assert found == (
        Meeting("Mon", "2", 535, 585),
        Meeting("Wed", "2", 515, 550),
        Meeting("Fri", "2", 535, 585),
    )


def test_a_slot_for_every_day_holds_on_the_days_that_have_the_period():
    bells = book(("A", "1", 480, 570), ("B", "2", 480, 570))
    assert meetings_of((Slot("*", "2"),), bells, "S1") == (Meeting("B", "2", 480, 570),)


def test_clock_times_keep_their_bounds_and_find_their_period():
    bells = book(("*", "1", 480, 530), ("*", "2", 535, 585))
    found = meetings_of((Slot("Mon", None, 500, 580),), bells, "S1")
    assert found == (Meeting("Mon", "2", 500, 580),)


def test_a_section_in_a_period_its_school_does_not_have_is_told():
    bells = book(("*", "1", 480, 530), ("*", "2", 535, 585))
    found = meetings_of((Slot("*", "9"),), bells, "S1", section="ALG-1", file="sections.csv", row=7)
    assert isinstance(found, Problem)
    assert (found.file, found.row, found.severity) == ("sections.csv", 7, "error")
    assert "ALG-1 meets in period 9" in found.message and "1, 2" in found.message


def test_a_period_missing_on_one_day_is_told_with_the_day():
    bells = book(("A", "1", 480, 570), ("B", "2", 480, 570))
    found = meetings_of((Slot("A", "2"),), bells, "S1")
    assert isinstance(found, Problem) and "period 2 on A" in found.message


def test_a_school_without_bells_is_told():
    found = meetings_of((Slot("*", "1"),), book(("*", "1", 480, 530)), "S2")
    assert isinstance(found, Problem) and "S2, which has no bells" in found.message
