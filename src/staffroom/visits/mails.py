"""What visitor and host are told, when and where. Subjects name neither the practice nor who asked for help."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staffroom.core.ics import Attendee, CalendarEvent, calendar_text
from staffroom.people.models import Staff
from staffroom.spine.outbox import post
from staffroom.ui.templatetags.ui import clock

from .models import Visit

STATUS = {
    Visit.State.ASKED: "TENTATIVE",
    Visit.State.ACCEPTED: "CONFIRMED",
    Visit.State.DECLINED: "CANCELLED",
    Visit.State.CANCELLED: "CANCELLED",
}


def tell_asked(visit: Visit, *, now: datetime) -> None:
    """To the host: a colleague asks."""
    _post("asked", visit, visit.host, now=now)


def tell_accepted(visit: Visit, *, now: datetime) -> None:
    """To both, with an invitation."""
    for reader in (visit.visitor, visit.host):
        _post("accepted", visit, reader, now=now, method="REQUEST")


def tell_declined(visit: Visit, *, now: datetime) -> None:
    """To the visitor."""
    _post("declined", visit, visit.visitor, now=now)


def tell_cancelled(visit: Visit, *, now: datetime, was_booked: bool) -> None:
    """To both; the invitation is taken back where one was sent."""
    for reader in (visit.visitor, visit.host):
        _post("cancelled", visit, reader, now=now, method="CANCEL" if was_booked else None)


def _post(name: str, visit: Visit, reader: Staff, *, now: datetime, method: str | None = None) -> None:
    language = language_of(reader)
    with translation.override(language):
        facts = {"when": when(visit), "where": where(visit)}
    post(
        f"visits/mails/{name}",
        district_id=visit.district_id,
        to=reader.email,
        to_staff=reader.pk,
        now=now,
        language=language,
        calendar=invitation(visit, reader, now=now, method=method) if method else "",
        calendar_method=method or "",
        visit=visit,
        reader=reader,
        is_visitor=reader.pk == visit.visitor_id,
        **facts,
    )


def language_of(reader: Staff) -> str:
    account = getattr(reader, "account", None)
    return (account.language if account else "") or reader.language or "en"


def when(visit: Visit) -> str:
    """In the reader's language: "Tuesday, December 1, 9:05–9:55 a.m."."""
    return f"{date_format(visit.date, 'DATE_FORMAT_LONG')}, {clock(visit.start)}–{clock(visit.end)}"


def where(visit: Visit) -> str:
    room = visit.section.room
    return _("Room %(room)s, %(school)s") % {"room": room, "school": visit.school} if room else str(visit.school)


def invitation(visit: Visit, reader: Staff, *, now: datetime, method: str) -> str:
    """The visit as an invitation to one reader."""
    with translation.override(language_of(reader)):
        event = event_of(visit, reader, attendees=(Attendee(str(reader), reader.email),))
    return calendar_text([event], now=now, method=method, organizer=_organizer())  # type: ignore[arg-type]


def event_of(visit: Visit, reader: Staff, *, attendees: tuple[Attendee, ...] = ()) -> CalendarEvent:
    """The visit as an event in one reader's calendar. The title names the school only."""
    zone = ZoneInfo(visit.district.time_zone)
    return CalendarEvent(
        uid=f"visit-{visit.public_id}@staffroom",
        starts=at(visit, visit.start, zone),
        ends=at(visit, visit.end, zone),
        title=_("Classroom visit at %(school)s") % {"school": visit.school},
        place=where(visit),
        description=_description(visit, reader),
        status=STATUS[Visit.State(visit.state)],  # type: ignore[arg-type]
        sequence=visit.sequence,
        url=settings.BASE_URL + reverse("visit", args=[visit.public_id]),
        attendees=attendees,
    )


def at(visit: Visit, minutes: int, zone: ZoneInfo) -> datetime:
    """Minutes from midnight on the visit's day as an instant: wall clock first, so no hour is lost at a clock change."""
    return datetime.combine(visit.date, time(minutes // 60, minutes % 60), tzinfo=zone)


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


def _organizer() -> Attendee:
    address = settings.DEFAULT_FROM_EMAIL
    return Attendee("Staffroom", address.split("<")[-1].rstrip(">"))


__all__ = ["event_of", "tell_accepted", "tell_asked", "tell_cancelled", "tell_declined", "when", "where"]
