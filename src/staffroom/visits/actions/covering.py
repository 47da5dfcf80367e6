"""The answers of whoever is asked to cover."""

from datetime import datetime

from staffroom.core.visits.cover import check_cover, free_period
from staffroom.core.visits.instance import Lesson
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Cover, Promise, Visit
from .booking import book_if_all_agree
from .covers import ask_to_cover, must_still_be_free
from .ending import end
from .kinds import COVER_ACCEPTED, COVER_DECLINED
from .promising import first_free, kept, lock, place


@action
def accept_cover(*, by: Actor, now: datetime, cover_id: str) -> Cover:
    """The colleague says yes. With the host's yes the visit is booked."""
    cover = _locked(by, cover_id)
    rules.answer_cover(by, cover, now)
    must_still_be_free(cover, by, now)
    cover.state, cover.decided = Cover.State.ACCEPTED, now
    cover.save(update_fields=["state", "decided"])
    audit.record(COVER_ACCEPTED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=cover.public_id)
    if not book_if_all_agree(cover.visit, now, by=None):
        mails.tell_cover_found(cover, now=now)
    return cover


@action
def decline_cover(*, by: Actor, now: datetime, cover_id: str) -> Cover:
    """The colleague cannot. The next one is asked; with nobody left the visit ends, and its people are told."""
    cover = _locked(by, cover_id)
    rules.answer_cover(by, cover, now)
    give_back(cover, now, Cover.State.DECLINED)
    audit.record(COVER_DECLINED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=cover.public_id)
    ask_next_or_end(cover.visit, now)
    return cover


@action
def give_up_cover(*, by: Actor, now: datetime, cover_id: str) -> Cover:
    """Something came up for whoever agreed. The next colleague is asked; the visit waits for them."""
    cover = _locked(by, cover_id)
    rules.give_up_cover(by, cover, now)
    give_back(cover, now, Cover.State.DECLINED)
    audit.record(COVER_DECLINED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=cover.public_id)
    ask_next_or_end(cover.visit, now)
    return cover


def move_cover(cover: Cover, now: datetime) -> None:
    """The class is at another time under new bells: whoever covers it goes with it if free then, and is told.

    Otherwise the next colleague is asked, as after a no.
    """
    visit = cover.visit
    Promise.objects.filter(visit=visit, staff_id=cover.staff_id).delete()
    case = queries.case_for_visit(visit, now)
    held = next((one for one in case.lessons if one.id in visit.covered), None)
    period = _still_free(cover, held, now) if held else None
    if held is None or period is None or not _kept_again(cover, period):
        pass_on(cover, now)
        return
    same_times = (cover.start, cover.end) == (held.start, held.end)
    cover.lesson, cover.free, cover.period = held.id, period.id, held.period
    cover.start, cover.end, cover.sequence = held.start, held.end, cover.sequence + (not same_times)
    cover.save(update_fields=["lesson", "free", "period", "start", "end", "sequence"])
    if not same_times:
        mails.tell_cover_moved(cover, now=now)


def _still_free(cover: Cover, held: Lesson, now: datetime) -> Lesson | None:
    """The free period in which the colleague can cover the class at its new time."""
    person = str(cover.staff_id)
    case = queries.cover_case(cover.visit, held, now, only=person, leave_out=cover.pk)
    return None if check_cover(person, case) else free_period(person, case)


def _kept_again(cover: Cover, period: Lesson) -> bool:
    """Caps were asked when they agreed: the next number is taken, whatever it is."""
    term = first_free(cover.staff_id, queries.covers_key(cover.visit), None)
    return kept(cover.visit, [(cover.staff_id, place(period)), (cover.staff_id, term)])


def pass_on(cover: Cover, now: datetime) -> None:
    """Whoever was to cover is not there: the next colleague is asked. Who had agreed loses it from the calendar."""
    was_booked = cover.state == Cover.State.ACCEPTED and cover.visit.state == Visit.State.ACCEPTED
    give_back(cover, now, Cover.State.DECLINED)
    mails.tell_cover_off(cover, now=now, was_booked=was_booked, passed_on=True)
    ask_next_or_end(cover.visit, now)


def give_back(cover: Cover, now: datetime, state: str) -> None:
    cover.state, cover.decided, cover.sequence = state, now, cover.sequence + 1
    cover.save(update_fields=["state", "decided", "sequence"])
    Promise.objects.filter(visit=cover.visit, staff_id=cover.staff_id).delete()


def ask_next_or_end(visit: Visit, now: datetime) -> None:
    """A booked visit waits again until somebody agrees to cover."""
    try:
        ask_to_cover(visit, queries.case_for_visit(visit, now), now)
    except Refused:
        end(visit, now, mails.Why(change="cover"))
        return
    if visit.state == Visit.State.ACCEPTED:
        visit.state, visit.sequence = Visit.State.ASKED, visit.sequence + 1
        visit.save(update_fields=["state", "sequence"])
        mails.tell_waiting_again(visit, now=now)


def _locked(by: Actor, cover_id: str) -> Cover:
    cover = queries.cover_for(by, cover_id)
    lock(cover.visitor_id, cover.visit.host_id, cover.staff_id)
    return queries.cover_for(by, cover_id)
