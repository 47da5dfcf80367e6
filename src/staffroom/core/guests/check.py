"""The checker: may this person be a guest at this meeting? Minute by minute, and apart from the finder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from staffroom.core.visits.instance import Lesson
from staffroom.core.visits.rules import Params

from .case import Candidate, Gathering, GuestCase, Invited, month_of, week_of


class GuestRule(StrEnum):
    """The names of the rules, in the order in which reasons are told."""

    OWN_SCHOOL = "own_school"
    NOT_WILLING = "not_willing"
    MONTH_CAP = "month_cap"
    TAKEN = "taken"
    BEGUN = "begun"
    NO_SCHOOL = "no_school"
    TOO_FAR = "too_far"
    NOT_KNOWN = "not_known"
    TEACHES = "teaches"
    AWAY = "away"
    PROMISED = "promised"
    CONTRACT = "contract"
    USES = "uses"


@dataclass(frozen=True, slots=True)
class GuestViolation:
    """A rule broken, with the numbers its sentence needs."""

    rule: GuestRule
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    invited: Invited
    whole: GuestCase
    one: Candidate
    meeting: Gathering

    @property
    def way(self) -> int | None:
        here = self.one.school == self.whole.school
        return 0 if here else self.whole.travel.get((self.one.school, self.whole.school))

    @property
    def minutes(self) -> set[int]:
        """Every minute of the day in which they are on the way or at the meeting."""
        way = self.way or 0
        return set(range(self.meeting.start - way, self.meeting.end + way))

    def lessons(self, kind: str) -> list[Lesson]:
        """Theirs of that day which they would miss in part at least."""
        return [
            x
            for x in self.whole.lessons
            if (x.person, x.date, x.kind) == (self.one.person, self.meeting.date, kind)
            and not self.minutes.isdisjoint(range(x.start, x.end))
        ]


def check_guest(invited: Invited, case: GuestCase) -> tuple[GuestViolation, ...]:
    """Every rule it would break, in the order of ``GuestRule``; empty when it is allowed.

    Raises ``StopIteration`` for a person or a meeting that the case does not hold.
    """
    one = next(x for x in case.candidates if x.person == invited.person)
    meeting = next(x for x in case.meetings if x.id == invited.meeting)
    judged = _Case(invited, case, one, meeting)
    return tuple(GuestViolation(rule, _params(rule, judged)) for rule, broken in CHECKS.items() if broken(judged))


def _params(rule: GuestRule, case: _Case) -> dict[str, str | int]:
    if rule == GuestRule.TOO_FAR:
        return {"travel": case.way or 0, "most": case.whole.max_travel}
    if rule == GuestRule.MONTH_CAP:
        return {"made": case.one.asked.get(month_of(case.meeting.date), 0), "most": case.whole.most_a_month or 0}
    if rule == GuestRule.CONTRACT:
        return {"left": _left(case), "least": case.one.least or 0}
    return {}


def _over_cap(case: _Case) -> bool:
    most = case.whole.most_a_month
    return most is not None and case.one.asked.get(month_of(case.meeting.date), 0) + 1 > most


def _begun(case: _Case) -> bool:
    now = case.whole.now_date * 1440 + case.whole.now_minute
    return case.meeting.date * 1440 + min(case.minutes) <= now


def _no_school(case: _Case) -> bool:
    return not any((day.school, day.date) == (case.one.school, case.meeting.date) for day in case.whole.days)


def _too_far(case: _Case) -> bool:
    return case.way is None or case.way > case.whole.max_travel


def _not_known(case: _Case) -> bool:
    """Who has no timetable is asked only outside the hours of their school."""
    if case.one.known:
        return False
    hours = [d for d in case.whole.days if (d.school, d.date) == (case.one.school, case.meeting.date)]
    return any(not case.minutes.isdisjoint(range(day.start, day.end)) for day in hours)


def _is_busy(case: _Case, kind: str) -> bool:
    """A free lesson that holds a promise is used up, even for the minutes the promise leaves."""
    free = {minute for x in case.lessons("free") for minute in range(x.start, x.end)}
    taken = case.minutes | (free if kind == "promise" else set())
    return any(
        not taken.isdisjoint(range(b.start, b.end))
        for b in case.whole.busy
        if (b.person, b.kind, b.date) == (case.one.person, kind, case.meeting.date)
    )


def _free_of_week(case: _Case) -> set[tuple[int, int]]:
    week = week_of(case.meeting.date)
    free = {
        (x.date, minute)
        for x in case.whole.lessons
        if x.person == case.one.person and x.kind == "free" and week_of(x.date) == week
        for minute in range(x.start, x.end)
    }
    given = {
        (b.date, minute)
        for b in case.whole.busy
        if b.person == case.one.person and b.kind == "promise"
        for minute in range(b.start, b.end)
    }
    return free - given


def _left(case: _Case) -> int:
    return len(_free_of_week(case) - {(case.meeting.date, minute) for minute in case.minutes})


def _breaks_contract(case: _Case) -> bool:
    left = _left(case)
    return case.one.least is not None and left < case.one.least and left < len(_free_of_week(case))


CHECKS: dict[GuestRule, Callable[[_Case], bool]] = {
    GuestRule.OWN_SCHOOL: lambda case: case.one.school == case.whole.school,
    GuestRule.NOT_WILLING: lambda case: not case.one.willing,
    GuestRule.MONTH_CAP: _over_cap,
    GuestRule.TAKEN: lambda case: case.meeting.taken,
    GuestRule.BEGUN: _begun,
    GuestRule.NO_SCHOOL: _no_school,
    GuestRule.TOO_FAR: _too_far,
    GuestRule.NOT_KNOWN: _not_known,
    GuestRule.TEACHES: lambda case: bool(case.lessons("teach")),
    GuestRule.AWAY: lambda case: _is_busy(case, "away"),
    GuestRule.PROMISED: lambda case: _is_busy(case, "promise"),
    GuestRule.CONTRACT: _breaks_contract,
    GuestRule.USES: lambda case: {x.id for x in case.lessons("free")} != set(case.invited.uses),
}
