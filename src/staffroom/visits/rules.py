"""Who may do what with a visit: predicates in pairs. Strangers to a visit get 404 from the queries, not a reason."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.expertise import rules as expertise_rules
from staffroom.expertise.models import Offer
from staffroom.people.models import School
from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, paired
from staffroom.trust import queries as trust
from staffroom.trust import rules as by_matrix

from .models import Cover, ProposedTime, Visit, VisitNote

DRAFT_DAYS = 14


@paired
def ask_visits(actor: Actor) -> None:
    """Ask colleagues for a visit."""
    if actor.staff_id is None or not actor.has("teacher", "leader", "principal", "classified", "central"):
        raise Forbidden(_("Visits are asked by staff of the district."), _("Ask IT to connect your account."))


@paired
def get_to_know(actor: Actor, host_id: int) -> None:
    """Ask to see the class of somebody one is going to work with: not where one evaluates them, or leads their school,
    pair by pair. Seeing them then would be something else."""
    ask_visits(actor)
    if actor.today and (actor.staff_id, host_id) in trust.stands_over((actor.staff_id or 0, host_id), actor.today):
        raise Refused(
            _("You evaluate this colleague or lead their school, so this visit is not planned here."),
            _("Ask somebody else of the team to tell you about the work, or let them invite you."),
        )


@paired
def answer(actor: Actor, visit: Visit, now: datetime) -> None:
    """Accept or decline: the host, while it is asked and not begun."""
    if actor.staff_id != visit.host_id:
        raise Forbidden(_("Only the host answers."), _("You can cancel your own request."))
    if visit.state != Visit.State.ASKED or visit.agreed is not None:
        raise Refused(_("This visit has been answered already."), _("Open it to see how it stands."))
    if begun(visit, now):
        raise Refused(_("The time of this visit has passed."), _("Suggest another slot to your colleague."))


@paired
def propose(actor: Actor, visit: Visit, now: datetime) -> None:
    """Propose another time: visitor or host, until it begins."""
    if actor.staff_id not in (visit.host_id, visit.visitor_id):
        raise Forbidden(_("Only visitor and host propose another time."))
    if visit.state not in (Visit.State.ASKED, Visit.State.ACCEPTED):
        raise Refused(_("This visit does not take place any more."), _("Ask for another visit."))
    if begun(visit, now):
        raise Refused(_("The visit has begun or is over."), _("Ask for another visit."))


def proposal_open(proposal: ProposedTime, now: datetime) -> bool:
    """Whether a proposed time can still be answered: neither it nor the booked visit that it would move has begun."""
    visit = proposal.visit
    if visit.state == Visit.State.ACCEPTED and begun(visit, now):
        return False
    return visit.state in (Visit.State.ASKED, Visit.State.ACCEPTED) and now < instant(proposal, proposal.start)


@paired
def answer_time(actor: Actor, proposal: ProposedTime, now: datetime) -> None:
    """Say yes or no to another time: the other side, in time."""
    if actor.staff_id != proposal.answers:
        raise Forbidden(_("Only the other side answers a time that you proposed."), _("You can take it back."))
    if not proposal_open(proposal, now):
        raise Refused(_("It is too late for this time."), _("The visit stays where it was; propose another time."))


@paired
def withdraw_time(actor: Actor, proposal: ProposedTime) -> None:
    """Take back a time that one has proposed."""
    if actor.staff_id != proposal.proposer_id:
        raise Forbidden(_("Only who proposed this time takes it back."), _("Say “not this time” instead."))


@paired
def say_not_there(actor: Actor) -> None:
    """Say that one is not there today: everybody who works at a school."""
    if actor.staff_id is None:
        raise Forbidden(_("This account belongs to no staff member."), _("Ask IT to connect your account."))


@paired
def have_visits(actor: Actor) -> None:
    """Have visits of one's own, so also a wish about being reminded."""
    if actor.staff_id is None:
        raise Forbidden(_("This account belongs to no staff member."), _("Ask IT to connect your account."))


# --- Covering -------------------------------------------------------------------------------------------


@paired
def read_cover(actor: Actor, cover: Cover) -> None:
    """Which class is covered when: whoever covers, and its teacher. It exists for nobody else."""
    standing = trust.standing_to(actor, (cover.staff_id, cover.visitor_id))
    by_matrix.require(actor, "cover", standing, Permission.READ)


@paired
def answer_cover(actor: Actor, cover: Cover, now: datetime) -> None:
    """Say yes or no: whoever is asked to cover, until the class begins."""
    if actor.staff_id != cover.staff_id:
        raise Forbidden(_("Only the colleague who is asked answers."), _("You can cancel the visit."))
    if cover.state != Cover.State.ASKED:
        raise Refused(_("This has been answered already, or is not needed any more."))
    if cover_begun(cover, now):
        raise Refused(_("The class has begun."), _("There is nothing left to answer."))


