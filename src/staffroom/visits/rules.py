"""Who may do what with a visit: predicates in pairs. Strangers to a visit get 404 from the queries, not a reason."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, paired
from staffroom.trust import queries as trust
from staffroom.trust import rules as by_matrix

from .models import Visit, VisitNote

DRAFT_DAYS = 14


@paired
def ask_visits(actor: Actor) -> None:
    """Ask colleagues for a visit."""
    if actor.staff_id is None or not actor.has("teacher", "leader", "principal", "classified", "central"):
        raise Forbidden(_("Visits are asked by staff of the district."), _("Ask IT to connect your account."))


@paired
def answer(actor: Actor, visit: Visit, now: datetime) -> None:
    """Accept or decline: the host, while it is asked and has not begun."""
    if actor.staff_id != visit.host_id:
        raise Forbidden(_("Only the host answers."), _("You can cancel your own request."))
    if visit.state != Visit.State.ASKED:
        raise Refused(_("This visit has been answered already."), _("Open it to see how it stands."))
    if begun(visit, now):
        raise Refused(_("The time of this visit has passed."), _("Suggest another slot to your colleague."))


@paired
def cancel(actor: Actor, visit: Visit, now: datetime) -> None:
    """Cancel: visitor or host, until it begins."""
    if actor.staff_id not in (visit.host_id, visit.visitor_id):
        raise Forbidden(_("Only visitor and host cancel a visit."))
    if visit.state not in (Visit.State.ASKED, Visit.State.ACCEPTED):
        raise Refused(_("This visit does not take place any more."), _("There is nothing left to cancel."))
    if begun(visit, now):
        raise Refused(_("The visit has begun or is over."), _("Write your two lines instead."))


@paired
def read_visit(actor: Actor, visit: Visit) -> None:
    """Who, where, when, and the words between the two: its two people. It exists for nobody else."""
    by_matrix.require(actor, "visit", standing_to_visit(actor, visit), Permission.READ)


def standing_to_visit(actor: Actor, visit: Visit) -> Standing:
    """How the actor stands to a visit: it belongs to both its people."""
    return trust.standing_to(actor, (visit.host_id, visit.visitor_id))


@paired
def write_note(actor: Actor, visit: Visit, now: datetime) -> None:
    """Two lines: visitor and host, once the booked visit has begun; nobody where one evaluates the other."""
    if actor.staff_id not in (visit.host_id, visit.visitor_id):
        raise Forbidden(_("Only visitor and host write about a visit."))
    if visit.state != Visit.State.ACCEPTED:
        raise Refused(_("This visit was not booked."), _("Two lines belong to visits that took place."))
    if not begun(visit, now):
        raise Refused(_("The visit has not begun."), _("Come back afterwards: two lines are enough."))
    if actor.today and trust.stands_over((visit.host_id, visit.visitor_id), actor.today):
        raise Refused(
            _("Nothing written is kept of a visit between a person and whoever evaluates them."),
            _("Talk about it instead. That you visited stays between the two of you."),
        )


def row_of(note: VisitNote) -> str:
    """Its row of the visibility matrix."""
    return "note" if note.handed_over else "note_draft"


def standing_to_note(actor: Actor, note: VisitNote) -> Standing:
    """How the actor stands to a note: a draft is its author's, all else the host's, with the visitor as the other
    person of it until the host ends the sharing."""
    if note.handed_over is None:
        return trust.standing_to(actor, [note.author_id])
    host, visitor = note.visit.host, note.visit.visitor_id
    shared = {"record": "note", "object_id": note.public_id} if host.active else {}
    paired_with = actor.staff_id == visitor and note.sharing_ended is None
    return trust.standing_to(actor, [host.pk], paired=paired_with, **shared)


def over_either(actor: Actor, visit: Visit) -> bool:
    """Whether the actor evaluates one of the two people of a visit, or leads a school of theirs."""
    if actor.staff_id is None or actor.today is None:
        return False
    people = {actor.staff_id, visit.host_id, visit.visitor_id}
    return any(above == actor.staff_id for above, _below in trust.stands_over(people, actor.today))


@paired
def read_note(actor: Actor, note: VisitNote) -> None:
    """Read a note, by the matrix. Whoever evaluates one of its two people has none of it, not even as its author."""
    by_matrix.require(actor, row_of(note), standing_to_note(actor, note), Permission.READ)
    if over_either(actor, note.visit):
        raise Http404


def may_read_note(actor: Actor, note: VisitNote) -> bool:
    """The same as yes or no."""
    try:
        read_note(actor, note)
    except Http404:
        return False
    return True


@paired
def change_note(actor: Actor, note: VisitNote) -> None:
    """Delete, end or take up the sharing again: whoever may read it and owns it. Once handed over that is the host."""
    read_note(actor, note)
    rewrite_note(actor, note)


@paired
def rewrite_note(actor: Actor, note: VisitNote) -> None:
    """Write other words: the author of a draft, the host of what is handed over."""
    if not by_matrix.may(actor, row_of(note), standing_to_note(actor, note), Permission.WRITE):
        raise Forbidden(
            _("This note is handed over: it belongs to %(host)s now.") % {"host": note.visit.host},
            _("Talk to each other if you would put it otherwise today."),
        )


def draft_goes(note: VisitNote) -> datetime:
    """The instant from which a draft that is not handed over is no more."""
    return note.begun + timedelta(days=DRAFT_DAYS)


def begun(visit: Visit, now: datetime) -> bool:
    """Whether the visitor is in the room, or has been. The district must be loaded with the visit."""
    return now >= instant(visit, visit.start)


def over(visit: Visit, now: datetime) -> bool:
    return now >= instant(visit, visit.end)


def instant(visit: Visit, minutes: int) -> datetime:
    """Minutes from midnight of the visit's day on the district's wall clock, as an instant.

    Wall clock first, so that no hour is lost at a clock change.
    """
    zone = ZoneInfo(visit.district.time_zone)
    return datetime.combine(visit.date, time(minutes // 60, minutes % 60), tzinfo=zone)
