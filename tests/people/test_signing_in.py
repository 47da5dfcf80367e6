"""Signing in: a code by mail, a password, a person of the demo."""

import re

import pytest
from django.core import mail

from staffroom.people import actions
from staffroom.people.models import Account, District
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import writing
from tests.factories.people import make_account, make_assignment, make_staff, saved


def text(answer):
    return answer.content.decode()


def ask_code(client, email):
    return client.post("/account/login/code/", {"email": email}, follow=True)


@pytest.fixture
def nia(cast):
    """On the staff list, without an account."""
    return make_staff(cast.district, "Nia", "Okoye", account=False)


def test_someone_of_the_roster_signs_in_with_a_mailed_code(cast, client, nia):
    ask_code(client, " Nia.Okoye@maple.example")
    account = Account.objects.get(staff=nia)
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[0].body, re.M).group(1)
    answer = client.post("/account/login/code/confirm/", {"code": code})
    assert answer["Location"] == "/people/"
    assert not account.has_usable_password()
    assert client.get("/people/").status_code == 200
    assert AuditEntry.objects.filter(kind="account.claimed", subject=nia.pk).count() == 1


def test_known_and_unknown_addresses_get_the_same_page(cast, client, nia):
    pages = []
    for email in ("nia.okoye@maple.example", "stranger@maple.example"):
        client.logout()
        answer = ask_code(client, email)
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", text(answer))
        pages.append((answer.status_code, answer.redirect_chain, page.replace(email, "ADDRESS")))
    assert pages[0] == pages[1]
    assert not Account.objects.filter(email="stranger@maple.example").exists()
    assert "ask your central office" in mail.outbox[1].body


def test_who_left_gets_no_account_and_no_code(cast, client, nia):
    nia.active = False
    saved(nia)
    ask_code(client, nia.email)
    assert not Account.objects.filter(staff=nia).exists()


def test_an_address_of_two_people_claims_nothing(cast, nia, set_clock):
    make_staff(cast.other_district, "Nia", "Other", account=False, email=nia.email)
    assert actions.claim_account(email=nia.email, now=None) is None
    assert not Account.objects.filter(email=nia.email).exists()


def test_asking_twice_opens_one_account(cast, client, nia):
    ask_code(client, nia.email)
    client.logout()
    ask_code(client, nia.email)
    assert Account.objects.filter(staff=nia).count() == 1


def test_signing_in_with_a_password(cast, client):
    gus = make_staff(cast.district, "Gus", "Ito", account=False)
    make_account(gus, "a long enough secret", language="es")
    answer = client.post("/account/login/", {"login": gus.email, "password": "a long enough secret"})
    assert answer["Location"] == "/people/"
    assert answer.cookies["language"].value == "es"


def test_a_wrong_password_is_said_on_the_page(cast, client):
    answer = client.post("/account/login/", {"login": "ana.reyes@maple.example", "password": "wrong"})
    assert answer.status_code == 200
    assert "form-errors" in text(answer) or "not correct" in text(answer)


def test_there_is_no_sign_up_and_no_change_of_address(cast, client, as_):
    assert "ask your central office" in text(client.get("/account/signup/"))
    client.post("/account/signup/", {"email": "x@maple.example"})
    assert not Account.objects.filter(email="x@maple.example").exists()
    assert as_(cast.ana).post("/account/email/", {"email": "x@y.example", "action_add": ""})["Location"] == "/me/"


def test_every_account_page_stands(cast, client, as_):
    for address in ("/account/login/", "/account/login/code/", "/account/password/reset/"):
        assert client.get(address).status_code == 200
    for address in ("/account/logout/", "/account/password/set/"):
        assert as_(cast.ana).get(address).status_code in (200, 302)


def test_without_a_district_the_page_says_how_to_begin(db, client):
    page = text(client.get("/account/login/"))
    assert "staffroom demo" in page
    assert "staffroom roster import" in page


@pytest.fixture
def demo(cast, settings):
    settings.DEMO = True
    District.objects.filter(pk=cast.district.pk).update(is_demo=True)
    return cast


def test_a_demo_offers_a_named_person_of_each_role(demo, client):
    make_assignment(make_staff(demo.district, "Tia", "Lead"), "teacher_leader", demo.lincoln)
    page = text(client.get("/account/login/"))
    for name in ("Ana Reyes", "Tia Lead", "Paz Moreno", "Dana Whitfield", "Ivo Novak", "Lou Baptiste"):
        assert name in page
    assert "Cleo" not in page


def test_a_demo_signs_in_as_a_person_with_or_without_an_account(demo, client):
    zed = make_staff(demo.district, "Zed", "Nomail", email="", account=False)
    assert client.post("/demo/sign-in/", {"person": demo.ana.public_id})["Location"] == "/people/"
    assert client.session["_auth_user_id"] == str(demo.ana.account.pk)
    client.logout()
    client.post("/demo/sign-in/", {"person": zed.public_id})
    assert client.session["_auth_user_id"] == str(Account.objects.get(staff=zed).pk)


def test_nobody_is_impersonated_outside_of_a_demo(demo, client, settings):
    assert client.post("/demo/sign-in/", {"person": demo.cleo.public_id}).status_code == 404  # a real district
    assert client.post("/demo/sign-in/", {"person": "nobody"}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 405
    settings.DEMO = False
    assert client.post("/demo/sign-in/", {"person": demo.ana.public_id}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "Sign in as" not in text(client.get("/account/login/"))


def test_who_is_switched_off_is_signed_out(cast, as_):
    ana = as_(cast.ana)
    with writing():
        Account.objects.filter(staff=cast.ana).update(is_active=False)
    assert ana.get("/people/").status_code == 302


def test_the_first_run_page_and_sign_in_speak_spanish(db, client):
    client.cookies["language"] = "es"
    assert "Cómo empezar" in text(client.get("/account/login/"))
