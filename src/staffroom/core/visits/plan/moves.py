"""The moves that improve a plan.

A move forces one request into one choice and week, ejects what stands in its way, places what was ejected where it
fits best, and keeps the outcome when it is worth more, or by chance a little less (simulated annealing: Kirkpatrick,
Gelatt, Vecchi 1983; ejection chains: Glover 1996).
"""

import numpy as np

from .compiled import compiled
from .draft import fits, insert, put, room_in_term, take
from .instance import (
    COVER,
    COVERS,
    HOSTED,
    MISSED,
    OWN,
    OWNED,
    RECORDED,
    RECORDING,
    SUBSTITUTE,
    VIDEO,
    VISITS,
)

_MOST_EJECTED = 12


@compiled
def _eject(k, d, out, n, r):  # type: ignore[no-untyped-def]
    """Notes that the visit of ``r`` is in the way. Returns the new number, or -1: too many, or it must stay."""
    for i in range(n):
        if out[i] == r:
            return n
    if r < 0 or n >= len(out) or k.fixed[r]:
        return -1
    out[n] = r
    return n + 1


@compiled
def _mine(k, d, v, r, w, kind, out, n):  # type: ignore[no-untyped-def]
    """Ejects one other visit of visitor ``v``: of week ``w`` (if not -1), of the kind that a cap counts."""
    low, high = k.mine_first[v], k.mine_first[v + 1]
    turn = np.random.randint(0, high - low)
    for i in range(high - low):
        q = k.mine[low + (turn + i) % (high - low)]
        if q == r or d.choice[q] < 0:
            continue
        mode = k.mode[d.choice[q]]
        if w >= 0 and (d.week[q] != w or mode == RECORDING):
            continue
        own, missed = mode in (OWN, VIDEO), mode in (COVER, SUBSTITUTE)
        if kind == 0 or (kind == 1 and own) or (kind == 2 and missed) or (kind == 3 and mode == RECORDING):
            return _eject(k, d, out, n, q)
    return -1


@compiled
def _lesson_free(k, d, lesson, w, out, n):  # type: ignore[no-untyped-def]
    return _eject(k, d, out, n, d.taken[lesson, w] - 1) if d.taken[lesson, w] != 0 else n


@compiled
def _unseat(k, d, h, w, lesson, all_of_another, out, n):  # type: ignore[no-untyped-def]
    """Ejects one visitor of ``lesson``, or all visitors of one other lesson that ``h`` opens in week ``w``."""
    other = -1
    r = d.head[h]
    while r >= 0:
        c = d.choice[r]
        if d.week[r] == w:
            if not all_of_another and k.lesson[c] == lesson:
                if np.random.random() < 0.6 or d.after[r] < 0:
                    return _eject(k, d, out, n, r)
                other = r
            elif all_of_another and k.lesson[c] != lesson and (other < 0 or k.lesson[c] == other):
                other = k.lesson[c]
                n = _eject(k, d, out, n, r)
                if n < 0:
                    return -1
        r = d.after[r]
    if not all_of_another and other >= 0:
        return _eject(k, d, out, n, other)
    return n


@compiled
def _find_giver(k, d, c, w, out, n):  # type: ignore[no-untyped-def]
    """Ejects what keeps one colleague from taking the class of choice ``c``."""
    g = k.group[c]
    low, high = k.supply_first[g], k.supply_first[g + 1]
    turn = np.random.randint(0, high - low)
    for i in range(high - low):
        lesson = k.supply[low + (turn + i) % (high - low)]
        p = k.person[lesson]
        if p == k.visitor[c]:
            continue
        m = _lesson_free(k, d, lesson, w, out, n)
        if m < 0:
            continue
        if d.counts[p, COVERS] >= k.limits[p, COVERS]:
            m = _one_cover_less(k, d, p, out, m)
            if m < 0:
                continue
        return m
    return -1


