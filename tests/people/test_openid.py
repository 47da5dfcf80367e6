"""Single sign-on by OpenID Connect, the whole dance with a fake provider."""

import re
from html import unescape

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from staffroom.people import sso
from staffroom.people.models import Account
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from tests.factories.openid import OTHER_KEY, Provider
from tests.factories.people import make_staff, saved

BACK = "/account/sso/google/callback/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def google(settings, monkeypatch, cast):
    """A district that has set up Google, and trusts it to link the first time."""
    provider = Provider("https://google.example", says={"sub": "g-1", "email": cast.ana.email, "email_verified": True})
    own = {"server_url": provider.issuer, "oauth_pkce_enabled": True, "must_say": {}}
    app = {"provider_id": "google", "name": "Google", "client_id": "our-app", "secret": "our-secret", "settings": own}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.SSO_LINK_BY_MAIL = ["google"]
    settings.SSO_MAILS_VERIFIED = []
    monkeypatch.setattr(sso.KnownPeopleAdapter, "get_requests_session", lambda self: provider)
    provider.app = app
    return provider


def set_out(client, **given):
    """Press the button; the page leads on to the provider."""
    page = client.post("/account/sso/google/login/", given)
    assert page.status_code == 200 and "Content-Security-Policy" in page.headers
    return unescape(re.search(r'href="(https://google\.example/[^"]+)"', text(page)).group(1))


def dance(provider, client=None, **given):
    client = client or Client()
    return client, client.get(BACK, provider.sign_in_there(set_out(client, **given)))


def who(client):
    found = client.session.get("_auth_user_id")
    return Account.objects.get(pk=found).staff if found else None


def test_somebody_of_the_staff_list_comes_in_and_is_linked(google, cast):
    client, answer = dance(google)
    assert answer["Location"] == "/people/"
    assert who(client) == cast.ana
    link = SocialAccount.objects.get()
    assert (link.provider, link.uid, link.extra_data) == ("google", "g-1", {}), "the id is kept, nothing else"
    assert AuditEntry.objects.filter(kind="account.sso_linked", subject=cast.ana.pk).count() == 1
    assert "single sign-on" in Mail.objects.get(to_staff=cast.ana.pk).text


def test_the_link_leads_back_to_where_one_wanted_to_go(google, cast):
    _client, answer = dance(google, next="/roles/")
    assert answer["Location"] == "/roles/"
    _client, answer = dance(google, next="https://evil.example/")
    assert answer["Location"] == "/people/"


def test_the_first_sign_in_opens_the_account_of_who_has_none(google, cast):
    nia = make_staff(cast.district, "Nia", "Okoye", account=False)
    google.says |= {"sub": "g-2", "email": nia.email}
    client, _answer = dance(google)
    assert who(client) == nia


def test_an_address_that_is_not_verified_links_nothing(google):
    google.says["email_verified"] = False
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (403, None)
    assert "could not match you" in text(answer)
    assert not SocialAccount.objects.exists()


def test_the_district_may_vouch_for_the_addresses_of_a_provider(google, cast, settings):
    del google.says["email_verified"]
    settings.SSO_MAILS_VERIFIED = ["google"]
    client, _answer = dance(google)
    assert who(client) == cast.ana


def test_a_provider_that_may_not_link_by_mail_links_nothing(google, settings):
    settings.SSO_LINK_BY_MAIL = ["clever"]
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (403, None)


def test_after_the_first_time_the_id_decides_not_the_address(google, cast):
    dance(google)
    google.says |= {"email": "ana.married@maple.example", "email_verified": False}
    client, _answer = dance(google)
    assert who(client) == cast.ana, "a changed address changes nothing"


def test_the_same_address_with_another_id_gets_nothing(google, cast):
    dance(google)
    google.says["sub"] = "g-the-next-ana"
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (403, None)
    assert SocialAccount.objects.count() == 1


def test_strangers_are_told_kindly_and_get_no_account(google):
    google.says |= {"sub": "g-9", "email": "stranger@elsewhere.example"}
    before = Account.objects.count()
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (403, None)
    assert "sign in with a code by mail" in text(answer)
    assert Account.objects.count() == before


def test_an_address_of_two_people_links_nothing(google, cast):
    make_staff(cast.other_district, "Ana", "Other", account=False, email=cast.ana.email)
    client, _answer = dance(google)
    assert who(client) is None


def test_who_left_and_whose_account_is_closed_stay_out(google, cast):
    Account.objects.filter(staff=cast.ana).update(is_active=False)
    client, answer = dance(google)
    assert who(client) is None and answer.status_code == 403
    Account.objects.filter(staff=cast.ana).update(is_active=True)
    dance(google)
    Account.objects.filter(staff=cast.ana).update(is_active=False)
    client, answer = dance(google)
    assert who(client) is None and answer["Location"] == "/account/inactive/"
    Account.objects.filter(staff=cast.ana).update(is_active=True)
    cast.ana.active = False
    saved(cast.ana)
    client, _answer = dance(google)
    assert client.get("/people/").status_code == 302


