"""Locks and promises of group visits: what keeps anybody from being in two places, and a room from a second visit.

The walk's own row is held first, then its people in the order of their ids, as single visits hold theirs. The promise
rows are unique in the database, whoever forgets the lock.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from staffroom.core.walks import Case, Proposed, Stop, Violation, key_of, seats_of
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.visits.actions.promising import hold, let_go, lock

from .. import mails, queries, rules
from ..models import Walk, Walker, WalkStop
from .kinds import BOOKED, SHORT


def locked(by: Actor, public_id: str, *, besides: Collection[int] = ()) -> Walk:
    """One walk of the actor's, with its row and its people held; ``besides``: people who may become part of it."""
    return held(queries.walk_for(by, public_id), besides)


def held(walk: Walk, besides: Collection[int] = ()) -> Walk:
    """The same walk, as it is once its row and its people are held."""
    list(Walk.objects.filter(pk=walk.pk).select_for_update(no_key=True).values_list("pk"))
    again = queries.walk_again(walk.pk)
    lock(*{*rules.people_of(again), *besides})
    return again


def keep_room(walk: Walk, case: Case, stop: Stop) -> None:
    """Every seat of the host's lesson is kept for the group, from when the host is asked."""
    lesson = next(one for one in case.lessons if one.id == stop.lesson)
    day = date.fromordinal(lesson.date)
    rows = [(int(stop.host), day, key) for key in seats_of(key_of(lesson), case.seats)]
    if not hold(walk.holder, walk.district_id, rows):
        raise Refused(
            _("Somebody was faster: a visitor comes into this lesson."), _("Choose another time or another room.")
        )


def keep_walker(walk: Walk, case: Case, proposed: Proposed, person: int) -> tuple[list[str], int]:
    """The free periods of somebody who said yes are kept; returns their ids and the minutes of the way."""
    uses, keys, travel = queries.uses_of(case, proposed, person)
    if not hold(walk.holder, walk.district_id, [(person, walk.date, key) for key in keys]):
        raise Refused(
            _("Your free period has just been taken by something else."), _("Look at “My week” to see by what.")
        )
    return uses, travel


def give_back(walk: Walk, person: int) -> None:
    let_go(walk.holder, person)


def must_be_legal(found: Collection[Violation]) -> None:
    """Raises Refused with the first rule in the way."""
    if found:
        first = next(iter(found))
        raise Refused(queries.sentence_of(first.rule), _("Choose another time, or look at what is still possible."))


def settle(walk: Walk, now: datetime, *, by: int | None, came: int | None = None) -> Walk:
    """After any answer: whether the walk takes place now, and who is told so. ``came``: who has just said yes."""
    again = queries.walk_again(walk.pk)
    booked, enough = again.state == Walk.State.BOOKED, rules.enough(again)
    given = {"district_id": again.district_id, "at": now, "actor": by, "object_id": again.public_id}
    if enough and not booked:
        _set(again, Walk.State.BOOKED)
        mails.tell_booked(again, mails.certain(again), now=now)
        audit.record(BOOKED, **given)
    elif booked and not enough:
        _set(again, Walk.State.ASKED)
        mails.tell_short(again, now=now)
        audit.record(SHORT, **given)
    elif booked and came is not None:
        mails.tell_booked(again, [one for one in mails.certain(again) if one.pk == came], now=now)
    return again


def _set(walk: Walk, state: str) -> None:
    walk.state, walk.sequence = state, walk.sequence + 1
    walk.save(update_fields=["state", "sequence"])


def part_of(walk: Walk, staff_id: int | None) -> tuple[WalkStop | None, Walker | None]:
    """The live room and the live place of somebody in a walk."""
    stop = next((one for one in walk.stops.all() if one.host_id == staff_id and one.state in rules.LIVE), None)
    walker = next((one for one in walk.walkers.all() if one.staff_id == staff_id and one.state in rules.LIVE), None)
    return stop, walker
