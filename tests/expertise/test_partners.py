"""Thought partners today: for willing colleagues who are free, not for who leads or evaluates, over at midnight."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.expertise import actions, queries
from staffroom.expertise.models import PartnerWish
from staffroom.spine.access import Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from tests.factories.expertise import make_hosting, make_wish
from tests.factories.grants import make_evaluates

from .conftest import MONDAY, NOW

ABOUT = "My groups fall apart after lunch."
EVENING = NOW + timedelta(hours=15)  # ten at night in California


@pytest.fixture
def wish(place, scope):
    return make_wish(place.cast.ana, MONDAY)


def shown(actor, now=NOW):
    return [one.wish.about for one in queries.wishes_for_me(actor, now)]


def test_a_colleague_who_is_willing_and_free_sees_it_with_when_both_are_free(place, actor, wish, as_):
    assert shown(actor(place.cast.ben)) == [ABOUT]
    page = as_(place.cast.ben).get(reverse("partner")).content.decode()
    assert ABOUT in page and "You are both free" in page


def test_who_is_not_free_or_not_willing_does_not(place, actor, wish):
    assert shown(actor(place.cast.ben), EVENING) == []  # no free period is left
    make_hosting(place.cast.ben, welcome=False)
    assert shown(actor(place.cast.ben)) == []


def test_principal_evaluator_central_office_it_and_strangers_never_see_it(place, actor, wish, as_):
    cast = place.cast
    make_evaluates(cast.ben, cast.ana)
    for person in (cast.ben, cast.paz, cast.dana, cast.ivo, cast.lou):
        assert shown(actor(person)) == []
        with pytest.raises(Http404):
            actions.answer_wish(by=actor(person), now=NOW, public_id=wish.public_id)
    for person in (cast.paz, cast.dana, cast.ivo):
        assert as_(person).get(reverse("partner")).status_code == 403
    assert ABOUT not in as_(cast.cleo).get(reverse("partner")).content.decode()


def test_it_is_over_at_midnight(place, actor, wish):
    tomorrow = NOW + timedelta(days=1)
    assert shown(actor(place.cast.ben), tomorrow) == []
    with pytest.raises(Http404):
        actions.answer_wish(by=actor(place.cast.ben), now=tomorrow, public_id=wish.public_id)


def test_an_answer_tells_who_asked_and_hides_it_from_the_others(place, actor, wish, as_):
    actions.answer_wish(by=actor(place.cast.ben), now=NOW, public_id=wish.public_id)
    assert shown(actor(place.cast.ben)) == []
    mail = Mail.objects.get(to_staff=place.cast.ana.pk)
    assert "Ben Ortiz" in mail.text and "Ben" not in mail.subject and ABOUT not in mail.text
    assert "Ben Ortiz has time for you" in as_(place.cast.ana).get(reverse("partner")).content.decode()


@pytest.mark.parametrize("meanwhile", ["answered", "taken back"])
def test_whoever_answers_a_moment_later_is_told_and_nobody_gets_a_second_mail(
    place, actor, wish, monkeypatch, meanwhile
):
    cast, given = place.cast, {"now": NOW, "public_id": wish.public_id}
    read_before = queries.wish_for(actor(cast.ben), NOW, wish.public_id)
    if meanwhile == "answered":
        actions.answer_wish(by=actor(cast.gil), **given)
    else:
        actions.take_wish_back(by=actor(cast.ana), **given)
    monkeypatch.setattr(queries, "wish_for", lambda *_given: read_before)
    with pytest.raises(Refused, match="faster"):
        actions.answer_wish(by=actor(cast.ben), **given)
    mails = Mail.objects.filter(to_staff=cast.ana.pk)
    assert not any("Ben" in mail.text for mail in mails) and mails.count() == (meanwhile == "answered")
    assert set(PartnerWish.objects.values_list("partner_id", flat=True)) <= {cast.gil.pk}


def test_one_wish_a_day_and_only_its_owner_takes_it_back(place, actor, scope):
    ana = actor(place.cast.ana)
    mine = actions.wish_partner(by=ana, now=NOW, about=ABOUT)
    with pytest.raises(Refused):
        actions.wish_partner(by=ana, now=NOW, about="Again.")
    with pytest.raises(Refused):
        actions.take_wish_back(by=actor(place.cast.ben), now=NOW, public_id=mine.public_id)
    with pytest.raises(Refused):
        actions.answer_wish(by=ana, now=NOW, public_id=mine.public_id)
    actions.take_wish_back(by=ana, now=NOW, public_id=mine.public_id)
    assert not PartnerWish.objects.exists()
    with pytest.raises(Refused):
        actions.wish_partner(by=ana, now=NOW, about="  ")


def test_the_log_names_nobody(place, actor, scope):
    actions.wish_partner(by=actor(place.cast.ana), now=NOW, about=ABOUT)
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.kind, entry.actor, entry.subject) == ("expertise.private_record", None, None)


def test_by_form(place, as_, scope):
    ana = as_(place.cast.ana)
    assert ana.post(reverse("partner"), {"about": ""}).status_code == 422
    assert ana.post(reverse("partner"), {"about": ABOUT}).status_code == 302
    assert ana.post(reverse("partner"), {"about": ABOUT}).status_code == 422
    wish = PartnerWish.objects.get()
    assert as_(place.cast.ben).post(reverse("partner_answer", args=[wish.public_id])).status_code == 302
    assert ana.post(reverse("partner_delete", args=[wish.public_id])).status_code == 302
    assert ana.get(reverse("partner"))["Cache-Control"] == "private, no-store"


def test_queries_do_not_grow_with_wishes(place, as_, scope, django_assert_max_num_queries):
    counts = []
    for people in ([place.cast.ana], [place.cast.gil, place.cast.lou]):
        for person in people:
            make_wish(person, MONDAY)
        as_(place.cast.ben).get(reverse("partner"))
        with django_assert_max_num_queries(60) as captured:
            as_(place.cast.ben).get(reverse("partner"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
