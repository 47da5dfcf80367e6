"""Every write of a visit: ask, accept, decline, cancel, the two lines.

Booking is right under pressure twice over: one statement locks visitor and host (what becomes scarcer) before the
checker runs, and the promise rows are unique in the database, whoever forgets the lock.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.visits.following import Ended, Moved
from staffroom.core.visits.instance import Instance, Lesson, Proposed
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import check
from staffroom.core.visits.sentences import sentence
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer
from staffroom.people.models import District, Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.trust.actions import forget_grants

from . import mails, queries, rules
from .models import Promise, Visit, VisitNote

ASKED = audit.declare("visit.asked", gettext_lazy("A visit was asked for."))
ACCEPTED = audit.declare("visit.accepted", gettext_lazy("The host said yes; both calendars have the visit."))
DECLINED = audit.declare("visit.declined", gettext_lazy("The host said: not this time."))
CANCELLED = audit.declare("visit.cancelled", gettext_lazy("The visit was cancelled."))
MOVED = audit.declare("visit.moved", gettext_lazy("New bells moved the lesson, and the visit with it."))
RESERVED = audit.declare(
    "visit.reserved",
    gettext_lazy("The time was reserved for something else; both people were told."),
    keep=lambda facts: facts,
)
NOTED = audit.declare("visit.noted", gettext_lazy("Two lines were written, for the two people of the visit."))
HANDED_OVER = audit.declare("visit.note_handed_over", gettext_lazy("Two lines about a visit were handed to the host."))
SHARING_ENDED = audit.declare(
    "visit.note_sharing_ended", gettext_lazy("The host no longer shares a note with whoever wrote it.")
)
SHARED_AGAIN = audit.declare("visit.note_shared_again", gettext_lazy("The host shares a note with its author again."))
NOTE_DELETED = audit.declare("visit.note_deleted", gettext_lazy("A note about a visit was deleted."))
DRAFTS_REMOVED = audit.declare(
    "visit.note_drafts_removed",
    gettext_lazy("{count} drafts of notes went away: not handed over within 14 days."),
    keep=lambda facts: facts,
)
FEED_RESET = audit.declare(
    "calendar.reset", gettext_lazy("The address of the calendar feed was renewed."), security=True
)


@action
def ask_visit(
    *,
    by: Actor,
    now: datetime,
    offer_id: str,
    lesson: str,
    message: str = "",
    idempotency_key: str = "",
    on: date | None = None,
) -> Visit:
    """Ask for the slot in a host's lesson. The period and the seat are kept while the host decides.

    ``lesson`` is a lesson id of the answer shown, ``on`` its day when that lies beyond the days usually shown.
    The same ``idempotency_key`` twice gives the visit there is. Raises Http404 for an offer the actor may not see,
    Refused with the reasons when the slot is not legal (any more).
    """
    rules.ask_visits(by)
    offer = expertise.offer_for(by, offer_id)
    _lock(by.staff_id, offer.staff_id)
    asked_before = queries.asked_with(by, idempotency_key)
    if asked_before:
        return asked_before
    _forget_unanswered(by, now)
    case = queries.case_for_offer(by, offer, now, on=on)
    slot = next((found for found in find_slots(case).slots if found.lesson == lesson), None)
    if slot is None:
        raise Refused(*queries.why_not(case, lesson, by.language))
    proposed = slot.proposed(str(by.staff_id))
    _must_be_legal(proposed, case, by.language)
    visit = _save_visit(by, now, offer, case, proposed, message=message.strip(), key=idempotency_key)
    _promise(visit, case, proposed, slot.uses)
    mails.tell_asked(visit, now=now)
    audit.record(ASKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def come_through_door(*, by: Actor, now: datetime, door_id: str) -> Visit:
    """Ask for the lesson of an open door, in one step. Pressed twice it is the same visit.

    Raises Http404 for a door the actor may not see, Refused with the reason when the time does not suit.
    """
    rules.ask_visits(by)
    door = expertise.door_for(by, door_id)
    lesson = f"{door.staff_id}/{door.date}/{door.section.school_id}/{door.start}/{door.section_id}"
    return ask_visit(by=by, now=now, offer_id=door.offer.public_id, lesson=lesson, idempotency_key=f"door {door_id}")


@action
def accept_visit(*, by: Actor, now: datetime, visit_id: str, answer: str = "") -> Visit:
    """The host says yes. What changed since the visit was asked (timetable, days away) is checked again."""
    visit = _locked(by, visit_id)
    rules.answer(by, visit, now)
    case = queries.case_for_visit(visit, now)
    proposed = queries.proposed_of(visit, case)
    if proposed is None:
        raise Refused(
            _("The timetable has changed: this lesson is not there any more."), _("Decline, and suggest another slot.")
        )
    _must_be_legal(proposed, case, by.language, for_host=True)
    visit.state, visit.answer, visit.decided = Visit.State.ACCEPTED, answer.strip(), now
    visit.save(update_fields=["state", "answer", "decided"])
    mails.tell_accepted(visit, now=now)
    audit.record(ACCEPTED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def decline_visit(*, by: Actor, now: datetime, visit_id: str, answer: str = "") -> Visit:
    """The host says: not this time. The visitor's period and the seat are free again."""
    visit = _locked(by, visit_id)
    rules.answer(by, visit, now)
    visit.state, visit.answer, visit.decided = Visit.State.DECLINED, answer.strip(), now
    visit.save(update_fields=["state", "answer", "decided"])
    visit.promises.all().delete()
    mails.tell_declined(visit, now=now)
    audit.record(DECLINED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def cancel_visit(*, by: Actor, now: datetime, visit_id: str) -> Visit:
    """Visitor or host takes it back. Calendars are told; the period and the seat are free again."""
    visit = _locked(by, visit_id)
    rules.cancel(by, visit, now)
    was_booked = visit.state == Visit.State.ACCEPTED
    visit.state, visit.cancelled_by, visit.sequence = Visit.State.CANCELLED, by.staff_id, visit.sequence + 1
    visit.save(update_fields=["state", "cancelled_by", "sequence"])
    visit.promises.all().delete()
    mails.tell_cancelled(visit, now=now, was_booked=was_booked)
    audit.record(CANCELLED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def cancel_impossible(*, district_id: int, now: datetime) -> int:
    """Cancel what a roster made impossible: host, visitor or class left. Both people are told why. Returns how many.

    A class that only meets at another time is left to its two people: they may agree on staying.
    """
    today = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone)).date()
    found = [visit for visit in queries.impossible_visits(today) if not rules.begun(visit, now)]
    _lock(*{person for visit in found for person in (visit.visitor_id, visit.host_id)})
    for visit in found:
        _end(visit, now, mails.Why(roster=True))
    return len(found)


