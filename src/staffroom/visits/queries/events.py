"""A visit in words and as a calendar event. Titles name the school only: calendars are often shared."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.ics import Attendee, CalendarEvent
from staffroom.core.reserved import Reserved
from staffroom.people.models import Staff
from staffroom.ui.templatetags.ui import clock, long_day

from ..models import Cover, ProposedTime, Visit
from ..rules import instant

STATUS = {
    Visit.State.ASKED: "TENTATIVE",
    Visit.State.ACCEPTED: "CONFIRMED",
    Visit.State.DECLINED: "CANCELLED",
    Visit.State.CANCELLED: "CANCELLED",
}


DAY_BEFORE = timedelta(days=1)


def when(visit: Visit | Cover | ProposedTime) -> str:
    """In the reader's language: "Tuesday, December 1, 9:05–9:55 a.m."."""
    return f"{long_day(visit.date)}, {clock(visit.start)}–{clock(visit.end)}"


def where(visit: Visit | Cover | ProposedTime) -> str:
    held = visit.visit if isinstance(visit, ProposedTime) else visit
    if isinstance(held, Visit) and not held.in_person:
        return _("Where you are: you watch from your own school.") if held.mode == "recording" else _("By live video")
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
        remind=DAY_BEFORE if visit.state == Visit.State.ACCEPTED else None,
    )


COVER_STATUS = {
    Cover.State.ASKED: "TENTATIVE",
    Cover.State.ACCEPTED: "CONFIRMED",
    Cover.State.DECLINED: "CANCELLED",
    Cover.State.CANCELLED: "CANCELLED",
}


def event_of_cover(cover: Cover, *, attendees: tuple[Attendee, ...] = ()) -> CalendarEvent:
    """The cover as an event in the colleague's calendar: the class, not where its teacher goes."""
    return CalendarEvent(
        uid=f"cover-{cover.public_id}@staffroom",
        starts=instant(cover, cover.start),
        ends=instant(cover, cover.end),
        title=_("Cover at %(school)s") % {"school": cover.school},
        place=where(cover),
        description=_("You cover %(section)s for %(visitor)s.") % {"section": cover.section, "visitor": cover.visitor},
        status=COVER_STATUS[Cover.State(cover.state)],  # type: ignore[arg-type]
        sequence=cover.sequence,
        url=settings.BASE_URL + reverse("cover", args=[cover.public_id]),
        attendees=attendees,
        remind=DAY_BEFORE if cover.state == Cover.State.ACCEPTED else None,
    )


def reserved_event(one: Reserved, zone: ZoneInfo) -> CalendarEvent:
    """Learning time, or a meeting of a team, as an event of its own; what it is called stands in the description."""
    day = date.fromordinal(one.date)
    pages = {"meeting": "team", "guest": "guest_hour"}
    titles = {"meeting": _("Team meeting"), "guest": _("Guest at a team's meeting")}
    return CalendarEvent(
        uid=f"{one.kind}-{one.key.replace('/', '-')}-{day.isoformat()}@staffroom",
        starts=datetime.combine(day, time(*divmod(one.start, 60)), tzinfo=zone),
        ends=datetime.combine(day, time(*divmod(one.end, 60)), tzinfo=zone),
        title=titles.get(one.kind, _("Learning time")),
        place="",
        description=one.name,
        status="CONFIRMED",
        url=settings.BASE_URL + reverse(pages.get(one.kind, "learning_time"), args=_named(one)),
    )


def _named(one: Reserved) -> list[str]:
    """What stands in the address: the team, or the guest hour."""
    return [] if one.kind == "learning" else [one.key.split("/")[0]]


def _description(visit: Visit, reader: Staff) -> str:
    lines = []
    if reader.pk == visit.visitor_id:
        lines.append(_("You visit %(host)s.") % {"host": visit.host})
        if not visit.in_person:
            lines.append(str(visit.get_mode_display()))
        if visit.travel:
            leave, back = clock(visit.start - visit.travel), clock(visit.end + visit.travel)
            lines.append(_("Leave by %(leave)s, back at %(back)s.") % {"leave": leave, "back": back})
    else:
        lines.append(_("%(visitor)s visits you.") % {"visitor": visit.visitor})
    lines.append(_("To see: %(practice)s") % {"practice": visit.to_see})
    lines.append(_("Visits are not used in evaluation."))
    return "\n".join(lines)
