"""Who teaches when, and who is free when, on real dates.

A *lesson* is a meeting of a section one teaches, on a date on which its school rings the schedule it belongs to
and one of its terms runs. A *free* period is a class or preparation period of one's school that day without a
lesson. Free periods are only told where the timetable is known: of people who teach sections at that school, or
whose role has none (teacher leaders and specialists). Nobody is told to be free between two schools: before the
first lesson of a day a person belongs to the school of that lesson, afterwards to the school of the lesson
before; time between the last lesson here and the first there is the way over.

Days repeat: dates on which the same bells ring, the same classes run and the same posts hold are worked out once,
as lessons without a date (:class:`Stretch`), and dated afterwards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from staffroom.core.bells import Bell, free_time
from staffroom.core.visits.instance import Lesson
from staffroom.people.models import Assignment, AssignmentRole, Staff, Teaching, Term
from staffroom.spine.editions import MOST_ON_A_SHELF, Memory

from ..models import Away, Meeting
from .days import Day, SchoolCalendar, calendars, current_terms, terms_by_source, week_of
from .settings import rules_for

WITHOUT_SECTIONS = frozenset({AssignmentRole.TEACHER_LEADER.value, AssignmentRole.SPECIALIST.value})
MOST_SPANS = 4  # spans of dates whose timetables are kept
WITH_FREE_PERIODS = WITHOUT_SECTIONS | {AssignmentRole.TEACHER.value}


class Post(NamedTuple):
    """A role at a school, with its dates."""

    staff: int
    school: int
    role: str
    begins: date | None
    ends: date | None


class Class(NamedTuple):
    """A section as taught by one person: the dates are the person's, the terms the section's."""

    staff: int
    section: int
    school: int
    begins: date | None
    ends: date | None
    subject: str
    grades: str
    terms: str


class Stretch(NamedTuple):
    """A lesson or a free period without its date; ``key`` is the end of its id."""

    start: int
    end: int
    key: str
    kind: Literal["teach", "free"]
    school: int
    period: str
    subject: str | None = None
    section: str = ""
    grades: tuple[str, ...] = ()


Rung = tuple[int, str, tuple[str, ...]]  # school, schedule, labels
Meets = dict[tuple[int, int, str, str], list[tuple[str, int, int]]]  # section, school, schedule, day: period and times


@dataclass(slots=True)
class Timetable:
    """What the database holds about some people's weeks: read once, asked about any of ``dates``."""

    dates: Sequence[date]
    terms: list[Term]
    calendars: dict[int, SchoolCalendar]
    posts: dict[int, list[Post]]
    classes: dict[int, list[Class]]
    meetings: Meets
    people: frozenset[int] = frozenset()
    runs_known: dict[tuple[str, date], bool] = field(default_factory=dict, repr=False)

    def runs(self, terms: str, day: date) -> bool:
        """Whether one of a section's terms runs; a section without known terms runs all year."""
        key = (terms, day)
        if key not in self.runs_known:
            known = terms_by_source(self.terms)
            spans = [known[code] for code in terms.split(",") if code in known]
            self.runs_known[key] = not spans or any(first <= day < last for first, last in spans)
        return self.runs_known[key]

    def lessons(self, person: int, dates: Sequence[date] | None = None, *, free: bool = True) -> Iterator[Lesson]:
        """Taught and, when asked for, free periods of one person, by date and time; on some of the dates or all."""
        shapes: dict[object, list[Stretch]] = {}
        for day in self.dates if dates is None else dates:
            posts = tuple(post for post in self.posts.get(person, ()) if _holds(post, day))
            if posts:
                classes = tuple(one for one in self.classes.get(person, ()) if _holds(one, day))
                running = tuple(one for one in classes if self.runs(one.terms, day))
                schools = {one.school for one in (*posts, *classes)}
                rung = {school: found for school in schools if (found := self.calendars[school].on(day))}
                key = (posts, classes, running, tuple((pk, one.schedule, one.labels) for pk, one in rung.items()))
                if key not in shapes:
                    taught = _taught(self.meetings, running, rung)
                    kept = _free(posts, classes, taught, rung) if free else ()
                    shapes[key] = sorted([*taught, *kept], key=lambda one: one[:3])
                yield from _dated(person, day, shapes[key])


