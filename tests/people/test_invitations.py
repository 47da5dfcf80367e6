"""Invitations: one link, one person, once."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from staffroom.people import actions, queries
from staffroom.people.models import Account, Assignment, Invitation, Staff
from staffroom.spine.access import Forbidden
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope
from tests.factories.people import make_invitation, make_staff, saved

from .conftest import NOW

GOOD = "plum lantern orbit"


def text(answer):
    return answer.content.decode()


def link_in(words):
    return re.search(r"/invitation/[\w-]+/", words).group()


@pytest.fixture
def lia(cast):
    """A bus driver without a mail address."""
    return make_staff(cast.district, "Lia", "Núñez", email="", account=False)


@pytest.fixture
def nia(cast):
    return make_staff(cast.district, "Nia", "Okoye", account=False)


def invite(client, person):
    return client.post(f"/accounts/{person.public_id}/invite/", follow=True)


def newcomer(**changes):
    given = {"given": "Zoe", "family": "Park", "email": "zoe@partner.example", "role": "specialist", "school": ""}
    return given | {"ends": (timezone.localdate() + timedelta(days=90)).isoformat()} | changes


def test_who_has_a_mail_address_alone_sees_the_link(cast, as_, nia):
    page = invite(as_(cast.ivo), nia)
    assert "/invitation/" not in text(page), "whoever invites cannot go in as the person invited"
    assert mail.outbox[0].to == [nia.email]
    assert "/invitation/" not in "".join(Mail.objects.values_list("text", flat=True)), "nor does the outbox keep it"
    answer = Client().post(link_in(mail.outbox[0].body), {"password": ""})
    assert answer["Location"] == "/people/"
    assert Account.objects.get(staff=nia).email == nia.email


def test_who_has_none_gets_it_printed_once_and_sets_a_password(cast, as_, lia):
    dana = as_(cast.dana)
    page = invite(dana, lia)
    link = link_in(text(page))
    assert mail.outbox == []
    again = dana.get(page.redirect_chain[-1][0])
    assert "/invitation/" not in text(again).replace("/invitations/", ""), "shown once"
    visitor = Client()
    assert visitor.post(link, {"password": ""}).status_code == 400
    assert visitor.post(link, {"password": GOOD}).status_code == 302
    account = Account.objects.get(staff=lia)
    assert account.email == "lia.nunez@maple.invalid"
    assert visitor.session["_auth_user_id"] == str(account.pk)
    assert Client().post("/account/login/", {"login": account.email, "password": GOOD})["Location"] == "/people/"


def test_only_a_digest_is_kept_of_a_long_token(cast, as_, lia):
    token = link_in(text(invite(as_(cast.dana), lia))).split("/")[2]
    with across_districts():
        kept = Invitation.objects.get()
    assert len(token) >= 32
    assert kept.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(Invitation.objects.model.__dict__) and token not in str(vars(kept))


def test_a_link_works_once(cast, nia):
    make_invitation(nia, "open-sesame")
    assert Client().post("/invitation/open-sesame/", {"password": ""}).status_code == 302
    again = Client().post("/invitation/open-sesame/", {"password": ""})
    assert again.status_code == 409 and "Accepted" in text(again)


def test_looking_does_not_use_it_up(cast, nia):
    make_invitation(nia, "open-sesame")
    assert "Nia Okoye" in text(Client().get("/invitation/open-sesame/"))
    assert not Account.objects.filter(staff=nia).exists()


def test_expired_revoked_and_unknown_links_open_nothing(cast, as_, nia, lia):
    make_invitation(nia, "too-late", expires=timezone.now() - timedelta(seconds=1))
    made = make_invitation(lia, "taken-back")
    as_(cast.ivo).post(f"/invitations/{made.public_id}/revoke/")
    for token, status in (("too-late", 409), ("taken-back", 409), ("never-made", 404)):
        assert Client().post(f"/invitation/{token}/", {"password": GOOD}).status_code == status
    assert not Account.objects.filter(staff__in=[nia.pk, lia.pk]).exists()


def test_a_new_invitation_voids_the_one_before(cast, as_, lia):
    first = link_in(text(invite(as_(cast.dana), lia)))
    second = link_in(text(invite(as_(cast.dana), lia)))
    assert Client().get(first).status_code == 409
    assert Client().get(second).status_code == 200


def test_who_is_signed_in_does_not_step_into_another_account(cast, as_, nia):
    make_invitation(nia, "open-sesame")
    ana = as_(cast.ana)
    assert ana.post("/invitation/open-sesame/", {"password": ""}).status_code == 409
    assert ana.session["_auth_user_id"] == str(cast.ana.account.pk)


def test_an_account_claimed_meanwhile_is_not_opened_by_the_link(cast, nia):
    make_invitation(nia, "open-sesame")
    actions.claim_account(email=nia.email, now=NOW)
    answer = Client().post("/invitation/open-sesame/", {"password": GOOD})
    assert answer.status_code == 409
    assert not Account.objects.get(staff=nia).has_usable_password()


def test_who_left_is_not_let_in(cast, nia):
    make_invitation(nia, "open-sesame")
    nia.active = False
    saved(nia)
    assert Client().post("/invitation/open-sesame/", {"password": ""}).status_code == 409


def test_a_newcomer_gets_a_record_and_a_role_that_ends(cast, as_):
    answer = as_(cast.dana).post("/invitations/new/", newcomer(school=cast.lincoln.public_id), follow=True)
    assert "mailed to zoe@partner.example" in text(answer)
    visitor = Client()
    visitor.post(link_in(mail.outbox[0].body), {"password": ""})
    with across_districts():
        held = Assignment.objects.select_related("staff", "school").get(staff__email="zoe@partner.example")
    assert (held.role, held.school, str(held.staff)) == ("specialist", cast.lincoln, "Zoe Park")
    assert held.ends == timezone.localdate() + timedelta(days=90)
    assert visitor.get("/people/").status_code == 200


def test_no_roster_takes_a_newcomer_away(cast, as_):
    as_(cast.dana).post("/invitations/new/", newcomer())
    Client().post(link_in(mail.outbox[0].body), {"password": ""})
    assert "Zoe" not in {person.given for person in queries.current_roster(cast.district.pk).people}
    assert all("invited:" not in each.person for each in queries.current_roster(cast.district.pk).assignments)


def test_it_cannot_make_itself_somebody_who_sees_more(cast, as_):
    answer = as_(cast.ivo).post("/invitations/new/", newcomer(role="central"))
    assert answer.status_code == 400
    it = queries.actor_for(cast.ivo.account, date(2026, 9, 14))
    fields = {"given": "A", "family": "B", "school": "", "ends": date(2027, 1, 1), "email": ""}
    with district_scope(cast.district.pk), pytest.raises(Forbidden):
        actions.invite_newcomer(by=it, now=NOW, role="principal", **fields)
    assert as_(cast.dana).post("/invitations/new/", newcomer(role="central")).status_code == 302


def test_the_address_of_somebody_known_is_refused(cast, as_):
    answer = as_(cast.dana).post("/invitations/new/", newcomer(email=cast.cleo.email.upper()))
    assert answer.status_code in (302, 409)
    again = as_(cast.dana).post("/invitations/new/", newcomer(email=cast.ana.email.upper()))
    assert again.status_code == 409 and "staff list" in text(again)


def test_what_was_typed_wrong_is_shown_again(cast, as_):
    answer = as_(cast.dana).post("/invitations/new/", newcomer(ends="2020-01-01"))
    assert answer.status_code == 400
    assert "still to come" in text(answer) and "Zoe" in text(answer)


def test_the_password_is_not_made_of_the_own_name(cast, lia):
    make_invitation(lia, "open-sesame")
    answer = Client().post("/invitation/open-sesame/", {"password": "LiaNunez2026!"})
    assert answer.status_code == 400 and "guessed first" in text(answer)


def test_each_step_is_written_down(cast, as_, nia):
    invite(as_(cast.ivo), nia)
    Client().post(link_in(mail.outbox[0].body), {"password": ""})
    entries = {entry.kind: entry for entry in AuditEntry.objects.filter(kind__startswith="invitation.")}
    assert set(entries) == {"invitation.made", "invitation.accepted"}
    assert entries["invitation.made"].actor == cast.ivo.pk
    assert entries["invitation.accepted"].actor == nia.pk
    with across_districts():
        assert Staff.objects.get(pk=nia.pk).invitations.get().accepted


def test_a_mail_server_that_is_down_is_said(cast, as_, nia, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "could not be sent" in text(invite(as_(cast.dana), nia))


def test_nobody_else_invites(cast, as_, nia):
    for who in (cast.ana, cast.paz, cast.lou, cast.cora):
        assert invite(as_(who), nia).status_code in (403, 404)
    with across_districts():
        assert not Invitation.objects.exists()
