"""A walk in words and as a calendar event. Titles name the school only: calendars are often shared."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.ics import Attendee, CalendarEvent
from staffroom.people.models import Staff
from staffroom.ui.templatetags.ui import clock, long_day

from ..models import Walk, Walker, WalkStop
from ..rules import LIVE, instant, seen, walkers_in
from .walks import walks

DAY_BEFORE = timedelta(days=1)


def stop_of(walk: Walk, reader: Staff) -> WalkStop | None:
    """The reader's own room in a walk; none for a host who fell out of it and walks along."""
    own = next((one for one in walk.stops.all() if one.host_id == reader.pk), None)
    return None if own and own.state not in LIVE and reader.pk in walkers_in(walk) else own


def when(walk: Walk, reader: Staff) -> str:
    """In the reader's language: the whole walk, or to a host when the group is in their room."""
    own = stop_of(walk, reader)
    start, end = (own.start, own.end) if own else (walk.start, walk.end)
    return f"{long_day(walk.date)}, {clock(start)}–{clock(end)}"


def where(walk: Walk, reader: Staff) -> str:
    own = stop_of(walk, reader)
    if own and own.section.room:
        return _("Room %(room)s, %(school)s") % {"room": own.section.room, "school": walk.school}
    return str(walk.school)


def rooms_in_order(walk: Walk) -> list[str]:
    """When the group is in which room; the host's name where nobody knows the room."""
    return [f"{clock(one.start)}–{clock(one.end)} · {_room(one)}" for one in seen(walk)]


def _room(stop: WalkStop) -> str:
    return _("Room %(room)s") % {"room": stop.section.room} if stop.section.room else str(stop.host)


def event_of(walk: Walk, reader: Staff, *, attendees: tuple[Attendee, ...] = (), off: bool = False) -> CalendarEvent:
    """The walk as an event in one reader's calendar. ``off``: it is not in it any more."""
    own = stop_of(walk, reader)
    start, end = (own.start, own.end) if own else (walk.start, walk.end)
    cancelled = off or walk.state == Walk.State.CANCELLED
    return CalendarEvent(
        uid=f"walk-{walk.public_id}@staffroom",
        starts=instant(walk, start),
        ends=instant(walk, end),
        title=_("Group visit at %(school)s") % {"school": walk.school},
        place=where(walk, reader),
        description=_description(is_host=own is not None),
        status="CANCELLED" if cancelled else ("CONFIRMED" if walk.state == Walk.State.BOOKED else "TENTATIVE"),
        sequence=walk.sequence,
        url=settings.BASE_URL + reverse("walk", args=[walk.public_id]),
        attendees=attendees,
        remind=DAY_BEFORE if walk.state == Walk.State.BOOKED and not cancelled else None,
    )


def _description(*, is_host: bool) -> str:
    # The question is somebody's words: a calendar is often shared.
    first = _("A group comes into your room.") if is_host else _("You walk through rooms with colleagues.")
    return "\n".join([first, _("Visits are not used in evaluation.")])


def events(staff: Staff, since: date) -> list[CalendarEvent]:
    """What stands in somebody's calendar: walks that they said yes to."""
    going = Walker.objects.filter(staff=staff, state=Walker.State.ACCEPTED).values("walk_id")
    hosting = WalkStop.objects.filter(host=staff, state=WalkStop.State.ACCEPTED).values("walk_id")
    rows = walks().filter(date__gte=since).exclude(state=Walk.State.CANCELLED)
    mine = (rows.filter(pk__in=going) | rows.filter(pk__in=hosting)).order_by("date", "start", "id")
    return [event_of(one, staff) for one in mine]
