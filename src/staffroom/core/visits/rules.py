"""The checker: is this visit allowed? Shares no code with the finder, and every booking passes it.

One rule, one name, one function; each looks at the whole case and says nothing or one violation, whose
numbers a sentence in the reader's language is made from (``staffroom.core.visits.sentences``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from staffroom.core.visits.instance import Booked, Busy, Host, Instance, Lesson, Proposed, Rules

Params = Mapping[str, str | int]


class Rule(StrEnum):
    """The names of the rules, in the order in which reasons are told."""

    NOT_SELF = "not_self"
    HOST_WILLING = "host_willing"
    HOST_TEACHING = "host_teaching"
    RIGHT_SUBJECT = "right_subject"
    NO_SCHOOL_THAT_DAY = "no_school_that_day"
    VISITOR_FREE = "visitor_free"
    WATCH_TIME = "watch_time"
    TRAVEL_TOO_FAR = "travel_too_far"
    TRAVEL_TIME = "travel_time"
    VISITOR_AWAY = "visitor_away"
    HOST_AWAY = "host_away"
    VISITOR_PROMISED = "visitor_promised"
    HOST_PROMISED = "host_promised"
    DOOR_CLOSED = "door_closed"
    SEATS = "seats"
    HOST_WEEK_CAP = "host_week_cap"
    VISITOR_WEEK_CAP = "visitor_week_cap"
    VISITOR_TERM_CAP = "visitor_term_cap"
    OWN_PERIODS_CAP = "own_periods_cap"
    CONTRACT_MINUTES = "contract_minutes"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a visit would break, with the names and numbers its sentence needs.

    Keys ending in ``_at`` are minutes from midnight, ``date`` is an ordinal, ``variant`` picks a sentence.
    """

    rule: Rule
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    visit: Proposed
    instance: Instance
    lesson: Lesson
    window: tuple[Lesson, ...]
    travel: int | None

    @property
    def rules(self) -> Rules:
        return self.instance.rules

    @property
    def away(self) -> tuple[int, int]:
        """When the visitor leaves and is back; a journey that is too long is judged by its own rule."""
        journey = 0 if self.travel is None or self.travel > self.rules.max_travel else self.travel
        return self.visit.start - journey, self.visit.end + journey

    @property
    def home(self) -> str:
        """The school the visitor sets out from."""
        return self.window[0].school if self.window else self.instance.people[self.visit.visitor].school

    def offer(self) -> Host | None:
        return next((h for h in self.instance.request.hosts if h.person == self.visit.host), None)

    def broken(self, rule: Rule, **params: str | int) -> Violation:
        facts: dict[str, str | int] = {
            "host": self.instance.people[self.visit.host].name,
            "school": self.instance.school_names.get(self.lesson.school, self.lesson.school),
            "date": self.lesson.date,
            "period": self.lesson.period,
            "start_at": self.lesson.start,
            "end_at": self.lesson.end,
        }
        return Violation(rule, facts | params)


def check(visit: Proposed, instance: Instance) -> tuple[Violation, ...]:
    """Every rule the visit would break, in the order of ``Rule``; empty when it is allowed.

    Raises ``KeyError`` for a person, and ``ValueError`` for a lesson, that the instance does not hold.
    """
    case = _case(visit, instance)
    found = (test(case) for test in CHECKS.values())
    return tuple(violation for violation in found if violation is not None)


def check_rule(rule: Rule, visit: Proposed, instance: Instance) -> Violation | None:
    """The same for one rule: what :func:`check` says about it, None when it is kept."""
    return CHECKS[rule](_case(visit, instance))


def _case(visit: Proposed, instance: Instance) -> _Case:
    by_id = {lesson.id: lesson for lesson in instance.lessons}
    unknown = [name for name in (visit.lesson, *visit.window) if name not in by_id]
    if unknown:
        raise ValueError(f"There is no lesson {unknown[0]} in the instance.")
    lesson = by_id[visit.lesson]
    window = tuple(sorted((by_id[name] for name in visit.window), key=lambda part: part.start))
    home = window[0].school if window else instance.people[visit.visitor].school
    travel = 0 if home == lesson.school else instance.travel.get((home, lesson.school))
    return _Case(visit, instance, lesson, window, travel)


def _share(one: tuple[int, int], start: int, end: int) -> bool:
    return one[0] < end and start < one[1]


