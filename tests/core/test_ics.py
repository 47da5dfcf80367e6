"""Calendar texts are read back by a second reader: a small unfolding parser that shares no code with the writer."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from staffroom.core.ics import Attendee, CalendarEvent, calendar_text

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def event(**changes):
    values = {
        "uid": "v1@staffroom",
        "starts": datetime(2026, 12, 1, 9, 5, tzinfo=ZONE),
        "ends": datetime(2026, 12, 1, 9, 55, tzinfo=ZONE),
        "title": "Classroom visit at Alcott",
        "place": "Room 12, Alcott",
        "description": "With Ana Reyes; leave at 8:50\nNot used in evaluation",
        "status": "CONFIRMED",
    }
    return CalendarEvent(**(values | changes))


def lines_of(text: str) -> list[str]:
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_keeps_its_wall_clock_in_a_named_zone():
    lines = lines_of(calendar_text([event()], now=NOW))
    assert "DTSTART;TZID=America/Los_Angeles:20261201T090500" in lines
    assert "TZID:America/Los_Angeles" in lines
    assert "DTSTAMP:20261123T120000Z" in lines


def test_text_is_escaped_and_control_characters_go():
    lines = lines_of(calendar_text([event(place="Room 12, Alcott; east\x07")], now=NOW))
    assert r"LOCATION:Room 12\, Alcott\; east" in lines


def test_line_breaks_in_a_name_cannot_add_a_property():
    text = calendar_text([event(title="Visit\r\nATTENDEE:mailto:x@example.org")], now=NOW)
    assert not any(line.startswith("ATTENDEE") for line in lines_of(text))


def test_an_invitation_names_organizer_and_attendees():
    text = calendar_text(
        [event(attendees=(Attendee("Ana", "ana@example.org"),), sequence=2)],
        now=NOW,
        method="REQUEST",
        organizer=Attendee("Staffroom", "staffroom@example.org"),
    )
    lines = lines_of(text)
    assert "METHOD:REQUEST" in lines
    assert "SEQUENCE:2" in lines
    assert any(line.startswith("ATTENDEE") and line.endswith("mailto:ana@example.org") for line in lines)


def test_an_invitation_without_organizer_is_refused():
    with pytest.raises(ValueError, match="organizer"):
        calendar_text([event()], now=NOW, method="CANCEL")


def test_a_feed_has_a_name_and_says_how_often_to_look():
    lines = lines_of(calendar_text([], now=NOW, name="Staffroom"))
    assert "X-WR-CALNAME:Staffroom" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines


def test_every_event_is_private():
    assert "CLASS:PRIVATE" in lines_of(calendar_text([event()], now=NOW))
