"""The time analyses of the district in scope, over one week: read once, asked about the district or some schools.

From the timetable less learning time and teams' meetings: days away, visits agreed and closed doors are not looked at.
Kept in memory as long as no roster, bell, rule, team or learning time changes (:mod:`staffroom.spine.editions`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.core.cache import cache

from staffroom.core.weeks import (
    Change,
    Changes,
    Class,
    Common,
    Field,
    FreeTime,
    Seeing,
    Share,
    Sight,
    Singleton,
    Timetables,
    by_field,
    by_school,
    common_time_of,
    concerned,
    free_time,
    groups_of,
    share_of,
    singletons,
    timetables_of,
    weigh_changes,
)
from staffroom.people.models import Assignment, District, School, Teaching
from staffroom.spine.editions import Memory
from staffroom.spine.jobs import Job
from staffroom.spine.scoping import current_district_id

from .days import calendars, current_terms, school_days, week_of
from .lessons import timetable_of
from .reserved import reserved_of
from .settings import rules_for, travel_matrix
from .typical import TypicalDays, ordinary_week, weekdays

Schools = frozenset[str]
MOST_WEEKS = 2
MOST_SCHOOLS = 8
KEEP_SECONDS = 24 * 3600
ANALYSE_JOB = "timetable.analyse"


@dataclass(frozen=True, slots=True)
class Group:
    """Colleagues of one subject or grade at one school, who might meet."""

    school: str
    name: Field
    people: tuple[str, ...]


@dataclass(slots=True)
class Analysis:
    """One week of a district. Schools and people go by primary key as text; ``None`` for schools means all."""

    days: TypicalDays
    schools: Mapping[str, School]
    tables: Timetables
    seeing: Seeing
    sights: tuple[Sight, ...]
    free: Mapping[str, FreeTime]
    has_bells: bool
    required: int | None
    _changes: dict[Schools | None, Changes] = field(default_factory=dict)
    _singles: tuple[Singleton, ...] | None = None
    _groups: list[Group] | None = None
    _together: dict[tuple[str, ...], tuple[Timetables, Common]] = field(default_factory=dict)

    def sights_of(self, schools: Schools | None) -> list[Sight]:
        return [one for one in self.sights if schools is None or one.school in schools]

    def share(self, schools: Schools | None = None) -> Share:
        return share_of(self.sights_of(schools))

    def by_school(self, schools: Schools | None = None) -> list[tuple[str, Share]]:
        """By name of the school."""
        found = by_school(self.sights_of(schools))
        return sorted(found.items(), key=lambda one: self.name_of(one[0]))

    def by_field(self, schools: Schools | None = None) -> dict[Field, Share]:
        return by_field(self.sights_of(schools))

    def changes(self, schools: Schools | None = None, tell: Callable[[int, int], None] | None = None) -> Changes:
        """The best changes; over a whole district this takes seconds the first time. ``tell`` hears how far it is."""
        if schools not in self._changes:
            self._changes[schools] = weigh_changes(self.seeing, schools, tell)
        return self._changes[schools]

    def singles(self, schools: Schools | None = None) -> list[Singleton]:
        if self._singles is None:
            self._singles = singletons(self.tables)
        return [one for one in self._singles if schools is None or one.school in schools]

    def groups(self, schools: Schools | None = None) -> list[Group]:
        """All groups of two or more, by school and then by name."""
        if self._groups is None:
            self._groups = self._all_groups()
        return [one for one in self._groups if schools is None or one.school in schools]

    def _all_groups(self) -> list[Group]:
        found: dict[tuple[str, Field], list[str]] = defaultdict(list)
        for teacher in self.tables.teachers:
            for key in {(one.school, name) for one in teacher.taught for name in groups_of(one)}:
                found[key].append(teacher.id)
        ordered = sorted(found.items(), key=lambda one: (self.name_of(one[0][0]), one[0]))
        return [Group(school, name, tuple(people)) for (school, name), people in ordered if len(people) > 1]

    def together(self, people: tuple[str, ...]) -> tuple[Timetables, Common]:
        """These people's part of the instance, and their common time in this week."""
        if people not in self._together:
            wanted = set(people)
            chosen = tuple(one for one in self.tables.teachers if one.id in wanted)
            tables = Timetables(chosen, self.tables.hours, self.tables.travel, self.tables.rules)
            self._together[people] = tables, common_time_of(tables)
        return self._together[people]

    def free_minutes(self, school: str) -> tuple[int, int, int]:
        """Least, middle and most free minutes a week among the teachers of a home school."""
        minutes = [self.free[one.person].minutes for one in self.sights if one.school == school]
        return min(minutes), round(median(minutes)), max(minutes)

    def below_contract(self, school: str) -> int:
        """Teachers whose free minutes do not reach what the contract keeps for preparation."""
        return sum(self.free[x.person].minutes < (self.required or 0) for x in self.sights if x.school == school)

    def name_of(self, school: str) -> str:
        found = self.schools.get(school)
        return found.name if found else ""


