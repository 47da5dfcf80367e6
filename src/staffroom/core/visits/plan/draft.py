"""A plan while it is made: who goes when, and what that uses. All loops are compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .compiled import compiled
from .instance import (
    COVER,
    COVERS,
    HOSTED,
    MISSED,
    NO_LIMIT,
    OWN,
    OWNED,
    RECORDED,
    RECORDING,
    SUBSTITUTE,
    VIDEO,
    VISITS,
    Floats,
    Ints,
    Term,
)
from .relaxation import Prices
from .windows import Windows

CLOSED = 1 << 20  # in ``busy``: a week in which a person is asked for nothing


class Choices(NamedTuple):
    """The columns worth looking at, those of a request together, the most promising first. Never changes.

    ``only``: the one week in which it can be, -1 any; ``score``: value beyond prices; ``value``: what is improved,
    with the bonus of fairness; ``caps``: the rules' limits, see ``_caps``; ``column``: position in ``Columns``;
    ``limits``: each person's own caps (``Term.caps``); ``minutes`` of the visitor's free lessons that it takes, of
    ``spare``; ``length`` of every lesson.
    """

    first: Ints
    column: Ints
    visitor: Ints
    host: Ints
    mode: NDArray[np.int8]
    lesson: Ints
    covered: Ints
    group: Ints
    only: Ints
    used: Ints
    value: Floats
    score: Floats
    host_price: Floats
    free: Ints
    free_first: Ints
    person: Ints
    supply_first: Ints
    supply: Ints
    limits: Ints
    spare: Ints
    minutes: Ints
    length: Ints
    caps: Ints
    mine_first: Ints
    mine: Ints
    fixed: NDArray[np.bool_]


class Draft(NamedTuple):
    """A plan in the making. ``choice[r]``: position in ``Choices`` (-1 unmet), ``week[r]``, ``giver[r]``: free lesson.

    The rest counts what is used: ``taken[lesson, week]`` is the request (+1) that uses somebody's own time,
    ``seats`` visitors in a lesson, ``opened`` lessons of a host, ``videos``, ``busy`` timed visits of a visitor,
    ``counts[person]``: visits, own periods, classes missed, recordings, covers given (as in ``CAPS``); ``given``:
    minutes of free lessons, by week. ``head``, ``after``, ``before`` link the visits in person of each host.
    ``substitutes[0]``.
    """

    choice: Ints
    week: Ints
    giver: Ints
    taken: Ints
    seats: Ints
    opened: Ints
    videos: Ints
    busy: Ints
    counts: Ints
    given: Ints
    head: Ints
    after: Ints
    before: Ints
    substitutes: Ints


def choices_of(
    term: Term, windows: Windows, columns: Columns, score: Floats, *, prices: Prices | None = None,
    always: Ints | None = None, most: int = 60, fixed: NDArray[np.bool_] | None = None,
) -> Choices:  # fmt: skip
    """At most ``most`` columns a request, by score; those in ``always`` in any case. Without prices nothing is scarce.

    ``fixed``: requests whose visit must stay as it is.
    """
    request = columns.request
    bonus = prices.school[term.school[term.visitor]] if prices else np.zeros(term.requests)
    lift = np.zeros(len(columns))
    if always is not None:
        lift[always] = np.inf
    order = np.lexsort((np.arange(len(columns)), -(score + lift), request))
    place = np.arange(len(order)) - columns.first[request[order]]
    kept = order[place < most].astype(np.int32)
    window = columns.window[kept]
    there = window >= 0
    covered = np.where(there & (len(windows.covered) > 0), _at(windows.covered, window), -1).astype(np.int32)
    group = np.where(there, _at(windows.group, window), -1).astype(np.int32)
    by_visitor = np.argsort(term.visitor, kind="stable").astype(np.int32)
    people = np.arange(term.people + 1)
    return Choices(
        first=np.searchsorted(request[kept], np.arange(term.requests + 1)).astype(np.int32), column=kept,
        visitor=term.visitor[request[kept]], host=columns.host[kept], mode=columns.mode[kept],
        lesson=columns.lesson[kept], covered=covered, group=group,
        only=_at(term.week_of, columns.lesson[kept]), used=columns.used[kept],
        value=columns.value[kept] + bonus[request[kept]], score=score[kept],
        host_price=prices.host[columns.host[kept], OWN] if prices else np.zeros(len(kept)),
        free=windows.free, free_first=windows.free_first, person=term.person,
        supply_first=windows.supply_first, supply=windows.supply,
        limits=term.caps, spare=term.spare, minutes=columns.minutes[kept], length=term.end - term.start,
        caps=_caps(term),
        mine_first=np.searchsorted(term.visitor[by_visitor], people).astype(np.int32), mine=by_visitor,
        fixed=np.zeros(term.requests, dtype=np.bool_) if fixed is None else fixed,
    )  # fmt: skip


def _at(values: Ints, where: Ints) -> Ints:
    return values[np.maximum(where, 0)] if len(values) else np.full(len(where), -1, dtype=np.int32)


def _caps(term: Term) -> Ints:
    rules = term.rules
    return np.array([
        term.weeks, rules.visits_per_visitor_week, rules.visitors_per_lesson, rules.videos_hosted_week,
        rules.substitute_half_days,
    ], dtype=np.int32)  # fmt: skip


def empty_draft(term: Term) -> Draft:
    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    requests, people, lessons, weeks = term.requests, term.people, max(1, term.lessons), term.weeks
    return Draft(
        choice=zeros(requests) - 1, week=zeros(requests) - 1, giver=zeros(requests) - 1, taken=zeros(lessons, weeks),
        seats=zeros(lessons, weeks), opened=zeros(people, weeks), videos=zeros(people, weeks),
        busy=zeros(people, weeks), counts=zeros(people, 5), given=zeros(people, weeks), head=zeros(people) - 1,
        after=zeros(requests) - 1,
        before=zeros(requests) - 1, substitutes=zeros(1),
    )  # fmt: skip


def copy_of(draft: Draft) -> Draft:
    return Draft(*(array.copy() for array in draft))


@compiled
def in_person(mode):  # type: ignore[no-untyped-def]
    return mode in (OWN, COVER, SUBSTITUTE)


@compiled
def room_in_term(k, d, c):  # type: ignore[no-untyped-def]
    """Whether the term's caps leave room for choice ``c``, whatever the week."""
    v, mode = k.visitor[c], k.mode[c]
    if d.counts[v, VISITS] >= k.limits[v, VISITS]:
        return False
    if (mode in (OWN, VIDEO)) and d.counts[v, OWNED] >= k.limits[v, OWNED]:
        return False
    if (mode in (COVER, SUBSTITUTE)) and d.counts[v, MISSED] >= k.limits[v, MISSED]:
        return False
    if mode == RECORDING and d.counts[v, RECORDED] >= k.limits[v, RECORDED]:
        return False
    return not (mode == SUBSTITUTE and d.substitutes[0] >= k.caps[4])


