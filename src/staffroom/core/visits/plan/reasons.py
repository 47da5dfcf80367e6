"""Why a request is not met, and the cheapest change that would meet it.

Every lawful single visit of the request is tried in every week of the finished plan, and each rule in its way noted.
The reason is the rule most often in the way; the change is one rule that alone stands in the way somewhere, the
cheapest kind first. A request without any lawful visit is explained from the timetable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .draft import Choices, can_cover, choices_of
from .instance import (
    COVER,
    HOSTED,
    MISSED,
    OWN,
    OWNED,
    RECORDED,
    RECORDING,
    SUBSTITUTE,
    VIDEO,
    VISITS,
    Ints,
    Term,
)
from .solve import Worked
from .windows import Windows

#: Rules that can be in the way, as bits from 0; the order is that of ties.
IN_THE_WAY = (
    "visits_per_visitor", "own_periods", "classes_missed", "recordings", "visitor_week", "seats", "hosted_lessons",
    "videos", "own_time", "host_away", "no_cover", "substitutes", "class_visited", "own_minutes",
)  # fmt: skip
#: What is asked of whom, the cheapest first.
_CHEAP = (
    "seats", "hosted_lessons", "videos", "visitor_week", "own_time", "own_periods", "recordings", "no_cover",
    "classes_missed", "visits_per_visitor", "substitutes", "host_away", "class_visited", "own_minutes",
)  # fmt: skip
_LEAST_WATCH = 10


@dataclass(frozen=True, slots=True)
class Change:
    """``what`` of ``IN_THE_WAY`` or min_watch, max_travel, video, substitute; who and when, or the number needed."""

    what: str
    host: int | None = None
    week: int | None = None
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """``reason``: a rule, or no_host, no_lesson, no_free_time, too_far, no_common_time, no_value.

    ``tried``: lawful visits looked at, weeks counted; ``blocked``: how many of them the reason stops.
    """

    request: int
    reason: str
    tried: int = 0
    blocked: int = 0
    change: Change | None = None


def why_not(worked: Worked, request: int) -> Why:
    """The reason of one unmet request. Milliseconds."""
    some = slice(int(worked.columns.first[request]), int(worked.columns.first[request + 1]))
    if some.start == some.stop:
        return _without_columns(worked.term, worked.windows, request)
    choices = _all_choices(worked, some)
    bits = np.zeros((some.stop - some.start, worked.term.weeks), dtype=np.int32)
    _blocking(choices, worked.draft, request, bits)
    timed = choices.mode != RECORDING
    seen = np.concatenate([bits[timed].ravel(), bits[~timed, 0]])
    # -1: the lesson is not in that week.
    seen = seen[seen >= 0]
    counts = [int(((seen >> n) & 1).sum()) for n in range(len(IN_THE_WAY))]
    worst = int(np.argmax(counts))
    return Why(request, IN_THE_WAY[worst], len(seen), counts[worst], _cheapest(choices, bits))


def reasons_of(worked: Worked, unmet: tuple[int, ...]) -> list[Why]:
    return [why_not(worked, request) for request in unmet]


def as_json(why: Why) -> dict[str, Any]:
    """A row of a plan's ``unmet``."""
    row: dict[str, Any] = {"request": why.request, "reason": why.reason, "tried": why.tried, "blocked": why.blocked}
    if why.change:
        parts = {name: getattr(why.change, name) for name in ("what", "host", "week", "to")}
        row["change"] = {name: part for name, part in parts.items() if part is not None}
    return row


def _all_choices(worked: Worked, some: slice) -> Choices:
    columns = worked.columns
    first = np.clip(columns.first, some.start, some.stop) - some.start
    here = replace(
        columns, first=first.astype(np.int32),
        **{name: getattr(columns, name)[some] for name in
           ("request", "host", "mode", "lesson", "window", "used", "value", "minutes")},
    )  # fmt: skip
    return choices_of(worked.term, worked.windows, here, here.value, most=len(here))


def _cheapest(choices: Choices, bits: NDArray[np.int32]) -> Change | None:
    for what in _CHEAP:
        at = np.argwhere(bits == 1 << IN_THE_WAY.index(what))
        if len(at):
            choice, week = (int(n) for n in at[0])
            return Change(what, host=int(choices.host[choice]), week=week)
    return None


@compiled
def _blocking(k, d, r, bits):  # type: ignore[no-untyped-def]
    """For each choice of ``r`` and week, a bit for each rule of ``IN_THE_WAY`` that stops it."""
    low = k.first[r]
    for c in range(low, k.first[r + 1]):
        for w in range(k.caps[0]):
            if k.only[c] >= 0 and k.only[c] != w:
                bits[c - low, w] = -1
                continue
            bits[c - low, w] = _term_bits(k, d, c) | (0 if k.mode[c] == RECORDING else _week_bits(k, d, c, w))


