"""The planner's case: all that it may know about one group visit, in a fixed number of queries."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from staffroom.core.reserved import Reserved, costs
from staffroom.core.visits.instance import Busy, Rules
from staffroom.core.walks import Case, Proposed, Shape, Stop
from staffroom.core.weeks import Planned, minutes_of
from staffroom.expertise import queries as expertise
from staffroom.people.models import District, School, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.planned import planned_of
from staffroom.timetable.queries.days import between, week_of
from staffroom.timetable.queries.lessons import Timetable, away_days, timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_for, rules_of, travel_matrix
from staffroom.trust.queries import stands_over
from staffroom.visits.models import Promise, Visit
from staffroom.visits.queries.booked import LIVE as LIVE_VISITS
from staffroom.visits.queries.case import busy_of
from staffroom.visits.queries.promised import cover_times

from ..models import Walk, Walker, WalkStop

LIVE = (WalkStop.State.ASKED, WalkStop.State.ACCEPTED)
NOBODY = expertise.Willing({}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class Wish:
    """What an organiser wants. ``walkers`` are staff ids, the organiser first; ``pool``: people to be counted."""

    district: District
    school: School
    shape: Shape
    first: date
    last: date
    walkers: Sequence[int]
    willing: expertise.Willing
    pool: Collection[int] = field(default_factory=tuple)
    besides: Walk | None = None


def shape_of(walk: Walk) -> Shape:
    kind = "rounds" if walk.kind == Walk.Kind.ROUNDS else "walk"
    return Shape(kind, walk.rooms_wanted, walk.minutes, walk.corridor, walk.walkers_wanted)  # type: ignore[arg-type]


def case_of(wish: Wish, now: datetime) -> Case:
    """The case of a wish. ``wish.besides``: a walk whose own promises do not count."""
    local = now.astimezone(ZoneInfo(wish.district.time_zone))
    hosts, walkers = sorted(wish.willing.classes), list(wish.walkers)
    everybody = sorted({*hosts, *walkers, *wish.pool})
    dates = between(week_of(wish.first)[0], week_of(wish.last)[-1])
    days = [day for day in dates if wish.first <= day <= wish.last]
    known = timetable_of(everybody, dates)
    lessons = tuple(one for person in everybody for one in known.lessons(person))
    held = [one for one in reserved_of(known, everybody) if wish.besides is None or one.key != wish.besides.public_id]
    limits = rules_for(wish.district, on=wish.first)
    schools = School.objects.filter(pk__in={int(one.school) for one in lessons} | {wish.school.pk})
    return Case(
        shape=wish.shape,
        school=str(wish.school.pk),
        walkers=tuple(map(str, walkers)),
        hosts={str(pk): None if one is None else frozenset(map(str, one)) for pk, one in wish.willing.classes.items()},
        lessons=lessons,
        first=wish.first.toordinal(),
        last=wish.last.toordinal(),
        now_date=local.date().toordinal(),
        now_minute=local.hour * 60 + local.minute,
        timed=frozenset(one.person for one in lessons),
        notice_hours=limits.notice_hours,
        merge_gap=limits.merge_gap,
        seats=seats_in(limits, wish.shape),
        travel=travel_matrix(schools, wish.district),
        busy=(*_away(everybody, days), *map(busy_of, held), *cover_times(everybody, days)),
        closed=tuple(door for doors in expertise.closed_for_planner(hosts).values() for door in doors),
        promised=_promised(everybody, days, wish.besides),
        over=frozenset((str(x), str(y)) for x, y in stands_over(everybody, local.date())),
        hosted=_hosted(hosts, dates, wish.besides),
        most_hosted=_most_hosted(hosts, limits, wish.willing.lessons_week),
        spare=_spare(wish, known, held, walkers),
        open_lessons=frozenset(
            f"{staff}/{day}/{wish.school.pk}/{start}/{section}" for staff, day, start, section in wish.willing.doors
        ),
    )


def seats_in(limits: Rules, shape: Shape) -> int:
    """How many seats a lesson has at least: as many as single visitors may take, and as the group needs."""
    return max(limits.visitors_per_lesson or 0, shape.limits.walkers[1])


def teachers_at(school: School) -> list[int]:
    """Who teaches at a school."""
    held = Teaching.objects.filter(section__school=school, section__active=True, active=True, staff__active=True)
    return sorted(set(held.order_by().values_list("staff_id", flat=True)))


def wish_of(walk: Walk, walkers: Sequence[int], *, by: Actor | None = None, pool: Collection[int] = ()) -> Wish:
    """The wish of a walk that there is. ``by``: who looks for other rooms; without, only its own hosts count, and
    they have the last word on their doors."""
    hosts = [one.host_id for one in walk.stops.all() if one.state in LIVE]
    willing = expertise.Willing(dict.fromkeys(hosts), {}, frozenset())
    if by is not None:
        found = expertise.willing_at(by, walk.school_id, walk.date, walk.date, walk.practice)
        willing = expertise.Willing({**found.classes, **willing.classes}, found.lessons_week, found.doors)
    return Wish(
        walk.district, walk.school, shape_of(walk), walk.date, walk.date, walkers, willing, pool, besides=walk
    )  # fmt: skip


def proposed_of(walk: Walk, walkers: Iterable[int]) -> Proposed:
    """A walk as the checker reads it, with its rooms that stand."""
    stops = [one for one in walk.stops.all() if one.state in LIVE]
    made = sorted((Stop(str(one.host_id), one.lesson, one.start, one.end) for one in stops), key=lambda one: one.start)
    return Proposed(walk.date.toordinal(), tuple(made), tuple(map(str, walkers)), (walk.start, walk.end))


def uses_of(case: Case, walk: Proposed, person: int) -> tuple[list[str], list[str], int]:
    """The free periods of somebody that a walk takes: ids, keys of promises, and the minutes of the way."""
    mine = [one for one in case.lessons if one.person == str(person) and one.kind == "free" and one.date == walk.date]
    ways = {one.id: _way(case, one.school) for one in mine}
    used = [one for one in mine if one.start < walk.end + ways[one.id] and walk.start - ways[one.id] < one.end]
    places = [f"{date.fromordinal(one.date)}/{one.school}/{one.start}" for one in used]
    return (
        [one.id for one in used],
        places or [f"{date.fromordinal(walk.date)}/{case.school}/{walk.start}"],
        max((ways[one.id] for one in used), default=0),
    )


def _way(case: Case, school: str) -> int:
    return 0 if school == case.school else case.travel.get((school, case.school), 0)


def _away(people: Collection[int], days: Sequence[date]) -> Iterable[Busy]:
    return (Busy(str(person), day.toordinal()) for person, day in sorted(away_days(people, days)))


def _promised(people: Collection[int], days: Sequence[date], besides: Walk | None) -> frozenset[tuple[str, str]]:
    rows = Promise.objects.filter(staff_id__in=[*people], date__range=(days[0], days[-1]))
    if besides is not None:
        rows = rows.exclude(holder=besides.holder)
    return frozenset((str(staff), key) for staff, key in rows.values_list("staff_id", "key"))


def _hosted(hosts: Collection[int], dates: Sequence[date], besides: Walk | None) -> dict[tuple[str, int], int]:
    """Lessons of each week in which somebody comes, alone or in a group."""
    within = (dates[0], dates[-1])
    visits = Visit.objects.filter(host_id__in=hosts, date__range=within, state__in=LIVE_VISITS)
    groups = WalkStop.objects.filter(host_id__in=hosts, walk__date__range=within, state__in=LIVE)
    groups = groups.exclude(walk__state=Walk.State.CANCELLED)
    if besides is not None:
        groups = groups.exclude(walk=besides)
    rows = {*visits.values_list("host_id", "date", "lesson"), *groups.values_list("host_id", "walk__date", "lesson")}
    return dict(Counter((str(host), _monday(day)) for host, day, _lesson in rows))


def _most_hosted(hosts: Collection[int], limits: Rules, own: dict[int, int]) -> dict[str, int]:
    caps = {pk: [one for one in (limits.hosted_lessons_week, own.get(pk)) if one is not None] for pk in hosts}
    return {str(pk): min(found) for pk, found in caps.items() if found}


def _spare(
    wish: Wish, known: Timetable, held: Sequence[Reserved], walkers: Sequence[int]
) -> dict[tuple[str, int], int]:
    """Minutes that the contract leaves walkers to give away, by week; nothing where it says nothing."""
    required = {pk: one.contract_prep_minutes_week for pk, one in rules_of(wish.district, walkers, wish.first).items()}
    found: dict[tuple[str, int], int] = {}
    for person in (pk for pk in walkers if required.get(pk) is not None):
        free = [(one.date, one.start, one.end) for one in known.lessons(person) if one.kind == "free"]
        mine = [Planned(*one) for one in costs(row for row in held if row.person == str(person))]
        planned = [*planned_of(person, known.dates), *mine]
        for monday in {_monday(day) for day in known.dates}:
            week = range(monday, monday + 7)
            spare = minutes_of(
                [one for one in free if one[0] in week], [one for one in planned if one.day in week], required[person]
            ).spare
            if spare is not None and free:
                found[str(person), monday] = spare
    return found


def _monday(day: date) -> int:
    return (day - timedelta(days=day.weekday())).toordinal()


def walkers_of(walk: Walk) -> list[int]:
    """Who comes along for certain, the organiser first."""
    rows = [one.staff_id for one in walk.walkers.all() if one.state == Walker.State.ACCEPTED]
    return sorted(rows, key=lambda pk: (pk != walk.organiser_id, pk))