@action
def follow_bells(*, district_id: int, now: datetime) -> dict[str, int]:
    """After new bells or another calendar: each visit ahead moves along with its lesson, or is cancelled when it fits
    no longer; both people are told, with the times before and after or with the reason. Returns how many ``moved``
    and ``ended``. Again: nothing is left to do.
    """
    loose = [fate.visit for fate in queries.fates(now)]
    _lock(*{person for visit in loose for person in (visit.visitor_id, visit.host_id)})
    # Judged again under the lock: somebody may have answered or cancelled meanwhile.
    found = queries.fates(now, only={visit.pk for visit in loose})
    Promise.objects.filter(visit__in=[fate.visit for fate in found]).delete()
    counts = {"moved": 0, "ended": 0}
    for fate in found:
        if isinstance(fate.outcome, Ended):
            _end(fate.visit, now, mails.Why(fate.outcome.why))
            counts["ended"] += 1
        else:
            counts["moved"] += _move(fate.visit, fate.outcome, now)
    return counts


@action
def tell_reserved(*, district_id: int, now: datetime, ids: Sequence[str], what: str, name: str, job: str) -> int:
    """Tell both people of these visits that the time was reserved for learning or a team. The visits stay: whether to
    move is for the two to say. Returns how many visits; each once for a ``job``.
    """
    found = queries.to_be_told(ids, now, queries.told_by_job(RESERVED, job))
    for visit in found:
        mails.tell_reserved(visit, now=now, what=what, name=name)
    entries = [audit.About(visit.public_id, facts={"job": job}) for visit in found]
    audit.record_all(RESERVED, entries, district_id=district_id, at=now, actor=None)
    return len(found)


def _end(visit: Visit, now: datetime, why: mails.Why) -> None:
    """Nobody's wish: the visit is not possible any more."""
    was_booked = visit.state == Visit.State.ACCEPTED
    visit.state, visit.sequence = Visit.State.CANCELLED, visit.sequence + 1
    visit.save(update_fields=["state", "sequence"])
    visit.promises.all().delete()
    mails.tell_cancelled(visit, now=now, was_booked=was_booked, why=why)
    audit.record(CANCELLED, district_id=visit.district_id, at=now, actor=None, object_id=visit.public_id)