@compiled
def _term_bits(k, d, c):  # type: ignore[no-untyped-def]
    v, mode, bits = k.visitor[c], k.mode[c], 0
    if d.counts[v, VISITS] >= k.limits[v, VISITS]:
        bits |= 1 << 0
    if (mode in (OWN, VIDEO)) and d.counts[v, OWNED] >= k.limits[v, OWNED]:
        bits |= 1 << 1
    if (mode in (COVER, SUBSTITUTE)) and d.counts[v, MISSED] >= k.limits[v, MISSED]:
        bits |= 1 << 2
    if mode == RECORDING and d.counts[v, RECORDED] >= k.limits[v, RECORDED]:
        bits |= 1 << 3
    if mode == SUBSTITUTE and d.substitutes[0] >= k.caps[4]:
        bits |= 1 << 11
    return bits


@compiled
def _week_bits(k, d, c, w):  # type: ignore[no-untyped-def]
    v, h, mode, lesson, bits = k.visitor[c], k.host[c], k.mode[c], k.lesson[c], 0
    if d.busy[v, w] >= k.caps[1]:
        bits |= 1 << 4
    if k.minutes[c] > 0 and d.given[v, w] + k.minutes[c] > k.spare[v, w]:
        bits |= 1 << 13
    if mode == VIDEO:
        if d.videos[h, w] >= k.caps[3]:
            bits |= 1 << 7
    elif d.seats[lesson, w] >= k.caps[2]:
        bits |= 1 << 5
    elif d.seats[lesson, w] == 0 and d.opened[h, w] >= k.limits[h, HOSTED]:
        bits |= 1 << 6
    if d.taken[lesson, w] != 0:
        bits |= 1 << 9
    for i in range(k.used[c, 0], k.used[c, 1]):
        if d.taken[k.free[i], w] != 0:
            bits |= 1 << 8
    for i in range(k.used[c, 2], k.used[c, 3]):
        if d.taken[k.free[i], w] != 0:
            bits |= 1 << 8
    if mode == COVER:
        if d.taken[k.covered[c], w] != 0:
            bits |= 1 << 8
        if d.seats[k.covered[c], w] != 0:
            bits |= 1 << 12
        found = False
        g = k.group[c]
        for i in range(k.supply_first[g], k.supply_first[g + 1]):
            p = k.person[k.supply[i]]
            if p != v and can_cover(k, d, p, k.supply[i], w, k.length[k.covered[c]]):
                found = True
        if not found:
            bits |= 1 << 10
    return bits


def _without_columns(term: Term, windows: Windows, request: int) -> Why:
    """No lawful visit at all: what the timetable lacks."""
    visitor = int(term.visitor[request])
    hosts = term.host[term.first[request] : term.first[request + 1]]
    hosts = hosts[hosts != visitor]
    if not len(hosts):
        return Why(request, "no_host")
    lessons = _lessons_of(term, windows, request)
    if not len(lessons):
        return Why(request, "no_lesson")
    if not term.weight[request] > 0:
        return Why(request, "no_value")
    if term.spare[visitor].max() < term.rules.min_watch:
        return Why(request, "own_minutes", change=_substitute(term))
    mine = np.arange(windows.first[visitor], windows.first[visitor + 1])
    if not len(mine):
        return Why(request, "no_free_time", change=_substitute(term))
    return _nearest(term, windows, request, lessons, mine)


def _lessons_of(term: Term, windows: Windows, request: int) -> Ints:
    visitor, wanted = int(term.visitor[request]), int(term.wanted[request])
    lessons = [
        windows.taught[windows.taught_first[host] : windows.taught_first[host + 1]]
        if offer < 0
        else term.offered[term.offer_first[offer] : term.offer_first[offer + 1]]
        for host, offer in _pairs(term, request)
        if host != visitor
    ]
    found: Ints = np.concatenate(lessons) if lessons else np.zeros(0, dtype=np.int32)
    return found[(term.subject[found] == wanted)] if wanted >= 0 else found


def _pairs(term: Term, request: int) -> list[tuple[int, int]]:
    some = slice(int(term.first[request]), int(term.first[request + 1]))
    return [(int(host), int(offer)) for host, offer in zip(term.host[some], term.offer[some], strict=True)]


