"""Second factors: an app, recovery codes; passkeys have a test in a real browser."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client

from staffroom.people.models import Account
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from tests.factories.cast import client_of

GOOD = "plum lantern orbit"


def text(answer):
    return answer.content.decode()


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def ana(cast):
    """Ana with a password, signed in and asked again just now."""
    account = cast.ana.account
    account.set_password(GOOD)
    account.save()
    client = client_of(cast.ana)
    client.post("/account/reauthenticate/", {"password": GOOD})
    return client


@pytest.fixture
def secret(ana):
    """She has added an app."""
    page = text(ana.get("/account/2fa/totp/activate/"))
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page).group(1)
    answer = ana.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    return secret


def half_way(cast):
    client = Client()
    answer = client.post("/account/login/", {"login": cast.ana.email, "password": GOOD})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    return client


def answer_with(client, code):
    return client.post("/account/2fa/authenticate/", {"code": code})


def test_an_app_is_added_kept_sealed_told_and_written_down(cast, ana, secret, django_capture_on_commit_callbacks):
    kept = Authenticator.objects.get(user=cast.ana.account, type="totp")
    assert secret not in str(kept.data)
    assert "On. After your password" in text(ana.get("/account/2fa/"))


@pytest.mark.django_db(transaction=True)
def test_each_change_is_told_and_written_down(ana, secret, cast):
    told = list(Mail.objects.filter(to_staff=cast.ana.pk).values_list("text", flat=True))
    assert any("authenticator app was added" in each for each in told)
    assert AuditEntry.objects.filter(kind="account.totp_added", subject=cast.ana.pk).count() == 1
    ana.post("/account/2fa/totp/deactivate/")
    assert AuditEntry.objects.filter(kind="account.totp_removed").count() == 1
    assert not Authenticator.objects.filter(user=cast.ana.account).exists(), "recovery codes alone are no factor"


def test_the_password_alone_is_not_enough_any_more(cast, secret):
    client = half_way(cast)
    assert client.get("/people/").status_code == 302
    assert answer_with(client, "000000").status_code == 200
    assert AuditEntry.objects.filter(kind="account.sign_in_failed", subject=cast.ana.pk).count() == 1
    assert answer_with(client, code_of(secret, 1))["Location"] == "/people/"


def test_a_code_is_good_once_even_in_another_browser(cast, secret):
    code = code_of(secret, 1)
    assert answer_with(half_way(cast), code).status_code == 302
    from django.core.cache import cache

    cache.delete(f"allauth.mfa.totp.used?user={cast.ana.account.pk}&code={code}")  # as after half a minute
    assert answer_with(half_way(cast), code).status_code == 200


def test_codes_are_guessed_ten_times_a_minute(cast, secret):
    codes = [answer_with(half_way_of(cast), "000000").status_code for _n in range(11)]
    assert codes == [200] * 10 + [429]


def half_way_of(cast):
    from staffroom.people.models import Attempt

    client = Client()
    client.post("/account/login/", {"login": cast.ana.email, "password": GOOD})
    if "account_login" not in client.session:  # the password is limited too: begin its minute anew
        from allauth.account.models import Login

        session = client.session
        session["account_login"] = Login(user=Account.objects.get(staff=cast.ana)).serialize()
        session.save()
    assert Attempt.objects.exists()
    return client


def test_a_recovery_code_opens_once(cast, ana, secret):
    page = text(ana.get("/account/2fa/recovery-codes/"))
    code = re.search(r"<li><code>(\w+)</code>", page).group(1)
    assert answer_with(half_way(cast), code).status_code == 302
    assert answer_with(half_way(cast), code).status_code == 200
    assert "9 codes are left" in text(ana.get("/account/2fa/recovery-codes/"))


def test_what_was_sealed_with_another_key_opens_nothing_and_breaks_nothing(cast, ana, secret, settings):
    page = text(ana.get("/account/2fa/recovery-codes/"))
    code = re.search(r"<li><code>(\w+)</code>", page).group(1)
    settings.SECRET_KEY = "another key, as long as the one before it was, or longer"
    for told in (code_of(secret), code, "000000"):
        assert answer_with(half_way(cast), told).status_code == 200, "the page asks again"
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) != decrypt(
        Authenticator.objects.get(type="totp").data["secret"]
    ), "what stands in its place is another secret each time"


def test_a_mailed_code_needs_the_second_factor_too(cast, secret):
    from django.core import mail

    client = Client()
    client.post("/account/login/code/", {"email": cast.ana.email})
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.M).group(1)
    assert client.post("/account/login/code/confirm/", {"code": code})["Location"] == "/account/2fa/authenticate/"


def test_who_has_a_password_is_asked_for_it_before_a_change(cast):
    account = cast.ana.account
    account.set_password(GOOD)
    account.save()
    client = client_of(cast.ana)
    assert client.get("/account/2fa/totp/activate/").status_code == 200, "signed in just now"
    session = client.session
    session["began"] -= 16 * 60
    session.save()
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")
    assert "Show that it is you" in text(client.get("/account/reauthenticate/"))


def test_a_password_reset_does_not_go_round_the_second_factor(cast, secret):
    from django.core import mail

    Client().post("/account/password/reset/", {"email": cast.ana.email})
    client, path = Client(), re.search(r"/account/password/reset/key/\S+", mail.outbox[-1].body).group()
    page = client.get(path, follow=True)
    new = "copper meadow whistle"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    answer = Client().post("/account/login/", {"login": cast.ana.email, "password": new})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert AuditEntry.objects.filter(kind="account.password_reset", subject=cast.ana.pk).count() == 1


PAGES = ["/account/2fa/", "/account/2fa/webauthn/", "/account/2fa/webauthn/add/", "/account/2fa/totp/activate/"]
PAGES += ["/account/2fa/recovery-codes/generate/", "/account/password/change/", "/account/password/set/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_has_script_or_style_of_its_own(cast, ana, page, language):
    ana.cookies["language"] = language
    body = text(ana.get(page, follow=True))
    assert body.count("<h1>") == 1
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", body))
    assert not re.search(r"<style|\sstyle=|\son\w+=", body)
