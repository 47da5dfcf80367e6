"""A visit to get to know a colleague before working together: for no practice, and for nobody's file."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from staffroom.core.visits.modes import Mode, slots_in
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Visit
from .booking import forget_unanswered, must_be_legal, times_of
from .covers import ask_to_cover
from .kinds import ASKED
from .promising import lock, lock_budget, promise


@action
def ask_to_know(
    *, by: Actor, now: datetime, host_id: int, lesson: str, on: date, mode: str = Mode.OWN, message: str = "",
    idempotency_key: str = "",
) -> Visit:  # fmt: skip
    """Ask a colleague for the slot in one of their lessons. They answer as any host does; nobody is sent.

    The same ``idempotency_key`` twice gives the visit there is. Raises Refused with the reason: where one evaluates
    them, and when the slot is not legal (any more). Several of these visits share one half day with a substitute, so
    only the periods away are promised, not the whole half day.
    """
    rules.get_to_know(by, host_id)
    lock_budget(mode, by.district_id)
    lock(by.staff_id, host_id)
    asked_before = queries.asked_with(by, idempotency_key)
    if asked_before:
        return asked_before
    forget_unanswered(by, now)
    district, way = District.objects.get(pk=by.district_id), Mode(mode)
    case = queries.case_for_hosts(district, by.staff_id or 0, [host_id], now, span=(on, on))
    terms = queries.terms_of(None, case, way)
    slot = next((one for one in slots_in(way, case, terms) if one.slot.lesson == lesson), None)
    if slot is None:
        raise Refused(
            _("This time is not to be had any more: somebody was faster, or a timetable has changed."),
            _("Look at the plan again: it is made anew from what is free now."),
        )
    proposed = slot.proposed(str(by.staff_id))
    must_be_legal(way, proposed, case, terms, by.language)
    visit = Visit(
        district_id=by.district_id, visitor_id=by.staff_id, host_id=host_id, purpose=Visit.Purpose.TEAM, mode=way,
        message=message.strip(), idempotency_key=idempotency_key, created=now, **times_of(None, case, proposed, way),
    )  # fmt: skip
    visit.save()
    visit = queries.visit_for(by, visit.public_id)
    promise(visit, case, proposed, slot.slot.uses if way == Mode.SUBSTITUTE else slot.uses)
    if way == Mode.COVER:
        ask_to_cover(visit, case, now)
    mails.tell_asked(visit, now=now)
    audit.record(ASKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit
