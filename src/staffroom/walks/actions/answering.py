"""Yes or no: hosts for their room, walkers for themselves. Whoever said yes can give it up again; nobody is sent."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.core.walks import Stop, check_stop, check_walker
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Walk, Walker, WalkStop
from .keeping import give_back, held, keep_walker, locked, must_be_legal, part_of, settle
from .kinds import ANSWERED, JOINED


@action
def answer_walk(*, by: Actor, now: datetime, walk_id: str, yes: bool) -> Walk:
    """Let the group in, or come along; or not. Whatever one was asked for, and until it begins. Again: nothing changes.

    Raises Http404 for somebody who is no part of it, Refused with the reason when it is not possible any more.
    """
    walk = locked(by, walk_id)
    stop, walker = part_of(walk, by.staff_id)
    if stop is not None:
        rules.answer_as_host(by, walk, now)
        _answer_stop(walk, stop, now, yes=yes)
    else:
        rules.answer_as_walker(by, walk, now)
        _answer_walker(walk, walker, now, yes=yes)
    audit.record(ANSWERED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
    return settle(walk, now, by=by.staff_id, came=by.staff_id if yes else None)


def _answer_stop(walk: Walk, stop: WalkStop, now: datetime, *, yes: bool) -> None:
    if yes and stop.state != WalkStop.State.ACCEPTED:
        walkers = sorted(rules.walkers_in(walk))
        case = queries.case_of(queries.wish_of(walk, walkers), now)
        asked = Stop(str(stop.host_id), stop.lesson, stop.start, stop.end)
        must_be_legal(check_stop(asked, queries.proposed_of(walk, walkers), case))
        stop.state, stop.decided = WalkStop.State.ACCEPTED, now
        stop.save(update_fields=["state", "decided"])
    if not yes:
        was_certain = stop.state == WalkStop.State.ACCEPTED and walk.state == Walk.State.BOOKED
        stop.state, stop.decided = WalkStop.State.DECLINED, now
        stop.save(update_fields=["state", "decided"])
        give_back(walk, stop.host_id)
        mails.tell_room_free(queries.walk_again(walk.pk), now=now)
        if was_certain:
            mails.tell_room_out(queries.walk_again(walk.pk), stop, now=now)


def _answer_walker(walk: Walk, walker: Walker | None, now: datetime, *, yes: bool) -> None:
    if walker is None:
        raise Refused(_("You are not asked to come along."))
    if yes and walker.state != Walker.State.ACCEPTED:
        _come_along(walk, walker, now)
    if not yes:
        was_certain = walker.state == Walker.State.ACCEPTED and walk.state == Walk.State.BOOKED
        walker.state, walker.decided = Walker.State.DECLINED, now
        walker.save(update_fields=["state", "decided"])
        give_back(walk, walker.staff_id)
        mails.tell_place_free(queries.walk_again(walk.pk), walker, now=now)
        if was_certain:
            mails.tell_out(walk, walker.staff, now=now)


def _come_along(walk: Walk, walker: Walker, now: datetime) -> None:
    case = queries.case_of(queries.wish_of(walk, [walker.staff_id]), now)
    proposed = queries.proposed_of(walk, [walker.staff_id])
    must_be_legal(check_walker(str(walker.staff_id), proposed, case))
    uses, travel = keep_walker(walk, case, proposed, walker.staff_id)
    walker.state, walker.decided, walker.uses, walker.travel = Walker.State.ACCEPTED, now, uses, travel
    walker.save()


@action
def join_walk(*, by: Actor, now: datetime, walk_id: str) -> Walk:
    """Take an open place, in one tap. The last place is taken once: the walk's own row is held."""
    walk = queries.walk_to_join(walk_id)
    rules.join(by, walk, now)
    walk = held(walk, [by.staff_id or 0])
    rules.join(by, walk, now)
    again = next((one for one in walk.walkers.all() if one.staff_id == by.staff_id), None)
    walker = again or Walker(district_id=by.district_id, walk=walk, staff_id=by.staff_id)
    walker.walk = walk
    _come_along(walk, walker, now)
    audit.record(JOINED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
    return settle(walk, now, by=by.staff_id, came=by.staff_id)
