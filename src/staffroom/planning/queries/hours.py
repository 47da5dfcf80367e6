"""Everybody's hours in the weeks of a plan: free periods, classes, what is promised, the minutes that may be given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from staffroom.core.reserved import without
from staffroom.core.visits.instance import ClosedDoor, Lesson
from staffroom.expertise import queries as expertise
from staffroom.people.models import Assignment, District
from staffroom.timetable.queries.lessons import WITH_FREE_PERIODS, Timetable, away_days, timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_of
from staffroom.visits.queries import cover_times

from ..models import Proposal
from .wishes import Held, Wish, homes_of

Times = dict[tuple[int, int], list[tuple[int, int]]]  # (person, ordinal) to minutes from, to


@dataclass(frozen=True, slots=True)
class Hours:
    """``lessons``: what the plan may use, by person, date and time. ``closed``: of these, classes in which no visitor
    is welcome. ``spare``: minutes that each may give away of each week's free time; no entry: no contract says.
    ``homes``: the home school of everybody.
    """

    lessons: tuple[Lesson, ...]
    closed: frozenset[str]
    spare: Mapping[int, Sequence[int]]
    homes: Mapping[int, int]


def hours_of(district: District, wishes: Sequence[Wish], dates: Sequence[date], covered: Times | None = None) -> Hours:
    """Free periods and classes of those who go, classes of those who show, free periods of who could cover.

    Only in the home school of each: who works at two is planned at the one. ``covered``: when colleagues are to take
    a class already. A number of queries that does not grow with the people.
    """
    going = {wish.visitor for wish in wishes if not wish.firm}
    showing = {host.person for wish in wishes for host in wish.hosts}
    homes = homes_of(going | showing | {wish.visitor for wish in wishes})
    covering = _colleagues({homes[one] for one in going if one in homes})
    homes |= covering
    everybody = sorted(going | showing | set(covering))
    known = timetable_of(everybody, dates)
    promised = _promised(known, everybody, dates)
    for key, times in (covered or {}).items():
        promised[key] += times
    held = [wish.held for wish in wishes if wish.held]
    busy = _busy(held)
    away = {(person, day.toordinal()) for person, day in away_days(everybody, dates)}
    own = {one.lesson for one in held} | {lesson for one in held for lesson in one.window}
    own |= {one.cover for one in held if one.cover}
    closed = expertise.closed_for_planner(showing)
    lessons: list[Lesson] = []
    shut: set[str] = set()
    free: dict[int, list[Lesson]] = {}
    for person in everybody:
        giving = person in going or person in covering
        for lesson in known.lessons(person, free=giving):
            if lesson.kind == "free":
                free.setdefault(person, []).append(lesson)
            if lesson.school != str(homes.get(person, "")) or (person, lesson.date) in away:
                continue
            times = (*promised.get((person, lesson.date), ()), *busy.get((person, lesson.date), ()))
            taken = _passes(lesson, times)
            if lesson.kind == "free":
                if not taken or lesson.id in own:
                    lessons.append(lesson)
            elif person in showing or person in going:
                if (taken or _is_closed(lesson, closed.get(person, ()))) and lesson.id not in own:
                    shut.add(lesson.id)
                lessons.append(lesson)
    spare = _spare(district, free, dates, promised, _busy([one for one in held if one.firm]), away)
    return Hours(tuple(lessons), frozenset(shut), spare, homes)


def _colleagues(schools: Collection[int]) -> dict[int, int]:
    """Who could take a class at these schools: everybody there who has free periods, with their home school."""
    rows = Assignment.objects.filter(
        school_id__in=[*schools], active=True, staff__active=True, role__in=WITH_FREE_PERIODS
    )
    found = homes_of(set(rows.values_list("staff_id", flat=True)))
    return {pk: school for pk, school in found.items() if school in schools}


def _promised(known: Timetable, people: Collection[int], dates: Sequence[date]) -> Times:
    """Times of learning, of teams' meetings and of classes that they cover: nobody goes, or comes, then."""
    found: Times = defaultdict(list)
    for one in (*reserved_of(known, people), *cover_times(people, dates)):
        found[int(one.person), one.date].append((one.start, one.end))
    return found


def _busy(held: Iterable[Held]) -> Times:
    """When people are away on visits that have their place."""
    found: Times = defaultdict(list)
    for one in held:
        found[one.visitor, one.date.toordinal()].append((one.start - one.travel, one.end + one.travel))
    return found


def covered_already(run_id: int) -> Times:
    """When colleagues are to take a class for a proposal of this plan."""
    found: Times = defaultdict(list)
    for lesson, day in Proposal.objects.filter(run_id=run_id).exclude(cover="").values_list("cover", "date"):
        person, _day, _school, start, *_section = lesson.split("/")
        found[int(person), day.toordinal()].append((int(start), int(start) + 1))
    return found


def _spare(
    district: District,
    free: Mapping[int, Sequence[Lesson]],
    dates: Sequence[date],
    promised: Times,
    busy: Times,
    away: Collection[tuple[int, int]],
) -> dict[int, list[int]]:
    """Minutes of each week that are free, not promised, and not kept by the contract. A person away gives none then."""
    mondays = [day for day in dates if day.weekday() == 0]
    least = [rules_of(district, list(free), monday) for monday in mondays]
    found: dict[int, list[int]] = {}
    for person, lessons in free.items():
        kept = [rules[person].contract_prep_minutes_week for rules in least]
        if not any(kept):
            continue
        left = [0] * len(mondays)
        for lesson in lessons:
            week = (lesson.date - mondays[0].toordinal()) // 7
            if (person, lesson.date) not in away:
                times = (*promised.get((person, lesson.date), ()), *busy.get((person, lesson.date), ()))
                left[week] += sum(end - start for start, end in without([(lesson.start, lesson.end)], times))
        found[person] = [max(0, minutes - (most or 0)) for minutes, most in zip(left, kept, strict=True)]
    return found


def _passes(lesson: Lesson, times: Iterable[tuple[int, int]]) -> bool:
    return any(lesson.start < end and lesson.end > start for start, end in times)


def _is_closed(lesson: Lesson, closed: Iterable[ClosedDoor]) -> bool:
    weekday = date.fromordinal(lesson.date).weekday()
    return any(
        (one.weekday is None or one.weekday == weekday)
        and (one.date is None or one.date == lesson.date)
        and (one.period is None or one.period == lesson.period)
        for one in closed
    )
