"""Substitutes that visits need, for whoever arranges them at a school: which classes and when. Never where their
teacher goes, with whom, or why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from staffroom.core.visits.modes import NOON
from staffroom.people.models import Assignment, AssignmentRole, School, Section, Staff
from staffroom.spine.access import Actor
from staffroom.ui.templatetags.ui import long_day

from .. import rules
from ..models import SubstituteDesk, Visit
from .school import schools_of


@dataclass(frozen=True, slots=True)
class Needed:
    """One half day at one school on which somebody has to be found."""

    school: int
    day: date
    morning: bool
    classes: tuple[str, ...]

    @property
    def when(self) -> str:
        """In the reader's language: "Tuesday, December 1, in the morning"."""
        facts = {"day": long_day(self.day)}
        return _("%(day)s, in the morning") % facts if self.morning else _("%(day)s, in the afternoon") % facts

    @property
    def what(self) -> str:
        return ", ".join(self.classes)


def needed_for(visits: Collection[Visit]) -> list[Needed]:
    """What these visits need, by school and half day. One query."""
    held = [(visit, lesson.split("/")) for visit in visits for lesson in visit.covered]
    titles = dict(Section.objects.filter(pk__in={int(parts[4]) for _v, parts in held}).values_list("pk", "title"))
    found: dict[tuple[int, date, bool, int], list[str]] = {}
    for visit, (_person, _day, school, start, section) in sorted(held, key=lambda one: int(one[1][3])):
        key = (int(school), visit.date, int(start) < NOON, visit.pk)
        found.setdefault(key, []).append(titles.get(int(section), ""))
    return [Needed(school, day, morning, tuple(names)) for (school, day, morning, _pk), names in found.items()]


def told_at(schools: Collection[int], today: date) -> dict[int, list[Staff]]:
    """Whom each of these schools has told: whoever is chosen, else its principals. Two queries."""
    found: dict[int, list[Staff]] = {school: [] for school in schools}
    for row in SubstituteDesk.objects.filter(school__in=found, staff__active=True).select_related("staff__account"):
        found[row.school_id].append(row.staff)
    chosen = {school for school, people in found.items() if people}
    for held in _principals(today).filter(school__in=found).select_related("staff__account"):
        if held.school_id not in chosen and held.staff not in found[held.school_id]:
            found[held.school_id].append(held.staff)
    return found


def _principals(today: date) -> Any:
    on = (Q(begins=None) | Q(begins__lte=today)) & (Q(ends=None) | Q(ends__gt=today))
    leading = (AssignmentRole.PRINCIPAL,)
    return Assignment.objects.filter(on, role__in=leading, active=True, staff__active=True).order_by("staff_id", "pk")


def desk_schools(actor: Actor) -> set[int]:
    """Schools whose substitutes the actor is told about. One query; a second for whoever leads a school."""
    if actor.staff_id is None:
        return set()
    mine = set(SubstituteDesk.objects.filter(staff_id=actor.staff_id).values_list("school_id", flat=True))
    if not actor.leads:
        return mine
    others = SubstituteDesk.objects.filter(school__in=actor.leads, staff__active=True).exclude(staff_id=actor.staff_id)
    return mine | (set(actor.leads) - set(others.values_list("school_id", flat=True)))


def substitutes_needed(actor: Actor, now: datetime) -> list[Needed]:
    """From today on, the next first: what the actor has to arrange."""
    schools = desk_schools(actor)
    if not schools:
        return []
    today = actor.today or now.date()
    booked = Visit.objects.filter(mode=Visit.Mode.SUBSTITUTE, state=Visit.State.ACCEPTED, date__gte=today)
    found = [one for one in needed_for(list(booked)) if one.school in schools]
    return sorted(found, key=lambda one: (one.day, not one.morning, one.classes))


@dataclass(frozen=True, slots=True)
class Desk:
    """One school on the page: who is told now, and who can be chosen."""

    school: School
    told: tuple[str, ...]
    chosen: str
    people: tuple[tuple[str, str], ...]


def substitutes_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """What I have to arrange; and for whoever leads a school or the central office who is told there."""
    rules.see_substitutes(actor, desk_schools(actor))
    schools = schools_of(actor)
    today = actor.today or now.date()
    told = told_at([one.pk for one in schools], today)
    rows = SubstituteDesk.objects.filter(school__in=schools).select_related("staff")
    chosen = {row.school_id: row.staff.public_id for row in rows}
    people: dict[int, list[tuple[str, str]]] = {one.pk: [] for one in schools}
    held = Assignment.objects.filter(school__in=schools, active=True, staff__active=True).select_related("staff")
    for one in held.order_by("staff__family", "staff__given", "pk"):
        row = (one.staff.public_id, str(one.staff))
        if row not in people[one.school_id]:
            people[one.school_id].append(row)
    desks = [Desk(one, tuple(map(str, told[one.pk])), chosen.get(one.pk, ""), tuple(people[one.pk])) for one in schools]
    return {"needed": substitutes_needed(actor, now), "desks": desks, "arranges": bool(desk_schools(actor))}
