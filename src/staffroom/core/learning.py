"""Time reserved for learning in a school's calendar: on which dates it falls, and what it conflicts with.

Dates are ordinals, times minutes from midnight, intervals end exclusive, ids opaque text. A repeated slot is left out
on days without school; only a slot for one date can miss its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from staffroom.core.contract import Case, Directs, Person, Planned, Purpose, Rule, Violation, check


class SlotKind(StrEnum):
    PD_DAY = "pd_day"
    LATE_START = "late_start"
    EARLY_RELEASE = "early_release"
    COLLABORATION = "collaboration"
    FACULTY_MEETING = "faculty_meeting"


class Repeat(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    CYCLE = "cycle"


class Clash(StrEnum):
    """What is in the way, in the order in which it is told."""

    NO_SCHOOL = "no_school"
    SCHOOL_IN_SESSION = "school_in_session"
    CUTS_CLASS = "cuts_class"
    TWO_AT_ONCE = "two_at_once"
    CONTRACT = "contract"


PURPOSES: Mapping[SlotKind, Purpose] = {
    SlotKind.PD_DAY: Purpose.TRAINING,
    SlotKind.LATE_START: Purpose.COLLABORATION,
    SlotKind.EARLY_RELEASE: Purpose.COLLABORATION,
    SlotKind.COLLABORATION: Purpose.COLLABORATION,
    SlotKind.FACULTY_MEETING: Purpose.MEETING,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One reservation. ``first`` and ``last`` are included; ``ordinal`` 1 to 5 of the month for MONTHLY.

    ``levels`` and ``roles`` empty: everybody.
    """

    id: str
    kind: SlotKind
    first: int
    last: int
    start: int
    end: int
    repeat: Repeat = Repeat.ONCE
    weekday: int = 0
    ordinal: int = 1
    cycle_day: str = ""
    directs: str = Directs.TEAM
    levels: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SchoolDate:
    """A date in session at one school: its labels, its class periods, and when the last lesson ends."""

    labels: tuple[str, ...]
    classes: tuple[tuple[int, int], ...]
    last_bell: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A slot on a date, what is in its way, and the other slot or the broken rule."""

    clash: Clash
    slot: Slot
    date: int
    other: Slot | None = None
    violation: Violation | None = None


def occurrences(slot: Slot, dates: Iterable[int], days: Mapping[int, SchoolDate]) -> list[int]:
    """The dates, among these, on which a slot falls. ``days``: those of them that are in session."""
    within = [day for day in dates if slot.first <= day <= slot.last]
    if slot.repeat is Repeat.ONCE:
        return [day for day in within if day == slot.first]
    return [day for day in within if day in days and _falls_on(slot, day, days[day])]


def _falls_on(slot: Slot, day: int, held: SchoolDate) -> bool:
    if slot.repeat is Repeat.CYCLE:
        return slot.cycle_day in held.labels
    found = date.fromordinal(day)
    nth = (found.day - 1) // 7 + 1
    return found.weekday() == slot.weekday and (slot.repeat is Repeat.WEEKLY or nth == slot.ordinal)


def concerns(slot: Slot, level: str) -> bool:
    """Whether a slot is for anybody at a school of this level."""
    return not slot.levels or level in slot.levels


def conflicts(
    slots: Sequence[Slot],
    dates: Sequence[int],
    days: Mapping[int, SchoolDate],
    *,
    level: str,
    rules: Sequence[Rule] = (),
    first_days: tuple[int, ...] = (),
) -> list[Conflict]:
    """Everything that does not fit at one school of a level on these dates, by date and kind."""
    placed = [(slot, day) for slot in slots if concerns(slot, level) for day in occurrences(slot, dates, days)]
    found = [*_with_the_day(placed, days), *_with_each_other(placed)]
    found += _with_the_contract(placed, days, level, rules, first_days)
    order = list(Clash)
    return sorted(found, key=lambda one: (one.date, order.index(one.clash), one.slot.start, one.slot.id))


def _with_the_day(placed: Iterable[tuple[Slot, int]], days: Mapping[int, SchoolDate]) -> Iterable[Conflict]:
    for slot, day in placed:
        held = days.get(day)
        if slot.kind is SlotKind.PD_DAY:
            if held is not None:
                yield Conflict(Clash.SCHOOL_IN_SESSION, slot, day)
        elif held is None:
            yield Conflict(Clash.NO_SCHOOL, slot, day)
        elif any(start < slot.end and slot.start < end for start, end in held.classes):
            yield Conflict(Clash.CUTS_CLASS, slot, day)


def _with_each_other(placed: Sequence[tuple[Slot, int]]) -> Iterable[Conflict]:
    for at, (one, day) in enumerate(placed):
        for other, same in placed[at + 1 :]:
            together = not one.roles or not other.roles or bool(one.roles & other.roles)
            if day == same and one.start < other.end and other.start < one.end and together:
                yield Conflict(Clash.TWO_AT_ONCE, one, day, other=other)


def _with_the_contract(
    placed: Sequence[tuple[Slot, int]],
    days: Mapping[int, SchoolDate],
    level: str,
    rules: Sequence[Rule],
    first_days: tuple[int, ...],
) -> Iterable[Conflict]:
    """The contract as it reads for one person of each role that a slot or a rule names."""
    named = [one.roles for one, _day in placed] + [one.roles for one in rules]
    roles = sorted({"teacher"}.union(*named)) if placed and rules else []
    people = [Person(role, frozenset({level}), frozenset({role})) for role in roles]
    planned = [
        Planned(role, day, slot.start, slot.end, PURPOSES[slot.kind], slot.directs)
        for role in roles
        for slot, day in placed
        if not slot.roles or role in slot.roles
    ]
    bells = {(role, day): held.last_bell for role in roles for day, held in days.items() if held.last_bell is not None}
    told: set[tuple[str, int, str]] = set()
    for found in check(Case(tuple(rules), tuple(people), tuple(planned), {}, bells, first_days)):
        key = (found.rule.id, found.date, found.directs)
        if key not in told:
            told.add(key)
            yield Conflict(Clash.CONTRACT, _blamed(found, placed), found.date, violation=found)


def _blamed(found: Violation, placed: Sequence[tuple[Slot, int]]) -> Slot:
    """The slot on the violation's date, else the first that follows: weeks and months begin without one."""
    after = [(day, slot.start, slot.id, slot) for slot, day in placed if day >= found.date]
    return min(after, key=lambda one: one[:3])[3]
