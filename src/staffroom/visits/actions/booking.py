"""Ask, accept, decline, cancel.

Booking is right under pressure twice over: one statement locks visitor and host (what becomes scarcer) before the
checker runs, and the promise rows are unique in the database, whoever forgets the lock.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.core.visits.instance import Instance, Proposed
from staffroom.core.visits.modes import Mode, Terms, check_mode, mode_sentence, slots_in
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Promise, Visit
from .covers import ask_to_cover, end_covers
from .ending import drop_time, free, remember
from .kinds import ACCEPTED, AGREED, ASKED, CANCELLED, DECLINED, FEED_RESET, VIDEO_CONSENT
from .promising import lock, lock_budget, locked, promise


class Planned(NamedTuple):
    """What a plan of the whole district has found for a visit: which class is covered, and who could take it.

    It has looked everywhere, so a substitute that it proposes is the last resort.
    """

    classes: tuple[str, ...] = ()
    colleague: int | None = None


@action
def ask_visit(
    *,
    by: Actor,
    now: datetime,
    offer_id: str,
    lesson: str,
    mode: str = Mode.OWN,
    message: str = "",
    idempotency_key: str = "",
    on: date | None = None,
    planned: Planned | None = None,
) -> Visit:
    """Ask for the slot in a host's lesson. The period and the seat are kept while the host decides.

    ``lesson`` is a lesson id of the answer shown (of a recording: the visitor's own free period), ``on`` its day when
    that lies beyond the days usually shown. ``planned``: what the plan of the district has found.
    The same ``idempotency_key`` twice gives the visit there is. Raises
    Http404 for an offer the actor may not see, Refused with the reasons when the slot is not legal (any more).
    """
    rules.ask_visits(by)
    offer = expertise.offer_for(by, offer_id)
    lock_budget(mode, by.district_id)
    lock(by.staff_id, offer.staff_id)
    asked_before = queries.asked_with(by, idempotency_key)
    if asked_before:
        return asked_before
    forget_unanswered(by, now)
    case = queries.case_for_offer(by, offer, now, on=on)
    way = Mode(mode)
    terms = queries.terms_of(offer, case, way, searched=planned is not None)
    classes = planned.classes if planned else ()
    slot = next((one for one in slots_in(way, case, terms, classes=classes) if one.slot.lesson == lesson), None)
    if slot is None:
        raise Refused(*queries.why_not(case, lesson, by.language, way, terms))
    proposed = slot.proposed(str(by.staff_id))
    must_be_legal(way, proposed, case, terms, by.language)
    visit = _save_visit(by, now, offer, case, proposed, mode=way, message=message.strip(), key=idempotency_key)
    promise(visit, case, proposed, slot.uses)
    if way == Mode.COVER:
        ask_to_cover(visit, case, now, first=planned.colleague if planned else None)
    mails.tell_asked(visit, now=now)
    audit.record(ASKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def come_through_door(*, by: Actor, now: datetime, door_id: str) -> Visit:
    """Ask for the lesson of an open door, in one step. Pressed twice it is the same visit; after one that was declined
    or cancelled it is another.

    Raises Http404 for a door the actor may not see, Refused with the reason when the time does not suit.
    """
    rules.ask_visits(by)
    door = expertise.door_for(by, door_id)
    lesson = f"{door.staff_id}/{door.date}/{door.section.school_id}/{door.start}/{door.section_id}"
    lock(by.staff_id, door.staff_id)
    key = queries.key_anew(by, f"door {door_id}")
    return ask_visit(by=by, now=now, offer_id=door.offer.public_id, lesson=lesson, idempotency_key=key)


@action
def accept_visit(
    *, by: Actor, now: datetime, visit_id: str, answer: str = "", link: str = "", recording_allowed: bool = False
) -> Visit:
    """The host says yes. What changed since it was asked (timetable, days away, closed doors) is checked again.

    It is booked at once, unless a colleague who was asked to cover has still to answer. Saying yes to a live video is
    the host's consent. Another time that was proposed for it is off.
    """
    visit = locked(by, visit_id)
    rules.answer(by, visit, now)
    case = queries.case_for_visit(visit, now)
    proposed = queries.proposed_of(visit, case)
    if proposed is None:
        raise Refused(
            _("The timetable has changed: this lesson is not there any more."), _("Decline, and suggest another slot.")
        )
    way = Mode(visit.mode)
    terms = replace(queries.terms_of(visit.offer, case, way, leave_out=visit.pk), otherwise=None)
    must_be_legal(way, proposed, case, terms, by.language, answering=True)
    visit.agreed, visit.answer = now, answer.strip()
    consent(visit, by, now, link, recording_allowed)
    drop_time(visit)
    visit.save(update_fields=["agreed", "answer", "link", "recording_allowed"])
    if not book_if_all_agree(visit, now, by=by.staff_id):
        mails.tell_agreed(visit, now=now)
        audit.record(AGREED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


def book_if_all_agree(visit: Visit, now: datetime, *, by: int | None) -> bool:
    """Booked once host and visitor agree on the time and whoever covers has said yes; whether it is."""
    cover = queries.live_cover(visit)
    if visit.agreed is None or (visit.mode == Visit.Mode.COVER and (cover is None or cover.state != "accepted")):
        return False
    visit.state, visit.decided = Visit.State.ACCEPTED, now
    visit.save(update_fields=["state", "decided"])
    mails.tell_accepted(visit, now=now)
    mails.tell_substitute(visit, now=now, needed=True)
    if cover:
        mails.tell_cover_booked(cover, now=now)
    audit.record(ACCEPTED, district_id=visit.district_id, at=now, actor=by, object_id=visit.public_id)
    return True


def consent(visit: Visit, by: Actor, now: datetime, link: str, recording_allowed: bool) -> None:
    """The host's yes to one live video, written down."""
    if visit.mode != Visit.Mode.VIDEO:
        return
    visit.link, visit.recording_allowed = link, recording_allowed
    facts = {"recording": recording_allowed}
    given = {"actor": by.staff_id, "object_id": visit.public_id, "facts": facts}
    audit.record(VIDEO_CONSENT, district_id=by.district_id, at=now, **given)


@action
def decline_visit(*, by: Actor, now: datetime, visit_id: str, answer: str = "") -> Visit:
    """The host says: not this time. The visitor's period, the seat and the cover are free again."""
    visit = locked(by, visit_id)
    rules.answer(by, visit, now)
    visit.state, visit.decided, visit.answer = Visit.State.DECLINED, now, answer.strip()
    visit.save(update_fields=["state", "answer", "decided"])
    free(visit)
    end_covers(visit, now)
    mails.tell_declined(visit, now=now)
    audit.record(DECLINED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def cancel_visit(*, by: Actor, now: datetime, visit_id: str) -> Visit:
    """Visitor or host takes it back. Calendars are told; the period, the seat and the cover are free again."""
    visit = locked(by, visit_id)
    rules.cancel(by, visit, now)
    was_booked = visit.state == Visit.State.ACCEPTED
    remember(visit, now, "cancelled")
    visit.state, visit.cancelled_by, visit.sequence = Visit.State.CANCELLED, by.staff_id, visit.sequence + 1
    visit.link = ""
    visit.save(update_fields=["state", "cancelled_by", "sequence", "link"])
    free(visit)
    end_covers(visit, now)
    mails.tell_cancelled(visit, now=now, was_booked=was_booked)
    if was_booked:
        mails.tell_substitute(visit, now=now, needed=False)
    audit.record(CANCELLED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def reset_feed(*, by: Actor, now: datetime) -> None:
    """Make the old address of the calendar feed void."""
    account = queries.account_of(by)
    account.calendar_version += 1
    account.save(update_fields=["calendar_version"])
    audit.record(FEED_RESET, district_id=by.district_id, at=now, actor=by.staff_id)


def must_be_legal(
    mode: Mode, proposed: Proposed, case: Instance, terms: Terms, language: str, *, answering: bool = False
) -> None:
    """Raises Refused with the first rule in the way."""
    violations = check_mode(mode, proposed, case, terms)
    if answering:
        # Notice was given when it was asked; one may say yes until the visit begins.
        violations = tuple(found for found in violations if found.rule != "notice")
    if violations:
        advice = _("Choose another slot.")
        if answering and violations[0].rule == "door_closed":
            advice = _("Take that wish back under Hosting, or say “not this time” and propose another time.")
        raise Refused(mode_sentence(violations[0], queries.sentence_language(language)), advice)


def forget_unanswered(by: Actor, now: datetime) -> None:
    """Give back what was kept for visits and proposed times that nobody answered and whose day is over."""
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
    over = Visit.objects.filter(queries.lapsed(today), visitor_id=by.staff_id)
    Promise.objects.filter(visit__in=over).delete()
    for proposal in queries.proposals_lapsed(now, by.staff_id):
        drop_time(proposal.visit)


def _save_visit(
    by: Actor, now: datetime, offer: Offer, case: Instance, proposed: Proposed, *, mode: Mode, message: str, key: str
) -> Visit:
    visit = Visit(
        district_id=by.district_id,
        visitor_id=by.staff_id,
        host_id=offer.staff_id,
        practice_id=offer.practice_id,
        offer=offer,
        mode=mode,
        message=message,
        idempotency_key=key,
        created=now,
        **times_of(offer, case, proposed, mode),
    )
    visit.save()
    return queries.visit_for(by, visit.public_id)


def times_of(offer: Offer | None, case: Instance, proposed: Proposed, mode: Mode) -> dict[str, object]:
    """When and where a proposed visit is, as columns."""
    lesson = queries.lesson_of(case, proposed.lesson)
    day = date.fromordinal(lesson.date)
    from_afar = mode in (Mode.VIDEO, Mode.RECORDING)
    section = queries.section_shown(offer) if offer and mode == Mode.RECORDING else int(lesson.section)
    return {
        "open_door_id": None if from_afar or offer is None else expertise.open_door_at(offer, lesson.start, day),
        "section_id": section,
        "school_id": int(lesson.school),
        "date": day,
        "period": lesson.period,
        "lesson": lesson.id,
        "start": proposed.start,
        "end": proposed.end,
        "travel": 0 if from_afar else queries.travel_of(case, proposed),
        "window": list(proposed.window),
        "covered": list(proposed.covered),
    }
