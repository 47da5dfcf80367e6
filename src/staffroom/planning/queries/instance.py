"""The term as the planner reads it: needs, willing hosts, lessons of real dates, what is booked. And what it says back.

Only visits in one's own free periods are planned here. Everything is read once; the district must be in scope.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from staffroom.core.visits.instance import ClosedDoor, Lesson
from staffroom.core.visits.plan import read_instance
from staffroom.core.visits.plan.instance import Term
from staffroom.core.visits.plan.pins import Planned
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Practice
from staffroom.people.models import School
from staffroom.people.queries import actors_of
from staffroom.spine.access import Actor
from staffroom.spine.editions import memory
from staffroom.timetable.queries.days import current_terms, school_days
from staffroom.timetable.queries.lessons import Timetable, away_days, timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_for, travel_matrix
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE, cover_times, persons, term_around

from ..models import PlanRun, Proposal

NOBODY = {"id": "nobody", "school": 0}  # a district without anybody to plan for is an empty plan
Host = tuple[int, float, int]  # person, fit, offer's primary key


@dataclass(frozen=True, slots=True)
class Wish:
    """One request: a need, or a visit that is booked already (then ``visit`` is set, and it stays)."""

    visitor: int
    practice: int
    hosts: tuple[Host, ...]
    visit: Visit | None = None


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
    homes: Mapping[int, int]
    without_host: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that the planner proposes, in terms of the district."""

    wish: Wish
    lesson: Lesson
    window: tuple[str, ...]
    offer: int
    fit: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database says about the weeks of a plan, read once."""

    run: PlanRun
    wishes: tuple[Wish, ...]
    without_host: tuple[tuple[int, int], ...]
    lessons: tuple[Lesson, ...]
    homes: Mapping[int, int]
    schools: tuple[School, ...]


def reading_of(run: PlanRun, now: datetime) -> Reading:
    """Everything that a plan of these weeks may know."""
    dates = dates_of(run)
    wishes, without = _needs(run, now)
    wishes += _booked(dates)
    lessons = _lessons(_lessons_wanted(wishes), dates, _busy(dates))
    homes = {pk: int(one.school) for pk, one in _homes(wishes).items() if one.school}
    named = {int(lesson.school) for lesson in lessons} | set(homes.values())
    schools = tuple(School.objects.filter(pk__in=named).order_by("pk"))
    return Reading(run, tuple(wishes), tuple(without), tuple(lessons), homes, schools)


def case_of(reading: Reading, shut: Collection[tuple[int, int]] = ()) -> TermCase:
    """The case of one plan. ``shut``: (person, ordinal) on which a visitor's free periods are not to be used, but for
    what is booked."""
    booked = {one for wish in reading.wishes if wish.visit for one in wish.visit.window}
    barred = set(shut)
    lessons = tuple(
        lesson
        for lesson in reading.lessons
        if lesson.kind == "teach" or lesson.id in booked or (int(lesson.person), lesson.date) not in barred
    )
    return _case(reading, lessons)


def dates_of(run: PlanRun) -> list[date]:
    """Monday to Friday of each of its weeks."""
    return [run.first + timedelta(days=7 * week + day) for week in range(run.weeks) for day in range(5)]


def made_of(case: TermCase, visits: Iterable[Planned]) -> list[Made]:
    """What a plan says, booked visits left out."""
    found = []
    for visit in visits:
        wish = case.wishes[visit.request]
        if wish.visit is None and visit.lesson is not None:
            host = case.people[visit.host]
            _host, fit, offer = next(one for one in wish.hosts if one[0] == host)
            window = tuple(case.lessons[n].id for n in visit.window)
            found.append(Made(wish, case.lessons[visit.lesson], window, offer, fit))
    return found


def _needs(run: PlanRun, now: datetime) -> tuple[list[Wish], list[tuple[int, int]]]:
    """A wish for each open need that somebody offers to show; the others apart."""
    pairs = expertise.open_needs()
    settled = _settled(run)
    pairs = [pair for pair in pairs if pair not in settled]
    actors = actors_of({staff for staff, _practice in pairs}, run.district, now)
    practices = Practice.objects.in_bulk({practice for _staff, practice in pairs})
    kept = memory()
    wishes, without = [], []
    for staff, practice in sorted(pairs):
        hosts = _hosts(actors[staff], practices[practice], kept) if staff in actors else ()
        if hosts:
            wishes.append(Wish(staff, practice, hosts))
        else:
            without.append((staff, practice))
    return wishes, without


def _hosts(actor: Actor, practice: Practice, kept: Any) -> tuple[Host, ...]:
    best: dict[int, Host] = {}
    for match in expertise.willing_hosts(actor, practice, kept):
        host = (match.staff_id, round(match.likeness, 4), match.offer_id)
        if match.staff_id not in best or best[match.staff_id][1] < host[1]:
            best[match.staff_id] = host
    return tuple(best.values())


def _settled(run: PlanRun) -> set[tuple[int, int]]:
    """Who visits somebody for a practice already, from the first day of the plan's month on."""
    since = run.first - timedelta(days=28)
    rows = Visit.objects.filter(state__in=LIVE, date__gte=since, purpose=Visit.Purpose.PRACTICE)
    return set(rows.values_list("visitor_id", "practice_id"))


