"""Who teaches and who is free, worked out the slow way: every person, date and meeting for itself.

What the tests compare ``staffroom.timetable.queries.lessons.lessons`` with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from staffroom.core.bells import Bell, free_time
from staffroom.core.visits.instance import Lesson
from staffroom.people.models import Assignment, AssignmentRole, Section, Teaching
from staffroom.timetable.models import Meeting
from staffroom.timetable.queries.days import Day, SchoolCalendar, Span, calendars, current_terms, terms_by_source

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


def slow_lessons(staff_ids: Collection[int], dates: Sequence[date]) -> list[Lesson]:
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
    known = _Known(calendars(schools), terms=terms_by_source(current_terms()))
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