def lessons(staff_ids: Collection[int], dates: Sequence[date]) -> list[Lesson]:
    """Taught and free periods of these people on these dates, by person, date and time.

    Six queries, whatever the numbers. Days away are not taken out: see :func:`away_days`. Ids are text:
    ``person``, ``school`` and ``section`` are primary keys, ``id`` is ``person/date/school/start/section``.
    """
    known = timetable_of(staff_ids, dates)
    return [lesson for person in staff_ids for lesson in known.lessons(person)]


def timetable_of(
    staff_ids: Collection[int],
    dates: Sequence[date],
    *,
    known: Mapping[int, SchoolCalendar] | None = None,
    terms: list[Term] | None = None,
) -> Timetable:
    """What is known about these people and dates, in six queries.

    ``known`` calendars and ``terms`` are at hand already and not read again.
    """
    classes, posts = _classes(staff_ids), _posts(staff_ids)
    terms = current_terms() if terms is None else terms
    read = dict(known or {})
    missing = {one.school for held in (*classes.values(), *posts.values()) for one in held} - read.keys()
    if missing:
        read |= calendars(missing, terms=terms, dates=dates)
    rung = {schedule for calendar in read.values() for schedule in calendar.schedules(dates)}
    return Timetable(dates, terms, read, posts, classes, _meetings(classes, rung), frozenset(staff_ids))


def kept_timetable(kept: Memory, staff_ids: Collection[int], dates: Sequence[date]) -> Timetable:
    """The same, of people whom this process remembers without a query, of others with six."""
    shelf, name = kept.shelf("timetable"), (dates[0], dates[-1], len(dates))
    held: Timetable | None = shelf.get(name)
    missing = [person for person in staff_ids if held is None or person not in held.people]
    if not missing and held is not None:
        return held
    if held is None or len(held.people) > MOST_ON_A_SHELF:
        found = timetable_of(staff_ids, dates)
    else:
        found = _joined(held, timetable_of(missing, dates, known=held.calendars, terms=held.terms))
    if len(shelf) >= MOST_SPANS:
        shelf.clear()
    shelf[name] = found
    return found


def _joined(one: Timetable, other: Timetable) -> Timetable:
    """Two timetables of the same dates: a new one, since others may be reading these."""
    return Timetable(
        one.dates,
        one.terms,
        one.calendars | other.calendars,
        one.posts | other.posts,
        one.classes | other.classes,
        one.meetings | other.meetings,
        one.people | other.people,
        one.runs_known,
    )


def kept_lessons(
    kept: Memory, known: Timetable, people: Sequence[int], dates: Sequence[date] | None = None, *, free: bool = True
) -> list[Lesson]:
    """The lessons of these people, one after the other; those this process remembers are not dated again."""
    days = known.dates if dates is None else dates
    if not days:
        return []
    name = f"lessons {days[0]} {days[-1]} {len(days)} {free}"
    found = kept.fetch(name, people, lambda missing: {p: tuple(known.lessons(p, dates, free=free)) for p in missing})
    return [lesson for person in people for lesson in found[person] or ()]


def _classes(staff_ids: Collection[int]) -> dict[int, list[Class]]:
    rows = Teaching.objects.filter(staff_id__in=[*staff_ids], active=True, section__active=True)
    about = ("school_id", "begins", "ends", "subject", "grades", "terms")
    of_section = [name if name in ("begins", "ends") else f"section__{name}" for name in about]
    found: dict[int, list[Class]] = defaultdict(list)
    for row in rows.values_list("staff_id", "section_id", *of_section):
        found[row[0]].append(Class(*row))
    return found


