"""Ed-Fi interchange files (XML, Data Standard 3 to 5) as a roster.

Natural keys become our ids (``joined``): a section is its school, school year, session, course code and section
identifier, because a section identifier alone may come twice. Ends are inclusive in Ed-Fi and moved by a day.
Every file is the whole truth of the kinds of record it holds; kinds that no file holds stay as they are.

=======================================  ==========================================================
element                                  becomes
=======================================  ==========================================================
School, LocalEducationAgency, ...        organizations
Session                                  terms
Staff                                    people; a work address, never a private one
StaffEducationOrganizationAssignment     assignments with role, title and dates
StaffSchoolAssociation                   an assignment as teacher where no other at that school is told
StaffEducationOrganizationEmployment     who has left every employer is not active
CourseOffering, Course, Section          sections; their periods by the names of their ClassPeriods
StaffSectionAssociation                  who teaches a section
StudentSectionAssociation                a number
=======================================  ==========================================================
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from itertools import zip_longest
from typing import BinaryIO

from staffroom.core.roster import edfi_xml
from staffroom.core.roster.build import LONGEST_ID, Builder
from staffroom.core.roster.edfi_forms import (
    EMPLOYED,
    KEYS,
    MAY_LACK,
    NEEDED,
    ORGS,
    POSTS,
    REFS,
    REQUIRED,
    SECTION_KEY,
    STUDENTS,
    TITLE,
    WANTED,
    form_of,
)
from staffroom.core.roster.edfi_words import HOME, grade_codes, staff_role, term_kind
from staffroom.core.roster.edfi_xml import Gathered, Record
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import FileSpec
from staffroom.core.roster.model import Mode, Org, Person, RecordKind, Roster, Section, Term
from staffroom.core.roster.table import Opener, Table
from staffroom.core.roster.values import day_after, plain, read_school_year

_TARGET = ("Section", "Staff")


def interchanges(files: Mapping[str, Opener]) -> dict[str, Opener]:
    """The XML files of a package, if it is one of Ed-Fi: by name or by content, and no tables besides."""
    found = {
        name: opener
        for name, opener in files.items()
        if name.lower().endswith(".xml") or edfi_xml.is_interchange(opener)
    }
    tables = (name for name in files if name not in found and name.lower().endswith((".csv", ".txt")))
    return {} if any(tables) else found


def read_edfi(
    files: Mapping[str, Opener], others: Iterable[str], findings: Findings, today: date | None = None
) -> Roster:
    """Read the interchange files of a package. ``today`` decides whose employment is over; None: nobody's."""
    kept = {kind: wanted for kind, wanted in WANTED.items() if kind != STUDENTS}
    found = edfi_xml.gather(files, kept, findings, note=STUDENTS)
    for name in (*others, *(sorted(files.keys() - found.used - found.noted) if found.whole else ())):
        findings.add("file_ignored", name, form=TITLE)
    form = form_of(found.version)
    tables: dict[str, Table] = {
        kind: Elements(form.by_name[kind], found, findings) for kind in kept if kind in found.records
    }
    modes: dict[str, Mode] = {kind: "bulk" if kind in tables else "absent" for kind in WANTED}
    for kind, interchange in NEEDED.items():
        if kind not in tables and found.whole:
            findings.add("edfi_none", min(files), name=kind, interchange=interchange)
    builder = Builder(form, tables, findings, modes)
    _read(builder, today)
    _count_students(builder, {name: files[name] for name in found.noted}, found)
    return builder.roster(_kind_modes(builder))


def _kind_modes(builder: Builder) -> Mapping[RecordKind, Mode]:
    def mode(*kinds: str) -> Mode:
        return "bulk" if builder.tables.keys() & set(kinds) else "absent"

    return {
        "org": mode(*ORGS),
        "term": mode("Session"),
        "person": mode("Staff"),
        "assignment": mode(POSTS, "StaffSchoolAssociation"),
        "section": mode("Section"),
        "teaching": mode("StaffSectionAssociation"),
    }


