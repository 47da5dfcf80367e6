"""What a plan is compared with: simple ways that keep every rule too. Also the instant preview.

``first_fit``: requests as they come, the first lawful visit of the hosts as listed. ``best_greedy``: the most
valuable visit first, each in the first week that holds it. ``random_fit``: any order, any lawful visit.
``coordinator``: somebody who asks so many colleagues a request, knowing who is willing but not who is free.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import columns_of
from .draft import choices_of, empty_draft, insert
from .instance import Floats, Ints, Term
from .moves import seed_chance
from .pins import Planned
from .solve import visit_of
from .windows import windows_of


def first_fit(term: Term) -> tuple[Planned, ...]:
    return _simple(term, np.arange(term.requests), lambda hosts, value: -np.arange(len(value), dtype=np.float64))


def best_greedy(term: Term) -> tuple[Planned, ...]:
    return _simple(term, None, lambda hosts, value: value)


def random_fit(term: Term, seed: int = 1) -> tuple[Planned, ...]:
    rng = np.random.default_rng(seed)
    return _simple(term, rng.permutation(term.requests), lambda hosts, value: rng.random(len(value)))


def coordinator(term: Term, tries: int = 3, seed: int = 1) -> tuple[Planned, ...]:
    """For each request ``tries`` of its hosts, picked without knowing timetables; the first lawful visit of these."""
    rng = np.random.default_rng(seed)
    asked = np.zeros((term.requests, tries), dtype=np.int32) - 1
    for request in range(term.requests):
        hosts = term.host[term.first[request] : term.first[request + 1]]
        some = rng.permutation(hosts)[:tries]
        asked[request, : len(some)] = some
    return _simple(term, np.arange(term.requests), lambda hosts, value: -np.arange(len(value), dtype=np.float64), asked)


def _simple(
    term: Term,
    order: NDArray[np.integer[Any]] | None,
    score: Callable[[Ints, Floats], Floats],
    asked: Ints | None = None,
) -> tuple[Planned, ...]:
    """Each request once, in ``order`` (None: by its best value), into its best column by ``score``."""
    windows = windows_of(term)
    columns = columns_of(term, windows)
    scores = score(columns.host, columns.value)
    if asked is not None:
        known = (asked[columns.request] == columns.host[:, None]).any(axis=1)
        scores = np.where(known, scores, -np.inf)
    choices = choices_of(term, windows, columns, scores, most=len(columns) or 1)
    turns = order
    if turns is None:
        best = np.array([
            columns.value[a:b].max() if b > a else 0.0
            for a, b in zip(columns.first[:-1], columns.first[1:], strict=True)
        ])  # fmt: skip
        turns = np.argsort(-best, kind="stable")
    draft = empty_draft(term)
    seed_chance(1)
    for request in turns:
        insert(choices, draft, int(request), 0.0)
    met = np.flatnonzero(draft.choice >= 0)
    return tuple(visit_of(term, windows, columns, choices, draft, int(r)) for r in met)