def analysed(kept: Memory, day: date, *, exact: bool = False) -> Analysis:
    """The analysis of an ordinary week from that of this date on; ``exact``: of the very week of the date.

    A fixed number of queries, and none where this process remembers it.
    """
    shelf, name = kept.shelf("analysis"), (week_of(day)[0], exact)
    if name not in shelf:
        if len(shelf) >= MOST_WEEKS:
            shelf.clear()
        shelf[name] = _worked_out(day, exact)
    found: Analysis = shelf[name]
    return found


def analysed_school(kept: Memory, day: date, school: int) -> Analysis:
    """What the pages of one school ask: the district's analysis where it is known, else one of that school alone.

    The latter holds everybody who shares a subject or grade band with somebody there, so that every number of the
    school is the same; only ``seen``, colleagues whatever they teach, is lower. A fixed number of queries.
    """
    known = district_known(kept, day)
    if known is not None:
        return known
    shelf, name = kept.shelf("analysis of a school"), (week_of(day)[0], school)
    if name not in shelf:
        if len(shelf) >= MOST_SCHOOLS:
            shelf.clear()
        shelf[name] = _worked_out(day, False, school)
    found: Analysis = shelf[name]
    return found


def district_known(kept: Memory, day: date) -> Analysis | None:
    """The district's analysis with its one change, if this process or another has worked it out for this edition."""
    shelf, name = kept.shelf("analysis"), (week_of(day)[0], False)
    found: Analysis | None = shelf.get(name)
    if found is None and kept.token:
        found = cache.get(analysis_key(kept.token, day))
        if found is not None:
            shelf[name] = found
    return found if found is not None and None in found._changes else None


def work_out_district(kept: Memory, day: date, tell: Callable[[int, int], None]) -> Analysis:
    """The same, worked out now with its one change, and kept for other processes too."""
    found = analysed(kept, day)
    found.changes(None, tell)
    if kept.token:
        cache.set(analysis_key(kept.token, day), found, KEEP_SECONDS)
    return found


def analysis_key(token: str, day: date) -> str:
    """Names the district's analysis of a week under one edition."""
    return f"time:{current_district_id()}:{token}:{week_of(day)[0]}"


def analysis_job(key: str) -> Job | None:
    """The last job that was to work it out."""
    return Job.objects.filter(kind=ANALYSE_JOB, unique_key__startswith=f"{key}:").order_by("-pk").first()


def _worked_out(day: date, exact: bool, school: int | None = None) -> Analysis:
    district = District.objects.get(pk=current_district_id())
    schools = {str(one.pk): one for one in School.objects.filter(active=True)}
    terms = current_terms()
    known = calendars([one.pk for one in schools.values()], terms=terms)
    days = weekdays(week_of(day) if exact else ordinary_week(known.values(), day))
    homes = _homes(schools)
    if school is not None:
        wanted = _concerned(school, homes)
        homes = {person: home for person, home in homes.items() if person in wanted}
    timetable = timetable_of([int(person) for person in homes], days.dates, known=known, terms=terms)
    lessons = (one for person in homes for one in timetable.lessons(int(person)) if one.school in schools)
    hours = school_days(list(known), days.dates, known=known)
    rules = rules_for(district)
    busy = reserved_of(timetable, [int(person) for person in homes], usual=not exact)
    tables = timetables_of(lessons, homes, hours, travel_matrix(schools.values(), district), rules, busy)
    seeing = Seeing(tables)
    free = {one.person: one for one in free_time(tables)}
    has_bells = any(calendar.book.bells for calendar in known.values())
    required = rules.contract_prep_minutes_week
    asked = None if school is None else {str(school)}
    return Analysis(days, schools, tables, seeing, seeing.sights(asked), free, has_bells, required)


def _concerned(school: int, homes: Mapping[str, str]) -> set[str]:
    """Whoever belongs to a school or has a post or class there, and everybody who teaches the same. Two queries."""
    here = {person for person, home in homes.items() if home == str(school)}
    posts = Assignment.objects.filter(school_id=school, active=True, staff__active=True)
    here |= {str(pk) for pk in posts.values_list("staff_id", flat=True)}
    classes: dict[str, set[Class]] = defaultdict(set)
    rows = Teaching.objects.filter(active=True, section__active=True, staff__active=True).order_by()
    about = rows.values_list("staff_id", "section__school_id", "section__subject", "section__grades")
    for staff, where, subject, grades in about:
        classes[str(staff)].add((subject or None, tuple(grade for grade in grades.split(",") if grade)))
        if where == school:
            here.add(str(staff))
    return concerned(here, classes)


def _homes(schools: Collection[str]) -> dict[str, str]:
    """The home school of everybody who teaches a class: that of the main assignment."""
    teaching = Teaching.objects.filter(active=True, section__active=True, staff__active=True)
    people = set(teaching.values_list("staff_id", flat=True))
    held = Assignment.objects.filter(school__isnull=False, active=True, staff__active=True)
    homes: dict[str, str] = {}
    for person, school in held.order_by("-primary", "-fte", "id").values_list("staff_id", "school_id"):
        if person in people and str(school) in schools:
            homes.setdefault(str(person), str(school))
    return dict(sorted(homes.items(), key=lambda one: int(one[0])))


def movers(changes: Changes) -> list[Change]:
    """The changes that a page tells, the best first."""
    found = [one for one in (changes.teacher, changes.stagger) if one is not None]
    return sorted(found, key=lambda one: (-one.gain, len(one.people)))
