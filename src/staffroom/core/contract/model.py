"""Rules of a contract about time, and the time that is planned.

Dates are ordinals (``date.toordinal()``), times minutes from midnight, intervals end exclusive, ids opaque text. The
kinds are those of real clauses (paraphrased): preparation of so many minutes a week, "meetings inside preparation at
most 30 minutes a week", "at most one PLC a week", early-release Wednesdays by their ordinal ("1st: principal 40, team
30, union 10"), a principal who sets at most a quarter of collaboration, pre-service meetings capped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a rule limits, in the order in which rules are told."""

    PREP_WEEK = "prep_week"
    IN_PREP_WEEK = "in_prep_week"
    PLC_WEEK = "plc_week"
    MEETINGS_MONTH = "meetings_month"
    MEETING_LENGTH = "meeting_length"
    AFTER_BELL = "after_bell"
    PRESERVICE = "preservice"
    DIRECTED_SHARE = "directed_share"
    RELEASE_PATTERN = "release_pattern"


UNITS: Mapping[Kind, str] = {
    Kind.PREP_WEEK: "minutes",
    Kind.IN_PREP_WEEK: "minutes",
    Kind.PLC_WEEK: "meetings",
    Kind.MEETINGS_MONTH: "meetings",
    Kind.MEETING_LENGTH: "minutes",
    Kind.AFTER_BELL: "minutes",
    Kind.PRESERVICE: "minutes",
    Kind.DIRECTED_SHARE: "percent",
    Kind.RELEASE_PATTERN: "minutes",
}


class Directs(StrEnum):
    """Who says what the time is for."""

    TEAM = "team"
    PRINCIPAL = "principal"
    DISTRICT = "district"
    UNION = "union"


DIRECTING = frozenset({Directs.PRINCIPAL, Directs.DISTRICT})  # whose share of collaboration is limited


class Purpose(StrEnum):
    """What the time is: a meeting of a school's staff, a team's PLC, collaboration, or training."""

    MEETING = "meeting"
    PLC = "plc"
    COLLABORATION = "collaboration"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause. ``levels`` and ``roles`` empty: everybody. ``since`` and ``until`` are dates, both included.

    ``limit`` is a least for PREP_WEEK, a most for all others. RELEASE_PATTERN has ``weekday`` (0 is Monday),
    ``ordinal`` (1st, 2nd ... of the month; 0: each) and ``parts``: the most minutes of each who directs; None is the
    rest of the time, and whoever is not named has none.
    """

    id: str
    kind: Kind
    limit: int = 0
    clause: str = ""
    words: str = ""
    levels: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    since: int | None = None
    until: int | None = None
    weekday: int = 0
    ordinal: int = 0
    parts: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The clause and its words, as a refusal names them."""
        return ": ".join(part for part in (self.clause, self.words) if part)


@dataclass(frozen=True, slots=True)
class Person:
    """Levels of the schools and roles held there."""

    id: str
    levels: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A stretch of a person's time. ``prep``: the parts of it that lie inside their preparation.

    ``proposed`` false: it is held already, so it counts but is not what is asked about.
    """

    person: str
    date: int
    start: int
    end: int
    purpose: str = Purpose.MEETING
    directs: str = Directs.TEAM
    prep: tuple[tuple[int, int], ...] = ()
    proposed: bool = True

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules look at.

    ``free``: preparation of a person on a date, of whole weeks. ``last_bell``: when the last lesson of a person's
    school ends on a date; no entry: no school. ``first_days``: the first days of school years.
    """

    rules: tuple[Rule, ...]
    people: tuple[Person, ...]
    planned: tuple[Planned, ...]
    free: Mapping[tuple[str, int], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    last_bell: Mapping[tuple[str, int], int] = field(default_factory=dict)
    first_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that planned time would break for a person: ``made`` against ``most`` (the least, for preparation).

    ``date``: the day, or the first day of the week or month that is counted. ``directs``: whose part is too long.
    """

    rule: Rule
    person: str
    date: int
    made: int
    most: int
    directs: str = ""
