"""From mapped tables to the one roster model: the same that every other form of roster is read into.

Unless the plan says that the tables hold everything (``whole``), they add and change and nobody leaves; but of a
class that a table tells, those teachers leave whom it does not name any more. What a table has no column for stays
as the district holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from staffroom.core.bells.pattern import PatternError, parse_pattern
from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.knowing import People, Schools, name_parts
from staffroom.core.mapping.plan import Plan, TablePlan, check
from staffroom.core.mapping.rows import Cells, Teller, rows_of
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import (
    Assignment,
    Mode,
    Org,
    Person,
    RecordKind,
    Role,
    Roster,
    Section,
    Teaching,
    Term,
    assignment_key,
    teaching_key,
)
from staffroom.core.roster.roles import read_role, settled, title_role
from staffroom.core.roster.values import day_after, is_email, plain, read_boolean, read_list

FORMAT = "mapped"
_GONE = frozenset({"inactive", "terminated", "t", "i", "left", "resigned", "retired", "inactivo", "baja", "2"})


def produce(sheets: Sequence[Sheet], plan: Plan, current: Roster, findings: Findings) -> Roster:
    """The roster that the tables tell under a plan, beside what the district holds. Raises nothing for content."""
    check(plan, findings)
    if findings.errors:
        return Roster(FORMAT, "", problems=findings.problems(), counts=_counts(_Made()))
    maker = _Maker(plan, current, findings)
    pairs = [(sheet, table) for sheet, table in zip(sheets, plan.tables, strict=True) if table.read]
    for kind, read in (("courses", maker.courses), ("people", maker.people), ("sections", maker.sections)):
        for sheet, table in pairs:
            if table.kind == kind:
                read(sheet, table)
    return maker.roster()


@dataclass
class _Made:
    orgs: dict[str, Org] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    teachings: dict[str, Teaching] = field(default_factory=dict)


class _Maker(Teller):
    def __init__(self, plan: Plan, current: Roster, findings: Findings) -> None:
        super().__init__(findings)
        self.plan, self.current = plan, current
        self.known = People(current.people)
        self.schools = Schools(current.orgs)
        self.terms = {plain(word): term.source_id for term in current.terms for word in (term.source_id, term.title)}
        self.held_people = {person.source_id: person for person in current.people}
        self.held_posts = _first_posts(current)
        self.held_sections = {section.source_id: section for section in current.sections}
        self.titles: dict[str, tuple[str, str]] = {}
        self.made = _Made()
        self._rows: dict[str, int] = {}
        self._section_rows: dict[str, int] = {}
        self._told: set[tuple[str, str]] = set()

    # -- courses ------------------------------------------------------------------------------------------

    def courses(self, sheet: Sheet, table: TablePlan) -> None:
        for cells in rows_of(sheet, table):
            if cells["course_code"]:
                self.titles[cells["course_code"]] = (cells["course_title"], cells["subject"])

    # -- people -------------------------------------------------------------------------------------------

    def people(self, sheet: Sheet, table: TablePlan) -> None:
        for cells in rows_of(sheet, table):
            found = self._person(cells)
            if found is None:
                continue
            first = self._rows.setdefault(found.source_id, cells.number)
            before = self.made.people.get(found.source_id)
            if before is not None and plain(before.family) != plain(found.family):
                self.tell("person_differs", cells, "staff_id", id=found.source_id, first=first)
                continue
            if before is None:
                self.made.people[found.source_id] = found
                self.known.add(found)
            self._post(cells, found.source_id, primary=before is None)

    def _person(self, cells: Cells) -> Person | None:
        number, email = self.number(cells, "staff_id", cells["staff_id"]), self._email(cells)
        other = self.number(cells, "identifier", cells["identifier"])
        if not number and not email:
            if not cells["staff_id"]:
                self.tell("id_missing", cells, "staff_id")
            return None
        given, family, middle = _names(cells)
        if not given or not family:
            self.tell("name_missing", cells, "name", id=number or email)
            return None
        key = self._who(cells, number, email, other)
        held = self.held_people.get(key) or Person(key, given, family)
        told = {
            "identifier": other,
            "middle": middle or cells["middle"],
            "preferred": cells["preferred"],
            "email": email,
        }
        told = {name: value for name, value in told.items() if value}
        return replace(held, given=given, family=family, active=_is_active(cells["status"]), **told)

    def _email(self, cells: Cells) -> str:
        email = cells["email"]
        if email and not is_email(email):
            self.tell("email_bad", cells, "email", id=cells["staff_id"] or "the person")
            return ""
        return email

    def _who(self, cells: Cells, number: str, email: str, other: str) -> str:
        """The id of the person meant: one that is known already, else the number, else the mail address."""
        found, how = self.known.find(number, email)
        if found is None and other:
            found, how = self.known.find(other, "")
        if found is None:
            return number or email.casefold()
        if how and (number or how != "found_by_email"):
            self.tell(how, cells, "staff_id" if number else "email", value=number or email, read=found)
        return found

    def _post(self, cells: Cells, person: str, *, primary: bool) -> None:
        place = self._school(cells)
        if place is None:
            return
        role = self._role(cells, person, place)
        begins, ends = self.day(cells, "begins"), day_after(self.day(cells, "ends"))
        if begins and ends and ends < begins:
            self.tell("end_before_start", cells, "ends", start=begins, end=ends)
            return
        post = Assignment(person, place, role, primary, begins, ends, cells["title"])
        self.made.assignments.setdefault(assignment_key(person, place, role), post)

    def _role(self, cells: Cells, person: str, place: str) -> Role:
        title = cells["title"]
        told = title_role(title) or read_role(title)[0] if title else None
        if told in ("student", "guardian"):
            told = None
        if told is not None:
            return settled(told, "school" if place else "district")
        if self.plan.role:
            return self.plan.role  # type: ignore[return-value]
        if cells.table.family in ("powerschool", "aeries") and not title:
            return "teacher"
        held = self.held_posts.get(person)
        if held is not None and not title:
            return held
        if title and ("role", title) not in self._told:
            self._told.add(("role", title))
            self.tell("role_other", cells, "title", value=title)
        return "other"

    # -- schools and terms --------------------------------------------------------------------------------

    def _school(self, cells: Cells) -> str | None:
        text = cells["school"]
        if not text:
            if not self.plan.school:
                self.tell("school_missing", cells, "school")
                return None
            return "" if self.plan.school == "central" else self.plan.school
        found, several = self.schools.find(text)
        if found is None and text.replace(".", "", 1).isdigit():
            text = self.number(cells, "school", text)
            found, several = self.schools.find(text)
        if found is None and several:
            self.tell("school_some", cells, "school", name=text, names=", ".join(several[:4]))
            return None
        if found is None:
            found = self._new_school(cells, text)
        return found

    def _new_school(self, cells: Cells, text: str) -> str:
        org = Org(text, text, "school")
        self.made.orgs[text] = org
        self.schools.add(org)
        self.tell("school_new", cells, "school", name=text)
        return text

    def _terms(self, cells: Cells) -> tuple[str, ...]:
        text = cells["term"]
        if not text:
            return ()
        found = self.terms.get(plain(text))
        if found is None and cells.table.has("term_starts", "term_ends"):
            found = self._new_term(cells, text)
        if found is None and ("term", text) not in self._told:
            self._told.add(("term", text))
            self.tell("term_unknown", cells, "term", name=text)
        return (found,) if found else ()

    def _new_term(self, cells: Cells, text: str) -> str | None:
        first, last = self.day(cells, "term_starts"), self.day(cells, "term_ends")
        if first is None or last is None or last < first:
            return None
        year = last.year if (last.month, last.day) <= (8, 1) else last.year + 1
        self.made.terms[text] = Term(text, text, "term", first, last + timedelta(days=1), year)
        self.terms[plain(text)] = text
        return text

    # -- classes ------------------------------------------------------------------------------------------

    def sections(self, sheet: Sheet, table: TablePlan) -> None:
        for cells in rows_of(sheet, table):
            school = self._school(cells)
            if school is None:
                continue
            if not school:
                self.tell("school_missing", cells, "school")
                continue
            name = self._section_id(cells, school)
            if not name:
                self.tell("section_missing", cells, "section_id" if table.has("section_id") else "section_number")
                continue
            self._section(cells, name, school)

    def _section_id(self, cells: Cells, school: str) -> str:
        if cells["section_id"]:
            return self.number(cells, "section_id", cells["section_id"])
        code, number = cells["course_code"], self.number(cells, "section_number", cells["section_number"])
        if not code or not number:
            return ""
        return "-".join(part for part in (school, code, number, cells["term"]) if part)

    def _section(self, cells: Cells, name: str, school: str) -> None:
        """A class; a further row of the same one adds its periods and teachers."""
        before = self.made.sections.get(name)
        if before is not None and before.school != school:
            self.tell("section_differs", cells, "section_id", id=name, first=self._section_rows[name])
            return
        pattern = self._pattern(cells)
        if before is None:
            self._section_rows[name] = cells.number
            self.made.sections[name] = self._new_section(cells, name, school, pattern)
        elif pattern and pattern not in before.periods:
            self.made.sections[name] = replace(before, periods=(*before.periods, pattern))
        self._teachers(cells, name)

    def _new_section(self, cells: Cells, name: str, school: str, pattern: str) -> Section:
        code = cells["course_code"]
        course, subject = self.titles.get(code, ("", ""))
        held = self.held_sections.get(name)
        course = cells["course_title"] or course or (held.course_title if held else "")
        subjects = read_list(cells["subject"] or subject)[0]
        title = cells["section_title"] or course or (held.title if held else "") or code or name
        made = Section(name, title, school, course, code, subjects, read_list(cells["grade"])[0])
        told: dict[str, Any] = {"periods": (pattern,) if pattern else (), "room": cells["room"]}
        made = replace(made, **told, terms=self._terms(cells), students=self._students(cells))
        return made if held is None else _kept(made, held, cells.table)

    def _students(self, cells: Cells) -> int | None:
        text = cells["students"].removesuffix(".0").replace(",", "")
        if not text:
            return None
        if text.isdigit() and len(text) < 5:
            return int(text)
        self.tell("count_bad", cells, "students", value=cells["students"])
        return None

    def _pattern(self, cells: Cells) -> str:
        """When a row meets, as one pattern: its period with its days, or its days with its times."""
        period, days = cells["period"].removesuffix(".0"), cells["days"]
        if not period and cells["start_time"] and cells["end_time"]:
            period = f"{cells['start_time']}-{cells['end_time']}"
            text = f"{days} {period}".strip()
        else:
            text = f"{period}({days})" if period and days and "(" not in period else period or days
        if text and isinstance(parse_pattern(text, periods=(), days=()), PatternError):
            if ("pattern", text) not in self._told:
                self._told.add(("pattern", text))
                self.tell("pattern_unread", cells, "period" if cells["period"] else "days", value=text)
        return text

    def _teachers(self, cells: Cells, section: str) -> None:
        named = [self._teacher(cells, section, number, "") for number in cells.all("teacher_id")]
        if not named and (cells["teacher_email"] or cells["teacher_name"]):
            named = [self._teacher(cells, section, "", cells["teacher_email"])]
        main = not any(one.primary for one in self.made.teachings.values() if one.section == section) if named else True
        for place, person in enumerate(named):
            if person:
                teaching = Teaching(section, person, main and place == 0)
                self.made.teachings.setdefault(teaching_key(section, person), teaching)

    def _teacher(self, cells: Cells, section: str, number: str, email: str) -> str | None:
        key = "teacher_id" if number else "teacher_email" if email else "teacher_name"
        number = self.number(cells, key, number)
        found, _how = self.known.find(number, email or cells["teacher_email"])
        several = False
        if found is None and (cells["teacher_name"] or number):
            found, several = self.known.named(cells["teacher_name"] or number)
        if found is None:
            kind = "teacher_some" if several else "teacher_unknown"
            shown = {"section": section} if several else {"id": number or "named there", "section": section}
            self.tell(kind, cells, key, **shown)
        return found

    # -- the end ------------------------------------------------------------------------------------------

    def roster(self) -> Roster:
        made = self.made
        if not made.people and not made.sections and not self.findings.errors:
            self.findings.add("nothing_left", self.plan.tables[0].name)
        return Roster(
            FORMAT,
            "",
            orgs=tuple(made.orgs.values()),
            terms=tuple(made.terms.values()),
            people=tuple(made.people.values()),
            assignments=tuple(made.assignments.values()),
            sections=tuple(made.sections.values()),
            teachings=tuple(made.teachings.values()),
            counts=_counts(made),
            problems=self.findings.problems(),
            mode_by_file={
                table.name: "bulk" if self.plan.whole else "delta" for table in self.plan.tables if table.read
            },
            mode_by_kind=self._modes(),
            leaving=self._leaving(),
        )

    def _modes(self) -> dict[RecordKind, Mode]:
        kinds = {table.kind for table in self.plan.tables if table.read}
        told: Mode = "bulk" if self.plan.whole else "delta"
        people: Mode = told if "people" in kinds else "absent"
        sections: Mode = told if "sections" in kinds else "absent"
        return {
            "org": "delta", "term": "delta", "person": people, "assignment": people,
            "section": sections, "teaching": sections,
        }  # fmt: skip

    def _leaving(self) -> frozenset[tuple[RecordKind, str]]:
        """The teachers whom a told class has no more, where the tables say who teaches."""
        tells = any(
            {"teacher_id", "teacher_name", "teacher_email"} & set(table.columns)
            for table in self.plan.tables
            if table.read and table.kind == "sections"
        )
        if not tells:
            return frozenset()
        with_teacher = {one.section for one in self.made.teachings.values()}
        return frozenset(
            ("teaching", key)
            for one in self.current.teachings
            if one.section in with_teacher and (key := teaching_key(one.section, one.person)) not in self.made.teachings
        )


def _kept(made: Section, held: Section, table: TablePlan) -> Section:
    """A class that is known, with what the table has no column for left as it is."""
    told = {
        "course_code": table.has("course_code"),
        "subjects": bool(made.subjects),
        "grades": table.has("grade"),
        "periods": bool({"period", "days", "start_time"} & set(table.columns)),
        "room": table.has("room"),
        "terms": bool(made.terms),
        "students": made.students is not None,
    }
    return replace(made, kind=held.kind, **{name: getattr(held, name) for name, said in told.items() if not said})


def _first_posts(current: Roster) -> dict[str, Role]:
    """person -> role: the main one, else the first."""
    found: dict[str, Role] = {}
    for post in sorted(current.assignments, key=lambda one: not one.primary):
        found.setdefault(post.person, post.role)
    return found


def _names(cells: Cells) -> tuple[str, str, str]:
    if cells["given"] or cells["family"]:
        return cells["given"], cells["family"], ""
    return name_parts(cells["name"])


def _is_active(status: str) -> bool:
    if not status:
        return True
    told, _exact = read_boolean(status)
    return plain(status) not in _GONE if told is None else told


def _counts(made: _Made) -> dict[str, int]:
    teachers = {one.person for one in made.teachings.values()}
    return {
        "orgs": len(made.orgs),
        "schools": len(made.orgs),
        "terms": len(made.terms),
        "people": len(made.people),
        "teachers": len(teachers),
        "staff": len(made.people.keys() - teachers),
        "students": sum(one.students or 0 for one in made.sections.values()),
        "guardians": 0,
        "sections": len(made.sections),
        "assignments": len(made.assignments),
        "teachings": len(made.teachings),
        "enrollments": len(made.teachings),
    }
