"""Every lawful single visit of a week: who goes for which request, to whom, how, into which lesson, from which window.

A column says nothing about the week of the term; caps over a week or a term are the plan's affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .instance import COVER, OWN, RECORDED, RECORDING, SUBSTITUTE, VIDEO, Floats, Ints, Term
from .windows import Windows

MOST_HOSTS = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """Sorted by request: those of request r are ``first[r]`` to ``first[r + 1]``.

    ``mode`` as in ``MODES``; ``lesson`` the host's (-1: recording); ``window`` the visitor's (-1: none);
    ``used``: (n, 4), the free lessons that pass meanwhile, as two ranges of positions in ``Windows.free``;
    ``minutes`` of these that pass; ``value`` as in ``Term.value``. Only columns worth more than nothing are kept.
    """

    first: Ints
    request: Ints
    host: Ints
    mode: NDArray[np.int8]
    lesson: Ints
    window: Ints
    used: Ints
    minutes: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.request)


def columns_of(term: Term, windows: Windows, *, only: Sequence[int] | None = None, substitutes: bool = True) -> Columns:
    """All columns, at most of the ``MOST_HOSTS`` best fitting hosts a request. About 0.3 s for a million.

    ``only``: of these requests alone. ``substitutes``: whether half days of substitutes are looked at.
    """
    host_first, kept = _best_hosts(term) if only is None else _hosts_of(term, only)
    hosts, fits, offers = term.host[kept], term.fit[kept], term.offer[kept]
    rules = term.rules
    args = (
        term.visitor, term.wanted, term.weight, host_first, hosts, fits, offers, term.offer_first, term.offered,
        term.school, term.video, term.recording, term.travel, term.person, term.teach, term.day, term.start, term.end,
        term.subject, windows.first, windows.day, windows.start, windows.end, windows.a, windows.b, windows.c,
        windows.d, windows.covered, windows.free, windows.taught, windows.taught_first, term.base, term.fit_weight,
        term.factor, term.cost, rules.min_watch, rules.max_travel, substitutes and rules.substitute_half_days > 0,
        bool((term.caps[:, RECORDED] > 0).any()), term.spare, term.week_of,
        term.offer_video, term.offer_recording,
    )  # fmt: skip
    ints, value = np.empty((0, 10), dtype=np.int32), np.empty(0)
    count = _walk(*args, ints, value)
    ints, value = np.empty((count, 10), dtype=np.int32), np.empty(count)
    _walk(*args, ints, value)
    first = np.searchsorted(ints[:, 0], np.arange(term.requests + 1)).astype(np.int32)
    request, host, mode, lesson, window = (np.ascontiguousarray(ints[:, k]) for k in range(5))
    return Columns(
        first, request, host, mode.astype(np.int8), lesson, window, ints[:, 5:9].copy(), ints[:, 9].copy(), value
    )


def _hosts_of(term: Term, only: Sequence[int]) -> tuple[Ints, NDArray[np.int64]]:
    """Where the hosts of each request begin, and which of ``term.host`` they are."""
    wanted = np.zeros(term.requests, dtype=np.bool_)
    wanted[list(only)] = True
    counts = np.diff(term.first)
    kept = np.repeat(wanted, counts)
    first = np.concatenate([[0], np.cumsum(np.where(wanted, counts, 0))]).astype(np.int32)
    return first, np.flatnonzero(kept)


def _best_hosts(term: Term) -> tuple[Ints, NDArray[np.int64]]:
    counts = np.diff(term.first)
    if not len(counts) or counts.max() <= MOST_HOSTS:
        return term.first, np.arange(len(term.host))
    request = np.repeat(np.arange(term.requests), counts)
    order = np.lexsort((term.host, -term.fit, request))
    place = np.arange(len(order)) - term.first[request[order]]
    kept = order[place < MOST_HOSTS]
    first = np.concatenate([[0], np.cumsum(np.minimum(counts, MOST_HOSTS))]).astype(np.int32)
    return first, kept


@compiled
def _walk(  # type: ignore[no-untyped-def]
    visitor, wanted, weight, host_first, hosts, fits, offers, offer_first, offered, school, video, recording, travel,
    person, teach, day, start, end, subject, window_first, window_day, window_start, window_end, a, b, c, d, covered,
    free, taught, taught_first, base, fit_weight, factor, cost, min_watch, max_travel, substitutes, recordings, spare,
    week_of, offer_video, offer_recording, ints, value,
):  # fmt: skip
    """Fills ``ints`` and ``value`` when they have room, and counts the columns in any case."""
    n, room = 0, len(value)
    for r in range(len(visitor)):
        v = visitor[r]
        best, best_fit = -1, -1.0
        for k in range(host_first[r], host_first[r + 1]):
            h = hosts[k]
            if h == v:
                continue
            worth = weight[r] * (base + fit_weight * fits[k])
            offer = offers[k]
            if recordings and _agreed(recording[h], offer_recording, offer) and fits[k] > best_fit:
                best, best_fit = h, fits[k]
            away = 0 if school[h] == school[v] else travel[school[v], school[h]]
            begin, finish = taught_first[h], taught_first[h + 1]
            if offer >= 0:
                begin, finish = offer_first[offer], offer_first[offer + 1]
            for place in range(begin, finish):
                lesson = taught[place] if offer < 0 else offered[place]
                if offer >= 0 and (person[lesson] != h or not teach[lesson]):
                    continue
                if wanted[r] >= 0 and subject[lesson] != wanted[r]:
                    continue
                for w in range(window_first[v], window_first[v + 1]):
                    if window_day[w] != day[lesson]:
                        continue
                    if away <= max_travel:
                        low = max(window_start[w] + away, start[lesson])
                        high = min(window_end[w] - away, end[lesson])
                        mode = OWN if covered[w] < 0 else COVER
                        gain = worth * factor[mode] - cost[mode]
                        touches = _touches(start, end, free, a[w], b[w], covered[w], low - away, high + away)
                        if high - low >= min_watch and gain > 0 and touches:
                            passed = _minutes(start, end, free, a[w], b[w], low - away, high + away)
                            passed += _minutes(start, end, free, c[w], d[w], low - away, high + away)
                            if passed > _most(spare, v, week_of[lesson]):
                                continue
                            if room:
                                _put(ints, value, n, r, h, mode, lesson, w, passed, gain)
                                _passing(ints, n, start, end, free, a[w], b[w], c[w], d[w], low - away, high + away)
                            n += 1
                    if covered[w] < 0 and _agreed(video[h], offer_video, offer):
                        low = max(window_start[w], start[lesson])
                        high = min(window_end[w], end[lesson])
                        gain = worth * factor[VIDEO] - cost[VIDEO]
                        touches = _touches(start, end, free, a[w], b[w], -1, low, high)
                        if high - low >= min_watch and gain > 0 and touches:
                            passed = _minutes(start, end, free, a[w], b[w], low, high)
                            if passed > _most(spare, v, week_of[lesson]):
                                continue
                            if room:
                                _put(ints, value, n, r, h, VIDEO, lesson, w, passed, gain)
                                _passing(ints, n, start, end, free, a[w], b[w], c[w], d[w], low, high)
                            n += 1
                gain = worth * factor[SUBSTITUTE] - cost[SUBSTITUTE]
                if substitutes and gain > 0:
                    if room:
                        _put(ints, value, n, r, h, SUBSTITUTE, lesson, -1, 0, gain)
                    n += 1
        if best >= 0:
            gain = weight[r] * (base + fit_weight * best_fit) * factor[RECORDING] - cost[RECORDING]
            if gain > 0:
                if room:
                    _put(ints, value, n, r, best, RECORDING, -1, -1, 0, gain)
                n += 1
    return n


@compiled
def _agreed(of_host, of_offer, offer):  # type: ignore[no-untyped-def]
    """The consent of an offer, or of its host where the offer says nothing of its own."""
    return of_host if offer < 0 or of_offer[offer] < 0 else of_offer[offer] == 1


@compiled
def _touches(start, end, free, a, b, covered, leave, back):  # type: ignore[no-untyped-def]
    """Whether the time away takes some of the window: a free lesson, or the class to be covered."""
    if covered >= 0:
        return start[covered] < back and end[covered] > leave
    for i in range(a, b):  # noqa: SIM110 - the compiler knows no generators
        if start[free[i]] < back and end[free[i]] > leave:
            return True
    return False


@compiled
def _minutes(start, end, free, a, b, leave, back):  # type: ignore[no-untyped-def]
    """Minutes of the free lessons of a range that pass during the time away. One that overlaps the one before it
    counts only what that leaves."""
    total, reached = 0, leave
    for i in range(a, b):
        low, high = max(start[free[i]], reached), min(end[free[i]], back)
        if high > low:
            total += high - low
            reached = high
    return total


@compiled
def _most(spare, person, week):  # type: ignore[no-untyped-def]
    """The minutes of one week, or of the week in which there are most."""
    return spare[person, week] if week >= 0 else spare[person].max()


@compiled
def _put(ints, value, n, request, host, mode, lesson, window, passed, gain):  # type: ignore[no-untyped-def]
    ints[n, 0], ints[n, 1], ints[n, 2], ints[n, 3], ints[n, 4] = request, host, mode, lesson, window
    ints[n, 5], ints[n, 6], ints[n, 7], ints[n, 8], ints[n, 9] = 0, 0, 0, 0, passed
    value[n] = gain


@compiled
def _passing(ints, n, start, end, free, a, b, c, d, leave, back):  # type: ignore[no-untyped-def]
    """The free lessons of the two ranges that overlap the time away."""
    while a < b and end[free[a]] <= leave:
        a += 1
    while b > a and start[free[b - 1]] >= back:
        b -= 1
    while c < d and end[free[c]] <= leave:
        c += 1
    while d > c and start[free[d - 1]] >= back:
        d -= 1
    ints[n, 5], ints[n, 6], ints[n, 7], ints[n, 8] = a, b, c, d
