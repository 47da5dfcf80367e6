"""When a set of people are free together, and what it would take when they never are.

From the timetable of typical days, less what is reserved in every week: days away and visits agreed are not looked at.
A group that meets every week wants the days that come back every week.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import Lesson, Rules, SchoolDay
from staffroom.core.weeks import MINUTES, Common, Move, Never, Timetables, common_time_of, timetables_of
from staffroom.people.models import Assignment, District, Staff, Teaching
from staffroom.people.queries import time_zone_of
from staffroom.spine.scoping import current_district_id
from staffroom.ui.templatetags.ui import clock, duration

from .days import calendars, current_terms, school_days
from .lessons import timetable_of
from .reserved import by_person, reserved_of
from .settings import rules_for
from .troubles import day_name
from .typical import TypicalDays, typical_days

NAMED = 3


class CommonSlot(NamedTuple):
    """``day`` is a label (``Mon``, or ``A`` where all their schools go by one cycle); minutes from midnight."""

    day: str
    start: int
    end: int

    def __str__(self) -> str:
        times = {"day": day_name(self.day), "start": clock(self.start), "end": clock(self.end)}
        return str(_("%(day)s, %(start)s to %(end)s") % times)


@dataclass(frozen=True, slots=True)
class OneMove:
    """The one lesson whose move, or cover, gives them a slot. ``day`` is a label, ``period`` the name of the bell."""

    staff: int
    day: str
    period: str
    start: int
    end: int
    slot: CommonSlot
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class CommonTime:
    """``slots`` of at least ``minutes``, in order of the days. When there are none: ``one_move``, or None where no
    single one would do, ``moves``, how many single moves would, and ``reason``, a sentence.
    """

    minutes: int
    slots: tuple[CommonSlot, ...]
    one_move: OneMove | None = None
    moves: int = 0
    reason: str = ""
    why: str = ""


def common_time(
    staff_ids: Collection[int], *, minutes: int = MINUTES, day: str | None = None, on: date | None = None
) -> CommonTime:
    """The common time of these people of the district in scope, in an ordinary week or one turn of their cycle.

    ``day``: only on the day of this label. ``on``: a date in the week from which on an ordinary one is looked for;
    today if not given. A fixed number of queries, whatever the numbers. Someone without a timetable is free at no
    known time. Learning time and meetings of teams that come back are not free, but for those at which all of these
    people are together. No journey is counted.
    """
    return common_times([staff_ids], minutes=minutes, day=day, on=on)[0]


def common_times(
    groups: Sequence[Collection[int]], *, minutes: int = MINUTES, day: str | None = None, on: date | None = None
) -> list[CommonTime]:
    """The same for each of several groups, in the same number of queries as for one."""
    listed = [list(dict.fromkeys(group)) for group in groups]
    read = _read(sorted({pk for group in listed for pk in group}), listed, on or today_here())
    answers: list[tuple[Timetables, Common] | None] = []
    for group, days in zip(listed, read.days, strict=True):
        wanted = None if day is None else days.ordinal_of(day)
        tables = read.tables(group, days)
        known = day is None or wanted is not None
        answers.append((tables, common_time_of(tables, minutes=minutes, day=wanted)) if known else None)
    names = names_of({person for one in answers if one for person in named(one[1])})
    return [
        told(*answer, days, names)
        if answer
        else CommonTime(minutes, (), reason=_no_such_day(day or "", days), why="no_such_day")
        for answer, days in zip(answers, read.days, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Read:
    """All that is known of several groups: their typical ``days``, and lessons and promises on all of these."""

    days: list[TypicalDays]
    lessons: Mapping[int, Sequence[Lesson]]
    hours: Sequence[SchoolDay]
    reserved: Mapping[int, Sequence[Reserved]]
    rules: Rules

    def tables(self, group: Collection[int], days: TypicalDays) -> Timetables:
        """The instance of one group on its own days."""
        dates = {one.toordinal() for one in days.dates}
        lessons = [x for pk in group for x in self.lessons[pk] if x.date in dates]
        busy = [x for pk in group for x in self.reserved.get(pk, ()) if x.date in dates]
        hours = [x for x in self.hours if x.date in dates]
        return timetables_of(lessons, {str(pk): "" for pk in group}, hours, {}, self.rules, busy)


def _read(ids: list[int], groups: Sequence[Collection[int]], on: date) -> _Read:
    schools, terms = _schools_of(ids), current_terms()
    known = calendars({pk for held in schools.values() for pk in held}, terms=terms)
    days = [
        typical_days([known[pk] for pk in sorted({pk for one in group for pk in schools.get(one, ())})], on)
        for group in groups
    ]
    dates = sorted({day for one in days for day in one.dates})
    timetable = timetable_of(ids, dates, known=known, terms=terms)
    hours = school_days(list(timetable.calendars), dates, known=timetable.calendars)
    busy = by_person(reserved_of(timetable, ids, usual=True))
    rules = rules_for(District.objects.get(pk=current_district_id()))
    return _Read(days, {pk: list(timetable.lessons(pk)) for pk in ids}, hours, busy, rules)


def told(tables: Timetables, found: Common, days: TypicalDays, names: Mapping[str, str] | None = None) -> CommonTime:
    """What the core has found, in the reader's language; ids are primary keys as text. Names are read if not given."""
    ordered = sorted(found.slots, key=lambda slot: (days.labels.index(days.label_of(slot.day)), slot.start))
    slots = tuple(CommonSlot(days.label_of(slot.day), slot.start, slot.end) for slot in ordered)
    if found.reason is None:
        return CommonTime(found.minutes, slots)
    names = names_of(named(found)) if names is None else names
    move = _one_move(found.move, days, names) if found.move else None
    reason = _reason(found, len(tables.teachers), names)
    return CommonTime(found.minutes, (), move, found.moves, reason, found.reason.value)


