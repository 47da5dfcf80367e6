"""Who teaches when, and who is free when, on real dates.

A *lesson* is a meeting of a section one teaches, on a date on which its school rings the schedule it belongs to
and one of its terms runs. A *free* period is a class or preparation period of one's school that day without a
lesson. Free periods are only told where the timetable is known: of people who teach sections at that school, or
whose role has none (teacher leaders and specialists). Nobody is told to be free between two schools: before the
first lesson of a day a person belongs to the school of that lesson, afterwards to the school of the lesson
before; time between the last lesson here and the first there is the way over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from staffroom.core.bells import Bell, free_time
from staffroom.core.visits.instance import Lesson
from staffroom.people.models import Assignment, AssignmentRole, Section, Staff, Teaching

from ..models import Away, Meeting
from .days import Day, SchoolCalendar, Span, calendars, terms_by_source, week_of
from .settings import rules_for

WITHOUT_SECTIONS = frozenset({AssignmentRole.TEACHER_LEADER.value, AssignmentRole.SPECIALIST.value})
WITH_FREE_PERIODS = WITHOUT_SECTIONS | {AssignmentRole.TEACHER.value}


@dataclass(frozen=True, slots=True)
class _Meets:
    section: int
    school: int
    schedule: str
    day: str
    period: str
    start: int
    end: int


@dataclass(slots=True)
class _Known:
    """What the database holds about some people's weeks."""

    calendars: dict[int, SchoolCalendar]
    sections: dict[int, Section] = field(default_factory=dict)
    teachings: dict[int, list[Teaching]] = field(default_factory=lambda: defaultdict(list))
    assignments: dict[int, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    meetings: dict[int, list[_Meets]] = field(default_factory=lambda: defaultdict(list))
    terms: dict[str, Span] = field(default_factory=dict)
    days: dict[tuple[int, date], Day | None] = field(default_factory=dict)

    def day(self, school: int, day: date) -> Day | None:
        key = (school, day)
        if key not in self.days:
            self.days[key] = self.calendars[school].on(day) if school in self.calendars else None
        return self.days[key]


def lessons(staff_ids: Collection[int], dates: Sequence[date]) -> list[Lesson]:
    """Taught and free periods of these people on these dates, by person, date and time.

    Seven queries, whatever the numbers. Days away are not taken out: see :func:`away_days`. Ids are text:
    ``person``, ``school`` and ``section`` are primary keys, ``id`` is ``person/date/school/start``.
    """
    known = _known(staff_ids)
    return [lesson for person in staff_ids for day in dates for lesson in _one_day(known, person, day)]


def _known(staff_ids: Collection[int]) -> _Known:
    ids = [*staff_ids]
    teachings = list(
        Teaching.objects.filter(staff_id__in=ids, active=True, section__active=True).select_related("section")
    )
    assignments = list(
        Assignment.objects.filter(staff_id__in=ids, school__isnull=False, staff__active=True, active=True)
    )
    schools = {a.school_id for a in assignments} | {t.section.school_id for t in teachings}
    known = _Known(calendars(schools), terms=dict(terms_by_source()))
    for teaching in teachings:
        known.sections[teaching.section_id] = teaching.section
        known.teachings[teaching.staff_id].append(teaching)
    for assignment in assignments:
        known.assignments[assignment.staff_id].append(assignment)
    wanted = Teaching.objects.filter(staff_id__in=ids, active=True, section__active=True).values("section_id")
    rows = Meeting.objects.filter(section_id__in=wanted)
    for row in rows.values_list("section_id", "school_id", "schedule", "day", "period", "start", "end"):
        known.meetings[row[0]].append(_Meets(*row))
    return known


def _one_day(known: _Known, person: int, day: date) -> list[Lesson]:
    held = [a for a in known.assignments.get(person, ()) if a.holds_on(day)]
    if not held:
        return []
    taught = _taught(known, person, day)
    free = _free(known, person, day, held, taught)
    return sorted([*taught, *free], key=lambda lesson: (lesson.start, lesson.end, lesson.id))


def _taught(known: _Known, person: int, day: date) -> list[Lesson]:
    found: dict[str, Lesson] = {}
    for teaching in known.teachings.get(person, ()):
        section = known.sections[teaching.section_id]
        if not _holds(teaching, day) or not _runs(section, day, known.terms):
            continue
        for meets in known.meetings.get(section.pk, ()):
            rings = known.day(meets.school, day)
            if rings and meets.schedule == rings.schedule and meets.day in rings.labels:
                lesson = _lesson(person, day, meets, section)
                found.setdefault(lesson.id, lesson)
    return list(found.values())


def _holds(teaching: Teaching, day: date) -> bool:
    return (teaching.begins is None or teaching.begins <= day) and (teaching.ends is None or day < teaching.ends)


def _runs(section: Section, day: date, terms: dict[str, Span]) -> bool:
    """Whether one of the section's terms runs; a section without known terms runs all year."""
    spans = [terms[code] for code in section.terms.split(",") if code in terms]
    return not spans or any(first <= day < last for first, last in spans)


def _lesson(person: int, day: date, meets: _Meets, section: Section) -> Lesson:
    return Lesson(
        id=f"{person}/{day.isoformat()}/{meets.school}/{meets.start}/{section.pk}",
        person=str(person),
        school=str(meets.school),
        date=day.toordinal(),
        start=meets.start,
        end=meets.end,
        kind="teach",
        period=meets.period,
        subject=section.subject or None,
        section=str(section.pk),
        grades=tuple(grade for grade in section.grades.split(",") if grade),
    )


def _free(
    known: _Known, person: int, day: date, held: Sequence[Assignment], taught: Sequence[Lesson]
) -> Iterable[Lesson]:
    schools = _schools_known(known, person, day, held)
    here = {int(lesson.school) for lesson in taught}
    if len(schools) > 1:
        schools &= here
    intervals = [(lesson.start, lesson.end) for lesson in taught]
    for school in sorted(schools):
        rings = known.day(school, day)
        for bell in free_time(intervals, rings.bells) if rings else ():
            if len(here) < 2 or _is_there(bell, school, taught):
                yield _free_lesson(person, day, school, bell)


def _schools_known(known: _Known, person: int, day: date, held: Sequence[Assignment]) -> set[int]:
    """Schools of this date at which we know the person's timetable."""
    teaches_at = {known.sections[t.section_id].school_id for t in known.teachings.get(person, ()) if _holds(t, day)}
    return {
        a.school_id
        for a in held
        if a.role in WITH_FREE_PERIODS and (a.school_id in teaches_at or a.role in WITHOUT_SECTIONS)
    }


def _is_there(bell: Bell, school: int, taught: Sequence[Lesson]) -> bool:
    """On a day at two schools: whether the lessons around a period are at its school."""
    before = max((x for x in taught if x.end <= bell.start), key=lambda x: x.end, default=None)
    after = min((x for x in taught if x.start >= bell.end), key=lambda x: x.start, default=None)
    around = {lesson.school for lesson in (before, after) if lesson is not None}
    return around == {str(school)}


def _free_lesson(person: int, day: date, school: int, bell: Bell) -> Lesson:
    return Lesson(
        id=f"{person}/{day.isoformat()}/{school}/{bell.start}/",
        person=str(person),
        school=str(school),
        date=day.toordinal(),
        start=bell.start,
        end=bell.end,
        kind="free",
        period=bell.period,
    )


def away_days(staff_ids: Collection[int], dates: Collection[date]) -> set[tuple[int, date]]:
    """(staff id, date) of every day away among these dates. One query."""
    if not dates:
        return set()
    rows = Away.objects.filter(staff_id__in=[*staff_ids], starts__lte=max(dates), ends__gte=min(dates))
    return {(row.staff_id, day) for row in rows for day in dates if row.starts <= day <= row.ends}


@dataclass(frozen=True, slots=True)
class Ledger:
    """Preparation minutes of one person in one week. ``required`` None: the contract says nothing."""

    free: int
    required: int | None
    clause: str

    @property
    def spare(self) -> int | None:
        """Minutes that may be given to visits; None without a rule."""
        return None if self.required is None else max(0, self.free - self.required)


def minutes_ledger(staff: Staff, week: date) -> Ledger:
    """The free minutes of the week of a date beside what the contract keeps for preparation."""
    days = week_of(week)
    away = away_days([staff.pk], days)
    free = sum(x.end - x.start for x in lessons([staff.pk], days) if x.kind == "free" and _present(x, away))
    rules = rules_for(staff.district)
    return Ledger(free, rules.contract_prep_minutes_week, rules.contract_clause)


def _present(lesson: Lesson, away: set[tuple[int, date]]) -> bool:
    return (int(lesson.person), date.fromordinal(lesson.date)) not in away
