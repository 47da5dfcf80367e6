"""Makers of bells, calendar days and weeks."""

from datetime import date
from typing import Any

from staffroom.people.models import District, School, Staff
from staffroom.spine.scoping import district_scope
from staffroom.timetable.actions.meetings import rebuild_meetings
from staffroom.timetable.models import Away, Bell, CalendarDay, ContractRule, LearningSlot

from .people import saved

DAY = (("1", 480, 530), ("2", 535, 585), ("3", 590, 640), ("4", 645, 695))


def make_bells(
    school: School,
    *,
    schedule: str = "Regular",
    days: tuple[str, ...] = ("*",),
    periods: tuple[tuple[str, int, int], ...] = DAY,
    kind: str = "class",
) -> list[Bell]:
    """Four class periods from 8:00 unless told otherwise."""
    return [
        saved(
            Bell(
                district=school.district,
                school=school,
                schedule=schedule,
                day=day,
                period=period,
                start=start,
                end=end,
                kind=kind,
            )
        )
        for day in days
        for period, start, end in periods
    ]


def make_calendar_day(district: District, when: date, **fields: Any) -> CalendarDay:
    """A dated exception; no school: the whole district."""
    return saved(CalendarDay(district=district, date=when, **fields))


def make_away(staff: Staff, starts: date, ends: date) -> Away:
    return saved(Away(district=staff.district, staff=staff, starts=starts, ends=ends))


def make_contract_rule(district: District, kind: str = "prep_week", limit: int = 0, **fields: Any) -> ContractRule:
    """A clause of the contract, of everybody unless told otherwise."""
    given = {"clause": "Article 9", "words": "as agreed", **fields}
    return saved(ContractRule(district=district, kind=kind, limit=limit, **given))


def make_learning_slot(district: District, when: date, **fields: Any) -> LearningSlot:
    """An hour of collaboration after the last bell, at noon, in all schools unless told otherwise."""
    given = {"kind": "collaboration", "purpose": "Teams look at writing", "start": 720, "end": 780, **fields}
    return saved(LearningSlot(district=district, **{"first": when, "last": when, **given}))


def rebuild(district: District) -> dict[str, Any]:
    """Compute the meetings of the district, as the job does."""
    with district_scope(district.pk):
        return rebuild_meetings(district_id=district.pk)
