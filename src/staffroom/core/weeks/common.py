"""Common time: when all of a group are free at once, and what it would take when they never are.

No journey is counted: people of different schools meet by video, or one of them goes there in their own time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from .model import Period, Teacher, Timetables, by_day, without_own_meetings
from .windows import Window, day_windows, windows_of

MINUTES = 45
Spans = dict[int, list[tuple[int, int]]]  # by day: intervals in order, none inside another


class Slot(NamedTuple):
    """A stretch of time on one day."""

    day: int
    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


class Move(NamedTuple):
    """One taught period of one person, moved to another time or covered, and the common slot it would free."""

    person: str
    period: Period
    slot: Slot


class Never(StrEnum):
    """Why there is no common time."""

    NOBODY = "nobody"
    UNKNOWN = "unknown"
    NO_FREE_TIME = "no_free_time"
    NEVER_TOGETHER = "never_together"


@dataclass(frozen=True, slots=True)
class Common:
    """The slots; when there are none, the ``move`` that frees the longest one and ``moves``, how many free one.

    ``reason`` and ``stuck``, the people it names: those without a known week, or without a window long enough.
    """

    minutes: int
    slots: tuple[Slot, ...] = ()
    move: Move | None = None
    moves: int = 0
    reason: Never | None = None
    stuck: tuple[str, ...] = ()


def common_time_of(tables: Timetables, *, minutes: int = MINUTES, day: int | None = None) -> Common:
    """The common time of all teachers of the instance, of at least ``minutes`` at a stretch; on one day or all.

    Reserved time is not free, but for the meetings that all of them attend.
    """
    tables = replace(tables, teachers=without_own_meetings(tables.teachers))
    if not tables.teachers:
        return Common(minutes, reason=Never.NOBODY)
    unknown = tuple(one.id for one in tables.teachers if not one.week)
    if unknown:
        return Common(minutes, reason=Never.UNKNOWN, stuck=unknown)
    windows = windows_of(tables)
    spans = [spans_of(windows[one.id], minutes, day) for one in tables.teachers]
    slots = _slots(_all_of(spans, minutes))
    if slots:
        return Common(minutes, slots)
    moves = _moves(tables, spans, minutes, day)
    stuck = tuple(one.id for one, held in zip(tables.teachers, spans, strict=True) if not held)
    reason = Never.NO_FREE_TIME if stuck else Never.NEVER_TOGETHER
    return Common(minutes, move=min(moves, key=_best_first, default=None), moves=len(moves), reason=reason, stuck=stuck)


def spans_of(windows: Iterable[Window], minutes: int, day: int | None = None) -> Spans:
    """Windows long enough, by day; where schools' windows of one person overlap, those inside another are left out."""
    found: Spans = {}
    for window in windows:
        if window.end - window.start >= minutes and day in (None, window.day):
            found.setdefault(window.day, []).append((window.start, window.end))
    return {day: outermost(spans) for day, spans in found.items()}


def outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order of time, without those that lie inside another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def both(one: Spans, other: Spans, minutes: int) -> Spans:
    """The stretches of at least ``minutes`` that lie in a span of both."""
    found: Spans = {}
    for day in one.keys() & other.keys():
        shared = [(max(a, c), min(b, d)) for a, b in one[day] for c, d in other[day]]
        long_enough = outermost(span for span in shared if span[1] - span[0] >= minutes)
        if long_enough:
            found[day] = long_enough
    return found


def _all_of(held: Sequence[Spans], minutes: int) -> Spans:
    found = held[0]
    for spans in held[1:]:
        found = both(found, spans, minutes)
    return found


def _slots(spans: Spans) -> tuple[Slot, ...]:
    return tuple(Slot(day, start, end) for day in sorted(spans) for start, end in spans[day])


def _without_each(held: Sequence[Spans], minutes: int) -> list[Spans | None]:
    """For each person, the common time of all others; None: there are no others."""
    after: list[Spans | None] = [None]
    for spans in reversed(held[1:]):
        after.append(_joined(after[-1], spans, minutes))
    before: Spans | None = None
    found = []
    for spans, later in zip(held, reversed(after), strict=True):
        found.append(later if before is None else _joined(later, before, minutes))
        before = _joined(before, spans, minutes)
    return found


def _joined(one: Spans | None, other: Spans, minutes: int) -> Spans:
    return other if one is None else both(one, other, minutes)


def _moves(tables: Timetables, held: Sequence[Spans], minutes: int, day: int | None) -> list[Move]:
    """Every taught period that would free a common slot, with the longest one it frees."""
    found = []
    for teacher, others in zip(tables.teachers, _without_each(held, minutes), strict=True):
        for on, periods in by_day(teacher.week).items():
            if (others is None or on in others) and day in (None, on):
                found += _moves_of(teacher, periods, others, minutes, tables)
    return found


def _moves_of(
    teacher: Teacher, periods: Sequence[Period], others: Spans | None, minutes: int, tables: Timetables
) -> list[Move]:
    found = []
    for place, period in enumerate(periods):
        if period.kind == "teach":
            freed = [*periods[:place], period._replace(kind="free"), *periods[place + 1 :]]
            spans = spans_of(day_windows(freed, tables.hours, tables.rules), minutes)
            slots = _slots(_joined(others, spans, minutes))
            if slots:
                found.append(Move(teacher.id, period, min(slots, key=_longest_first)))
    return found


def _longest_first(slot: Slot) -> tuple[int, int, int]:
    return -slot.minutes, slot.day, slot.start


def _best_first(move: Move) -> tuple[object, ...]:
    return *_longest_first(move.slot), move.person, move.period.start, move.period.end
