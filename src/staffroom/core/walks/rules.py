"""The checker: is this group visit allowed? Shares no code with the planner, and every walk passes it.

One rule, one name, one function. Rules about the walk as a whole look at it once, rules about a room at each room,
rules about a walker at each walker, so that a room that is replaced or a colleague who joins is judged alone too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from staffroom.core.visits.instance import Lesson
from staffroom.core.walks.case import CORRIDOR, PASSING, Case, Proposed, Stop


class Rule(StrEnum):
    """The names of the rules, in the order in which reasons are told."""

    ROOMS = "rooms"
    WALKERS = "walkers"
    MINUTES = "minutes"
    CORRIDOR_TALK = "corridor_talk"
    IN_SEQUENCE = "in_sequence"
    SAME_PART = "same_part"
    IN_RANGE = "in_range"
    NOTICE = "notice"
    EACH_HOST_ONCE = "each_host_once"
    HOST_WILLING = "host_willing"
    HOST_TEACHING = "host_teaching"
    HOST_AWAY = "host_away"
    HOST_PROMISED = "host_promised"
    DOOR_CLOSED = "door_closed"
    SEATS = "seats"
    HOST_WEEK = "host_week"
    STANDS_OVER = "stands_over"
    OWN_ROOM = "own_room"
    WALKER_FREE = "walker_free"
    WALKER_AWAY = "walker_away"
    WALKER_PROMISED = "walker_promised"
    PREPARATION = "preparation"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that would be broken, and by whom where it is about one person."""

    rule: Rule
    person: str = ""


def check(walk: Proposed, case: Case) -> tuple[Violation, ...]:
    """Every rule the walk would break, in the order of ``Rule``; empty when it is allowed."""
    found = [Violation(rule) for rule, test in WALK_CHECKS.items() if test(walk, case)]
    for stop in walk.stops:
        found += check_stop(stop, walk, case)
    for walker in walk.walkers:
        found += check_walker(walker, walk, case)
    return _in_order(found)


def check_stop(stop: Stop, walk: Proposed, case: Case) -> tuple[Violation, ...]:
    """What is against one room of a walk."""
    return tuple(Violation(rule, stop.host) for rule, test in STOP_CHECKS.items() if test(stop, walk, case))


def check_walker(walker: str, walk: Proposed, case: Case) -> tuple[Violation, ...]:
    """What is against one person's coming along."""
    return tuple(Violation(rule, walker) for rule, test in WALKER_CHECKS.items() if test(walker, walk, case))


def _in_order(found: Iterable[Violation]) -> tuple[Violation, ...]:
    order = list(Rule)
    return tuple(sorted(found, key=lambda one: order.index(one.rule)))


# --- The walk --------------------------------------------------------------------------------------


def rooms(walk: Proposed, case: Case) -> bool:
    least, most = case.shape.limits.rooms
    return not least <= len(walk.stops) <= most


def walkers(walk: Proposed, case: Case) -> bool:
    """The organiser comes along, and nobody beyond the group."""
    return case.walkers[0] not in walk.walkers or not 0 < len(set(walk.walkers)) <= case.shape.limits.walkers[1]


def minutes(walk: Proposed, case: Case) -> bool:
    least, most = case.shape.limits.minutes
    return any(not least <= stop.end - stop.start <= most for stop in walk.stops)


def corridor_talk(_walk: Proposed, case: Case) -> bool:
    return not CORRIDOR[0] <= case.shape.corridor <= CORRIDOR[1]


def in_sequence(walk: Proposed, case: Case) -> bool:
    """One room after the other, with time to talk between and no long wait."""
    waits = [after.start - before.end for before, after in zip(walk.stops, walk.stops[1:], strict=False)]
    return any(not case.shape.corridor <= wait <= case.shape.corridor + PASSING for wait in waits)


def same_part(walk: Proposed, case: Case) -> bool:
    """A walk stays in one period; rounds may go on through the next ones."""
    held = [lesson for stop in walk.stops if (lesson := _lesson(stop.lesson, case))]
    if case.shape.kind != "walk" or not held:
        return False
    return max(one.start for one in held) >= min(one.end for one in held)