def _move(visit: Visit, moved: Moved, now: datetime) -> bool:
    """Keep the promises at the new place; whether the two people have to know."""
    before = (visit.start, visit.end)
    visit.lesson, visit.window, visit.travel = moved.visit.lesson, list(moved.visit.window), moved.travel
    visit.start, visit.end = moved.visit.start, moved.visit.end
    visit.sequence += not moved.same_times
    visit.save(update_fields=["lesson", "window", "travel", "start", "end", "sequence"])
    own = [_place_of(one) for one in moved.uses] or [f"{visit.date}/edge/{visit.start}"]
    # Caps were asked when it was booked: here the next number is taken, whatever it is.
    week = _first_free(visit.visitor_id, f"{week_of(visit.date)}/visit", None)
    seat = _first_free(visit.host_id, f"{_place_of(visit.lesson)}/seat", None)
    _keep(visit, [*((visit.visitor_id, key) for key in (*own, week)), (visit.host_id, seat)])
    if moved.same_times:
        return False
    mails.tell_moved(visit, now=now, before=before)
    audit.record(MOVED, district_id=visit.district_id, at=now, actor=None, object_id=visit.public_id)
    return True


@action
def write_note(*, by: Actor, now: datetime, visit_id: str, saw: str, take: str, hand_over: bool = False) -> VisitNote:
    """The two lines of one of the two people; written again, they replace the first.

    The visitor's are a draft, which only they read, until they hand them over (``hand_over``): then they are the
    host's, and stay as they are. The host's own are handed over at once. Raises Refused where nothing is kept.
    """
    visit = queries.visit_for(by, visit_id)
    rules.write_note(by, visit, now)
    queries.stale_drafts(now).filter(visit=visit, author_id=by.staff_id).delete()
    note = queries.own_note(by, now, visit)
    if note is not None:
        rules.rewrite_note(by, note)
    given = {"saw": saw.strip(), "take": take.strip(), "updated": now}
    if (hand_over or by.staff_id == visit.host_id) and (note is None or note.handed_over is None):
        given["handed_over"] = now
    note, _created = VisitNote.objects.update_or_create(
        visit=visit,
        author_id=by.staff_id,
        defaults=given,
        create_defaults=given | {"district_id": by.district_id, "begun": now},
    )
    kind = HANDED_OVER if hand_over else NOTED
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return note