@compiled
def fits(k, d, c, w):  # type: ignore[no-untyped-def]
    """-2: not in this week; -1: it fits; else it fits with this colleague's free lesson as cover."""
    v, h, mode, lesson = k.visitor[c], k.host[c], k.mode[c], k.lesson[c]
    if mode == RECORDING:
        return -2 if d.busy[v, w] >= CLOSED else -1
    if d.busy[v, w] >= k.caps[1] or (k.only[c] >= 0 and k.only[c] != w):
        return -2
    if k.minutes[c] > 0 and d.given[v, w] + k.minutes[c] > k.spare[v, w]:
        return -2
    if mode == VIDEO:
        if d.videos[h, w] >= k.caps[3]:
            return -2
    else:
        seated = d.seats[lesson, w]
        if seated >= k.caps[2] or (seated == 0 and d.opened[h, w] >= k.limits[h, HOSTED]):
            return -2
    # The host's own class is being covered then: she is not there.
    if d.taken[lesson, w] != 0:
        return -2
    for i in range(k.used[c, 0], k.used[c, 1]):
        if d.taken[k.free[i], w] != 0:
            return -2
    for i in range(k.used[c, 2], k.used[c, 3]):
        if d.taken[k.free[i], w] != 0:
            return -2
    if mode != COVER:
        return -1
    if d.taken[k.covered[c], w] != 0 or d.seats[k.covered[c], w] != 0:
        return -2
    best, least, long = -2, NO_LIMIT, k.length[k.covered[c]]
    g = k.group[c]
    for i in range(k.supply_first[g], k.supply_first[g + 1]):
        lesson = k.supply[i]
        p = k.person[lesson]
        if p != v and d.counts[p, COVERS] < least and can_cover(k, d, p, lesson, w, long):
            best, least = lesson, d.counts[p, COVERS]
    return best


@compiled
def can_cover(k, d, p, lesson, w, long):  # type: ignore[no-untyped-def]
    """Whether ``p`` may take a class of ``long`` minutes in this free lesson of hers."""
    if d.counts[p, COVERS] >= k.limits[p, COVERS] or d.taken[lesson, w] != 0:
        return False
    return d.given[p, w] + long <= k.spare[p, w]


