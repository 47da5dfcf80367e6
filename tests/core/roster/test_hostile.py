# ruff: noqa: E501
"""Bad input, named: each case is spoiled in one way and must get one clear sentence at the right place.

Read a case as: what it is; the roster it starts from; how it is spoiled; (file, row, column, severity, a
piece of the sentence); whether it can still be imported.
"""

from typing import NamedTuple

import pytest

from tests.core.roster.made import (
    CLEVER,
    ONE_11,
    ONE_12,
    SECRET,
    SYNC_1,
    Files,
    Spoil,
    add,
    drop,
    put,
    read,
    recode,
    rename,
    spoiled,
    swap,
)

Told = tuple[str, int | None, str | None, str, str]


class Case(NamedTuple):
    what: str
    base: Files
    spoils: tuple[Spoil, ...]
    told: Told
    importable: bool


def ok(what: str, base: Files, spoil: Spoil | tuple[Spoil, ...], *told: object) -> Case:
    """A case that is repaired, or leaves out a little."""
    return _case(what, base, spoil, told, "warning")


def bad(what: str, base: Files, spoil: Spoil | tuple[Spoil, ...], *told: object) -> Case:
    """A case that is refused."""
    return _case(what, base, spoil, told, "error")


def _case(what: str, base: Files, spoil: Spoil | tuple[Spoil, ...], told: tuple[object, ...], severity: str) -> Case:
    file, row, column, piece = told
    spoils = spoil if isinstance(spoil, tuple) else (spoil,)
    return Case(what, base, spoils, (file, row, column, severity, piece), severity == "warning")  # type: ignore[arg-type]


