"""Which days are school days, what their label is, and which bells ring: from bells, calendar and terms.

School years come from the terms of kind ``schoolYear``, else from the hull of the terms of one school year; a
district without terms has years from July to June. A schedule that a school does not have rings no bells there.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from staffroom.core.bells import REGULAR, WEEKDAYS, Bell, BellBook, DayException, Rotation, bells_of_day, exceptions_of
from staffroom.core.visits.instance import SchoolDay
from staffroom.people.models import School, Term
from staffroom.people.queries import known_terms
from staffroom.spine.scoping import current_district_id

from ..models import Bell as BellRow
from ..models import CalendarDay

Span = tuple[date, date]
NO_SCHOOL = "none"
LESSON_KINDS = frozenset({"class", "prep"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day in session at one school. ``labels`` are the day labels whose bells ring, ``label`` its name."""

    date: date
    label: str
    labels: tuple[str, ...]
    schedule: str
    bells: tuple[Bell, ...]
    note: str = ""

    @property
    def hours(self) -> tuple[int, int] | None:
        """When the first lesson starts and the last one ends, in minutes; None without lessons."""
        lessons = [bell for bell in self.bells if bell.kind in LESSON_KINDS]
        return (min(b.start for b in lessons), max(b.end for b in lessons)) if lessons else None


@dataclass(slots=True)
class SchoolCalendar:
    """One school's bells and calendar, for any date. Bells carry the school's id as text."""

    school: str
    book: BellBook
    exceptions: dict[date, DayException]
    spans: tuple[Span, ...] = ()
    _labels: dict[Span, dict[date, str]] = field(default_factory=dict)
    _rung: dict[tuple[str, tuple[str, ...]], tuple[Bell, ...]] = field(default_factory=dict)
    _cycle: tuple[str, ...] | None = None
    _days: dict[date, Day | None] = field(default_factory=dict)

    @property
    def cycle(self) -> tuple[str, ...]:
        if self._cycle is None:
            labels = self.book.days(self.school)
            self._cycle = () if labels[0] in WEEKDAYS else labels
        return self._cycle

    def rotation(self, day: date) -> Rotation | None:
        """The rotation of the school year of this date; None outside every year."""
        span = self._span(day)
        return Rotation(self.school, *span, self.cycle, self.exceptions) if span else None

    def on(self, day: date) -> Day | None:
        """What this date is; None when there is no school."""
        if day not in self._days:
            self._days[day] = self._worked_out(day)
        return self._days[day]

    def _worked_out(self, day: date) -> Day | None:
        rotation = self.rotation(day)
        if rotation is None or not rotation.in_session(day):
            return None
        label = self._label(rotation, day)
        labels = (label, WEEKDAYS[day.weekday()]) if self.cycle else (label,)
        schedule = rotation.schedule_of(day) or REGULAR
        exception = self.exceptions.get(day)
        return Day(day, label, labels, schedule, self._bells(schedule, labels), exception.note if exception else "")

    def schedules(self, dates: Iterable[date]) -> set[str]:
        """Names of the schedules that may ring on these dates."""
        named = {self.exceptions[day].schedule for day in dates if day in self.exceptions}
        return {REGULAR} | (named - {""})

    def note(self, day: date) -> str:
        """Why there is no school or another schedule, as the calendar says it."""
        exception = self.exceptions.get(day)
        return exception.note if exception else ""

    def _span(self, day: date) -> Span | None:
        if self.spans:
            return next((span for span in self.spans if span[0] <= day <= span[1]), None)
        first = date(day.year if day.month >= 7 else day.year - 1, 7, 1)
        return first, date(first.year + 1, 6, 30)

    def _label(self, rotation: Rotation, day: date) -> str:
        if not rotation.cycle:
            return rotation.day_of(day) or ""
        span = (rotation.first, rotation.last)
        if span not in self._labels:
            self._labels[span] = dict(rotation.days())
        return self._labels[span][day]

    def _bells(self, schedule: str, labels: tuple[str, ...]) -> tuple[Bell, ...]:
        key = (schedule, labels)
        if key not in self._rung:
            self._rung[key] = bells_of_day(self.book.of(self.school, schedule), *labels)
        return self._rung[key]


