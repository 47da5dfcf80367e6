# ruff: noqa: E501
"""Hostile packages with the exact sentence each gets. Read a row as: what becomes of it, what it is, the roster it starts
from, how it is spoiled (or made, for a whole zip), and the file, the row and the sentence.
"""

import zipfile
from collections.abc import Callable
from typing import NamedTuple

from tests.core.roster.made import (
    CLEVER,
    ONE_11,
    ONE_12,
    SYNC_1,
    SYNC_21,
    Files,
    Spoil,
    add,
    drop,
    put,
    recode,
    spoiled,
    swap,
)
from tests.core.roster.packages import damaged, linked, locked, lowered, turned, twice, xlsx, zipped

U, ORGS, C, E, S, R, M = (
    "users.csv", "orgs.csv", "classes.csv", "enrollments.csv", "academicSessions.csv", "roles.csv", "manifest.csv",
)  # fmt: skip
NEW_USER = "u9,,,true,s1,{role},new,,Nia,Cole,,109,{email},,,,,"
Make = Spoil | tuple[Spoil, ...] | Callable[[], bytes]


class Hostile(NamedTuple):
    """One package. ``outcome``: refused, warned, or silent (nothing to say)."""

    outcome: str
    what: str
    base: Files
    made: Make
    file: str
    row: int | None
    sentence: str

    def zip(self) -> bytes:
        """The package as it would be uploaded."""
        if not self.base and not isinstance(self.made, tuple) and self.made.__name__ == "<lambda>":
            return self.made()  # type: ignore[call-arg, return-value]
        spoils = self.made if isinstance(self.made, tuple) else (self.made,)
        return zipped(spoiled(self.base, *spoils))  # type: ignore[arg-type]


def refused(what: str, base: Files, made: Make, file: str, row: int | None, sentence: str) -> Hostile:
    return Hostile("refused", what, base, made, file, row, sentence)


def warned(what: str, base: Files, made: Make, file: str, row: int | None, sentence: str) -> Hostile:
    return Hostile("warned", what, base, made, file, row, sentence)


def silent(what: str, base: Files, made: Make) -> Hostile:
    return Hostile("silent", what, base, made, "", None, "")