@compiled
def _one_cover_less(k, d, p, out, n):  # type: ignore[no-untyped-def]
    """Ejects one of the visits for which ``p`` takes a class."""
    for i in range(n):
        q = out[i]
        if d.giver[q] >= 0 and k.person[d.giver[q]] == p:
            return n
    for i in range(k.free_first[p], k.free_first[p + 1]):
        lesson = k.free[i]
        for w in range(k.caps[0]):
            q = d.taken[lesson, w] - 1
            if q >= 0 and d.giver[q] == lesson:
                return _eject(k, d, out, n, q)
    return -1


@compiled
def _make_way(k, d, r, c, w, out, old):  # type: ignore[no-untyped-def]
    """Takes out what keeps request ``r`` from choice ``c`` in week ``w``; how many, or -2 - how many: in vain."""
    v, h, mode, lesson = k.visitor[c], k.host[c], k.mode[c], k.lesson[c]
    n = 0
    if mode != RECORDING:
        if d.busy[v, w] >= k.caps[1]:
            n = _mine(k, d, v, r, w, 0, out, n)
            if n < 0:
                return -2
        for i in range(k.used[c, 0], k.used[c, 1]):
            n = _lesson_free(k, d, k.free[i], w, out, n)
            if n < 0:
                return -2
        for i in range(k.used[c, 2], k.used[c, 3]):
            n = _lesson_free(k, d, k.free[i], w, out, n)
            if n < 0:
                return -2
        n = _lesson_free(k, d, lesson, w, out, n)
        if n < 0:
            return -2
    if mode == COVER:
        n = _lesson_free(k, d, k.covered[c], w, out, n)
        if n < 0 or d.seats[k.covered[c], w] != 0:
            return -2
    if mode == VIDEO:
        if d.videos[h, w] >= k.caps[3]:
            return -2
    elif mode != RECORDING:
        if d.seats[lesson, w] >= k.caps[2]:
            n = _unseat(k, d, h, w, lesson, False, out, n)
        elif d.seats[lesson, w] == 0 and d.opened[h, w] >= k.limits[h, HOSTED]:
            n = _unseat(k, d, h, w, lesson, True, out, n)
        if n < 0:
            return -2
    for i in range(n):
        _take_out(k, d, out, old, i)
    return _make_way_in_term(k, d, r, c, w, out, old, n)


@compiled
def _take_out(k, d, out, old, i):  # type: ignore[no-untyped-def]
    r = out[i]
    old[i, 0], old[i, 1], old[i, 2] = d.choice[r], d.week[r], d.giver[r]
    take(k, d, r)


@compiled
def _make_way_in_term(k, d, r, c, w, out, old, n):  # type: ignore[no-untyped-def]
    """With the first ones taken out: one more of the visitor's when a cap of the term is reached, and a giver."""
    v, mode = k.visitor[c], k.mode[c]
    kind = -1
    if (mode in (OWN, VIDEO)) and d.counts[v, OWNED] >= k.limits[v, OWNED]:
        kind = 1
    elif (mode in (COVER, SUBSTITUTE)) and d.counts[v, MISSED] >= k.limits[v, MISSED]:
        kind = 2
    elif mode == RECORDING and d.counts[v, RECORDED] >= k.limits[v, RECORDED]:
        kind = 3
    elif d.counts[v, VISITS] >= k.limits[v, VISITS]:
        kind = 0
    m = n
    if kind >= 0:
        m = _mine(k, d, v, r, -1, kind, out, m)
        if m < 0:
            return -n - 2
        _take_out(k, d, out, old, m - 1)
    if mode == COVER and fits(k, d, c, w) == -2:
        more = _find_giver(k, d, c, w, out, m)
        if more < 0:
            return -m - 2
        for i in range(m, more):
            _take_out(k, d, out, old, i)
        m = more
    return m


@compiled
def seed_chance(seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)


