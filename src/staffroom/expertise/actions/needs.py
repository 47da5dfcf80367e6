"""Writes of needs. The audit says that something private changed, and neither whose nor what."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.trust.actions import forget_grants

from .. import gone, queries, rules
from ..models import Need, Practice
from .once import only_once

PRIVATE = audit.declare("expertise.private_record", gettext_lazy("Someone changed a record that only they can read."))


def _note(by: Actor, now: datetime) -> None:
    audit.record(PRIVATE, district_id=by.district_id, at=now, actor=None)


def _own(by: Actor, public_id: str) -> Need:
    rules.keep_needs(by)
    need = queries.need_for(by, public_id)
    rules.change_need(by, need)
    return need


def _twice() -> tuple[str, str]:
    return _("This practice is on your list already."), _("Look for a colleague from the list below.")


def _refuse_twice(by: Actor, practice_id: int) -> None:
    if queries.my_needs(by).filter(practice_id=practice_id, closed=None).exists():
        raise Refused(*_twice())


@action
def add_need(*, by: Actor, now: datetime, practice: Practice, note: str = "") -> Need:
    """Put a practice on one's own private list. Raises Refused when it is there already or the note is long."""
    rules.keep_needs(by)
    rules.check_words(note, rules.NOTE_WORDS)
    _refuse_twice(by, practice.pk)
    need = Need(district_id=by.district_id, staff_id=by.staff_id, practice=practice, note=note.strip(), created=now)
    with only_once(*_twice()):
        need.save()
    _note(by, now)
    return need


@action
def close_need(*, by: Actor, now: datetime, public_id: str) -> Need:
    """Say that a need is met. Closing twice changes nothing."""
    need = _own(by, public_id)
    if need.closed is None:
        need.closed = now
        need.save(update_fields=["closed"])
        _note(by, now)
    return need


@action
def reopen_need(*, by: Actor, now: datetime, public_id: str) -> Need:
    """Take "met" back: the Undo of closing."""
    need = _own(by, public_id)
    if need.closed is not None:
        _refuse_twice(by, need.practice_id)
        need.closed = None
        need.save(update_fields=["closed"])
        _note(by, now)
    return need


@action
def delete_need(*, by: Actor, now: datetime, public_id: str) -> None:
    """Remove it for good: nothing of it is kept, so there is no Undo. Nobody it was shared with reads it any more."""
    need = _own(by, public_id)
    need.delete()
    gone.forget_elsewhere(staff_id=need.staff_id, practice_id=need.practice_id)
    forget_grants(record="need", object_id=public_id, now=now, by=by.staff_id)
    _note(by, now)
