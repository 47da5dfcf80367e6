"""What the organiser does: ask colleagues along, ask for another room, call it off."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.core.walks import check_stop, check_walker
from staffroom.people.models import Section, Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.actions.promising import let_go

from .. import mails, queries, rules
from ..models import Walk, Walker, WalkStop
from .keeping import keep_room, locked, must_be_legal
from .kinds import CANCELLED, INVITED, ROOM_ASKED


@action
def invite_walker(*, by: Actor, now: datetime, walk_id: str, staff: str) -> Walker:
    """Ask a colleague to come along. Their time is kept when they say yes, not before. Again: nothing changes.

    Raises Refused for one who cannot. Why (away, another promise, whom they evaluate) is not the organiser's to know.
    """
    rules.organise(by, queries.walk_for(by, walk_id), now)
    person = queries.staff_by(staff)
    walk = locked(by, walk_id, besides=[person.pk])
    rules.organise(by, walk, now)
    known = next((one for one in walk.walkers.all() if one.staff_id == person.pk), None)
    if known is not None and known.state in rules.LIVE:
        return known
    if len(rules.walkers_in(walk)) >= walk.walkers_wanted:
        raise Refused(
            _("All places are taken or asked for."), _("Wait for the answers: a place is free when somebody says no.")
        )
    case = queries.case_of(queries.wish_of(walk, [person.pk]), now)
    if check_walker(str(person.pk), queries.proposed_of(walk, [person.pk]), case):
        raise Refused(_("This colleague cannot come along then."), _("Ask somebody else."))
    walker = known or Walker(district_id=by.district_id, walk=walk, staff=person)
    walker.state, walker.decided = Walker.State.ASKED, None
    walker.save()
    mails.tell_walker_asked(queries.walk_again(walk.pk), person, now=now)
    audit.record(INVITED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
    return walker


@action
def ask_another_room(*, by: Actor, now: datetime, walk_id: str, lesson: str) -> WalkStop:
    """Ask another willing host in place of a room that is missing. Who said no is not asked again.

    Raises Refused also for a host whose name the question holds.
    """
    host = int(lesson.split("/")[0]) if lesson.split("/")[0].isdigit() else 0
    walk = locked(by, walk_id, besides=[host])
    rules.organise(by, walk, now)
    found = queries.rooms_to_ask(by, walk, now)
    stop = next((one for one in found.rooms if one.lesson == lesson), None)
    if stop is None:
        raise Refused(_("This room is not to be had any more."), _("Choose another one of those that are left."))
    proposed = queries.proposed_of(walk, sorted(rules.walkers_in(walk)))
    must_be_legal(check_stop(stop, proposed, found.case))
    rules.name_none_of(walk.focus, [Staff.objects.get(pk=int(stop.host))])
    keep_room(walk, found.case, stop)
    section = next(int(one.section) for one in found.case.lessons if one.id == stop.lesson)
    made = WalkStop(
        district_id=by.district_id, walk=walk, host_id=int(stop.host), section=Section.objects.get(pk=section),
        lesson=stop.lesson, start=stop.start, end=stop.end,
    )  # fmt: skip
    made.save()
    again = queries.walk_again(walk.pk)
    mails.tell_host_asked(again, next(one for one in again.stops.all() if one.pk == made.pk), now=now)
    audit.record(ROOM_ASKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
    return made


@action
def cancel_walk(*, by: Actor, now: datetime, walk_id: str) -> Walk:
    """Call it off. Everybody is told, calendars too; all time and every seat is free again."""
    walk = locked(by, walk_id)
    rules.organise(by, walk, now)
    was_booked = walk.state == Walk.State.BOOKED
    walk.state, walk.sequence = Walk.State.CANCELLED, walk.sequence + 1
    walk.save(update_fields=["state", "sequence"])
    let_go(walk.holder)
    mails.tell_cancelled(walk, now=now, was_booked=was_booked)
    audit.record(CANCELLED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=walk.public_id)
    return walk
