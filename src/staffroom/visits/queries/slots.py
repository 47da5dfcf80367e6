"""One visitor, one host, some weeks: the lawful slots and the reasons for the rest, as plain data for programs."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.visits.answer import Refusal, VisitSlot
from staffroom.core.visits.instance import ClosedDoor, Host, Instance
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import check
from staffroom.core.visits.sentences import sentence
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Hosting, OpenDoor
from staffroom.people.models import Section, Staff
from staffroom.spine.access import Refused

from .case import actor_of, case_of, hosts_of, lesson_of

Wanted = tuple[Host, tuple[ClosedDoor, ...]]


def slots_between(
    visitor: Staff, host: Staff, now: datetime, *, practice: str = "", first: date | None = None, weeks: int = 3
) -> dict[str, Any]:
    """What ``staffroom visits slots --json`` prints; needs the scope of their district.

    Without a practice any lesson of the host counts: time rules, closed doors and welcome only. With one, as on the
    page of that host: raises Refused when the host shows it to nobody (now) or no practice has this code.
    """
    begins = first or now.astimezone(ZoneInfo(visitor.district.time_zone)).date()
    wanted, closed = _by_practice(visitor, host, practice, now) if practice else _any_lesson(visitor, host, now)
    span = (begins, begins + timedelta(days=7 * weeks - 1))
    case = case_of(visitor.district, visitor.pk, [wanted], now, span=span, closed=closed)
    answer = find_slots(case)
    sections = Section.objects.in_bulk({int(x.section) for x in case.lessons if x.section})
    in_time = sorted(answer.slots, key=lambda slot: (slot.date, slot.start, slot.lesson))
    return {
        "visitor": _person(visitor),
        "host": _person(host),
        "practice": practice,
        "from": begins.isoformat(),
        "weeks": weeks,
        "slots": [_slot(slot, case, sections) for slot in in_time],
        "reasons": [{"rule": r.rule, "count": r.count, "sentence": sentence(r.example)} for r in answer.reasons],
        "refusals": [_refusal(one, case) for one in answer.refusals if one.lesson],
    }


def _any_lesson(visitor: Staff, host: Staff, now: datetime) -> Wanted:
    wishes = Hosting.objects.filter(staff=host).first() or Hosting(staff=host)
    doors = OpenDoor.objects.filter(expertise.seen_by(actor_of(visitor, now), "offer__"), staff=host).select_related(
        "section"
    )
    opened = frozenset(f"{host.pk}/{d.date}/{d.section.school_id}/{d.start}/{d.section_id}" for d in doors)
    wanted = Host(str(host.pk), 1.0, willing=wishes.welcome, open_lessons=opened, lessons_week=wishes.lessons_week)
    return wanted, tuple(expertise.closed_for_planner([host.pk])[host.pk])


def _by_practice(visitor: Staff, host: Staff, code: str, now: datetime) -> Wanted:
    try:
        practice = expertise.practice_by_code(visitor.district_id, code)
    except Http404:
        raise Refused(
            _("There is no practice with the code %(code)s.") % {"code": code}, _("Codes are listed under Practices.")
        ) from None
    matches = expertise.willing_hosts(actor_of(visitor, now), practice)
    match = next((one for one in matches if one.staff_id == host.pk), None)
    if match is None:
        raise Refused(
            _("%(host)s does not offer to show this practice, or takes no visits just now.") % {"host": host},
            _("Leave the practice out to look at the time alone."),
        )
    return hosts_of([match])[0], tuple(match.closed)


def _person(staff: Staff) -> dict[str, str]:
    return {"id": staff.source_id, "public_id": staff.public_id, "name": str(staff), "email": staff.email}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _slot(slot: VisitSlot, case: Instance, sections: dict[int, Section]) -> dict[str, Any]:
    lesson, day = lesson_of(case, slot.lesson), date.fromordinal(slot.date)
    return {
        "date": day.isoformat(),
        "weekday": day.strftime("%A"),
        "period": lesson.period,
        "start": _clock(slot.start),
        "end": _clock(slot.end),
        "leave_at": _clock(slot.leave_at),
        "back_at": _clock(slot.back_at),
        "travel": slot.travel,
        "watch": slot.watch,
        "own_periods": [lesson_of(case, one).period for one in slot.uses],
        "section": sections[int(lesson.section)].title,
        "section_id": sections[int(lesson.section)].source_id,
        "open_door": slot.open_door,
    }


def _refusal(refusal: Refusal, case: Instance) -> dict[str, Any]:
    lesson = lesson_of(case, refusal.lesson)
    assert refusal.proposed is not None  # it has a lesson
    return {
        "date": date.fromordinal(lesson.date).isoformat(),
        "period": lesson.period,
        "start": _clock(lesson.start),
        "end": _clock(lesson.end),
        "rules": list(refusal.rules),
        "sentence": sentence(check(refusal.proposed, case)[0]),
    }
