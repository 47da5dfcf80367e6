"""Time that people have promised together: learning time of a calendar, and the meetings of their teams.

Dates are ordinals, times minutes from midnight on the school's clock, intervals end exclusive.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal, NamedTuple

Interval = tuple[int, int]


class Reserved(NamedTuple):
    """One stretch of one person's time. ``name``: what it is called; ``key`` is equal for all who share it.

    ``walk``: they go through rooms with a group; ``hosting``: a group sees a lesson of theirs.
    ``purpose`` and ``directs`` by the words of ``core.contract``.
    """

    person: str
    date: int
    start: int
    end: int
    kind: Literal["learning", "meeting", "guest", "walk", "hosting"]
    name: str
    key: str
    purpose: str = "meeting"
    directs: str = "team"


def costs(rows: Iterable[Reserved]) -> list[tuple[str, int, int, int]]:
    """What reserved time costs of a person's week: kind, date, start, end. Going to see others is a visit, in a group
    too; to be seen in one's own lesson costs nothing."""
    told = {"walk": "visit"}
    return [(told.get(one.kind, one.kind), one.date, one.start, one.end) for one in rows if one.kind != "hosting"]


def of_purpose(rows: Iterable[Reserved]) -> list[Reserved]:
    """Those that a contract has a word for: learning time and meetings."""
    return [one for one in rows if one.kind in ("learning", "meeting")]


def meets_on(label: str, every_weeks: int, begins: int, day: int, labels: Collection[str]) -> bool:
    """Whether a team that meets on days of a label, each so many weeks from the week it began in, meets on a date.

    ``labels``: those of the date at the team's school (``Tue``, ``A``); none: no school.
    """
    if label not in labels or day < begins:
        return False
    return (_week(day) - _week(begins)) % every_weeks == 0


def weekday_label(day: int) -> str:
    """``Mon`` to ``Sun``: what a date is called where no school says it."""
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[date.fromordinal(day).weekday()]


def without(spans: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What these stretches leave of each span, in order."""
    held = sorted(taken)
    return [left for start, end in spans for left in _left(start, end, held)]


def _left(start: int, end: int, taken: list[Interval]) -> Iterable[Interval]:
    at = start
    for begins, ends in taken:
        if begins < end and at < ends:
            if at < begins:
                yield at, begins
            at = max(at, ends)
    if at < end:
        yield at, end


def _week(day: int) -> int:
    return (day - 1) // 7