def _week(ordinal: int) -> tuple[int, int]:
    year, week, _ = date.fromordinal(ordinal).isocalendar()
    return year, week


def not_self(case: _Case) -> Violation | None:
    return case.broken(Rule.NOT_SELF) if case.visit.visitor == case.visit.host else None


def host_willing(case: _Case) -> Violation | None:
    offer = case.offer()
    return None if offer is not None and offer.willing else case.broken(Rule.HOST_WILLING)


def host_teaching(case: _Case) -> Violation | None:
    teaches = case.lesson.person == case.visit.host and case.lesson.kind == "teach"
    return None if teaches else case.broken(Rule.HOST_TEACHING)


def right_subject(case: _Case) -> Violation | None:
    wanted = case.instance.request.subject
    if wanted is None or case.lesson.subject == wanted:
        return None
    return case.broken(Rule.RIGHT_SUBJECT, wanted=wanted, subject=case.lesson.subject or "")


def no_school_that_day(case: _Case) -> Violation | None:
    open_on = {day.school for day in case.instance.days if day.date == case.lesson.date}
    closed = [school for school in (case.home, case.lesson.school) if school not in open_on]
    if not closed:
        return None
    name = case.instance.school_names.get(closed[0], closed[0])
    return case.broken(Rule.NO_SCHOOL_THAT_DAY, school=name)


def _bounds(case: _Case) -> tuple[int, int]:
    """The window with the minutes before the first and after the last lesson of the school's day."""
    start, end = case.window[0].start, max(part.end for part in case.window)
    for day in case.instance.days:
        if (day.school, day.date) == (case.home, case.lesson.date):
            if start <= day.start:
                start -= case.rules.before
            if end >= day.end:
                end += case.rules.after
    return start, end


def _is_run(case: _Case) -> bool:
    """Whether the window is free lessons of the visitor, of one day and school, one after the other."""
    ours = all(
        part.person == case.visit.visitor and part.kind == "free" and part.date == case.lesson.date
        for part in case.window
    )
    pairs = list(zip(case.window, case.window[1:], strict=False))
    near = all(later.start - earlier.end <= case.rules.merge_gap for earlier, later in pairs)
    return bool(case.window) and ours and near and len({part.school for part in case.window}) == 1


def _teaches(case: _Case, times: tuple[int, int]) -> bool:
    """Whether the visitor has a lesson to teach in these minutes of the day."""
    teaching = (
        lesson
        for lesson in case.instance.lessons
        if lesson.person == case.visit.visitor and lesson.kind == "teach" and lesson.date == case.lesson.date
    )
    return any(_share(times, lesson.start, lesson.end) for lesson in teaching)


def _is_free(case: _Case) -> bool:
    if not _is_run(case) or _teaches(case, (case.visit.start, case.visit.end)):
        return False
    start, end = _bounds(case)
    return start <= case.visit.start and case.visit.end <= end


def visitor_free(case: _Case) -> Violation | None:
    return None if _is_free(case) else case.broken(Rule.VISITOR_FREE)


def watch_time(case: _Case) -> Violation | None:
    inside = case.lesson.start <= case.visit.start and case.visit.end <= case.lesson.end
    watch = min(case.visit.end, case.lesson.end) - max(case.visit.start, case.lesson.start)
    if inside and watch >= case.rules.min_watch:
        return None
    return case.broken(Rule.WATCH_TIME, watch=max(0, watch), least=case.rules.min_watch)


def travel_too_far(case: _Case) -> Violation | None:
    most = case.rules.max_travel
    if case.travel is None:
        return case.broken(Rule.TRAVEL_TOO_FAR, variant="unknown", most=most)
    return case.broken(Rule.TRAVEL_TOO_FAR, travel=case.travel, most=most) if case.travel > most else None


def travel_time(case: _Case) -> Violation | None:
    if travel_too_far(case) is not None or visitor_free(case) is not None or case.travel is None:
        return None
    start, end = _bounds(case)
    leave, back = case.away
    if start <= leave and back <= end and not _teaches(case, case.away):
        return None
    watch = min(end - case.travel, case.lesson.end) - max(start + case.travel, case.lesson.start)
    return case.broken(Rule.TRAVEL_TIME, travel=case.travel, watch=max(0, watch), least=case.rules.min_watch)


