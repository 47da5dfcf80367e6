"""Who may do what with a visit: predicates in pairs. Strangers to a visit get 404 from the queries, not a reason."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Refused, paired

from .models import Visit


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
def write_note(actor: Actor, visit: Visit, now: datetime) -> None:
    """Two lines: visitor and host, once the booked visit has begun."""
    if actor.staff_id not in (visit.host_id, visit.visitor_id):
        raise Forbidden(_("Only visitor and host write about a visit."))
    if visit.state != Visit.State.ACCEPTED:
        raise Refused(_("This visit was not booked."), _("Two lines belong to visits that took place."))
    if not begun(visit, now):
        raise Refused(_("The visit has not begun."), _("Come back afterwards: two lines are enough."))


@paired
def see_school_time(actor: Actor) -> None:
    """See when colleagues of a school could visit: its principals, leaders and the central office."""
    if not actor.leads and not actor.has("central"):
        raise Forbidden(_("This page is for principals and the central office."), _("Your own week is under My week."))


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
