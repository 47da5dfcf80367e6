"""What becomes of a booked visit when bells change: it stands, moves along with its lesson, or no longer fits.

In every mode: what the mode needs (a class covered, a half day, no way) is looked at as when it was booked.

Only time decides here: what a district allows of visits (caps, notice, closed doors) was asked when it was booked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from staffroom.core.visits.answer import VisitSlot
from staffroom.core.visits.instance import Booked, Instance, Lesson, Proposed, Rules
from staffroom.core.visits.modes import (
    COVERED,
    NOON,
    Mode,
    ModeRule,
    ModeSlot,
    ModeViolation,
    Terms,
    check_mode,
    in_mode,
)
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import Rule, Violation, check, check_rule

CONSENTED = Terms(video=True, recording=True)  # asked when it was booked; taking it back ends the visit by itself
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
    """A visit as it was booked: what its two people agreed on, which lesson that was, and in which mode."""

    visit: Proposed
    date: int
    section: str
    period: str
    travel: int
    mode: Mode = Mode.OWN


@dataclass(frozen=True, slots=True)
class Moved:
    """The visit in the same lesson at its new place; ``uses``: the visitor's lessons that it takes now.

    ``same_times``: both come and go as agreed, only the periods around them have changed.
    """

    visit: Proposed
    travel: int
    uses: tuple[str, ...]
    same_times: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The visit fits no longer, and the first rule in its way."""

    why: Violation | ModeViolation


def stands(held: Held, instance: Instance) -> bool:
    """Whether the visit can take place as agreed. Limits that were tightened since do not count: it was booked."""
    visit = held.visit
    known = {lesson.id: lesson for lesson in instance.lessons}
    if not known.keys() >= {visit.lesson, *visit.window, *visit.covered}:
        return False
    if held.mode == Mode.RECORDING:
        own = known[visit.lesson]
        return own.kind == "free" and own.start <= visit.start and visit.end <= own.end
    least = min(instance.rules.min_watch, visit.end - visit.start)
    rules = replace(instance.rules, min_watch=least, max_travel=max(instance.rules.max_travel, held.travel))
    eased = in_mode(held.mode, replace(instance, rules=rules, booked=(), busy=()), visit.covered)
    return all(check_rule(rule, visit, eased) is None for rule in BY_BELLS)


def place(held: Held, instance: Instance) -> Moved | Ended:
    """Where a visit that does not stand goes: the same class on the same day, as agreed if that fits, else as long
    as the visitor's time allows; in the mode it was booked in, whose checker has the last word.

    ``instance``: of this one host and visitor, with ``booked`` and promised time that hold whatever the bells do.
    """
    lesson = _same_lesson(held, instance.lessons)
    if lesson is None:
        closed = not any(day.date == held.date for day in instance.days)
        return Ended(Violation(Rule.NO_SCHOOL_THAT_DAY if closed else Rule.HOST_TEACHING))
    case = replace(instance, rules=_only_time(instance.rules), closed=())
    if held.mode == Mode.RECORDING:
        return _placed(held, case, ModeSlot(Mode.RECORDING, _watched(held, lesson)))
    given = _classes_given(held, case)
    if held.mode in COVERED and not given:
        return Ended(ModeViolation(ModeRule.COVERED_CLASSES, {"variant": held.mode.value}))
    answer = find_slots(in_mode(held.mode, case, given), explained=False)
    slot = next((one for one in answer.slots if one.lesson == lesson.id), None)
    if slot is None:
        refused = next(one for one in answer.refusals if one.lesson == lesson.id)
        assert refused.proposed is not None  # it has a lesson
        return Ended(check(refused.proposed, in_mode(held.mode, case, given))[0])
    return _placed(held, case, ModeSlot(held.mode, slot, _covered(held, case, slot, given)))


def _placed(held: Held, case: Instance, found: ModeSlot) -> Moved | Ended:
    longest = found.proposed(held.visit.visitor)
    agreed = replace(longest, start=held.visit.start, end=held.visit.end)
    inside = held.mode != Mode.RECORDING or (longest.start <= agreed.start and agreed.end <= longest.end)
    fits = inside and not check_mode(held.mode, agreed, case, CONSENTED)
    broken = () if fits else check_mode(held.mode, longest, case, CONSENTED)
    if broken:
        return Ended(broken[0])
    visit, travel = agreed if fits else longest, found.slot.travel
    uses = _taken(visit, case, (visit.start - travel, visit.end + travel))
    return Moved(visit, travel, tuple(dict.fromkeys((*uses, *visit.covered))), fits)


def _watched(held: Held, own: Lesson) -> VisitSlot:
    """A free period of the visitor's in which a recording is watched."""
    place = (own.date, own.start, own.end, 0)
    return VisitSlot(held.visit.host, own.id, *place, 1.0, False, (own.id,), (own.id,), 0)


def _classes_given(held: Held, case: Instance) -> tuple[str, ...]:
    """The visitor's classes that somebody else teaches, as the new bells know them: of a substitute any of that day."""
    mine = [x for x in case.lessons if (x.person, x.date, x.kind) == (held.visit.visitor, held.date, "teach")]
    if held.mode == Mode.SUBSTITUTE:
        return tuple(x.id for x in mine)
    found = []
    for _person, _day, _school, start, section in (one.split("/") for one in held.visit.covered):
        same = [x for x in mine if x.section == section]
        found += sorted(same, key=lambda x: (abs(x.start - int(start)), x.id))[:1]
    return tuple(x.id for x in found)


def _covered(held: Held, case: Instance, slot: VisitSlot, given: tuple[str, ...]) -> tuple[str, ...]:
    """The classes covered at the new place: the same one, or those of the half day that a substitute takes."""
    if held.mode != Mode.SUBSTITUTE:
        return given
    mine = sorted((x for x in case.lessons if x.id in given), key=lambda x: (x.start, x.id))
    taken = [x for x in mine if x.id in slot.uses]
    half = (taken or mine)[0].start < NOON
    return tuple(x.id for x in mine if (x.start < NOON) == half and x.id in slot.window)


def booked_as(held: Held, moved: Moved | None = None) -> Booked:
    """The visit as other visits of the same people have to reckon with it."""
    visit, travel = (held.visit, held.travel) if moved is None else (moved.visit, moved.travel)
    times = (visit.start - travel, visit.end + travel)
    own = held.mode in (Mode.OWN, Mode.VIDEO)
    return Booked(visit.visitor, visit.host, held.date, visit.lesson, *times, own, held.mode.value)


def _same_lesson(held: Held, lessons: Iterable[Lesson]) -> Lesson | None:
    """The host's lesson with the class (of a recording the visitor's free period): in the period of that name, else at
    the time agreed."""
    visit = held.visit
    wanted = (visit.host, "teach", held.section) if held.mode != Mode.RECORDING else (visit.visitor, "free", "")
    met = [one for one in lessons if one.date == held.date and (one.person, one.kind, one.section) == wanted]
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
        videos_hosted_week=None,
        recordings=None,
        classes_missed=None,
        substitute_half_days=None,
    )


def _taken(visit: Proposed, case: Instance, away: tuple[int, int]) -> tuple[str, ...]:
    window: Sequence[str] = visit.window
    free = {one.id: one for one in case.lessons if one.id in window}
    return tuple(name for name in window if free[name].start < away[1] and away[0] < free[name].end)