def _nearest(term: Term, windows: Windows, request: int, lessons: Ints, mine: NDArray[np.int64]) -> Why:
    """How near a lawful visit is: by minutes to watch, by minutes of travel, by video."""
    here, there = int(term.school[term.visitor[request]]), term.school[term.person[lessons]]
    away = np.where(there == here, 0, term.travel[here, there])
    same = term.day[lessons][:, None] == windows.day[mine][None, :]
    start, end = term.start[lessons][:, None], term.end[lessons][:, None]

    def watched(gone: Any) -> Any:
        low = np.maximum(windows.start[mine][None, :] + gone, start)
        high = np.minimum(windows.end[mine][None, :] - gone, end)
        return np.where(same, high - low, -1)

    gone = np.broadcast_to(away[:, None], same.shape)
    minutes, near, rules = watched(gone), gone <= term.rules.max_travel, term.rules
    enough = minutes >= rules.min_watch
    reason = "too_far" if enough.any() and not near.any() else "no_common_time"
    if (enough & ~near).any():
        reason = "too_far"
        at = np.argmin(np.where(enough, gone, 1 << 20))
        return Why(request, reason, change=_change(term, "max_travel", lessons, at, same.shape, int(gone.ravel()[at])))
    short = np.where(near, minutes, -1)
    at = np.argmax(short)
    if short.ravel()[at] >= _LEAST_WATCH:
        return Why(request, reason, change=_change(term, "min_watch", lessons, at, same.shape, int(short.ravel()[at])))
    remote = np.where((windows.covered[mine] < 0)[None, :], watched(0), -1)
    at = np.argmax(remote)
    if remote.ravel()[at] >= rules.min_watch:
        return Why(request, reason, change=_change(term, "video", lessons, at, same.shape, None))
    return Why(request, reason, change=_substitute(term))


def _change(term: Term, what: str, lessons: Ints, at: Any, shape: tuple[int, ...], to: int | None) -> Change:
    return Change(what, host=int(term.person[lessons[int(at) // shape[1]]]), to=to)


def _substitute(term: Term) -> Change | None:
    return Change("substitute") if term.rules.classes_missed > 0 else None


_EN = {
    "visits_per_visitor": "already makes as many visits as the term allows",
    "own_periods": "already gives as many own periods as the term allows",
    "classes_missed": "already misses as many classes as the term allows",
    "recordings": "already watches as many recordings as the term allows",
    "visitor_week": "already visits somebody in each of the weeks",
    "seats": "the lessons she could see have no seat left",
    "hosted_lessons": "the hosts already open as many lessons as a week allows",
    "videos": "the hosts already take as many video visits as a week allows",
    "own_time": "the free periods are given away already",
    "host_away": "the hosts are away themselves in these lessons",
    "no_cover": "no colleague is left who could take the class",
    "substitutes": "the half days of substitutes are used up",
    "class_visited": "the class she would leave has visitors itself",
    "own_minutes": "the contract keeps the minutes of preparation that it would take",
    "no_host": "nobody offers this practice",
    "no_lesson": "no host teaches a lesson that shows it",
    "no_free_time": "there is no free period and no class that a colleague could take",
    "too_far": "the hosts are too far away",
    "no_common_time": "the hosts teach it only when the visitor cannot come",
    "no_value": "it carries no weight",
}
_ES = {
    "visits_per_visitor": "ya hace tantas visitas como permite el periodo",
    "own_periods": "ya cede tantas horas propias como permite el periodo",
    "classes_missed": "ya falta a tantas clases como permite el periodo",
    "recordings": "ya ve tantas grabaciones como permite el periodo",
    "visitor_week": "ya visita a alguien en cada una de las semanas",
    "seats": "en las clases que podría ver no queda lugar",
    "hosted_lessons": "los anfitriones ya abren tantas clases como permite la semana",
    "videos": "los anfitriones ya reciben tantas visitas por video como permite la semana",
    "own_time": "las horas libres ya están ocupadas",
    "host_away": "los anfitriones están fuera en esas clases",
    "no_cover": "ya no queda colega que pueda tomar la clase",
    "substitutes": "los medios días de suplentes están agotados",
    "class_visited": "la clase que dejaría recibe visitas",
    "own_minutes": "el contrato protege los minutos de preparación que costaría",
    "no_host": "nadie ofrece esta práctica",
    "no_lesson": "ningún anfitrión da una clase que la muestre",
    "no_free_time": "no hay hora libre ni clase que un colega pueda tomar",
    "too_far": "los anfitriones están demasiado lejos",
    "no_common_time": "los anfitriones la enseñan solo cuando la visita no puede ir",
    "no_value": "no tiene peso",
}
SENTENCES: Mapping[str, Mapping[str, str]] = {"en": _EN, "es": _ES}
