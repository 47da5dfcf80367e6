"""All that may be known about one search for a guest, over real dates.

Dates are ordinals, times minutes from midnight on the wall clock, intervals end exclusive, ids opaque text. Lessons
are those of ``core.visits``: what the candidates teach and have free, over the whole weeks of the meetings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from staffroom.core.visits.instance import Busy, Lesson, SchoolDay


@dataclass(frozen=True, slots=True)
class Gathering:
    """One meeting of the team that asks. ``taken``: a guest is asked or booked for it already."""

    id: str
    date: int
    start: int
    end: int
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who leads elsewhere. ``fit`` in [0, 1] is to whoever asks, made anew for each of them.

    ``school``: the home school; ``asked``: guest hours asked or booked, by month; ``least``: minutes of preparation
    that the contract keeps a week, None for no rule; ``known``: whether we know their timetable.
    """

    person: str
    school: str
    fit: float = 0.0
    willing: bool = True
    known: bool = True
    asked: Mapping[int, int] = field(default_factory=dict)
    least: int | None = None


@dataclass(frozen=True, slots=True)
class GuestCase:
    """One search. ``school``: where the team meets; ``travel``: minutes between two schools, one way.

    ``days``: days in session of the candidates' schools. ``busy``: when they are away or have promised time.
    """

    school: str
    meetings: tuple[Gathering, ...]
    candidates: tuple[Candidate, ...]
    lessons: tuple[Lesson, ...]
    days: tuple[SchoolDay, ...]
    now_date: int
    now_minute: int
    busy: tuple[Busy, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    max_travel: int = 30
    most_a_month: int | None = 2


@dataclass(frozen=True, slots=True)
class Invited:
    """One person at one meeting: what the checker judges. ``uses``: their own free lessons that it takes."""

    person: str
    meeting: str
    uses: tuple[str, ...]


def month_of(day: int) -> int:
    """A number for the month of a date: equal for two dates of one month of one year."""
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def week_of(day: int) -> int:
    """A number for the week of a date, from Monday on."""
    return (day - 1) // 7
