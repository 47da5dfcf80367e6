"""A need or a draft shared with one colleague by name, for a time: who reads it, and until when."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse

import staffroom
from staffroom.expertise.models import Need, Offer
from staffroom.people.models import Staff
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import store
from staffroom.spine.scoping import district_scope
from staffroom.trust import kinds
from staffroom.trust.models import Grant
from tests.factories.expertise import make_need, make_offer, make_practice
from tests.factories.grants import make_evaluates, make_grant
from tests.factories.people import make_assignment, saved

from .conftest import MONDAY, NOW

SECRET = "Silence feels long to me."
EVERYBODY_ELSE = ("gil", "paz", "dana", "lou", "ivo", "cleo", "cora")


@pytest.fixture
def need(place) -> Need:
    return make_need(place.cast.ana, place.other_practice, note=SECRET)


@pytest.fixture
def draft(place) -> Offer:
    district = place.cast.district
    with district_scope(district.pk):
        file = store([b"A plan"], name="p.txt", district_id=district.pk, owner=place.cast.ana.pk, now=NOW)
    words = {"what_i_do": SECRET, "artefact_file": file.public_id}
    return make_offer(place.cast.ana, place.other_practice, state="draft", **words)


@pytest.fixture
def things(need, draft) -> dict[str, tuple[str, ...]]:
    """Kind -> the addresses at which it is read."""
    return {
        "need": (reverse("need", args=[need.public_id]),),
        "draft": (reverse("offer", args=[draft.public_id]), reverse("offer_file", args=[draft.public_id])),
    }


def statuses(as_, person: Staff, addresses: tuple[str, ...]) -> set[int]:
    return {as_(person).get(address).status_code for address in addresses}


@pytest.fixture(params=["need", "draft"])
def shared(request, place, need, draft, things) -> tuple[str, tuple[str, ...], Grant]:
    """Record, its addresses, and a grant of it to Ben."""
    record = request.param
    return record, things[record], make_grant({"need": need, "draft": draft}[record], place.cast.ben, record)


def test_without_sharing_it_is_the_owners_alone(place, things, as_):
    for addresses in things.values():
        assert statuses(as_, place.cast.ana, addresses) == {200}
        for person in ("ben", *EVERYBODY_ELSE):
            assert statuses(as_, getattr(place.cast, person), addresses) == {404}


def test_a_named_colleague_reads_it_and_nobody_else(place, shared, as_):
    _record, addresses, _grant = shared
    page = as_(place.cast.ben).get(addresses[0]).content.decode()
    assert SECRET in page and "Oct. 31, 2026" in page and "Ana Reyes" in page
    assert statuses(as_, place.cast.ben, addresses) == {200}
    for person in EVERYBODY_ELSE:
        assert statuses(as_, getattr(place.cast, person), addresses) == {404}


def test_ended_expired_or_left_holds_on_the_next_request(place, shared, as_, set_clock):
    _record, addresses, grant = shared
    cast, ben = place.cast, place.cast.ben
    set_clock(datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    assert statuses(as_, ben, addresses) == {200}
    set_clock(datetime(2026, 11, 1, 18, 0, tzinfo=UTC))
    assert statuses(as_, ben, addresses) == {404}
    set_clock(NOW)
    cast.ana.active = False
    saved(cast.ana)
    assert statuses(as_, ben, addresses) == {404}, "its owner has left"
    cast.ana.active = True
    saved(cast.ana)
    grant.ended = NOW
    saved(grant)
    assert statuses(as_, ben, addresses) == {404}


@pytest.mark.parametrize("how", ["evaluates", "leads", "works here no more", "IT only", "central only"])
def test_what_a_person_becomes_counts_at_once(place, shared, as_, how):
    _record, addresses, _grant = shared
    cast = place.cast
    assert statuses(as_, cast.ben, addresses) == {200}
    if how == "evaluates":
        make_evaluates(cast.ben, cast.ana, MONDAY)
    elif how == "leads":
        make_assignment(cast.ben, "principal", cast.lincoln)
    else:
        with district_scope(cast.district.pk):
            post = cast.ben.assignments.get()
        post.ends = MONDAY
        saved(post)
        if how != "works here no more":
            make_assignment(cast.ben, how.split()[0].lower())
    assert statuses(as_, cast.ben, addresses) == {404}


def test_reading_is_written_down_for_the_owner_once_a_day_without_content(place, shared, as_):
    record, addresses, _grant = shared
    for address in (*addresses, *addresses):
        as_(place.cast.ben).get(address)
        as_(place.cast.ana).get(address)
    entry = AuditEntry.objects.get(kind="trust.opened")
    assert (entry.actor, entry.subject, entry.facts["record"]) == (place.cast.ben.pk, place.cast.ana.pk, record)
    assert SECRET not in str(entry.facts)


def test_a_published_offer_is_read_without_a_trace(place, as_):
    as_(place.cast.gil).get(reverse("offer", args=[place.offer.public_id]))
    assert not AuditEntry.objects.filter(kind="trust.opened").exists()


def test_a_reader_changes_nothing_and_is_told_so(place, need, draft, as_):
    make_grant(need, place.cast.ben, "need")
    make_grant(draft, place.cast.ben, "draft")
    ben = as_(place.cast.ben)
    for name in ("need_close", "need_reopen", "need_delete"):
        assert ben.post(reverse(name, args=[need.public_id])).status_code == 403
    for name in ("offer_edit", "offer_publish", "offer_withdraw", "offer_delete"):
        assert ben.post(reverse(name, args=[draft.public_id])).status_code == 403
    page = ben.get(reverse("offer", args=[draft.public_id])).content.decode()
    assert "A draft, shared with you by Ana Reyes until" in page and "Ask to visit" not in page
    assert ben.get(reverse("ask_visit", args=[draft.public_id])).status_code == 409


@pytest.mark.parametrize("deleted", ["need", "draft"])
def test_deleting_ends_its_grants(place, need, draft, as_, deleted):
    make_grant({"need": need, "draft": draft}[deleted], place.cast.ben, deleted)
    name, thing = ("need_delete", need) if deleted == "need" else ("offer_delete", draft)
    as_(place.cast.ana).post(reverse(name, args=[thing.public_id]))
    with district_scope(place.cast.district.pk):
        assert Grant.objects.get().ended_because == "gone"


@pytest.mark.parametrize("act", ["offer_publish", "offer_withdraw"])
def test_publishing_and_withdrawing_take_a_shared_draft_back(place, draft, as_, act):
    make_grant(draft, place.cast.ben, "draft")
    ana, there = as_(place.cast.ana), reverse("offer", args=[draft.public_id])
    ana.post(reverse(act, args=[draft.public_id]))
    with district_scope(place.cast.district.pk):
        assert Grant.objects.get().ended_because == "owner"
    assert as_(place.cast.ben).get(there).status_code == (200 if act == "offer_publish" else 404)
    ana.post(reverse("offer_withdraw", args=[draft.public_id]))
    assert as_(place.cast.ben).get(there).status_code == 404


def test_a_shared_draft_is_not_in_the_api_nor_in_any_list(place, draft, as_):
    make_grant(draft, place.cast.ben, "draft")
    ben = as_(place.cast.ben)
    assert ben.get(f"/api/v1/offers/{draft.public_id}").status_code == 404
    for address in ("/api/v1/offers", reverse("doors"), reverse("practices"), "/", "/find/?practice=wait-time"):
        assert draft.public_id not in ben.get(address).content.decode()


@pytest.mark.parametrize("record", ["need", "draft"])
def test_without_the_matrix_anybody_would_read(place, things, as_, monkeypatch, record):
    monkeypatch.setattr("staffroom.expertise.rules.by_matrix.require", lambda *_asked: None)
    assert statuses(as_, place.cast.gil, things[record]) == {200}


def test_kinds_know_their_records_and_only_as_what_they_are(place, need, draft, actor, scope):
    ana, gil = actor(place.cast.ana), actor(place.cast.gil)
    found = kinds.find(ana, "need", need.public_id)
    assert (found.owner_id, found.standing.own) == (place.cast.ana.pk, True)
    assert found.url == reverse("need", args=[need.public_id])
    assert not kinds.find(gil, "need", need.public_id).standing.own
    assert kinds.find(ana, "draft", draft.public_id) and kinds.find(ana, "offer", draft.public_id) is None
    assert kinds.find(ana, "offer", place.offer.public_id) and kinds.find(ana, "draft", place.offer.public_id) is None
    assert kinds.find(ana, "need", "nothing") is kinds.find(ana, "offer", "nothing") is None


# --- Needs stay hidden -------------------------------------------------------------------------------
def test_no_title_and_no_address_names_what_somebody_needs(place, need, as_):
    make_grant(need, place.cast.ben, "need")
    for person in (place.cast.ana, place.cast.ben):
        answer = as_(person).get(reverse("need", args=[need.public_id]))
        title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S).group(1)
        assert "ait time" not in title
        assert answer["Cache-Control"] == "private, no-store" and answer["Referrer-Policy"] == "same-origin"


def test_keeping_a_practice_on_the_list_puts_nothing_into_an_address(place, as_):
    ana = as_(place.cast.ana)
    page = ana.get(reverse("practice", args=["wait-time"])).content.decode()
    assert "needs/?" not in page
    told = ana.post(reverse("my_needs"), {"practice": "wait-time"}, follow=True)
    assert "Added to your list. Only you can see it." in told.content.decode()
    assert not [address for address, _status in told.redirect_chain if "wait-time" in address]
    assert (
        'value="number-talks" selected' not in ana.get(reverse("my_needs") + "?practice=number-talks").content.decode()
    )


def test_no_template_links_to_needs_with_a_practice_and_find_carries_no_mark():
    for template in Path(staffroom.__file__).parent.rglob("*.html"):
        text = template.read_text()
        assert not re.search(r"url .my_needs. %}\?", text), template
        assert not re.search(r"\?practice=[^\"]*&amp;(need|from)", text), template


def test_my_needs_lead_to_their_pages(place, need, as_):
    page = as_(place.cast.ana).get(reverse("my_needs")).content.decode()
    assert reverse("need", args=[need.public_id]) in page


def test_wrong_method_and_strangers(place, need, as_, client):
    address = reverse("need", args=[need.public_id])
    assert as_(place.cast.ana).post(address).status_code == 405
    assert client.get(address).status_code == 302


def test_the_page_says_with_how_many_it_is_shared(place, need, draft, as_):
    ana = as_(place.cast.ana)
    pages = (reverse("need", args=[need.public_id]), reverse("offer", args=[draft.public_id]))
    assert all("only you" in ana.get(address).content.decode() for address in pages)
    make_grant(need, place.cast.ben, "need")
    make_grant(draft, place.cast.ben, "draft")
    assert all("1 colleague with whom you share it" in ana.get(address).content.decode() for address in pages)


def test_needs_of_another_practice_are_not_drawn_in(place, need, as_):
    """Reading one shared need leads to no other need of the same person."""
    other = make_need(place.cast.ana, make_practice(place.cast.district, "group-work"), note="Another one.")
    make_grant(need, place.cast.ben, "need")
    page = as_(place.cast.ben).get(reverse("need", args=[need.public_id])).content.decode()
    assert "Another one." not in page and other.public_id not in page
