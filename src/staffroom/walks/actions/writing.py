"""On the way and afterwards: jottings, patterns of the school, thanks."""

from datetime import datetime

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Jotting, Pattern, Thanks, Walk
from .keeping import held, locked
from .kinds import HELD_BACK, RELEASED, REMOVED, SHOWN_AGAIN, THANKED, WRITTEN


@action
def jot_down(*, by: Actor, now: datetime, walk_id: str, text: str) -> Jotting | None:
    """Keep a page of one's own, about the question; empty: it is gone. Nobody else reads it, ever."""
    walk = queries.walk_for(by, walk_id)
    rules.jot(by, walk, now)
    rules.name_nobody(walk, text)
    if not text.strip():
        Jotting.objects.filter(walk=walk, staff_id=by.staff_id).delete()
        return None
    given = {"text": text.strip(), "updated": now, "district_id": by.district_id}
    return Jotting.objects.update_or_create(walk=walk, staff_id=by.staff_id, defaults=given)[0]


@action
def write_pattern(*, by: Actor, now: datetime, walk_id: str, step: str, text: str, rooms: int) -> Pattern:
    """Write a line of the debrief: in how many rooms it was seen, never in which; no host is named."""
    walk = locked(by, walk_id)
    rules.write_pattern(by, walk, now)
    rules.check_pattern(walk, step, text, rooms)
    pattern = Pattern(
        district_id=by.district_id, walk=walk, author_id=by.staff_id, step=step, text=text.strip(), rooms=rooms,
        created=now,
    )  # fmt: skip
    pattern.save()
    _record(WRITTEN, by, now, walk)
    return pattern


@action
def remove_pattern(*, by: Actor, now: datetime, public_id: str) -> Walk:
    """Take one's own line away before anybody else reads it."""
    pattern = queries.pattern_for(by, public_id)
    walk = held(pattern.walk)
    pattern.walk = walk
    rules.remove_pattern(by, pattern, now)
    pattern.delete()
    _record(REMOVED, by, now, walk)
    return walk


@action
def release_patterns(*, by: Actor, now: datetime, walk_id: str) -> Walk:
    """Give the patterns to the hosts; two days later the staff of the school reads those that no host held back."""
    walk = locked(by, walk_id)
    rules.release(by, walk, now)
    for pattern in Pattern.objects.filter(walk=walk):
        # Names are looked for again: a room may have come in after a line was written.
        rules.check_pattern(walk, pattern.step, pattern.text, pattern.rooms)
    Pattern.objects.filter(walk=walk).update(released=now)
    walk.released = now
    walk.save(update_fields=["released"])
    mails.tell_released(walk, now=now)
    _record(RELEASED, by, now, walk)
    return walk


@action
def hold_back_pattern(*, by: Actor, now: datetime, public_id: str) -> Pattern:
    """A host says: this points to one person. It is shown no further; nobody is told who said so. Again: nothing
    changes."""
    pattern = _pattern(by, public_id)
    rules.hold_back(by, pattern, now)
    return _hold(by, now, pattern, {*pattern.holders, rules.mark_of(by, pattern)}, HELD_BACK)


@action
def show_again_pattern(*, by: Actor, now: datetime, public_id: str) -> Pattern:
    """The Undo of holding back, by whoever did. It is shown when nobody else holds it back."""
    pattern = _pattern(by, public_id)
    rules.show_again(by, pattern, now)
    return _hold(by, now, pattern, {*pattern.holders} - {rules.mark_of(by, pattern)}, SHOWN_AGAIN)


def _pattern(by: Actor, public_id: str) -> Pattern:
    """A pattern with its walk held, so that of two hosts at once neither undoes the other."""
    walk = held(queries.pattern_for(by, public_id).walk)
    pattern = queries.pattern_for(by, public_id)
    pattern.walk = walk
    return pattern


def _hold(by: Actor, now: datetime, pattern: Pattern, holders: set[str], kind: str) -> Pattern:
    pattern.holders = sorted(holders)
    pattern.held_back = (pattern.held_back or now) if holders else None
    pattern.save(update_fields=["held_back", "holders"])
    audit.record(kind, district_id=by.district_id, at=now, actor=None, object_id=pattern.walk.public_id)
    return pattern


@action
def say_thanks(*, by: Actor, now: datetime, walk_id: str, host: str, text: str) -> Thanks:
    """Two lines to one host, who alone reads them. Again: the words are exchanged."""
    walk = queries.walk_for(by, walk_id)
    stop = queries.room_of(walk, host)
    rules.thank(by, walk, stop.host_id, now)
    given = {"text": text.strip(), "created": now, "district_id": by.district_id}
    thanks, new = Thanks.objects.update_or_create(stop=stop, author_id=by.staff_id, defaults=given)
    if new:
        mails.tell_thanks(walk, stop, now=now)
        _record(THANKED, by, now, walk)
    return thanks


def _record(kind: str, by: Actor, now: datetime, walk: Walk) -> None:
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
