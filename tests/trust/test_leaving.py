"""People who leave: their words reach them, nobody else, and what was private goes when the term is over."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone

from staffroom.expertise.models import Need, Offer
from staffroom.people.models import Account, DeviceSession, PhoneKey, Staff
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job, enqueue, run
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts
from staffroom.trust.models import Leaving
from tests.factories.cast import client_of
from tests.factories.expertise import make_need, make_offer, make_practice
from tests.factories.people import saved
from tests.factories.visits import NOW, make_scene

LATER = NOW + timedelta(days=31)
WORDS = "to speak less, and to wait"


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


@pytest.fixture
def ana(scene):
    """Ana has a need, a draft and a published offer, and has left."""
    ana = scene.cast.ana
    make_need(ana, scene.practice, note=WORDS)
    make_offer(ana, make_practice(ana.district, "wait-time"), state="draft", what_i_do="not yet said")
    return leave(ana)


def leave(person, on=date(2026, 10, 2)):
    person.active, person.left_on = False, on
    Account.objects.filter(staff=person).update(is_active=False)
    return saved(person)


def come_back(person):
    person.active, person.left_on = True, None
    Account.objects.filter(staff=person).update(is_active=True)
    saved(person)


def night(kind="trust.leavers"):
    """One night: the job as the schedule starts it, and what it did."""
    made = enqueue(kind, district_id=None, now=timezone.now())
    if made.state != Job.State.DONE:
        run(made.pk)
    made.refresh_from_db()
    assert made.state == Job.State.DONE, made.error
    return made.result


def text(answer):
    return answer.content.decode()


def link(words=None):
    return re.search(r"/leaving/[\w-]+/", words or mail.outbox[-1].body).group()


def only() -> Leaving:
    with across_districts():
        return Leaving.objects.select_related("staff").get()


def test_who_left_gets_a_link_and_behind_it_all_of_their_own_words(ana):
    night()
    assert mail.outbox[0].to == [ana.email]
    assert "/leaving/" not in "".join(Mail.objects.values_list("text", flat=True)), "the outbox keeps no link"
    browser = Client()
    page = browser.get(link())
    assert page.status_code == 200 and "Ana Reyes" in text(page) and WORDS not in text(page)
    assert only().fetched is None, "looking fetches nothing"
    file = browser.post(link())
    packed = zipfile.ZipFile(BytesIO(file.getvalue()))
    told = packed.read("data.json").decode()
    assert WORDS in told and "not yet said" in told
    assert only().fetched and "_auth_user_id" not in browser.session, "and nobody is signed in"


def test_only_a_digest_of_the_link_is_kept(ana):
    night()
    token = link().split("/")[2]
    assert len(token) >= 32 and token not in str(vars(only()))


def test_two_nights_are_as_one(ana):
    night()
    assert night() == {"new": 0, "told": 0, "back": 0, "removed": 0}
    assert len(mail.outbox) == 1


def test_a_mail_that_was_not_taken_goes_the_next_night(ana, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("staffroom.trust.jobs.send_link", lambda *_told: False)
        night()
    assert only().told is None
    night()
    assert only().told


def test_who_wrote_nothing_has_nothing_to_fetch(scene):
    leave(scene.cast.lou)
    assert night()["new"] == 0 and mail.outbox == []


def test_a_link_ends_a_day_after_it_was_used_and_after_its_term(ana, set_clock):
    night()
    used = link()
    Client().post(used)
    set_clock(NOW + timedelta(hours=23))
    assert Client().post(used).status_code == 200, "a download that broke off"
    set_clock(NOW + timedelta(hours=25))
    assert Client().get(used).status_code == 409
    assert Client().post("/leaving/of-nobody/").status_code == 404


def test_an_unused_link_ends_with_its_term(ana, set_clock):
    night()
    set_clock(LATER)
    assert Client().get(link()).status_code == 409 and Client().post(link()).status_code == 409


def test_after_the_term_what_was_private_goes_and_what_was_published_stays(ana, set_clock):
    night()
    set_clock(NOW + timedelta(days=29))
    night()
    with across_districts():
        assert Need.objects.filter(staff=ana).count() == 1, "not before"
    set_clock(LATER)
    assert night()["removed"] == 1
    with across_districts():
        assert not Need.objects.filter(staff=ana).exists()
        assert set(Offer.objects.filter(staff=ana).values_list("state", flat=True)) == {"published"}
    assert not StoredFile.objects.filter(owner=ana.pk).exists() and Client().get(link()).status_code == 404
    assert night()["removed"] == 0
    assert only().removed and AuditEntry.objects.filter(kind="trust.leaving_removed", subject=ana.pk).count() == 1


def test_the_weekly_sweep_of_files_leaves_the_copy(ana, set_clock):
    night()
    set_clock(NOW + timedelta(days=20))
    night("trust.retention")
    assert Client().post(link()).status_code == 200


def test_coming_back_before_that_loses_nothing_and_ends_the_link(ana, set_clock):
    night()
    used = link()
    come_back(ana)
    assert Client().get(used).status_code == 409, "at once, not only at night"
    set_clock(LATER)
    assert night() == {"new": 0, "told": 0, "back": 1, "removed": 0}
    with across_districts():
        assert Need.objects.filter(staff=ana, note=WORDS).exists()
        assert Offer.objects.filter(staff=ana).count() == 2
    assert Client().get(used).status_code == 404


def test_leaving_a_second_time_begins_again(ana, set_clock):
    night()
    come_back(ana)
    night()
    leave(ana, date(2026, 11, 2))
    assert night()["new"] == 1
    with across_districts():
        assert Leaving.objects.filter(staff=ana).count() == 2


# --- The central office ---------------------------------------------------------------------------------


def test_the_central_office_sees_how_it_stands_and_no_content(ana, as_):
    night()
    page = text(as_(dana(ana)).get("/leavers/"))
    assert "Ana Reyes" in page and "by mail" in page
    assert WORDS not in page and "not yet said" not in page and "/leaving/" not in page


def dana(person):
    with across_districts():
        return Staff.objects.get(given="Dana", district=person.district)


@pytest.fixture
def as_(scene):
    return client_of


def test_others_see_no_list_and_hand_out_no_link(ana, scene, as_):
    night()
    address = f"/leavers/{only().public_id}/link/"
    for other in (scene.cast.ben, scene.cast.paz, scene.cast.ivo):
        assert as_(other).get("/leavers/").status_code == 403
        assert as_(other).post(address, {"email": "me@x.example"}).status_code == 403
    assert as_(scene.cast.cora).post(address, {"email": "me@x.example"}).status_code == 404
    assert only().by_staff is None and len(mail.outbox) == 1


def hand(as_, ana, email=""):
    return as_(dana(ana)).post(f"/leavers/{only().public_id}/link/", {"email": email})


def test_a_link_is_not_printed_for_whom_a_mail_reaches(ana, as_):
    night()
    assert hand(as_, ana).status_code == 409 and Client().get(link()).status_code == 200


def test_for_whom_no_mail_reaches_it_is_printed_once(ana, as_):
    Account.objects.filter(staff=ana).update(email="ana.reyes@maple.invalid")
    night()
    assert mail.outbox == [] and only().told is None
    printed = link(text(hand(as_, ana)))
    assert Client().get(printed).status_code == 200
    assert hand(as_, ana).status_code == 409, "once"
    assert "/leaving/" not in text(as_(dana(ana)).get("/leavers/"))
    assert AuditEntry.objects.filter(kind="trust.leaving_elsewhere", subject=ana.pk).count() == 1


def test_sent_elsewhere_it_is_told_at_the_known_address_and_the_first_link_is_void(ana, as_):
    night()
    first = link()
    hand(as_, ana, "ana@new-home.example")
    assert mail.outbox[-1].to == ["ana@new-home.example"] and Client().get(first).status_code == 404
    assert Mail.objects.get(kind="trust/mails/link_handed").to == ana.email
    assert hand(as_, ana, "once@more.example").status_code == 409


def test_what_was_fetched_is_not_handed_out_again(ana, as_):
    night()
    Client().post(link())
    assert hand(as_, ana, "ana@new-home.example").status_code == 409 and len(mail.outbox) == 1


@pytest.mark.parametrize("kind", ["number", "password"])
def test_whoever_hands_out_a_link_does_not_know_what_its_owner_knows(ana, as_, kind):
    account = Account.objects.get(staff=ana)
    secret = "480215" if kind == "number" else "plum lantern orbit"
    if kind == "number":
        saved(PhoneKey(account=account, number=make_password(secret)))
    else:
        account.set_password(secret)
        account.save()
    night()
    for _each in range(4):
        assert Client().post(link(), {"proof": "guess"}).status_code == 422
    assert Client().post(link(), {"proof": secret}).status_code == 200
    Client().post(link(), {"proof": "guess"})
    assert Client().post(link(), {"proof": secret}).status_code == 409, "five wrong ones end it"


def test_no_session_comes_of_it(ana):
    night()
    before = DeviceSession.objects.count()
    Client().post(link())
    assert DeviceSession.objects.count() == before


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(scene, as_, django_assert_num_queries, number):
    for person in (scene.cast.ana, scene.cast.ben, scene.cast.gil)[:number]:
        make_need(person, scene.practice)
        leave(person)
    night()
    client = as_(scene.cast.dana)
    client.get("/leavers/")
    with django_assert_num_queries(6):
        client.get("/leavers/")
