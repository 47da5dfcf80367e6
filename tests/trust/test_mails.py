"""The one mail of sharing: that there is something, by whom, until when; never what, not even of what kind."""

import pytest
from django.core import mail as post_office

from staffroom.spine.jobs import Job, run
from staffroom.spine.outbox import Mail
from staffroom.trust import actions
from tests.factories.people import saved
from tests.factories.sharing import actor_of, make_evaluates, share
from tests.factories.visits import NOW

pytestmark = pytest.mark.usefixtures("scope")
TITLE, ID = "Calling on quiet voices", "secret-object-id"


@pytest.fixture
def shared(cast, goals):
    goals.add(ID, cast.ana, TITLE)
    return share(cast.ana, cast.ben, ID)


def whole(mail: Mail) -> str:
    return "\n".join([mail.kind, mail.to, mail.subject, mail.text, mail.html, mail.calendar])


def test_the_colleague_is_told_by_whom_and_until_when(cast, shared):
    mail = Mail.objects.get()
    assert (mail.to_staff, mail.to, mail.subject) == (
        cast.ben.pk,
        cast.ben.email,
        "Ana Reyes shares something with you",
    )
    for body in (mail.text, mail.html):
        assert "until Friday, October 9" in body and "/privacy/mine/" in body


@pytest.mark.parametrize("language", ["en", "es"])
def test_neither_what_it_is_nor_of_which_kind_stands_in_it(cast, goals, language):
    cast.ben.account.language = language
    cast.ben.account.save()
    cast.ben.refresh_from_db()
    goals.add(ID, cast.ana, TITLE)
    share(cast.ana, cast.ben, ID)
    words = whole(Mail.objects.get()).lower()
    for private in (TITLE.lower(), ID, "goal", "/access/"):
        assert private not in words
    assert ("comparte algo contigo" in words) == (language == "es")


def test_nobody_is_told_when_it_is_taken_back(cast, shared):
    actions.end_grant(by=actor_of(cast.ana), now=NOW, public_id=shared.public_id)
    actions.end_void_grants(district_id=cast.district.pk, now=NOW)
    assert Mail.objects.count() == 1


def test_a_mail_that_waits_while_it_ends_gives_nothing_away(cast, as_, shared, django_capture_on_commit_callbacks):
    """It was queued, then Ben began to evaluate Ana: what goes out names no record, and its link shows none."""
    make_evaluates(cast.ben, cast.ana)
    actions.end_void_grants(district_id=cast.district.pk, now=NOW)
    mail = Mail.objects.get()
    assert mail.state == Mail.State.WAITING
    run(Job.objects.get(kind="spine.send_mail").pk)
    (sent,) = post_office.outbox
    words = f"{sent.subject} {sent.body} {sent.alternatives}"
    assert TITLE not in words and ID not in words and "unless it is taken back before" in words
    shown = as_(cast.ben).get("/privacy/mine/").content.decode()
    assert TITLE not in shown and ID not in shown


def test_somebody_without_an_address_is_not_written_to(cast, goals):
    cast.lou.email = ""
    saved(cast.lou)
    share(cast.ana, cast.lou, "one")
    assert not Mail.objects.exists()
