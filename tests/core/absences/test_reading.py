# ruff: noqa: E501
"""Absences from mapped tables and from Ed-Fi: groups, durations, substitutes, one key each."""

import io
from datetime import date

import pytest

from staffroom.core.absences.edfi import edfi_plan, edfi_sheet, is_edfi
from staffroom.core.absences.model import Absence, category_of
from staffroom.core.absences.reading import confirmed_key, duration, natural_key, read_absences, weekdays
from staffroom.core.mapping.intake import take_in
from staffroom.core.mapping.plan import first_plan
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Person

STAFF = [Person("7", "Ana", "Reyes", email="ana@example.org"), Person("8", "Bo", "Cole"), Person("9", "Bo", "Cole")]
HEAD = "Confirmation #,Date,Employee,Absence Reason,Duration,Substitute,Status,Notes\n"
DAY = date(2026, 9, 14)


def read(text: str) -> tuple[tuple[Absence, ...], Findings]:
    sheets = take_in([("a.csv", io.BytesIO(text.encode()))], "absences", Findings())
    findings = Findings()
    return read_absences(sheets, first_plan(sheets, "absences")[0], STAFF, findings), findings


@pytest.mark.parametrize(
    ("reason", "category"),
    [
        ("Professional Development", "training"), ("PD - math", "training"), ("Release Time", "training"),
        ("Conference (PD)", "training"), ("Sick", "illness"), ("Family Illness", "illness"), ("Dr. appt: medical", "illness"),
        ("Personal Necessity", "personal"), ("Bereavement", "personal"), ("Jury Duty", "duty"), ("Union business", "duty"),
        ("FMLA medical", "leave"), ("Maternity", "leave"), ("Unpaid", "other"), ("Enfermedad", "illness"),
        ("Capacitación", "training"),
    ],
)  # fmt: skip
def test_reasons_fall_into_groups(reason: str, category: str):
    assert category_of(reason) == (category, True)


def test_a_reason_without_a_known_word_is_other_and_told_once():
    found, findings = read(
        HEAD + '1,9/14/2026,"Reyes, Ana",Code 17,Full Day,,,\n2,9/15/2026,"Reyes, Ana",Code 17,Full Day,,,\n'
    )
    assert [one.category for one in found] == ["other", "other"]
    assert sum('reason "Code 17"' in one.message for one in findings.problems()) == 1


@pytest.mark.parametrize(
    ("text", "heading", "minutes"),
    [
        ("Full Day", "", 420), ("Half Day AM", "", 210), ("PM", "", 210), ("07:30", "", 450), ("3.5 hours", "", 210),
        ("0.5", "", 210), ("1", "", 420), ("4", "", 240), ("2", "Days", 840), ("2", "Hours Absent", 120),
        ("90", "Minutes", 90), ("two", "", None), ("0", "", None),
    ],
)  # fmt: skip
def test_durations(text: str, heading: str, minutes: int | None):
    assert duration(text, heading, 420) == minutes


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("Doe, Jo", "", "filled"), ("Doe, Jo", "Filled", "filled"), ("", "Unfilled", "unfilled"), ("", "Not Required", "not_needed"),
        ("Unfilled", "", "unfilled"), ("", "", "unknown"), ("", "perhaps", "unknown"), ("", "Yes", "filled"),
    ],
)  # fmt: skip
def test_whether_a_substitute_came(name: str, status: str, told: str):
    found, _findings = read(HEAD + f'1,9/14/2026,"Reyes, Ana",Sick,Full Day,"{name}",{status},\n')
    assert found[0].substitute == told


def test_neither_the_words_of_a_reason_nor_a_substitutes_name_are_in_what_is_read():
    found, _findings = read(HEAD + '1,9/14/2026,"Reyes, Ana",Sick: migraine,Full Day,"Doe, Jo",Filled,secret\n')
    assert found == (Absence("7", DAY, 420, "illness", "filled", None, confirmed_key("1", DAY), 2),)
    assert not [word for word in ("migraine", "Doe", "secret") if word in repr(found)]


def test_several_days_are_one_absence_each_weekday():
    found, _findings = read("Staff ID,Start Date,End Date,Reason,Days,Cost\n7,9/11/2026,9/15/2026,Training,3,600\n")
    assert [(one.day.day, one.minutes, one.cost) for one in found] == [
        (11, 420, 20000),
        (14, 420, 20000),
        (15, 420, 20000),
    ]
    assert weekdays(date(2026, 9, 12), date(2026, 9, 13)) == [date(2026, 9, 12)]


