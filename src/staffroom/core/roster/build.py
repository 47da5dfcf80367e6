"""Gathers what the readers of the forms find, checks what points at what, and makes the roster.

What is refused (error) and what is left out or repaired (warning):

===========================================  =========================================================
finding                                      what happens
===========================================  =========================================================
required value empty                         error, the row is left out
same id, other content                       error (the first row is kept for further checks)
same id, same content                        warning, read once
section in an unknown school                 error: its teachers would have nowhere to be visited
section in an unknown term, of an unknown    warning, the section is read without it
course
teacher of an unknown section, unknown       warning, the row is left out
teacher of a section, unknown student
person at an unknown organization            warning, that assignment is left out
organization with an unknown parent          warning, read without a parent
organizations in a circle                    error, the circle is named
end before start                             error, the row is left out (student rows: warning)
nobody on the staff                          error
two people with the same e-mail              warning
===========================================  =========================================================

In a delta, and where the file pointed at is not in the package, nothing is said of unknown references:
they point at what the district already holds.
"""

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TypeVar

from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import Form
from staffroom.core.roster.model import (
    Assignment,
    Mode,
    Org,
    Person,
    RecordKind,
    Roster,
    Section,
    Teaching,
    Term,
    assignment_key,
    teaching_key,
)
from staffroom.core.roster.roles import Reading, settled
from staffroom.core.roster.table import Table
from staffroom.core.roster.values import is_email

_USER_BITS = 40
LONGEST_ID = 255
# What Staffroom keeps of a text, in letters; the columns of ``people.models`` are as wide.
_LONGEST = {"name": 120, "title": 120, "given": 80, "family": 80, "preferred": 80, "room": 60, "course_title": 160}
_RUNS = ("=", "+", "-", "@")
_ORG_FILES = ("orgs.csv", "School.csv", "schools.csv", "School")
_SECTION_FILES = ("classes.csv", "Section.csv", "sections.csv", "Section")
_PEOPLE_FILES = ("users.csv", "Teacher.csv", "teachers.csv", "Staff")

Dated = TypeVar("Dated", Assignment, Teaching)
Spell = tuple[date | None, date | None]


