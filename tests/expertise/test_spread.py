"""Words about an offer, who learned it from whom, and what spreads: private first, shown as far as both wish."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from staffroom.expertise import actions, queries
from staffroom.expertise.models import Adoption, Word
from staffroom.people.models import Staff
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from tests.factories.expertise import make_adoption, make_offer, make_word
from tests.factories.grants import make_evaluates

from .conftest import NOW

TOKEN = r'(?<="X-CSRFToken": ")\w+|(?<=name="csrfmiddlewaretoken" value=")\w+'
SAW = "Every table had something to say."


def said(by, place, kind="saw", text=SAW):
    return actions.say_word(by=by, now=NOW, offer_id=place.offer.public_id, kind=kind, text=text)


def page(as_, person, name, *args):
    return as_(person).get(reverse(name, args=args)).content.decode()


def offer_page(as_, person, place):
    return page(as_, person, "offer", place.offer.public_id)


# --- A word -------------------------------------------------------------------------------------------
def test_a_word_is_read_by_the_owner_first_and_shown_when_she_says_so(place, actor, scope, as_):
    cast = place.cast
    word = said(actor(cast.gil), place)
    assert word.state == "waiting"
    assert SAW not in offer_page(as_, cast.ben, place) and SAW not in offer_page(as_, cast.ana, place)
    assert SAW in page(as_, cast.ana, "my_spread") and SAW in page(as_, cast.gil, "my_spread")
    assert SAW not in page(as_, cast.ben, "my_spread") and SAW not in page(as_, cast.paz, "my_spread")
    actions.show_word(by=actor(cast.ana), now=NOW, public_id=word.public_id)
    assert SAW in offer_page(as_, cast.ben, place) and "Gil Haddad" in offer_page(as_, cast.ben, place)
    actions.hide_word(by=actor(cast.ana), now=NOW, public_id=word.public_id)
    assert SAW not in offer_page(as_, cast.ben, place)


def test_whoever_wrote_it_is_not_told_that_it_is_kept(place, actor, scope, as_):
    word = said(actor(place.cast.gil), place)
    before = page(as_, place.cast.gil, "my_spread")
    actions.hide_word(by=actor(place.cast.ana), now=NOW, public_id=word.public_id)
    after = page(as_, place.cast.gil, "my_spread")
    assert re.sub(TOKEN, "", before) == re.sub(TOKEN, "", after)


def test_the_owner_gets_a_mail_whose_subject_says_nothing(place, actor, scope):
    said(actor(place.cast.gil), place, kind="thanks")
    mail = Mail.objects.get(to_staff=place.cast.ana.pk)
    assert reverse("my_spread") in mail.text and reverse("my_spread") in mail.html
    assert "Gil" not in mail.subject and "Number" not in mail.subject


def test_nothing_of_a_deleted_word_is_kept_in_its_mail(place, actor, scope):
    word = said(actor(place.cast.gil), place)
    actions.delete_word(by=actor(place.cast.gil), now=NOW, public_id=word.public_id)
    mail = Mail.objects.get(to_staff=place.cast.ana.pk)
    assert not any(SAW in part or "Gil" in part for part in (mail.subject, mail.text, mail.html))


def test_nobody_vouches_for_oneself_nor_for_whom_one_leads_or_evaluates(place, actor, scope):
    cast = place.cast
    make_evaluates(cast.gil, cast.ana)
    for person in (cast.ana, cast.paz, cast.gil):
        with pytest.raises(Refused):
            said(actor(person), place)
    assert not Word.objects.exists()


def test_a_word_needs_an_offer_that_one_reads(place, actor, scope):
    school = make_offer(place.cast.ana, place.other_practice, audience="school")
    with pytest.raises(Http404):
        actions.say_word(by=actor(place.cast.gil), now=NOW, offer_id=school.public_id, kind="saw", text=SAW)
    with pytest.raises(Forbidden):
        said(actor(place.cast.ivo), place)


@pytest.mark.parametrize("text", ["", "   ", "a" * 241])
def test_a_word_is_one_or_two_lines(place, actor, scope, text):
    with pytest.raises(Refused):
        said(actor(place.cast.ben), place, text=text)


def test_one_word_of_a_kind_a_colleague(place, actor, scope):
    ben = actor(place.cast.ben)
    said(ben, place), said(ben, place, kind="thanks")
    with pytest.raises(Refused):
        said(ben, place)


def test_others_neither_show_nor_delete_it(place, actor, scope):
    cast = place.cast
    word = said(actor(cast.gil), place)
    for person in (cast.ben, cast.paz, cast.dana, cast.ivo):
        for act in (actions.show_word, actions.hide_word, actions.delete_word):
            with pytest.raises(Http404):
                act(by=actor(person), now=NOW, public_id=word.public_id)
    with pytest.raises(Forbidden):
        actions.show_word(by=actor(cast.gil), now=NOW, public_id=word.public_id)
    actions.delete_word(by=actor(cast.gil), now=NOW, public_id=word.public_id)
    assert not Word.objects.exists()


def test_words_are_in_the_order_in_which_they_came_and_not_counted(place, scope, as_):
    cast = place.cast
    make_word(place.offer, cast.gil, state="shown", text="First came this.", created=NOW)
    make_word(place.offer, cast.ben, state="shown", text="Then came that.", created=NOW.replace(hour=20))
    shown = offer_page(as_, cast.ben, place)
    assert shown.index("First came this.") < shown.index("Then came that.")
    hosts = as_(cast.ben).get(reverse("find"), {"practice": "number-talks"}).content.decode()
    assert "First came" not in hosts


def test_a_word_about_a_withdrawn_offer_is_seen_by_nobody_else(place, actor, scope, as_):
    make_word(place.offer, place.cast.gil, state="shown", text=SAW)
    actions.withdraw_offer(by=actor(place.cast.ana), now=NOW, public_id=place.offer.public_id)
    assert as_(place.cast.ben).get(reverse("offer", args=[place.offer.public_id])).status_code == 404
    assert as_(place.cast.ben).get(reverse("offer_used_by", args=[place.offer.public_id])).status_code == 404


def test_the_database_refuses_a_word_to_oneself(place, scope):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_word(place.offer, place.cast.ana)


# --- I learned this from ... --------------------------------------------------------------------------
def learned(by, place, source=None, came="My quiet ones speak first.", shown=True):
    given = {"offer_id": place.offer.public_id, "what_came": came, "shown": shown}
    return actions.take_up(by=by, now=NOW, learned_from=(source or place.cast.ana).public_id, **given)


def test_a_chain_of_adopters_shows_from_whom_each_learned_it(place, actor, scope, as_):
    cast = place.cast
    learned(actor(cast.gil), place)
    learned(actor(cast.ben), place, cast.gil, came="Even on Fridays.")
    shown = offer_page(as_, cast.lou, place)
    assert shown.index("My quiet ones speak first.") < shown.index("Even on Fridays.")
    assert "learned it from Ana Reyes" in shown and "learned it from Gil Haddad" in shown
    assert 'class="chain-1"' in shown
    assert "Even on Fridays." in page(as_, cast.lou, "offer_used_by", place.offer.public_id)


def test_whoever_does_not_wish_to_be_shown_is_seen_by_the_helper_alone(place, actor, scope, as_):
    cast = place.cast
    learned(actor(cast.gil), place, shown=False)
    assert "My quiet ones" not in offer_page(as_, cast.ben, place)
    assert "My quiet ones" in page(as_, cast.ana, "my_spread")
    assert "My quiet ones" not in page(as_, cast.paz, "my_spread")


def test_the_helper_sees_what_spreads_further_only_where_it_is_shown(place, actor, scope, as_):
    cast = place.cast
    learned(actor(cast.gil), place)
    learned(actor(cast.ben), place, cast.gil, came="Even on Fridays.", shown=False)
    assert "Even on Fridays." not in page(as_, cast.ana, "my_spread")
    assert "Even on Fridays." in page(as_, cast.gil, "my_spread")
    learned(actor(cast.ben), place, cast.gil, came="Even on Fridays.")
    assert "Even on Fridays." in page(as_, cast.ana, "my_spread")


@pytest.mark.parametrize("how", ["private", "deleted", "left"])
def test_whoever_is_shown_no_more_is_not_named_by_those_who_learned_from_them(place, actor, scope, as_, how):
    cast = place.cast
    first = learned(actor(cast.gil), place)
    learned(actor(cast.ben), place, cast.gil, came="Even on Fridays.")
    assert "learned it from Gil Haddad" in page(as_, cast.ana, "my_spread")
    if how == "private":
        learned(actor(cast.gil), place, shown=False)
    elif how == "deleted":
        actions.forget_adoption(by=actor(cast.gil), now=NOW, public_id=first.public_id)
    else:
        with writing():
            Staff.objects.filter(pk=cast.gil.pk).update(active=False)
    for shown in (offer_page(as_, cast.lou, place), page(as_, cast.lou, "offer_used_by", place.offer.public_id)):
        assert "Even on Fridays." in shown and "Gil" not in shown
    owners = page(as_, cast.ana, "my_spread")
    assert "Even on Fridays." in owners and "learned it from" not in owners


def test_a_helper_who_comes_to_evaluate_sees_neither_what_was_taken_up_nor_what_they_said(place, actor, scope, as_):
    cast = place.cast
    learned(actor(cast.ben), place, shown=False)
    theirs = make_offer(cast.ben, place.other_practice)
    make_word(theirs, cast.ana, text="Calm from the first minute.")
    before = page(as_, cast.ana, "my_spread")
    assert "My quiet ones" in before and "Calm from" in before
    make_evaluates(cast.ana, cast.ben)
    after = page(as_, cast.ana, "my_spread")
    assert "My quiet ones" not in after and "Calm from" not in after


def test_saying_it_again_changes_it(place, actor, scope):
    gil = actor(place.cast.gil)
    learned(gil, place), learned(gil, place, came="Twice a week now.", shown=False)
    kept = Adoption.objects.get()
    assert (kept.what_came, kept.state) == ("Twice a week now.", "private")


def test_one_learns_from_the_owner_or_from_somebody_shown(place, actor, scope):
    cast = place.cast
    with pytest.raises(Refused):
        learned(actor(cast.gil), place, cast.ben)
    with pytest.raises(Refused):
        learned(actor(cast.ana), place, cast.gil)
    with pytest.raises(Refused):
        learned(actor(cast.gil), place, came="  ")
    with pytest.raises(Refused):
        learned(actor(cast.gil), place, came="word " * 121)


def test_two_who_name_each_other_are_both_shown(place, scope, as_):
    cast = place.cast
    make_adoption(place.offer, cast.gil, state="shown", learned_from=cast.ben, what_came="Gil does it.")
    make_adoption(place.offer, cast.ben, state="shown", learned_from=cast.gil, what_came="Ben does it.")
    shown = offer_page(as_, cast.lou, place)
    assert "Gil does it." in shown and "Ben does it." in shown


def test_only_whoever_said_it_deletes_it(place, actor, scope):
    mine = learned(actor(place.cast.gil), place)
    for person in (place.cast.ana, place.cast.ben, place.cast.dana):
        with pytest.raises(Http404):
            actions.forget_adoption(by=actor(person), now=NOW, public_id=mine.public_id)
    actions.forget_adoption(by=actor(place.cast.gil), now=NOW, public_id=mine.public_id)
    assert not Adoption.objects.exists()


def test_the_log_holds_no_words(place, actor, scope):
    word = said(actor(place.cast.gil), place)
    actions.show_word(by=actor(place.cast.ana), now=NOW, public_id=word.public_id)
    learned(actor(place.cast.gil), place)
    kinds = {"expertise.word_said", "expertise.word_shown", "expertise.learned"}
    entries = AuditEntry.objects.filter(kind__in=kinds)
    assert {one.kind for one in entries} == kinds
    assert not any(SAW in str(one.facts) or "quiet" in str(one.facts) for one in entries)


# --- Pages --------------------------------------------------------------------------------------------
def test_by_form_a_word_is_sent_shown_and_deleted(place, as_, scope):
    cast = place.cast
    gil, ana = as_(cast.gil), as_(cast.ana)
    url = reverse("offer_word", args=[place.offer.public_id])
    assert gil.get(url).status_code == 200
    assert gil.post(url, {"kind": "saw", "text": ""}).status_code == 422
    assert gil.post(url, {"kind": "saw", "text": SAW}).status_code == 302
    assert gil.post(url, {"kind": "saw", "text": SAW}).status_code == 422
    assert ana.get(url).status_code == 409
    word = Word.objects.get()
    for name in ("word_show", "word_hide", "word_delete"):
        assert ana.get(reverse(name, args=[word.public_id])).status_code == 405
        assert ana.post(reverse(name, args=[word.public_id])).status_code == 302
    assert not Word.objects.exists()


def test_by_form_one_says_from_whom_one_learned_it(place, as_, scope):
    gil = as_(place.cast.gil)
    url = reverse("offer_learned", args=[place.offer.public_id])
    given = {"learned_from": place.cast.ana.public_id, "what_came": "It works.", "shown": "yes"}
    assert gil.post(url, given | {"what_came": ""}).status_code == 422
    assert gil.post(url, given | {"learned_from": place.cast.ben.public_id}).status_code == 422
    assert gil.post(url, given).status_code == 302
    assert "It works." in gil.get(url).content.decode()
    assert gil.post(reverse("learned_delete", args=[Adoption.objects.get().public_id])).status_code == 302


def test_what_was_saved_is_told_to_whom_it_is_told(place, as_, scope):
    cast = place.cast
    url = reverse("offer_learned", args=[place.offer.public_id])
    make_adoption(place.offer, cast.ben, state="shown")
    given = {"learned_from": cast.ben.public_id, "what_came": "It works.", "shown": "no"}
    told = as_(cast.gil).post(url, given, follow=True).content.decode()
    assert "Saved. Ben Ortiz learns of it, nobody else." in told
    assert "It works." not in offer_page(as_, cast.ana, place) + page(as_, cast.ana, "my_spread")
    assert "It works." in page(as_, cast.ben, "my_spread")
    told = as_(cast.gil).post(url, given | {"shown": "yes"}, follow=True).content.decode()
    assert "Saved. Ben Ortiz learns of it, and colleagues who see the offer can read it." in told
    assert "It works." in offer_page(as_, cast.lou, place)


def test_private_pages_are_kept_by_nobody(place, as_):
    assert as_(place.cast.ana).get(reverse("my_spread"))["Cache-Control"] == "private, no-store"


def test_queries_do_not_grow(place, as_, scope, django_assert_max_num_queries):
    cast = place.cast
    people = [cast.gil, cast.ben, cast.lou]
    counts = []
    for upto in (1, 3):
        for person in people[:upto]:
            if not Word.objects.filter(author=person).exists():
                make_word(place.offer, person, state="shown"), make_adoption(place.offer, person, state="shown")
        as_(cast.ana).get(reverse("offer", args=[place.offer.public_id]))
        found = []
        for name, args in (("offer", [place.offer.public_id]), ("my_spread", [])):
            with django_assert_max_num_queries(40) as captured:
                as_(cast.ana).get(reverse(name, args=args))
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[1]


def test_adopters_of_a_school_offer_stay_in_the_school(place, scope, as_, actor):
    offer = make_offer(place.cast.ana, place.other_practice, audience="school")
    make_adoption(offer, place.cast.ben, state="shown")
    assert as_(place.cast.gil).get(reverse("offer_used_by", args=[offer.public_id])).status_code == 404
    assert queries.used_by_page(actor(place.cast.ben), offer.public_id)["chain"]