def joined(*parts: str) -> str:
    """An id from the parts of a natural key: readable, without commas, as short as an id must be."""
    text = "/".join(part.replace("%", "%25").replace("/", "%2F").replace(",", "%2C") for part in parts)
    if len(text) <= LONGEST_ID:
        return text
    return f"{text[:180]}#{blake2b(text.encode(), digest_size=16).hexdigest()}"


# -- records as tables ----------------------------------------------------------------------------------


class Elements(Table):
    """The records of one kind as a table. A row's number is the record's place; findings name its file and line."""

    def __init__(self, spec: FileSpec, found: Gathered, findings: Findings) -> None:
        records = found.records[spec.name]
        super().__init__(spec, records[0].file, _no_stream, findings)
        self.unread = not found.whole
        self.records = records
        for place, record in enumerate(records):
            for ref in _filled(record, found):
                if found.whole:
                    self.tell("edfi_ref", place, None, name=record.kind, ref=ref)
        self._sound = list(self._looked_at())

    def each(self) -> list[tuple[int, str, Record]]:
        """(row, id, record) of the records that can be used."""
        return self._sound

    def _looked_at(self) -> Iterator[tuple[int, str, Record]]:
        """(row, id, record) of every record that has what it needs; what comes twice is told, and read once."""
        kind = self.spec.name
        first: dict[str, Record] = {}
        for place, record in enumerate(self.records):
            needed = [key for key in KEYS[kind] if key not in MAY_LACK] + list(REQUIRED.get(kind, ()))
            empty = [key for key in needed if not record.one(key)]
            for key in empty:
                self.tell("value_missing", place, key)
            if empty:
                continue
            parts = [_part(key, record.one(key)) for key in KEYS[kind]]
            name = joined(*parts) if len(parts) > 1 else parts[0]
            other = first.setdefault(name, record)
            if other is record:
                yield place, name, record
            else:
                told = "edfi_again" if other.cells == record.cells else "edfi_twice"
                self.tell(told, place, None, name=kind, id=name, first=other.line, other=other.file)

    def tell(self, kind: str, row: int | None, key: str | None, **fields: object) -> None:
        """Record a finding at the file and line of a record."""
        header = None if key is None else self.spec.headers.get(key, key)
        record = None if row is None else self.records[row]
        file, line = (self.file, None) if record is None else (record.file, record.line)
        self.findings.add(kind, file, line, header, **{"name": header, **fields})


def _no_stream() -> BinaryIO:
    raise FileNotFoundError


def _part(key: str, text: str) -> str:
    """A school year as the year in which it ends, however it is written."""
    year = read_school_year(text)[0] if key == "year" else None
    return text if year is None else str(year)


def _each(builder: Builder, kind: str) -> Iterator[tuple[Elements, int, str, Record]]:
    table = builder.tables.get(kind)
    if isinstance(table, Elements):
        for row, name, record in table.each():
            yield table, row, name, record


def section_of(record: Record) -> str:
    """The id of the section that a record is or points at; empty when it does not say all of it."""
    parts = [_part(key, record.one(key)) for key in SECTION_KEY]
    return joined(*parts) if all(parts) else ""


# -- records as a roster --------------------------------------------------------------------------------


def _read(builder: Builder, today: date | None) -> None:
    _orgs(builder)
    _terms(builder)
    _staff(builder, _left(builder, today))
    _posts(builder)
    _sections(builder)
    _teachers(builder)


def _orgs(builder: Builder) -> None:
    last = None
    for kind, means in ORGS.items():
        for table, row, name, record in _each(builder, kind):
            grades = grade_codes(record.all("grades"))
            low, high = (grades[0], grades[-1]) if grades else ("", "")
            org = Org(name, record.one("name"), means, record.one("number"), record.one("parent"), low, high)
            builder.add_org(table, row, org)
            last = table
    if last is not None:
        # A department's school is read after it: what is nowhere in the files is no parent.
        for name, org in builder.orgs.items():
            if org.parent not in builder.orgs:
                builder.orgs[name] = replace(org, parent="")
        builder.check_orgs(last)