def calendars(
    school_ids: Collection[int], *, terms: Sequence[Term] | None = None, dates: Iterable[date] | None = None
) -> dict[int, SchoolCalendar]:
    """The calendar of each school, in three queries however many there are.

    ``terms``: those of :func:`current_terms`, when they are at hand. ``dates``: only the bells that ring on these
    dates are wanted; other dates of such a calendar have the regular bells at most.
    """
    rows = CalendarDay.objects.filter(school_id__in=[*school_ids]) | CalendarDay.objects.filter(school=None)
    about = rows.values_list("school_id", "date", "day", "schedule", "note")
    exceptions = [exception_of(*row) for row in about]
    days = None if dates is None else set(dates)
    named = None if days is None else {REGULAR, *(one.schedule for one in exceptions if one.date in days)}
    bells = bells_of(school_ids, named)
    spans = school_years(current_terms() if terms is None else terms)
    of_school = by_school(exceptions)
    return {
        pk: SchoolCalendar(str(pk), BellBook(tuple(bells.get(pk, ()))), exceptions_of(of_school(pk), str(pk)), spans)
        for pk in school_ids
    }


def by_school(exceptions: Iterable[DayException]) -> Callable[[int], list[DayException]]:
    """The exceptions that concern a school: its own and the district's."""
    found: dict[str, list[DayException]] = defaultdict(list)
    for one in exceptions:
        found[one.school].append(one)
    return lambda pk: found[""] + found[str(pk)]


def current_terms() -> list[Term]:
    """The terms of the district in scope, those of closed years too. One query."""
    return list(known_terms().filter(district_id=current_district_id()))


def calendar_of(school: School) -> SchoolCalendar:
    return calendars([school.pk])[school.pk]


def bells_of(school_ids: Collection[int], schedules: Collection[str] | None = None) -> dict[int, list[Bell]]:
    """Bells as the core reads them, by school; of all schedules or some."""
    found: dict[int, list[Bell]] = defaultdict(list)
    rows = BellRow.objects.filter(school_id__in=[*school_ids]).order_by("school_id", "schedule", "start", "id")
    rows = rows if schedules is None else rows.filter(schedule__in=schedules)
    for pk, *rest in rows.values_list("school_id", "schedule", "day", "period", "start", "end", "kind"):
        found[pk].append(Bell(str(pk), *rest))
    return found


def exception_of(school: int | None, day: date, label: str, schedule: str, note: str) -> DayException:
    """A calendar day as the core reads it."""
    closed = schedule == NO_SCHOOL
    return DayException(day, str(school) if school else "", label, "" if closed else schedule, not closed, note)


def school_years(terms: Iterable[Term]) -> tuple[Span, ...]:
    """First and last day of each school year."""
    listed = list(terms)
    years = [term for term in listed if term.kind.replace("_", "").casefold() == "schoolyear"]
    hulls: dict[object, list[Term]] = defaultdict(list)
    for term in years or listed:
        hulls[term.pk if years else term.school_year].append(term)
    return tuple(
        sorted((min(t.starts for t in one), max(t.ends for t in one) - timedelta(days=1)) for one in hulls.values())
    )


def rotation_for(school: School, day: date) -> Rotation | None:
    """The core's rotation of the school year that this date is in."""
    return calendar_of(school).rotation(day)


def day_label(school: School, day: date) -> str | None:
    """``Mon`` or ``A``; None when there is no school."""
    found = calendar_of(school).on(day)
    return found.label if found else None


def schedule_on(school: School, day: date) -> str | None:
    """The name of the bell schedule that rings; None when there is no school."""
    found = calendar_of(school).on(day)
    return found.schedule if found else None


def school_days(
    school_ids: Collection[int], dates: Sequence[date], *, known: Mapping[int, SchoolCalendar] | None = None
) -> list[SchoolDay]:
    """The days in session on which lessons ring, as the planner wants them: one row a school and date.

    ``known``: calendars read already; those that it lacks are read in three queries.
    """
    read = dict(known or {})
    missing = [pk for pk in school_ids if pk not in read]
    known = read | calendars(missing, dates=dates) if missing else read
    return [row for pk in school_ids for day in dates if (row := _school_day(known[pk], day))]


def _school_day(calendar: SchoolCalendar, day: date) -> SchoolDay | None:
    found = calendar.on(day)
    hours = found.hours if found else None
    return SchoolDay(calendar.school, day.toordinal(), *hours) if hours else None


def week_of(day: date) -> list[date]:
    """Monday to Friday of the week of a date."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(5)]


def week_at_hand(day: date) -> list[date]:
    """Monday to Friday of this week; on a weekend, of the week to come."""
    return week_of(day + timedelta(days=2) if day.weekday() > 4 else day)


def between(first: date, last: date) -> list[date]:
    """Every date from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def terms_by_source(terms: Iterable[Term]) -> dict[str, Span]:
    """Source id -> first day and the day after the last, of every term."""
    return {term.source_id: (term.starts, term.ends) for term in terms}