# fmt: off
FILES = [
    warned('two byte order marks', ONE_11, recode(U, lambda b: b"\xef\xbb\xbf\xef\xbb\xbf" + b), 'users.csv', 1, 'The header "·sourcedId" was read as sourcedId.'),
    warned('UTF-16 cut off in the middle of a letter', ONE_11, recode(ORGS, lambda b: b.decode().encode("utf-16")[:-1]), 'orgs.csv', 4, 'A cell in this row holds the sign for a letter that was lost (�) in an earlier conversion.'),
    refused('UTF-32', ONE_11, recode(ORGS, lambda b: b.decode().encode("utf-32")), 'orgs.csv', None, 'The file is written in UTF-32, which Staffroom does not read.'),
    warned('Latin-1 in the header', ONE_11, swap(ORGS, "identifier", b"identifi\xe9r"), 'orgs.csv', 1, 'The header "identifiér" was read as identifier.'),
    refused('a file of NUL bytes', ONE_11, put(E, b"\x00" * 500), 'enrollments.csv', 1, 'This row holds a NUL byte, which no text has; the file is damaged here.'),
    refused('random bytes', ONE_11, put(E, bytes(range(128, 256)) * 3), 'enrollments.csv', 1, 'The first row does not look like a header: none of its cells is a column of enrollments.csv.'),
    refused('a PDF as CSV', ONE_11, put(U, b"%PDF-1.7\n1 0 obj"), 'users.csv', None, 'This is a PDF, not a CSV file.'),
    refused('JSON as CSV', ONE_11, put(U, b'{"users": []}'), 'users.csv', None, 'This is a JSON file, not a CSV file.'),
    refused('XML as CSV', ONE_11, put(U, b'<?xml version="1.0"?><InterchangeStaffAssociation/>'), 'users.csv', None, 'This is an XML file, not a CSV file.'),
    refused('gzip as CSV', ONE_11, put(U, b"\x1f\x8b\x08\x00rest"), 'users.csv', None, 'This file is packed (gzip), not a CSV file.'),
    refused('an old workbook as CSV', ONE_11, put(U, b"\xd0\xcf\x11\xe0rest"), 'users.csv', None, 'This is an Excel workbook or a zip file with the name of a CSV file.'),
    refused('a whole XLSX renamed to CSV', ONE_11, put(U, xlsx()), 'users.csv', None, 'This is an Excel workbook or a zip file with the name of a CSV file.'),
    refused('a byte order mark before a web page', ONE_11, put(U, b"\xef\xbb\xbf<html><body>Session expired"), 'users.csv', None, 'This is a web page, not a CSV file.'),
    silent('CRLF and LF mixed', ONE_11, recode(U, lambda b: b.replace(b"\n", b"\r\n", 3))),
    silent('CR CR LF', ONE_11, recode(U, lambda b: b.replace(b"\n", b"\r\r\n"))),
    silent('no line end after the last row', ONE_11, recode(U, lambda b: b.rstrip(b"\n"))),
    refused('typographic quotation marks', ONE_11, swap(C, '"08,09",co1', "\u201c08,09\u201d,co1"), 'classes.csv', 2, 'The row has 15 cells; the header has 14.'),
    refused('a backslash before a quotation mark', ONE_11, swap(C, "Home room", '"Home \\"room\\""'), 'classes.csv', 3, 'There is text after the closing quotation mark of a cell in this row.'),
    refused('single quotation marks around a list', ONE_11, swap(C, '"1,3"', "'1,3'"), 'classes.csv', 2, 'The row has 15 cells; the header has 14.'),
    warned('a space before a quoted cell', ONE_11, swap(C, ',"08,09",co1', ', "08 09",co1'), 'classes.csv', 2, 'A quotation mark stands in the middle of a cell; it was taken as part of the text.'),
    refused('only quotation marks', ONE_11, put(E, b'"""""""""""'), 'enrollments.csv', 1, 'A quotation mark opens in this row and never closes.'),
    refused('half of the last row', ONE_11, recode(E, lambda b: b[: b.rindex(b"c1,s1") + 4]), 'enrollments.csv', 5, 'The row has 5 cells; the header has 10.'),
    refused('the header alone cut in half', ONE_11, put(E, b"sourcedId,stat"), 'enrollments.csv', 1, 'The column classSourcedId is missing.'),
    warned('semicolons in one of the files', ONE_11, recode(ORGS, lambda b: b.replace(b",", b";")), 'orgs.csv', None, 'The cells are separated by semicolons, not by commas; they were read so.'),
    warned('tabs in one of the files', ONE_11, recode(ORGS, lambda b: b.replace(b",", b"\t")), 'orgs.csv', None, 'The cells are separated by tabs, not by commas; they were read so.'),
    warned('vertical bars', ONE_11, recode(ORGS, lambda b: b.replace(b",", b"|")), 'orgs.csv', None, 'The cells are separated by vertical bars, not by commas; they were read so.'),
    warned('a note for Excel in the first line', ONE_11, recode(ORGS, lambda b: b"sep=,\n" + b), 'orgs.csv', 1, 'The first line, "sep=,", is a note for Excel; it was left out.'),
    warned('a note for Excel with semicolons', ONE_11, recode(ORGS, lambda b: b"SEP=;\r\n" + b.replace(b",", b";")), 'orgs.csv', 1, 'The first line, "SEP=;", is a note for Excel; it was left out.'),
    refused('a title above the header', ONE_11, recode(ORGS, lambda b: b"Organizations of our district\n" + b), 'orgs.csv', 1, 'The first row does not look like a header: none of its cells is a column of orgs.csv.'),
    refused('no header at all', ONE_11, recode(ORGS, lambda b: b.split(b"\n", 1)[1]), 'orgs.csv', 1, 'The first row does not look like a header: none of its cells is a column of orgs.csv.'),
    warned('the header once more in the middle', ONE_11, recode(ORGS, lambda b: b + b.split(b"\n")[0] + b"\n"), 'orgs.csv', 5, 'This row repeats the header; it was left out.'),
    silent('headers in another order', ONE_11, recode(ORGS, turned)),
    silent('headers with spaces around', ONE_11, swap(ORGS, "name,type", " name , type ")),
    silent('headers in quotation marks', ONE_11, swap(ORGS, "sourcedId,status", '"sourcedId","status"')),
    warned('headers all in small letters', ONE_11, recode(ORGS, lowered), 'orgs.csv', 1, 'The header "sourcedid" was read as sourcedId.'),
    refused('headers in Spanish', ONE_11, recode(ORGS, lambda b: b.replace(b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId", b"id,estado,fecha,nombre,tipo,clave,superior")), 'orgs.csv', 1, 'The first row does not look like a header: none of its cells is a column of orgs.csv.'),
    refused('a required header misspelt beyond reading', ONE_11, swap(C, "schoolSourcedId", "school"), 'classes.csv', 1, 'The column schoolSourcedId is missing.'),
    refused('sourcedId missing', ONE_11, swap(E, "sourcedId,status", "identifier,status"), 'enrollments.csv', 1, 'The column sourcedId is missing.'),
    warned('the same header in two cases', ONE_11, swap(ORGS, "identifier", "NAME"), 'orgs.csv', 1, 'The column "NAME" has the name of the column name; it was not read.'),
    silent('an unbreakable space in a header', ONE_11, swap(ORGS, "name,type", "name\u00a0,type")),
    warned('the word NULL for a parent', ONE_11, swap(ORGS, "0600003,d1", "0600003,NULL"), 'orgs.csv', 4, '"NULL" was read as empty.'),
    refused('the word NULL for an id', ONE_11, swap(C, "c2,,,", "NULL,,,"), 'classes.csv', 3, 'sourcedId is empty.'),
    warned('#N/A for an e-mail', ONE_11, swap(U, "ben@example.org", "#N/A"), 'users.csv', 3, '"#N/A" was read as empty.'),
    silent('a person whose name is NULL', ONE_11, swap(U, "Okafor", "NULL")),
    warned('a dateless end, 9999-12-31', ONE_11, swap(E, "2027-06-12", "9999-12-31"), 'enrollments.csv', 2, '"9999-12-31" is not a date Staffroom can read; the date was left out.'),
    refused('a day of Excel, 46000', ONE_11, swap(S, "2026-12-19", "46000"), 'academicSessions.csv', 3, '"46000" is not a date Staffroom can read for certain.'),
    refused('a date of zeros', ONE_11, swap(S, "2026-12-19", "0000-00-00"), 'academicSessions.csv', 3, '"0000-00-00" is not a date Staffroom can read for certain.'),
    refused('a month in letters', ONE_11, swap(S, "2026-12-19", '"Dec 19, 2026"'), 'academicSessions.csv', 3, '"Dec 19, 2026" is not a date Staffroom can read for certain.'),
    refused('month 13', ONE_11, swap(S, "2026-12-19", "2026-13-01"), 'academicSessions.csv', 3, '"2026-13-01" is not a date Staffroom can read for certain.'),
    refused('February 29 of an ordinary year', ONE_11, swap(S, "2026-12-19", "2026-02-29"), 'academicSessions.csv', 3, '"2026-02-29" is not a date Staffroom can read for certain.'),
    warned('20261219', ONE_11, swap(S, "2026-12-19", "20261219"), 'academicSessions.csv', 3, 'The date "20261219" was read as 2026-12-19, year first.'),
    warned('2026/12/19', ONE_11, swap(S, "2026-12-19", "2026/12/19"), 'academicSessions.csv', 3, 'The date "2026/12/19" was read as 2026-12-19, year first.'),
    refused('19.12.2026', ONE_11, swap(S, "2026-12-19", "19.12.2026"), 'academicSessions.csv', 3, '"19.12.2026" is not a date Staffroom can read for certain.'),
    warned('1/05/2023 as the begin of a class', ONE_11, swap(E, "2026-08-10", "1/05/2023"), 'enrollments.csv', 2, 'The date "1/05/2023" was read as 2023-01-05 (month/day/year).'),
    warned('a term that ends on its first day', ONE_11, swap(S, "2026-12-19", "2026-08-10"), 'academicSessions.csv', 3, 'It ends on the day it begins, 2026-08-10: ends do not count, so it holds on no day.'),
    refused('start and end exchanged', ONE_11, swap(S, "2026-08-10,2027-06-12", "2027-06-12,2026-08-10"), 'academicSessions.csv', 2, 'The end, 2026-08-10, is before the start, 2027-06-12.'),
    warned('a school year of 1850', ONE_11, swap(S, "y27,2027", "y27,1850"), 'academicSessions.csv', 3, 'schoolYear is empty or unknown; 2027 was assumed.'),
    warned('a school year in words', ONE_11, swap(S, "y27,2027", "y27,next"), 'academicSessions.csv', 3, 'schoolYear is empty or unknown; 2027 was assumed.'),
    warned('a primary of 2', ONE_11, swap(E, "teacher,true,,", "teacher,2,,"), 'enrollments.csv', 3, '"2" is neither true nor false; false was assumed.'),
    refused('an empty type of organization', ONE_11, swap(ORGS, "South School,school", "South School,"), 'orgs.csv', 4, 'type is empty.'),
    warned('a type with a slip', ONE_11, swap(ORGS, "South School,school", "South School,schol"), 'orgs.csv', 4, '"schol" was read as school.'),
    warned('a type of session nobody knows', ONE_11, swap(S, "Fall,term", "Fall,olympiad"), 'academicSessions.csv', 3, '"olympiad" is not a known type of session; term was assumed.'),
    warned('a type of class nobody knows', ONE_11, swap(C, "homeroom", "laboratory"), 'classes.csv', 3, '"laboratory" is not a known type of class; scheduled was assumed.'),
    silent('a role of 1.2 in 1.1', ONE_11, swap(U, "s1,administrator", "s1,siteAdministrator")),
    silent('a role with ext:', ONE_12, swap(R, "primary,principal", "primary,ext:coach")),
    warned('a role with ext: nobody knows', ONE_12, swap(R, "primary,principal", "primary,ext:juggler"), 'roles.csv', 5, 'The role "ext:juggler" is not known; the row was left out, for it could be a student\'s.'),
    refused('an empty role in 1.2', ONE_12, swap(R, "primary,principal", "primary,"), 'roles.csv', 5, 'role is empty.'),
    warned('a type of role nobody knows', ONE_12, swap(R, "r4,,,u3,primary", "r4,,,u3,third"), 'roles.csv', 5, '"third" is not a known type of role; secondary was assumed.'),
    warned('two primary roles at one school', ONE_12, add(R, "r9,,,u3,primary,teacher,,,s1,"), 'roles.csv', 8, 'u3 has two primary roles at s1; both were read as primary.'),
    silent('one role twice under two ids', ONE_12, add(R, "r9,,,u3,secondary,principal,,,s1,")),
    refused('a role id twice with other content', ONE_12, add(R, "r4,,,u3,primary,teacher,,,s2,"), 'roles.csv', 8, 'The id r4 was already used in row 5 with other content.'),
    refused('a role that ends before it begins', ONE_12, swap(R, "teacher,2026-08-10,", "teacher,2026-08-10,2025-08-10"), 'roles.csv', 2, 'The end, 2025-08-10, is before the start, 2026-08-10.'),
    refused('a course id twice with other content', ONE_11, add("courses.csv", "co1,,,y27,Geometry,GEO,09,d1,Mathematics,02072"), 'courses.csv', 3, 'The id co1 was already used in row 2 with other content.'),
    refused('a term id twice with other content', ONE_11, add(S, "t1,,,Spring,term,2027-01-10,2027-06-12,y27,2027"), 'academicSessions.csv', 4, 'The id t1 was already used in row 3 with other content.'),
    refused('a class id twice with other content', ONE_11, add(C, "c2,,,Art,08,co1,A-2,homeroom,Room 5,s2,t1,,,2"), 'classes.csv', 4, 'The id c2 was already used in row 3 with other content.'),
    refused('an org id twice with other content', ONE_11, add(ORGS, "s2,,,East School,school,0600004,d1"), 'orgs.csv', 5, 'The id s2 was already used in row 4 with other content.'),
    warned('ids with spaces inside', ONE_11, recode(U, lambda b: b.replace(b"u2,", b"u 2,")), 'enrollments.csv', 3, 'The person u2 is not in users.csv; the row was left out.'),
    silent('ids with spaces around', ONE_11, swap(U, "u2,,,", " u2 ,,,")),
    warned('ids in two cases', ONE_11, add(U, NEW_USER.format(role="teacher", email="").replace("u9", "U2")), 'users.csv', None, 'The ids u2 and U2 differ only in capital letters; they were read as two.'),
    refused('a school named in another case', ONE_11, swap(C, "Room 5,s2", "Room 5,S2"), 'classes.csv', 3, 'Section c2 is in school S2, which is not in orgs.csv.'),
    warned('a class named in another case', ONE_11, swap(E, "c2,s2,u2", "C2,s2,u2"), 'enrollments.csv', 3, 'The class C2 is not in classes.csv; the row was left out.'),
    refused('a very long id', ONE_11, recode(C, lambda b: b.replace(b"c2,,,", b"c" * 300 + b",,,")), 'classes.csv', 3, 'The id is longer than 255 characters.'),
    warned('a very long name of a school', ONE_11, swap(ORGS, "South School", "South " * 40), 'orgs.csv', 4, 'name is longer than 120 characters; only the first 120 are kept.'),
    warned('a very long given name', ONE_11, swap(U, "ben,,Ben", "ben,," + "Ben" * 60), 'users.csv', 3, 'givenName is longer than 80 characters; only the first 80 are kept.'),
    warned('a formula for a name', ONE_11, swap(U, "ben,,Ben", "ben,,=2+5"), 'users.csv', 3, 'givenName begins like a formula of a spreadsheet; it was kept as text and is never run.'),
    warned('a formula that starts a program', ONE_11, swap(ORGS, "South School", "@SUM(1)"), 'orgs.csv', 4, 'name begins like a formula of a spreadsheet; it was kept as text and is never run.'),
    warned('a formula in a title', ONE_11, swap(C, "Home room", "=HYPERLINK(1)"), 'classes.csv', 3, 'title begins like a formula of a spreadsheet; it was kept as text and is never run.'),
    silent('markup in a name', ONE_11, swap(U, "Okafor", "<script>alert(1)</script>")),
    silent('letters from right to left', ONE_11, swap(U, "Okafor", "\u0645\u0639\u0644\u0645")),
    silent('an emoji for a name', ONE_11, swap(U, "Okafor", "\U0001f600")),
    refused('three organizations in a circle', ONE_11, (swap(ORGS, "0600001,", "0600001,s2"), swap(ORGS, "0600003,d1", "0600003,s1")), 'orgs.csv', 2, 'The organizations form a circle: d1 -> s2 -> s1 -> d1.'),
    refused('two circles', ONE_11, (swap(ORGS, "0600002,d1", "0600002,s1"), swap(ORGS, "0600003,d1", "0600003,s2")), 'orgs.csv', 3, 'The organizations form a circle: s1 -> s1.'),
    warned('no organization is a school', ONE_11, recode(ORGS, lambda b: b.replace(b"School,school", b"School,state")), 'orgs.csv', None, 'No school was found.'),
    refused('nobody has a role', ONE_12, put(R, b"sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n"), 'users.csv', None, 'No staff were found, only other rows.'),
    warned('a user without a row in roles', ONE_12, add(U, "u9,,,true,nia,,Nia,Cole,,109,,,,,,,,,,,s1,"), 'users.csv', 7, 'u9 has no row in roles.csv; the person was left out.'),
    warned('a student as teacher of a class in 1.2', ONE_12, swap(E, "c2,s2,u2", "c2,s2,k1"), 'enrollments.csv', 3, 'k1 is a student elsewhere in the files but teaches this class; the row was left out.'),
    warned('a guardian as teacher', ONE_11, swap(E, "c2,s2,u2", "c2,s2,g1"), 'enrollments.csv', 3, 'The person g1 is not in users.csv; the row was left out.'),
    silent('a guardian in a class', ONE_11, swap(E, "k2,student", "g1,parent")),
    silent('a teacher as student of a class', ONE_11, swap(E, "c1,s1,k2", "c1,s1,u2")),
    silent('demographics in the package', ONE_11, put("demographics.csv", "sourcedId,birthDate\nk1,2012-01-01\n")),
    warned('a students.csv beside OneRoster', ONE_11, put("students.csv", "id,name\nk1,x\n"), 'students.csv', None, 'The file is not part of OneRoster 1.1; it was not read.'),
    silent('grades of students in the package', ONE_11, put("results.csv", "sourcedId\nr1\n")),
    warned('a readme in the package', ONE_11, put("README.md", "hello"), 'README.md', None, 'The file is not part of OneRoster 1.1; it was not read.'),
    refused('only a manifest', {}, put(M, "propertyName,value\noneroster.version,1.1\n"), 'orgs.csv', None, 'The file orgs.csv is missing; OneRoster 1.1 cannot be read without it.'),
    refused('only users', {}, put(U, ONE_11[U]), 'orgs.csv', None, 'The file orgs.csv is missing; OneRoster 1.1 cannot be read without it.'),
    refused('an empty manifest', ONE_11, put(M, b""), 'manifest.csv', None, 'The file is empty.'),
    warned('a manifest without modes', ONE_11, put(M, "propertyName,value\noneroster.version,1.1\n"), 'manifest.csv', None, 'The manifest names no mode for any file; every file was read as the whole truth.'),
    refused('a manifest under other headers', ONE_11, swap(M, "propertyName,value", "property,setting"), 'manifest.csv', 1, 'The first row does not look like a header: none of its cells is a column of manifest.csv.'),
    warned('a manifest that speaks twice', ONE_11, add(M, "file.users,bulk"), 'manifest.csv', 10, 'The manifest speaks of file.users twice; the last line was used.'),
    warned('a manifest of version 2.0', ONE_11, swap(M, "version,1.1", "version,2.0"), 'manifest.csv', 3, 'The manifest says OneRoster 2.0, but the files are OneRoster 1.1; they were read as 1.1.'),
    warned('a manifest of version 1.0', ONE_11, swap(M, "oneroster.version,1.1", "oneroster.version,1.0"), 'manifest.csv', 3, 'The manifest says OneRoster 1.0, but the files are OneRoster 1.1; they were read as 1.1.'),
    silent('a mode in capitals', ONE_11, swap(M, "users,bulk", "users,BULK")),
    warned('an empty mode', ONE_11, swap(M, "users,bulk", "users,"), 'manifest.csv', 9, 'The manifest says "" for this file, which is not bulk, delta or absent; bulk was assumed.'),
    warned('a manifest that promises too much', ONE_11, (drop("courses.csv"),), 'manifest.csv', None, 'The manifest promises the file courses.csv, but it is not in the package.'),
    warned('changes without a status', ONE_11, recode(M, lambda b: b.replace(b"bulk", b"delta")), 'orgs.csv', 2, 'status is empty or unknown; active was assumed.'),
    warned('a Clever file among OneRoster', ONE_11, put("teachers.csv", CLEVER["teachers.csv"]), 'teachers.csv', None, 'The file is not part of OneRoster 1.1; it was not read.'),
    warned('an SDS file among OneRoster', ONE_11, put("School.csv", SYNC_1["School.csv"]), 'School.csv', None, 'The file is not part of OneRoster 1.1; it was not read.'),
    warned('OneRoster users in a Clever package', CLEVER, put(U, ONE_11[U]), 'users.csv', None, 'The file is not part of Clever; it was not read.'),
    refused('SDS 1: a section without a school', SYNC_1, swap("Section.csv", "c2,s2", "c2,"), 'Section.csv', 3, 'School SIS ID is empty.'),
    refused('SDS 1: a section in an unknown school', SYNC_1, swap("Section.csv", "c2,s2", "c2,s7"), 'Section.csv', 3, 'Section c2 is in school s7, which is not in School.csv.'),
    warned('SDS 1: a teacher of an unknown section', SYNC_1, add("TeacherRoster.csv", "c7,u1"), 'TeacherRoster.csv', 4, 'The class c7 is not in Section.csv; the row was left out.'),
    warned('SDS 1: an unknown teacher', SYNC_1, add("TeacherRoster.csv", "c1,u7"), 'TeacherRoster.csv', 4, 'The person u7 is not in Teacher.csv; the row was left out.'),
    warned('SDS 1: a teacher at an unknown school', SYNC_1, swap("Teacher.csv", "u2,s2", "u2,s7"), 'Teacher.csv', 4, 'u2 works at s7, which is not in School.csv; this assignment was left out.'),
    warned('SDS 1: a deleted teacher', SYNC_1, swap("Teacher.csv", "u2,s2,Ben,Okafor,ben,Active", "u2,s2,Ben,Okafor,ben,Deleted"), 'Teacher.csv', 4, 'u2 is marked Deleted in a file that holds the whole truth; it was taken as leaving.'),
    refused('SDS 1: a term that ends before it starts', SYNC_1, swap("Section.csv", "c1,s1,Algebra,y27,2026-27,2026-08-10,2027-06-11", "c1,s1,Algebra,y27,2026-27,2027-08-10,2026-06-11"), 'Section.csv', 2, 'The end, 2026-06-12, is before the start, 2027-08-10.'),
    refused('SDS 1: School.csv as a workbook', SYNC_1, put("School.csv", b"PK\x03\x04rest"), 'School.csv', None, 'This is an Excel workbook or a zip file with the name of a CSV file.'),
    warned('SDS 2.1: a word for a role nobody knows', SYNC_21, swap("roles.csv", "u1,s1,chair", "u1,s1,juggler"), 'roles.csv', 4, 'The role "juggler" is not known; the row was left out, for it could be a student\'s.'),
    refused('SDS 2.1: roles missing', SYNC_21, drop("roles.csv"), 'roles.csv', None, 'The file roles.csv is missing; Microsoft School Data Sync 2.1 cannot be read without it.'),
    refused('SDS 2.1: a class in an unknown school', SYNC_21, swap("classes.csv", "c1,s1", "c1,s7"), 'classes.csv', 2, 'Section c1 is in school s7, which is not in orgs.csv.'),
    refused("Clever: no teacher's name", CLEVER, swap("teachers.csv", ",Ben,,Okafor", ",,,Okafor"), 'teachers.csv', 3, 'First_name is empty.'),
    warned('Clever: a staff role nobody knows', CLEVER, swap("staff.csv", "Assistant Principal,", "Juggler,Juggler"), 'staff.csv', 2, 'The role "Juggler" is not known; it was read as "other staff".'),
    warned('Clever: an unknown student', CLEVER, add("enrollments.csv", "s1,c1,k7"), 'enrollments.csv', 3, 'The person k7 is not in students.csv; the row was left out.'),
    warned('Clever: a term without dates', CLEVER, swap("sections.csv", "2026-08-10,2026-12-18", "soon,later"), 'sections.csv', 2, '"soon" is not a date Staffroom can read; the date was left out.'),
    refused('Clever: a section twice with other content', CLEVER, add("sections.csv", "s1,c1,u2,,Geometry,8,Geometry,2,math,Fall,2026-08-10,2026-12-18"), 'sections.csv', 3, 'The id c1 was already used in row 2 with other content.'),
]
ZIPS = [
    refused('not a zip', {}, lambda: b"hello, I am a roster", 'upload.zip', None, 'This is not a zip file, or it is damaged.'),
    refused('an empty file', {}, lambda: b"", 'upload.zip', None, 'This is not a zip file, or it is damaged.'),
    refused('a zip cut in half', {}, lambda: zipped(ONE_11)[:400], 'upload.zip', None, 'This is not a zip file, or it is damaged.'),
    refused('a zip without files', {}, lambda: zipped({}), '', None, 'There are no files to read.'),
    refused('a zip with only folders', {}, lambda: zipped({"roster/": b""}), '', None, 'There are no files to read.'),
    warned('files in a folder', {}, lambda: zipped({f"export/{name}": data for name, data in ONE_11.items()}), 'export', None, 'The files are in a folder of the package, "export"; they were read from there.'),
    refused('files in two folders', {}, lambda: zipped({"a/users.csv": b"x", "b/orgs.csv": b"y"}), 'upload.zip', None, 'The package holds several folders with files: a, b.'),
    warned('a folder beside the files', {}, lambda: zipped({**ONE_11, "old/users.csv": b"x"}), 'old', None, 'The folder "old" was not read.'),
    refused('a zip in the zip', {}, lambda: zipped({"inner.zip": zipped(ONE_11)}), 'inner.zip', None, 'The package holds another package.'),
    refused('a path that leads out', {}, lambda: zipped({**ONE_11, "../users.csv": b"x"}), '../users.csv', None, 'The package holds a file whose path leads out of it: "../users.csv".'),
    refused('an absolute path', {}, lambda: zipped({**ONE_11, "/etc/users.csv": b"x"}), '/etc/users.csv', None, 'The package holds a file whose path leads out of it: "/etc/users.csv".'),
    refused('a path with a drive', {}, lambda: zipped({**ONE_11, "C:\\users.csv": b"x"}), 'C:\\users.csv', None, 'The package holds a file whose path leads out of it: "C:\\users.csv".'),
    refused('one name twice', {}, lambda: twice(ONE_11, "users.csv"), 'users.csv', None, 'The file "users.csv" is in the package twice.'),
    refused('one name in two cases', {}, lambda: zipped({**ONE_11, "USERS.CSV": ONE_11["users.csv"]}), 'USERS.CSV', None, 'The file "USERS.CSV" is in the package once more as "users.csv".'),
    refused('a password', {}, lambda: locked(ONE_11), 'manifest.csv', None, 'The package is locked with a password.'),
    refused('packed with bzip2', {}, lambda: zipped(ONE_11, how=zipfile.ZIP_BZIP2), 'manifest.csv', None, 'The file is packed in an unusual way.'),
    refused('a link', {}, lambda: linked(ONE_11, "users.csv"), 'users.csv', None, 'The package holds a link to another file instead of a file.'),
    refused('three hundred files', {}, lambda: zipped({**ONE_11, **{f"x{n}.csv": b"x" for n in range(300)}}), 'upload.zip', None, 'The package holds more than 200 files.'),
    refused('a bomb', {}, lambda: zipped({**ONE_11, "enrollments.csv": ONE_11["enrollments.csv"] + b"x" * 90_000_000}), 'enrollments.csv', None, 'The package unpacks to more than 200 times the size of the zip; reading stopped.'),
    refused('a damaged file inside', {}, lambda: damaged(ONE_11, "enrollments.csv"), 'enrollments.csv', None, 'The file is damaged and could not be read to its end (Error -3 while decompressing data: invalid stored block lengths).'),
    silent('what computers leave behind', {}, lambda: zipped({**ONE_11, "__MACOSX/._users.csv": b"x", ".DS_Store": b"x"})),
]
# fmt: on
HOSTILE = FILES + ZIPS
