"""A school's calendar by date, as people change it by hand: one month, what a change would touch, what was changed."""

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.bells import REGULAR
from staffroom.people.models import School, Staff
from staffroom.spine.access import Actor
from staffroom.ui.templatetags.ui import long_day

from .. import rules
from ..models import CalendarDay, DayChange
from .ahead import calendars_with, timetable_with
from .days import NO_SCHOOL, SchoolCalendar, calendar_of, calendars
from .imports import TOUCHES
from .learning import chosen_school, month_of

HISTORY = 10
Values = list[str]  # day label, schedule, note


@dataclass(frozen=True, slots=True)
class DateView:
    """One date of the month. ``what`` is special about it, ``row`` decides it; ``may_add`` and ``may_remove``: acts."""

    date: date
    inside: bool
    school: bool = False
    what: str = ""
    row: CalendarDay | None = None
    today: bool = False
    may_add: bool = False
    may_remove: bool = False


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change by hand, and whether it can be undone."""

    change: DayChange
    told: str
    by: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class DaysPage:
    school: School
    schools: list[School]
    first: date
    weeks: list[list[DateView]]
    changes: list[ChangeView]
    may: bool

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def special(self) -> list[DateView]:
        return [day for week in self.weeks for day in week if day.inside and day.row is not None]


def days_page(actor: Actor, school: str, month: str) -> DaysPage:
    """One month at one school: the asked one, else the actor's own or the first. A fixed number of queries."""
    listed = list(School.objects.filter(active=True))
    chosen = chosen_school(actor, listed, school)
    first = month_of(month, actor.today or date.min)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    known, rows = calendar_of(chosen), _rows(chosen, first, last)
    may = rules.change_days.allows(actor, chosen.pk)
    everywhere = rules.change_days.allows(actor, None)
    weeks = [
        [_view(day, first, known, rows, actor, may=may, everywhere=everywhere) for day in week[:5]]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
        if any(day.month == first.month for day in week[:5])
    ]
    return DaysPage(chosen, listed, first, weeks, _changes(actor, chosen) if may else [], may)


def _rows(school: School, first: date, last: date) -> Mapping[date, CalendarDay]:
    """The row that decides each date: the school's own goes before the district's. One query."""
    found = CalendarDay.objects.filter(Q(school=school) | Q(school=None), date__range=(first, last))
    return {row.date: row for row in sorted(found, key=lambda row: row.school_id is not None)}


def _view(
    day: date,
    first: date,
    known: SchoolCalendar,
    rows: Mapping[date, CalendarDay],
    actor: Actor,
    *,
    may: bool,
    everywhere: bool,
) -> DateView:
    if day.month != first.month:
        return DateView(day, inside=False)
    row, ahead = rows.get(day), actor.today is None or day >= actor.today
    mine = may if row is not None and row.school_id is not None else everywhere
    return DateView(
        day, True, known.on(day) is not None, in_words(values_of(row)) if row else "", row, day == actor.today,
        may_add=may and ahead, may_remove=row is not None and mine and ahead,
    )  # fmt: skip


def values_of(row: CalendarDay) -> Values:
    return [row.day, row.schedule, row.note]


def in_words(values: Sequence[str] | None) -> str:
    """ "Early release · Storm"; None is a day as usual."""
    if values is None:
        return str(_("as usual"))
    day, schedule, note = values
    label = _("Day %(label)s") % {"label": day} if day else ""
    if schedule == NO_SCHOOL:
        told = str(_("No school"))
    else:
        told = "" if schedule in ("", REGULAR) else schedule
    return " · ".join(part for part in (told, label, note) if part) or str(_("as usual"))


# --- What was changed ----------------------------------------------------------------------------------
def _changes(actor: Actor, school: School) -> list[ChangeView]:
    rows = list(DayChange.objects.filter(Q(school=school) | Q(school=None))[:HISTORY])
    names = {one.pk: str(one) for one in Staff.objects.filter(pk__in=[row.by_staff for row in rows if row.by_staff])}
    dates = {row.date for row in rows}
    held = CalendarDay.objects.filter(Q(school=school) | Q(school=None), date__in=dates)
    now_is = {(row.school_id, row.date): values_of(row) for row in held}
    return [
        ChangeView(
            row,
            _("%(day)s: %(after)s. Before: %(before)s.")
            % {"day": long_day(row.date), "after": in_words(row.after), "before": in_words(row.before)},
            names.get(row.by_staff or 0, ""),
            rules.undo_day.allows(actor, row, now_is.get((row.school_id, row.date))),
        )
        for row in rows
    ]


def day_now(school: int | None, day: date) -> CalendarDay | None:
    """The row of exactly this school (None: the district) and date."""
    return CalendarDay.objects.filter(school_id=school, date=day).first()


def special_day_for(actor: Actor, public_id: str) -> CalendarDay:
    """One dated exception of the actor's district. Raises Http404 for any other."""
    found = CalendarDay.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def day_change_for(actor: Actor, public_id: str) -> DayChange:
    """One change by hand of the actor's district. Raises Http404 for any other."""
    found = DayChange.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


# --- What a change would touch --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Choices:
    """Where the actor may change dates (``everywhere``: in all schools at once), and to what."""

    schools: list[School]
    everywhere: bool
    schedules: list[str]
    cycle: list[str]


def choices_for(actor: Actor) -> Choices:
    """Schedules and cycle days that any of these schools has. A fixed number of queries."""
    everywhere = rules.change_days.allows(actor, None)
    held = School.objects.filter(active=True)
    schools = list(held if everywhere else held.filter(pk__in=actor.leads))
    known = calendars([one.pk for one in schools])
    names = {name for one in known.values() for name in one.book.schedules(one.school)} | {REGULAR}
    cycle = dict.fromkeys(label for one in known.values() for label in one.cycle)
    return Choices(schools, everywhere, sorted(names, key=lambda name: (name != REGULAR, name)), list(cycle))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do, in sentences; ``sign`` names the numbers, so that nobody agrees to others."""

    what: str
    told: list[str]
    sign: str


def preview(school: int | None, day: date, values: Values | None, now: datetime) -> Preview:
    """Who is touched when a date becomes this (None: as usual), without writing anything."""
    counts = {name: touch.ahead(timetable_with(school, day, values), now) for name, touch in TOUCHES.items()}
    told = [TOUCHES[name].told(found) for name, found in counts.items()]
    numbers = [str(number) for found in counts.values() for _name, number in sorted(found.items())]
    what = _("%(day)s: %(what)s") % {"day": long_day(day), "what": in_words(values)}
    return Preview(what, [*_at_schools(school, day, values), *told], ".".join(numbers))


def _at_schools(school: int | None, day: date, values: Values | None) -> list[str]:
    """How many schools the date concerns, and where nothing would ring by that name."""
    known = calendars_with(school, day, values)
    listed = [one for pk, one in known.items() if school in (None, pk)]
    schedule = values[1] if values else ""
    silent = [
        one for one in listed if schedule not in ("", NO_SCHOOL) and schedule not in one.book.schedules(one.school)
    ]
    told = ngettext("It is for %(n)d school.", "It is for %(n)d schools.", len(listed)) % {"n": len(listed)}
    if not silent:
        return [told]
    missing = ngettext(
        "%(n)d school has no bells of that name, so none would ring there.",
        "%(n)d schools have no bells of that name, so none would ring there.",
        len(silent),
    )
    return [told, missing % {"n": len(silent)}]
