"""A school's calendar of learning: what is reserved when, and what does not fit, with what to do."""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.contract import violation_sentence
from staffroom.core.ics import CalendarEvent, calendar_text
from staffroom.core.learning import (
    Clash,
    Conflict,
    SchoolDate,
    concerns,
    conflicts,
    occurrences,
)
from staffroom.people.models import District, School
from staffroom.spine.access import Actor
from staffroom.ui.templatetags.ui import clock, long_day

from .. import rules
from ..models import BellKind, LearningSlot
from .clauses import rules_of_kind
from .contract import language
from .days import SchoolCalendar, between, calendar_of
from .slots import core_slot


@dataclass(frozen=True, slots=True)
class Item:
    """One slot on one date, as the page shows it. ``url``: where it is changed, for those who may."""

    slot: LearningSlot
    url: str
    clashes: list[str]

    @property
    def time(self) -> str:
        return f"{clock(self.slot.start)}–{clock(self.slot.end)}"


@dataclass(frozen=True, slots=True)
class DayView:
    """One date. ``inside``: it belongs to the month; ``school``: it is in session; ``note`` says what is special."""

    date: date
    inside: bool
    school: bool
    note: str
    items: list[Item]
    today: bool

    @property
    def told(self) -> bool:
        """Whether there is anything to say about it in a list."""
        return self.inside and bool(self.items or self.note)


@dataclass(frozen=True, slots=True)
class MonthPage:
    school: School
    schools: list[School]
    first: date
    weeks: list[list[DayView]]
    clashes: list[str]
    may: bool

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def days(self) -> list[DayView]:
        return [day for week in self.weeks for day in week if day.told]

    @property
    def width(self) -> str:
        """As many names of weekdays as columns: a weekend is drawn only when something is on it."""
        return f":{len(self.weeks[0])}"


def learning_slot_for(actor: Actor, public_id: str) -> LearningSlot:
    """One slot of the actor's district. Raises Http404 for any other."""
    found = LearningSlot.objects.filter(district_id=actor.district_id, public_id=public_id).select_related("school")
    row = found.first()
    if row is None:
        raise Http404
    return row


def schools_to_reserve(actor: Actor) -> tuple[list[School], bool]:
    """Where the actor may reserve time, and whether in all schools at once."""
    everywhere = rules.reserve.allows(actor, None)
    held = School.objects.filter(active=True)
    return list(held if everywhere else held.filter(pk__in=actor.leads)), everywhere


def month_page(actor: Actor, school: str, month: str) -> MonthPage:
    """One month at one school: the asked one, else the actor's own or the first. A fixed number of queries."""
    listed = list(School.objects.filter(active=True))
    chosen = chosen_school(actor, listed, school)
    first = month_of(month, actor.today or date.min)
    days = between(first, first.replace(day=months.monthrange(first.year, first.month)[1]))
    known = calendar_of(chosen)
    rows = _slots_at(chosen, days)
    held = {day.toordinal(): one for day in days if (one := _school_date(known, day))}
    found = _conflicts(rows, days, held, chosen, known)
    views = _day_views(actor, rows, days, held, known, found)
    by_date = {one.date: one for one in views}
    drawn = 7 if any(one.items and one.date.weekday() > 4 for one in views) else 5
    weeks = [
        [by_date.get(day) or DayView(day, False, False, "", [], False) for day in week[:drawn]]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
        if any(day.month == first.month for day in week[:drawn])  # a Sunday the 1st draws no empty week
    ]
    told = [told_conflict(one, rows) for one in found]
    return MonthPage(chosen, listed, first, weeks, told, rules.reserve.allows(actor, chosen.pk))


def chosen_school(actor: Actor, listed: Sequence[School], school: str) -> School:
    """The school of this public id, else the actor's own or the first. Raises Http404 for any other."""
    if school:
        found = next((one for one in listed if one.public_id == school), None)
    else:
        mine = School.objects.filter(assignments__staff_id=actor.staff_id or 0, assignments__active=True, active=True)
        found = mine.first() or next(iter(listed), None)
    if found is None:
        raise Http404
    return found


