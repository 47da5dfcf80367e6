"""A passkey in a real browser, with an authenticator that Chromium makes up: added, then used in two ways."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from staffroom.people.models import Account, District
from staffroom.spine.audit import AuditEntry
from tests.factories.cast import Cast, make_cast

from .living import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = "plum lantern orbit"


@pytest.fixture
def cast(live_server: Any, settings: Any) -> Cast:
    settings.LOGIN_REDIRECT_URL = "staff_list"
    return make_cast()


def with_authenticator(page: Any) -> Any:
    """A phone that knows its owner: resident keys, and yes to whatever it is asked."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def add(page: Any, account: Account, *, alone: bool = True) -> None:
    let_in(page.context, page.address, account)
    page.goto("/account/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    if not alone:
        page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")


@pytest.mark.parametrize(("size", "theme"), [("wide", "light"), ("phone", "dark")])
def test_a_passkey_is_added_and_opens_the_account(open_page: Any, cast: Cast, size: str, theme: str) -> None:
    page = open_page(size, theme)
    with_authenticator(page)
    add(page, cast.ana.account)
    kept = Authenticator.objects.get(user=cast.ana.account, type="webauthn")
    assert kept.wrap().name == "Passkey 1"
    assert AuditEntry.objects.filter(kind="account.key_added", subject=cast.ana.pk).count() == 1
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/people/")
    assert page.get_by_text("Ana Reyes").count() >= 1
    page.goto("/account/2fa/")
    assert page.get_by_text("Passkey 1").is_visible()


def test_a_passkey_is_a_second_factor_after_the_password(open_page: Any, cast: Cast) -> None:
    account = cast.ana.account
    page = open_page()
    with_authenticator(page)
    add(page, account, alone=False)
    account.set_password(GOOD)
    account.save()
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_text("With a password").click()
    page.locator("details input[name=login]").fill(account.email)
    page.locator("details input[name=password]").fill(GOOD)
    page.locator("details.summary-card button[type=submit]").click()
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/people/")


def test_another_phone_does_not_open_it_and_the_page_says_so(open_page: Any, cast: Cast) -> None:
    page = open_page(language="es")
    cdp, phone = with_authenticator(page)
    let_in(page.context, page.address, cast.ana.account)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_role("button", name="Agregar una llave de acceso").click()
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": phone})
    with_authenticator(page)
    page.context.add_cookies([{"name": "language", "value": "es", "url": page.address}])
    page.goto("/account/login/")
    page.get_by_role("button", name="Iniciar sesión con una llave de acceso").click()
    page.get_by_text("No funcionó").wait_for()
    assert "/account/login/" in page.url


def test_without_scripts_no_button_that_does_nothing(open_page: Any, cast: Cast) -> None:
    page = open_page(scripts=False)
    page.goto("/account/login/")
    assert page.get_by_role("button", name="Send me a code").is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    assert District.objects.count() == 2
