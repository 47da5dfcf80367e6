"""Intervals of one day, and when a teacher is free. An interval is (start, end) in minutes, end exclusive."""

from collections.abc import Iterable

from staffroom.core.bells.book import Bell

Interval = tuple[int, int]
FREE_KINDS = frozenset({"class", "prep"})


def overlap(one: Interval, other: Interval) -> int:
    """Minutes two intervals share; 0 when they only touch."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def merge(intervals: Iterable[Interval], gap: int = 0) -> tuple[Interval, ...]:
    """The same minutes as few intervals as possible, joining those at most ``gap`` minutes apart."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start - merged[-1][1] <= gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def free_time(lessons: Iterable[Interval], bells: Iterable[Bell]) -> tuple[Bell, ...]:
    """The class and preparation periods of one day in which a teacher has no lesson.

    ``lessons`` are the teacher's own that day, ``bells`` those of the school that day. Lunch, passing time,
    duty and meetings are never free: they belong to the teacher or to somebody else.
    """
    taken = tuple(lessons)
    return tuple(
        bell for bell in bells if bell.kind in FREE_KINDS and not any(overlap((bell.start, bell.end), t) for t in taken)
    )