@action
def end_note_sharing(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """The host lets the visitor read a note no longer, from the next request on. Ending twice changes nothing."""
    note = _own_note(by, now, public_id)
    if note.sharing_ended is None:
        _set_sharing_ended(note, now, by, now, SHARING_ENDED)
    return note


@action
def share_note_again(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """The host lets the visitor read a note again: the Undo of ending."""
    note = _own_note(by, now, public_id)
    if note.sharing_ended is not None:
        _set_sharing_ended(note, None, by, now, SHARED_AGAIN)
    return note


@action
def delete_note(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """Remove a note for good: a draft by its author, what is handed over by the host. Nobody reads it any more."""
    note = queries.note_for(by, now, public_id)
    rules.change_note(by, note)
    note.delete()
    forget_grants(record="note", object_id=public_id, now=now, by=by.staff_id)
    audit.record(NOTE_DELETED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)
    return note


@action
def remove_stale_note_drafts(*, district_id: int, now: datetime) -> int:
    """Remove every draft that was not handed over within 14 days: there are no secret files. Returns how many."""
    removed, _each = queries.stale_drafts(now).delete()
    if removed:
        audit.record(DRAFTS_REMOVED, district_id=district_id, at=now, actor=None, facts={"count": removed})
    return removed


def _own_note(by: Actor, now: datetime, public_id: str) -> VisitNote:
    """A note of the host's, with whom the visitor reads it or not. A draft is nobody's to share."""
    note = queries.note_for(by, now, public_id)
    rules.change_note(by, note)
    if note.handed_over is None:
        raise Refused(_("This is a draft: nobody else reads it."), _("Hand it over first, on the page of the visit."))
    return note


def _set_sharing_ended(note: VisitNote, ended: datetime | None, by: Actor, now: datetime, kind: str) -> None:
    note.sharing_ended = ended
    note.save(update_fields=["sharing_ended"])
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=note.public_id)


@action
def reset_feed(*, by: Actor, now: datetime) -> None:
    """Make the old address of the calendar feed void."""
    account = queries.account_of(by)
    account.calendar_version += 1
    account.save(update_fields=["calendar_version"])
    audit.record(FEED_RESET, district_id=by.district_id, at=now, actor=by.staff_id)


def _lock(*staff_ids: int | None) -> None:
    """Hold visitor and host until commit, always in the same order, so that two requests cannot wait for each other."""
    wanted = sorted(number for number in staff_ids if number is not None)
    list(Staff.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _forget_unanswered(by: Actor, now: datetime) -> None:
    """Give back what was kept for visits that nobody answered and whose day is over."""
    today = now.astimezone(ZoneInfo(by.time_zone)).date()
    over = Visit.objects.filter(queries.lapsed(today), visitor_id=by.staff_id)
    Promise.objects.filter(visit__in=over).delete()


def _locked(by: Actor, visit_id: str) -> Visit:
    visit = queries.visit_for(by, visit_id)
    _lock(visit.visitor_id, visit.host_id)
    return queries.visit_for(by, visit_id)


def _must_be_legal(proposed: Proposed, case: Instance, language: str, *, for_host: bool = False) -> None:
    violations = check(proposed, case)
    if for_host:
        # The visitor gave notice when asking; the host may say yes until the visit begins.
        violations = tuple(found for found in violations if found.rule != "notice")
    if violations:
        raise Refused(sentence(violations[0], queries.sentence_language(language)), _("Choose another slot."))


def _save_visit(
    by: Actor, now: datetime, offer: Offer, case: Instance, proposed: Proposed, *, message: str, key: str
) -> Visit:
    lesson = queries.lesson_of(case, proposed.lesson)
    visit = Visit(
        district_id=by.district_id,
        visitor_id=by.staff_id,
        host_id=offer.staff_id,
        practice_id=offer.practice_id,
        offer=offer,
        open_door_id=expertise.open_door_at(offer, lesson.start, date.fromordinal(lesson.date)),
        section_id=int(lesson.section),
        school_id=int(lesson.school),
        date=date.fromordinal(lesson.date),
        period=lesson.period,
        lesson=lesson.id,
        start=proposed.start,
        end=proposed.end,
        travel=queries.travel_of(case, proposed),
        window=list(proposed.window),
        message=message,
        idempotency_key=key,
        created=now,
    )
    visit.save()
    return queries.visit_for(by, visit.public_id)


def _promise(visit: Visit, case: Instance, proposed: Proposed, uses: Sequence[str]) -> None:
    """Write down what the two people have only so many of. The database refuses what is promised already.

    ``uses`` are the visitor's free lessons that the visit takes; none when it lies before or after lessons.
    """
    places = [_place(queries.lesson_of(case, one)) for one in uses] or [f"{visit.date}/edge/{visit.start}"]
    own = [(visit.visitor_id, place) for place in places]
    week = _first_free(visit.visitor_id, f"{week_of(visit.date)}/visit", case.rules.visits_per_visitor_week)
    place = _place(queries.lesson_of(case, proposed.lesson))
    seat = _first_free(visit.host_id, f"{place}/seat", case.rules.visitors_per_lesson)
    try:
        with transaction.atomic():
            _keep(visit, [*own, (visit.visitor_id, week), (visit.host_id, seat)])
    except IntegrityError:
        raise Refused(_("Somebody was faster: this slot has just been taken."), _("Choose another slot.")) from None


def _keep(visit: Visit, rows: Sequence[tuple[int, str]]) -> None:
    Promise.objects.bulk_create(
        Promise(district_id=visit.district_id, staff_id=staff, key=key, visit=visit) for staff, key in rows
    )


def _place_of(lesson_id: str) -> str:
    """The same from the timetable's id of a lesson: ``person/date/school/start/section``."""
    return "/".join(lesson_id.split("/")[1:4])


def _place(lesson: Lesson) -> str:
    """Where and when a lesson is, whoever is in it."""
    return f"{date.fromordinal(lesson.date)}/{lesson.school}/{lesson.start}"


def _first_free(staff_id: int, prefix: str, most: int | None) -> str:
    """The first number under ``prefix`` that is not promised; the last allowed one when all are, to be refused."""
    taken = set(Promise.objects.filter(staff_id=staff_id, key__startswith=f"{prefix}/").values_list("key", flat=True))
    numbers = range(1, (most or len(taken) + 1) + 1)
    return next((f"{prefix}/{n}" for n in numbers if f"{prefix}/{n}" not in taken), f"{prefix}/{numbers[-1]}")


def week_of(day: date) -> str:
    """The ISO week of a date: ``2026-W49``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
