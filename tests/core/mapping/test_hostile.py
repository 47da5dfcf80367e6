# ruff: noqa: E501
"""Tables as they really come: each case is spoiled in one way and must get one clear sentence at the right place.

Read a case as: what it is; the name and the bytes; (row, a piece of the sentence); how many entries are kept, None
when nothing of the table may be.
"""

import io
from datetime import date
from typing import NamedTuple

import pytest

from staffroom.core.mapping import workbook as reading
from staffroom.core.mapping.intake import Sheet, is_workbook, kept_sheet, kept_text, take_in
from staffroom.core.mapping.plan import first_plan
from staffroom.core.mapping.produce import produce
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Org, Person, Roster
from tests.core.mapping.books import changed, workbook

HEAD = ["Staff ID", "First Name", "Last Name", "Site", "Job Title"]
ANA = ["501", "Ana", "Reyes", "Lincoln High", "Teacher"]
BO = ["502", "Bo", "Cole", "Lincoln High", "Custodian"]
CSV = "\n".join(",".join(row) for row in (HEAD, ANA, BO)) + "\n"
BOOK = workbook(("Staff", [HEAD, ANA, BO]))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
CURRENT = Roster(
    "staffroom",
    "",
    orgs=(Org("112", "Lincoln High School", "school"), Org("113", "Alcott Middle", "school")),
    people=(Person("00077", "Uma", "Vega", email="uma@example.org"), Person("78", "Cy", "Dunn", identifier="9078")),
)


class Case(NamedTuple):
    what: str
    name: str
    data: bytes
    told: tuple[int | None, str]
    kept: int | None


def csv(what: str, text: str | bytes, row: int | None, piece: str, kept: int | None) -> Case:
    return Case(what, "staff.csv", text if isinstance(text, bytes) else text.encode(), (row, piece), kept)


def book(what: str, data: bytes, row: int | None, piece: str, kept: int | None) -> Case:
    return Case(what, "staff.xlsx", data, (row, piece), kept)