class Builder:
    """The records found so far. ``students`` and ``guardians`` hold ids only, and only while reading."""

    def __init__(
        self,
        form: Form,
        tables: Mapping[str, Table],
        findings: Findings,
        modes: Mapping[str, Mode],
        staff: Container[str] = frozenset(),
        *,
        parks: bool = False,
    ) -> None:
        self.form = form
        self.tables = tables
        self.findings = findings
        self.modes = modes
        self.staff = staff
        self.parks = parks  # rows whose references are not known wait instead of being refused
        self.orgs: dict[str, Org] = {}
        self.terms: dict[str, Term] = {}
        self.people: dict[str, Person] = {}
        self.assignments: dict[str, Assignment] = {}
        self.sections: dict[str, Section] = {}
        self.teachings: dict[str, Teaching] = {}
        self.students: set[str] = set()
        self.guardians: set[str] = set()
        self.odd: set[str] = set()  # ids of users whose role is not known
        self.leaving: set[tuple[RecordKind, str]] = set()
        self.enrollments = 0
        self.students_told = False
        self.org_file = next(name for name in _ORG_FILES if name in form.by_name)
        self._org_rows: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._seats = array("Q")
        self._primaries: dict[str, str] = {}

    def whole(self, name: str) -> bool:
        """Whether a file is here as the whole truth, so that what is not in it does not exist."""
        return name in self.tables and self.modes.get(name) == "bulk" and not self.tables[name].unread

    def _fits(self, table: Table, row: int, record: Org | Term | Person | Section) -> None:
        """Tell an id that is too long, and names that are, or that a spreadsheet would run."""
        if len(record.source_id) > LONGEST_ID:
            table.tell("id_long", row, "id", limit=LONGEST_ID)
        for key, longest in _LONGEST.items():
            text = getattr(record, key, "")
            if len(text) > longest:
                table.tell("value_long", row, key, limit=longest)
            if text[:1] in _RUNS and text:
                table.tell("formula", row, key)

    # -- organizations and terms --------------------------------------------------------------------

    def add_org(self, table: Table, row: int, org: Org) -> None:
        """Keep an organization; the first row of an id counts."""
        self._fits(table, row, org)
        self._org_rows.setdefault(org.source_id, row)
        self.orgs.setdefault(org.source_id, org)

    def check_orgs(self, table: Table) -> None:
        """Parents that are not there, and circles."""
        for org in list(self.orgs.values()):
            if org.parent and org.parent not in self.orgs and table.mode == "bulk":
                row = self._org_rows[org.source_id]
                table.tell("parent_unknown", row, "parent", id=org.source_id, parent=org.parent)
                self.orgs[org.source_id] = replace(org, parent="")
        for circle in _circles({org.source_id: org.parent for org in self.orgs.values()}):
            path = " -> ".join([*circle, circle[0]])
            table.tell("cycle", self._org_rows[circle[0]], "parent", path=path)

    def add_term(self, table: Table, row: int, term: Term) -> None:
        """Keep a term whose dates are in order."""
        self._fits(table, row, term)
        if term.starts == term.ends:
            table.tell("no_days", row, "ends", day=term.starts)
        if table.ordered(row, "ends", term.starts, term.ends):
            self.terms.setdefault(term.source_id, term)

    # -- people -------------------------------------------------------------------------------------

    def add_person(self, table: Table, row: int, person: Person) -> None:
        """Keep a staff member, without an e-mail that is none."""
        self._fits(table, row, person)
        if person.email and not is_email(person.email):
            table.tell("email_bad", row, "email", id=person.source_id)
            person = replace(person, email="")
        self.people.setdefault(person.source_id, person)

    def check_emails(self, table: Table, rows: Mapping[str, int]) -> None:
        """Two people with one e-mail address, in whatever case."""
        first: dict[str, Person] = {}
        for person in self.people.values():
            if not person.email:
                continue
            other = first.setdefault(person.email.casefold(), person)
            if other is not person:
                case = "" if other.email == person.email else ", in different case"
                row = rows.get(person.source_id)
                table.tell("shared_email", row, "email", id=person.source_id, other=other.source_id, case=case)

    def assign(
        self,
        table: Table,
        row: int,
        key: str,
        person: str,
        org: str,
        role: Reading,
        *,
        primary: bool = False,
        when: Spell = (None, None),
        title: str = "",
    ) -> None:
        """Keep an assignment; a second one of the same person, place and role widens its dates."""
        if org not in self.orgs and self.whole(self.org_file):
            table.tell("person_org", row, key, id=person, org=org, target=self.org_file)
            return
        kind = self.orgs[org].kind if org in self.orgs else "school"
        made = Assignment(person, org, settled(role, kind), primary, *when, title)
        name = assignment_key(person, org, made.role)
        held = self.assignments.get(name)
        self.assignments[name] = made if held is None else _widened(held, made)

    # -- sections and who is in them ----------------------------------------------------------------

    def add_section(self, table: Table, row: int, section: Section) -> bool:
        """Keep a section of a known school."""
        self._fits(table, row, section)
        if section.school not in self.orgs and self.whole(self.org_file):
            named = {"id": section.source_id, "school": section.school, "target": self.org_file}
            table.tell("section_school", row, "school", **named)
            return False
        self.sections.setdefault(section.source_id, section)
        return True

    def teach(
        self,
        table: Table,
        row: int,
        section: str,
        person: str,
        *,
        target: tuple[str, str],
        primary: bool = False,
        when: Spell = (None, None),
    ) -> None:
        """Keep a teacher of a section; ``target`` names the files of sections and people."""
        classes, users = target
        if section not in self.sections and self.whole(classes):
            table.tell("enrollment_class", row, "section", id=section, target=classes)
        elif person in self.people or not self.whole(users):
            self._teach(table, row, section, person, primary, when)
        elif person in self.students:
            table.tell("teacher_is_student", row, "user", id=person)
        else:
            table.tell("enrollment_user", row, "user", id=person, target=users)

    def _teach(self, table: Table, row: int, section: str, person: str, primary: bool, when: Spell) -> None:
        if primary and self._primaries.setdefault(section, person) != person:
            table.tell("two_primaries", row, "primary", id=section)
            primary = False
        name = teaching_key(section, person)
        made = Teaching(section, person, primary, *when)
        held = self.teachings.get(name)
        self.teachings[name] = made if held is None else _widened(held, made)

    def seat(self, section: str, student: str) -> None:
        """Count a student in a section, once however often the row comes. 8 bytes each, no id kept."""
        place = self._places.setdefault(section, len(self._places))
        self._seats.append(place << _USER_BITS | hash(student) & ((1 << _USER_BITS) - 1))

    def _seated(self) -> dict[str, int]:
        counts = Counter(seat >> _USER_BITS for seat, _ in groupby(sorted(self._seats)))
        return {section: counts[place] for section, place in self._places.items()}

    # -- the end ------------------------------------------------------------------------------------

    def roster(self, kinds: Mapping[RecordKind, Mode]) -> Roster:
        """The finished roster."""
        self._last_checks()
        return Roster(
            self.form.format,
            self.form.version,
            tuple(self.orgs.values()),
            tuple(self.terms.values()),
            tuple(self.people.values()),
            tuple(self.assignments.values()),
            self._finished_sections(),
            self._finished_teachings(),
            self._counts(),
            self.findings.problems(),
            dict(self.modes),
            dict(kinds),
            frozenset(self.leaving),
        )

    def _last_checks(self) -> None:
        for names, kinds in ((_ORG_FILES, self.orgs), (_PEOPLE_FILES, self.people), (_SECTION_FILES, self.sections)):
            self._tell_alike(names, kinds)
        name = next((name for name in _PEOPLE_FILES if name in self.tables), None)
        if name and not self.people and self.whole(name) and not self.parks:
            self.findings.add("no_people", self.tables[name].file)
        if self.orgs and self.whole(self.org_file) and not any(org.kind == "school" for org in self.orgs.values()):
            self.findings.add("no_schools", self.tables[self.org_file].file)

    def _tell_alike(self, names: tuple[str, ...], ids: Iterable[str]) -> None:
        """Two ids that differ only in capital letters."""
        table = next((self.tables[name] for name in names if name in self.tables), None)
        first: dict[str, str] = {}
        for name in ids:
            other = first.setdefault(name.casefold(), name)
            if other != name and table is not None:
                table.tell("ids_alike", None, "id", id=other, other=name)

    def _finished_sections(self) -> tuple[Section, ...]:
        if not self.students_told:
            return tuple(self.sections.values())
        seated = self._seated()
        return tuple(replace(one, students=seated.get(one.source_id, 0)) for one in self.sections.values())

    def _finished_teachings(self) -> tuple[Teaching, ...]:
        """A section's only teacher is its primary one, whether the file says so or not."""
        alone = Counter(one.section for one in self.teachings.values())
        return tuple(
            replace(one, primary=True) if alone[one.section] == 1 and not one.primary else one
            for one in self.teachings.values()
        )

    def _counts(self) -> dict[str, int]:
        teachers = {one.person for one in self.assignments.values() if one.role in ("teacher", "teacher_leader")}
        teachers |= {one.person for one in self.teachings.values()}
        teachers &= self.people.keys()
        return {
            "orgs": len(self.orgs),
            "schools": sum(org.kind == "school" for org in self.orgs.values()),
            "terms": len(self.terms),
            "people": len(self.people),
            "teachers": len(teachers),
            "staff": len(self.people) - len(teachers),
            "students": len(self.students),
            "guardians": len(self.guardians),
            "sections": len(self.sections),
            "assignments": len(self.assignments),
            "teachings": len(self.teachings),
            "enrollments": self.enrollments,
        }


def _circles(parents: Mapping[str, str]) -> list[list[str]]:
    """Every circle of a parent map, each once, begun at the node first met."""
    done: set[str] = set()
    circles = []
    for start in parents:
        path: dict[str, None] = {}
        node = start
        while node in parents and node not in done and node not in path:
            path[node] = None
            node = parents[node]
        if node in path:
            walked = list(path)
            circles.append(walked[walked.index(node) :])
        done.update(path)
    return circles


def _widened(held: Dated, other: Dated) -> Dated:
    """One record for two that differ only in their dates: from the earlier start to the later end."""
    return replace(
        held,
        primary=held.primary or other.primary,
        begins=None if held.begins is None or other.begins is None else min(held.begins, other.begins),
        ends=None if held.ends is None or other.ends is None else max(held.ends, other.ends),
    )
