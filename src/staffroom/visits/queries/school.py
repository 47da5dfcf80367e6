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

from staffroom.core.visits.instance import Lesson
from staffroom.core.visits.week import WeekView, who_can_see_whom
from staffroom.expertise import queries as expertise
from staffroom.people.models import District, School, Staff, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.queries.days import school_days
from staffroom.timetable.queries.lessons import away_days, lessons
from staffroom.timetable.queries.settings import rules_for, travel_matrix, travel_minutes
from staffroom.ui.weekgrid import Cell, Column, WeekGrid

from .case import persons

KEEP_SECONDS = 300


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
    """The grid of one school and week, the sentence above it, and one period in detail when asked for."""
    schools = schools_of(actor)
    chosen = next((one for one in schools if one.public_id == school), None) if school else next(iter(schools), None)
    if chosen is None:
        raise Http404
    monday = _monday(week, actor.today or now.date())
    facts = _facts(chosen, monday)
    view: WeekView = facts["view"]
    address = reverse("who_can_visit")
    asked = {"school": chosen.public_id, "week": monday.isoformat()}
    cells = [cell for cell in view.cells if cell.teachers]
    return {
        "school": chosen,
        "schools": schools,
        "monday": monday,
        "previous": f"{address}?{urlencode(asked | {'week': monday - timedelta(days=7)})}",
        "following": f"{address}?{urlencode(asked | {'week': monday + timedelta(days=7)})}",
        "grid": _grid(chosen, cells, facts["times"], asked, at, actor.today),
        "possible": sum(1 for cell in cells if cell.could),
        "periods": len(cells),
        "teachers": cells[0].teachers if cells else 0,
        "reached": len({pair.visitor for pair in view.pairs}),
        "detail": _detail(facts, at) if at else None,
        "empty": not cells,
    }


