"""A visit in words and as a calendar event. Titles name the school only: calendars are often shared."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.ics import Attendee, CalendarEvent
from staffroom.core.reserved import Reserved
from staffroom.people.models import Staff
from staffroom.ui.templatetags.ui import clock, long_day

from ..models import Visit
from ..rules import instant

STATUS = {
    Visit.State.ASKED: "TENTATIVE",
    Visit.State.ACCEPTED: "CONFIRMED",
    Visit.State.DECLINED: "CANCELLED",
    Visit.State.CANCELLED: "CANCELLED",
}


def when(visit: Visit) -> str:
    """In the reader's language: "Tuesday, December 1, 9:05–9:55 a.m."."""
    return f"{long_day(visit.date)}, {clock(visit.start)}–{clock(visit.end)}"


def where(visit: Visit) -> str:
    room = visit.section.room
    return _("Room %(room)s, %(school)s") % {"room": room, "school": visit.school} if room else str(visit.school)


def event_of(visit: Visit, reader: Staff, *, attendees: tuple[Attendee, ...] = ()) -> CalendarEvent:
    """The visit as an event in one reader's calendar. The title names the school only."""
    return CalendarEvent(
        uid=f"visit-{visit.public_id}@staffroom",
        starts=instant(visit, visit.start),
        ends=instant(visit, visit.end),
        title=_("Classroom visit at %(school)s") % {"school": visit.school},
        place=where(visit),
        description=_description(visit, reader),
        status=STATUS[Visit.State(visit.state)],  # type: ignore[arg-type]
        sequence=visit.sequence,
        url=settings.BASE_URL + reverse("visit", args=[visit.public_id]),
        attendees=attendees,
    )


def reserved_event(one: Reserved, zone: ZoneInfo) -> CalendarEvent:
    """Learning time, or a meeting of a team, as an event of its own; what it is called stands in the description."""
    day = date.fromordinal(one.date)
    meeting = one.kind == "meeting"
    return CalendarEvent(
        uid=f"{one.kind}-{one.key.replace('/', '-')}-{day.isoformat()}@staffroom",
        starts=datetime.combine(day, time(*divmod(one.start, 60)), tzinfo=zone),
        ends=datetime.combine(day, time(*divmod(one.end, 60)), tzinfo=zone),
        title=_("Team meeting") if meeting else _("Learning time"),
        place="",
        description=one.name,
        status="CONFIRMED",
        url=settings.BASE_URL + reverse("team" if meeting else "learning_time", args=_team_of(one) if meeting else []),
    )


def _team_of(one: Reserved) -> list[str]:
    return [one.key.split("/")[0]]


def _description(visit: Visit, reader: Staff) -> str:
    lines = []
    if reader.pk == visit.visitor_id:
        lines.append(_("You visit %(host)s.") % {"host": visit.host})
        if visit.travel:
            leave, back = clock(visit.start - visit.travel), clock(visit.end + visit.travel)
            lines.append(_("Leave by %(leave)s, back at %(back)s.") % {"leave": leave, "back": back})
    else:
        lines.append(_("%(visitor)s visits you.") % {"visitor": visit.visitor})
    lines.append(_("To see: %(practice)s") % {"practice": visit.practice.name})
    lines.append(_("Visits are not used in evaluation."))
    return "\n".join(lines)
