"""School Data Sync 1: School, Section, Teacher, TeacherRoster, and perhaps Student and StudentEnrollment.

Terms are made from the sections that name them; their ends are inclusive in this form, so a day is added.
A teacher in two schools stands in two rows that differ only in the school, and gets two assignments.
The form knows no principals' rows, only an id and a name beside the school: they are taken when the
person of that id has that name in Teacher.csv, else a warning says so.
"""

from staffroom.core.roster.build import Builder
from staffroom.core.roster.flat import add_section_term, flat_modes, periods
from staffroom.core.roster.model import Org, Person, Roster, Section
from staffroom.core.roster.table import Table

_TARGET = ("Section.csv", "Teacher.csv")


def read(builder: Builder) -> Roster:
    """Read the tables of a builder."""
    principals = _schools(builder)
    _teachers(builder)
    _principals(builder, principals)
    _students(builder)
    _sections(builder)
    _rosters(builder)
    return builder.roster(flat_modes())


def _schools(builder: Builder) -> list[tuple[int, str, str, str]]:
    """Read schools; returns (row, school, the principal's id, the principal's name)."""
    table = builder.tables.get("School.csv")
    found: list[tuple[int, str, str, str]] = []
    if table is None:
        return found
    keys = ("id", "name", "identifier", "number", "low", "high", "principal", "principal_name")
    for row, (name, title, identifier, number, low, high, principal, called) in table.rows(*keys):
        org = Org(name, title, "school", identifier or number, "", low, high)
        builder.add_org(table, row, org)
        if principal:
            found.append((row, name, principal, called))
    return found


def _teachers(builder: Builder) -> None:
    table = builder.tables.get("Teacher.csv")
    if table is None:
        return
    rows: dict[str, int] = {}
    keys = ("id", "school", "status", "title", "given", "family", "middle", "email", "username", "identifier")
    for row, (name, school, status, title, *cells) in table.rows(*keys):
        if table.gone(row, name, status):
            continue
        given, family, middle, email, username, identifier = cells
        rows.setdefault(name, row)
        builder.add_person(
            table,
            row,
            Person(name, given, family or username or name, middle, "", email, username, identifier),
        )
        primary = rows[name] == row
        builder.assign(table, row, "school", name, school, "teacher", primary=primary, title=title)
    builder.check_emails(table, rows)


def _principals(builder: Builder, found: list[tuple[int, str, str, str]]) -> None:
    table = builder.tables.get("School.csv")
    for row, school, principal, called in found:
        assert table is not None
        person = builder.people.get(principal)
        if person is None:
            table.tell("principal_unknown", row, "principal", id=principal, school=school, target="Teacher.csv")
        elif called and person.family.casefold() not in called.casefold():
            table.tell("principal_differs", row, "principal", id=principal, school=school, target="Teacher.csv")
        else:
            builder.assign(table, row, "principal", principal, school, "principal")


def _students(builder: Builder) -> None:
    table = builder.tables.get("Student.csv")
    if table is None:
        return
    for row, (name, status) in table.rows("id", "status"):
        if not table.gone(row, name, status):
            builder.students.add(name)


def _sections(builder: Builder) -> None:
    table = builder.tables.get("Section.csv")
    if table is None:
        return
    keys = ("id", "school", "title", "status", "course_title", "course_code", "subjects", "periods")
    when = ("term", "term_title", "starts", "ends")
    for row, (name, school, title, status, course, code, subjects, meets, *term) in table.rows(*keys, *when):
        if table.gone(row, name, status):
            continue
        terms = add_section_term(builder, table, row, term)
        section = Section(
            name,
            title,
            school,
            course,
            code,
            table.items(row, "subjects", subjects),
            (),
            periods(meets),
            "",
            terms,
        )
        builder.add_section(table, row, section)


def _rosters(builder: Builder) -> None:
    table = builder.tables.get("TeacherRoster.csv")
    if table is not None:
        for row, (section, person) in table.rows("section", "user"):
            builder.enrollments += 1
            builder.teach(table, row, section, person, target=_TARGET)
    seats = builder.tables.get("StudentEnrollment.csv")
    if seats is not None:
        builder.students_told = True
        for row, (section, student) in seats.rows("section", "user"):
            builder.enrollments += 1
            _seat(builder, seats, row, section, student)


def _seat(builder: Builder, table: Table, row: int, section: str, student: str) -> None:
    if section not in builder.sections and builder.whole("Section.csv"):
        table.tell("enrollment_class", row, "section", id=section, target="Section.csv")
    elif student not in builder.students and builder.whole("Student.csv"):
        table.tell("enrollment_user", row, "user", id=student, target="Student.csv")
    else:
        builder.seat(section, student)
