"""All that the planner may know about one request for a visit, over real dates.

Dates are ordinals (``date.toordinal()``), times minutes from midnight on the wall clock, intervals end
exclusive. Ids are opaque text. Rules and defaults are those of ``staffroom-visits/1`` for own free periods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rules:
    """What a district allows. None: no limit. Minutes, but ``notice_hours``; caps count visits or lessons."""

    min_watch: int = 25
    max_travel: int = 30
    merge_gap: int = 12
    before: int = 15
    after: int = 30
    visits_per_visitor: int | None = 8
    visits_per_visitor_week: int | None = 1
    own_periods: int | None = 4
    hosted_lessons_week: int | None = 2
    visitors_per_lesson: int | None = 2
    notice_hours: int = 24
    covers_given: int | None = 3
    classes_missed: int | None = 3
    recordings: int | None = 2
    videos_hosted_week: int | None = 10
    substitute_half_days: int | None = None
    contract_prep_minutes_week: int | None = None
    contract_clause: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """``school`` is the home school; ``own_periods`` overrides the rule of that name."""

    id: str
    name: str
    school: str
    own_periods: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One period of one person on one date, taught or free. ``id`` is unique over people and dates."""

    id: str
    person: str
    school: str
    date: int
    start: int
    end: int
    kind: Literal["teach", "free"]
    period: str = ""
    subject: str | None = None
    section: str = ""
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """A day in session: when the school's earliest lesson starts and its latest ends. No row: no school."""

    school: str
    date: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Host:
    """A person to visit: ``fit`` in [0, 1]; ``sections`` None: all; ``open_lessons``: lessons anyone may enter.

    ``lessons_week``: the host's own limit of hosted lessons a week; the smaller of it and the rule counts.
    """

    person: str
    fit: float
    sections: frozenset[str] | None = None
    willing: bool = True
    open_lessons: frozenset[str] = frozenset()
    only_open: bool = False
    lessons_week: int | None = None


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """When a host takes no visit: a weekday (0 is Monday), a date, a period; None means any."""

    host: str
    weekday: int | None = None
    date: int | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """A person who is away, or has promised that time elsewhere.

    ``what`` and ``name`` say of promised time what may be told to others: the learning time or the team's meeting.
    """

    person: str
    date: int
    start: int = 0
    end: int = 1440
    kind: Literal["away", "promise"] = "away"
    what: Literal["", "learning", "meeting"] = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit agreed already; ``start`` and ``end`` are when the visitor leaves and is back.

    ``mode`` as in :mod:`staffroom.core.visits.modes`; ``own``: it takes an own free period.
    """

    visitor: str
    host: str
    date: int
    lesson: str
    start: int
    end: int
    own: bool = True
    mode: str = "own"

    @property
    def in_person(self) -> bool:
        """Whether somebody sits in the host's room."""
        return self.mode not in ("video", "recording")


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to see what, from whom, between two dates (both included), asked at a moment."""

    visitor: str
    hosts: tuple[Host, ...]
    first: int
    last: int
    now_date: int
    now_minute: int
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One request with all around it.

    ``lessons``: the visitor's, over whole weeks from ``first`` to ``last`` (the contract counts a week's
    preparation), and what the hosts teach between these dates. ``travel``: minutes between two schools, one way;
    the same school needs no entry. ``booked``: every visit of the visitor this term, and every visit to or by a
    host in these weeks.
    """

    request: Request
    people: Mapping[str, Person]
    lessons: tuple[Lesson, ...]
    days: tuple[SchoolDay, ...]
    rules: Rules = Rules()
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    booked: tuple[Booked, ...] = ()
    busy: tuple[Busy, ...] = ()
    closed: tuple[ClosedDoor, ...] = ()
    school_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A visit somebody proposes: the host's lesson, the minutes in the room, and the visitor's free lessons.

    ``covered``: those of the window that the visitor would teach, were nobody else there for the class.
    """

    visitor: str
    host: str
    lesson: str
    start: int
    end: int
    window: tuple[str, ...]
    covered: tuple[str, ...] = ()
