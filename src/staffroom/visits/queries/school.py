"""Who may visit whom this week without cover: a principal's week grid. Timetable facts only, never who asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import Lesson
from staffroom.core.visits.week import WeekView, who_can_see_whom
from staffroom.expertise import queries as expertise
from staffroom.people.models import District, School, Staff, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.queries.days import school_days, week_at_hand, week_of
from staffroom.timetable.queries.lessons import Timetable, away_days, timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_for, travel_matrix, travel_minutes
from staffroom.ui.weekgrid import Cell, Column, WeekGrid

from .case import persons

KEEP_SECONDS = 60
FARTHEST = timedelta(days=3 * 366)  # nobody plans further; the calendar itself ends somewhere


@dataclass(frozen=True, slots=True)
class Period:
    """One period of one date at the school: of the teachers ``free`` then, ``could`` could visit a colleague."""

    date: int
    name: str
    start: int
    end: int
    could: int
    free: int

    @property
    def key(self) -> str:
        return f"{self.date}/{self.name}"


@dataclass(frozen=True, slots=True)
class Week:
    """What the grid draws: its periods, how many teachers there are, how many could see somebody."""

    periods: tuple[Period, ...]
    teachers: int
    reached: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What one period in detail needs: staff ids, and times in minutes.

    ``hosts``: by visitor, whom they could see in this week. ``free``: by period, who is free when.
    ``teaching``: by date, blocks of time and those who are seen teaching in them.
    """

    hosts: dict[int, tuple[int, ...]]
    free: dict[str, tuple[tuple[int, int, int], ...]]
    teaching: dict[int, tuple[tuple[int, int, tuple[int, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Possible:
    """In one period: a teacher who is free, and whom that teacher could see."""

    visitor: str
    hosts: tuple[str, ...]


def schools_of(actor: Actor) -> list[School]:
    """The schools whose week the actor may see: those led, or all for the central office."""
    held = School.objects.filter(active=True)
    return list(held if actor.has("central") else held.filter(pk__in=actor.leads))


def who_can_visit(actor: Actor, now: datetime, *, school: str, week: str, at: str) -> dict[str, Any]:
    """The grid of one school and week, and the sentence above it.

    Whoever leads the school can open a period and see who is free and whom they could see; others get counts.
    """
    schools = schools_of(actor)
    chosen = next((one for one in schools if one.public_id == school), None) if school else next(iter(schools), None)
    if chosen is None:
        raise Http404
    monday = _monday(week, actor.today or now.date())
    found: Week = _kept("week", chosen, monday)
    address = reverse("who_can_visit")
    asked = {"school": chosen.public_id, "week": monday.isoformat()}
    with_names = chosen.pk in actor.leads
    return {
        "school": chosen,
        "schools": schools,
        "monday": monday,
        "previous": f"{address}?{urlencode(asked | {'week': monday - timedelta(days=7)})}",
        "following": f"{address}?{urlencode(asked | {'week': monday + timedelta(days=7)})}",
        "grid": _grid(chosen, found.periods, asked, at, actor.today, with_names=with_names),
        "possible": sum(1 for one in found.periods if one.could),
        "periods": len(found.periods),
        "teachers": found.teachers,
        "reached": found.reached,
        "detail": _detail(_kept("choices", chosen, monday), at) if at and with_names else None,
        "empty": not found.periods,
    }


def school_line(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For a principal's first page: the sentence of the grid, and where it is. None for everybody else."""
    if not actor.leads:
        return None
    school = next(iter(schools_of(actor)), None)
    if school is None:
        raise Http404
    found: Week = _kept("week", school, _monday("", actor.today or now.date()))
    if not found.periods:
        text = _("No bells or no school this week.")
    else:
        text = _(
            "%(reached)d of %(teachers)d teachers could see a colleague teach in their own free periods. No substitute."
        ) % {"reached": found.reached, "teachers": found.teachers}
    return {"title": _("This week at %(school)s") % {"school": school}, "text": text, "url": reverse("who_can_visit")}


def _monday(week: str, today: date) -> date:
    try:
        day = date.fromisoformat(week)
        if not date.min.year < day.year < date.max.year:
            raise ValueError  # the weeks at the calendar's ends have no neighbours
    except ValueError:
        day = date.min
    return week_at_hand(today)[0] if abs(day - today) > FARTHEST else week_of(day)[0]


def _kept(what: str, school: School, monday: date) -> Any:
    """``week`` or ``choices`` of a school and week, as computed at most a minute ago.

    Timetable facts only. A change of bells, roster, days away or offers is seen within these 60 seconds.
    """
    key = f"who-can-visit:{what}:{school.pk}:{monday}"
    kept = cache.get(key)
    if kept is None:
        week, choices = _compute(school, monday)
        found = {"week": week, "choices": choices}
        cache.set_many({f"who-can-visit:{name}:{school.pk}:{monday}": one for name, one in found.items()}, KEEP_SECONDS)
        kept = found[what]
    return kept


def _compute(school: School, monday: date) -> tuple[Week, Choices]:
    district = District.objects.get(pk=school.district_id)
    dates, here = [monday + timedelta(days=n) for n in range(5)], str(school.pk)
    rules = rules_for(district)
    near = [one for one in School.objects.filter(active=True) if _near(school, one, district, rules.max_travel)]
    teachers, hosts = _teachers(school), expertise.staff_with_offers([one.pk for one in near], at=school.pk, day=monday)
    known = timetable_of(teachers | hosts, dates)
    own, seen = _lessons(known, teachers, hosts, here)
    at_home = [one for one in persons(teachers).values() if one.school == here]
    days = school_days([one.pk for one in near], dates, known=known.calendars)
    willing = {str(one) for one in hosts}
    busy = reserved_of(known, teachers | hosts)
    view = who_can_see_whom(at_home, [*own, *seen], days, travel_matrix(near, district), rules, willing, busy)
    free, shown = _not_reserved(own, busy), _not_reserved((*own, *seen), busy)
    return _week(view, own, here), _choices(view, free, [one for one in shown if one.person in willing])


def _not_reserved(lessons: Iterable[Lesson], busy: Iterable[Reserved]) -> list[Lesson]:
    """Lessons and free periods of which no minute is promised to learning time or a team."""
    taken: dict[tuple[str, int], list[Reserved]] = defaultdict(list)
    for one in busy:
        taken[one.person, one.date].append(one)
    return [
        x
        for x in lessons
        if not any(one.start < x.end and x.start < one.end for one in taken.get((x.person, x.date), ()))
    ]


def _lessons(known: Timetable, teachers: set[int], hosts: set[int], school: str) -> tuple[list[Lesson], list[Lesson]]:
    """All periods of the school's teachers there; what else hosts teach. Days away are left out."""
    own: list[Lesson] = []
    seen: list[Lesson] = []
    away = {(person, day.toordinal()) for person, day in away_days(teachers | hosts, known.dates)}
    for person in sorted(teachers | hosts):
        for one in known.lessons(person, free=person in teachers):
            if (person, one.date) in away:
                continue
            if person in teachers and one.school == school:
                own.append(one)
            elif person in hosts and one.kind == "teach":
                seen.append(one)
    return own, seen


def _week(view: WeekView, own: Iterable[Lesson], school: str) -> Week:
    times = {(one.date, one.period): (one.start, one.end) for one in own}
    cells = [cell for cell in view.cells if cell.teachers and cell.school == school]
    periods = tuple(
        Period(cell.date, cell.period, *times[cell.date, cell.period], cell.could, cell.free) for cell in cells
    )
    return Week(periods, cells[0].teachers if cells else 0, len({pair.visitor for pair in view.pairs}))


def _choices(view: WeekView, own: Iterable[Lesson], seen: Iterable[Lesson]) -> Choices:
    hosts: dict[int, list[int]] = defaultdict(list)
    free: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    blocks: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for pair in view.pairs:
        hosts[int(pair.visitor)].append(int(pair.host))
    for one in own:
        if one.kind == "free":
            free[f"{one.date}/{one.period}"].append((int(one.person), one.start, one.end))
    for one in seen:
        if one.kind == "teach":
            blocks[one.date][one.start, one.end].append(int(one.person))
    return Choices(
        {visitor: tuple(found) for visitor, found in hosts.items()},
        {key: tuple(found) for key, found in free.items()},
        {day: tuple((*times, tuple(who)) for times, who in held.items()) for day, held in blocks.items()},
    )


def _teachers(school: School) -> set[int]:
    """Staff ids of those who teach a section of the school."""
    found = Teaching.objects.filter(section__school=school, section__active=True, active=True, staff__active=True)
    return set(found.values_list("staff_id", flat=True))


def _near(one: School, other: School, district: District, most: int) -> bool:
    return one.pk == other.pk or travel_minutes(one, other, district) <= most


def _grid(
    school: School, periods: Iterable[Period], asked: dict[str, str], at: str, today: date | None, *, with_names: bool
) -> WeekGrid:
    monday = date.fromisoformat(asked["week"])
    columns = [
        Column(str(day.toordinal()), date_format(day, "D"), date_format(day, "j"), today=day == today)
        for day in (monday + timedelta(days=n) for n in range(5))
    ]
    address = reverse("who_can_visit")
    drawn = [
        Cell(
            str(one.date), one.start, one.end,
            title=_("%(could)d of %(free)d") % {"could": one.could, "free": one.free} if one.free else "–",
            detail=_("Period %(period)s") % {"period": one.name},
            kind="count" if one.could else "teach",
            url=f"{address}?{urlencode(asked | {'at': one.key})}#detail" if one.could and with_names else None,
            selected=one.key == at,
        )
        for one in periods
    ]  # fmt: skip
    return WeekGrid(
        columns, drawn, caption=_("Free teachers of %(school)s who could visit a colleague") % {"school": school}
    )


def _detail(choices: Choices, at: str) -> dict[str, Any] | None:
    """For one period: who is free then, and whom each could see then."""
    day, _slash, period = at.partition("/")
    free = choices.free.get(at)
    if not free:
        return None
    blocks = choices.teaching.get(int(day), ())
    teaching = {
        person
        for start, end, people in blocks
        if any(start < until and since < end for _who, since, until in free)
        for person in people
    }
    pairs = {who: teaching.intersection(choices.hosts.get(who, ())) for who, _since, _until in free}
    names = _names({*pairs, *(host for hosts in pairs.values() for host in hosts)})
    possible = [Possible(names[who], tuple(sorted(names[host] for host in hosts))) for who, hosts in pairs.items()]
    shown = sorted((one for one in possible if one.hosts), key=lambda one: one.visitor)
    count = len(shown)
    text = ngettext("%(n)d teacher could visit", "%(n)d teachers could visit", count) % {"n": count}
    return {"day": date.fromordinal(int(day)), "period": period, "possible": shown, "text": text}


def _names(ids: Iterable[int]) -> dict[int, str]:
    return {one.pk: str(one) for one in Staff.objects.filter(pk__in=[*ids])}
