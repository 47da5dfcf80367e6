"""Reading a bell file for a district's schools: every bad input gets one sentence with its place."""

import pytest

from staffroom.people.models import School
from staffroom.timetable.queries.bell_file import read_bell_file

HEADER = "school,schedule,day,period,start,end,kind\n"
SCHOOLS = [
    School(pk=1, source_id="101", name="César Chávez Elementary", short_name="Chávez"),
    School(pk=2, source_id="102", name="Alcott Middle", short_name="Alcott"),
    School(pk=3, source_id="103", name="Alcott Annex", short_name="Alcott"),
]


def read(rows, calendar=None, name="bells.csv"):
    content = rows if isinstance(rows, bytes) else (HEADER + rows).encode()
    return read_bell_file(content, name, SCHOOLS, calendar=calendar and calendar.encode(), calendar_name="calendar.csv")


def errors(found):
    return [(p.row, p.column, p.message) for p in found.problems if p.severity == "error"]


@pytest.mark.parametrize("written", ["101", "César Chávez Elementary", "cesar chavez  elementary", "CHAVEZ", "Chávez"])
def test_a_school_is_found_by_any_of_its_names(written):
    found = read(f"{written},Regular,*,1,8:00,8:50,class\n")
    assert not errors(found)
    assert found.school(found.book.bells[0].school).pk == 1


def test_a_name_that_two_schools_share_finds_neither():
    assert errors(read("Alcott,Regular,*,1,8:00,8:50,class\n")) == [
        (2, "school", 'There is no school "Alcott" in the roster.')
    ]


def test_an_unknown_school_is_told_once_with_the_nearest():
    found = read("Alcot Middle,Regular,*,1,8:00,8:50,class\nAlcot Middle,Regular,*,2,9:00,9:50,class\n")
    assert errors(found) == [(2, "school", 'There is no school "Alcot Middle" in the roster (2 rows).')]
    assert found.problems[0].advice.startswith('Did you mean "Alcott Middle"?')
    assert not found.book.importable


def test_overlap_and_end_before_start():
    found = read("101,Regular,*,1,8:00,8:50,class\n101,Regular,*,2,8:40,9:30,class\n102,Regular,*,1,9:00,8:00,class\n")
    assert [(row, column) for row, column, _ in errors(found)] == [(3, "start"), (4, "end")]


def test_a_period_with_two_times_on_one_day():
    found = read("101,Regular,*,1,8:00,8:50,class\n101,Regular,*,1,10:00,10:50,class\n")
    ((row, column, message),) = errors(found)
    assert (row, column) == (3, "period")
    assert "two times: 8:00–8:50 and 10:00–10:50" in message


def test_the_only_schedule_is_taken_for_the_regular_one():
    found = read("101,Bell Plan,*,1,8:00,8:50,class\n")
    assert {b.schedule for b in found.book.bells} == {"Regular"}
    assert [p.severity for p in found.problems] == ["warning"]


def test_a_school_without_regular_bells_is_refused():
    found = read("101,Red,*,1,8:00,8:50,class\n101,Blue,*,1,8:00,8:40,class\n")
    assert errors(found) == [
        (None, "schedule", "César Chávez Elementary has no bells for normal days, only Red, Blue.")
    ]


def test_an_old_spelling_of_regular_beside_others():
    found = read("101,standard,*,1,8:00,8:50,class\n101,Early,*,1,8:00,8:40,class\n")
    assert {b.schedule for b in found.book.bells} == {"Regular", "Early"}
    assert not errors(found)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "empty"),
        (b"PK\x03\x04xxxx", "Excel workbook"),
        (HEADER.encode(), "no bells"),
        (b"school,period\n101,1\n", "no column start"),
        (HEADER.encode() + b'101,Regular,*,"1,8:00,8:50,class\n', "quotation mark"),
        (HEADER.encode() + b"101,Regular,*,1\n", "cells"),
        (HEADER.encode() + b"101,Regular,*,1\x00,8:00,8:50,class\n", "NUL"),
    ],
)
def test_broken_files_are_refused_with_a_sentence(content, wrong):
    found = read(content)
    assert not found.book.importable
    assert any(wrong.lower() in message.lower() for _row, _column, message in errors(found)), errors(found)


def test_utf16_and_semicolons_are_read_with_a_warning():
    found = read((HEADER + "Chávez,Regular,*,1,8:00,8:50,class\n").replace(",", ";").encode("utf-16"))
    assert not errors(found)
    assert len(found.book.bells) == 1


def test_a_calendar_is_read_with_its_schools():
    calendar = "school,date,day,schedule,note\n,2026-11-26,,none,Thanksgiving\nChavez,2026-12-18,,Early,\n"
    found = read("101,Regular,*,1,8:00,8:50,class\n101,Early,*,1,8:00,8:30,class\n", calendar)
    assert not errors(found)
    assert [(e.school, e.in_session, e.schedule) for e in found.book.exceptions] == [
        ("", False, ""),
        ("César Chávez Elementary", True, "Early"),
    ]


def test_a_calendar_with_an_unknown_school_or_schedule():
    calendar = "school,date,day,schedule,note\nNowhere,2026-11-26,,none,\n101,2026-12-18,,Foggy,\n"
    found = read("101,Regular,*,1,8:00,8:50,class\n", calendar)
    assert {(row, column) for row, column, _ in errors(found)} == {(2, "school"), (3, "schedule")}
