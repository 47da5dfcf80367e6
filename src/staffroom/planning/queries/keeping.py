"""What may stay of an earlier plan: what still keeps every rule beside what is booked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from staffroom.core.visits.plan import check_plan
from staffroom.core.visits.plan.instance import Term
from staffroom.core.visits.plan.pins import Planned, as_plan, without_window
from staffroom.core.visits.plan.windows import windows_of


def stays(raw: Mapping[str, Any], term: Term, keep: Sequence[Planned], proposed: Collection[int]) -> set[int]:
    """Requests among those ``proposed`` earlier whose visit in ``keep`` can stay as it is.

    All are checked together; only what is broken costs another look. What booked visits alone break tells nothing.
    """
    bad = {keep[at].request for at in without_window(term, windows_of(term), keep)} & set(proposed)
    left = [visit for visit in keep if visit.request not in bad]
    while gone := set(_culprits(raw, left, proposed)):
        left = [visit for visit in left if visit.request not in gone]
    return {visit.request for visit in left} & set(proposed)


def _culprits(raw: Mapping[str, Any], visits: Sequence[Planned], proposed: Collection[int]) -> Iterator[int]:
    """For each rule that is broken the last request that can go, unless one goes for another rule already."""
    gone: set[int] = set()
    for broken in check_plan(raw, as_plan(visits)):
        can_go = [visits[at].request for at in broken.visits if visits[at].request in proposed]
        if can_go and gone.isdisjoint(can_go):
            gone.add(can_go[-1])
            yield can_go[-1]