def _terms(builder: Builder) -> None:
    for table, row, name, record in _each(builder, "Session"):
        first = table.day(row, "starts", record.one("starts"), strict=True)
        last = table.day(row, "ends", record.one("ends"), strict=True)
        after = day_after(last)
        year = read_school_year(record.one("year"))[0]
        if first is None or last is None or after is None or not table.ordered(row, "ends", first, last):
            continue
        if year is None:
            year = last.year if (last.month, last.day) <= (8, 1) else last.year + 1
            table.tell("value_assumed", row, "year", assumed=year)
        kind = term_kind(record.one("type"))
        builder.add_term(table, row, Term(name, record.one("session"), kind, first, after, year))


def _left(builder: Builder, today: date | None) -> frozenset[str]:
    """The ids of people all of whose employments are over."""
    over: dict[str, bool] = {}
    for table, row, _, record in _each(builder, EMPLOYED):
        last = table.day(row, "ends", record.one("ends"))
        ended = last is not None and today is not None and last < today
        over[record.one("staff")] = over.get(record.one("staff"), True) and ended
    return frozenset(name for name, ended in over.items() if ended)


def _staff(builder: Builder, left: frozenset[str]) -> None:
    rows: dict[str, int] = {}
    last = None
    for table, row, name, record in _each(builder, "Staff"):
        rows[name], last = row, table
        person = Person(
            name,
            record.one("given"),
            record.one("family"),
            record.one("middle"),
            record.one("preferred"),
            _work_mail(record),
            record.one("username"),
            name,
            name not in left,
        )
        builder.add_person(table, row, person)
    if last is not None:
        builder.check_emails(last, rows)


def _work_mail(record: Record) -> str:
    """The address of work, else the first that is not private."""
    mails = zip_longest(record.cells.get("email", ()), record.cells.get("email_type", ()), fillvalue="")
    typed = [(plain(kind), mail) for mail, kind in mails if mail and plain(kind) != HOME]
    return next((mail for kind, mail in typed if kind == "work"), typed[0][1] if typed else "")


def _posts(builder: Builder) -> None:
    """Assignments as told; then, for who teaches at a school where no assignment is told, one as teacher."""
    places: dict[str, set[str]] = defaultdict(set)
    for table, row, _, record in _each(builder, POSTS):
        person, org, title = (record.one(key) for key in ("staff", "org", "title"))
        role, known = staff_role(record.one("role"), title)
        if not known:
            table.tell("role_other" if role == "other" else "enum_case", row, "role", **_read_as(record, role))
        begins, last = (table.day(row, key, record.one(key)) for key in ("begins", "ends"))
        if not _of_staff(builder, table, row, person) or not table.ordered(row, "ends", begins, last):
            continue
        first = not places[person]
        places[person].add(org)
        builder.assign(table, row, "org", person, org, role, primary=first, when=(begins, day_after(last)), title=title)
    for table, row, _, record in _each(builder, "StaffSchoolAssociation"):
        person, org = record.one("staff"), record.one("org")
        if org not in places[person] and _of_staff(builder, table, row, person):
            builder.assign(table, row, "org", person, org, "teacher", primary=not places[person])
            places[person].add(org)
    _tell_placeless(builder, places)


def _read_as(record: Record, role: str) -> dict[str, str]:
    return {"value": record.one("role"), "name": role}


def _of_staff(builder: Builder, table: Elements, row: int, person: str) -> bool:
    if person in builder.people or not builder.whole("Staff"):
        return True
    table.tell("role_user", row, "staff", id=person, target="Staff")
    return False


def _tell_placeless(builder: Builder, places: Mapping[str, set[str]]) -> None:
    if not (builder.whole(POSTS) or builder.whole("StaffSchoolAssociation")):
        return
    for table, row, name, _ in _each(builder, "Staff"):
        if name in builder.people and not places.get(name):
            table.tell("no_org", row, "staff", id=name)


