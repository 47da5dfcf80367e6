"""The pages of group visits: the cast, one and three rows, what a calendar and the page of today say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.visits.queries import feed_token
from staffroom.walks.models import Walk
from tests.factories.cast import client_of
from tests.factories.expertise import make_practice
from tests.factories.people import saved
from tests.factories.visits import MONDAY, TUESDAY, make_hosts
from tests.factories.walks import AFTER, DURING, Walking, make_stop, make_walk

FORM = {
    "kind": "walk", "week": MONDAY.isoformat(), "focus": "Who does the talking?", "rooms": "4", "minutes": "8",
    "corridor": "3", "walkers": "4", "open_places": "on",
}  # fmt: skip


@pytest.fixture
def form(walking: Walking) -> dict[str, str]:
    return FORM | {"school": walking.scene.cast.lincoln.public_id}


def test_one_form_a_list_of_times_and_one_tap(walking: Walking, form: dict[str, str]):
    browser = client_of(walking.ben)
    page = browser.post("/walks/new/", form)
    words = page.content.decode()
    assert page.status_code == 200 and "4 rooms" in words and "You are free" in words
    assert "3 more colleagues of the school too" in words
    key = page.context["proposals"][0].key
    done = browser.post("/walks/new/", form | {"choice": key})
    with walking.scene.scope():
        walk = Walk.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/walks/{walk.public_id}/"
    again = browser.post("/walks/new/", form | {"choice": key})
    assert again.status_code == 409 and "not to be had any more" in again.content.decode()


def test_a_time_whose_host_the_question_names_has_a_reason_in_place_of_the_button(
    walking: Walking, form: dict[str, str]
):
    browser, typed = client_of(walking.ben), form | {"focus": "What does Réyes do differently?"}
    page = browser.post("/walks/new/", typed)
    words = page.content.decode()
    times = page.context["proposals"]
    assert times and {one.holds for one in times} == {"Reyes"}
    assert words.count("“Reyes” in your question is the name of a host.") == len(times)
    assert 'name="choice"' not in words and '<details class="stack" open>' in words
    assert browser.post("/walks/new/", typed | {"choice": times[0].key}).status_code == 409, "as the action has it"
    words = browser.post("/walks/new/", form).content.decode()
    assert words.count('name="choice"') == len(times) and "is the name of a host" not in words
    assert words.count("btn-primary") == 1


def test_a_room_whose_host_the_question_names_is_shown_with_the_reason_and_last(walking: Walking):
    walk = walking.start()
    extra = [staff for staff, _section, _offer in make_hosts(walking.scene, 4)]
    extra[0].family = "Quintana"
    saved(extra[0])
    walk.focus = "What would Ms. Quintana say to this?"
    saved(walk)
    walking.answer(walk, walking.stops(walk)[1].host, yes=False)
    page = client_of(walking.ben).get(f"/walks/{walk.public_id}/")
    words = page.content.decode()
    assert [host for host, _room in page.context["rooms_named"]] == extra[:1]
    assert sorted(host.pk for host, _room in page.context["rooms_to_ask"]) == sorted(one.pk for one in extra[1:])
    assert "Not asked: the question holds this name." in words
    assert words.count('name="lesson"') == 3


def test_no_time_comes_with_counts_and_no_names(walking: Walking, form: dict[str, str]):
    page = client_of(walking.hosts[1]).post("/walks/new/", form)
    words = page.content.decode()
    assert page.context["proposals"] == []
    assert "nobody misses a class" in words and "4 of 5 times" in words
    main = words.split("<main", 1)[1]
    assert not [str(host) for host in (*walking.hosts, *walking.walkers) if str(host) in main]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"minutes": "20"}, "Between 5 and 15"),
        ({"kind": "rounds", "minutes": "20", "walkers": "3"}, "at least four walkers"),
        ({"focus": ""}, "required"),
    ],
)
def test_what_is_wrong_stands_at_the_field(walking: Walking, form: dict[str, str], changes: dict, why: str):
    page = client_of(walking.ben).post("/walks/new/", form | changes)
    assert page.status_code == 422 and why in page.content.decode()


def test_a_practice_nobody_shows_is_said(walking: Walking, form: dict[str, str]):
    other = make_practice(walking.scene.cast.district, "exit-tickets")
    page = client_of(walking.ben).post("/walks/new/", form | {"practice": other.public_id})
    assert "0 colleagues at this school welcome visitors to see this" in page.content.decode()


def test_the_cast_on_the_page_of_a_walk(walking: Walking):
    walk = walking.booked()
    cast = walking.scene.cast
    address = f"/walks/{walk.public_id}/"
    assert client_of(walking.ben).get(address).status_code == 200
    assert client_of(cast.ana).get(address).status_code == 200
    for who in (cast.paz, cast.gil, cast.dana, cast.cleo):
        assert client_of(who).get(address).status_code == 404
    assert client_of(walking.ben).post(address).status_code == 405
    assert client_of(cast.ana).post(f"{address}cancel/").status_code == 403
    assert client_of(walking.ben).get(f"{address}cancel/").status_code == 405


def test_a_host_answers_with_one_tap(walking: Walking):
    walk = walking.start()
    host = client_of(walking.scene.cast.ana)
    assert "A group asks to see your class" in host.get("/").content.decode()
    page = host.get(f"/walks/{walk.public_id}/").content.decode()
    assert "May the group come into your room" in page
    assert host.post(f"/walks/{walk.public_id}/answer/", {"yes": "1"}).status_code == 302
    assert host.post(f"/walks/{walk.public_id}/answer/", {}).status_code == 302
    assert host.get(f"/walks/{walk.public_id}/").status_code == 404


def test_an_open_walk_is_joined_from_the_list_which_shows_no_rooms(walking: Walking):
    walk = walking.start()
    browser = client_of(walking.walkers[0])
    words = browser.get("/walks/").content.decode()
    assert "Who does the talking?" in words and "3 places are left" in words
    assert not [str(host) for host in walking.hosts if str(host) in words]
    assert browser.post(f"/walks/{walk.public_id}/join/").status_code == 302
    assert browser.get(f"/walks/{walk.public_id}/").status_code == 200


def test_the_room_of_now_stands_on_the_page_while_it_runs(walking: Walking, set_clock):
    walk = walking.booked()
    stops = walking.stops(walk)
    browser = client_of(walking.ben)
    assert "Now, or next" not in browser.get(f"/walks/{walk.public_id}/").content.decode()
    set_clock(DURING)  # 8:05
    page = browser.get(f"/walks/{walk.public_id}/")
    assert page.context["room_now"] == stops[0] and "Now, or next" in page.content.decode()
    set_clock(DURING + timedelta(minutes=4))
    assert browser.get(f"/walks/{walk.public_id}/").context["room_now"] == stops[1]
    set_clock(AFTER)
    page = browser.get(f"/walks/{walk.public_id}/")
    assert page.context["room_now"] is None and "Thank your hosts" in page.content.decode()


def test_writing_on_the_page(walking: Walking, set_clock):
    walk = walking.booked()
    set_clock(AFTER)
    browser, address = client_of(walking.ben), f"/walks/{walk.public_id}/"
    wrong = browser.post(f"{address}patterns/", {"step": "noticing", "text": "Reyes waits.", "rooms": "3"})
    assert wrong.status_code == 422 and "is the name of a host" in wrong.content.decode()
    assert "Reyes waits." in wrong.content.decode()
    assert browser.post(
        f"{address}patterns/", {"step": "noticing", "text": "It is quiet after questions.", "rooms": "3"}
    ).status_code == 302  # fmt: skip
    assert browser.post(f"{address}jottings/", {"text": "Reyes"}).status_code == 422
    assert browser.post(f"{address}jottings/", {"text": "Pairs"}).status_code == 302
    assert browser.post(
        f"{address}thanks/", {"host": walking.hosts[0].public_id, "text": "Thank you."}
    ).status_code == 302  # fmt: skip
    assert browser.post(f"{address}release/").status_code == 302
    host = client_of(walking.hosts[0]).get(address).content.decode()
    assert "It is quiet after questions." in host and "Thank you." in host and "Pairs" not in host


def test_the_calendar_and_today_tell_of_walks(walking: Walking):
    walk = walking.booked()
    for who, words in ((walking.ben, "You walk through rooms"), (walking.hosts[0], "A group comes into your room")):
        with walking.scene.scope():
            token = feed_token(who.account)
        text = client_of(who).get(f"/calendar/{token}.ics").content.decode().replace("\r\n ", "")
        assert f"walk-{walk.public_id}@staffroom" in text and words in text
        assert text.count("BEGIN:VEVENT") == 1
        assert f"/walks/{walk.public_id}/" in client_of(who).get("/").content.decode()


def test_pages_of_visits_lead_here(walking: Walking):
    for address in ("/visits/", "/find/"):
        assert 'href="/walks/"' in client_of(walking.ben).get(address).content.decode()


def queries_of(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert browser.get(address).status_code == 200
    return len(made)


def test_lists_cost_the_same_for_one_and_for_three(walking: Walking):
    scene, browser = walking.scene, client_of(walking.ben)

    def add(days: int) -> None:
        mine = make_walk(scene, walking.ben, TUESDAY + timedelta(days=days))
        make_stop(mine, walking.hosts[0], walking.sections[0])
        make_walk(scene, walking.walkers[0], TUESDAY + timedelta(days=days), open_places=True, state="asked")

    add(0)
    one = queries_of(browser, "/walks/"), queries_of(browser, "/")
    add(1), add(2)
    assert (queries_of(browser, "/walks/"), queries_of(browser, "/")) == one
    with scene.scope():
        assert Walk.objects.count() == 6


def test_what_lies_ahead_is_not_called_over_because_something_else_is(walking: Walking):
    ben = walking.ben
    make_walk(walking.scene, ben, MONDAY - timedelta(days=6), state=Walk.State.ASKED)
    assert "Did not take place" in client_of(ben).get("/walks/").content.decode()
    make_walk(walking.scene, ben, TUESDAY + timedelta(days=7), state=Walk.State.ASKED)
    assert client_of(ben).get("/walks/").content.decode().count("Did not take place") == 1


def test_who_keeps_the_machines_reads_no_questions_of_open_walks(walking: Walking):
    make_walk(walking.scene, walking.ben, TUESDAY + timedelta(days=7), state=Walk.State.ASKED, open_places=True,
              focus="Who does the talking?")  # fmt: skip
    cast = walking.scene.cast
    seen = {
        who: "Who does the talking?" in client_of(who).get("/walks/").content.decode() for who in (cast.gil, cast.ivo)
    }
    assert seen == {cast.gil: True, cast.ivo: False}
