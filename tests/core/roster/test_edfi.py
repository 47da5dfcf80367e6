# ruff: noqa: E501
"""Ed-Fi's interchange files as a roster: what becomes of each element, and of files that mean harm."""

import io
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from staffroom.core.roster import edfi_xml
from staffroom.core.roster.edfi import joined
from staffroom.core.roster.edfi_words import staff_role
from staffroom.core.roster.model import Assignment, Roster, Teaching
from staffroom.core.roster.read import read_roster
from staffroom.core.roster.told import in_spanish
from tests.core.roster.made import ONE_11, SECRET, Files, Spoil, drop, put, read, recode, spoiled, swap
from tests.core.roster.made_edfi import (
    ALGEBRA,
    CALENDAR,
    EDFI,
    ENROLLED,
    MASTER,
    OFFERING,
    ORG,
    STAFF,
    employed,
    enrolled,
    file,
    post,
    school,
    section,
    section_ref,
    staff,
    teaches,
)

NOW = datetime(2026, 9, 14, 17, tzinfo=UTC)
A1, B1 = "1/2027/Fall/ALG-1/A1", "2/2027/Fall/BIO/B1"
FALL = "1/2027/Fall"


def told(roster: Roster) -> list[str]:
    return [f"{one.file}:{one.row} {one.message}" for one in roster.problems]


@pytest.fixture(scope="module")
def made() -> Roster:
    return read(EDFI, now=NOW)


def test_a_district_is_read_without_a_finding(made):
    assert told(made) == []
    assert (made.format, made.version) == ("edfi", "5.2.0")
    assert set(made.mode_by_kind.values()) == {"bulk"}
    assert [(org.source_id, org.kind, org.parent) for org in made.orgs] == [
        ("9", "district", ""),
        ("1", "school", "9"),
        ("2", "school", "9"),
    ]
    assert (made.orgs[1].grades_low, made.orgs[1].grades_high) == ("09", "10")


def test_people_keep_their_number_and_their_address_of_work(made):
    ana = next(one for one in made.people if one.source_id == "u1")
    assert (ana.given, ana.family, ana.email, ana.active) == ("Ana", "Ruiz", "ana@example.org", True)


def test_a_private_address_is_not_taken():
    home = (
        "<ElectronicMail><ElectronicMailAddress>a@home.example</ElectronicMailAddress><ElectronicMailType>Home/Personal"
    )
    home += "</ElectronicMailType></ElectronicMail>"
    files = spoiled(EDFI, swap(STAFF, staff("u2", "Ben", "Okafor"), staff("u2", "Ben", "Okafor", more=home)))
    assert next(one for one in read(files).people if one.source_id == "u2").email == ""


def test_who_has_left_every_employer_is_not_active(made):
    assert [one.source_id for one in made.people if not one.active] == ["u4"]
    assert all(one.active for one in read(EDFI).people)  # without a clock nobody has left
    back = spoiled(EDFI, swap(STAFF, employed("u1"), employed("u1") + employed("u4").replace("2020", "2026")))
    assert all(one.active for one in read(back, now=NOW).people)


def test_assignments_come_from_both_associations(made):
    began = date(2020, 8, 10)
    assert list(made.assignments) == [
        Assignment("u1", "1", "teacher", True, began, None, "Mathematics teacher"),
        Assignment("u3", "1", "principal", True, began, None, "Principal"),
        Assignment("u4", "9", "bus", True, began, None, "Bus driver"),
        Assignment("u2", "2", "teacher", True, None, None, ""),
    ]


def test_an_end_is_inclusive(made):
    ended = spoiled(
        EDFI,
        swap(
            STAFF,
            post("u3", "1", "School Leader", "Principal"),
            post("u3", "1", "School Leader", "", ends="2026-06-30"),
        ),
    )
    assert next(one for one in read(ended).assignments if one.person == "u3").ends == date(2026, 7, 1)
    assert {term.ends for term in made.terms} == {date(2026, 12, 19)}


def test_sections_take_titles_subjects_and_periods_from_what_they_point_at(made):
    algebra, biology = made.sections
    assert (algebra.source_id, algebra.title, algebra.course_title, algebra.course_code) == (
        A1,
        "Algebra I",
        "Algebra I",
        "ALG-1",
    )
    assert (algebra.subjects, algebra.periods, algebra.room) == (("Mathematics",), ("01 - Early  late",), "4")
    assert (algebra.school, algebra.terms, algebra.grades) == ("1", (FALL,), ())
    assert (biology.source_id, biology.title, biology.course_title, biology.course_code) == (B1, "Biology", "", "BIO")