def visitor_away(case: _Case) -> Violation | None:
    hit = _is_busy(case, case.visit.visitor, "away", case.away)
    return case.broken(Rule.VISITOR_AWAY) if hit else None


def host_away(case: _Case) -> Violation | None:
    hit = _is_busy(case, case.visit.host, "away", (case.lesson.start, case.lesson.end))
    return case.broken(Rule.HOST_AWAY) if hit else None


def _is_busy(case: _Case, person: str, kind: str, times: tuple[int, int]) -> bool:
    return any(
        _share(times, busy.start, busy.end)
        for busy in case.instance.busy
        if (busy.person, busy.kind, busy.date) == (person, kind, case.lesson.date)
    )


def _promises(case: _Case, person: str) -> list[tuple[int, int, int]]:
    """(date, start, end) of what a person has promised: visits to others, and time elsewhere."""
    visits = [(b.date, b.start, b.end) for b in case.instance.booked if b.visitor == person]
    return visits + [(b.date, b.start, b.end) for b in _promised_elsewhere(case, person)]


def _promised_elsewhere(case: _Case, person: str) -> list[Busy]:
    return [b for b in case.instance.busy if (b.person, b.kind) == (person, "promise")]


def _in_the_way(case: _Case, person: str, rule: Rule, promise: tuple[int, int, int]) -> Violation:
    """The promise that is in the way, by its name where it may be told: a learning time, a team's meeting."""
    day, start, end = promise
    named = (b for b in _promised_elsewhere(case, person) if (b.date, b.start, b.end) == promise and b.what)
    found = next(named, None)
    times: dict[str, str | int] = {"promised_at": start, "until_at": end}
    if found is None:
        return case.broken(rule, **times)
    return case.broken(rule, **times, variant=found.what, name=found.name)


def visitor_promised(case: _Case) -> Violation | None:
    """A free lesson that holds a promise is used up, even for the minutes the promise leaves."""
    promises = [p for p in _promises(case, case.visit.visitor) if p[0] == case.lesson.date]
    used = [
        lesson
        for lesson in case.instance.lessons
        if (lesson.person, lesson.date, lesson.kind) == (case.visit.visitor, case.lesson.date, "free")
        and _share(case.away, lesson.start, lesson.end)
    ]
    for _, start, end in promises:
        if _share(case.away, start, end) or any(_share((u.start, u.end), start, end) for u in used):
            promise = (case.lesson.date, start, end)
            return _in_the_way(case, case.visit.visitor, Rule.VISITOR_PROMISED, promise)
    return None


def host_promised(case: _Case) -> Violation | None:
    for day, start, end in _promises(case, case.visit.host):
        if day == case.lesson.date and _share((case.lesson.start, case.lesson.end), start, end):
            return _in_the_way(case, case.visit.host, Rule.HOST_PROMISED, (day, start, end))
    return None


def door_closed(case: _Case) -> Violation | None:
    offer, lesson = case.offer(), case.lesson
    weekday = date.fromordinal(lesson.date).weekday()
    for door in case.instance.closed:
        asked = (door.weekday, door.date, door.period)
        given = (weekday, lesson.date, lesson.period)
        same = all(a is None or a == g for a, g in zip(asked, given, strict=True))
        if door.host == case.visit.host and same:
            return case.broken(Rule.DOOR_CLOSED)
    if offer is None:
        return None
    if offer.sections is not None and lesson.section not in offer.sections:
        return case.broken(Rule.DOOR_CLOSED, variant="not_offered")
    if offer.only_open and lesson.id not in offer.open_lessons:
        return case.broken(Rule.DOOR_CLOSED, variant="only_open")
    return None


def _over(cap: int | None, used: int) -> bool:
    """Whether one more than ``used`` is too many."""
    return cap is not None and used + 1 > cap


def seats(case: _Case) -> Violation | None:
    taken = sum(1 for b in case.instance.booked if b.lesson == case.lesson.id and b.in_person)
    cap = case.rules.visitors_per_lesson
    return case.broken(Rule.SEATS, taken=taken, most=cap or 0) if _over(cap, taken) else None


def host_week_cap(case: _Case) -> Violation | None:
    hosted = {
        b.lesson
        for b in _same_week(case, case.instance.booked)
        if b.host == case.visit.host and b.lesson != case.lesson.id and b.in_person
    }
    cap = _host_limit(case)
    if not _over(cap, len(hosted)):
        return None
    return case.broken(Rule.HOST_WEEK_CAP, hosted=len(hosted), most=cap or 0)


