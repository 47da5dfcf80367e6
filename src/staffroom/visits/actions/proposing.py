"""Another time: proposed by either side, answered by the other. Until then the visit stays where it is.

What the new time takes is kept besides the old, so that a yes cannot come too late; calendars change with the yes.
"""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.core.visits.modes import Mode, slots_in
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import ProposedTime, Visit
from .booking import book_if_all_agree, consent, must_be_legal, times_of
from .covers import ask_to_cover, end_covers
from .ending import drop_time, free, remember
from .kinds import PROPOSED, TIME_OFF, TIME_TAKEN, TIMES_LAPSED, VIDEO_CONSENT
from .promising import found_held, lock, lock_budget, locked, promise, promise_besides

NOT_KEPT = ("open_door_id",)  # looked up again when the time is taken


@action
def propose_time(*, by: Actor, now: datetime, visit_id: str, lesson: str) -> ProposedTime:
    """Either side proposes another lawful slot. It takes the place of one that was proposed before, by whomever.

    The visit stays as it is, and both times are kept until the other side has answered.
    """
    visit = locked(by, visit_id)
    rules.propose(by, visit, now)
    if lesson == visit.lesson:
        raise Refused(_("That is the time it has already."), _("Choose another slot."))
    drop_time(visit)
    case = queries.case_for_move(visit, now)
    way = Mode(visit.mode)
    terms = queries.terms_of(visit.offer, case, way, leave_out=visit.pk)
    slot = next((one for one in slots_in(way, case, terms) if one.slot.lesson == lesson), None)
    if slot is None:
        raise Refused(*queries.why_not(case, lesson, by.language, way, terms))
    proposed = slot.proposed(str(visit.visitor_id))
    must_be_legal(way, proposed, case, terms, by.language)
    times = times_of(visit.offer, case, proposed, way)
    given = {name: value for name, value in times.items() if name not in NOT_KEPT} | {
        "uses": list(slot.uses if visit.offer else slot.slot.uses)
    }
    other = ProposedTime(district_id=visit.district_id, visit=visit, proposer_id=by.staff_id, created=now, **given)
    other.save()
    promise_besides(visit, other, case, proposed)
    mails.tell_proposed(other, now=now)
    audit.record(PROPOSED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return other


@action
def take_time(*, by: Actor, now: datetime, visit_id: str, link: str = "", recording_allowed: bool = False) -> Visit:
    """The other side says yes: the visit moves. What changed since it was proposed is checked again.

    Booked at once, unless a colleague has to cover: who was to cover before is free again, and the next is asked.
    ``link`` and ``recording_allowed`` are a host's, of a live video.
    """
    lock_budget(queries.visit_for(by, visit_id).mode, by.district_id)
    visit, other = _locked(by, visit_id)
    rules.answer_time(by, other, now)
    case = queries.case_for_visit(visit, now, on=other.date)
    proposed = queries.proposed_of(visit, case, other)
    if proposed is None:
        raise Refused(_("The timetable has changed: this lesson is not there any more."), _("Propose another time."))
    way = Mode(visit.mode)
    terms = replace(queries.terms_of(visit.offer, case, way, leave_out=visit.pk), otherwise=None)
    must_be_legal(way, proposed, case, terms, by.language, answering=True)
    was_booked = visit.state == Visit.State.ACCEPTED
    if was_booked:
        mails.tell_substitute(visit, now=now, needed=False)
    remember(visit, now, "proposed")
    end_covers(visit, now)
    free(visit)
    _put_at(visit, now, times_of(visit.offer, case, proposed, way))
    promise(visit, case, proposed, other.uses)
    _consent(visit, by, now, link, recording_allowed)
    if way == Mode.COVER:
        ask_to_cover(visit, case, now)
    audit.record(TIME_TAKEN, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    if not book_if_all_agree(visit, now, by=by.staff_id):
        mails.tell_time_agreed(visit, now=now, was_booked=was_booked)
    return visit


def _put_at(visit: Visit, now: datetime, times: dict[str, object]) -> None:
    fields = {
        **times, "state": Visit.State.ASKED, "agreed": now, "decided": None, "sequence": visit.sequence + 1,
        "link": "", "reminded": None,
    }  # fmt: skip
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=[name.removesuffix("_id") for name in fields])
    visit.refresh_from_db(fields=["section", "school", "open_door"])


def _consent(visit: Visit, by: Actor, now: datetime, link: str, recording_allowed: bool) -> None:
    """Of a live video: a host says yes to it now, or said so by proposing the time; then the link comes later."""
    if by.staff_id == visit.host_id:
        consent(visit, by, now, link, recording_allowed)
        visit.save(update_fields=["link", "recording_allowed"])
    elif visit.mode == Visit.Mode.VIDEO:
        facts = {"recording": visit.recording_allowed}
        given = {"actor": visit.host_id, "object_id": visit.public_id, "facts": facts}
        audit.record(VIDEO_CONSENT, district_id=by.district_id, at=now, **given)


@action
def decline_time(*, by: Actor, now: datetime, visit_id: str) -> Visit:
    """The other side says: not then. The visit stays as it was."""
    visit, other = _locked(by, visit_id)
    rules.answer_time(by, other, now)
    _drop(other, now, by=by.staff_id, tell=[other.proposer_id])
    return visit


@action
def withdraw_time(*, by: Actor, now: datetime, visit_id: str) -> Visit:
    """Who proposed it takes it back. The visit stays as it was."""
    visit, other = _locked(by, visit_id)
    rules.withdraw_time(by, other)
    _drop(other, now, by=by.staff_id, tell=[other.answers])
    return visit


@action
def forget_times(*, district_id: int, now: datetime) -> int:
    """What nobody answered in time keeps nothing any more; the visits stay. Returns how many. Again: none."""
    over = found_held(lambda: queries.proposals_lapsed(now))
    for one in over:
        drop_time(one.visit)
    if over:
        audit.record(TIMES_LAPSED, district_id=district_id, at=now, actor=None, facts={"count": len(over)})
    return len(over)


def drop_all(found: list[ProposedTime], now: datetime) -> None:
    """These times are not to be had any more, by nobody's wish: both sides are told that their visit stays. Those that
    were answered meanwhile are left alone."""
    lock(*{person for one in found for person in (one.visit.visitor_id, one.visit.host_id)})
    for one in queries.proposals_left(found):
        _drop(one, now, by=None, tell=[one.visit.visitor_id, one.visit.host_id])


def _drop(other: ProposedTime, now: datetime, *, by: int | None, tell: list[int]) -> None:
    mails.tell_time_off(other, tell, now=now, by=by)
    drop_time(other.visit)
    audit.record(TIME_OFF, district_id=other.district_id, at=now, actor=by, object_id=other.visit.public_id)


def _locked(by: Actor, visit_id: str) -> tuple[Visit, ProposedTime]:
    visit = locked(by, visit_id)
    other = queries.proposal_of(visit)
    if other is None:
        raise Refused(_("No other time is proposed (any more)."), _("The visit stays as it is."))
    return visit, other
