"""What a generated district is made of: frozen records, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from staffroom.core.practices import Practice

Size = Literal["pomona", "small", "tiny"]
Level = Literal["elementary", "k8", "middle", "high", "alternative"]
Kind = Literal["certificated", "classified"]


@dataclass(frozen=True, slots=True)
class School:
    """Shares are 0-1. Grades are the roster codes KG, 01 ... 12. ``clock`` names the shape of its day."""

    source_id: str
    name: str
    short_name: str
    level: Level
    grades_low: str
    grades_high: str
    students: int
    english_learners: float
    iep: float
    low_income: float
    latitude: float
    longitude: float
    clock: str


@dataclass(frozen=True, slots=True)
class Term:
    """``ends`` is exclusive, as in OneRoster. ``kind`` is schoolYear or semester; parent '' at the top."""

    source_id: str
    title: str
    kind: Literal["schoolYear", "semester"]
    starts: date
    ends: date
    parent: str


@dataclass(frozen=True, slots=True)
class Person:
    """A staff member. ``preferred`` is '' when the given name is used; ``email`` '' when there is none."""

    source_id: str
    given: str
    family: str
    preferred: str
    email: str
    kind: Kind
    language: Literal["en", "es"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """``school`` '' is the central office. ``days`` empty means every day, else bell days ('Mon', ...)."""

    person: str
    school: str
    role: str
    title: str
    subject: str
    grades: tuple[str, ...]
    fte: float
    begins: date
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A class as scheduled. ``periods`` is a meeting pattern; ``english_learners`` and ``iep`` are counts."""

    source_id: str
    title: str
    school: str
    course_title: str
    course_code: str
    subject: str
    grades: tuple[str, ...]
    periods: str
    room: str
    kind: Literal["homeroom", "scheduled"]
    students: int
    english_learners: int
    iep: int
    language_program: Literal["", "dual"]


@dataclass(frozen=True, slots=True)
class Teaching:
    section: str
    person: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Bell:
    """One period of one day of one schedule; ``start`` and ``end`` are texts such as '8:30'."""

    school: str
    schedule: str
    day: str
    period: str
    start: str
    end: str
    kind: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A dated exception. ``school`` '' is all schools; ``day`` '' is the weekday; 'none' = no school."""

    school: str
    date: date
    day: str
    schedule: str
    note: str


@dataclass(frozen=True, slots=True)
class Offer:
    person: str
    practice: str
    what_i_do: str
    artefact_title: str
    artefact_text: str
    sections: tuple[str, ...]
    language: Literal["en", "es"]


@dataclass(frozen=True, slots=True)
class Need:
    person: str
    practice: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenDoor:
    person: str
    practice: str
    date: date
    period: str
    section: str
    note: str


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """Days, first and last included, on which a host wants no visitors."""

    person: str
    first: date
    last: date
    note: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """A known absence. ``reason`` is 'training' or 'away', never more."""

    person: str
    date: date
    reason: Literal["training", "away"]


@dataclass(frozen=True, slots=True)
class TeamSupport:
    """How somebody supports a team: so many minutes every so many weeks."""

    person: str
    how: str
    every_weeks: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Team:
    """``school`` '' is the whole district. ``words`` are what its name is made of; times in minutes from midnight."""

    key: str
    school: str
    kind: str
    words: tuple[str, ...]
    purpose: str
    goal: str
    leads: tuple[str, ...]
    members: tuple[str, ...]
    supporters: tuple[str, ...]
    supports: tuple[TeamSupport, ...]
    day: str
    start: int
    end: int
    own_goals: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Latent:
    """The planted truths, for checks only.

    ``strengths``: per teacher, 0-1 for each practice in the order of ``PRACTICES``. ``willingness``: 0-1.
    ``singletons``: secondary teachers with no colleague of their subject in the school. ``lone_grades``:
    homeroom teachers whose grade has one class. ``advice``: (asker, asked, family of practices).
    ``groups``: person to teacher, leader, special, support, administrator or classified.
    """

    strengths: Mapping[str, tuple[float, ...]]
    willingness: Mapping[str, float]
    singletons: tuple[str, ...]
    lone_grades: tuple[str, ...]
    advice: tuple[tuple[str, str, str], ...]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class District:
    code: str
    name: str
    time_zone: str
    school_year: str
    domain: str
    today: date
    schools: tuple[School, ...]
    terms: tuple[Term, ...]
    people: tuple[Person, ...]
    assignments: tuple[Assignment, ...]
    sections: tuple[Section, ...]
    teachings: tuple[Teaching, ...]
    bells: tuple[Bell, ...]
    calendar: tuple[CalendarDay, ...]
    practices: tuple[Practice, ...]
    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    doors: tuple[OpenDoor, ...]
    closed_doors: tuple[ClosedDoor, ...]
    days_off: tuple[DayOff, ...]
    latent: Latent
    teams: tuple[Team, ...]
    cast: Mapping[str, str] = field(default_factory=dict)
