"""Reserving time for learning: a slot is added, changed, removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import reserved, rules
from ..models import LearningSlot
from ..queries import reserved as queries

ADDED = audit.declare("learning_time.added", _("{who} reserved time for learning: {purpose} ({first})."), security=True)
CHANGED = audit.declare("learning_time.changed", _("{who} changed reserved time: {purpose} ({fields})."), security=True)
REMOVED = audit.declare("learning_time.removed", _("{who} gave reserved time back: {purpose}."), security=True)
Values = Mapping[str, Any]


@action
def add_slot(*, by: Actor, now: datetime, values: Values) -> LearningSlot:
    """Reserve time. ``values`` by the names of the columns, ``school_id`` None for all schools. Raises Forbidden.

    Visits that are booked in it stay: their people are told, and move or keep them as suits them.
    """
    rules.reserve(by, values["school_id"])
    row = LearningSlot(district_id=by.district_id, **values)
    found = reserved.touched(queries.taken_by(row), now)
    row.save()
    _record(ADDED, row, by, now, first=row.first.isoformat())
    _tell(found, row, now)
    return row


@action
def change_slot(*, by: Actor, now: datetime, slot: LearningSlot, values: Values) -> LearningSlot:
    """Other values; moving it to another school needs the right to both. The same values: nothing."""
    rules.reserve(by, slot.school_id)
    rules.reserve(by, values["school_id"])
    touched = sorted(name for name, value in values.items() if getattr(slot, name) != value)
    if touched:
        found = queries.touched_by(slot, values, now)
        for name in touched:
            setattr(slot, name, values[name])
        slot.save(update_fields=touched)
        _record(CHANGED, slot, by, now, fields=", ".join(touched))
        _tell(found, slot, now)
    return slot


@action
def remove_slot(*, by: Actor, now: datetime, slot: LearningSlot) -> None:
    """Give the time back."""
    rules.reserve(by, slot.school_id)
    _record(REMOVED, slot, by, now)
    slot.delete()


def _tell(found: reserved.Touched, row: LearningSlot, now: datetime) -> None:
    reserved.start_telling(found, district_id=row.district_id, now=now, what="learning", name=row.purpose)


def _record(kind: str, row: LearningSlot, by: Actor, now: datetime, **facts: str) -> None:
    facts = {"who": by.name, "purpose": row.purpose, **facts}
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=row.public_id, facts=facts)
