"""Clever's CSV files: schools, teachers, sections, and perhaps staff, students and enrollments.

Rows are active rows only. A teacher in two schools stands in two rows that differ only in the school.
Terms are told inside sections, ends inclusive. Roles of staff come from their role or, failing that, from
their title; staff without a school work for the district.
"""

from staffroom.core.roster.build import Builder
from staffroom.core.roster.flat import add_section_term, flat_modes, periods
from staffroom.core.roster.model import Org, Person, Roster, Section
from staffroom.core.roster.roles import Reading, read_role, title_role
from staffroom.core.roster.table import Table

_TARGET = ("sections.csv", "teachers.csv")
_DISTRICT = "district"


def read(builder: Builder) -> Roster:
    """Read the tables of a builder."""
    _schools(builder)
    rows = _teachers(builder)
    _staff(builder, rows)
    _students(builder)
    _sections(builder)
    _enrollments(builder)
    return builder.roster(flat_modes())


def _schools(builder: Builder) -> None:
    table = builder.tables.get("schools.csv")
    if table is None:
        return
    keys = ("id", "name", "identifier", "number", "low", "high")
    for row, (name, title, identifier, number, low, high) in table.rows(*keys):
        builder.add_org(table, row, Org(name, title, "school", identifier or number, "", low, high))


def _teachers(builder: Builder) -> dict[str, int]:
    rows: dict[str, int] = {}
    table = builder.tables.get("teachers.csv")
    if table is None:
        return rows
    keys = ("id", "school", "title", "given", "family", "middle", "email", "username", "identifier")
    for row, (name, school, title, given, family, middle, email, username, identifier) in table.rows(*keys):
        rows.setdefault(name, row)
        builder.add_person(table, row, Person(name, given, family, middle, "", email, username, identifier))
        builder.assign(table, row, "school", name, school, "teacher", primary=rows[name] == row, title=title)
    builder.check_emails(table, rows)
    return rows


def _staff(builder: Builder, rows: dict[str, int]) -> None:
    table = builder.tables.get("staff.csv")
    if table is None:
        return
    keys = ("id", "school", "title", "role", "given", "family", "email", "username")
    for row, (name, school, title, role, given, family, email, username) in table.rows(*keys):
        first = rows.setdefault(name, row) == row
        if name not in builder.people:
            builder.add_person(table, row, Person(name, given, family, "", "", email, username))
        reading = _staff_role(table, row, role, title)
        place = school or _district(builder, table, row)
        builder.assign(table, row, "school", name, place, reading, primary=first, title=title)


def _staff_role(table: Table, row: int, role: str, title: str) -> Reading:
    found = read_role(role)[0] if role else None
    told = title_role(title) or title_role(role)
    if found in (None, "other", "student", "guardian", "administrator"):
        found = told or found
    if found in (None, "student", "guardian"):
        if role or title:
            table.tell("role_other", row, "role", value=role or title)
        return "other"
    return found or "other"


def _district(builder: Builder, table: Table, row: int) -> str:
    builder.add_org(table, row, Org(_DISTRICT, "District office", "district"))
    return _DISTRICT


def _students(builder: Builder) -> None:
    table = builder.tables.get("students.csv")
    if table is not None:
        for _, (name,) in table.rows("id"):
            builder.students.add(name)


def _sections(builder: Builder) -> None:
    table = builder.tables.get("sections.csv")
    if table is None:
        return
    keys = ("id", "school", "title", "grades", "course_title", "course_code", "periods", "subjects")
    teachers = ("teacher", *(f"teacher_{number}" for number in range(2, 11)))
    for row, cells in table.rows(*keys, "term_title", "starts", "ends", *teachers):
        name, school, title, grades, course, code, meets, subjects = cells[:8]
        terms = add_section_term(builder, table, row, ["", *cells[8:11]])
        section = Section(
            name,
            title or course or name,
            school,
            course,
            code,
            table.items(row, "subjects", subjects),
            table.items(row, "grades", grades),
            periods(meets),
            "",
            terms,
        )
        if builder.add_section(table, row, section):
            _teach(builder, table, row, name, list(zip(teachers, cells[11:], strict=True)))


def _teach(builder: Builder, table: Table, row: int, section: str, named: list[tuple[str, str]]) -> None:
    for key, person in named:
        if not person:
            continue
        builder.enrollments += 1
        if person in builder.people:
            builder.teach(table, row, section, person, target=_TARGET, primary=key == "teacher")
        else:
            table.tell("teacher_of_section", row, key, section=section, id=person, target="teachers.csv")


def _enrollments(builder: Builder) -> None:
    table = builder.tables.get("enrollments.csv")
    if table is None:
        return
    builder.students_told = True
    for row, (section, student) in table.rows("section", "user"):
        builder.enrollments += 1
        if section not in builder.sections and builder.whole("sections.csv"):
            table.tell("enrollment_class", row, "section", id=section, target="sections.csv")
        elif student not in builder.students and builder.whole("students.csv"):
            table.tell("enrollment_user", row, "user", id=student, target="students.csv")
        else:
            builder.seat(section, student)