class _Course:
    """What sections take from their offerings and courses."""

    def __init__(self, builder: Builder) -> None:
        self._courses = {name: record for _, _, name, record in _each(builder, "Course")}
        self._offerings = {name: record for _, _, name, record in _each(builder, "CourseOffering")}
        self.periods = {name for _, _, name, _ in _each(builder, "ClassPeriod")}
        self.told = bool(self._offerings)

    def of(self, record: Record) -> tuple[Record | None, Record | None]:
        """(offering, course) of a section, as far as they are told."""
        parts = (_part(key, record.one(key)) for key in ("school", "year", "session", "course"))
        offering = self._offerings.get(joined(*parts))
        if offering is None:
            return None, None
        return offering, self._courses.get(joined(offering.one("org"), offering.one("code")))


def _sections(builder: Builder) -> None:
    courses = _Course(builder)
    for table, row, name, record in _each(builder, "Section"):
        offering, course = courses.of(record)
        if offering is None and courses.told:
            table.tell("edfi_offering", row, "course", id=name, course=record.one("course"))
        for period in record.all("periods"):
            if courses.periods and joined(record.one("school"), period) not in courses.periods:
                table.tell("edfi_period", row, "periods", id=name, period=period)
        builder.add_section(table, row, _section(builder, table, row, name, record, offering, course))


def _section(
    builder: Builder,
    table: Elements,
    row: int,
    name: str,
    record: Record,
    offering: Record | None,
    course: Record | None,
) -> Section:
    code, course_title = record.one("course"), course.one("title") if course else ""
    offered = offering.one("title") if offering else ""
    grades = record.all("grades") or (offering.all("grades") if offering else ())
    title = record.one("title") or offered or course_title or code
    subjects = course.all("subjects") if course else ()
    periods = tuple(period.replace(",", " ") for period in record.all("periods"))
    terms = _section_terms(builder, table, row, name, record)
    names = (course_title or offered, code, subjects, grade_codes(grades), periods, record.one("room"), terms)
    return Section(name, title, record.one("school"), *names)


def _section_terms(builder: Builder, table: Elements, row: int, name: str, record: Record) -> tuple[str, ...]:
    term = joined(record.one("school"), _part("year", record.one("year")), record.one("session"))
    if term in builder.terms or not builder.whole("Session"):
        return (term,)
    table.tell("section_term", row, "session", id=name, term=term, target="Session")
    return ()


def _teachers(builder: Builder) -> None:
    for table, row, _, record in _each(builder, "StaffSectionAssociation"):
        builder.enrollments += 1
        begins, last = (table.day(row, key, record.one(key)) for key in ("begins", "ends"))
        if table.ordered(row, "ends", begins, last):
            first = plain(record.one("position")) == "teacherofrecord"
            when = (begins, day_after(last))
            builder.teach(table, row, section_of(record), record.one("staff"), target=_TARGET, primary=first, when=when)


def _count_students(builder: Builder, files: Mapping[str, Opener], found: Gathered) -> None:
    """A second pass over the files of students: each is counted in its section and forgotten."""
    if not files or not found.whole:
        return
    builder.students_told = True
    unknown: Counter[str] = Counter()

    def take(record: Record) -> None:
        _filled(record, found)
        section, student = section_of(record), record.one("student") or record.one("student_ref")
        if not section or not student:
            return
        builder.enrollments += 1
        builder.students.add(student)
        if section in builder.sections or not builder.whole("Section"):
            builder.seat(section, student)
        elif not unknown[section]:
            builder.findings.add("enrollment_class", record.file, record.line, None, id=section, target="Section")
        unknown[section] += section not in builder.sections

    edfi_xml.each(files, {STUDENTS: WANTED[STUDENTS]}, builder.findings, take)


def _filled(record: Record, found: Gathered) -> list[str]:
    """Fill what a record says by pointing at ids of others; returns the ids that are nothing's."""
    lost = []
    for key in [key for key in record.cells if key.endswith("_ref") and key != "student_ref"]:
        for ref in record.cells.pop(key):
            target = found.ids.get(ref)
            if target is None:
                lost.append(ref)
                continue
            lost += _filled(target, found)
            if key == "period_ref":
                record.cells.setdefault("periods", []).append(target.one("period"))
            for mine, theirs in REFS.get(key, {}).items():
                record.cells.setdefault(mine, [target.one(theirs)])
    return lost
