"""Calendar objects (RFC 5545) and invitations (RFC 5546): events in, text out.

Titles stay neutral ("Classroom visit at Alcott"): calendars are often shared, and whom one visits for what is
nobody else's business. Events carry CLASS:PRIVATE; names and practice stand in the description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from icalendar import Alarm, Calendar, vCalAddress, vText
from icalendar import Event as ICalEvent

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. ``starts`` and ``ends`` are aware datetimes with an IANA zone; ``sequence`` rises with each change.

    ``remind``: how long before a calendar speaks up; None: not at all.
    """

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    description: str
    status: Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
    sequence: int = 0
    url: str = ""
    attendees: tuple[Attendee, ...] = ()
    remind: timedelta | None = None


def calendar_text(
    events: Sequence[CalendarEvent],
    *,
    now: datetime,
    method: Method = "PUBLISH",
    name: str = "",
    organizer: Attendee | None = None,
) -> str:
    """The events as one iCalendar object, with the time zones they use, CRLF line ends and folded lines.

    ``now`` becomes DTSTAMP. An invitation (REQUEST, CANCEL) needs an ``organizer``; ValueError without one.
    """
    if method != "PUBLISH" and organizer is None:
        raise ValueError("An invitation needs an organizer.")
    calendar = Calendar()
    calendar.add("prodid", "-//Staffroom//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_component(event, now, organizer))
    if events:
        calendar.add_missing_timezones(
            first_date=min(event.starts for event in events).date().replace(month=1, day=1),
            last_date=max(event.ends for event in events).date().replace(month=12, day=31),
        )
    text: bytes = calendar.to_ical()
    return text.decode()


def _component(event: CalendarEvent, now: datetime, organizer: Attendee | None) -> ICalEvent:
    component = ICalEvent()
    component.add("uid", event.uid)
    component.add("dtstamp", now)
    component.add("dtstart", event.starts)
    component.add("dtend", event.ends)
    component.add("summary", _clean(event.title))
    component.add("location", _clean(event.place))
    component.add("description", _clean(event.description))
    component.add("status", event.status)
    component.add("sequence", event.sequence)
    component.add("class", "PRIVATE")
    if event.url:
        component.add("url", event.url)
    if event.remind is not None:
        component.add_component(_alarm(event))
    if organizer:
        component["organizer"] = _address(organizer)
        for attendee in event.attendees:
            address = _address(attendee)
            address.params["PARTSTAT"] = vText("ACCEPTED" if event.status == "CONFIRMED" else "NEEDS-ACTION")
            address.params["ROLE"] = vText("REQ-PARTICIPANT")
            component.add("attendee", address, encode=False)
    return component


def _alarm(event: CalendarEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(event.title))
    alarm.add("trigger", -event.remind if event.remind else timedelta())
    return alarm


def _address(person: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = vText(_clean(person.name))
    return address


def _clean(text: str) -> str:
    """Without control characters, which some calendars refuse."""
    return "".join(character for character in text if character == "\n" or ord(character) >= 32)
