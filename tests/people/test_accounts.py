"""Accounts of others: who sees and does what; nobody gets into anybody's account."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from staffroom.people.models import Account, DeviceSession
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from tests.factories.cast import client_of
from tests.factories.people import make_assignment, make_staff, saved


def text(answer):
    return answer.content.decode()


def act(client, person, name):
    return client.post(f"/accounts/{person.public_id}/{name}/")


def test_a_principal_reads_the_own_school_only(cast, as_):
    page = text(as_(cast.paz).get("/accounts/"))
    assert "Ana Reyes" in page and "Gil Haddad" not in page and "Dana" not in page
    assert "Invite someone" not in page
    assert as_(cast.paz).get(f"/accounts/{cast.gil.public_id}/").status_code == 404
    own = text(as_(cast.paz).get(f"/accounts/{cast.ana.public_id}/"))
    assert "ana.reyes@maple.example" in own and "Close the account" not in own
    assert act(as_(cast.paz), cast.ana, "close").status_code == 403


def test_central_office_and_it_see_everyone_of_the_own_district(cast, as_):
    for who in (cast.dana, cast.ivo):
        page = text(as_(who).get("/accounts/"))
        assert "Ana Reyes" in page and "Gil Haddad" in page and "Cleo" not in page
        assert as_(who).get(f"/accounts/{cast.cleo.public_id}/").status_code == 404


def test_search_and_state(cast, as_):
    make_staff(cast.district, "Nia", "Okoye", account=False)
    Account.objects.filter(staff=cast.gil).update(is_active=False)
    dana = as_(cast.dana)
    assert "Nia Okoye" in text(dana.get("/accounts/?state=none")) and "Ana" not in text(
        dana.get("/accounts/?state=none")
    )
    assert "Gil Haddad" in text(dana.get("/accounts/?state=closed"))
    assert "Ana Reyes" in text(dana.get("/accounts/?q=rey")) and "Gil" not in text(dana.get("/accounts/?q=rey"))
    assert "No one fits" in text(dana.get("/accounts/?q=zzzz"))


def test_as_many_queries_for_many_as_for_few(cast, as_, django_assert_num_queries):
    dana = as_(cast.dana)
    dana.get("/accounts/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        dana.get("/accounts/")
    for number in range(12):
        make_staff(cast.district, f"New{number}", "Person")
    with django_assert_num_queries(len(few)):
        dana.get("/accounts/")


def test_closing_ends_the_session_at_once_and_the_owner_is_told(cast, as_):
    ana = as_(cast.ana)
    assert act(as_(cast.ivo), cast.ana, "close").status_code == 302
    assert ana.get("/people/").status_code == 302
    assert not DeviceSession.objects.filter(account__staff=cast.ana).exists()
    assert "closed" in Mail.objects.get(to_staff=cast.ana.pk).text
    entry = AuditEntry.objects.get(kind="account.closed")
    assert (entry.actor, entry.subject, entry.facts) == (cast.ivo.pk, cast.ana.pk, {})
    assert act(as_(cast.ivo), cast.ana, "close").status_code == 409
    assert act(as_(cast.dana), cast.ana, "reopen").status_code == 302
    assert Account.objects.get(staff=cast.ana).is_active
    assert AuditEntry.objects.filter(kind="account.reopened", actor=cast.dana.pk).count() == 1


def test_nobody_closes_the_own_account_or_loses_the_own_factor_by_a_slip(cast, as_):
    assert act(as_(cast.dana), cast.dana, "close").status_code == 409
    assert act(as_(cast.dana), cast.dana, "remove-factors").status_code == 409
    assert Account.objects.get(staff=cast.dana).is_active


def test_a_lost_second_factor_is_removed_and_the_owner_told_in_their_language(cast, as_):
    account = cast.ana.account
    Account.objects.filter(pk=account.pk).update(language="es")
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    page = text(as_(cast.ivo).get(f"/accounts/{cast.ana.public_id}/"))
    assert "Remove the second factor" in page
    assert act(as_(cast.ivo), cast.ana, "remove-factors").status_code == 302
    assert not Authenticator.objects.filter(user=account).exists()
    assert Mail.objects.get(to_staff=cast.ana.pk).language == "es"
    assert AuditEntry.objects.filter(kind="account.factors_removed", actor=cast.ivo.pk).count() == 1


def test_the_administrator_is_asked_again_for_the_password(cast):
    account = cast.ivo.account
    account.set_password("plum lantern orbit")
    account.save()
    ivo = client_of(cast.ivo)
    answer = act(ivo, cast.ana, "close")
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert Account.objects.get(staff=cast.ana).is_active
    # Given again, the act goes on where it stopped.
    done = ivo.post(answer["Location"], {"password": "plum lantern orbit"})
    assert done.status_code == 302
    assert not Account.objects.get(staff=cast.ana).is_active


def test_without_a_password_a_fresh_sign_in_is_asked_for(cast):
    ivo = client_of(cast.ivo)
    session = ivo.session
    session["began"] -= 16 * 60
    session.save()
    answer = act(ivo, cast.ana, "close")
    assert answer.status_code == 403 and "Sign in anew" in text(answer)
    assert Account.objects.get(staff=cast.ana).is_active
    assert ivo.get("/account/2fa/webauthn/add/").status_code == 403
    assert ivo.get("/account/2fa/").status_code == 200, "looking is free"


def test_signing_out_somebody_everywhere(cast, as_):
    ana = as_(cast.ana)
    act(as_(cast.dana), cast.ana, "end-sessions")
    assert ana.get("/people/").status_code == 302
    assert AuditEntry.objects.filter(kind="account.sessions_ended", subject=cast.ana.pk).count() == 1


def test_people_without_an_account_have_nothing_to_close(cast, as_):
    nia = make_staff(cast.district, "Nia", "Okoye", account=False)
    assert act(as_(cast.dana), nia, "close").status_code == 409
    assert "Make an invitation" in text(as_(cast.dana).get(f"/accounts/{nia.public_id}/"))


def test_a_leader_of_two_schools_sees_both(cast, as_):
    make_assignment(cast.paz, "principal", cast.garfield)
    page = text(as_(cast.paz).get("/accounts/"))
    assert "Ana Reyes" in page and "Gil Haddad" in page


def test_no_content_is_on_these_pages(cast, as_):
    page = text(as_(cast.ivo).get(f"/accounts/{cast.ana.public_id}/"))
    assert "Grade 3 Math" not in page


def test_who_left_and_never_had_an_account_is_not_listed(cast, as_):
    nia = make_staff(cast.district, "Nia", "Okoye", account=False)
    nia.active = False
    saved(nia)
    assert "Nia" not in text(as_(cast.dana).get("/accounts/"))


@pytest.mark.parametrize("page", ["/accounts/", "/invitations/", "/invitations/new/"])
def test_strangers_sign_in(cast, page):
    assert Client().get(page)["Location"].startswith("/account/login/")
