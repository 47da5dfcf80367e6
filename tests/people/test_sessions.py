"""How long a session lasts, where one is signed in, and what ends it."""

from datetime import timedelta

import pytest
from django.test import Client

from staffroom.people import actions
from staffroom.people.jobs import forget_sign_ins
from staffroom.people.models import Account, Attempt, DeviceSession
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from tests.factories.cast import client_of
from tests.factories.people import make_account, make_staff

from .conftest import NOW

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOD = "plum lantern orbit"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def at(set_clock, cast):
    """``at(hours)``: so many hours after the beginning, at which everybody signs in."""
    set_clock(NOW)
    return lambda hours: set_clock(NOW + timedelta(hours=hours))


def is_in(client):
    return client.get("/roles/").status_code == 200


def test_a_session_lasts_while_it_is_used_and_no_longer_than_a_month(at, cast):
    ana = client_of(cast.ana)
    for day in range(6, 30, 6):
        at(day * 24)
        assert is_in(ana)
    at(30 * 24 + 1)
    assert not is_in(ana), "the absolute limit"


def test_an_idle_session_ends_after_a_week_and_says_so(at, cast):
    ana = client_of(cast.ana)
    at(7 * 24 + 1)
    answer = ana.get("/roles/", follow=True)
    assert "much time has passed" in text(answer)
    assert not DeviceSession.objects.filter(account=cast.ana.account).exists()


@pytest.mark.parametrize("part", ["dana", "ivo"])
def test_central_office_and_it_are_signed_out_sooner(at, cast, part):
    office = client_of(getattr(cast, part))
    at(11)
    assert is_in(office)
    at(24)
    assert not is_in(office)


def test_the_limits_are_settings(at, cast, settings):
    settings.SESSION_IDLE_HOURS = 1
    ana = client_of(cast.ana)
    at(1.1)
    assert not is_in(ana)


def test_the_page_lists_devices_and_signs_out_there(at, cast):
    here = Client(headers={"user-agent": FIREFOX})
    here.force_login(cast.ana.account, backend="django.contrib.auth.backends.ModelBackend")
    there = client_of(cast.ana)
    page = text(here.get("/me/sessions/"))
    assert "This device" in page and "Sign out there" in page
    other = DeviceSession.objects.get(public_id=there.session["device"])
    here.post(f"/me/sessions/{other.public_id}/end/")
    assert is_in(here) and not is_in(there)
    assert AuditEntry.objects.filter(kind="account.signed_out_there", subject=cast.ana.pk).count() == 1


def test_the_device_is_named_as_the_browser_names_itself(at, cast):
    make_account(gus := make_staff(cast.district, "Gus", "Ito", account=False), GOOD)
    client = Client(headers={"user-agent": FIREFOX})
    client.post("/account/login/", {"login": gus.email, "password": GOOD})
    assert DeviceSession.objects.get(account__staff=gus).device == "Firefox · Windows"
    assert "Firefox · Windows" in text(client.get("/me/sessions/"))
    assert AuditEntry.objects.filter(kind="account.signed_in", subject=gus.pk).count() == 1


def test_nobody_ends_the_session_of_somebody_else(at, cast):
    ana, ben = client_of(cast.ana), client_of(cast.ben)
    assert ben.post(f"/me/sessions/{ana.session['device']}/end/").status_code == 404
    assert is_in(ana)


def test_signing_out_everywhere_is_here_too(at, cast):
    one, two = client_of(cast.ana), client_of(cast.ana)
    one.post("/me/sessions/end/")
    assert not is_in(one) and not is_in(two)
    assert AuditEntry.objects.filter(kind="account.signed_out_everywhere").count() == 1


def test_signing_out_takes_the_device_off_the_list(at, cast):
    ana = client_of(cast.ana)
    ana.post("/account/logout/")
    assert not DeviceSession.objects.exists()


def with_password(staff):
    account = staff.account
    account.set_password(GOOD)
    account.save()
    return Account.objects.get(pk=account.pk)


def test_a_changed_password_ends_the_other_sessions_and_is_told(at, cast):
    with_password(cast.ana)
    cast.ana.refresh_from_db()
    here, there = client_of(cast.ana), client_of(cast.ana)
    given = {"oldpassword": GOOD, "password1": "copper meadow whistle", "password2": "copper meadow whistle"}
    assert here.post("/account/password/change/", given).status_code == 302
    assert is_in(here) and not is_in(there)
    assert DeviceSession.objects.filter(account=cast.ana.account).count() == 1
    assert "password was changed" in Mail.objects.get(to_staff=cast.ana.pk).text
    assert AuditEntry.objects.filter(kind="account.password_changed").count() == 1


def test_a_session_that_is_not_on_the_list_is_none(at, cast):
    ana = client_of(cast.ana)
    with writing():
        DeviceSession.objects.filter(account=cast.ana.account).delete()
    answer = ana.get("/roles/", follow=True)
    assert "signed out on this device" in text(answer)


def test_using_a_page_writes_only_every_few_minutes(at, cast):
    ana = client_of(cast.ana)
    at(0.05)
    is_in(ana)
    assert DeviceSession.objects.get().seen == NOW
    at(0.1)
    is_in(ana)
    assert DeviceSession.objects.get().seen == NOW + timedelta(hours=0.1)


def test_a_failed_sign_in_is_written_down_for_people_only(at, cast, client):
    client.post("/account/login/", {"login": cast.ana.email, "password": "wrong"})
    client.post("/account/login/", {"login": "nobody@maple.example", "password": "wrong"})
    entry = AuditEntry.objects.get(kind="account.sign_in_failed")
    assert (entry.actor, entry.subject, entry.facts) == (None, cast.ana.pk, {})


def test_what_is_over_is_removed(at, cast):
    client_of(cast.ana)
    actions.count_attempt(what="code", who="a", address="", now=NOW)
    at(31 * 24)
    client_of(cast.ben)
    done = forget_sign_ins(progress=None)
    assert done["counts"] == 2 and done["sessions"] >= 1
    assert DeviceSession.objects.get().account == cast.ben.account
    assert not Attempt.objects.exists()
