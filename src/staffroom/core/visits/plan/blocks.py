"""A large district in blocks of neighbouring schools, each planned on its own, as one job among many.

A block holds its schools' people and the requests of its visitors, with the hosts that work there. So a plan of
blocks keeps every rule of the whole; what it cannot see are hosts in other blocks. ``fill_in`` then lets
requests that a block could not meet look everywhere, with every other visit kept.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .instance import MODES, NO_LIMIT, Ints, Term
from .pins import Planned
from .repair import fill_in
from .solve import Plan, make_plan

SCHOOLS = 40
Map = Callable[[Callable[["Job"], Plan], Iterable["Job"]], Iterable[Plan]]


class Job(NamedTuple):
    """What one worker needs for one block."""

    term: Term
    seed: int
    effort: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a district: its own ``term``, and where its people, lessons and requests are in the whole."""

    term: Term
    people: Ints
    lessons: Ints
    requests: Ints


def blocks_of(term: Term, schools: int = SCHOOLS) -> list[Ints]:
    """The schools of a term in groups, see ``groups_of``."""
    return groups_of(term.travel, schools)


def groups_of(travel: Ints, schools: int = SCHOOLS) -> list[Ints]:
    """Schools in groups of about ``schools``, near ones together: the farthest school first, then its nearest.

    ``travel``: (schools, schools) minutes.
    """
    count = len(travel)
    groups = max(1, round(count / schools))
    size = math.ceil(count / groups)
    left = np.ones(count, dtype=np.bool_)
    middle = travel.sum(axis=1)
    found = []
    while left.any():
        start = int(np.argmax(np.where(left, middle, -1)))
        order = np.argsort(np.where(left, travel[start], NO_LIMIT), kind="stable")
        group = np.sort(order[: min(size, int(left.sum()))]).astype(np.int32)
        left[group] = False
        found.append(group)
    return found


def block_of(term: Term, schools: Ints) -> Block:
    """The part of ``term`` that lies in ``schools``."""
    inside = np.isin(term.school, schools)
    people = np.flatnonzero(inside).astype(np.int32)
    lessons = np.flatnonzero(inside[term.person]).astype(np.int32)
    requests = np.flatnonzero(inside[term.visitor]).astype(np.int32)
    number = np.full(term.people, -1, dtype=np.int32)
    number[people] = np.arange(len(people), dtype=np.int32)
    kept = np.isin(np.repeat(np.arange(term.requests), np.diff(term.first)), requests) & inside[term.host]
    counts = np.bincount(np.repeat(np.arange(term.requests), np.diff(term.first))[kept], minlength=term.requests)
    school = np.full(len(term.school_ids), -1, dtype=np.int32)
    school[schools] = np.arange(len(schools), dtype=np.int32)
    part = replace(
        term,
        school_ids=tuple(term.school_ids[s] for s in schools), people_ids=tuple(term.people_ids[p] for p in people),
        request_ids=tuple(term.request_ids[r] for r in requests), travel=term.travel[np.ix_(schools, schools)],
        school=school[term.school[people]], caps=term.caps[people], spare=term.spare[people], video=term.video[people],
        recording=term.recording[people], person=number[term.person[lessons]], day=term.day[lessons],
        start=term.start[lessons], end=term.end[lessons], teach=term.teach[lessons], subject=term.subject[lessons],
        coverable=term.coverable[lessons], week_of=term.week_of[lessons],
        visitor=number[term.visitor[requests]], practice=term.practice[requests],
        wanted=term.wanted[requests], weight=term.weight[requests],
        first=np.concatenate([[0], np.cumsum(counts[requests])]).astype(np.int32),
        host=number[term.host[kept]], fit=term.fit[kept], offer=term.offer[kept],
        offered=_renumbered(term, lessons),
    )  # fmt: skip
    return Block(part, people, lessons, requests)


def _renumbered(term: Term, lessons: Ints) -> Ints:
    """The lessons of offers in positions of the block; those outside it are nobody's (0), and never reached."""
    number = np.zeros(max(1, term.lessons), dtype=np.int32)
    number[lessons] = np.arange(len(lessons), dtype=np.int32)
    return number[term.offered]


def in_the_whole(block: Block, visits: Iterable[Planned]) -> Iterator[Planned]:
    """Visits of a block, in positions of the whole district."""
    for visit in visits:
        yield Planned(
            int(block.requests[visit.request]), int(block.people[visit.host]), visit.mode, visit.week,
            None if visit.lesson is None else int(block.lessons[visit.lesson]),
            tuple(int(block.lessons[lesson]) for lesson in visit.window),
            None if visit.cover is None else int(block.lessons[visit.cover]),
        )  # fmt: skip


def solve_block(job: Job) -> Plan:
    """One job: a plan of one block. Needs nothing but the job, so that any worker can do it."""
    return make_plan(job.term, seed=job.seed, effort=job.effort, seconds=job.seconds)


def plan_in_blocks(
    term: Term, *, schools: int = SCHOOLS, seed: int = 1, effort: str = "usual", seconds: float | None = None,
    run: Map = map, across: bool = True,
) -> Plan:  # fmt: skip
    """The plan of a large district, block by block through ``run`` (``map``, or that of a pool of processes).

    ``bound``: the sum of the blocks' bounds, which bounds plans of blocks only, and is said so by ``make_plan``'s
    caller; with ``across`` the requests that no block met are then tried with hosts everywhere, and what they add
    is added to the bound. ``seconds`` are for each block.
    """
    parts = _with_substitutes(term, [block_of(term, group) for group in blocks_of(term, schools)])
    jobs = [Job(part.term, seed, effort, seconds) for part in parts]
    plans = list(run(solve_block, jobs))
    visits = [visit for part, plan in zip(parts, plans, strict=True) for visit in in_the_whole(part, plan.visits)]
    value, bound = sum(plan.value for plan in plans), sum(plan.bound for plan in plans)
    if across and len(parts) > 1:
        added = fill_in(term, visits, seed=seed)
        gain = worth(term, added)
        visits, value, bound = [*visits, *added], value + gain, bound + gain
    met = {visit.request for visit in visits}
    unmet = tuple(request for request in range(term.requests) if request not in met)
    seconds_used = sum(plan.seconds for plan in plans)
    return Plan(
        tuple(sorted(visits)), unmet, value, bound, seconds_used, sum(plan.relaxing for plan in plans),
        sum(plan.moves for plan in plans),
    )  # fmt: skip


def _with_substitutes(term: Term, parts: list[Block]) -> list[Block]:
    """Half days of substitutes are the district's: each block gets its share by requests, rounded down."""
    most = term.rules.substitute_half_days
    if most >= NO_LIMIT:
        return parts
    shares = [most * len(part.requests) // max(1, term.requests) for part in parts]
    shares[0] += most - sum(shares)
    return [
        replace(part, term=replace(part.term, rules=replace(part.term.rules, substitute_half_days=share)))
        for part, share in zip(parts, shares, strict=True)
    ]


def worth(term: Term, visits: Sequence[Planned]) -> float:
    """The value of visits."""
    total = 0.0
    for visit in visits:
        low, high = int(term.first[visit.request]), int(term.first[visit.request + 1])
        at = np.flatnonzero(term.host[low:high] == visit.host)
        total += term.value(visit.request, float(term.fit[low + int(at[0])]), MODES.index(visit.mode))
    return total
