"""The term as the planner reads it (``staffroom-visits/1``), and what it says back in terms of the district.

Everything is read once; the district must be in scope.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from staffroom.core.visits.instance import Lesson
from staffroom.core.visits.plan import read_instance
from staffroom.core.visits.plan.instance import RULES, Term
from staffroom.core.visits.plan.pins import Planned
from staffroom.expertise import queries as expertise
from staffroom.people.models import School
from staffroom.timetable.queries.days import school_days
from staffroom.timetable.queries.settings import rules_for, travel_matrix
from staffroom.visits.queries import from_afar_of

from ..models import PlanRun
from .caps import Counts, covers_given, used_in_terms
from .hours import Hours, covered_already, hours_of
from .keeping import stays
from .weeks import dates_of
from .wishes import Held, Wish, wishes_of

NOBODY = {"id": "nobody", "school": 0}  # a district without anybody to plan for is an empty plan
CAPS = {  # a person's own caps: what of the rules, and which visits of the term count
    "visits": ("visits_per_visitor", ("own", "cover", "video", "recording", "substitute")),
    "own_periods": ("own_periods", ("own", "video")),
    "classes_missed": ("classes_missed", ("cover", "substitute")),
    "recordings": ("recordings", ("recording",)),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database says about the weeks of a plan, read once.

    ``consents``: offers that may be seen by live video, and as a recording. ``used``: visits outside these weeks, by
    person and mode, in each term in which they lie. ``given``: covers by person, in the fullest of these terms.
    """

    run: PlanRun
    wishes: tuple[Wish, ...]
    without_host: tuple[tuple[int, int], ...]
    hours: Hours
    schools: tuple[School, ...]
    consents: Mapping[str, frozenset[int]]
    used: tuple[Counts, ...]
    given: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class TermCase:
    """``raw``: the instance as ``staffroom-visits/1``; its positions in terms of the district's records.

    ``keep``: what stays, in positions. ``without_host``: needs that nobody offers to show.
    """

    raw: dict[str, Any]
    term: Term
    wishes: tuple[Wish, ...]
    people: tuple[int, ...]
    lessons: tuple[Lesson, ...]
    keep: tuple[Planned, ...]
    without_host: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that the planner proposes, in terms of the district. A recording has no lesson: ``week`` alone.

    ``covered``: the visitor's class that a colleague takes, in whose free period ``cover``. ``start``, ``end`` and
    ``travel``: once it is judged.
    """

    wish: Wish
    mode: str
    host: int
    offer: int
    fit: float
    week: int
    lesson: Lesson | None = None
    window: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    cover: str = ""
    start: int = 0
    end: int = 0
    travel: int = 0


def reading_of(run: PlanRun, now: datetime, *, schools: Collection[int] | None = None, left: bool = False) -> Reading:
    """Everything that a plan of these weeks may know; of one block's ``schools``, or of what all blocks ``left``."""
    dates = dates_of(run)
    wishes, without = wishes_of(run, now, schools=schools, left=left)
    covered = covered_already(run.pk) if left else None
    hours = hours_of(run.district, wishes, dates, covered)
    named = set(hours.homes.values())
    offers = {host.offer for wish in wishes for host in wish.hosts}
    return Reading(
        run, tuple(wishes), tuple(without), hours, tuple(School.objects.filter(pk__in=named).order_by("pk")),
        _consents(offers), used_in_terms(run, set(hours.homes), now), covers_given(run),
    )  # fmt: skip


def case_of(reading: Reading) -> TermCase:
    """The case of one plan. What cannot stay of an earlier plan is planned anew, like any other need."""
    case = _case(reading, reading.hours.lessons)
    while gone := _cannot_stay(case):
        reading = _let_go(reading, gone)
        case = _case(reading, reading.hours.lessons)
    return case


def _cannot_stay(case: TermCase) -> set[int]:
    """Requests whose earlier proposal has no place any more, or breaks a rule beside what is booked."""
    held = {n for n, wish in enumerate(case.wishes) if wish.held is not None and not wish.firm}
    return held - stays(case.raw, case.term, case.keep, held) if held else set()


def _let_go(reading: Reading, gone: Collection[int]) -> Reading:
    """The same without what these requests hold: its time is free again."""
    wishes = tuple(replace(wish, held=None) if n in gone else wish for n, wish in enumerate(reading.wishes))
    return replace(reading, wishes=wishes, hours=hours_of(reading.run.district, wishes, dates_of(reading.run)))