U, ORGS, C, E, S, R = (
    "users.csv",
    "orgs.csv",
    "classes.csv",
    "enrollments.csv",
    "academicSessions.csv",
    "roles.csv",
)
M = "manifest.csv"
BIG = "x" * 40_000
NEW_USER = "u9,,,true,s1,{role},new,,Nia,Cole,,109,{email},,,,,"
# fmt: off
CASES = [
    # -- letters and lines ---------------------------------------------------------------------------
    ok("byte order mark", ONE_11, recode(U, lambda b: b"\xef\xbb\xbf" + b), U, None, None, "byte order mark"),
    ok("UTF-16 with a mark", ONE_11, recode(U, lambda b: b.decode().encode("utf-16")), U, None, None, "UTF-16"),
    ok("UTF-16 LE, bare", ONE_11, recode(ORGS, lambda b: b.decode().encode("utf-16-le")), ORGS, None, None, "UTF-16"),
    ok("UTF-16 BE, bare", ONE_11, recode(ORGS, lambda b: b.decode().encode("utf-16-be")), ORGS, None, None, "UTF-16"),
    ok("Windows-1252", ONE_11, swap(U, "Okafor", b"Ren\xe9e"), U, 3, None, "read as Windows-1252"),
    bad("bytes that are no letters", ONE_11, swap(U, "Okafor", b"Ren\x81e"), U, 3, None, "no letters"),
    ok("a letter lost before", ONE_11, swap(U, "Okafor", "Ren\ufffde"), U, 3, "familyName", "lost"),
    ok("CR only", ONE_11, recode(U, lambda b: b.replace(b"\n", b"\r")), U, None, None, "old Macintosh"),
    bad("NUL in a cell", ONE_11, swap(U, "Okafor", b"Oka\x00for"), U, 3, None, "NUL byte"),
    bad("NUL in the header", ONE_11, swap(ORGS, "sourcedId,", b"sourced\x00Id,"), ORGS, 1, None, "NUL byte"),
    ok("control character", ONE_11, swap(U, "Okafor", "Oka\x07for"), U, 3, "familyName", "control characters"),
    bad("empty file", ONE_11, put(E, b""), E, None, None, "is empty"),
    bad("only empty lines", ONE_11, put(E, b"\n\n\n"), E, None, None, "is empty"),
    ok("header only", ONE_11, recode(E, lambda b: b.split(b"\n")[0]), E, None, None, "no rows"),
    bad("a workbook as CSV", ONE_11, put(U, b"PK\x03\x04rest"), U, None, None, "Excel workbook"),
    bad("a web page as CSV", ONE_11, put(U, b"<!DOCTYPE html><p>Sign in"), U, None, None, "web page"),
    # -- quotation marks, cells and rows -------------------------------------------------------------
    bad("unclosed quote", ONE_11, swap(U, "ben,,Ben", 'ben,,"Ben'), U, 3, "givenName", "never closes"),
    bad("unclosed quote, last row", ONE_11, add(E, 'e9,,,c1,s1,"u1'), E, 6, "userSourcedId", "never closes"),
    bad("unclosed quote in the header", ONE_11, swap(ORGS, "name,", '"name,'), ORGS, 1, None, "never closes"),
    bad("text after a quote", ONE_11, swap(U, ",Ben,", ',"Ben"jamin,'), U, 3, "givenName", "after the closing"),
    ok("stray quote", ONE_11, swap(C, "Room 4", 'Room 4"'), C, 2, "location", "middle of a cell"),
    ok("line break in a cell", ONE_11, swap(C, "Home room", '"Home\nroom"'), C, 3, "title", "line break"),
    bad("too many cells", ONE_11, swap(C, "Home room", "Home, room"), C, 3, None, "15 cells; the header has 14"),
    bad("too few cells", ONE_11, add(ORGS, "s3,,,East School"), ORGS, 5, None, "4 cells; the header has 7"),
    ok("extra empty cells", ONE_11, add(ORGS, "s3,,,East,school,,d1,,"), ORGS, 5, None, "extra ones are empty"),
    bad("very long cell", ONE_11, swap(C, "Home room", BIG), C, 3, "title", "longer than 32,767"),
    bad("very long row", ONE_11, add(ORGS, "s3," * 500_000), ORGS, 5, None, "longer than 1,048,576"),
    ok("semicolons", SYNC_1, recode("School.csv", lambda b: b.replace(b",", b";")), "School.csv", None, None, "semicolons"),
    ok("tabs", SYNC_1, recode("Teacher.csv", lambda b: b.replace(b",", b"\t")), "Teacher.csv", None, None, "tabs"),
    ok("trailing empty headers", ONE_11, swap(ORGS, "parentSourcedId", "parentSourcedId,,"), ORGS, 1, None, "ends in empty"),
    ok("unnamed header", ONE_11, swap(ORGS, ",identifier,", ",,"), ORGS, 1, None, "Cell 6 of the header"),
    bad("two headers of one name", ONE_11, swap(ORGS, "identifier", "name"), ORGS, 1, "name", "Two columns"),
    bad("a row of many cells", ONE_11, add(ORGS, "x," * 9_000), ORGS, 5, None, "9,001 cells"),
    bad("a header of many cells", ONE_11, recode(ORGS, lambda b: b"x," * 9_000 + b), ORGS, 1, None, "more than 2,000 columns"),
    # -- headers and files -----------------------------------------------------------------------------
    ok("header with a letter wrong", ONE_11, swap(U, "familyName", "famlyName"), U, 1, "famlyName", "read as familyName"),
    ok("dataLastModified", ONE_11, swap(U, "dateLast", "dataLast"), U, 1, "dataLastModified", "read as dateLast"),
    ok("prefferedGivenName", ONE_12, swap(U, "preferredG", "prefferedG"), U, 1, "prefferedGivenName", "read as preferred"),
    ok("header in capitals", ONE_11, swap(ORGS, "sourcedId,", "SOURCEDID,"), ORGS, 1, "SOURCEDID", "read as sourcedId"),
    bad("column missing", ONE_11, swap(C, "schoolSourcedId", "place"), C, 1, "schoolSourcedId", "is missing"),
    ok("wanted column missing", ONE_11, swap(C, "classType", "sort"), C, 1, "classType", "is missing"),
    ok("manifest missing", ONE_11, drop(M), M, None, None, "no manifest.csv"),
    ok("manifest of another version", ONE_12, swap(M, "version,1.2", "version,1.1"), M, 3, "value", "says OneRoster 1.1"),
    ok("manifest with an odd mode", ONE_11, swap(M, "users,bulk", "users,full"), M, 9, "value", "bulk was assumed"),
    ok("manifest calls a file absent", ONE_11, swap(M, "courses,bulk", "courses,absent"), M, None, None, "it is here"),
    ok("file name in another case", ONE_11, rename(U, "Users.csv"), "Users.csv", None, None, "read as users.csv"),
    ok("file name with a slip", ONE_11, rename(E, "enrolments.csv"), "enrolments.csv", None, None, "read as enrollments"),
    ok("roles in userProfiles", ONE_12, rename(R, "userProfiles.csv"), "userProfiles.csv", None, None, "read as roles.csv"),
    bad("two files for one", ONE_11, put("Users.csv", "x"), "Users.csv", None, None, "could be users.csv"),
    bad("orgs missing", ONE_11, drop(ORGS), ORGS, None, None, "orgs.csv is missing"),
    bad("users missing", ONE_11, drop(U), U, None, None, "users.csv is missing"),
    bad("roles missing in 1.2", ONE_12, drop(R), R, None, None, "roles.csv is missing"),
    bad("TeacherRoster missing", SYNC_1, drop("TeacherRoster.csv"), "TeacherRoster.csv", None, None, "is missing"),
    ok("courses missing", ONE_11, drop("courses.csv"), C, None, None, "courses.csv is missing"),
    ok("a strange file", ONE_11, put("notes.txt", "hello"), "notes.txt", None, None, "not part of OneRoster"),
    # -- values ----------------------------------------------------------------------------------------
    ok("Student for student", ONE_11, swap(E, "k1,student", "k1,Student"), E, 4, "role", '"Student" was read as student'),
    ok("Scheduled", ONE_11, swap(C, "scheduled", "Scheduled"), C, 2, "classType", "read as scheduled"),
    ok("School as a type", ONE_11, swap(ORGS, "North School,school", "North School,School"), ORGS, 3, "type", "read as school"),
    ok("unknown type of organization", ONE_11, swap(ORGS, "South School,school", "South School,castle"), ORGS, 4, "type", "castle"),
    ok("unknown role", ONE_11, add(U, NEW_USER.format(role="wizard", email="")), U, 9, "role", '"wizard" is not known; the row was left out'),
    ok("unknown role in 1.2", ONE_12, swap(R, "primary,principal", "primary,wizard"), R, 5, "role", '"wizard" is not known'),
    ok("unknown role in a class", ONE_11, swap(E, "k2,student", "k2,wizard"), E, 5, "role", '"wizard" is not known'),
    ok("7/1/2017", ONE_11, swap(S, "2026-12-19", "12/19/2026"), S, 3, "endDate", "read as 2026-12-19"),
    ok("1/05/2023 in dateLastModified", ONE_11, swap(U, "u2,,,", "u2,,1/05/2023,"), U, 3, "dateLastModified", "1/05/2023"),
    ok("a time for a date", ONE_11, swap(S, "2026-12-19", "2026-12-19T00:00:00Z"), S, 3, "endDate", "Only the date"),
    bad("31/12/2026", ONE_11, swap(S, "2026-12-19", "31/12/2026"), S, 3, "endDate", "not a date"),
    bad("February 30", ONE_11, swap(S, "2026-12-19", "2026-02-30"), S, 3, "endDate", "not a date"),
    ok("two-digit year", SYNC_1, swap("Section.csv", "2026-08-10", "8/10/26"), "Section.csv", 2, "Term StartDate", "left out"),
    bad("School missing", SYNC_1, drop("School.csv"), "School.csv", None, None, "School.csv is missing"),
    ok("a bad date of a teacher's class", ONE_11, swap(E, "2026-08-10", "soon"), E, 2, "beginDate", "left out"),
    bad("a term that ends before it starts", ONE_11, swap(S, "2026-12-19", "2026-01-19"), S, 3, "endDate", "before the start"),
    bad("teaching that ends before it starts", ONE_11, swap(E, "2027-06-12", "2025-06-12"), E, 2, "endDate", "before the"),
    ok("a student who ends before", ONE_11, add(E, "e9,,,c1,s1,k1,student,,2027-01-01,2026-01-01"), E, 6, "endDate", "counted"),
    ok("school year as 2026-27", ONE_11, swap(S, "y27,2027", "y27,2026-27"), S, 3, "schoolYear", "read as 2027"),
    ok("school year missing", ONE_11, swap(S, "y27,2027", "y27,"), S, 3, "schoolYear", "2027 was assumed"),
    ok("TRUE", ONE_11, swap(U, "u2,,,true", "u2,,,TRUE"), U, 3, "enabledUser", "read as true"),
    ok("yes and 1", ONE_11, swap(E, "teacher,true,,", "teacher,1,,"), E, 3, "primary", '"1" was read as true'),
    ok("neither true nor false", ONE_11, swap(U, "u2,,,true", "u2,,,perhaps"), U, 3, "enabledUser", "neither"),
    ok("a list in brackets", ONE_11, swap(C, '"1,3"', '"[1,3]"'), C, 2, "periods", "brackets"),
    bad("no id", ONE_11, swap(C, "c2,,,", ",,,"), C, 3, "sourcedId", "sourcedId is empty"),
    bad("no name of a teacher", ONE_11, swap(U, "Okafor", ""), U, 3, "familyName", "familyName is empty"),
    bad("no role", ONE_11, swap(U, "s2,teacher", "s2,"), U, 3, "role", "role is empty"),
    bad("no title of a section", ONE_11, swap(C, "Home room", " "), C, 3, "title", "title is empty"),
    ok("no type of class", ONE_11, swap(C, "homeroom", ""), C, 3, "classType", "classType is empty"),
    ok("no address in the e-mail", ONE_11, swap(U, "ben@example.org", "ben at school"), U, 3, "email", "not an address"),
    # -- ids and references ----------------------------------------------------------------------------
    bad("one id twice", ONE_11, add(U, NEW_USER.format(role="teacher", email="").replace("u9", "u2")), U, 9, "sourcedId", "row 3"),
    ok("one row twice", ONE_11, add(ORGS, "s2,,,South School,school,0600003,d1"), ORGS, 5, "sourcedId", "repeats row 4"),
    bad("one enrollment id twice", ONE_11, add(E, "e1,,,c2,s2,k2,student,,,"), E, 6, "sourcedId", "e1 was already used"),
    ok("one enrollment twice", ONE_11, add(E, "e4,,,c1,s1,k2,student,,,"), E, 6, "sourcedId", "repeats row 5"),
    bad("one teacher, two contents", SYNC_1, add("Teacher.csv", "u2,s1,Benno,Okafor,ben,Active"), "Teacher.csv", 5, "SIS ID", "already used"),
    ok("unknown parent", ONE_11, swap(ORGS, "0600003,d1", "0600003,d7"), ORGS, 4, "parentSourcedId", "without a parent"),
    bad("a circle", ONE_11, swap(ORGS, "0600001,", "0600001,s1"), ORGS, 2, "parentSourcedId", "d1 -> s1 -> d1"),
    bad("its own parent", ONE_11, swap(ORGS, "0600001,", "0600001,d1"), ORGS, 2, "parentSourcedId", "d1 -> d1"),
    bad("section in an unknown school", ONE_11, swap(C, "Room 5,s2", "Room 5,s7"), C, 3, "schoolSourcedId", "school s7"),
    ok("section in an unknown term", ONE_11, swap(C, "s2,t1", "s2,t7"), C, 3, "termSourcedIds", "term t7"),
    ok("section of an unknown course", ONE_11, swap(C, "08,co1", "08,co7"), C, 3, "courseSourcedId", "course co7"),
    ok("teacher of an unknown class", ONE_11, swap(E, "c2,s2,u2", "c7,s2,u2"), E, 3, "classSourcedId", "class c7"),
    ok("unknown teacher", ONE_11, swap(E, "c2,s2,u2", "c2,s2,u7"), E, 3, "userSourcedId", "person u7"),
    ok("unknown student", ONE_11, swap(E, "c1,s1,k2", "c1,s1,k7"), E, 5, "userSourcedId", "person k7"),
    ok("a student who teaches", ONE_11, swap(E, "c2,s2,u2", "c2,s2,k1"), E, 3, "userSourcedId", "student elsewhere"),
    ok("a person at an unknown school", ONE_11, swap(U, '"s1,s2"', '"s1,s7"'), U, 2, "orgSourcedIds", "works at s7"),
    ok("a person at no school", ONE_11, swap(U, '"s1,s2"', ""), U, 2, "orgSourcedIds", "no school"),
    ok("a role of nobody", ONE_12, add(R, "r9,,,u7,primary,teacher,,,s1,"), R, 8, "userSourcedId", "belongs to u7"),
    ok("nobody's role", ONE_12, swap(R, "r4,,,u3", "r4,,,u1"), U, 4, "sourcedId", "u3 has no row in roles.csv"),
    ok("e-mail in another case", ONE_11, swap(U, "ben@", "ANA@"), U, 3, "email", "different case"),
    ok("e-mail shared", ONE_11, swap(U, "ben@", "ana@"), U, 3, "email", "u2 and u1 have the same e-mail"),
    ok("two primary teachers", ONE_11, add(E, "e9,,,c1,s1,u2,teacher,true,,"), E, 6, "primary", "second primary"),
    ok("tobedeleted in a bulk file", ONE_11, swap(C, "c2,,", "c2,tobedeleted,"), C, 3, "status", "taken as leaving"),
    ok("an unknown status", ONE_11, swap(C, "c2,,", "c2,maybe,"), C, 3, "status", '"maybe" is not known'),
    bad("nobody on the staff", ONE_11, recode(U, lambda b: b"\n".join(x for x in b.split(b"\n") if not x.startswith(b"u"))), U, None, None, "No staff"),
    ok("Clever: an unknown second teacher", CLEVER, swap("sections.csv", "u1,u2", "u1,u7"), "sections.csv", 2, "Teacher_2_id", "names the teacher u7"),
    bad("Clever: section in an unknown school", CLEVER, swap("sections.csv", "s1,c1", "s7,c1"), "sections.csv", 2, "School_id", "school s7"),
]
# fmt: on


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 100
    assert len({case.what for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_bad_input_is_named(case: Case) -> None:
    roster = read(spoiled(case.base, *case.spoils))
    file, row, column, severity, piece = case.told
    fits = [
        one
        for one in roster.problems
        if (one.file, one.row, one.column, one.severity) == (file, row, column, severity) and piece in one.message
    ]
    assert len(fits) == 1, roster.problems
    assert roster.importable is case.importable, roster.problems
    assert all(one.message and one.advice for one in roster.problems)
    assert SECRET not in repr(roster)