def month_of(text: str, today: date) -> date:
    """The first of a month written as 2026-10; of this month for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if date.min.year < found.year < date.max.year else today.replace(day=1)


def _slots_at(school: School, days: Sequence[date]) -> list[LearningSlot]:
    """The slots of a school and the district that may fall on these dates. One query."""
    here = Q(school=school) | Q(school=None)
    rows = LearningSlot.objects.filter(here, first__lte=days[-1], last__gte=days[0])
    return [row for row in rows if concerns(core_slot(row), school.level)]


def _school_date(known: SchoolCalendar, day: date) -> SchoolDate | None:
    rung = known.on(day)
    if rung is None:
        return None
    classes = tuple((bell.start, bell.end) for bell in rung.bells if bell.kind == BellKind.CLASS)
    return SchoolDate(rung.labels, classes, rung.hours[1] if rung.hours else None)


def _conflicts(
    rows: Iterable[LearningSlot],
    days: Sequence[date],
    held: dict[int, SchoolDate],
    school: School,
    known: SchoolCalendar,
) -> list[Conflict]:
    return conflicts(
        [core_slot(row) for row in rows],
        [day.toordinal() for day in days],
        held,
        level=school.level,
        rules=rules_of_kind(),
        first_days=tuple(span[0].toordinal() for span in known.spans),
    )


def _day_views(
    actor: Actor,
    rows: Sequence[LearningSlot],
    days: Sequence[date],
    held: dict[int, SchoolDate],
    known: SchoolCalendar,
    found: Sequence[Conflict],
) -> list[DayView]:
    ordinals = [day.toordinal() for day in days]
    falls = {row.public_id: set(occurrences(core_slot(row), ordinals, held)) for row in rows}
    views = []
    for day in days:
        items = [
            Item(row, _url(actor, row), [_in_short(one) for one in found if _about(one, row, day)])
            for row in sorted(rows, key=lambda row: row.start)
            if day.toordinal() in falls[row.public_id]
        ]
        views.append(DayView(day, True, day.toordinal() in held, _note(known, day), items, day == actor.today))
    return views


def _about(one: Conflict, row: LearningSlot, day: date) -> bool:
    return one.date == day.toordinal() and row.public_id in (one.slot.id, one.other.id if one.other else "")


def _url(actor: Actor, row: LearningSlot) -> str:
    may = rules.reserve.allows(actor, row.school_id)
    return reverse("learning_slot_edit", args=[row.public_id]) if may else ""


def _note(known: SchoolCalendar, day: date) -> str:
    """What the calendar says of a date: no school, another schedule, its note."""
    exception = known.exceptions.get(day)
    if exception is None:
        return ""
    what = exception.schedule if exception.in_session else _("No school")
    return " · ".join(part for part in (what, exception.note) if part)


# --- Conflicts in words --------------------------------------------------------------------------------
def _in_short(one: Conflict) -> str:
    return {
        Clash.NO_SCHOOL: _("no school that day"),
        Clash.SCHOOL_IN_SESSION: _("school is in session"),
        Clash.CUTS_CLASS: _("cuts class periods"),
        Clash.TWO_AT_ONCE: _("two things at once"),
        Clash.CONTRACT: _("against the contract"),
    }[one.clash]


def told_conflict(one: Conflict, rows: Iterable[LearningSlot]) -> str:
    """What is in the way and what to do, in the reader's language."""
    purposes = {row.public_id: row.purpose for row in rows}
    facts = {
        "day": long_day(date.fromordinal(one.date)),
        "what": purposes.get(one.slot.id, ""),
        "other": purposes.get(one.other.id, "") if one.other else "",
    }
    if one.violation is not None:
        told = violation_sentence(one.violation, language())
        return _("%(told)s Shorten “%(what)s”, move it, or let somebody else direct it.") % {**facts, "told": told}
    return {
        Clash.NO_SCHOOL: _("%(day)s: “%(what)s” lies on a day without school. Choose another day."),
        Clash.SCHOOL_IN_SESSION: _(
            "%(day)s: “%(what)s” is a learning day, and school is in session. Bring a calendar with a day off,"
            " or choose another day."
        ),
        Clash.CUTS_CLASS: _(
            "%(day)s: “%(what)s” cuts class periods. Bring an early-release or late-start schedule for that day,"
            " or choose another time."
        ),
        Clash.TWO_AT_ONCE: _("%(day)s: “%(what)s” and “%(other)s” are for the same people at the same time. Move one."),
    }[one.clash] % facts


# --- As a calendar file --------------------------------------------------------------------------------
def learning_calendar(actor: Actor, public_id: str, now: datetime) -> str:
    """A school's reserved time from the start of this month on, a year long, as iCalendar. Raises Http404."""
    school = School.objects.filter(district_id=actor.district_id, public_id=public_id, active=True).first()
    if school is None:
        raise Http404
    first = (actor.today or now.date()).replace(day=1)
    days, known = between(first, first + timedelta(days=365)), calendar_of(school)
    held = {day.toordinal(): one for day in days if (one := _school_date(known, day))}
    ordinals = [day.toordinal() for day in days]
    zone = ZoneInfo(District.objects.get(pk=actor.district_id).time_zone)
    events = [
        _event(row, school, date.fromordinal(day), zone)
        for row in _slots_at(school, days)
        for day in occurrences(core_slot(row), ordinals, held)
    ]
    return calendar_text(events, now=now, name=_("Learning time at %(school)s") % {"school": school})


def _event(row: LearningSlot, school: School, day: date, zone: ZoneInfo) -> CalendarEvent:
    def at(minutes: int) -> datetime:
        return datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=zone)

    return CalendarEvent(
        uid=f"learning-{row.public_id}-{day.isoformat()}@staffroom",
        starts=at(row.start),
        ends=at(row.end),
        title=f"{LearningSlot.Kind(row.kind).label}: {row.purpose}",
        place=str(school),
        description=_("Directed by: %(who)s") % {"who": LearningSlot.Directs(row.directs).label},
        status="CONFIRMED",
        url=settings.BASE_URL + reverse("learning_time"),
    )