def test_teachers_of_sections_with_the_one_of_record_first(made):
    when = (date(2026, 8, 10), date(2026, 12, 19))
    assert list(made.teachings) == [
        Teaching(A1, "u1", True, *when),
        Teaching(A1, "u2", False, *when),
        Teaching(B1, "u2", True, *when),
    ]


def test_students_are_counted_and_nothing_of_them_comes_out(made):
    assert made.counts["students"] == 2
    assert [one.students for one in made.sections] == [2, 0]
    assert SECRET not in repr(made)


def test_without_the_file_of_students_the_number_is_not_told():
    assert [one.students for one in read(spoiled(EDFI, drop(ENROLLED))).sections] == [None, None]


def test_kinds_that_no_file_holds_stay_as_they_are():
    roster = read(spoiled(EDFI, drop(MASTER), drop(CALENDAR), drop(ENROLLED)))
    assert (roster.mode_by_kind["section"], roster.mode_by_kind["term"]) == ("absent", "absent")
    assert (roster.mode_by_kind["person"], roster.mode_by_kind["teaching"]) == ("bulk", "bulk")
    assert roster.importable


@pytest.mark.parametrize("order", [sorted(EDFI), sorted(EDFI, reverse=True)])
def test_the_order_and_the_names_of_the_files_do_not_matter(made, order):
    renamed = {f"export {place}.xml": EDFI[name] for place, name in enumerate(order)}
    other = read(renamed, now=NOW)
    for kind in ("orgs", "terms", "people", "sections", "teachings"):
        assert set(getattr(other, kind)) == set(getattr(made, kind))


def test_one_file_may_hold_another_order_of_elements_and_a_kind_may_stand_in_two_files():
    body = file("EducationOrganization", school("3", "East School"))
    roster = read(spoiled(EDFI, put("More.xml", body)))
    assert {org.source_id for org in roster.orgs} == {"9", "1", "2", "3"}


def test_references_by_id_are_followed():
    section = '<StaffSectionAssociation><StaffReference ref="STAF_u3"/><SectionReference ref="SCTN_1"/>'
    section += "<ClassroomPosition>Assistant Teacher</ClassroomPosition><BeginDate>2026-08-10</BeginDate></StaffSectionAssociation>"
    files = spoiled(
        EDFI,
        swap(MASTER, "<Section><SectionIdentifier>B1", '<Section id="SCTN_1"><SectionIdentifier>B1'),
        swap(STAFF, "</InterchangeStaff", section + "</InterchangeStaff"),
    )
    roster = read(files)
    assert told(roster) == []
    assert Teaching(B1, "u3", False, date(2026, 8, 10), None) in roster.teachings


def test_older_and_bare_files_are_read_too():
    bare = {name: data.replace(b' xmlns="http://ed-fi.org/5.2.0"', b"") for name, data in EDFI.items()}
    assert read(bare).counts == read(EDFI).counts


