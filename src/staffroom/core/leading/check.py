"""The checker of a new lead's plan: one rule, one name. It shares no code with the planner."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from .case import Choice, LeadCase


class LeadRule(StrEnum):
    """The names of the rules."""

    LAWFUL = "lawful"
    ONCE = "once"
    IN_WEEKS = "in_weeks"
    TWO_PLACES = "two_places"
    WEEK_CAP = "week_cap"
    OWN_CAP = "own_cap"
    MISSED_CAP = "missed_cap"
    HALF_DAYS = "half_days"
    VISITS_CAP = "visits_cap"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class LeadViolation:
    """A rule broken; ``about``: the member or the number of the week, where there is one."""

    rule: LeadRule
    about: str = ""


Plan = Sequence[Choice]


def check_lead_plan(plan: Iterable[Choice], case: LeadCase) -> tuple[LeadViolation, ...]:
    """Every rule that these visits together would break; empty when they keep all."""
    listed = list(plan)
    return tuple(
        LeadViolation(rule, about) for rule, broken in CHECKS.items() for about in sorted(set(broken(listed, case)))
    )


def _lawful(plan: Plan, case: LeadCase) -> Iterable[str]:
    return (one.member for one in plan if one not in case.choices or one.member not in case.members)


def _once(plan: Plan, _case: LeadCase) -> Iterable[str]:
    return (member for member, times in Counter(one.member for one in plan).items() if times > 1)


def _in_weeks(plan: Plan, case: LeadCase) -> Iterable[str]:
    return (one.member for one in plan if not 0 <= one.week < case.weeks)


def _two_places(plan: Plan, _case: LeadCase) -> Iterable[str]:
    return (
        two.member
        for one, two in combinations(plan, 2)
        if one.date == two.date and set(range(one.first, one.last)) & set(range(two.first, two.last))
    )


def _week_cap(plan: Plan, case: LeadCase) -> Iterable[str]:
    if case.a_week is None:
        return
    for week in {one.week for one in plan}:
        here = [one for one in plan if one.week == week]
        halves = {one.half for one in here if one.mode == "substitute"} - case.halves
        outings = len(halves) + sum(one.mode != "substitute" for one in here)
        if outings and outings + case.gone.get(week, 0) > case.a_week:
            yield str(week)


def _over(limit: int | None, used: int) -> Iterable[str]:
    return [""] if limit is not None and used > max(0, limit) else []


def _own_cap(plan: Plan, case: LeadCase) -> Iterable[str]:
    return _over(case.own, sum(one.mode == "own" for one in plan))


def _missed_cap(plan: Plan, case: LeadCase) -> Iterable[str]:
    return _over(case.missed, sum(one.mode != "own" for one in plan))


def _half_days(plan: Plan, case: LeadCase) -> Iterable[str]:
    return _over(case.half_days, len({one.half for one in plan if one.mode == "substitute"} - case.halves))


def _visits_cap(plan: Plan, case: LeadCase) -> Iterable[str]:
    return _over(case.visits, len(plan))


def _contract(plan: Plan, case: LeadCase) -> Iterable[str]:
    for week, spare in case.spare.items():
        given = [one.minutes for one in plan if one.week == week]
        if sum(given) > max(0, spare):
            yield str(week)


CHECKS: dict[LeadRule, Callable[[Plan, LeadCase], Iterable[str]]] = {
    LeadRule.LAWFUL: _lawful,
    LeadRule.ONCE: _once,
    LeadRule.IN_WEEKS: _in_weeks,
    LeadRule.TWO_PLACES: _two_places,
    LeadRule.WEEK_CAP: _week_cap,
    LeadRule.OWN_CAP: _own_cap,
    LeadRule.MISSED_CAP: _missed_cap,
    LeadRule.HALF_DAYS: _half_days,
    LeadRule.VISITS_CAP: _visits_cap,
    LeadRule.CONTRACT: _contract,
}
