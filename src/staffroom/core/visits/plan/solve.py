"""The plan of a term: every lawful visit, the relaxation, a first plan at its prices, and moves that improve it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Columns, columns_of
from .draft import Choices, Draft, choices_of, empty_draft, insert, put
from .instance import MODES, RECORDING, Term
from .moves import improve, seed_chance
from .pins import PLAN_FORMAT, Planned, with_kept
from .relaxation import Relaxed, reduced, relax
from .windows import Windows, windows_of

#: Moves a request: a preview, what a plan gets, and what one may wait for.
EFFORT = {"preview": 0, "usual": 100, "thorough": 1500}
#: What a share of 1 of the worst served school is worth, in requests of the district.
FAIRNESS = {"reach": 0.0, "balanced": 0.25, "fair": 10.0}
_HOT, _COLD = 0.01, 0.0003
_SLICES = 40
_PINNED = 100.0

Progress = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """``value`` and its proven ``bound``; ``seconds`` in all, ``relaxing`` of them for the relaxation."""

    visits: tuple[Planned, ...]
    unmet: tuple[int, ...]
    value: float
    bound: float
    seconds: float
    relaxing: float
    moves: int

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Worked:
    """All that a plan was made from, to explain it and to work on. Large; not kept."""

    term: Term
    windows: Windows
    columns: Columns
    choices: Choices
    draft: Draft
    relaxed: Relaxed


def make_plan(
    term: Term, *, seed: int = 1, effort: str = "usual", seconds: float | None = None, fairness: str = "reach",
    keep: Sequence[Planned] = (), progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """The plan alone; see ``work_out``."""
    return work_out(term, seed=seed, effort=effort, seconds=seconds, fairness=fairness, keep=keep, progress=progress)[0]


def work_out(
    term: Term, *, seed: int = 1, effort: str = "usual", seconds: float | None = None, fairness: str = "reach",
    keep: Sequence[Planned] = (), progress: Progress | None = None, substitutes: bool = True,
) -> tuple[Plan, Worked]:  # fmt: skip
    """A plan that keeps every rule, and what it was made from.

    The same instance, seed, effort and ``keep`` give the same plan, unless ``seconds`` (of improving) run out.
    ``keep``: visits that stay as they are; rules broken by these alone are not mended, and then the bound is only
    as good as their value. ``fairness``: what the worst served school's share counts beside the value.
    ``progress`` hears the share done and the gap so far. Without ``substitutes`` none is planned but what is kept;
    the bound is then that of plans without them. Raises ``ValueError`` for an unknown effort or fairness.
    """
    if effort not in EFFORT or fairness not in FAIRNESS:
        raise ValueError(f"unknown effort {effort!r} or fairness {fairness!r}")
    began = time.monotonic()
    windows = windows_of(term)
    columns = with_kept(term, windows, columns_of(term, windows, substitutes=substitutes), keep, _PINNED)
    plain = relax(term, windows, columns)
    fair = FAIRNESS[fairness] * term.requests
    relaxed = relax(term, windows, columns, fairness=fair) if fair else plain
    fixed = np.zeros(term.requests, dtype=np.bool_)
    fixed[[visit.request for visit in keep]] = True
    score = reduced(term, windows, columns, relaxed.prices)
    liked = relaxed.chosen[relaxed.x > 0.5]
    choices = choices_of(term, windows, columns, score, prices=relaxed.prices, always=liked, fixed=fixed)
    draft = empty_draft(term)
    seed_chance(seed)
    put_kept(choices, draft, keep)
    _fill(choices, draft, seed)
    moves = _improve(choices, draft, columns, effort, seconds, plain.bound, progress)
    worked = Worked(term, windows, columns, choices, draft, relaxed)
    bound = plain.bound - _PINNED * len(keep)
    return _plan(worked, bound, moves, began), worked


def put_kept(choices: Choices, draft: Draft, keep: Sequence[Planned]) -> None:
    """Puts visits into a draft whose requests have no other choice (``with_kept``)."""
    for visit in keep:
        put(choices, draft, visit.request, choices.first[visit.request], visit.week, _no_lesson(visit.cover))


def _no_lesson(lesson: int | None) -> int:
    return -1 if lesson is None else lesson


def _fill(choices: Choices, draft: Draft, seed: int) -> None:
    """Each request where it is worth most beyond prices, the dearest requests first."""
    some = np.flatnonzero(np.diff(choices.first) > 0)
    best = choices.value[choices.first[some]]
    for request in some[np.argsort(-best, kind="stable")]:
        if draft.choice[request] < 0:
            insert(choices, draft, int(request), 0.0)


def _improve(
    choices: Choices, draft: Draft, columns: Columns, effort: str, seconds: float | None, bound: float,
    progress: Progress | None,
) -> int:  # fmt: skip
    """In slices, so that it can be watched and stopped. Returns the moves made."""
    requests = len(draft.choice)
    moves = EFFORT[effort] * requests // _SLICES
    missing = np.empty(max(1, requests), dtype=np.int32)
    began, made = time.monotonic(), 0
    for n in range(_SLICES if moves else 0):
        if seconds is not None and time.monotonic() - began > seconds:
            break
        hot, cold = (_HOT * (_COLD / _HOT) ** (k / _SLICES) for k in (n, n + 1))
        if seconds is not None:
            # What time is left decides how cold it must be by now, so that it ends cold.
            done = max(n / _SLICES, (time.monotonic() - began) / max(seconds, 1e-9))
            hot, cold = (_HOT * (_COLD / _HOT) ** min(1.0, done + k / _SLICES) for k in (0, 1))
        improve(choices, draft, missing, moves, hot, cold)
        made += moves
        if progress:
            worth = columns.value[choices.column[draft.choice[draft.choice >= 0]]].sum()
            progress((n + 1) / _SLICES, float(1 - worth / bound) if bound > 0 else 0.0)
    return made


def _plan(worked: Worked, bound: float, moves: int, began: float) -> Plan:
    term, draft = worked.term, worked.draft
    visits = tuple(
        visit_of(term, worked.windows, worked.columns, worked.choices, draft, int(request))
        for request in np.flatnonzero(draft.choice >= 0)
    )
    columns = worked.choices.column[draft.choice[draft.choice >= 0]]
    kept = worked.choices.fixed & (draft.choice >= 0)
    value = float(worked.columns.value[columns].sum()) - _PINNED * int(kept.sum())
    unmet = tuple(int(request) for request in np.flatnonzero(draft.choice < 0))
    seconds = time.monotonic() - began
    return Plan(visits, unmet, value, max(bound, value), seconds, worked.relaxed.seconds, moves)


def visit_of(term: Term, windows: Windows, columns: Columns, choices: Choices, draft: Draft, request: int) -> Planned:
    """The visit that a draft holds for one request."""
    choice = draft.choice[request]
    column = choices.column[choice]
    mode = int(columns.mode[column])
    if mode == RECORDING:
        return Planned(request, int(columns.host[column]), MODES[mode], int(draft.week[request]), None, (), None)
    a, b, c, d = (int(k) for k in columns.used[column])
    window = [int(lesson) for lesson in (*windows.free[a:b], *windows.free[c:d])]
    if choices.covered[choice] >= 0:
        window.append(int(choices.covered[choice]))
    window.sort(key=lambda lesson: int(term.start[lesson]))
    giver = int(draft.giver[request])
    return Planned(
        request, int(columns.host[column]), MODES[mode], int(draft.week[request]), int(columns.lesson[column]),
        tuple(window), giver if giver >= 0 else None,
    )  # fmt: skip


def plan_as_json(plan: Plan, unmet: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The plan in ``staffroom-plan/1``; ``unmet`` with reasons, or just their numbers."""
    return {
        "format": PLAN_FORMAT, "value": plan.value, "bound": plan.bound, "gap": plan.gap,
        "seconds": round(plan.seconds, 3), "moves": plan.moves,
        "visits": [visit._asdict() | {"window": list(visit.window)} for visit in plan.visits],
        "unmet": list(unmet) if unmet is not None else [{"request": request} for request in plan.unmet],
    }  # fmt: skip
