"""What becomes of a booked visit when bells change: it stands, moves along with its lesson, or no longer fits.

Only time decides here: what a district allows of visits (caps, notice, closed doors) was asked when it was booked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from staffroom.core.visits.instance import Booked, Instance, Lesson, Proposed, Rules
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import Rule, Violation, check, check_rule

BY_BELLS = (
    Rule.NO_SCHOOL_THAT_DAY,
    Rule.HOST_TEACHING,
    Rule.VISITOR_FREE,
    Rule.WATCH_TIME,
    Rule.TRAVEL_TOO_FAR,
    Rule.TRAVEL_TIME,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A visit as it was booked: what its two people agreed on, and which lesson that was."""

    visit: Proposed
    date: int
    section: str
    period: str
    travel: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The visit in the same lesson at its new place; ``uses``: the visitor's free lessons that it takes now.

    ``same_times``: both come and go as agreed, only the periods around them have changed.
    """

    visit: Proposed
    travel: int
    uses: tuple[str, ...]
    same_times: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The visit fits no longer, and the first rule in its way."""

    why: Violation


def stands(held: Held, instance: Instance) -> bool:
    """Whether the visit can take place as agreed. Limits that were tightened since do not count: it was booked."""
    known = {lesson.id for lesson in instance.lessons}
    if not known.issuperset({held.visit.lesson, *held.visit.window}):
        return False
    least = min(instance.rules.min_watch, held.visit.end - held.visit.start)
    rules = replace(instance.rules, min_watch=least, max_travel=max(instance.rules.max_travel, held.travel))
    eased = replace(instance, rules=rules, booked=(), busy=())
    return all(check_rule(rule, held.visit, eased) is None for rule in BY_BELLS)


def place(held: Held, instance: Instance) -> Moved | Ended:
    """Where a visit that does not stand goes: the same class on the same day, as agreed if that fits, else as long
    as the visitor's free time allows.

    ``instance``: of this one host and visitor, with ``booked`` and promised time that hold whatever the bells do.
    """
    lesson = _same_lesson(held, instance.lessons)
    if lesson is None:
        closed = not any(day.date == held.date for day in instance.days)
        return Ended(Violation(Rule.NO_SCHOOL_THAT_DAY if closed else Rule.HOST_TEACHING))
    case = replace(instance, rules=_only_time(instance.rules), closed=())
    answer = find_slots(case, explained=False)
    slot = next((one for one in answer.slots if one.lesson == lesson.id), None)
    if slot is None:
        refused = next(one for one in answer.refusals if one.lesson == lesson.id)
        assert refused.proposed is not None  # it has a lesson
        return Ended(check(refused.proposed, case)[0])
    longest = slot.proposed(held.visit.visitor)
    agreed = replace(longest, start=held.visit.start, end=held.visit.end)
    fits = not check(agreed, case)
    visit = agreed if fits else longest
    away = visit.start - slot.travel, visit.end + slot.travel
    return Moved(visit, slot.travel, _taken(visit, case, away), fits)


def booked_as(held: Held, moved: Moved | None = None) -> Booked:
    """The visit as other visits of the same people have to reckon with it."""
    visit, travel = (held.visit, held.travel) if moved is None else (moved.visit, moved.travel)
    return Booked(visit.visitor, visit.host, held.date, visit.lesson, visit.start - travel, visit.end + travel)


def _same_lesson(held: Held, lessons: Iterable[Lesson]) -> Lesson | None:
    """The host's lesson with the class: in the period of that name, else at the time agreed."""
    visit = held.visit
    met = [
        one
        for one in lessons
        if (one.person, one.date, one.kind, one.section) == (visit.host, held.date, "teach", held.section)
    ]
    named = [one for one in met if one.period == held.period]
    same = named or [one for one in met if one.start < visit.end and visit.start < one.end]
    return min(same, key=lambda one: (abs(one.start - visit.start), one.id), default=None)


def _only_time(rules: Rules) -> Rules:
    """Without caps and notice: nobody asks for anything new."""
    return replace(
        rules,
        visits_per_visitor=None,
        visits_per_visitor_week=None,
        own_periods=None,
        hosted_lessons_week=None,
        visitors_per_lesson=None,
        notice_hours=0,
    )


def _taken(visit: Proposed, case: Instance, away: tuple[int, int]) -> tuple[str, ...]:
    window: Sequence[str] = visit.window
    free = {one.id: one for one in case.lessons if one.id in window}
    return tuple(name for name in window if free[name].start < away[1] and away[0] < free[name].end)
