"""What rings once a bell file is applied or a date changed, without writing anything: for those who must say what
that touches.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from staffroom.core.bells import Bell, BellBook, DayException, exceptions_of
from staffroom.people.models import School

from ..models import BellImport, CalendarDay
from .days import SchoolCalendar, by_school, calendars, exception_of
from .imports import CalendarPlan, core_bells, plan_calendar, schools_in
from .lessons import Timetable, timetable_of
from .meetings import Wanted, wanted_meetings

TimetableOf = Callable[[Collection[int], Sequence[date]], Timetable]


def timetable_after(bell_import: BellImport) -> TimetableOf:
    """A function like ``timetable_of`` that answers as if the file were applied. A fixed number of queries."""
    schools = list(School.objects.filter(active=True))
    known = _calendars_after(bell_import, [school.pk for school in schools])
    touched = set(schools_in(bell_import))
    wanted = wanted_meetings([one for one in schools if one.pk in touched], core_bells(bell_import.bells))

    def after(people: Collection[int], dates: Sequence[date]) -> Timetable:
        found = timetable_of(people, dates, known=known)
        _put_meetings(found, wanted, touched)
        return found

    return after


def timetable_with(school: int | None, day: date, values: Sequence[str] | None) -> TimetableOf:
    """The same as if one date of a school (None: of the district) had this day label, schedule and note; None: usual.

    A fixed number of queries.
    """
    known = calendars_with(school, day, values)

    def after(people: Collection[int], dates: Sequence[date]) -> Timetable:
        return timetable_of(people, dates, known=known)

    return after


def calendars_with(school: int | None, day: date, values: Sequence[str] | None) -> dict[int, SchoolCalendar]:
    """The calendars of all schools as they would be then."""
    kept = [
        exception_of(row.school_id, row.date, row.day, row.schedule, row.note)
        for row in CalendarDay.objects.all()
        if (row.school_id, row.date) != (school, day)
    ]
    more = [exception_of(school, day, *values)] if values is not None else []
    found = calendars(list(School.objects.filter(active=True).values_list("pk", flat=True)))
    return _with([*kept, *more], found)


def _calendars_after(bell_import: BellImport, school_ids: Sequence[int]) -> dict[int, SchoolCalendar]:
    bells = core_bells(bell_import.bells)
    return _with(_exceptions(plan_calendar(bell_import)), calendars(school_ids), bells)


def _with(
    exceptions: Iterable[DayException],
    found: dict[int, SchoolCalendar],
    bells: Mapping[int, Sequence[Bell]] | None = None,
) -> dict[int, SchoolCalendar]:
    """Calendars with these exceptions, and these bells where there are any."""
    of_school, rung = by_school(exceptions), bells or {}
    for pk, calendar in found.items():
        book = BellBook(tuple(rung[pk])) if pk in rung else calendar.book
        found[pk] = SchoolCalendar(str(pk), book, exceptions_of(of_school(pk), str(pk)), calendar.spans)
    return found


def _exceptions(plan: CalendarPlan) -> Iterable[DayException]:
    """Every dated exception of the district as it would be."""
    gone, changed = {row.pk for row in plan.gone}, {row.pk: values for row, values in plan.changed}
    for row in [*CalendarDay.objects.all(), *plan.new]:
        if row.pk is None or row.pk not in gone:
            values = changed.get(row.pk, (row.day, row.schedule, row.note))
            yield exception_of(row.school_id, row.date, *values)


def _put_meetings(found: Timetable, wanted: Wanted, schools: set[int]) -> None:
    """The meetings that these schools would have, in place of those they have."""
    sections = {one.section for held in found.classes.values() for one in held}
    for key in [key for key in found.meetings if key[1] in schools]:
        del found.meetings[key]
    for (section, schedule, day, period), (school, start, end) in wanted.meetings.items():
        if section in sections:
            found.meetings.setdefault((section, school, schedule, day), []).append((period, start, end))
