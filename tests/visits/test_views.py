"""The pages of visits, as each of the cast meets them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import Account
from staffroom.spine import editions
from staffroom.spine.outbox import Mail
from staffroom.visits.models import Visit, VisitNote
from tests.factories.expertise import make_hosting, make_need, make_offer, make_open_door, make_practice
from tests.factories.people import saved
from tests.factories.timetable import rebuild
from tests.factories.visits import (
    AFTERWARDS,
    NEXT_WEEK,
    TUESDAY,
    WEDNESDAY,
    Clock,
    Scene,
    make_hosts,
    make_visit,
)

EVERYONE = ("ana", "ben", "gil", "paz", "dana", "ivo", "lou", "cleo", "cora")
STRANGERS = ("gil", "paz", "dana", "ivo", "lou", "cleo", "cora")
ACTS = ("visit_accept", "visit_decline", "visit_cancel", "visit_note")
PAGES = ("today", "find", "my_visits", "who_can_visit")


def page(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def queries_of(client: Client, address: str) -> int:
    editions.forget()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- Who reaches what ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_strangers_sign_in_first(scene: Scene, name: str):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("name", ["today", "find", "my_visits"])
def test_everybody_has_these_pages_empty_and_full(scene: Scene, as_, name: str, who: str):
    client = as_(getattr(scene.cast, who))
    page(client, name)
    scene.booked()
    scene.ask(scene.cast.gil, WEDNESDAY)
    page(client, name)


@pytest.mark.parametrize("who", EVERYONE)
def test_hosts_of_a_practice_are_found_by_colleagues_and_not_by_it(scene: Scene, as_, who: str):
    answer = as_(getattr(scene.cast, who)).get(reverse("find"), {"practice": "number-talks"})
    assert answer.status_code == (403 if who == "ivo" else 200)
    assert ("Ana Reyes" in answer.content.decode()) == (who in ("ana", "ben", "gil", "paz", "dana", "lou"))
    assert (b"You can go" in answer.content) == (who in ("ben", "gil"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 409), ("ben", 200), ("gil", 200), ("paz", 200), ("dana", 200), ("ivo", 403), ("lou", 200),
     ("cleo", 404), ("cora", 404)],
)  # fmt: skip
def test_who_reaches_the_page_to_ask(scene: Scene, as_, who: str, status: int):
    client = as_(getattr(scene.cast, who))
    assert client.get(reverse("ask_visit", args=[scene.offer.public_id])).status_code == status
    assert client.get(reverse("ask_visit", args=["unknown"])).status_code == (403 if who == "ivo" else 404)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_visit_does_not_exist_for_anybody_else(scene: Scene, as_, who: str):
    visit = scene.booked()
    client = as_(getattr(scene.cast, who))
    assert client.get(reverse("visit", args=[visit.public_id])).status_code == 404
    for act in ACTS:
        given = {"saw": "a", "take": "b", "answer": "c"}
        assert client.post(reverse(act, args=[visit.public_id]), given).status_code == 404, act
    with scene.scope():
        assert Visit.objects.get().state == Visit.State.ACCEPTED and not VisitNote.objects.exists()


@pytest.mark.parametrize("act", ["visit_accept", "visit_decline"])
def test_the_visitor_does_not_answer_for_the_host(scene: Scene, as_, act: str):
    visit = scene.ask()
    answer = as_(scene.cast.ben).post(reverse(act, args=[visit.public_id]))
    assert answer.status_code == 403
    assert "Only the host answers." in answer.content.decode()


def test_wrong_methods(scene: Scene, as_):
    visit, client = scene.booked(), as_(scene.cast.ana)
    for act in ACTS:
        assert client.get(reverse(act, args=[visit.public_id])).status_code == 405
    for name in PAGES:
        assert client.post(reverse(name)).status_code == 405
    assert client.post(reverse("visit", args=[visit.public_id])).status_code == 405
    assert client.put(reverse("ask_visit", args=[scene.offer.public_id])).status_code == 405


def test_strangers_sign_in_before_every_visit_and_act(scene: Scene):
    visit = scene.booked()
    for act in ("visit", *ACTS):
        send = Client().get if act == "visit" else Client().post
        answer = send(reverse(act, args=[visit.public_id]))
        assert answer.status_code == 302 and reverse("account_login") in answer["Location"]
    answer = Client().post(reverse("ask_visit", args=[scene.offer.public_id]), {"lesson": scene.lesson()})
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


def test_a_post_without_its_token_is_refused(scene: Scene):
    visit = scene.ask()
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.cast.ana.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("visit_accept", args=[visit.public_id])).status_code == 403
    with scene.scope():
        assert Visit.objects.get().state == Visit.State.ASKED


# --- From finding to two lines -------------------------------------------------------------------
def test_the_whole_way(scene: Scene, as_, set_clock: Clock):
    ben, ana = as_(scene.cast.ben), as_(scene.cast.ana)
    found = page(ben, "find", practice="number-talks")
    assert "Ana Reyes" in found and "8:00" in found
    asking = reverse("ask_visit", args=[scene.offer.public_id])
    assert asking in found
    form = page(ben, "ask_visit", scene.offer.public_id, lesson=scene.lesson(WEDNESDAY))
    assert f'value="{scene.lesson(WEDNESDAY)}" checked' in form
    done = ben.post(asking, {"lesson": scene.lesson(), "message": "Hello", "key": "k"}, follow=True)
    assert done.status_code == 200 and "Asked. Ana Reyes gets a mail" in done.content.decode()
    with scene.scope():
        visit = Visit.objects.get()
    there = reverse("visit", args=[visit.public_id])
    assert there in page(ana, "today") and there in page(ana, "my_visits") and there in page(ben, "my_visits")
    assert "Yes, come" in page(ana, "visit", visit.public_id)
    assert "Yes, come" not in page(ben, "visit", visit.public_id)
    yes = ana.post(reverse("visit_accept", args=[visit.public_id]), {"answer": "Welcome"}, follow=True)
    assert "Booked." in yes.content.decode()
    assert "Welcome" in page(ben, "visit", visit.public_id)
    assert "What I noticed" not in page(ben, "visit", visit.public_id)
    set_clock(AFTERWARDS)
    assert "What I noticed" in page(ben, "visit", visit.public_id)
    lines = {"saw": "Silence", "take": "", "hand_over": "1"}
    note = ben.post(reverse("visit_note", args=[visit.public_id]), lines, follow=True)
    assert "Only the two of you can read it" in note.content.decode()
    assert "Silence" in page(ana, "visit", visit.public_id)


def test_a_form_sent_twice_is_one_visit(scene: Scene, as_):
    ben, asking = as_(scene.cast.ben), reverse("ask_visit", args=[scene.offer.public_id])
    places = [ben.post(asking, {"lesson": scene.lesson(), "key": "k"})["Location"] for _ in range(2)]
    assert places[0] == places[1]
    with scene.scope():
        assert Visit.objects.count() == 1
    assert Mail.objects.count() == 1


def test_a_slot_that_is_gone_is_told_on_the_form_and_words_are_kept(scene: Scene, as_):
    gil = as_(scene.cast.gil)
    make_hosting(scene.cast.ana, lessons_week=1)
    scene.ask()
    gone = {"lesson": scene.lesson(WEDNESDAY), "message": "My words stay", "key": "k"}
    answer = gil.post(reverse("ask_visit", args=[scene.offer.public_id]), gone)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ana Reyes has visits in 1 lesson" in text and "My words stay" in text
    answer = gil.post(reverse("ask_visit", args=[scene.offer.public_id]), {"lesson": ""})
    assert answer.status_code == 409 and "Choose a time." in answer.content.decode()
    with scene.scope():
        assert Visit.objects.count() == 1


def test_yes_to_what_cannot_be_any_more_is_a_sentence(scene: Scene, as_):
    visit = scene.ask()
    scene.cast.ana_section.periods = "MTWRF 4"
    saved(scene.cast.ana_section)
    rebuild(scene.cast.district)
    answer = as_(scene.cast.ana).post(reverse("visit_accept", args=[visit.public_id]))
    assert answer.status_code == 409
    assert "The timetable has changed" in answer.content.decode()


def test_declining_and_cancelling_on_the_page(scene: Scene, as_):
    visit = scene.ask()
    done = as_(scene.cast.ana).post(reverse("visit_decline", args=[visit.public_id]), {"answer": "Test day"})
    assert (done.status_code, done["Location"]) == (302, reverse("today"))
    assert "Test day" in page(as_(scene.cast.ben), "visit", visit.public_id)
    again = scene.booked()
    done = as_(scene.cast.ben).post(reverse("visit_cancel", args=[again.public_id]))
    assert (done.status_code, done["Location"]) == (302, reverse("my_visits"))
    page(as_(scene.cast.ana), "my_visits")


def test_notes_before_the_visit_and_empty_ones(scene: Scene, as_, set_clock: Clock):
    visit, ben = scene.booked(), as_(scene.cast.ben)
    address = reverse("visit_note", args=[visit.public_id])
    assert ben.post(address, {"saw": "a", "take": ""}).status_code == 409
    set_clock(AFTERWARDS)
    answer = ben.post(address, {"saw": " ", "take": ""})
    assert answer.status_code == 422 and "All lines are empty" in answer.content.decode()
    assert ben.post(address, {"saw": "x" * 301, "take": ""}).status_code == 422
    with scene.scope():
        assert not VisitNote.objects.exists()


def test_what_people_write_is_text_on_every_page(scene: Scene, as_, set_clock: Clock):
    hostile = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    make_open_door(scene.offer, scene.cast.ana_section, TUESDAY, note=hostile)
    visit = scene.accept(scene.ask(message=hostile), answer=hostile)
    set_clock(AFTERWARDS)
    ben = as_(scene.cast.ben)
    ben.post(reverse("visit_note", args=[visit.public_id]), {"saw": hostile, "take": hostile})
    shown = page(ben, "visit", visit.public_id)
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") >= 4
    for text in (shown, page(ben, "today"), page(ben, "find", q=hostile), page(ben, "my_visits")):
        assert "<script>alert" not in text and "<img src=x" not in text


def test_empty_pages_say_what_to_do(scene: Scene, as_):
    ben = as_(scene.cast.ben)
    assert "No visit is booked" in page(ben, "my_visits")
    assert "No visit is booked" in page(ben, "today")
    assert "Nothing of that name" in page(ben, "find", q="zzzz")
    assert "Nobody offers this yet" in page(as_(scene.cast.cleo), "find", practice="number-talks")
    make_hosting(scene.cast.ana, welcome=False)
    assert "Nobody offers this yet" in page(ben, "find", practice="number-talks")
    assert ben.get(reverse("find"), {"practice": "unknown"}).status_code == 404


def test_nobody_free_is_told_with_reasons(scene: Scene, as_):
    scene.rules(max_travel=5)
    gil = as_(scene.cast.gil)
    found = page(gil, "find", practice="number-talks")
    assert "shows it when you are not free" in found and "15 minutes away" in found
    asked = page(gil, "ask_visit", scene.offer.public_id)
    assert "No time when you are free" in asked and "15 minutes away" in asked


def test_lou_who_has_no_lessons_is_told_why_there_is_no_time(scene: Scene, as_):
    assert "No time when you are free" in page(as_(scene.cast.lou), "ask_visit", scene.offer.public_id)


def test_needs_are_shown_to_their_owner_only(scene: Scene, as_):
    make_need(scene.cast.ben, scene.practice)
    assert "What you want to get better at" in page(as_(scene.cast.ben), "find")
    for who in ("ana", "paz", "dana", "gil"):
        assert "What you want to get better at" not in page(as_(getattr(scene.cast, who)), "find")


def test_pages_in_spanish(scene: Scene, as_):
    Account.objects.filter(staff=scene.cast.ben).update(language="es")
    visit = scene.booked()
    client = as_(scene.cast.ben)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    for name in ("today", "find", "my_visits"):
        assert '<html lang="es"' in page(client, name)
    assert "Charlas numéricas" in page(client, "visit", visit.public_id)


# --- The same number of queries ------------------------------------------------------------------
def test_finding_costs_the_same_for_one_host_and_for_three(scene: Scene, as_):
    ben, address = as_(scene.cast.ben), reverse("find") + "?practice=number-talks"
    one = queries_of(ben, address)
    make_hosts(scene, 2)
    assert page(ben, "find", practice="number-talks").count('class="card host"') == 3
    assert queries_of(ben, address) == one
    make_need(scene.cast.ben, scene.practice)
    with_one = queries_of(ben, address)
    for n in range(2):
        make_need(scene.cast.ben, make_practice(scene.cast.district, f"another-{n}"))
    assert queries_of(ben, address) == with_one


def some_of_each(scene: Scene, week: int) -> None:
    """Booked, asked of Ana, asked by Ana, past; a fresh set each time."""
    host, section, offer = make_hosts(scene, 1)[0]
    cast, days = scene.cast, timedelta(days=7 * week)
    made = {"offer": offer, "section": section}
    make_visit(scene, cast.ben, cast.ana, TUESDAY + days)
    make_visit(scene, cast.gil, cast.ana, TUESDAY + days, state=Visit.State.ASKED)
    make_visit(scene, cast.ana, host, WEDNESDAY + days, state=Visit.State.ASKED, **made)
    make_visit(scene, cast.ben, cast.ana, TUESDAY - days)
    make_visit(scene, cast.ben, cast.ana, TUESDAY + days, state=Visit.State.DECLINED)
    make_open_door(offer, section, TUESDAY)


@pytest.mark.parametrize("name", ["my_visits", "today"])
def test_lists_cost_the_same_for_one_and_for_three(scene: Scene, as_, name: str):
    ana = as_(scene.cast.ana)
    some_of_each(scene, 1)
    one = queries_of(ana, reverse(name))
    some_of_each(scene, 2)
    some_of_each(scene, 3)
    assert queries_of(ana, reverse(name)) == one
    if name == "my_visits":
        assert page(ana, name).count("visit-card") == 9


def test_asking_costs_the_same_with_one_slot_and_with_many(scene: Scene, as_):
    address = reverse("ask_visit", args=[scene.offer.public_id])
    make_offer(scene.cast.gil, scene.practice, scene.cast.gil_section)
    ben = as_(scene.cast.ben)
    many = queries_of(ben, address)
    for day in (TUESDAY, NEXT_WEEK):
        scene.ask(scene.cast.ben, day)
    assert queries_of(ben, address) == many


def test_what_is_remembered_is_not_read_again(scene: Scene, as_):
    ben, address = as_(scene.cast.ben), reverse("find") + "?practice=number-talks"
    make_hosts(scene, 2)
    cold = queries_of(ben, address)
    with CaptureQueriesContext(connection) as warm:
        ben.get(address)
    assert len(warm) <= 16 < cold
