"""A colleague covers the visitor's class: asked one after the other, whoever has covered least first."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from staffroom.core.visits.cover import check_cover, cover_sentence, free_period
from staffroom.core.visits.instance import Instance, Lesson
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused

from .. import mails, queries
from ..models import Cover, Promise, Visit
from .kinds import COVER_ASKED
from .promising import first_free, kept, lock_unless_held, place

LIVE = (Cover.State.ASKED, Cover.State.ACCEPTED)


def ask_to_cover(visit: Visit, case: Instance, now: datetime, *, first: int | None = None) -> Cover:
    """Ask the next colleague who is free, ``first`` before all others. Raises Refused when nobody is (any more).

    Who is held by somebody else's request in this instant is passed over, so that no two requests wait for each other.
    """
    held = next((one for one in case.lessons if one.id in visit.covered), None)
    if held is None:
        raise Refused(_("The timetable has changed: this class is not there any more."), _("Choose another slot."))
    cover_case = queries.cover_case(visit, held, now)
    for person in sorted(queries.cover_order(cover_case), key=lambda one: one != str(first)):
        if not lock_unless_held(int(person)) or check_cover(person, queries.cover_case(visit, held, now, only=person)):
            continue
        period = free_period(person, cover_case)
        assert period is not None  # noqa: S101 - the checker has seen it
        term = first_free(int(person), queries.covers_key(visit), cover_case.covers_given)
        if kept(visit, [(int(person), place(period)), (int(person), term)]):
            return _asked(visit, int(person), held, period.id, now)
    raise Refused(
        _("No colleague at your school is free to cover this class."),
        _("Choose another slot, or another way to see it."),
    )


def _asked(visit: Visit, person: int, held: Lesson, free: str, now: datetime) -> Cover:
    cover = Cover(
        district_id=visit.district_id,
        visit=visit,
        staff_id=person,
        visitor_id=visit.visitor_id,
        section_id=int(held.section),
        school_id=int(held.school),
        lesson=held.id,
        free=free,
        date=date.fromordinal(held.date),
        period=held.period,
        start=held.start,
        end=held.end,
        created=now,
    )
    cover.save()
    found = queries.cover_row(cover.pk)
    mails.tell_cover_asked(found, now=now)
    audit.record(COVER_ASKED, district_id=visit.district_id, at=now, actor=None, object_id=cover.public_id)
    return found


def end_covers(visit: Visit, now: datetime) -> None:
    """Whoever was to cover has that period back, and is told."""
    for cover in queries.covers_of(visit):
        was_booked = cover.state == Cover.State.ACCEPTED
        cover.state, cover.sequence = Cover.State.CANCELLED, cover.sequence + 1
        cover.save(update_fields=["state", "sequence"])
        Promise.objects.filter(visit=visit, staff_id=cover.staff_id).delete()
        mails.tell_cover_off(cover, now=now, was_booked=was_booked)


def must_still_be_free(cover: Cover, by: Actor, now: datetime) -> None:
    """Raises Refused when timetable or contract have changed since this colleague was asked."""
    case = queries.case_for_visit(cover.visit, now)
    held = next((x for x in case.lessons if x.id == cover.lesson), None)
    if held is None:
        raise Refused(_("The timetable has changed: this class is not there any more."), _("Decline it."))
    person = str(cover.staff_id)
    found = check_cover(person, queries.cover_case(cover.visit, held, now, only=person, leave_out=cover.pk))
    if found:
        language = queries.sentence_language(by.language)
        raise Refused(cover_sentence(found[0], language), _("Decline it: the next colleague is asked."))