def made_of(case: TermCase, visits: Iterable[Planned]) -> list[tuple[Planned, Made]]:
    """What a plan says, what is booked left out."""
    found = []
    for visit in visits:
        wish = case.wishes[visit.request]
        if not wish.firm:
            host = next(one for one in wish.hosts if one.person == case.people[visit.host])
            window = [case.lessons[n] for n in visit.window]
            made = Made(
                    wish, visit.mode, host.person, host.offer, host.alike, visit.week,
                    None if visit.lesson is None else case.lessons[visit.lesson], tuple(one.id for one in window),
                    tuple(one.id for one in window if one.kind == "teach"),
                    "" if visit.cover is None else case.lessons[visit.cover].id,
                )  # fmt: skip
            found.append((visit, made))
    return found


def _consents(offers: Collection[int]) -> dict[str, frozenset[int]]:
    found = from_afar_of(offers)
    return {
        "video": frozenset(offer for offer, consent in found.items() if consent.live),
        "recording": frozenset(offer for offer, consent in found.items() if consent.recording),
    }


def _case(reading: Reading, lessons: tuple[Lesson, ...]) -> TermCase:
    run, wishes, schools = reading.run, reading.wishes, reading.schools
    people = sorted(
        {int(one.person) for one in lessons}
        | {wish.visitor for wish in wishes}
        | {host.person for wish in wishes for host in wish.hosts}
    )
    number = {pk: n for n, pk in enumerate(people)}
    place = {school.pk: n for n, school in enumerate(schools)}
    position = {lesson.id: n for n, lesson in enumerate(lessons)}
    offers, offer_at = _offers(reading, lessons)
    practices = sorted({wish.practice for wish in wishes})
    travel = travel_matrix(schools, run.district)
    rules = rules_for(run.district, on=run.first)
    keep = tuple(
        one for n, wish in enumerate(wishes) if wish.held
        for one in [_kept(run, n, wish.held, number, position)] if one
    )  # fmt: skip
    coverable = {wish.visitor for wish in wishes if not wish.firm} if "cover" in run.ways else set()
    raw = {
        "format": "staffroom-visits/1", "weeks": run.weeks,
        "rules": {name: getattr(rules, name) for name in RULES}
        | {"substitute_half_days": sum(one.mode == "substitute" for one in keep)},
        "value": {"base": 0.4, "fit": 0.6},
        "schools": [{"id": school.public_id} for school in schools] or [{"id": "-"}],
        "travel": [[0 if a == b else travel[str(a.pk), str(b.pk)] for b in schools] for a in schools] or [[0]],
        "people": _people(reading, people, place, rules) + (
            [{"id": f"day of {school.public_id}", "school": n} for n, school in enumerate(schools)] or [NOBODY]
        ),
        "lessons": [
            _as_lesson(run, number, lesson) | {
                "coverable": lesson.kind == "teach" and int(lesson.person) in coverable
            }
            for lesson in lessons
        ] + _edges(run, schools, len(people)),
        "offers": offers,
        "practices": [{"id": str(pk), "subject": None} for pk in practices],
        "requests": [
            {"id": str(n), "visitor": number[wish.visitor], "practice": practices.index(wish.practice),
             "weight": wish.weight,
             "hosts": [[number[one.person], round(one.alike, 4), offer_at[one.person, one.offer]]
                       for one in wish.hosts]}
            for n, wish in enumerate(wishes)
        ],
    }  # fmt: skip
    return TermCase(raw, read_instance(raw), wishes, tuple(people), lessons, keep, reading.without_host)


def _people(reading: Reading, people: Sequence[int], place: Mapping[int, int], rules: Any) -> list[dict[str, Any]]:
    """Everybody with what the term has left for them, and their own limits."""
    limits = {host.person: host.lessons_week for wish in reading.wishes for host in wish.hosts if not wish.firm}
    rows = []
    for pk in people:
        row: dict[str, Any] = {"id": str(pk), "school": place.get(reading.hours.homes.get(pk, 0), 0)}
        for name, (rule, modes) in CAPS.items():
            row[name] = _left(getattr(rules, rule), _used(reading, pk, modes))
        row["covers_given"] = _left(rules.covers_given, reading.given.get(pk, 0))
        if limits.get(pk) is not None:
            most = rules.hosted_lessons_week
            row["hosted_lessons_week"] = limits[pk] if most is None else min(most, limits[pk] or 0)
        if pk in reading.hours.spare:
            row["own_minutes_week"] = list(reading.hours.spare[pk])
        rows.append(row)
    return rows


