"""What keeps anybody from being in two places: locks, and the promise rows that the database itself keeps apart."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from staffroom.core.visits.instance import Instance, Lesson, Proposed
from staffroom.people.models import District, Staff
from staffroom.spine.access import Actor, Refused

from .. import queries
from ..models import Cover, Promise, ProposedTime, Visit

Held = TypeVar("Held", Visit, Cover, ProposedTime)


def lock(*staff_ids: int | None) -> None:
    """Hold visitor and host until commit, always in the same order, so that two requests cannot wait for each other."""
    wanted = sorted(number for number in staff_ids if number is not None)
    list(Staff.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def found_held(find: Callable[[], list[Held]]) -> list[Held]:
    """What a query finds, found again once its people are held: somebody may have answered or cancelled meanwhile."""
    loose = find()
    if not loose:
        return []
    lock(*{person for one in loose for person in _people(one)})
    known = {one.pk for one in loose}
    return [one for one in find() if one.pk in known]


def _people(one: Visit | Cover | ProposedTime) -> tuple[int, ...]:
    if isinstance(one, Cover):
        return one.staff_id, one.visitor_id, one.visit.host_id
    visit = one.visit if isinstance(one, ProposedTime) else one
    return visit.visitor_id, visit.host_id


def lock_budget(mode: str, district_id: int | None) -> None:
    """Half days of substitutes are scarce in the whole district: one request at a time, before any person is held."""
    if mode == Visit.Mode.SUBSTITUTE:
        list(District.objects.filter(pk=district_id).select_for_update(no_key=True).values_list("pk"))


def lock_unless_held(staff_id: int) -> bool:
    """Hold one more person, without waiting for whoever holds them: so nobody waits in a circle."""
    rows = Staff.objects.filter(pk=staff_id).select_for_update(no_key=True, skip_locked=True)
    return bool(rows.values_list("pk"))


def locked(by: Actor, visit_id: str) -> Visit:
    """One visit of the actor's, with its two people held."""
    visit = queries.visit_for(by, visit_id)
    lock(visit.visitor_id, visit.host_id)
    return queries.visit_for(by, visit_id)


def promise(visit: Visit, case: Instance, proposed: Proposed, uses: Sequence[str]) -> None:
    """Write down what the two people have only so many of. The database refuses what is promised already.

    ``uses`` are the visitor's lessons that the visit takes; none when it lies before or after lessons.
    """
    if not kept(visit, _things(visit, case, proposed, uses)):
        raise Refused(*_faster())


def promise_besides(visit: Visit, other: ProposedTime, case: Instance, proposed: Proposed) -> None:
    """Keep another time besides the one that the visit has. What both take (a place in the same week) is kept once."""
    mine = frozenset(visit.promises.values_list("staff_id", "key"))
    rows = [row for row in _things(visit, case, proposed, other.uses, mine) if row not in mine]
    if not hold(other.holder, visit.district_id, [(staff, other.date, key) for staff, key in rows]):
        raise Refused(*_faster())


def _faster() -> tuple[str, str]:
    return _("Somebody was faster: this slot has just been taken."), _("Choose another slot.")


def _things(
    visit: Visit,
    case: Instance,
    proposed: Proposed,
    uses: Sequence[str],
    mine: frozenset[tuple[int, str]] = frozenset(),
) -> list[tuple[int, str]]:
    """What a visit takes at a time: (person, key). ``mine``: of what is numbered it may take its own number again."""
    there = queries.lesson_of(case, proposed.lesson)
    day = date.fromordinal(there.date)
    places = [place(queries.lesson_of(case, one)) for one in uses] or [f"{day}/edge/{proposed.start}"]
    rows = [(visit.visitor_id, one) for one in places]
    numbered = []
    if visit.mode != Visit.Mode.RECORDING:
        numbered.append((visit.visitor_id, f"{week_of(day)}/visit", case.rules.visits_per_visitor_week))
    if visit.in_person:
        numbered.append((visit.host_id, f"{place(there)}/seat", case.rules.visitors_per_lesson))
    if visit.mode == Visit.Mode.VIDEO:
        numbered.append((visit.host_id, f"{week_of(day)}/video", case.rules.videos_hosted_week))
    for staff, prefix, most in numbered:
        own = next((key for person, key in mine if person == staff and key.startswith(f"{prefix}/")), None)
        rows.append((staff, own or first_free(staff, prefix, most)))
    return rows


def kept(visit: Visit, rows: Sequence[tuple[int, str]]) -> bool:
    """Write these promises, all or none; whether the database took them."""
    try:
        with transaction.atomic():
            keep(visit, rows)
    except IntegrityError:
        return False
    return True


def keep(visit: Visit, rows: Iterable[tuple[int, str]]) -> None:
    Promise.objects.bulk_create(
        Promise(district_id=visit.district_id, staff_id=staff, key=key, visit=visit, date=visit.date)
        for staff, key in rows
    )


def hold(holder: str, district_id: int, rows: Sequence[tuple[int, date, str]]) -> bool:
    """Keep things for a record of a higher room, all or none: (staff, day, key as in ``Promise``). Whether they were
    still to be had. ``holder`` is the room's word and the record's public id: ``walk/k3f9...``."""
    try:
        with transaction.atomic():
            Promise.objects.bulk_create(
                Promise(district_id=district_id, staff_id=staff, key=key, holder=holder, date=day)
                for staff, day, key in rows
            )
    except IntegrityError:
        return False
    return True


def let_go(holder: str, staff_id: int | None = None) -> int:
    """Give back what is kept for a record of a higher room (of one person, or of all). How many."""
    rows = Promise.objects.filter(holder=holder)
    return (rows if staff_id is None else rows.filter(staff_id=staff_id)).delete()[0]


def place_of(lesson_id: str) -> str:
    """The same from the timetable's id of a lesson: ``person/date/school/start/section``."""
    return "/".join(lesson_id.split("/")[1:4])


def place(lesson: Lesson) -> str:
    """Where and when a lesson is, whoever is in it."""
    return f"{date.fromordinal(lesson.date)}/{lesson.school}/{lesson.start}"


def first_free(staff_id: int, prefix: str, most: int | None) -> str:
    """The first number under ``prefix`` that is not promised; the last allowed one when all are, to be refused."""
    taken = set(Promise.objects.filter(staff_id=staff_id, key__startswith=f"{prefix}/").values_list("key", flat=True))
    numbers = range(1, (most or len(taken) + 1) + 1)
    return next((f"{prefix}/{n}" for n in numbers if f"{prefix}/{n}" not in taken), f"{prefix}/{numbers[-1]}")


def week_of(day: date) -> str:
    """The ISO week of a date: ``2026-W49``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