def _booked(dates: Sequence[date]) -> list[Wish]:
    rows = Visit.objects.filter(state__in=LIVE, date__range=(dates[0], dates[-1])).order_by("pk")
    # A visit to get to know somebody takes time and seats like any other; it stands for no practice and no offer.
    return [Wish(one.visitor_id, one.practice_id or 0, ((one.host_id, 1.0, one.offer_id or 0),), one) for one in rows]


def _lessons_wanted(wishes: Sequence[Wish]) -> tuple[set[int], dict[int, set[int]]]:
    """Who goes, and which offers are shown by whom."""
    shown: dict[int, set[int]] = defaultdict(set)
    for wish in wishes:
        for host, _fit, offer in wish.hosts:
            shown[host].add(offer)
    return {wish.visitor for wish in wishes}, shown


def _busy(dates: Sequence[date]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(person, ordinal) to the times at which they are away on visits agreed or asked for."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    rows = Visit.objects.filter(state__in=LIVE, date__range=(dates[0], dates[-1]))
    for visitor, day, start, end, travel in rows.values_list("visitor_id", "date", "start", "end", "travel"):
        found[visitor, day.toordinal()].append((start - travel, end + travel))
    return found


def _lessons(
    wanted: tuple[set[int], dict[int, set[int]]],
    dates: Sequence[date],
    busy: Mapping[tuple[int, int], list[tuple[int, int]]],
) -> list[Lesson]:
    """Free periods of those who go and lessons of those who show, on days on which they are at work."""
    going, showing = wanted
    everybody = sorted(going | set(showing))
    known = timetable_of(everybody, dates)
    promised = _promised(known, everybody, dates)
    away = {(person, day.toordinal()) for person, day in away_days(everybody, dates)}
    closed = expertise.closed_for_planner(showing)
    booked = {one.lesson for one in Visit.objects.filter(state__in=LIVE, date__range=(dates[0], dates[-1]))}
    free_booked = {
        lesson
        for one in Visit.objects.filter(state__in=LIVE, date__range=(dates[0], dates[-1]))
        for lesson in one.window
    }
    found = []
    for person in everybody:
        for lesson in known.lessons(person, free=person in going):
            if (person, lesson.date) in away:
                continue
            taken = _passes(lesson, promised.get((person, lesson.date), ()))
            if lesson.kind == "free":
                taken = taken or _passes(lesson, busy.get((person, lesson.date), ()))
                if person in going and (not taken or lesson.id in free_booked):
                    found.append(lesson)
            elif person in showing:
                taken = taken or _is_closed(lesson, closed.get(person, ()))
                if not taken or lesson.id in booked:
                    found.append(lesson)
    return found


def _promised(
    known: Timetable, people: Collection[int], dates: Sequence[date]
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(person, ordinal) to the times of learning, of teams' meetings and of classes they cover: nobody goes then."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for one in (*reserved_of(known, people), *cover_times(people, dates)):
        found[int(one.person), one.date].append((one.start, one.end))
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


def _homes(wishes: Sequence[Wish]) -> dict[int, Any]:
    people = {wish.visitor for wish in wishes} | {host for wish in wishes for host, _fit, _offer in wish.hosts}
    return {int(pk): one for pk, one in persons(people).items()}


def _case(reading: Reading, lessons: tuple[Lesson, ...]) -> TermCase:
    run, wishes, homes, schools = reading.run, reading.wishes, reading.homes, reading.schools
    district, dates = run.district, dates_of(run)
    people = sorted({int(x.person) for x in lessons} | {w.visitor for w in wishes} | _all_hosts(wishes))
    number = {pk: n for n, pk in enumerate(people)}
    place = {school.pk: n for n, school in enumerate(schools)}
    position = {lesson.id: n for n, lesson in enumerate(lessons)}
    offers, offer_at = _offers(wishes, lessons)
    practices = sorted({wish.practice for wish in wishes})
    travel = travel_matrix(schools, district)
    used = _used(run, people)
    rules = rules_for(district, on=run.first)
    raw = {
        "format": "staffroom-visits/1", "weeks": run.weeks, "rules": _rules(rules),
        "value": {"base": 0.4, "fit": 0.6},
        "schools": [{"id": school.public_id} for school in schools] or [{"id": "-"}],
        "travel": [[0 if a == b else travel[str(a.pk), str(b.pk)] for b in schools] for a in schools] or [[0]],
        "people": [
            {"id": str(pk), "school": place.get(homes.get(pk, 0), 0), "own_periods": _left(rules, used[pk])}
            for pk in people
        ] + ([{"id": f"day of {school.public_id}", "school": n} for n, school in enumerate(schools)] or [NOBODY]),
        "lessons": [_as_lesson(run, number, lesson) for lesson in lessons]
        + _edges(run, schools, dates, len(people)),
        "offers": offers,
        "practices": [{"id": str(pk), "subject": None} for pk in practices],
        "requests": [
            {"id": str(n), "visitor": number[wish.visitor], "practice": practices.index(wish.practice), "weight": 1.0,
             "hosts": [[number[host], fit, offer_at[host, offer]] for host, fit, offer in wish.hosts]}
            for n, wish in enumerate(wishes)
        ],
    }  # fmt: skip
    keep = _kept(run, wishes, number, position)
    return TermCase(raw, read_instance(raw), wishes, tuple(people), lessons, keep, homes, reading.without_host)


def _all_hosts(wishes: Sequence[Wish]) -> set[int]:
    return {host for wish in wishes for host, _fit, _offer in wish.hosts}


def _rules(rules: Any) -> dict[str, Any]:
    names = ("min_watch", "max_travel", "merge_gap", "before", "after", "visits_per_visitor",
             "visits_per_visitor_week", "own_periods", "hosted_lessons_week", "visitors_per_lesson")  # fmt: skip
    nothing = dict.fromkeys(
        ("classes_missed", "covers_given", "recordings", "videos_hosted_week", "substitute_half_days"), 0
    )
    return {name: getattr(rules, name) for name in names} | nothing


def _used(run: PlanRun, people: Collection[int]) -> dict[int, int]:
    """Visits of the term that lie outside the weeks of the plan."""
    begins, ends = term_around(run.first, current_terms())
    rows = Visit.objects.filter(state__in=LIVE, date__gte=begins, date__lt=ends)
    last = run.first + timedelta(days=7 * run.weeks)
    found: dict[int, int] = defaultdict(int)
    for visitor in rows.exclude(date__gte=run.first, date__lt=last).values_list("visitor_id", flat=True):
        found[visitor] += 1
    return found


def _left(rules: Any, used: int) -> int | None:
    caps = [cap for cap in (rules.own_periods, rules.visits_per_visitor) if cap is not None]
    return max(0, min(caps) - used) if caps else None


def _as_lesson(run: PlanRun, number: Mapping[int, int], lesson: Lesson) -> dict[str, Any]:
    since = lesson.date - run.first.toordinal()
    return {"person": number[int(lesson.person)], "day": since % 7, "week": since // 7, "start": lesson.start,
            "end": lesson.end, "kind": lesson.kind}  # fmt: skip


def _edges(run: PlanRun, schools: Sequence[School], dates: Sequence[date], first: int) -> list[dict[str, Any]]:
    """When each school's day begins and ends, told by a minute of somebody who goes nowhere."""
    number = {str(school.pk): first + n for n, school in enumerate(schools)}
    found = []
    for day in school_days([school.pk for school in schools], dates) if schools else ():
        since = day.date - run.first.toordinal()
        at = {"person": number[day.school], "day": since % 7, "week": since // 7, "kind": "free"}
        found += [at | {"start": day.start, "end": day.start + 1}, at | {"start": day.end - 1, "end": day.end}]
    return found


def _offers(
    wishes: Sequence[Wish], lessons: Sequence[Lesson]
) -> tuple[list[dict[str, Any]], dict[tuple[int, int], int]]:
    """The lessons in which each offer of each host can be seen; a booked visit's lesson always."""
    by_person: dict[int, list[tuple[int, Lesson]]] = defaultdict(list)
    for n, lesson in enumerate(lessons):
        if lesson.kind == "teach":
            by_person[int(lesson.person)].append((n, lesson))
    shown = expertise.sections_shown({offer for wish in wishes for _host, _fit, offer in wish.hosts})
    booked = defaultdict(set)
    for wish in wishes:
        if wish.visit is not None:
            booked[wish.visit.host_id, wish.visit.offer_id or 0].add(wish.visit.lesson)
    offers: list[dict[str, Any]] = []
    at: dict[tuple[int, int], int] = {}
    for wish in wishes:
        for host, _fit, offer in wish.hosts:
            if (host, offer) not in at:
                at[host, offer] = len(offers)
                sections = shown.get(offer, set())
                offers.append({"lessons": [
                    n for n, lesson in by_person[host]
                    if int(lesson.section or 0) in sections or lesson.id in booked[host, offer]
                ]})  # fmt: skip
    return offers, at


def _kept(
    run: PlanRun, wishes: Sequence[Wish], number: Mapping[int, int], position: Mapping[str, int]
) -> tuple[Planned, ...]:
    """What is booked, and what of an earlier plan is to stay, where its lessons are still there."""
    found = []
    for n, wish in enumerate(wishes):
        if wish.visit is not None:
            found.append(_planned(run, n, wish.visit.host_id, wish.visit, number, position))
    at = {(wish.visitor, wish.practice): n for n, wish in enumerate(wishes) if wish.visit is None}
    for proposal in _earlier(run):
        n = at.get((proposal.visitor_id, proposal.practice_id))
        if n is not None and proposal.offer.staff_id in [host for host, _fit, _offer in wishes[n].hosts]:
            found.append(_planned(run, n, proposal.offer.staff_id, proposal, number, position))
    return tuple(one for one in found if one is not None)


def _earlier(run: PlanRun) -> Iterable[Proposal]:
    if run.earlier_id is None or run.keeps == PlanRun.Keeps.NOTHING:
        return ()
    rows = Proposal.objects.filter(run_id=run.earlier_id, answer="").select_related("offer")
    if run.keeps == PlanRun.Keeps.SCHOOLS:
        homes = {int(pk): one.school for pk, one in persons({row.visitor_id for row in rows}).items()}
        chosen = {str(pk) for pk in run.kept_schools}
        return [row for row in rows if homes.get(row.visitor_id) in chosen]
    return rows


def _planned(
    run: PlanRun, request: int, host: int, held: Any, number: Mapping[int, int], position: Mapping[str, int]
) -> Planned | None:
    week = (held.date - run.first).days // 7
    if not 0 <= week < run.weeks or held.lesson not in position or not all(one in position for one in held.window):
        return None
    window = tuple(position[one] for one in held.window)
    return Planned(request, number[host], "own", week, position[held.lesson], window, None) if window else None
