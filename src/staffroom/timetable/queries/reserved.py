"""What people have promised of their time together: learning time of the calendar, and what rooms above add.

Nobody visits, is visited or is free then. A lesson or free period that it touches only in part keeps its other
minutes for meetings, but holds no visit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from staffroom.core.learning import PURPOSES, Repeat, SchoolDate, Slot, SlotKind, concerns, occurrences
from staffroom.core.reserved import Reserved
from staffroom.people.models import School

from ..models import LearningSlot
from ..reserved import TakenOf, Touched, held, sources, touched
from .days import Day, SchoolCalendar
from .lessons import Post, Timetable, post_holds, timetable_of
from .slots import core_slot

REGULAR = (Repeat.WEEKLY, Repeat.CYCLE)
Placed = tuple[LearningSlot, int]  # and the ordinal of a date


def reserved_of(
    known: Timetable, staff_ids: Collection[int], dates: Sequence[date] | None = None, *, usual: bool = False
) -> list[Reserved]:
    """All that these people of a timetable have promised on its dates, or on some of them; by date and time.

    ``usual``: the dates stand for every week, so of learning time only what comes back each week or turn of the cycle
    counts, and that which begins later too. Two queries, and those of the rooms above.
    """
    days = known.dates if dates is None else dates
    if not days or not staff_ids:
        return []
    found = [*_learning(known, staff_ids, days, usual=usual)]
    for source in sources():
        found += source(staff_ids, days, known.calendars, usual=usual)
    return sorted(found, key=lambda one: (one.date, one.start, one.end, one.kind, one.key, one.person))


def taken_by(slot: LearningSlot) -> TakenOf:
    """What one slot alone takes of people on dates; it need not be saved."""

    def taken(staff_ids: Collection[int], dates: Sequence[date]) -> list[Reserved]:
        return list(_told([slot], timetable_of(staff_ids, dates), staff_ids, dates))

    return taken


def touched_by(slot: LearningSlot | None, values: Mapping[str, Any], now: datetime) -> Touched:
    """The plans that a slot with these values would fall into, and (``slot`` as it stands) does not yet."""
    wanted = LearningSlot(**{"public_id": "", **values})
    return touched(taken_by(wanted), now, touched(taken_by(slot), now) if slot else None)


def held_in(slot: LearningSlot, now: datetime) -> list[str]:
    """What has taken place in the time of a slot, in sentences."""
    return held(taken_by(slot), slot.first, now)


def _learning(known: Timetable, staff_ids: Collection[int], days: Sequence[date], *, usual: bool) -> Iterable[Reserved]:
    rows = LearningSlot.objects.filter(last__gte=days[0])
    if usual:
        rows = rows.filter(repeat__in=REGULAR)
    else:
        rows = rows.filter(first__lte=days[-1])
    return _told(list(rows), known, staff_ids, days, usual=usual)


def _told(
    rows: Sequence[LearningSlot],
    known: Timetable,
    staff_ids: Collection[int],
    days: Sequence[date],
    *,
    usual: bool = False,
) -> Iterable[Reserved]:
    if not rows:
        return
    levels = dict(School.objects.filter(pk__in=[*known.calendars]).values_list("pk", "level"))
    at = {pk: _placed(rows, pk, level, known.calendars[pk], days, usual=usual) for pk, level in levels.items()}
    for person in staff_ids:
        told: set[tuple[int | None, str, int]] = set()
        for post in known.posts.get(person, ()):
            for row, day in at.get(post.school, ()):
                key = (row.pk, row.public_id, day)
                if key not in told and _concerns(row, post, day):
                    told.add(key)
                    yield _reserved(person, row, day)


def _reserved(person: int, row: LearningSlot, day: int) -> Reserved:
    purpose = PURPOSES[SlotKind(row.kind)]
    return Reserved(
        str(person), day, row.start, row.end, "learning", row.purpose, row.public_id, purpose, row.directs
    )  # fmt: skip


def _concerns(row: LearningSlot, post: Post, day: int) -> bool:
    return (not row.roles or post.role in row.roles) and post_holds(post, date.fromordinal(day))


def _placed(
    rows: Sequence[LearningSlot],
    school: int,
    level: str,
    calendar: SchoolCalendar,
    days: Sequence[date],
    *,
    usual: bool,
) -> list[Placed]:
    """Each slot of a school on each date on which it falls there."""
    ordinals = [day.toordinal() for day in days]
    held = {day.toordinal(): _school_date(found) for day in days if (found := calendar.on(day))}
    found: list[Placed] = []
    for row in rows:
        slot = _begun(core_slot(row), ordinals[0]) if usual else core_slot(row)
        if row.school_id in (None, school) and concerns(slot, level):
            found += [(row, day) for day in occurrences(slot, ordinals, held)]
    return found


def _begun(slot: Slot, day: int) -> Slot:
    return replace(slot, first=min(slot.first, day))


def _school_date(found: Day) -> SchoolDate:
    return SchoolDate(found.labels, (), None)


def by_person(rows: Iterable[Reserved]) -> Mapping[int, tuple[Reserved, ...]]:
    """The same by staff id."""
    found: dict[int, list[Reserved]] = defaultdict(list)
    for one in rows:
        found[int(one.person)].append(one)
    return {person: tuple(listed) for person, listed in found.items()}