@compiled
def put(k, d, r, c, w, giver):  # type: ignore[no-untyped-def]
    h, mode = k.host[c], k.mode[c]
    d.choice[r], d.week[r], d.giver[r] = c, w, giver
    _count(k, d, r, c, w, giver, 1, r + 1)
    if in_person(mode):
        d.before[r], d.after[r] = -1, d.head[h]
        if d.head[h] >= 0:
            d.before[d.head[h]] = r
        d.head[h] = r


@compiled
def take(k, d, r):  # type: ignore[no-untyped-def]
    c, w, giver = d.choice[r], d.week[r], d.giver[r]
    h, mode = k.host[c], k.mode[c]
    _count(k, d, r, c, w, giver, -1, 0)
    if in_person(mode):
        if d.before[r] >= 0:
            d.after[d.before[r]] = d.after[r]
        else:
            d.head[h] = d.after[r]
        if d.after[r] >= 0:
            d.before[d.after[r]] = d.before[r]
    d.choice[r], d.week[r], d.giver[r] = -1, -1, -1


@compiled
def _count(k, d, r, c, w, giver, step, mark):  # type: ignore[no-untyped-def]
    v, h, mode, lesson = k.visitor[c], k.host[c], k.mode[c], k.lesson[c]
    d.counts[v, VISITS] += step
    if mode == RECORDING:
        d.counts[v, RECORDED] += step
        return
    d.busy[v, w] += step
    d.given[v, w] += step * k.minutes[c]
    if mode in (OWN, VIDEO):
        d.counts[v, OWNED] += step
    else:
        d.counts[v, MISSED] += step
    if mode == VIDEO:
        d.videos[h, w] += step
    else:
        if step > 0 and d.seats[lesson, w] == 0:
            d.opened[h, w] += 1
        d.seats[lesson, w] += step
        if step < 0 and d.seats[lesson, w] == 0:
            d.opened[h, w] -= 1
    if mode == SUBSTITUTE:
        d.substitutes[0] += step
    for i in range(k.used[c, 0], k.used[c, 1]):
        d.taken[k.free[i], w] = mark
    for i in range(k.used[c, 2], k.used[c, 3]):
        d.taken[k.free[i], w] = mark
    if mode == COVER:
        d.taken[k.covered[c], w] = mark
        p = k.person[giver]
        d.taken[giver, w] = mark
        d.counts[p, COVERS] += step
        d.given[p, w] += step * k.length[k.covered[c]]


@compiled
def insert(k, d, r, noise):  # type: ignore[no-untyped-def]
    """Place request ``r`` where it is worth most beyond prices. Returns whether it found a place."""
    if k.first[r] == k.first[r + 1]:
        return False
    v, weeks = k.visitor[k.first[r]], k.caps[0]
    room = _rooms(k, d, v)
    if room == 0:
        return False
    best, best_c, best_w, best_g = -1e9, -1, -1, -1
    turn = np.random.randint(0, weeks)
    for c in range(k.first[r], k.first[r + 1]):
        price = k.host_price[c]
        if k.score[c] + price + noise <= best:
            break
        if not room & (1 << k.mode[c]):
            continue
        wobble = noise * np.random.random() if noise > 0 else 0.0
        personal = in_person(k.mode[c])
        for n in range(weeks):
            w = (turn + n) % weeks
            if k.only[c] >= 0 and k.only[c] != w and k.mode[c] != RECORDING:
                continue
            score = k.score[c] + wobble
            if personal:
                # A second visitor in an opened lesson costs the host nothing more; opening one costs every seat.
                score += price if d.seats[k.lesson[c], w] > 0 else -price * (min(k.caps[2], 4) - 1)
            if score <= best or (d.busy[v, w] >= k.caps[1] and k.mode[c] != RECORDING):
                continue
            giver = fits(k, d, c, w)
            if giver != -2:
                best, best_c, best_w, best_g = score, c, w, giver
                if price == 0.0:
                    break
    if best_c >= 0:
        put(k, d, r, best_c, best_w, best_g)
    return best_c >= 0


@compiled
def _rooms(k, d, v):  # type: ignore[no-untyped-def]
    """A bit for each mode in which the caps of the term allow visitor ``v`` one visit more."""
    if d.counts[v, VISITS] >= k.limits[v, VISITS]:
        return 0
    free = False
    for w in range(k.caps[0]):
        free = free or d.busy[v, w] < k.caps[1]
    bits = 0
    if free and d.counts[v, OWNED] < k.limits[v, OWNED]:
        bits |= (1 << OWN) | (1 << VIDEO)
    if free and d.counts[v, MISSED] < k.limits[v, MISSED]:
        bits |= 1 << COVER
        if d.substitutes[0] < k.caps[4]:
            bits |= 1 << SUBSTITUTE
    if d.counts[v, RECORDED] < k.limits[v, RECORDED]:
        bits |= 1 << RECORDING
    return bits