@paired
def give_up_cover(actor: Actor, cover: Cover, now: datetime) -> None:
    """Give back what one agreed to cover, until the class begins."""
    if actor.staff_id != cover.staff_id:
        raise Forbidden(_("Only the colleague who covers can give it back."))
    if cover.state != Cover.State.ACCEPTED or cover_begun(cover, now):
        raise Refused(_("There is nothing to give back: the class has begun, or you do not cover it."))


def cover_begun(cover: Cover, now: datetime) -> bool:
    return now >= instant(cover, cover.start)


# --- From afar ------------------------------------------------------------------------------------------

LINK_BEFORE = 5  # minutes before a live video from which the visitor sees its link


@paired
def show_from_afar(actor: Actor, offer: Offer) -> None:
    """Say how the class of an offer may be seen from afar: its author alone."""
    if actor.staff_id is None or actor.staff_id != offer.staff_id:
        raise Forbidden(_("Only who offers this says how it may be seen."), _("Ask for a visit in person."))


@paired
def control_link(actor: Actor, visit: Visit, now: datetime) -> None:
    """Enter, change or take back the link of a live video: the host, until it is over."""
    if actor.staff_id != visit.host_id:
        raise Forbidden(_("Only the host controls the link."), _("You see it from five minutes before."))
    if visit.mode != Visit.Mode.VIDEO or visit.state not in (Visit.State.ASKED, Visit.State.ACCEPTED):
        raise Refused(_("This is no live video that takes place."), _("Links belong to live videos only."))
    if over(visit, now):
        raise Refused(_("The video is over, and its link is gone."))


def link_open(visit: Visit, now: datetime) -> bool:
    """Whether the visitor sees the link (or the recording) now: booked, five minutes before until the end."""
    if visit.state != Visit.State.ACCEPTED or visit.in_person:
        return False
    return instant(visit, visit.start) - timedelta(minutes=LINK_BEFORE) <= now < instant(visit, visit.end)


@paired
def see_cadence(actor: Actor) -> None:
    """See how often colleagues visit one another, as counts: the central office, and whoever leads a school."""
    if not (actor.has("central") or actor.leads):
        raise Forbidden(
            _("These counts are for the central office and for who leads a school."),
            _("Your own stand under “Visits”."),
        )


@paired
def see_substitutes(actor: Actor, told: Collection[int]) -> None:
    """See for which classes a substitute is needed and who is told: who arranges them, leads a school, or the central
    office. ``told``: the schools whose substitutes the actor arranges."""
    if not (told or actor.leads or actor.has("central")):
        raise Forbidden(
            _("This page is for whoever arranges substitutes, and for principals."),
            _("Your own visits are under Visits."),
        )


@paired
def set_substitute_desk(actor: Actor, school: School) -> None:
    """Say who is told about substitutes at a school: who leads it, and the central office."""
    if not (school.pk in actor.leads or actor.has("central")):
        raise Forbidden(_("Who is told is set by who leads the school, and by the central office."))


@paired
def say_thanks(actor: Actor, visit: Visit, now: datetime) -> None:
    """Say a word about what one has seen: the visitor, once it is over; nobody where one evaluates the other."""
    if actor.staff_id != visit.visitor_id:
        raise Forbidden(_("A word about a visit is its visitor's."))
    if visit.state != Visit.State.ACCEPTED or not over(visit, now):
        raise Refused(_("The visit is not over."), _("Come back afterwards."))
    if actor.today and trust.stands_over((visit.host_id, visit.visitor_id), actor.today):
        raise Refused(_("Between a person and whoever evaluates them no word is kept."), _("Thank them in person."))
    expertise_rules.say_word(actor, visit.offer)


@paired
def keep_next_step(actor: Actor, visit: Visit, now: datetime) -> None:
    """Keep a next step for oneself: visitor and host, once the booked visit has begun."""
    if actor.staff_id not in (visit.host_id, visit.visitor_id):
        raise Forbidden(_("Only visitor and host keep a next step."))
    if visit.state != Visit.State.ACCEPTED or not begun(visit, now):
        raise Refused(_("The visit has not begun."), _("Come back afterwards."))


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


def instant(visit: Visit | Cover | ProposedTime, minutes: int) -> datetime:
    """Minutes from midnight of the day of a visit, cover or proposed time on the district's wall clock, as an instant.

    Wall clock first, so that no hour is lost at a clock change.
    """
    zone = ZoneInfo(visit.district.time_zone)
    return datetime.combine(visit.date, time(minutes // 60, minutes % 60), tzinfo=zone)