def in_range(walk: Proposed, case: Case) -> bool:
    return not case.first <= walk.date <= case.last


def notice(walk: Proposed, case: Case) -> bool:
    ahead = (walk.date - case.now_date) * 1440 + walk.start - case.now_minute
    return ahead < case.notice_hours * 60


def each_host_once(walk: Proposed, _case: Case) -> bool:
    return len({stop.host for stop in walk.stops}) < len(walk.stops)


# --- A room ----------------------------------------------------------------------------------------


def host_willing(stop: Stop, _walk: Proposed, case: Case) -> bool:
    if stop.host not in case.hosts:
        return True
    shown, lesson = case.hosts[stop.host], _lesson(stop.lesson, case)
    return shown is not None and lesson is not None and lesson.section not in shown


def host_teaching(stop: Stop, walk: Proposed, case: Case) -> bool:
    lesson = _lesson(stop.lesson, case)
    if lesson is None or (lesson.person, lesson.kind, lesson.school) != (stop.host, "teach", case.school):
        return True
    return lesson.date != walk.date or not lesson.start <= stop.start < stop.end <= lesson.end


def host_away(stop: Stop, walk: Proposed, case: Case) -> bool:
    return any(
        (busy.person, busy.kind, busy.date) == (stop.host, "away", walk.date)
        and busy.start < stop.end
        and stop.start < busy.end
        for busy in case.busy
    )


def host_promised(stop: Stop, walk: Proposed, case: Case) -> bool:
    """A lesson of which something else takes a part is no lesson to be seen by a group."""
    lesson = _lesson(stop.lesson, case)
    return lesson is not None and any(
        (busy.person, busy.kind, busy.date) == (stop.host, "promise", walk.date)
        and busy.start < lesson.end
        and lesson.start < busy.end
        for busy in case.busy
    )


def door_closed(stop: Stop, walk: Proposed, case: Case) -> bool:
    lesson = _lesson(stop.lesson, case)
    given = (date.fromordinal(walk.date).weekday(), walk.date, lesson.period if lesson else "")
    doors = [door for door in case.closed if door.host == stop.host]
    return any(
        all(a is None or a == g for a, g in zip((door.weekday, door.date, door.period), given, strict=True))
        for door in doors
    )


def seats(stop: Stop, _walk: Proposed, case: Case) -> bool:
    """Somebody has a seat in this lesson: it holds no group besides."""
    lesson = _lesson(stop.lesson, case)
    if lesson is None:
        return False
    begins = f"{date.fromordinal(lesson.date)}/{lesson.school}/{lesson.start}/seat/"
    return any(person == stop.host and key.startswith(begins) for person, key in case.promised)


def host_week(stop: Stop, walk: Proposed, case: Case) -> bool:
    if stop.host not in case.most_hosted:
        return False
    return case.hosted.get((stop.host, _monday(walk.date)), 0) >= case.most_hosted[stop.host]


def stands_over(stop: Stop, walk: Proposed, case: Case) -> bool:
    """Nobody walks into the room of somebody whom they evaluate or lead."""
    return any((walker, stop.host) in case.over for walker in walk.walkers)


# --- A walker --------------------------------------------------------------------------------------


def own_room(walker: str, walk: Proposed, _case: Case) -> bool:
    return any(stop.host == walker for stop in walk.stops)


def walker_stands_over(walker: str, walk: Proposed, case: Case) -> bool:
    return any((walker, stop.host) in case.over for stop in walk.stops)


def walker_free(walker: str, walk: Proposed, case: Case) -> bool:
    """In own free periods, one after the other, the way there and back included. No lesson is missed."""
    if walker not in case.timed:
        return False
    used = _used(walker, walk, case)
    if not used:
        return True
    begins, ends = _away(walk, used, case)
    gaps = [after.start - before.end for before, after in zip(used, used[1:], strict=False)]
    return used[0].start > begins or used[-1].end < ends or any(gap > case.merge_gap for gap in gaps)


