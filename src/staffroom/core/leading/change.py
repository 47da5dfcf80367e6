"""What would have to be different so that more members are seen: one thing at a time, the cheapest first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .case import LeadCase
from .plan import LeadPlan, plan_release

LONGEST = 3  # weeks more that are looked at


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: ``weeks``, ``a_week``, ``own``, ``half_days``, ``missed`` or ``visits``; by ``by`` more; then so many
    are ``seen``."""

    what: str
    by: int
    seen: int


def changes(case: LeadCase, plan: LeadPlan) -> tuple[Change, ...]:
    """Each one change by which more are seen, the cheapest first; none where everybody is, or nothing helps."""
    if not plan.unseen:
        return ()
    found: dict[str, Change] = {}
    for what, by, relaxed in _relaxed(case):
        if what in found:
            continue
        seen = len(plan_release(relaxed).visits)
        if seen > len(plan.visits):
            found[what] = Change(what, by, seen)
    return tuple(found.values())


def _relaxed(case: LeadCase) -> Iterator[tuple[str, int, LeadCase]]:
    """Waiting costs nobody a class; one outing more or one own period more does not either; classes come last."""
    for more in range(1, LONGEST + 1):
        yield "weeks", more, replace(case, weeks=case.weeks + more)
    if case.a_week is not None:
        yield "a_week", 1, replace(case, a_week=case.a_week + 1)
    if case.visits is not None:
        yield "visits", 1, replace(case, visits=max(0, case.visits) + 1)
    if case.own is not None:
        yield "own", 1, replace(case, own=max(0, case.own) + 1)
    if case.missed is not None:
        yield "missed", 1, replace(case, missed=max(0, case.missed) + 1)
    if case.half_days is not None:
        yield "half_days", 1, replace(case, half_days=max(0, case.half_days) + 1)
