# ruff: noqa: E501
"""From mapped tables to the roster model; profiles; what is missing is told."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.mapping.intake import Sheet, take_in
from staffroom.core.mapping.knowing import People, Rounded, Schools, name_parts, whole_number
from staffroom.core.mapping.plan import Plan, check, first_plan, fit, plan_from, signature, with_profile
from staffroom.core.mapping.produce import produce
from staffroom.core.roster.compare import apply_plan, compare
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Assignment, Org, Person, Roster, Section, Teaching, Term
from tests.core.mapping.books import workbook

CURRENT = Roster(
    "staffroom",
    "",
    orgs=(Org("", "", "district"), Org("112", "Lincoln High School", "school"), Org("113", "Alcott Middle", "school")),
    terms=(),
    people=(Person("7", "Ana", "Reyes", email="ana@example.org", language="es"), Person("8", "Bo", "Cole")),
    assignments=(Assignment("7", "112", "teacher", True), Assignment("8", "113", "counselor", True)),
    sections=(Section("s1", "Art 1", "112", "Art 1", "ART1", (), ("9",), ("2",), "11", students=24),),
    teachings=(Teaching("s1", "7", True),),
)
PEOPLE = (
    'Staff ID,Name,Site,Job Title\n7,"Reyes, Ana",Lincoln High,Teacher\n9,"Dee, Al M.",Alcott Middle,Custodian II\n'
)
CLASSES = 'Section ID,Course Name,Period,Days,Site,Teacher,Room\ns1,Art 1,3,A,112,8,12\ns2,Art 2,1(A) 3(B-C),,112,"Reyes, Ana",12\n'


def sheets_of(*texts: str) -> list[Sheet]:
    files = [(f"t{place}.csv", io.BytesIO(text.encode())) for place, text in enumerate(texts)]
    return take_in(files, "roster", Findings())


def roster(*texts: str, current: Roster = CURRENT, **changes: object) -> Roster:
    sheets = sheets_of(*texts)
    plan = replace(first_plan(sheets, "roster")[0], **changes)
    return produce(sheets, plan, current, Findings())


def test_a_list_of_staff_adds_and_changes_and_nobody_leaves():
    made = roster(PEOPLE)
    assert made.importable
    after = apply_plan(CURRENT, compare(CURRENT, made))
    people = {one.source_id: one for one in after.people}
    assert people["9"] == Person("9", "Al", "Dee", middle="M.")
    assert people["8"].active and people["7"].email == "ana@example.org" and people["7"].language == "es"
    assert {(one.person, one.org, one.role) for one in after.assignments} == {
        ("7", "112", "teacher"), ("8", "113", "counselor"), ("9", "113", "custodian"),
    }  # fmt: skip
    assert after.sections == CURRENT.sections


def test_a_whole_list_lets_those_leave_whom_it_does_not_name():
    plan = compare(CURRENT, roster(PEOPLE, whole=True))
    people = {(one.op, one.source_id) for one in plan.changes if one.kind == "person"}
    assert people == {("leave", "8"), ("add", "9")}


def test_classes_take_their_teachers_and_keep_what_no_column_tells():
    made = roster(CLASSES)
    assert made.importable
    after = apply_plan(CURRENT, compare(CURRENT, made))
    sections = {one.source_id: one for one in after.sections}
    assert sections["s1"] == replace(CURRENT.sections[0], periods=("3(A)",), room="12")
    assert sections["s2"].periods == ("1(A) 3(B-C)",)
    assert {(one.section, one.person) for one in after.teachings} == {("s1", "8"), ("s2", "7")}


def test_people_and_classes_of_one_upload_know_each_other():
    made = roster(PEOPLE, CLASSES.replace(",8,", ",9,"))
    assert ("s1", "9") in {(one.section, one.person) for one in made.teachings}


def test_a_class_on_several_rows_has_all_its_periods_and_teachers():
    made = roster("Section ID,Course Name,Period,Day,Site,Teacher\nx,Art,1,A,112,7\nx,Art,3,B,112,8\nx,Art,3,B,112,8\n")
    assert made.sections[0].periods == ("1(A)", "3(B)")
    assert [(one.person, one.primary) for one in made.teachings] == [("7", True), ("8", False)]


def test_a_table_of_courses_names_the_classes():
    made = roster("CN,CO,DC\nBIO1,Biology,Science\n", "SC,SE,CN,TN,PD\n112,1,BIO1,7,4\n")
    assert (made.sections[0].source_id, made.sections[0].title, made.sections[0].subjects) == (
        "112-BIO1-1", "Biology", ("Science",),
    )  # fmt: skip


def test_terms_are_known_or_told_with_their_dates():
    head = "Section ID,Course Name,Period,Site,Term,Term Start,Term End\n"
    made = roster(head + "x,Art,1,112,Fall,8/20/2026,12/18/2026\n")
    assert (made.terms[0].title, made.terms[0].ends.isoformat(), made.sections[0].terms) == (
        "Fall",
        "2026-12-19",
        ("Fall",),
    )
    term = Term("t1", "Fall", "term", made.terms[0].starts, made.terms[0].ends, 2027)
    known = roster(head + "x,Art,1,112,fall,,\n", current=replace(CURRENT, terms=(term,)))
    assert (known.terms, known.sections[0].terms) == ((), ("t1",))


def test_the_same_tables_twice_change_nothing():
    made = roster(PEOPLE, CLASSES)
    after = apply_plan(CURRENT, compare(CURRENT, made))
    again = roster(PEOPLE, CLASSES, current=after)
    assert not compare(after, again).changes


def test_one_school_and_one_role_may_hold_for_a_whole_table():
    text = "Staff ID,First Name,Last Name\n9,Al,Dee\n"
    assert "Nothing says at which school." in [one.message for one in roster(text).problems]
    made = roster(text, school="113", role="aide")
    assert made.assignments == (Assignment("9", "113", "aide", True),)
    office = roster(text, school="central", role="office")
    assert office.assignments == (Assignment("9", "", "office", True),)


def test_a_workbook_of_classes_keeps_numbers_whole():
    data = workbook(
        ("S", [["Section ID", "Course Name", "Period", "Site", "Teacher", "Students"], [881, "Art", 2, 112, 7, 24]])
    )
    sheets = take_in([("s.xlsx", io.BytesIO(data))], "roster", Findings())
    made = produce(sheets, first_plan(sheets, "roster")[0], CURRENT, Findings())
    assert (made.sections[0].source_id, made.sections[0].school, made.sections[0].students) == ("881", "112", 24)
    assert made.teachings == (Teaching("881", "7", True),)


@pytest.mark.parametrize(
    ("text", "drop", "piece"),
    [
        (PEOPLE, "staff_id", "who each person is"),
        (PEOPLE, "name", "people's names"),
        (PEOPLE, "school", "at which school"),
        (CLASSES, "section_id", "one class from another"),
        (CLASSES, "course_title", "what a class is called"),
        (CLASSES, "teacher_id", "who teaches"),
    ],
)
def test_what_is_missing_is_told_in_a_sentence(text: str, drop: str, piece: str):
    sheets = sheets_of(text)
    plan = first_plan(sheets, "roster")[0]
    table = plan.tables[0]
    columns = tuple(
        "" if key == drop or (drop == "teacher_id" and key.startswith("teacher")) else key for key in table.columns
    )
    findings = Findings()
    check(replace(plan, tables=(replace(table, columns=columns),)), findings)
    assert [one for one in findings.problems() if piece in one.message]
    findings = Findings()
    check(plan, findings)
    assert not findings.problems()


def test_two_columns_cannot_be_the_same_thing_and_something_must_be_read():
    plan = first_plan(sheets_of(PEOPLE), "roster")[0]
    table = plan.tables[0]
    findings = Findings()
    check(replace(plan, tables=(replace(table, columns=("staff_id", "name", "staff_id", "school")),)), findings)
    check(replace(plan, tables=(replace(table, read=False),)), findings)
    told = [one.message for one in findings.problems()]
    assert any("chosen as the same thing" in one for one in told) and "Every table is set to be left out." in told


# -- profiles ---------------------------------------------------------------------------------------------


def test_a_profile_is_kept_and_used_for_the_same_headings_again():
    plan = first_plan(sheets_of(PEOPLE), "roster")[0]
    mine = replace(plan, tables=(replace(plan.tables[0], columns=("staff_id", "name", "school", "")),), school="113")
    kept = plan_from(mine.as_dict())
    assert kept == mine
    assert fit(plan, kept) == 1
    assert with_profile(plan, kept).tables[0].columns == ("staff_id", "name", "school", "")
    turned = first_plan(sheets_of('site,STAFF ID,Job-Title,name,New\n112,1,x,"A, B",n\n'), "roster")[0]
    assert 0.6 <= fit(turned, kept) < 1
    assert with_profile(turned, kept).tables[0].columns[:4] == ("school", "staff_id", "", "name")


def test_a_profile_of_other_tables_is_not_used():
    classes, people = (first_plan(sheets_of(text), "roster")[0] for text in (CLASSES, PEOPLE))
    assert fit(classes, people) < 0.6
    assert with_profile(classes, people).tables == classes.tables
    assert fit(replace(classes, purpose="absences"), classes) == 0


def test_a_signature_does_not_mind_order_and_case():
    assert signature(["Staff ID", "Name"]) == signature(["NAME", "staff_id"]) != signature(["Name"])


def test_a_plan_of_unknown_fields_reads_none_of_them():
    values = first_plan(sheets_of(PEOPLE), "roster")[0].as_dict()
    values["tables"][0]["columns"][0] = "favourite_color"
    assert plan_from(values).tables[0].columns[0] == ""


# -- who is who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Reyes, Ana", ("Ana", "Reyes", "")),
        ("Reyes, Ana M.", ("Ana", "Reyes", "M.")),
        ("de la Cruz, María José", ("María José", "de la Cruz", "")),
        ("Ana Reyes", ("Ana", "Reyes", "")),
        ("Ana", ("", "", "")),
    ],
)
def test_names_in_one_cell(text: str, parts: tuple[str, str, str]):
    assert name_parts(text) == parts


def test_numbers_that_spreadsheets_spoil():
    assert [whole_number(text) for text in ("110001.0", "1.5E1", "A-7.0", "00123")] == [
        "110001",
        "15",
        "A-7.0",
        "00123",
    ]
    with pytest.raises(Rounded):
        whole_number("1.23457E+11")


def test_a_school_by_its_short_name_and_never_by_chance():
    schools = Schools(
        [
            Org("1", "Oak Elementary School", "school"),
            Org("2", "Oak Middle School", "school"),
            Org("03", "Elm", "school"),
        ]
    )
    assert schools.find("oak elem") == ("1", ())
    assert schools.find("Oak MS") == ("2", ())
    assert schools.find("3") == ("03", ())
    assert schools.find("District Office") == ("", ())
    assert schools.find("Oak") == (None, ())
    twins = Schools([Org("1", "Oak School", "school"), Org("2", "Oak", "school")])
    assert twins.find("the oak")[0] is None and len(twins.find("the oak")[1]) == 2


def test_a_name_of_two_people_is_nobody():
    people = People([Person("1", "Ana", "Reyes"), Person("2", "Ana", "Reyes")])
    assert people.named("Reyes, Ana") == (None, True)


@given(st.permutations(range(4)))
@settings(max_examples=24)
def test_the_order_of_rows_does_not_change_what_is_made(order):
    rows = ["a,Art,1,112,7", "b,Art,2,112,8", "c,Bio,3,113,7", "d,Bio,4,113,8"]
    text = "Section ID,Course Name,Period,Site,Teacher\n" + "".join(f"{rows[place]}\n" for place in order)
    made, first = roster(text), roster("Section ID,Course Name,Period,Site,Teacher\n" + "\n".join(rows) + "\n")
    assert (set(made.sections), set(made.teachings)) == (set(first.sections), set(first.teachings))


def test_a_plan_of_nothing_fits_nothing():
    assert fit(Plan("roster", ()), Plan("roster", ())) == 0