def test_the_same_row_twice_is_one_absence_and_halves_add_up():
    row = '1,9/14/2026,"Reyes, Ana",Sick,Full Day,,,\n'
    found, findings = read(HEAD + row + row)
    assert len(found) == 1 and "repeats row 2" in findings.problems()[0].message
    halves, _ = read(
        "Staff ID,Date,Reason,Duration\n7,9/14/2026,Sick,AM\n7,9/14/2026,Sick,Half Day PM\n7,9/14/2026,Sick,2\n"
    )
    assert [one.minutes for one in halves] == [420]
    assert halves[0].key == natural_key("7", DAY, "illness")


@pytest.mark.parametrize(
    ("row", "piece", "stops"),
    [
        ('1,9/14/2026,"Nobody, Here",Sick,Full Day,,,', "not on the staff list", False),
        ('1,9/14/2026,"Cole, Bo",Sick,Full Day,,,', "belongs to several people", False),
        ('1,,"Reyes, Ana",Sick,Full Day,,,', "is not a date", True),
        ('1,someday,"Reyes, Ana",Sick,Full Day,,,', "is not a date", True),
        ('1,9/14/2026,"Reyes, Ana",Sick,a while,,,', "no duration", True),
        ("1,9/14/2026,,Sick,Full Day,,,", "neither a staff number", True),
    ],
)
def test_what_is_wrong_with_a_row_is_told(row: str, piece: str, stops: bool):
    _found, findings = read(HEAD + row + '\n2,9/15/2026,"Reyes, Ana",Sick,Full Day,,,\n')
    assert [one for one in findings.problems() if piece in one.message], findings.problems()
    assert bool(findings.errors) is stops


def test_an_end_before_the_start_and_a_leave_of_years_are_told():
    head = "Staff ID,Start Date,End Date,Reason\n"
    assert "before the start" in read(head + "7,9/15/2026,9/14/2026,Sick\n")[1].problems()[0].message
    assert "longer than 366 days" in read(head + "7,9/15/2026,9/14/2028,Sick\n")[1].problems()[0].message


EDFI = """<?xml version="1.0" encoding="UTF-8"?>
<InterchangeStaffAssociation xmlns="http://ed-fi.org/5.2.0">
 <StaffAbsenceEvent><EventDate>2026-09-14</EventDate>
  <AbsenceEventCategory>uri://ed-fi.org/AbsenceEventCategoryDescriptor#Professional development</AbsenceEventCategory>
  <StaffReference><StaffIdentity><StaffUniqueId>7</StaffUniqueId></StaffIdentity></StaffReference>
  <AbsenceEventReason>private words</AbsenceEventReason><HoursAbsent>3.5</HoursAbsent></StaffAbsenceEvent>
 <StaffLeave><BeginDate>2026-09-15</BeginDate><StaffLeaveEventCategory>Sick leave</StaffLeaveEventCategory>
  <EndDate>2026-09-16</EndDate><StaffReference><StaffIdentity><StaffUniqueId>8</StaffUniqueId></StaffIdentity></StaffReference>
  <SubstituteAssigned>false</SubstituteAssigned></StaffLeave>
 <Staff><StaffUniqueId>9</StaffUniqueId></Staff>
</InterchangeStaffAssociation>"""


def edfi(text: str) -> tuple[tuple[Absence, ...], Findings]:
    findings = Findings()
    sheet = edfi_sheet("a.xml", io.BytesIO(text.encode()), findings)
    return (() if sheet is None else read_absences([sheet], edfi_plan("a.xml"), STAFF, findings)), findings


def test_ed_fi_gives_the_same():
    assert is_edfi(EDFI[:200].encode()) and not is_edfi(b"<html>")
    found, findings = edfi(EDFI)
    assert not findings.errors
    assert [(one.person, one.day.day, one.minutes, one.category, one.substitute) for one in found] == [
        ("7", 14, 210, "training", "unknown"), ("8", 15, 420, "illness", "unfilled"), ("8", 16, 420, "illness", "unfilled"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (EDFI[:400], "breaks off or goes wrong"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + EDFI.partition("?>")[2], "declares a document type"),
        ("<InterchangeStaffAssociation/>", "nothing below"),
    ],
)
def test_ed_fi_that_cannot_be_read_is_told(text: str, piece: str):
    found, findings = edfi(text)
    assert not found and piece in findings.problems()[0].message