def _used(reading: Reading, person: int, modes: Collection[str]) -> int:
    """In the fullest of the terms."""
    held = [counts[person] for counts in reading.used if person in counts]
    return max((sum(used.get(mode, 0) for mode in modes) for used in held), default=0)


def _left(most: int | None, used: int) -> int | None:
    return None if most is None else max(0, most - used)


def _as_lesson(run: PlanRun, number: Mapping[int, int], lesson: Lesson) -> dict[str, Any]:
    since = lesson.date - run.first.toordinal()
    return {"person": number[int(lesson.person)], "day": since % 7, "week": since // 7, "start": lesson.start,
            "end": lesson.end, "kind": lesson.kind}  # fmt: skip


def _edges(run: PlanRun, schools: Sequence[School], first: int) -> list[dict[str, Any]]:
    """When each school's day begins and ends, told by a minute of somebody who goes nowhere."""
    number = {str(school.pk): first + n for n, school in enumerate(schools)}
    found = []
    for day in school_days([school.pk for school in schools], dates_of(run)) if schools else ():
        since = day.date - run.first.toordinal()
        at = {"person": number[day.school], "day": since % 7, "week": since // 7, "kind": "free"}
        found += [at | {"start": day.start, "end": day.start + 1}, at | {"start": day.end - 1, "end": day.end}]
    return found


def _offers(reading: Reading, lessons: Sequence[Lesson]) -> tuple[list[dict[str, Any]], dict[tuple[int, int], int]]:
    """The lessons in which each offer of each host can be seen (a held visit's lesson always), and from afar."""
    wishes, run = reading.wishes, reading.run
    by_person: dict[int, list[tuple[int, Lesson]]] = defaultdict(list)
    for n, lesson in enumerate(lessons):
        if lesson.kind == "teach":
            by_person[int(lesson.person)].append((n, lesson))
    shown = expertise.sections_shown({host.offer for wish in wishes for host in wish.hosts})
    held = defaultdict(set)
    for wish in wishes:
        if wish.held is not None:
            held[wish.held.host, wish.held.offer].add(wish.held.lesson)
    offers: list[dict[str, Any]] = []
    at: dict[tuple[int, int], int] = {}
    for wish in wishes:
        for host in wish.hosts:
            key = (host.person, host.offer)
            if key not in at:
                at[key], sections = len(offers), shown.get(host.offer, set())
                seen = [
                    n for n, one in by_person[host.person]
                    if (int(one.section or 0) in sections and one.id not in reading.hours.closed) or one.id in held[key]
                ]  # fmt: skip
                afar = {mode: mode in run.ways and host.offer in reading.consents[mode] for mode in reading.consents}
                offers.append({"lessons": seen, **afar})
    return offers, at


def _kept(
    run: PlanRun, request: int, held: Held, number: Mapping[int, int], position: Mapping[str, int]
) -> Planned | None:
    """What is held, in positions: with its free periods where the plan knows them; else only the seat that it takes.

    A class that a colleague covers already is nobody's free period any more, so a booked cover is such a seat too.
    None: it takes nothing any more, or it cannot stay as it was proposed.
    """
    week = (held.date - run.first).days // 7
    if not held.firm and held.mode not in run.ways:
        return None
    if held.mode == "recording":
        return Planned(request, number[held.host], "recording", week, None, (), None)
    if held.lesson not in position:
        return None
    lesson = position[held.lesson]
    known = bool(held.window) and all(one in position for one in held.window)
    if not known and (held.mode == "video" or not held.firm):
        return None
    if known and held.mode in ("own", "video"):
        window = tuple(position[one] for one in held.window)
        return Planned(request, number[held.host], held.mode, week, lesson, window, None)
    if known and held.mode == "cover" and not held.firm and held.cover in position:
        window = tuple(position[one] for one in held.window)
        return Planned(request, number[held.host], "cover", week, lesson, window, position[held.cover])
    return Planned(request, number[held.host], "substitute", week, lesson, (), None) if held.firm else None
