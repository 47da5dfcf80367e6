"""The windows of everybody's week: runs of free lessons, and classes that a colleague could take, with the free
lessons joined to them (rule 3 of ``staffroom-visits/1``). Also which colleagues could cover which class.
"""

from dataclasses import dataclass

import numpy as np

from .compiled import compiled
from .instance import Ints, Term


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows sorted by person: those of person p are ``first[p]`` to ``first[p + 1]``.

    ``start``/``end``: minutes, with the time before and after school. ``a``, ``b``: the run of free lessons as
    positions in ``free`` (own: the whole run; cover: those before the class); ``c``, ``d``: those after it.
    ``covered``: the class (-1: own). ``free``: free lessons sorted by person, day and start, those of person p
    from ``free_first[p]``.
    ``taught``: taught lessons sorted likewise, those of person p from ``taught_first[p]``.
    Suppliers of a covered class w are free lessons ``supply[supply_first[w]:supply_first[w + 1]]`` of colleagues.
    ``group``: windows whose class lies at the same time of the same school share a number (-1: own).
    """

    first: Ints
    person: Ints
    day: Ints
    start: Ints
    end: Ints
    a: Ints
    b: Ints
    c: Ints
    d: Ints
    covered: Ints
    free: Ints
    free_first: Ints
    taught: Ints
    taught_first: Ints
    group: Ints
    supply_first: Ints
    supply: Ints


def windows_of(term: Term) -> Windows:
    """All windows. Arrays of minutes; nothing is left out but classes nobody can cover."""
    order = np.lexsort((term.end, term.start, term.day, term.person)).astype(np.int32)
    free, taught = order[~term.teach[order]], order[term.teach[order]]
    people = np.arange(term.people + 1)
    free_first = np.searchsorted(term.person[free], people).astype(np.int32)
    taught_first = np.searchsorted(term.person[taught], people).astype(np.int32)
    earliest, latest, days = _school_days(term)
    raw = _find(
        term.person, term.day, term.start, term.end, term.coverable, term.school, free, free_first, taught,
        taught_first, earliest, latest, days, term.rules.merge_gap, term.rules.before, term.rules.after,
    )  # fmt: skip
    covered = raw[:, 8]
    group, supply_first, supply = _supply(term, covered, free)
    # Nobody can take this class: no window.
    suppliers = np.append(np.diff(supply_first), 1)
    keep = suppliers[group] > 0
    raw, group = raw[keep], group[keep]
    by_person = np.argsort(raw[:, 0], kind="stable")
    raw, group = raw[by_person], group[by_person]
    first = np.searchsorted(raw[:, 0], people).astype(np.int32)
    person, day, start, end, a, b, c, d, covered = (np.ascontiguousarray(raw[:, k]) for k in range(9))
    return Windows(
        first=first, person=person, day=day, start=start, end=end, a=a, b=b, c=c, d=d, covered=covered, free=free,
        free_first=free_first, taught=taught, taught_first=taught_first, group=group, supply_first=supply_first,
        supply=supply,
    )  # fmt: skip


def _school_days(term: Term) -> tuple[Ints, Ints, int]:
    """Earliest start and latest end of each school and day (flat: school x days + day), and the number of days."""
    days = int(term.day.max()) + 1 if term.lessons else 1
    earliest = np.full(len(term.school_ids) * days, 1 << 20, dtype=np.int32)
    latest = np.full(len(term.school_ids) * days, -1, dtype=np.int32)
    key = term.school[term.person] * days + term.day
    np.minimum.at(earliest, key, term.start)
    np.maximum.at(latest, key, term.end)
    return earliest, latest, days


@compiled
def _find(  # type: ignore[no-untyped-def]
    person, day, start, end, coverable, school, free, free_first, taught, taught_first, earliest, latest, days, gap,
    before, after,
):  # fmt: skip
    """Rows (person, day, start, end, a, b, c, d, covered) as an (n, 9) array of int32."""
    most = len(free) + len(taught)
    out = np.empty((most, 9), dtype=np.int32)
    n = 0
    for p in range(len(free_first) - 1):
        f, g = free_first[p], free_first[p + 1]
        i = f
        while i < g:
            j = i + 1
            finish = end[free[i]]
            while j < g and day[free[j]] == day[free[i]] and start[free[j]] - finish <= gap:
                finish = max(finish, end[free[j]])
                j += 1
            _row(out, n, p, day[free[i]], start[free[i]], finish, i, j, j, j, -1)
            n += 1
            i = j
        for k in range(taught_first[p], taught_first[p + 1]):
            lesson = taught[k]
            if not coverable[lesson]:
                continue
            i = f
            while i < g and (
                day[free[i]] < day[lesson] or (day[free[i]] == day[lesson] and end[free[i]] <= start[lesson])
            ):
                i += 1
            a, begin = i, start[lesson]
            while a > f and day[free[a - 1]] == day[lesson] and begin - end[free[a - 1]] <= gap:
                a -= 1
                begin = min(begin, start[free[a]])
            c = i
            while c < g and day[free[c]] == day[lesson] and start[free[c]] < end[lesson]:
                c += 1
            d, finish = c, end[lesson]
            while d < g and day[free[d]] == day[lesson] and start[free[d]] - finish <= gap:
                finish = max(finish, end[free[d]])
                d += 1
            _row(out, n, p, day[lesson], begin, finish, a, i, c, d, lesson)
            n += 1
    for row in range(n):
        key = school[out[row, 0]] * days + out[row, 1]
        if out[row, 2] == earliest[key]:
            out[row, 2] -= before
        if out[row, 3] == latest[key]:
            out[row, 3] += after
    return out[:n]


@compiled
def _row(out, n, person, day, start, end, a, b, c, d, covered):  # type: ignore[no-untyped-def]
    out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = person, day, start, end, a
    out[n, 5], out[n, 6], out[n, 7], out[n, 8] = b, c, d, covered


def _spare(term: Term, lessons: Ints) -> Ints:
    """The minutes that whoever is free in these lessons may give away, in their week or in the week with most."""
    person, week = term.person[lessons], term.week_of[lessons]
    return np.where(week >= 0, term.spare[person, week], term.spare[person].max(axis=1)).astype(np.int32)


def _supply(term: Term, covered: Ints, free: Ints) -> tuple[Ints, Ints, Ints]:
    """For each covered class the number of its time (school, day, start, end); for each time who is free then."""
    group = np.full(len(covered), -1, dtype=np.int32)
    some = np.flatnonzero(covered >= 0)
    if not len(some):
        return group, np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32)
    lesson = covered[some]
    times = np.stack([term.school[term.person[lesson]], term.day[lesson], term.start[lesson], term.end[lesson]], axis=1)
    distinct, number = np.unique(times, axis=0, return_inverse=True)
    group[some] = number.ravel()
    place = np.stack([term.school[term.person[free]], term.day[free]], axis=1)
    order = np.lexsort((term.start[free], place[:, 1], place[:, 0]))
    free, place = free[order], place[order]
    first, flat = [0], []
    key = place[:, 0].astype(np.int64) * (1 << 16) + place[:, 1]
    for school, day, start, end in distinct:
        low, high = np.searchsorted(key, [int(school) * (1 << 16) + int(day), int(school) * (1 << 16) + int(day) + 1])
        here = free[low:high]
        holds = (term.start[here] <= start) & (term.end[here] >= end)
        flat.append(here[holds & (_spare(term, here) >= end - start)])
        first.append(first[-1] + len(flat[-1]))
    return group, np.array(first, dtype=np.int32), np.concatenate(flat).astype(np.int32)
