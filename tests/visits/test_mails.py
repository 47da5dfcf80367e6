"""Mails and invitations: neutral outside, right on the wall clock, and plain where they are plain."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from staffroom.people.models import Account
from staffroom.spine.outbox import Mail
from tests.factories.visits import Scene

pytestmark = pytest.mark.usefixtures("scope")
PACIFIC = ZoneInfo("America/Los_Angeles")


def event_in(mail: Mail):
    calendar = Calendar.from_ical(mail.calendar)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def to(person, kind: str) -> Mail:
    return Mail.objects.get(kind=f"visits/mails/{kind}", to_staff=person.pk)


def test_the_invitation_says_when_on_the_wall_clock_of_the_school(scene: Scene):
    visit = scene.booked()
    for reader in (scene.cast.ana, scene.cast.ben):
        calendar, event = event_in(to(reader, "accepted"))
        assert str(calendar["method"]) == "REQUEST"
        assert event["dtstart"].dt == datetime(2026, 10, 6, 8, 0, tzinfo=PACIFIC)
        assert event["dtend"].dt == datetime(2026, 10, 6, 8, 50, tzinfo=PACIFIC)
        assert (event["dtstart"].dt.hour, event["dtstart"].params["TZID"]) == (8, "America/Los_Angeles")
        assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/Los_Angeles"]
        assert (str(event["status"]), int(event["sequence"])) == ("CONFIRMED", 0)
        assert str(event["uid"]) == f"visit-{visit.public_id}@staffroom"
        assert str(event["attendee"]) == f"mailto:{reader.email}"


def test_after_the_clock_change_eight_is_still_eight(scene: Scene):
    november = date(2026, 11, 10)
    noon = datetime(2026, 11, 2, 20, 0, tzinfo=ZoneInfo("UTC"))
    visit = scene.ask(day=november, lesson=scene.lesson(november), now=noon)
    scene.accept(visit, now=noon)
    _calendar, event = event_in(to(scene.cast.ben, "accepted"))
    assert event["dtstart"].dt.astimezone(ZoneInfo("UTC")).hour == 16
    assert event["dtstart"].dt.hour == 8


def test_a_booked_visit_taken_back_is_taken_out_of_calendars(scene: Scene):
    visit = scene.booked()
    scene.cancel(visit)
    before, (calendar, after) = event_in(to(scene.cast.ana, "accepted"))[1], event_in(to(scene.cast.ana, "cancelled"))
    assert (str(calendar["method"]), str(after["status"])) == ("CANCEL", "CANCELLED")
    assert str(after["uid"]) == str(before["uid"])
    assert int(after["sequence"]) > int(before["sequence"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_subjects_and_titles_name_neither_practice_nor_people(scene: Scene, language: str):
    Account.objects.update(language=language)
    scene.cancel(scene.booked(message="Please do not tell"))
    scene.decline(scene.ask(scene.cast.gil))
    mails = list(Mail.objects.all())
    assert {mail.kind.rsplit("/")[-1] for mail in mails} == {"asked", "accepted", "cancelled", "declined"}
    assert {mail.language for mail in mails} == {language}
    for mail in mails:
        titles = [mail.subject]
        titles += [str(event_in(mail)[1]["summary"])] if mail.calendar else []
        for title in titles:
            for word in ("number", "talks", "charlas", "ana", "reyes", "ben", "ortiz", "gil", "haddad"):
                assert word not in title.lower().split()
        assert "PRIVATE" in mail.calendar or not mail.calendar


HOSTILE = "O'Neil & co <script>alert(1)</script> <b>bold</b>"


def test_what_people_write_is_plain_in_plain_mail_and_harmless_in_html(scene: Scene):
    scene.accept(scene.ask(message=HOSTILE), answer=HOSTILE)
    scene.decline(scene.ask(scene.cast.gil, message=HOSTILE), answer=HOSTILE)
    for person, kind in (("ana", "asked"), ("ben", "accepted"), ("gil", "declined")):
        mail = Mail.objects.filter(kind=f"visits/mails/{kind}", to_staff=getattr(scene.cast, person).pk).first()
        assert HOSTILE in mail.text and "&#x27;" not in mail.text
        assert "<script" not in mail.html and "<b>bold" not in mail.html
        assert "O'Neil &amp; co &lt;script&gt;" in mail.html


def test_a_visitor_is_told_of_the_way_and_the_host_is_not(scene: Scene):
    scene.booked(scene.cast.gil)
    assert "about 15 minutes" in to(scene.cast.gil, "accepted").text
    assert "way there" not in to(scene.cast.ana, "accepted").text
    _calendar, event = event_in(to(scene.cast.gil, "accepted"))
    assert "Leave by 7:45 a.m." in str(event["description"])


def test_mails_are_in_the_language_of_who_reads_them(scene: Scene):
    Account.objects.filter(staff=scene.cast.ana).update(language="es")
    visit = scene.ask()
    assert to(scene.cast.ana, "asked").language == "es"
    assert "martes 6 de octubre" in to(scene.cast.ana, "asked").text
    scene.accept(visit)
    assert to(scene.cast.ben, "accepted").language == "en"
    assert "Tuesday, October 6" in to(scene.cast.ben, "accepted").subject
