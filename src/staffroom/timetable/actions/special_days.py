"""Changing one date of the calendar by hand: early release, late start, no school, other bells; taking it back."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from staffroom.people.actions import locked_district
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import rules
from ..models import CalendarDay, DayChange
from ..queries.special_days import Values, day_now, values_of
from .meetings import tell_of_new_bells

SET = audit.declare("special_day.set", _("{who} changed {day} in the calendar."), security=True)
TAKEN_BACK = audit.declare("special_day.undone", _("{who} took a change of {day} in the calendar back."), security=True)


@action
def set_day(*, by: Actor, now: datetime, school: int | None, day: date, values: Values | None) -> DayChange:
    """Make a date of one school (None: of all) special: its day label, bell schedule and note; None: as usual again.

    Visits of that day move or end with their lessons, and their people are told, by a job that starts on commit.
    Raises Forbidden, and Refused for a day that is over.
    """
    rules.change_days(by, school)
    rules.check_day(day, by.today)
    locked_district(by.district_id)
    change = DayChange(district_id=by.district_id, school_id=school, date=day, by_staff=by.staff_id, created=now)
    change.before, change.after = _write(by, school, day, values), values
    change.save()
    _after(SET, change, by, now)
    return change


@action
def remove_day(*, by: Actor, now: datetime, row: CalendarDay) -> DayChange:
    """A special date is as usual again."""
    return set_day(by=by, now=now, school=row.school_id, day=row.date, values=None)


@action
def undo_day(*, by: Actor, now: datetime, change: DayChange) -> DayChange:
    """Make a date what it was before a change. Visits that ended with it stay cancelled: ask for them anew."""
    locked_district(by.district_id)
    row = day_now(change.school_id, change.date)
    rules.undo_day(by, change, values_of(row) if row else None)
    _write(by, change.school_id, change.date, change.before)
    change.undone = now
    change.save(update_fields=["undone"])
    _after(TAKEN_BACK, change, by, now)
    return change


def _write(by: Actor, school: int | None, day: date, values: Values | None) -> Values | None:
    """The row as it shall be; returns what it was."""
    row = day_now(school, day)
    before = values_of(row) if row else None
    if values is None:
        if row:
            row.delete()
        return before
    row = row or CalendarDay(district_id=by.district_id, school_id=school, date=day)
    row.day, row.schedule, row.note = values
    row.save()
    return before


def _after(kind: str, change: DayChange, by: Actor, now: datetime) -> None:
    facts = {"who": by.name, "day": change.date.isoformat()}
    tell_of_new_bells(district_id=by.district_id, now=now)
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=change.public_id, facts=facts)
