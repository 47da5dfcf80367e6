"""The secret calendar feed: its address is the key, and the only one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from staffroom.people.models import Account
from staffroom.spine.scoping import writing
from staffroom.visits import queries
from tests.factories.visits import WEDNESDAY, Scene, make_hosts


def address(person) -> str:
    account = Account.objects.get(staff=person)
    return reverse("calendar_feed", args=[queries.feed_token(account)])


def events(answer) -> list:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_feed_needs_no_session_and_shows_mine(scene: Scene):
    scene.booked()
    scene.ask(scene.cast.gil, WEDNESDAY)
    answer = Client().get(address(scene.cast.ana))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Referrer-Policy"] == "no-referrer" and "private" in answer["Cache-Control"]
    assert [str(event["status"]) for event in events(answer)] == ["CONFIRMED", "TENTATIVE"]
    assert len(events(Client().get(address(scene.cast.gil)))) == 1
    assert events(Client().get(address(scene.cast.cleo))) == []


def test_titles_are_neutral(scene: Scene):
    scene.booked(message="secret wish")
    answer = Client().get(address(scene.cast.ana))
    (event,) = events(answer)
    assert str(event["summary"]) == "Classroom visit at Lincoln"
    assert str(event["class"]) == "PRIVATE"
    assert "Number talks" in str(event["description"]) and "Ben Ortiz" in str(event["description"])
    assert "secret wish" not in answer.content.decode()


def test_what_was_cancelled_or_declined_leaves_it(scene: Scene):
    scene.cancel(scene.booked())
    scene.decline(scene.ask(scene.cast.gil))
    assert events(Client().get(address(scene.cast.ana))) == []


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t.split("~")[0],
                                   lambda t: "~" + t.split("~")[1], lambda t: "x", lambda t: t + "~x"])  # fmt: skip
def test_a_wrong_token_is_nothing(scene: Scene, spoil):
    token = queries.feed_token(scene.cast.ana.account)
    assert Client().get(reverse("calendar_feed", args=[spoil(token)])).status_code == 404


def test_a_token_is_of_one_account(scene: Scene):
    mine, other = (queries.feed_token(person.account) for person in (scene.cast.ana, scene.cast.ben))
    mixed = f"{mine.split('~')[0]}~{other.split('~')[1]}"
    assert Client().get(reverse("calendar_feed", args=[mixed])).status_code == 404


def test_renewing_makes_the_old_address_void(scene: Scene, as_):
    old = address(scene.cast.ana)
    assert Client().get(old).status_code == 200
    answer = as_(scene.cast.ana).post(reverse("calendar_reset"))
    assert answer.status_code == 302
    assert Client().get(old).status_code == 404
    assert address(scene.cast.ana) != old and Client().get(address(scene.cast.ana)).status_code == 200
    assert address(scene.cast.ana) in as_(scene.cast.ana).get(reverse("my_visits")).content.decode()


def test_an_account_that_is_closed_has_no_feed(scene: Scene):
    Account.objects.filter(staff=scene.cast.ana).update(is_active=False)
    assert Client().get(address(scene.cast.ana)).status_code == 404


def test_somebody_who_left_the_district_has_no_feed(scene: Scene, scope):
    here = address(scene.cast.ana)
    with writing():
        type(scene.cast.ana).objects.filter(pk=scene.cast.ana.pk).update(active=False)
    assert Client().get(here).status_code == 404


def test_an_account_of_nobody_has_no_feed(scene: Scene):
    here = address(scene.cast.ana)
    Account.objects.filter(staff=scene.cast.ana).update(staff=None)
    assert Client().get(here).status_code == 404


def test_unchanged_is_said_in_one_line(scene: Scene):
    scene.booked()
    here = address(scene.cast.ana)
    tag = Client().get(here)["ETag"]
    again = Client().get(here, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    scene.ask(scene.cast.gil, WEDNESDAY)
    assert Client().get(here, headers={"If-None-Match": tag}).status_code == 200


def test_the_feed_is_read_only_and_renewing_is_a_post(scene: Scene, as_):
    assert Client().post(address(scene.cast.ana)).status_code == 405
    assert as_(scene.cast.ana).get(reverse("calendar_reset")).status_code == 405
    answer = Client().post(reverse("calendar_reset"))
    assert answer.status_code == 302 and "login" in answer["Location"]


def test_the_feed_costs_the_same_for_one_and_for_three(scene: Scene, django_assert_num_queries):
    scene.booked()
    here = address(scene.cast.ben)
    with CaptureQueriesContext(connection) as one:
        assert len(events(Client().get(here))) == 1
    for week, (host, section, offer) in enumerate(make_hosts(scene, 2), start=1):
        day = WEDNESDAY + timedelta(days=7 * week)
        scene.booked(day=day, offer=offer, lesson=scene.lesson(day, host=host, section=section))
    with django_assert_num_queries(len(one)):
        assert len(events(Client().get(here))) == 3