def walker_away(walker: str, walk: Proposed, case: Case) -> bool:
    return any((busy.person, busy.kind, busy.date) == (walker, "away", walk.date) for busy in case.busy)


def walker_promised(walker: str, walk: Proposed, case: Case) -> bool:
    """Time promised elsewhere, and a free period that something else has taken already."""
    used = _used(walker, walk, case)
    begins, ends = _away(walk, used, case)
    keys = {f"{date.fromordinal(one.date)}/{one.school}/{one.start}" for one in used}
    keys |= {f"{date.fromordinal(walk.date)}/{case.school}/{walk.start}"}
    return any((walker, key) in case.promised for key in keys) or any(
        (busy.person, busy.kind, busy.date) == (walker, "promise", walk.date)
        and busy.start < max([ends, *(one.end for one in used)])
        and min([begins, *(one.start for one in used)]) < busy.end
        for busy in case.busy
    )


def preparation(walker: str, walk: Proposed, case: Case) -> bool:
    """What the contract keeps for preparation is kept."""
    spare = case.spare.get((walker, _monday(walk.date)))
    used = _used(walker, walk, case)
    begins, ends = _away(walk, used, case)
    return spare is not None and sum(min(ends, one.end) - max(begins, one.start) for one in used) > spare


Walks = Callable[[Proposed, Case], bool]
Stops = Callable[[Stop, Proposed, Case], bool]
Walkers = Callable[[str, Proposed, Case], bool]
WALK_CHECKS: Mapping[Rule, Walks] = {
    Rule.ROOMS: rooms,
    Rule.WALKERS: walkers,
    Rule.MINUTES: minutes,
    Rule.CORRIDOR_TALK: corridor_talk,
    Rule.IN_SEQUENCE: in_sequence,
    Rule.SAME_PART: same_part,
    Rule.IN_RANGE: in_range,
    Rule.NOTICE: notice,
    Rule.EACH_HOST_ONCE: each_host_once,
}
STOP_CHECKS: Mapping[Rule, Stops] = {
    Rule.HOST_WILLING: host_willing,
    Rule.HOST_TEACHING: host_teaching,
    Rule.HOST_AWAY: host_away,
    Rule.HOST_PROMISED: host_promised,
    Rule.DOOR_CLOSED: door_closed,
    Rule.SEATS: seats,
    Rule.HOST_WEEK: host_week,
    Rule.STANDS_OVER: stands_over,
}
WALKER_CHECKS: Mapping[Rule, Walkers] = {
    Rule.OWN_ROOM: own_room,
    Rule.STANDS_OVER: walker_stands_over,
    Rule.WALKER_FREE: walker_free,
    Rule.WALKER_AWAY: walker_away,
    Rule.WALKER_PROMISED: walker_promised,
    Rule.PREPARATION: preparation,
}


def _lesson(key: str, case: Case) -> Lesson | None:
    return next((one for one in case.lessons if one.id == key), None)


def _free(walker: str, day: int, case: Case) -> Iterator[Lesson]:
    return (one for one in case.lessons if (one.person, one.date, one.kind) == (walker, day, "free"))


def _used(walker: str, walk: Proposed, case: Case) -> list[Lesson]:
    """The walker's own free periods that the walk and the ways take, by time."""
    found = [
        one
        for one in _free(walker, walk.date, case)
        if one.start < walk.end + _way(one, case) and walk.start - _way(one, case) < one.end
    ]
    return sorted(found, key=lambda one: one.start)


def _away(walk: Proposed, used: list[Lesson], case: Case) -> tuple[int, int]:
    """When somebody who comes from the schools of these periods leaves and is back."""
    there = _way(used[0], case) if used else 0
    back = _way(used[-1], case) if used else 0
    return walk.start - there, walk.end + back


def _way(lesson: Lesson, case: Case) -> int:
    return 0 if lesson.school == case.school else case.travel.get((lesson.school, case.school), 1440)


def _monday(day: int) -> int:
    return day - date.fromordinal(day).weekday()