def school_line(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For a principal's first page: the sentence of the grid, and where it is. None for everybody else."""
    if not actor.leads:
        return None
    page = who_can_visit(actor, now, school="", week="", at="")
    if page["empty"]:
        text = _("No bells or no school this week.")
    else:
        text = _(
            "%(reached)d of %(teachers)d teachers could see a colleague teach in their own free periods. No substitute."
        ) % {"reached": page["reached"], "teachers": page["teachers"]}
    return {"title": _("This week at %(school)s") % page, "text": text, "url": reverse("who_can_visit")}


def _monday(week: str, today: date) -> date:
    try:
        day = date.fromisoformat(week)
        if not date.min.year < day.year < date.max.year:
            raise ValueError  # the weeks at the calendar's ends have no neighbours
    except ValueError:
        # On a weekend the coming week is the one that matters.
        day = today + timedelta(days=2) if today.weekday() > 4 else today
    return day - timedelta(days=day.weekday())


def _facts(school: School, monday: date) -> dict[str, Any]:
    """The week as computed from the timetable; kept for five minutes, because it is the heaviest page."""
    key = f"who-can-visit:{school.pk}:{monday}"
    facts: dict[str, Any] | None = cache.get(key)
    if facts is None:
        facts = _compute(school, monday)
        cache.set(key, facts, KEEP_SECONDS)
    return facts


def _compute(school: School, monday: date) -> dict[str, Any]:
    district = District.objects.get(pk=school.district_id)
    week = [monday + timedelta(days=n) for n in range(5)]
    rules = rules_for(district)
    near = [one for one in School.objects.filter(active=True) if _near(school, one, district, rules.max_travel)]
    teachers, hosts = _teachers(school), expertise.staff_with_offers([one.pk for one in near])
    ids = sorted(teachers | hosts)
    away = {(str(person), day.toordinal()) for person, day in away_days(ids, week)}
    known = [one for one in lessons(ids, week) if (one.person, one.date) not in away]
    visible = _only_hosts_teach(known, hosts, {str(one) for one in teachers}, str(school.pk))
    at_home = [one for one in persons(teachers).values() if one.school == str(school.pk)]
    days = school_days([one.pk for one in near], week)
    view = who_can_see_whom(at_home, visible, days, travel_matrix(near, district), rules)
    return {"view": view, "times": _times(known, str(school.pk)), "lessons": visible, "hosts": hosts}


def _teachers(school: School) -> set[int]:
    """Staff ids of those who teach a section of the school."""
    found = Teaching.objects.filter(section__school=school, section__active=True, active=True, staff__active=True)
    return set(found.values_list("staff_id", flat=True))


def _near(one: School, other: School, district: District, most: int) -> bool:
    return one.pk == other.pk or travel_minutes(one, other, district) <= most


def _only_hosts_teach(lessons: Iterable[Lesson], hosts: set[int], teachers: set[str], school: str) -> list[Lesson]:
    """Free periods of the school's teachers and lessons of people who offer to be seen."""
    return [
        one
        for one in lessons
        if (one.kind == "teach" and int(one.person) in hosts) or (one.person in teachers and one.school == school)
    ]


def _times(lessons: Iterable[Lesson], school: str) -> dict[tuple[int, str], tuple[int, int]]:
    return {(one.date, one.period): (one.start, one.end) for one in lessons if one.school == school}


def _grid(
    school: School, cells: list[Any], times: dict[tuple[int, str], tuple[int, int]], asked: dict[str, str], at: str,
    today: date | None,
) -> WeekGrid:  # fmt: skip
    monday = date.fromisoformat(asked["week"])
    columns = [
        Column(str(day.toordinal()), date_format(day, "D"), date_format(day, "j"), today=day == today)
        for day in (monday + timedelta(days=n) for n in range(5))
    ]
    drawn = []
    for cell in cells:
        start, end = times[cell.date, cell.period]
        key = f"{cell.date}/{cell.period}"
        drawn.append(
            Cell(
                str(cell.date), start, end,
                title=_("%(could)d of %(free)d") % {"could": cell.could, "free": cell.free} if cell.free else "–",
                detail=_("Period %(period)s") % {"period": cell.period},
                kind="count" if cell.could else "teach",
                url=f"{reverse('who_can_visit')}?{urlencode(asked | {'at': key})}#detail" if cell.could else None,
                selected=key == at,
            )
        )  # fmt: skip
    return WeekGrid(
        columns, drawn, caption=_("Free teachers of %(school)s who could visit a colleague") % {"school": school}
    )


def _detail(facts: dict[str, Any], at: str) -> dict[str, Any] | None:
    """For one period: who is free then, and whom each could see then."""
    day, _slash, period = at.partition("/")
    if not day.isdigit():
        return None
    free = {
        one.person: one
        for one in facts["lessons"]
        if one.kind == "free" and str(one.date) == day and one.period == period
    }
    if not free:
        return None
    pairs = defaultdict(list)
    for pair in facts["view"].pairs:
        if pair.visitor in free:
            pairs[pair.visitor].append(pair.host)
    teaching = {
        one.person
        for one in facts["lessons"]
        if one.kind == "teach" and str(one.date) == day
        and any(one.start < own.end and own.start < one.end for own in free.values())
    }  # fmt: skip
    names = _names({*pairs, *(host for hosts in pairs.values() for host in hosts)})
    possible = [
        Possible(names[visitor], tuple(sorted(names[host] for host in hosts if host in teaching)))
        for visitor, hosts in pairs.items()
    ]
    shown = sorted((one for one in possible if one.hosts), key=lambda one: one.visitor)
    count = len(shown)
    text = ngettext("%(n)d teacher could visit", "%(n)d teachers could visit", count) % {"n": count}
    return {"day": date.fromordinal(int(day)), "period": period, "possible": shown, "text": text}


def _names(ids: Iterable[str]) -> dict[str, str]:
    return {str(one.pk): str(one) for one in Staff.objects.filter(pk__in=[int(number) for number in ids])}
