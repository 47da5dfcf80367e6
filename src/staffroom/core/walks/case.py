"""All that the planner of group visits may know, over real dates.

Dates are ordinals, times minutes from midnight on the school's wall clock, intervals end exclusive; ids are opaque
text. Lessons, busy time and closed doors are those of :mod:`staffroom.core.visits.instance`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from staffroom.core.visits.instance import Busy, ClosedDoor, Lesson

Kind = Literal["walk", "rounds"]


class Limits(NamedTuple):
    """Least and most of each, both included."""

    walkers: tuple[int, int]
    rooms: tuple[int, int]
    minutes: tuple[int, int]


# As the field does it: a walk looks into many rooms for a moment, rounds stay long enough to describe.
LIMITS: Mapping[str, Limits] = {
    "walk": Limits(walkers=(3, 5), rooms=(3, 5), minutes=(5, 15)),
    "rounds": Limits(walkers=(4, 5), rooms=(3, 5), minutes=(20, 25)),
}
CORRIDOR = (3, 5)  # minutes of talk between two rooms
PASSING = 15  # what the bell may add to them


@dataclass(frozen=True, slots=True)
class Shape:
    """What is wanted: how many rooms, minutes in each and between two, and how many walkers with the organiser."""

    kind: Kind
    rooms: int
    minutes: int
    corridor: int
    walkers: int

    @property
    def limits(self) -> Limits:
        return LIMITS[self.kind]

    @property
    def least_rooms(self) -> int:
        return self.limits.rooms[0]

    @property
    def least_walkers(self) -> int:
        return self.limits.walkers[0]


@dataclass(frozen=True, slots=True)
class Case:
    """One wish with all around it.

    ``hosts``: who is willing, with the classes in which they are seen (None: any). ``lessons``: what these teach at
    ``school``, and the free periods of walkers. ``walkers``: the organiser first; somebody of whom no lesson is known
    (``timed`` without them) says for themselves when they are free. ``promised``: things that people have promised
    already, as :func:`key_of` names them. ``over``: who evaluates or leads whom. ``hosted``: lessons of a host's week
    (its Monday) in which somebody visits; ``most_hosted`` how many there may be. ``spare``: minutes of a walker's week
    that the contract leaves to give away; no entry: it says nothing. ``seats``: how many each lesson has.
    """

    shape: Shape
    school: str
    walkers: tuple[str, ...]
    hosts: Mapping[str, frozenset[str] | None]
    lessons: tuple[Lesson, ...]
    first: int
    last: int
    now_date: int
    now_minute: int
    timed: frozenset[str] = frozenset()
    notice_hours: int = 24
    merge_gap: int = 12
    seats: int = 2
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    busy: tuple[Busy, ...] = ()
    closed: tuple[ClosedDoor, ...] = ()
    promised: frozenset[tuple[str, str]] = frozenset()
    over: frozenset[tuple[str, str]] = frozenset()
    hosted: Mapping[tuple[str, int], int] = field(default_factory=dict)
    most_hosted: Mapping[str, int] = field(default_factory=dict)
    spare: Mapping[tuple[str, int], int] = field(default_factory=dict)
    open_lessons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stop:
    """One room: a part of a host's lesson."""

    host: str
    lesson: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A walk somebody proposes: its rooms in order, and who comes along.

    ``span``: when it begins and ends, where rooms may have fallen out of it; None: with its rooms.
    """

    date: int
    stops: tuple[Stop, ...]
    walkers: tuple[str, ...]
    span: tuple[int, int] | None = None

    @property
    def start(self) -> int:
        return self.span[0] if self.span else self.stops[0].start

    @property
    def end(self) -> int:
        return self.span[1] if self.span else self.stops[-1].end


def key_of(lesson: Lesson) -> str:
    """Where and when a lesson is, as promises name it: ``2026-12-01/7/545``."""
    return f"{date.fromordinal(lesson.date)}/{lesson.school}/{lesson.start}"


def seats_of(key: str, seats: int) -> list[str]:
    """Every seat of a lesson: a group takes them all."""
    return [f"{key}/seat/{number}" for number in range(1, seats + 1)]
