"""Every visit of a plan is judged as a single one by the checker that has the last word when it is asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from staffroom.core.visits.instance import ClosedDoor, Host, Instance
from staffroom.core.visits.modes import Mode, ModeSlot, slots_in
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer
from staffroom.spine.editions import Memory
from staffroom.visits.queries import case_of, lesson_of, remember, terms_of

from ..models import PlanRun
from ..queries import Made

TOGETHER = 150  # visits of one day that are read at once


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is known of all offers of a plan."""

    offers: dict[int, Offer]
    sections: dict[int, set[int]]
    closed: dict[int, list[ClosedDoor]]


def judge(run: PlanRun, made: Sequence[Made], now: datetime) -> tuple[list[Made], list[Made]]:
    """Those that could be asked for, with their times, and those that could not; each as if nothing else were planned.

    Both in the order given. A recording gets the first free period of its week that the plan leaves to its visitor.
    """
    offers = {one.offer for one in made}
    shown = _Shown(
        Offer.objects.in_bulk(offers), expertise.sections_shown(offers),
        expertise.closed_for_planner({one.host for one in made}),
    )  # fmt: skip
    taken = _taken(made)
    sound: dict[int, Made] = {}
    for day, numbers in _by_day(run, made):
        kept = Memory()
        some = [made[n] for n in numbers]
        remember(kept, run.district, {one.wish.visitor for one in some}, {one.host for one in some}, day)
        for n in numbers:
            found = _sound(run, made[n], now, day, shown, taken[made[n].wish.visitor], kept)
            if found is not None:
                sound[n] = found
                taken[found.wish.visitor].update(found.window)
    good = [sound[n] for n in range(len(made)) if n in sound]
    return good, [one for n, one in enumerate(made) if n not in sound]


def _by_day(run: PlanRun, made: Sequence[Made]) -> Iterator[tuple[date, list[int]]]:
    """Numbers of visits of one day together, not too many; recordings at their week's Monday."""
    days: dict[date, list[int]] = defaultdict(list)
    for n, one in enumerate(made):
        monday = run.first + timedelta(days=7 * one.week)
        days[date.fromordinal(one.lesson.date) if one.lesson else monday].append(n)
    for day, numbers in sorted(days.items()):
        for start in range(0, len(numbers), TOGETHER):
            yield day, numbers[start : start + TOGETHER]


def _taken(made: Iterable[Made]) -> dict[int, set[str]]:
    """The free periods that the plan takes of each person, for visits and for covers."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in made:
        found[one.wish.visitor].update(one.window)
        if one.cover:
            found[int(one.cover.split("/")[0])].add(one.cover)
    return found


def _sound(
    run: PlanRun, one: Made, now: datetime, day: date, shown: _Shown, taken: Collection[str], kept: Memory
) -> Made | None:
    """The visit with its time in its mode, or None: it could not be asked for."""
    mode, offer = Mode(one.mode), shown.offers[one.offer]
    last = day if one.lesson else day + timedelta(days=4)
    sections = frozenset(str(pk) for pk in shown.sections.get(one.offer, ()))
    limit = next(host.lessons_week for host in one.wish.hosts if host.person == one.host)
    host = Host(str(one.host), one.fit, sections=sections, lessons_week=limit)
    case = case_of(
        run.district, one.wish.visitor, (host,), now, span=(day, last), kept=kept,
        closed=tuple(shown.closed.get(one.host, ())),
    )  # fmt: skip
    slots = slots_in(mode, case, terms_of(offer, case, mode, searched=True), classes=one.covered)
    if mode == Mode.RECORDING:
        return next((_at(one, slot, case) for slot in slots if slot.slot.lesson not in taken), None)
    wanted = one.lesson.id if one.lesson else ""
    return next((_at(one, slot, case) for slot in slots if slot.slot.lesson == wanted), None)


def _at(one: Made, found: ModeSlot, case: Instance) -> Made:
    """What is proposed is what the single finder would book."""
    slot = found.slot
    return replace(
        one, lesson=lesson_of(case, slot.lesson), window=tuple(slot.window), covered=found.covered, start=slot.start,
        end=slot.end, travel=slot.travel,
    )  # fmt: skip