@compiled
def improve(k, d, missing, moves, hot, cold):  # type: ignore[no-untyped-def]
    """Makes ``moves`` moves at a temperature falling from ``hot`` to ``cold`` (in value). Returns the value gained.

    ``missing``: an array as long as the requests, room for the numbers of those not met.
    """
    requests = len(d.choice)
    changed = np.empty(_MOST_EJECTED + 4, dtype=np.int32)
    ejected = changed[:_MOST_EJECTED]
    old = np.empty((len(changed), 3), dtype=np.int32)
    gained = 0.0
    count = _missing(k, d, missing)
    for move in range(moves):
        warmth = hot * (cold / hot) ** (move / moves)
        if move % 512 == 0:
            count = _missing(k, d, missing)
        r = np.random.randint(0, requests)
        if count > 0 and np.random.random() < 0.5:
            r = missing[np.random.randint(0, count)]
        many = k.first[r + 1] - k.first[r]
        if many == 0 or k.fixed[r]:
            continue
        c = k.first[r] + int(many * np.random.random() ** 3)
        if k.mode[c] != RECORDING and np.random.random() < 0.02:
            c = k.first[r]
        w = np.random.randint(0, k.caps[0])
        if k.only[c] >= 0:
            w = k.only[c]
        if d.choice[r] == c and (d.week[r] == w or k.mode[c] == RECORDING):
            continue
        gained += _move(k, d, r, c, w, ejected, changed, old, missing, count, warmth)
    return gained


@compiled
def _missing(k, d, missing):  # type: ignore[no-untyped-def]
    count = 0
    for r in range(len(d.choice)):
        if d.choice[r] < 0 and k.first[r + 1] > k.first[r]:
            missing[count] = r
            count += 1
    return count


@compiled
def _move(k, d, r, c, w, ejected, changed, old, missing, count, warmth):  # type: ignore[no-untyped-def]
    """One move, kept or taken back. Returns what it gained."""
    own, own_week, own_giver = d.choice[r], d.week[r], d.giver[r]
    before = 0.0
    if own >= 0:
        before += k.value[own]
        take(k, d, r)
    found = _make_way(k, d, r, c, w, ejected, old)
    n = found if found >= 0 else -found - 2
    for i in range(n):
        before += k.value[old[i, 0]]
    giver = -2
    if found >= 0 and room_in_term(k, d, c):
        giver = fits(k, d, c, w)
    if giver != -2:
        put(k, d, r, c, w, giver)
        total, value = _refill(k, d, r, changed, old, n, missing, count)
        gain = value + k.value[c] - before
        if gain >= 0 or np.random.random() < np.exp(gain / warmth):
            return gain
        for i in range(total):
            if d.choice[changed[i]] >= 0:
                take(k, d, changed[i])
        take(k, d, r)
    for i in range(n):
        put(k, d, ejected[i], old[i, 0], old[i, 1], old[i, 2])
    if own >= 0:
        put(k, d, r, own, own_week, own_giver)
    return 0.0


@compiled
def _refill(k, d, r, changed, old, n, missing, count):  # type: ignore[no-untyped-def]
    """Places the ejected ones again, then tries two of those not met. Returns how many were touched, and the value."""
    value = 0.0
    for i in range(n):
        if insert(k, d, changed[i], 0.01 * np.random.randint(0, 3)):
            value += k.value[d.choice[changed[i]]]
    total = n
    for _ in range(2 if count > 0 else 0):
        q = missing[np.random.randint(0, count)]
        if d.choice[q] < 0 and not k.fixed[q] and q != r and not _among(changed, total, q):
            if insert(k, d, q, 0.0):
                value += k.value[d.choice[q]]
                changed[total] = q
                total += 1
    return total, value


@compiled
def _among(values, n, value):  # type: ignore[no-untyped-def]
    for i in range(n):  # noqa: SIM110 - the compiler knows no generators
        if values[i] == value:
            return True
    return False