SPOILT = {
    "another nonce": {"nonce": "of-another-sign-in"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "another app": {"aud": "their-app"},
    "too old": {"exp": 1_500_000_000},
    "nobody": {"sub": ""},
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_token_that_is_not_for_this_sign_in_is_refused(google, what):
    google.spoil = SPOILT[what]
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (401, None)
    assert "did not confirm" in text(answer)


def test_a_provider_cannot_pose_as_another(google, monkeypatch):
    google.poses_as = "https://district-login.example"
    client, answer = dance(google)
    assert (answer.status_code, who(client)) == (401, None)
    monkeypatch.setattr(sso, "_issuer", lambda app, described: described["issuer"])
    assert who(dance(google)[0]) is not None, "without the comparison it would get in"


def test_a_slash_at_the_end_or_the_whole_address_of_the_description_is_the_same_provider(google, cast):
    google.app["settings"]["server_url"] = google.issuer + "/.well-known/openid-configuration"
    assert who(dance(google)[0]) == cast.ana


def test_the_signature_counts(google):
    google.key = OTHER_KEY
    assert dance(google)[1].status_code == 401
    google.key, google.algorithm = "a shared secret that is long enough for it", "HS256"
    assert dance(google)[1].status_code == 401
    google.key, google.algorithm = None, "none"
    assert dance(google)[1].status_code == 401


def test_the_user_info_must_be_about_the_same_person(google):
    google.info = {"sub": "somebody-else"}
    assert dance(google)[1].status_code == 401


def test_a_state_that_this_browser_did_not_get_is_refused(google):
    came = google.sign_in_there(set_out(Client()))
    other = Client()
    assert other.get(BACK, came).status_code == 401, "another browser"
    assert who(other) is None
    client, first = dance(google)
    client.logout()
    assert client.get(BACK, {"code": "the-code", "state": google.asked["state"]}).status_code == 401, "used once"


def test_a_wrong_code_is_refused(google):
    client = Client()
    came = google.sign_in_there(set_out(client)) | {"code": "made-up"}
    assert client.get(BACK, came).status_code == 401


def test_people_of_another_google_domain_stay_out(google, cast):
    google.app["settings"]["must_say"] = {"hd": ["maple.example"]}
    assert dance(google)[1].status_code == 401
    google.says["hd"] = "maple.example"
    assert who(dance(google)[0]) == cast.ana


def test_changing_ones_mind_leads_back(google):
    client = Client()
    came = google.sign_in_there(set_out(client))
    answer = client.get(BACK, {"state": came["state"], "error": "access_denied"}, follow=True)
    assert "Choose a way to sign in" in text(answer)


def test_linking_from_ones_own_page_and_unlinking(google, cast, as_, settings):
    settings.SSO_LINK_BY_MAIL = []
    google.says |= {"sub": "g-private", "email": "ana@home.example"}
    ana = as_(cast.ana)
    assert "Link Google" in text(ana.get("/account/2fa/"))
    _client, answer = dance(google, ana, process="connect", next="/account/2fa/")
    assert answer["Location"] == "/account/2fa/"
    client, _answer = dance(google)
    assert who(client) == cast.ana
    ana.post("/me/sso/google/unlink/")
    assert who(dance(google)[0]) is None
    assert AuditEntry.objects.filter(kind="account.sso_unlinked").count() == 1
    assert ana.post("/me/sso/google/unlink/").status_code == 404


def test_an_id_of_somebody_else_is_not_taken_over(google, cast, as_):
    dance(google)
    ben = as_(cast.ben)
    dance(google, ben, process="connect")
    assert SocialAccount.objects.get().user == cast.ana.account
    assert who(ben) == cast.ben


def test_signing_in_keeps_the_second_factor(google, cast):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.ana.account, type="totp", data={"secret": "x"})
    client, answer = dance(google)
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert who(client) is None


def test_without_settings_there_is_no_button_and_no_address(cast, client):
    assert "With your district" not in text(client.get("/account/login/"))
    assert client.post("/account/sso/google/login/").status_code == 404


def test_with_settings_there_is_a_button(google, client):
    assert "Sign in with Google" in text(client.get("/account/login/"))


def test_a_provider_that_cannot_be_reached_is_said(google, monkeypatch):
    import requests

    def down(*_given, **_more):
        raise requests.ConnectionError

    monkeypatch.setattr(google, "request", down)
    assert Client().post("/account/sso/google/login/").status_code == 401


def test_clevers_portal_comes_without_having_been_asked(google, settings):
    google.app["provider_id"] = "clever"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [google.app]}}
    answer = Client().get("/account/sso/clever/callback/", {"code": "from-the-portal"})
    assert "https://google.example/authorize?" in text(answer), "we begin our own round trip"
