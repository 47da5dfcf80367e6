"""Group visits follow what changes around them: days away, rosters, bells, closed doors, newly reserved time."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from staffroom.core.walks import Rule
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Walk, Walker, WalkStop
from .keeping import give_back, held, settle
from .kinds import FELL_OUT

# What makes a room or a walker fall out; what the walk itself has promised does not count, and a seat is its own.
OUT_OF_ROOM = frozenset({Rule.HOST_TEACHING, Rule.HOST_AWAY, Rule.HOST_PROMISED, Rule.DOOR_CLOSED, Rule.STANDS_OVER})
OUT_OF_WALK = frozenset({Rule.WALKER_FREE, Rule.WALKER_AWAY, Rule.WALKER_PROMISED, Rule.STANDS_OVER, Rule.OWN_ROOM})


def look_after(*, district_id: int, now: datetime) -> Counter[str]:
    """Rooms whose host is not there (any more) fall out, and walkers who cannot come; all are told. Again: none.

    Returns how many ``rooms`` and ``walkers`` fell out. Each walk is an action of its own: no two are held.
    """
    today = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone)).date()
    found: Counter[str] = Counter()
    for walk in queries.live_walks(today):
        if not rules.begun(walk, now):
            found += look_at(walk=walk, now=now)
    return found


@action
def look_at(*, walk: Walk, now: datetime) -> Counter[str]:
    """The same for one walk."""
    walk = held(walk)
    rooms, walkers = queries.fallen(walk, now, OUT_OF_ROOM, OUT_OF_WALK)
    for stop in rooms:
        _room_out(walk, stop, now)
    for walker in walkers:
        _walker_out(walk, walker, now)
    if rooms or walkers:
        given = {"district_id": walk.district_id, "at": now, "actor": None, "object_id": walk.public_id}
        audit.record(FELL_OUT, **given)
        settle(walk, now, by=None)
    return Counter(rooms=len(rooms), walkers=len(walkers))


def _room_out(walk: Walk, stop: WalkStop, now: datetime) -> None:
    stop.state, stop.decided = WalkStop.State.GONE, now
    stop.save(update_fields=["state", "decided"])
    give_back(walk, stop.host_id)
    mails.tell_room_out(queries.walk_again(walk.pk), stop, now=now)


def _walker_out(walk: Walk, walker: Walker, now: datetime) -> None:
    was_certain = walker.state == Walker.State.ACCEPTED
    walker.state, walker.decided = Walker.State.GONE, now
    walker.save(update_fields=["state", "decided"])
    give_back(walk, walker.staff_id)
    mails.tell_place_free(queries.walk_again(walk.pk), walker, now=now)
    if was_certain:
        mails.tell_out(walk, walker.staff, now=now)
    elif walker.staff.active:
        mails.tell_asked_no_more(walk, walker.staff, now=now)
