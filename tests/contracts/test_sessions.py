"""Sessions end with the right to have one; pages are kept by nobody; redirects stay in the house."""

import pytest
from django.test import Client

from staffroom.people.models import Account
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.visits import NOW, make_scene

PAGES = ["/", "/visits/", "/needs/", "/people/", "/week/", "/offers/", "/me/", "/outbox/", "/api/v1/me", "/nothing/"]


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


@pytest.mark.parametrize("page", [*PAGES, "/account/login/"])
def test_no_page_is_kept(scene, page):
    for client in (client_of(scene.cast.ana), Client()):
        kept = client.get(page)["Cache-Control"]
        assert "private" in kept and ("no-store" in kept or "no-cache" in kept)


def test_a_closed_account_loses_its_session_at_once(scene):
    client = client_of(scene.cast.ana)
    assert client.get("/").status_code == 200
    Account.objects.filter(staff=scene.cast.ana).update(is_active=False)
    assert client.get("/")["Location"].startswith("/account/login/")
    assert client.get("/api/v1/me").status_code == 401


def test_who_left_loses_the_session_even_if_the_account_was_forgotten(scene):
    client = client_of(scene.cast.ana)
    scene.cast.ana.active = False
    saved(scene.cast.ana)
    assert client.get("/")["Location"].startswith("/account/login/")
    page = client.get("/account/login/")
    assert page.status_code == 200, "and is not sent round in circles"
    assert "central office" in page.content.decode()


def test_an_account_without_a_district_is_not_sent_round_in_circles(scene):
    Account.objects.filter(staff=scene.cast.ana).update(district=None, staff=None)
    answer = client_of(scene.cast.ana).get("/", follow=True)
    assert answer.status_code == 200
    assert len(answer.redirect_chain) == 1


def test_signing_in_gives_a_new_session(scene):
    account = scene.cast.ana.account
    account.set_password("a long enough password")
    account.save()
    client = Client()
    client.get("/account/login/")
    client.cookies["staffroom"] = "fixedbyastranger1234567890abcdef"
    client.post("/account/login/", {"login": account.email, "password": "a long enough password"})
    assert client.get("/").status_code == 200
    assert client.cookies["staffroom"].value != "fixedbyastranger1234567890abcdef"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:///evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_redirects_stay_in_the_house(scene, elsewhere):
    account = scene.cast.ana.account
    account.set_password("a long enough password")
    account.save()
    given = {"login": account.email, "password": "a long enough password", "next": elsewhere}
    answers = [
        Client().post("/account/login/", given),
        client_of(scene.cast.ana).post("/language/", {"language": "es", "next": elsewhere}),
        client_of(scene.cast.ana).post("/theme/", {"theme": "dark", "next": elsewhere}),
        client_of(scene.cast.ana).get("/account/login/", {"next": elsewhere}),
        client_of(scene.cast.ana).post("/account/logout/", {"next": elsewhere}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        assert "evil" not in answer["Location"] and "javascript" not in answer["Location"]


def test_a_refusal_leads_back_only_to_our_pages(scene):
    answer = client_of(scene.cast.lou).get("/rosters/", headers={"referer": "https://evil.example/people/"})
    assert answer.status_code == 403
    assert "evil" not in answer.content.decode()


def test_another_host_is_refused(scene):
    assert client_of(scene.cast.ana).get("/", headers={"host": "evil.example"}).status_code == 400


def test_the_demo_door_is_shut_outside_of_a_demo(scene, settings):
    answer = Client().post("/demo/sign-in/", {"person": scene.cast.ana.public_id})
    assert answer.status_code == 404
    settings.DEMO = True  # a demo, but this district is a real one
    assert Client().post("/demo/sign-in/", {"person": scene.cast.ana.public_id}).status_code == 404


def test_mails_of_others_are_read_only_in_a_demo_district(scene, settings):
    scene.ask()
    settings.DEMO = True
    assert "Ana" not in client_of(scene.cast.gil).get("/outbox/").content.decode()


def test_a_closed_account_is_not_opened_again_by_the_demo_door(scene, settings):
    settings.DEMO = True
    scene.cast.district.is_demo = True
    saved(scene.cast.district)
    Account.objects.filter(staff=scene.cast.ana).update(is_active=False)
    assert Client().post("/demo/sign-in/", {"person": scene.cast.ana.public_id}).status_code == 404
