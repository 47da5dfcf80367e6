"""The one model every roster format is read into.

Dates are ``datetime.date``; **ends are exclusive**, as in OneRoster: a term that ends on June 30 holds
June 29 as its last day. Formats whose ends are inclusive (School Data Sync 1, Clever) are moved by a day
on reading. Ids are opaque, case-sensitive text.

Students and guardians are counted, never kept: ``Section.students`` and ``Roster.counts`` are numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from staffroom.core.problems import Problem
from staffroom.core.roster.sources import Key, Said

OrgKind = Literal["district", "school", "department", "other"]
TermKind = Literal["gradingPeriod", "semester", "schoolYear", "term"]
SectionKind = Literal["homeroom", "scheduled"]
Mode = Literal["bulk", "delta", "absent"]
RecordKind = Literal["org", "term", "person", "assignment", "section", "teaching"]
Role = Literal[
    "teacher",
    "teacher_leader",
    "specialist",
    "counselor",
    "principal",
    "assistant_principal",
    "central",
    "it",
    "aide",
    "office",
    "food",
    "bus",
    "custodian",
    "nurse",
    "psychologist",
    "other",
]


@dataclass(frozen=True, slots=True)
class Org:
    """A district, a school, a department, or something above or beside them."""

    source_id: str
    name: str
    kind: OrgKind
    identifier: str = ""
    parent: str = ""
    grades_low: str = ""
    grades_high: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A school year or a part of one. ``school_year`` is the year in which it ends; ``ends`` is exclusive."""

    source_id: str
    title: str
    kind: TermKind
    starts: date
    ends: date
    school_year: int
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A staff member. Never a student, never a guardian."""

    source_id: str
    given: str
    family: str
    middle: str = ""
    preferred: str = ""
    email: str = ""
    username: str = ""
    identifier: str = ""
    active: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A staff member's role at an organization. One per person, organization and role; ``ends`` exclusive."""

    person: str
    org: str
    role: Role
    primary: bool = False
    begins: date | None = None
    ends: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A class as scheduled. ``students`` is a count, or None where the files do not tell (a delta)."""

    source_id: str
    title: str
    school: str
    course_title: str = ""
    course_code: str = ""
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    room: str = ""
    terms: tuple[str, ...] = ()
    kind: SectionKind = "scheduled"
    students: int | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """A teacher of a section. One per section and person; ``ends`` exclusive."""

    section: str
    person: str
    primary: bool = False
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A read roster.

    ``mode_by_file`` says of each file whether it is the whole truth (bulk), a list of changes (delta) or
    not told (absent); ``mode_by_kind`` says the same of each kind of record and is what ``compare`` uses.
    ``leaving`` holds (kind, key) of records that are marked as gone; keys are those of ``key_of``.
    ``counts`` has orgs, schools, terms, people (staff kept), teachers, staff (people who teach nothing),
    students, guardians, sections, assignments, teachings and enrollments (rows, of students and teachers).
    ``sources`` holds what the last words on the source's objects become (``sources.py``), ``parked`` the first
    rows that wait for what they point at, ``waiting`` how many there are.
    """

    format: str
    version: str
    orgs: tuple[Org, ...] = ()
    terms: tuple[Term, ...] = ()
    people: tuple[Person, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    sections: tuple[Section, ...] = ()
    teachings: tuple[Teaching, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    mode_by_file: Mapping[str, Mode] = field(default_factory=dict)
    mode_by_kind: Mapping[RecordKind, Mode] = field(default_factory=dict)
    leaving: frozenset[tuple[RecordKind, str]] = frozenset()
    sources: Mapping[Key, Said | None] = field(default_factory=dict)
    parked: tuple[Problem, ...] = ()
    waiting: int = 0

    @property
    def importable(self) -> bool:
        """Whether nothing found stops the import."""
        return not any(problem.severity == "error" for problem in self.problems)

    @property
    def rebuilt(self) -> bool:
        """Whether it was read from the last words on everything: whole, though its files hold changes."""
        return "delta" in self.mode_by_file.values() and "delta" not in self.mode_by_kind.values()


Record = Org | Term | Person | Assignment | Section | Teaching


def key_of(record: Record) -> str:
    """What tells a record from others of its kind, stable from one file to the next."""
    if isinstance(record, Assignment):
        return assignment_key(record.person, record.org, record.role)
    if isinstance(record, Teaching):
        return teaching_key(record.section, record.person)
    return record.source_id


def assignment_key(person: str, org: str, role: str) -> str:
    """The key of an assignment; a tab cannot stand inside an id, control characters are taken out."""
    return f"{person}\t{org}\t{role}"


def teaching_key(section: str, person: str) -> str:
    """The key of a teaching."""
    return f"{section}\t{person}"
