"""People fall ill: the visits hit are placed again, and no other visit moves."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .columns import columns_of
from .draft import CLOSED, Choices, Draft, choices_of, empty_draft, insert
from .instance import DAYS, Term
from .moves import improve, seed_chance
from .pins import Planned, with_kept
from .solve import put_kept, visit_of
from .windows import windows_of

_MOVES = 400


class Away(NamedTuple):
    """Somebody is away in one week: on one day of it, or on all (None)."""

    person: int
    week: int
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """``visits``: the plan as it is now; ``hit``: requests whose visit fell; ``placed`` again and ``lost`` of them."""

    visits: tuple[Planned, ...]
    hit: tuple[int, ...]
    placed: tuple[int, ...]
    lost: tuple[int, ...]
    seconds: float


def repair(
    term: Term, visits: Sequence[Planned], away: Iterable[Away], *, from_week: int = 0, seed: int = 1
) -> Repaired:
    """Places again, from ``from_week`` on, every visit whose visitor, host or cover is away. Others stay as they are.

    ``visits`` must keep the rules of ``term``. Nobody who is away is asked for anything on these days.
    """
    began = time.monotonic()
    gone = {(a.person, a.week, a.day) for a in away}
    hit = tuple(visit.request for visit in visits if _is_hit(term, visit, gone))
    fallen = set(hit)
    keep = [visit for visit in visits if visit.request not in fallen]
    windows = windows_of(term)
    columns = with_kept(term, windows, columns_of(term, windows, only=hit), keep, 0.0)
    fixed = np.ones(term.requests, dtype=np.bool_)
    fixed[list(hit)] = False
    choices = choices_of(term, windows, columns, columns.value, fixed=fixed, most=400)
    draft = empty_draft(term)
    put_kept(choices, draft, keep)
    _close(term, draft, gone, from_week)
    seed_chance(seed)
    for request in sorted(hit, key=lambda r: choices.first[r + 1] - choices.first[r]):
        insert(choices, draft, request, 0.0)
    if any(draft.choice[request] < 0 for request in hit):
        _rearrange(choices, draft, hit)
    placed = tuple(request for request in hit if draft.choice[request] >= 0)
    again = [visit_of(term, windows, columns, choices, draft, request) for request in placed]
    lost = tuple(request for request in hit if draft.choice[request] < 0)
    everything = tuple(sorted([*keep, *again]))
    return Repaired(everything, hit, placed, lost, time.monotonic() - began)


def _is_hit(term: Term, visit: Planned, gone: set[tuple[int, int, int | None]]) -> bool:
    if visit.lesson is None:
        return False
    people = {int(term.visitor[visit.request]), visit.host}
    if visit.cover is not None:
        people.add(int(term.person[visit.cover]))
    day = int(term.day[visit.lesson]) % DAYS
    return any((person, visit.week, when) in gone for person in people for when in (day, None))


def _close(term: Term, draft: Draft, gone: set[tuple[int, int, int | None]], from_week: int) -> None:
    """Marks the lessons of those away as taken by nobody who could be moved, and closes their weeks and those gone by:
    no recording is watched in these either."""
    for person, week, day in gone:
        lessons = term.person == person
        draft.taken[lessons if day is None else lessons & (term.day % DAYS == day), week] = -1
        if day is None:
            draft.busy[person, week] += CLOSED
    draft.busy[:, :from_week] += CLOSED


def _rearrange(choices: Choices, draft: Draft, hit: Sequence[int]) -> None:
    """The first ones may have taken what only the last ones could use: those hit change places among themselves."""
    missing = np.empty(len(draft.choice), dtype=np.int32)
    for _ in range(10):
        improve(choices, draft, missing, _MOVES * max(1, len(hit) // 10), 0.05, 0.001)
        if all(draft.choice[request] >= 0 for request in hit):
            return


def fill_in(
    term: Term, visits: Sequence[Planned], *, seed: int = 1, only: Collection[int] | None = None,
    away: Iterable[Away] = (),
) -> list[Planned]:  # fmt: skip
    """Visits for requests that ``visits`` leave unmet, with hosts everywhere; none of ``visits`` moves.

    ``only``: of these requests alone. ``away``: who is not to be asked for anything more, and when.
    """
    met = {visit.request for visit in visits}
    wanted = range(term.requests) if only is None else sorted(only)
    missing = [request for request in wanted if request not in met]
    if not missing:
        return []
    windows = windows_of(term)
    columns = with_kept(term, windows, columns_of(term, windows, only=missing), visits, 0.0)
    choices = choices_of(term, windows, columns, columns.value, most=400)
    draft = empty_draft(term)
    put_kept(choices, draft, visits)
    _close(term, draft, {(one.person, one.week, one.day) for one in away}, 0)
    seed_chance(seed)
    for request in sorted(missing, key=lambda r: -term.weight[r]):
        insert(choices, draft, request, 0.0)
    placed = [request for request in missing if draft.choice[request] >= 0]
    return [visit_of(term, windows, columns, choices, draft, request) for request in placed]