def _posts(staff_ids: Collection[int]) -> dict[int, list[Post]]:
    rows = Assignment.objects.filter(
        staff_id__in=[*staff_ids], school__isnull=False, staff__active=True, active=True
    ).order_by()
    found: dict[int, list[Post]] = defaultdict(list)
    for row in rows.values_list("staff_id", "school_id", "role", "begins", "ends"):
        found[row[0]].append(Post(*row))
    return found


def _meetings(classes: dict[int, list[Class]], schedules: Collection[str]) -> Meets:
    sections = {one.section for held in classes.values() for one in held}
    rows = Meeting.objects.filter(section_id__in=sections, schedule__in=schedules).order_by("start")
    found: Meets = defaultdict(list)
    for section, school, schedule, day, *times in rows.values_list(
        "section_id", "school_id", "schedule", "day", "period", "start", "end"
    ):
        found[section, school, schedule, day].append(tuple(times))
    return found


def post_holds(post: Post, day: date) -> bool:
    """Whether somebody has this post on a date."""
    return _holds(post, day)


def _holds(held: Post | Class, day: date) -> bool:
    return (held.begins is None or held.begins <= day) and (held.ends is None or day < held.ends)


def _taught(meetings: Meets, classes: Iterable[Class], rung: dict[int, Day]) -> list[Stretch]:
    found: dict[str, Stretch] = {}
    for one in classes:
        grades = tuple(grade for grade in one.grades.split(",") if grade)
        for school, rings in rung.items():
            # A section that meets by its cycle day and by its weekday at one time has one lesson.
            for label in sorted(rings.labels):
                for period, start, end in meetings.get((one.section, school, rings.schedule, label), ()):
                    key, section = f"{school}/{start}/{one.section}", str(one.section)
                    lesson = Stretch(start, end, key, "teach", school, period, one.subject or None, section, grades)
                    found.setdefault(key, lesson)
    return list(found.values())


def _free(
    posts: Iterable[Post], classes: Iterable[Class], taught: Sequence[Stretch], rung: dict[int, Day]
) -> Iterator[Stretch]:
    schools, here = _schools_known(posts, classes), {one.school for one in taught}
    if len(schools) > 1:
        schools &= here
    intervals = [(one.start, one.end) for one in taught]
    for school in sorted(schools & rung.keys()):
        for bell in free_time(intervals, rung[school].bells):
            if len(here) < 2 or _is_there(bell, school, taught):
                yield Stretch(bell.start, bell.end, f"{school}/{bell.start}/", "free", school, bell.period)


def _schools_known(posts: Iterable[Post], classes: Iterable[Class]) -> set[int]:
    """Schools at which we know the person's timetable."""
    teaches_at = {one.school for one in classes}
    return {
        post.school
        for post in posts
        if post.role in WITH_FREE_PERIODS and (post.school in teaches_at or post.role in WITHOUT_SECTIONS)
    }


def _is_there(bell: Bell, school: int, taught: Sequence[Stretch]) -> bool:
    """On a day at two schools: whether the lessons around a period are at its school."""
    before = max((x for x in taught if x.end <= bell.start), key=lambda x: x.end, default=None)
    after = min((x for x in taught if x.start >= bell.end), key=lambda x: x.start, default=None)
    return {lesson.school for lesson in (before, after) if lesson is not None} == {school}


def _dated(person: int, day: date, stretches: Iterable[Stretch]) -> Iterator[Lesson]:
    prefix, who, ordinal = f"{person}/{day.isoformat()}/", str(person), day.toordinal()
    for start, end, key, kind, school, period, subject, section, grades in stretches:
        yield Lesson(
            prefix + key, who, str(school), ordinal, start, end, kind, period, subject, section, grades
        )  # fmt: skip


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
    rules = rules_for(staff.district, staff=staff.pk, on=days[0])
    return Ledger(free, rules.contract_prep_minutes_week, rules.contract_clause)


def _present(lesson: Lesson, away: set[tuple[int, date]]) -> bool:
    return (int(lesson.person), date.fromordinal(lesson.date)) not in away
