"""The checker: which rules planned time breaks, for whom, with the numbers. One kind, one function.

A rule is broken only where something *proposed* counts towards it: what is held already is nobody's new request.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

from staffroom.core.contract.model import DIRECTING, Case, Kind, Person, Planned, Purpose, Rule, Violation

PRESERVICE_DAYS = 30  # how long before the first day of a school year is pre-service
Breaks = Iterator[Violation]


def check(case: Case) -> tuple[Violation, ...]:
    """Every violation, by rule in the order of ``Kind``, then person and date; empty when all is allowed."""
    order = list(Kind)
    found = [
        violation
        for rule in sorted(case.rules, key=lambda one: (order.index(one.kind), one.id))
        for person in case.people
        if covers(rule, person)
        for violation in CHECKS[rule.kind](rule, person, _planned(rule, person, case), case)
    ]
    return tuple(found)


def covers(rule: Rule, person: Person) -> bool:
    """Whether a rule speaks of this person: of a level and of a role of theirs, where it names any."""
    level = not rule.levels or bool(rule.levels & person.levels)
    return level and (not rule.roles or bool(rule.roles & person.roles))


def holds(rule: Rule, day: int) -> bool:
    """Whether a rule is in force on a date."""
    return (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)


def _planned(rule: Rule, person: Person, case: Case) -> list[Planned]:
    return [one for one in case.planned if one.person == person.id and holds(rule, one.date)]


def prep_week(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    """Minutes of preparation that remain, counted minute by minute."""
    for monday, stretches in _by(week, planned).items():
        given = _minutes(stretches)
        free = {
            (day, minute)
            for (who, day), intervals in case.free.items()
            if who == person.id and week(day) == monday
            for start, end in intervals
            for minute in range(start, end)
        }
        left = len(free - given)
        if left < rule.limit and _minutes(one for one in stretches if one.proposed) & free:
            yield Violation(rule, person.id, monday, left, rule.limit)


def in_prep_week(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    for monday, stretches in _by(week, planned).items():
        asked = _minutes(one for one in stretches if one.proposed)
        yield from _over(rule, person, monday, len(_minutes(stretches)), asked=bool(asked))


def plc_week(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    return _counted(rule, person, _by(week, _of(planned, Purpose.PLC)))


def meetings_month(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    return _counted(rule, person, _by(month, _of(planned, Purpose.MEETING)))


def meeting_length(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    for one in _of(planned, Purpose.MEETING, Purpose.PLC):
        yield from _over(rule, person, one.date, one.minutes, asked=one.proposed)


def after_bell(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    for one in planned:
        bell = case.last_bell.get((person.id, one.date))
        if bell is not None:
            yield from _over(rule, person, one.date, one.end - bell, asked=one.proposed)


def preservice(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    for first in case.first_days:
        before = [
            one for one in _of(planned, Purpose.MEETING, Purpose.TRAINING) if 0 < first - one.date <= PRESERVICE_DAYS
        ]
        if before:
            made = sum(one.minutes for one in before)
            yield from _over(rule, person, min(one.date for one in before), made, asked=_asked(before))


def directed_share(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    """In percent of a month's collaboration, rounded up: 26 of 100 minutes are more than a quarter."""
    for first, stretches in _by(month, _of(planned, Purpose.COLLABORATION, Purpose.PLC)).items():
        directed = [one for one in stretches if one.directs in DIRECTING]
        whole = sum(one.minutes for one in stretches)
        made = -(-100 * sum(one.minutes for one in directed) // whole) if whole else 0
        yield from _over(rule, person, first, made, asked=_asked(directed))


def release_pattern(rule: Rule, person: Person, planned: list[Planned], case: Case) -> Breaks:
    """After the last bell of such a day, each who directs has so many minutes."""
    released = [
        one
        for one in planned
        if _on_pattern(rule, one.date) and one.start >= case.last_bell.get((person.id, one.date), 0)
    ]
    for day, stretches in _by(lambda one: one, released).items():
        for directs in sorted({one.directs for one in stretches}):
            most = rule.parts.get(directs, 0)
            theirs = [one for one in stretches if one.directs == directs]
            made = sum(one.minutes for one in theirs)
            if most is not None and made > most and _asked(theirs):
                yield Violation(rule, person.id, day, made, most, directs)


def _on_pattern(rule: Rule, day: int) -> bool:
    found = date.fromordinal(day)
    return found.weekday() == rule.weekday and rule.ordinal in (0, (found.day - 1) // 7 + 1)


CHECKS: Mapping[Kind, Callable[[Rule, Person, list[Planned], Case], Breaks]] = {
    Kind.PREP_WEEK: prep_week,
    Kind.IN_PREP_WEEK: in_prep_week,
    Kind.PLC_WEEK: plc_week,
    Kind.MEETINGS_MONTH: meetings_month,
    Kind.MEETING_LENGTH: meeting_length,
    Kind.AFTER_BELL: after_bell,
    Kind.PRESERVICE: preservice,
    Kind.DIRECTED_SHARE: directed_share,
    Kind.RELEASE_PATTERN: release_pattern,
}


def week(day: int) -> int:
    """The Monday of a date's week."""
    found = date.fromordinal(day)
    return (found - timedelta(days=found.weekday())).toordinal()


def month(day: int) -> int:
    """The first of a date's month."""
    return date.fromordinal(day).replace(day=1).toordinal()


def _by(key: Callable[[int], int], planned: Iterable[Planned]) -> dict[int, list[Planned]]:
    found: dict[int, list[Planned]] = defaultdict(list)
    for one in sorted(planned, key=lambda one: (one.date, one.start, one.end)):
        found[key(one.date)].append(one)
    return found


def _of(planned: Iterable[Planned], *purposes: Purpose) -> list[Planned]:
    return [one for one in planned if one.purpose in purposes]


def _asked(planned: Iterable[Planned]) -> bool:
    return any(one.proposed for one in planned)


def _counted(rule: Rule, person: Person, groups: Mapping[int, list[Planned]]) -> Breaks:
    for first, stretches in groups.items():
        yield from _over(rule, person, first, len(stretches), asked=_asked(stretches))


def _over(rule: Rule, person: Person, day: int, made: int, *, asked: bool) -> Breaks:
    if asked and made > rule.limit:
        yield Violation(rule, person.id, day, made, rule.limit)


def _minutes(planned: Iterable[Planned]) -> set[tuple[int, int]]:
    """The minutes inside preparation, each once: two meetings at one time take it once."""
    return {(one.date, minute) for one in planned for start, end in one.prep for minute in range(start, end)}
