"""Guessing is limited by account, never by address alone; and nobody is fooled by a header."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from staffroom.people.guarding import GUESSABLE
from staffroom.people.models import Attempt
from tests.factories.people import make_account, make_invitation, make_staff

GOOD = "plum lantern orbit"


def sign_in(client, email, password="wrong", **more):
    return client.post("/account/login/", {"login": email, "password": password}, **more)


@pytest.mark.slow
def test_three_hundred_teachers_of_one_school_sign_in_from_one_address(cast):
    for number in range(300):
        staff = make_staff(cast.district, f"Teacher{number}", "Person", account=False)
        make_account(staff, GOOD)
        answer = sign_in(Client(), staff.email, GOOD, REMOTE_ADDR="10.0.0.1")
        assert answer.status_code == 302, number


def test_one_account_is_not_guessed_from_many_addresses(cast):
    make_account(gus := make_staff(cast.district, "Gus", "Ito", account=False), GOOD)
    codes = [sign_in(Client(), gus.email.upper(), REMOTE_ADDR=f"10.0.{n}.1").status_code for n in range(12)]
    assert codes == [200] * 10 + [429] * 2
    assert sign_in(Client(), gus.email, GOOD).status_code == 429, "not even with the right one"
    assert sign_in(Client(), cast.ana.email).status_code == 200, "others are not in the way"


def test_the_page_says_when_to_try_again_and_then_it_works(cast, set_clock):
    from datetime import timedelta

    from .conftest import NOW

    set_clock(NOW)
    make_account(gus := make_staff(cast.district, "Gus", "Ito", account=False), GOOD)
    for _try in range(10):
        sign_in(Client(), gus.email)
    set_clock(NOW + timedelta(seconds=20))
    answer = sign_in(Client(), gus.email, GOOD)
    assert answer["Retry-After"] == "40"
    assert "Wait 40 seconds" in answer.content.decode()
    set_clock(NOW + timedelta(seconds=61))
    assert sign_in(Client(), gus.email, GOOD).status_code == 302


def test_from_one_address_not_more_than_fifty_an_hour(cast, set_clock):
    from datetime import timedelta

    from .conftest import NOW

    codes = []
    for number in range(55):
        set_clock(NOW + timedelta(seconds=30 * number))
        codes.append(sign_in(Client(), cast.ana.email, REMOTE_ADDR="10.9.9.9").status_code)
    assert codes == [200] * 50 + [429] * 5
    assert sign_in(Client(), cast.ana.email, REMOTE_ADDR="10.1.1.1").status_code == 200, "the owner is elsewhere"


@pytest.mark.parametrize("behind_proxy", [0, 1])
def test_a_forwarded_address_fools_nobody(cast, settings, behind_proxy):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = behind_proxy
    codes = [
        sign_in(Client(headers={"x-forwarded-for": f"1.2.3.{n}, 10.0.0.1"}), cast.ana.email).status_code
        for n in range(11)
    ]
    assert codes[-1] == 429


def test_codes_are_not_asked_for_without_end(cast):
    asked = [Client().post("/account/login/code/", {"email": cast.ana.email}).status_code for _n in range(11)]
    assert asked == [302] * 10 + [429]
    assert len(mail.outbox) == 10


def test_a_code_is_guessed_ten_times_a_minute_over_all_browsers(cast):
    codes = []
    for _browser in range(5):
        client = Client()
        client.post("/account/login/code/", {"email": cast.ben.email})
        codes += [client.post("/account/login/code/confirm/", {"code": "WRONG1"}).status_code for _n in range(3)]
    assert codes.count(429) == 5


def test_reset_mails_and_links_are_limited(cast):
    asked = [Client().post("/account/password/reset/", {"email": cast.ana.email}).status_code for _n in range(11)]
    assert asked[-1] == 429
    tried = [Client().post(f"/account/password/reset/key/1-wrong{n}/", {}).status_code for n in range(11)]
    assert tried[-1] == 429


def test_an_invitation_is_limited(cast):
    make_invitation(make_staff(cast.district, "Lia", "Núñez", email="", account=False), "open-sesame")
    tried = [Client().post("/invitation/open-sesame/", {"password": "short"}).status_code for _n in range(11)]
    assert tried == [400] * 10 + [429]


def test_reading_is_not_counted(cast):
    assert {Client().get("/account/login/").status_code for _n in range(30)} == {200}
    assert not Attempt.objects.exists()


def test_no_address_stands_in_the_table(cast):
    sign_in(Client(), cast.ana.email)
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in Attempt.objects.values_list("key", flat=True))


# Pages of signing in that take something without its being a guess.
NO_GUESS = {
    "account_signup": "closed",
    "account_logout": "nothing to guess",
    "account_email": "leads to my account",
    "account_inactive": "a page",
    "account_set_password": "sets one",
    "account_reset_password_done": "a page",
    "account_reset_password_from_key_done": "a page",
    "account_email_verification_sent": "a page",
    "account_confirm_email": "there are no such links",
    "mfa_index": "a page",
    "mfa_deactivate_totp": "asked again before",
    "mfa_view_recovery_codes": "asked again before",
    "mfa_generate_recovery_codes": "asked again before",
    "mfa_download_recovery_codes": "asked again before",
    "mfa_list_webauthn": "a page",
    "mfa_add_webauthn": "asked again before",
    "mfa_remove_webauthn": "asked again before",
    "mfa_edit_webauthn": "asked again before",
    "mfa_login_webauthn": "a signature by a key that the device holds: nothing that can be guessed",
    "socialaccount_login_cancelled": "a page",
    "openid_connect_login": "the provider asks",
    "openid_connect_callback": "a state and nonce of this browser",
    "saml_login": "the provider asks",
    "saml_acs": "a signature",
    "saml_finish_acs": "a signature",
    "saml_metadata": "a page",
    "saml_sls": "answers nothing",
}


def _names(resolver, before=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _names(each, before + str(each.pattern))
        elif isinstance(each, URLPattern) and (before + str(each.pattern)).startswith("account/"):
            yield each.name


def test_every_page_of_signing_in_is_limited_or_says_why_not():
    named = set(_names(get_resolver()))
    assert named - set(GUESSABLE) - set(NO_GUESS) == set()
    assert not set(GUESSABLE) & set(NO_GUESS)
