"""Planned against held: the dates on which a team meets and is supported, and what was held of them.

A meeting was held or it was not; nobody counts who was there. Weeks begin on Monday.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
Labels = Callable[[date], Iterable[str]]  # the day labels of a date at the team's school ("Tue", "A"); none: no school


@dataclass(frozen=True, slots=True)
class Time:
    """One time of a team: a day label, minutes from midnight, every how many weeks counted from the week of ``begins``;
    ``ends`` is the first day on which it no longer holds."""

    day: str
    start: int
    end: int
    every_weeks: int
    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """One meeting that is planned."""

    date: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the meetings up to a day: how many were planned, held, not held, and of how many nobody has said."""

    planned: int
    held: int
    missed: int

    @property
    def unsaid(self) -> int:
        return self.planned - self.held - self.missed


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def in_turn(day: date, begins: date, every_weeks: int) -> bool:
    """Whether the week of a day is one of every so many, counted from the week of ``begins``."""
    return (monday(day) - monday(begins)).days // 7 % every_weeks == 0


def meetings(times: Iterable[Time], labels: Labels, first: date, last: date) -> list[Meeting]:
    """The meetings from a day to another, both within, in order. Without school nobody meets."""
    listed = list(times)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sorted(
        Meeting(day, one.start, one.end)
        for day in days
        if (names := frozenset(labels(day)))
        for one in listed
        if one.day in names and _holds(one, day) and in_turn(day, one.begins, one.every_weeks)
    )


def _holds(time: Time, day: date) -> bool:
    return time.begins <= day and (time.ends is None or day < time.ends)


def supported(planned: Iterable[Meeting], begins: date, every_weeks: int) -> list[Meeting]:
    """The meetings at which somebody supports the team: the first in each span of so many weeks from ``begins`` on."""
    found: dict[int, Meeting] = {}
    for one in sorted(planned):
        if one.date >= begins:
            found.setdefault((monday(one.date) - monday(begins)).days // 7 // every_weeks, one)
    return list(found.values())


def weeks_due(begins: date, every_weeks: int, first: date, last: date) -> list[date]:
    """The Mondays, from the week of ``first`` to that of ``last``, of weeks in which support is due."""
    weeks = range((monday(last) - monday(first)).days // 7 + 1)
    listed = (monday(first) + WEEK * n for n in weeks)
    return [one for one in listed if one >= monday(begins) and in_turn(one, begins, every_weeks)]


def tally(planned: Iterable[Meeting], marks: Mapping[tuple[date, int], bool | None], until: date) -> Tally:
    """What became of the meetings before ``until``. ``marks``: held or not (None: not said), by date and start."""
    said = [marks.get((one.date, one.start)) for one in planned if one.date < until]
    return Tally(len(said), said.count(True), said.count(False))