def named(found: Common) -> set[str]:
    """The people whose names the sentences need."""
    return {*found.stuck[:NAMED], *([found.move.person] if found.move else [])}


def names_of(people: Collection[str]) -> dict[str, str]:
    """Names by primary key as text. One query."""
    return {str(one.pk): str(one) for one in Staff.objects.filter(pk__in=[int(pk) for pk in people])}


def _no_such_day(day: str, days: TypicalDays) -> str:
    text = _("%(day)s is not a day of their week. Its days are %(days)s.")
    words = {"day": day_name(day), "days": ", ".join(str(day_name(label)) for label in days.labels)}
    return str(text % words)


def _schools_of(ids: Collection[int]) -> dict[int, set[int]]:
    """By person the schools of their posts and classes. Two queries."""
    posts = Assignment.objects.filter(staff_id__in=ids, school__isnull=False, active=True)
    classes = Teaching.objects.filter(staff_id__in=ids, active=True, section__active=True)
    found: dict[int, set[int]] = defaultdict(set)
    rows = (*posts.values_list("staff_id", "school_id"), *classes.values_list("staff_id", "section__school_id"))
    for person, school in rows:
        found[person].add(school)
    return found


def today_here() -> date:
    """Today on the wall clock of the district in scope."""
    return timezone.localdate(timezone=ZoneInfo(time_zone_of(current_district_id())))


def _one_move(move: Move, days: TypicalDays, names: Mapping[str, str]) -> OneMove:
    period, label = move.period, days.label_of(move.period.day)
    slot = CommonSlot(days.label_of(move.slot.day), move.slot.start, move.slot.end)
    text = _(
        "On %(slot)s, all would be free together if %(name)s's lesson in period %(period)s of that day (%(start)s)"
        " were moved to another time or covered."
    )
    words = {
        "name": names.get(move.person, ""),
        "period": period.name,
        "start": clock(period.start),
        "slot": slot,
    }
    return OneMove(int(move.person), label, period.name, period.start, period.end, slot, str(text % words))


def _reason(found: Common, people: int, names: Mapping[str, str]) -> str:
    if found.reason is Never.NOBODY:
        return str(_("Nobody is in this group yet."))
    if found.reason is Never.NEVER_TOGETHER:
        text = _("Each of the %(n)d has %(minutes)s free at a stretch, but never all at the same time.")
        return str(text % {"n": people, "minutes": duration(found.minutes)})
    who = _listed(found.stuck, names)
    if found.reason is Never.UNKNOWN:
        told = ngettext("The timetable of %(who)s is not known.", "The timetables of %(who)s are not known.", len(who))
    else:
        told = ngettext(
            "%(who)s has no %(minutes)s free at a stretch.", "%(who)s have no %(minutes)s free at a stretch.", len(who)
        )
    return str(told % {"who": _joined(who, len(found.stuck)), "minutes": duration(found.minutes)})


def _listed(stuck: tuple[str, ...], names: Mapping[str, str]) -> list[str]:
    return [names.get(one, "?") for one in stuck[:NAMED]]


def _joined(who: list[str], total: int) -> str:
    """ "Ana Cruz, Ben Diaz and 3 more"."""
    text, more = ", ".join(who), total - len(who)
    return str(_("%(names)s and %(n)d more") % {"names": text, "n": more}) if more > 0 else text