def test_utf16_and_an_old_alphabet_named_in_the_file_are_read():
    def old(data: bytes) -> bytes:
        return data.decode().replace("UTF-8", "windows-1252").replace("Okafor", "Peña").encode("cp1252")

    wide = spoiled(EDFI, recode(STAFF, lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16")))
    assert read(wide).counts == read(EDFI).counts
    assert next(one for one in read(spoiled(EDFI, recode(STAFF, old))).people if one.source_id == "u2").family == "Peña"


def test_an_id_is_readable_unless_it_is_too_long_and_never_holds_a_comma():
    assert joined("1", "a/b", "c,d") == "1/a%2Fb/c%2Cd"
    long = joined("x" * 200, "y" * 200)
    assert len(long) <= 255
    assert long != joined("x" * 200, "y" * 199 + "z")


@pytest.mark.parametrize(
    ("word", "title", "role"),
    [
        ("Elementary Teacher", "", "teacher"),
        ("LEA System Administrator", "", "it"),
        ("School Administrator", "", "assistant_principal"),
        ("Other", "Elementary School Clerk", "office"),
        ("Other", "", "other"),
        ("Crossing guard", "", "other"),
    ],
)
def test_classifications_and_titles_as_roles(word, title, role):
    assert staff_role(word, title)[0] == role


# -- files that mean harm -------------------------------------------------------------------------------


class Case(NamedTuple):
    what: str
    spoils: tuple[Spoil, ...]
    file: str
    severity: str
    piece: str
    spanish: str


BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><InterchangeStaffAssociation>&b;'
BOMB += "</InterchangeStaffAssociation>"
DEEP = "<InterchangeStaffAssociation>" + "<a>" * 100 + "</a>" * 100 + "</InterchangeStaffAssociation>"
LATIN = staff("u2", "Ben", "Okafor").encode().replace(b"Okafor", b"Pe\xf1a")
TOKEN = "<InterchangeStaffAssociation><Staff id='" + "x" * 3_000_000 + "'/></InterchangeStaffAssociation>"


def error(what: str, spoil: Spoil | tuple[Spoil, ...], file: str, piece: str, spanish: str) -> Case:
    return Case(what, spoil if isinstance(spoil, tuple) else (spoil,), file, "error", piece, spanish)


def warned(what: str, spoil: Spoil | tuple[Spoil, ...], file: str, piece: str, spanish: str) -> Case:
    return error(what, spoil, file, piece, spanish)._replace(severity="warning")


# fmt: off
HARM = [
    error("wrong root", put(STAFF, "<html><body/></html>"), STAFF, "no Ed-Fi interchange: it begins with html", "no es un intercambio"),
    error("not XML", put(STAFF, "sourcedId,name\n1,Ana\n"), STAFF, "its content is none", "su contenido no lo es"),
    error("empty", put(STAFF, ""), STAFF, "its content is none", "su contenido no lo es"),
    error("only spaces", put(STAFF, "  \n \n"), STAFF, "its content is none", "su contenido no lo es"),
    error("zeros", put(STAFF, bytes(200)), STAFF, "its content is none", "su contenido no lo es"),
    error("cut", recode(STAFF, lambda data: data[: len(data) // 2]), STAFF, "breaks off in line", "se corta en la línea"),
    error("cut in a letter", recode(STAFF, lambda data: data[:500] + b"\xc3"), STAFF, "breaks off in line", "se corta en la línea"),
    error("not well formed", swap(STAFF, "</Name>", "</Nome>"), STAFF, "not whole XML", "no es XML completo"),
    error("two roots", recode(STAFF, lambda data: data + b"<a/>"), STAFF, "not whole XML", "no es XML completo"),
    error("entities", put(STAFF, BOMB), STAFF, "declares a document type", "declara un tipo de documento"),
    error("an outside entity", put(STAFF, BOMB.replace('"ha"', 'SYSTEM "file:///etc/passwd"')), STAFF, "declares a document type", "declara un tipo"),
    error("entities in UTF-16", put(STAFF, BOMB.encode("utf-16")), STAFF, "declares a document type", "declara un tipo de documento"),
    error("letters of another alphabet", swap(STAFF, staff("u2", "Ben", "Okafor"), LATIN), STAFF, "no letters in the encoding", "no son letras"),
    error("an encoding nobody knows", swap(STAFF, "UTF-8", "x-martian"), STAFF, "no letters in the encoding", "no son letras"),
    error("too deep", put(STAFF, DEEP), STAFF, "more than 40 deep", "a más de 40 niveles"),
    error("one endless piece", put(STAFF, TOKEN), STAFF, "longer than", "pasa de"),
    error("the same person twice", swap(STAFF, staff("u2", "Ben", "Okafor"), staff("u1", "Ben", "Okafor")), STAFF, "Staff u1 is here and in line", "Staff u1 está aquí"),
    warned("the same words twice", swap(STAFF, staff("u2", "Ben", "Okafor"), staff("u2", "Ben", "Okafor") * 2), STAFF, "it was read once", "se leyó una vez"),
    error("the same section twice", swap(MASTER, "</InterchangeM", section("A1", "1", "ALG-1", "P1") + "</InterchangeM"), MASTER, "Section 1/2027/Fall/ALG-1/A1 is here", "está aquí y en la línea"),
    warned("a teacher who is nobody", swap(STAFF, teaches("u1", ALGEBRA), teaches("u99", ALGEBRA)), STAFF, "The person u99 is not in Staff", "u99 no está en Staff"),
    warned("a section that is none", swap(STAFF, teaches("u1", ALGEBRA), teaches("u1", section_ref("Z", "1", "ALG-1"))), STAFF, "The class 1/2027/Fall/ALG-1/Z is not in Section", "1/2027/Fall/ALG-1/Z no está"),
    warned("an assignment of nobody", swap(STAFF, post("u3", "1", "School Leader", "Principal"), post("u77", "1", "School Leader", "")), STAFF, "belongs to u77, who is not in Staff", "u77"),
    warned("an assignment nowhere", swap(STAFF, post("u3", "1", "School Leader", "Principal"), post("u3", "444", "School Leader", "")), STAFF, "u3 works at 444", "444"),
    warned("students of no section", swap(ENROLLED, "</InterchangeStudent", enrolled("k", section_ref("Z", "1", "ALG-1")) + "</InterchangeStudent"), ENROLLED, "The class 1/2027/Fall/ALG-1/Z", "no está"),
    warned("a reference to no id", swap(STAFF, "</InterchangeStaff", employed("u1").replace("<StaffReference>", '<StaffReference ref="GONE">') + "</InterchangeStaff"), STAFF, 'points at "GONE"', 'apunta a "GONE"'),
    error("a section of no school", swap(MASTER, section("B1", "2", "BIO", "P2", "Biology"), section("B1", "444", "BIO", "P2")), MASTER, "is in school 444", "444"),
    error("a bad date", swap(CALENDAR, "2026-12-18", "2026-13-45"), CALENDAR, "is not a date", "no es una fecha"),
    error("an end before the start", swap(CALENDAR, "2026-12-18", "2020-12-18"), CALENDAR, "before the start", "es anterior al comienzo"),
    warned("a bad date of a teacher", swap(STAFF, "<EndDate>2026-12-18", "<EndDate>soon"), STAFF, "the date was left out", "se dejó fuera"),
    error("a person without a name", swap(STAFF, "<LastSurname>Okafor</LastSurname>", ""), STAFF, "LastSurname is empty", "LastSurname"),
    error("no schools", drop(ORG), CALENDAR, "No School was found", "ningún School"),
    error("no staff", drop(STAFF), CALENDAR, "No Staff was found", "ningún Staff"),
    warned("a period that is none", swap(MASTER, ">P2<", ">P9<"), MASTER, 'in the period "P9"', 'en el período "P9"'),
    warned("an offering that is none", swap(MASTER, OFFERING, OFFERING.replace("ALG-1", "ALG-9")), MASTER, "the offering of ALG-1", "la oferta de ALG-1"),
    warned("a session that is none", swap(CALENDAR, "<SessionName>Fall", "<SessionName>Autumn"), MASTER, "is in term 1/2027/Fall", "1/2027/Fall"),
    warned("another interchange", put("Standards.xml", "<InterchangeStandards><LearningStandard/></InterchangeStandards>"), "Standards.xml", "not part of Ed-Fi", "no forma parte de Ed-Fi"),
    warned("another file", put("notes.pdf", b"%PDF-"), "notes.pdf", "not part of Ed-Fi", "no forma parte de Ed-Fi"),
    warned("a role nobody knows", swap(STAFF, "#Teacher<", "#Wizard<"), STAFF, "Wizard", "Wizard"),
]
# fmt: on


@pytest.mark.parametrize("case", HARM, ids=lambda case: case.what)
def test_each_harm_gets_its_sentence(case: Case):
    roster = read(spoiled(EDFI, *case.spoils), now=NOW)
    found = [one for one in roster.problems if one.file == case.file and case.piece in one.message]
    assert found, told(roster)
    assert found[0].severity == case.severity
    assert roster.importable is (case.severity == "warning"), told(roster)
    assert case.spanish in in_spanish(found[0].message)
    assert in_spanish(found[0].advice) != found[0].advice
    assert SECRET not in repr(roster.problems)


@pytest.mark.parametrize("case", [case for case in HARM if case.severity == "error"], ids=lambda case: case.what)
def test_one_thing_that_is_wrong_is_told_once(case: Case):
    errors = [one for one in read(spoiled(EDFI, *case.spoils)).problems if one.severity == "error"]
    assert len(errors) <= 2, [one.message for one in errors]


def test_more_records_than_a_district_has_are_refused(monkeypatch):
    monkeypatch.setattr(edfi_xml, "MOST_RECORDS", 3)
    roster = read(EDFI)
    assert not roster.importable
    assert any("more than 3 records" in one.message for one in roster.problems)


def test_a_long_text_costs_no_memory_and_is_cut():
    files: Files = spoiled(EDFI, swap(STAFF, "<FirstName>Ben", "<FirstName>" + "Ben" * 2_000_000))
    ben = next(one for one in read(files).people if one.source_id == "u2")
    assert len(ben.given) <= edfi_xml.LONGEST_CELL


def test_tables_beside_xml_are_read_as_tables():
    assert read(spoiled(ONE_11, put("imsmanifest.xml", "<manifest/>"))).format == "oneroster"


def test_a_stream_that_breaks_is_told():
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the disk is gone")

    roster = read_roster({"a.xml": lambda: Broken(b"")})
    assert any("the disk is gone" in one.message for one in roster.problems)
    assert not roster.importable