CASES = [
    # What is no table
    Case("an empty file", "staff.csv", b"", (None, "empty"), None),
    Case("spaces and line ends only", "staff.csv", b" \n\n \n", (None, "empty"), None),
    Case("an old .xls", "staff.xls", OLE + "Workbook".encode("utf-16-le"), (None, "old Excel file"), None),
    Case("an older .xls (BIFF)", "staff.xls", b"\x09\x08\x10\x00" + b"\x00" * 50, (None, "old Excel file"), None),
    Case("a workbook with a password", "staff.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), (None, "password"), None),
    Case("an old Word document", "staff.doc", OLE, (None, "old Office document"), None),
    Case("a web page called .xls", "staff.xls", b"<html><table><tr><td>Staff ID</td></tr></table>", (None, "web page"), None),
    Case("a table of HTML", "staff.xls", b"\xef\xbb\xbf\n<TABLE><tr><td>x</td></tr></TABLE>", (None, "web page"), None),
    Case("an archived web page", "staff.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", (None, "web page"), None),
    Case("XML of Excel 2003", "staff.xls", b'<?xml version="1.0"?><Workbook></Workbook>', (None, "XML file"), None),
    Case("a PDF", "staff.csv", b"%PDF-1.7 ...", (None, "PDF"), None),
    Case("a picture", "staff.csv", b"\x89PNG\r\n\x1a\n....", (None, "not a table"), None),
    Case("an archive that is none", "staff.xlsx", b"Rar!\x1a\x07....", (None, "not a table"), None),
    # Workbooks
    book("a binary workbook", changed(BOOK, "", b"", b"").replace(b"xl/workbook.xml", b"xl/workbook.bin"), None, "binary Excel", None),
    book("a package that is no workbook", BOOK.replace(b"xl/workbook.xml", b"xl/nothing.xml."), None, "neither a workbook", None),
    book("a workbook cut short", BOOK[:-200], None, "damaged", None),
    book("a workbook whose sheet breaks off", changed(BOOK, "xl/worksheets/sheet1.xml", b"</sheetData>", b"<"), None, "damaged", None),
    book("entities to be expanded", changed(BOOK, "xl/sharedStrings.xml", b"<sst ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst '), None, "instructions that no spreadsheet", None),
    book("no sheet with anything", workbook(("One", []), ("Two", [])), None, "no sheet with anything", None),
    book("a hidden sheet", workbook(("Staff", [HEAD, ANA]), ("Old", [HEAD, BO]), hidden=["Old"]), None, 'sheet "Old" is hidden', 1),
    book("a formula without a result", changed(workbook(("S", [HEAD, [*ANA[:4], "=A1"], BO])), "xl/worksheets/sheet1.xml", b"<v>0</v>", b""), 2, "formula in this row has no result", 2),
    book("a cell with #REF!", changed(workbook(("S", [HEAD, [*ANA[:4], "=A1"], BO])), "xl/worksheets/sheet1.xml", b'<c r="E2"><f>A1</f><v>0</v>', b'<c r="E2" t="e"><f>A1</f><v>#REF!</v>'), 2, "error like #REF!", 2),
    book("a title and a date above", workbook(("S", [["Oak Unified: staff"], [date(2026, 8, 1)], [], HEAD, ANA])), 4, "Rows above the names", 1),
    book("groups of columns above", workbook(("S", [["", "Name", "", "Work"], HEAD, ANA])), 2, "Rows above the names", 1),
    book("a total below", workbook(("S", [HEAD, ANA, BO, ["Total", 2]])), 4, "total or a note", 2),
    book("a sheet of 501 columns", workbook(("S", [[*HEAD, *(f"X{n}" for n in range(500))], ANA])), None, "more than 500 columns", None),
    # The names of the columns
    csv("no names of columns", "501,Ana,Reyes,ana@example.org\n502,Bo,Cole,bo@example.org\n", 1, "No row with names", None),
    csv("no names, numbers only", "1,2,3\n4,5,6\n", 1, "No row with names", None),
    csv("one column", "Staff\nAna Reyes\nBo Cole\n", 1, "only one column", None),
    csv("cells parted by nothing known", "Staff ID^First Name\n501^Ana\n", 1, "only one column", None),
    csv("a title above", "Oak Unified staff list\n\n" + CSV, 3, "Rows above the names", 2),
    csv("two rows of names", CSV.replace("501,", "ID de empleado,Nombre,Apellido,Escuela,Puesto\n501,"), 2, "second row of names", 2),
    csv("names again on every page", CSV + ",".join(HEAD) + "\n503,Di,Fox,Lincoln High,Nurse\n", 4, "repeats the names of the columns", 3),
    csv("names twice", CSV.replace("Job Title", "Site"), None, "2 columns are called Site", 2),
    csv("names and nothing else", ",".join(HEAD) + "\n", 1, "nothing below the names", None),
    csv("a note below", CSV + "Printed by the office\n", 4, "total or a note", 2),
    csv("a total below, short", CSV + "Total: 2\n", 4, "total or a note", 2),
    # What is never kept
    csv("a list of students", "Student ID,Last Name,First Name,Grade\n1,Fox,Di,9\n", 1, "list of students", None),
    csv("students without the word", "ID,Last Name,First Name,Grade Level,Birthdate,Guardian\n1,Fox,Di,9,1/1/2012,Al Fox\n", 1, "list of students", None),
    csv("students in Spanish", "Alumno ID,Nombre del alumno,Grado\n1,Di Fox,9\n", 1, "list of students", None),
    csv("students by number and name", "Student ID,Last Name,First Name\n1,Fox,Di\n", 1, "list of students", None),
    csv("students' schedules", "Student ID,Last Name,First Name,Section ID,Period,Room\n1,Fox,Di,s1,2,11\n", None, "column Last Name holds names without saying whose", 1),
    csv("names in a table of classes", "Section ID,Course Name,Period,Last Name\ns1,Art,2,Fox\n", None, "column Last Name holds names without saying whose", 1),
    csv("students of PowerSchool", "[Students]ID,[Students]LastFirst,[Students]Grade_Level\n1,\"Fox, Di\",9\n", 1, "list of students", None),
    csv("a student in a class list", "Section ID,Course Name,Period,Room,Student Name\n1,Art,2,11,Di Fox\n", None, "column Student Name is about students", 1),
    csv("social security numbers", CSV.replace("Job Title", "SSN").replace("Teacher", "123-45-6789"), None, "column SSN is private", 2),
    csv("such numbers under another name", CSV.replace("Job Title", "Code").replace("Teacher", "123-45-6789").replace("Custodian", "123-45-6780"), None, "column Code is private", 2),
    csv("home addresses", CSV.replace("Job Title", "Home Address"), None, "column Home Address is private", 2),
    csv("pay", CSV.replace("Job Title", "Annual Salary"), None, "column Annual Salary is private", 2),
    # The text
    csv("a row cut short", CSV + "503,Di\n504,Em,Hu,Lincoln High,Aide\n", 4, "row has 2 cells", 3),
    csv("a comma too many", CSV + "503,Di,Fox,Lincoln High,Aide,part time\n504,Em,Hu,Lincoln High,Aide\n", 4, "row has 6 cells", 3),
    csv("a quotation mark that never closes", CSV + '503,"Di,Fox,Lincoln High,Aide\n504,Em,Hu,Lincoln High,Aide\n', 4, "never closes", 3),
    csv("older Windows letters", CSV.replace("Reyes", "Ibáñez").encode("cp1252"), 2, "not UTF-8", 2),
    csv("UTF-16", CSV.encode("utf-16"), None, "UTF-16", 2),
    csv("a NUL byte", CSV.replace("Bo", "B\x00o").encode(), 3, "NUL byte", 1),
]  # fmt: skip


def taken(name: str, data: bytes) -> tuple[list[Sheet], Findings]:
    findings = Findings()
    return take_in([(name, io.BytesIO(data))], "roster", findings), findings


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_a_table_as_it_really_comes(case: Case):
    sheets, findings = taken(case.name, case.data)
    problems = findings.problems()
    fitting = [one for one in problems if case.told[1] in one.message]
    assert fitting, [one.message for one in problems]
    assert fitting[0].row == case.told[0]
    assert all(one.advice for one in problems)
    assert (sum(len(sheet.rows) for sheet in sheets) or None) == case.kept


def test_no_word_of_a_student_is_in_what_is_kept():
    sheets, _findings = taken("s.csv", b"Section ID,Course Name,Period,Student Name,Room\n1,Art,2,Zyx Wvut,11\n")
    kept = kept_text(sheets[0])
    assert b"Zyx" not in kept and b"Student" not in kept and b"Art" in kept


@pytest.mark.parametrize(
    "name", ["No_of_students", "# Students", "Student Count", "Students", "Max Students", "Enrollment"]
)
def test_a_count_of_students_is_no_student(name: str):
    sheets, _findings = taken("s.csv", f"Section ID,Course Name,Period,{name}\n1,Art,2,31\n".encode())
    assert name in sheets[0].header


def test_names_in_a_table_of_classes_are_not_in_what_is_kept():
    """A student's schedule taken for a list of classes."""
    table = b"Section ID,Student ID,Last Name,First Name,Period,Room,Teacher Name\ns1,1,Zyx,Wvut,2,11,Ana Reyes\n"
    kept = kept_text(taken("s.csv", table)[0][0])
    assert b"Zyx" not in kept and b"Wvut" not in kept and b"Ana Reyes" in kept


def test_students_absences_are_refused_too():
    findings = Findings()
    table = b"Student ID,Student Name,Date,Absence Reason\n1,Zyx,9/14/2026,Sick\n"
    assert not take_in([("a.csv", io.BytesIO(table))], "absences", findings)
    assert "list of students" in findings.problems()[0].message


def test_what_is_kept_is_read_back_as_it_was():
    sheets, _findings = taken("staff.csv", (CSV + '503,"Di, the ""first""",Fox,"a\nb",\n').encode())
    assert kept_sheet("staff.csv", kept_text(sheets[0])) == sheets[0]


def test_a_workbook_is_no_package_of_tables():
    assert is_workbook(io.BytesIO(BOOK))
    assert not is_workbook(io.BytesIO(b"PK\x03\x04 nothing"))


def test_too_much_is_refused_while_it_is_read(monkeypatch):
    for field in ("unpacked", "rows", "texts", "cells"):
        with pytest.raises(reading.WorkbookError, match="workbook_huge"):
            reading.read_workbook(io.BytesIO(BOOK), reading.Limits(**{field: 1}))
    monkeypatch.setattr("staffroom.core.mapping.intake.MAX_ROWS", 1)
    _sheets, findings = taken("staff.csv", CSV.encode())
    assert [one.message for one in findings.problems()] == ["The table has more than 1 rows."]


# -- what a spreadsheet does to cells ---------------------------------------------------------------------

TITLES = "Staff ID,First Name,Last Name,Site,Job Title,Email,Hire Date,Status\n"
SECTIONS = "Section ID,Course Name,Period,Term,Site,Teacher,Students\n"
ROWS = [
    ("an id with .0", TITLES + "110001.0,Ana,Reyes,112,Teacher,,,\n", "110001.0 was read as 110001", True),
    ("an id rounded", TITLES + "1.23457E+11,Ana,Reyes,112,Teacher,,,\n", "1.23457E+11 was rounded", False),
    ("zeros lost", TITLES + "77,Uma,Vega,112,Teacher,,,\n", "77 was read as 00077", True),
    ("known by another number", TITLES + "9078,Cy,Dunn,112,Teacher,,,\n", "9078 was recognized as 78", True),
    ("known by mail", TITLES + "5,Uma,Vega,112,Teacher,UMA@example.org,,\n", "5 was recognized as 00077", True),
    ("nobody", TITLES + ",Ana,Reyes,112,Teacher,,,\n", "neither a staff number nor a mail address", False),
    ("no name", TITLES + "5,,Reyes,112,Teacher,,,\n", "name of 5 is missing", False),
    ("one number, two people", TITLES + "5,Ana,Reyes,112,Teacher,,,\n5,Bo,Cole,112,Aide,,,\n", "row 2 already, with another name", False),
    ("a date as a number", TITLES + "5,Ana,Reyes,112,Teacher,,45000,\n", "45000 was read as 2023-03-15", True),
    ("a date in the wrong order", TITLES + "5,Ana,Reyes,112,Teacher,,31/8/2026,\n", "not a date", True),
    ("no mail address", TITLES + "5,Ana,Reyes,112,Teacher,ana at home,,\n", "not an address", True),
    ("a title nobody knows", TITLES + "5,Ana,Reyes,112,Wrangler,,,\n", 'role "Wrangler" is not known', True),
    ("a school nobody knows", TITLES + "5,Ana,Reyes,Mars Base,Teacher,,,\n", 'school "Mars Base" is not known', True),
    ("no school in a row", TITLES + "5,Ana,Reyes,,Teacher,,,\n", "names no school", False),
    ("a teacher nobody knows", SECTIONS + "1,Art,2,,112,4711,30\n", "teacher 4711 of class 1", True),
    ("a term nobody knows", SECTIONS + "1,Art,2,Fall,112,78,30\n", 'term "Fall" is not known', True),
    ("a pattern nobody can read", SECTIONS + "1,Art,every so often,,112,78,30\n", "no meeting pattern", True),
    ("a number of students in words", SECTIONS + "1,Art,2,,112,78,many\n", 'no number of students', True),
    ("a class without an id", SECTIONS + ",Art,2,,112,78,30\n", "does not say which class", False),
    ("a class at two schools", SECTIONS + "1,Art,2,,112,78,30\n1,Art,3,,113,78,30\n", "row 2 already, at another school", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "piece", "importable"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_a_row_can_be(text: str, piece: str, importable: bool):
    sheets, _findings = taken("t.csv", text.encode())
    roster = produce(sheets, first_plan(sheets, "roster")[0], CURRENT, Findings())
    assert [one for one in roster.problems if piece in one.message], [one.message for one in roster.problems]
    assert roster.importable is importable
