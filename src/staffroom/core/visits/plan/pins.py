"""Visits that must stay: a plan read from its file, and each kept visit as the only column of its request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from .columns import Columns
from .instance import COVER, MODES, RECORDING, SUBSTITUTE, VIDEO, Term, Unreadable
from .windows import Windows

PLAN_FORMAT = "staffroom-plan/1"


class Planned(NamedTuple):
    """A visit of a plan, in positions of the instance. ``window``: the visitor's lessons used; ``cover``: a lesson."""

    request: int
    host: int
    mode: str
    week: int
    lesson: int | None
    window: tuple[int, ...]
    cover: int | None


def read_visits(plan: Mapping[str, Any]) -> tuple[Planned, ...]:
    """The visits of a parsed ``staffroom-plan/1`` that the checker found well formed."""
    return tuple(
        Planned(
            row["request"], row["host"], row["mode"], row["week"], row.get("lesson"), tuple(row.get("window") or ()),
            row.get("cover"),
        )
        for row in plan["visits"]
    )  # fmt: skip


def as_plan(visits: Iterable[Planned]) -> dict[str, Any]:
    """These visits as the checker of plans reads them."""
    return {"format": PLAN_FORMAT, "visits": [visit._asdict() | {"window": list(visit.window)} for visit in visits]}


def without_window(term: Term, windows: Windows, visits: Sequence[Planned]) -> list[int]:
    """Positions among ``visits`` of those that name lessons that are no window of their visitor."""
    place = {int(lesson): n for n, lesson in enumerate(windows.free)}
    return [at for at, visit in enumerate(visits) if not _is_window(term, windows, visit, place)]


def _is_window(term: Term, windows: Windows, visit: Planned, place: Mapping[int, int]) -> bool:
    try:
        _row(term, windows, visit, place, 0)
    except Unreadable:
        return False
    return True


def with_kept(term: Term, windows: Windows, columns: Columns, keep: Sequence[Planned], lift: float) -> Columns:
    """``columns`` in which each kept visit is the only column of its request, worth ``lift`` more than it is.

    Raises ``Unreadable`` when a kept visit names lessons that are no window of its visitor.
    """
    if not keep:
        return columns
    place = {int(lesson): n for n, lesson in enumerate(windows.free)}
    gone = np.zeros(term.requests, dtype=np.bool_)
    gone[[visit.request for visit in keep]] = True
    stay = ~gone[columns.request]
    rows = [_row(term, windows, visit, place, at) for at, visit in enumerate(keep)]
    value = [lift + term.value(visit.request, _fit(term, visit), MODES.index(visit.mode)) for visit in keep]
    table = np.array(rows, dtype=np.int32)
    minutes = [_minutes(term, windows, row) for row in rows]
    request = np.concatenate([columns.request[stay], table[:, 0]])
    order = np.argsort(request, kind="stable")
    joined = [
        np.concatenate([getattr(columns, name)[stay], table[:, k]])[order]
        for k, name in enumerate(("request", "host", "mode", "lesson", "window"))
    ]
    return replace(
        columns,
        first=np.searchsorted(request[order], np.arange(term.requests + 1)).astype(np.int32),
        request=joined[0], host=joined[1], mode=joined[2].astype(np.int8), lesson=joined[3], window=joined[4],
        used=np.concatenate([columns.used[stay], table[:, 5:9]])[order],
        minutes=np.concatenate([columns.minutes[stay], np.array(minutes, dtype=np.int32)])[order],
        value=np.concatenate([columns.value[stay], np.array(value)])[order],
    )  # fmt: skip


def _fit(term: Term, visit: Planned) -> float:
    low, high = int(term.first[visit.request]), int(term.first[visit.request + 1])
    at = np.flatnonzero(term.host[low:high] == visit.host)
    return float(term.fit[low + int(at[0])]) if len(at) else 0.0


def _row(term: Term, windows: Windows, visit: Planned, place: Mapping[int, int], at: int) -> list[int]:
    mode = MODES.index(visit.mode)
    head = [visit.request, visit.host, mode, -1 if visit.lesson is None else visit.lesson]
    if mode in (RECORDING, SUBSTITUTE):
        return [*head, -1, 0, 0, 0, 0]
    visitor = int(term.visitor[visit.request])
    covered = [lesson for lesson in visit.window if lesson not in place]
    free = sorted(place[lesson] for lesson in visit.window if lesson in place)
    if len(covered) != (mode == COVER):
        raise Unreadable(f"visit {at}", "it cannot be kept: its lessons are no window.", "Leave it out of what stays.")
    for window in range(windows.first[visitor], windows.first[visitor + 1]):
        a, b, c, d = (int(getattr(windows, name)[window]) for name in "abcd")
        if covered:
            if windows.covered[window] == covered[0]:
                before, after = [f for f in free if a <= f < b], [f for f in free if c <= f < d]
                return [*head, window, *_range(before, a), *_range(after, c)]
        elif windows.covered[window] < 0 and free and a <= free[0] < b:
            return [*head, window, *_range(free, a), d, d]
    raise Unreadable(f"visit {at}", "it cannot be kept: its lessons are no window.", "Leave it out of what stays.")


def _minutes(term: Term, windows: Windows, row: Sequence[int]) -> int:
    """Minutes of the visitor's free lessons that pass while she is away on a kept visit."""
    request, host, mode, lesson, window, a, b, c, d = row
    if window < 0:
        return 0
    here, there = term.school[term.visitor[request]], term.school[host]
    way = 0 if here == there or mode == VIDEO else int(term.travel[here, there])
    leave = max(int(windows.start[window]), int(term.start[lesson]) - way)
    back = min(int(windows.end[window]), int(term.end[lesson]) + way)
    free = windows.free[[*range(a, b), *range(c, d)]]
    return int(np.maximum(0, np.minimum(term.end[free], back) - np.maximum(term.start[free], leave)).sum())


def _range(positions: Sequence[int], empty: int) -> list[int]:
    return [positions[0], positions[-1] + 1] if positions else [empty, empty]