def _host_limit(case: _Case) -> int | None:
    """The smaller of the district's limit and the host's own."""
    offer = case.offer()
    own = offer.lessons_week if offer is not None else None
    limits = [cap for cap in (case.rules.hosted_lessons_week, own) if cap is not None]
    return min(limits, default=None)


def _same_week(case: _Case, booked: Iterable[Booked]) -> list[Booked]:
    return [b for b in booked if _week(b.date) == _week(case.lesson.date)]


def _visits(case: _Case, booked: Iterable[Booked]) -> int:
    return sum(1 for b in booked if b.visitor == case.visit.visitor)


def visitor_week_cap(case: _Case) -> Violation | None:
    week = [b for b in _same_week(case, case.instance.booked) if b.mode != "recording"]
    made, cap = _visits(case, week), case.rules.visits_per_visitor_week
    return case.broken(Rule.VISITOR_WEEK_CAP, made=made, most=cap or 0) if _over(cap, made) else None


def visitor_term_cap(case: _Case) -> Violation | None:
    made, cap = _visits(case, case.instance.booked), case.rules.visits_per_visitor
    return case.broken(Rule.VISITOR_TERM_CAP, made=made, most=cap or 0) if _over(cap, made) else None


def own_periods_cap(case: _Case) -> Violation | None:
    made = _visits(case, [b for b in case.instance.booked if b.own])
    own = case.instance.people[case.visit.visitor].own_periods
    cap = case.rules.own_periods if own is None else own
    return case.broken(Rule.OWN_PERIODS_CAP, made=made, most=cap or 0) if _over(cap, made) else None


def contract_minutes(case: _Case) -> Violation | None:
    """Counted minute by minute over the visitor's free lessons of the week."""
    least = case.rules.contract_prep_minutes_week
    if least is None:
        return None
    week = _week(case.lesson.date)
    free = {
        (lesson.date, minute)
        for lesson in case.instance.lessons
        if lesson.person == case.visit.visitor and lesson.kind == "free" and _week(lesson.date) == week
        for minute in range(lesson.start, lesson.end)
    }
    given = {(d, m) for d, start, end in _promises(case, case.visit.visitor) for m in range(start, end)}
    asked = {(case.lesson.date, minute) for minute in range(*case.away)}
    left = len(free - given - asked)
    if left >= least or not (free - given) & asked:
        return None
    clause = case.rules.contract_clause
    return case.broken(Rule.CONTRACT_MINUTES, variant="clause" if clause else "", left=left, least=least, clause=clause)


def notice(case: _Case) -> Violation | None:
    request, hours = case.instance.request, case.rules.notice_hours
    earliest = request.now_date * 1440 + request.now_minute + hours * 60
    soon = case.lesson.date * 1440 + case.lesson.start < earliest
    return case.broken(Rule.NOTICE, hours=hours) if soon else None


CHECKS: dict[Rule, Callable[[_Case], Violation | None]] = {
    Rule.NOT_SELF: not_self,
    Rule.HOST_WILLING: host_willing,
    Rule.HOST_TEACHING: host_teaching,
    Rule.RIGHT_SUBJECT: right_subject,
    Rule.NO_SCHOOL_THAT_DAY: no_school_that_day,
    Rule.VISITOR_FREE: visitor_free,
    Rule.WATCH_TIME: watch_time,
    Rule.TRAVEL_TOO_FAR: travel_too_far,
    Rule.TRAVEL_TIME: travel_time,
    Rule.VISITOR_AWAY: visitor_away,
    Rule.HOST_AWAY: host_away,
    Rule.VISITOR_PROMISED: visitor_promised,
    Rule.HOST_PROMISED: host_promised,
    Rule.DOOR_CLOSED: door_closed,
    Rule.SEATS: seats,
    Rule.HOST_WEEK_CAP: host_week_cap,
    Rule.VISITOR_WEEK_CAP: visitor_week_cap,
    Rule.VISITOR_TERM_CAP: visitor_term_cap,
    Rule.OWN_PERIODS_CAP: own_periods_cap,
    Rule.CONTRACT_MINUTES: contract_minutes,
    Rule.NOTICE: notice,
}
