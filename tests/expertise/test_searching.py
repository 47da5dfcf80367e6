"""Search as you type: who comes, in which order, and that the index never shows what the tables do not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from staffroom.expertise import actions, queries
from staffroom.expertise.models import LikenessWeights, Offer
from staffroom.expertise.queries import searching
from staffroom.people.models import Assignment, Section, Staff
from staffroom.spine.access import Forbidden
from staffroom.spine.scoping import writing
from tests.factories.expertise import make_adoption, make_hosting, make_need, make_offer, make_practice
from tests.factories.people import make_assignment, make_section, make_staff, saved

from .conftest import NOW


@pytest.fixture(autouse=True)
def _as_just_started():
    queries.forget_searches()
    yield
    queries.forget_searches()


@pytest.fixture
def ben(place, actor, scope):
    return actor(place.cast.ben)


def names(actor, text):
    return [match.name for match in queries.find_people(actor, text).people]


def host(place, name, practice, grades="04", **fields):
    """A teacher of Lincoln with one class and an offer."""
    person = make_staff(place.cast.district, name, "Tran", source_id=name.lower())
    make_assignment(person, "teacher", place.cast.lincoln)
    section = make_section(
        place.cast.lincoln, f"Class of {name}", person, terms=place.cast.year.source_id, grades=grades, subject="ela"
    )
    return make_offer(person, practice, section, **fields)


@pytest.mark.parametrize("typed", ["number talks", "nu", "nubmer", "charlas numericas", "CHARLAS NUMÉRICAS", "mental"])
def test_accents_slips_and_both_languages(ben, typed):
    assert names(ben, typed) == ["Ana Reyes"]


@pytest.mark.parametrize("typed", ["", "n", "?!", "zzzz"])
def test_nothing_fits_nothing(ben, typed):
    found = queries.find_people(ben, typed)
    assert (found.practices, found.people) == ([], [])


def test_words_of_an_offer_and_of_those_who_use_it_are_found(ben, place):
    host(place, "Kim", place.other_practice, what_i_do="We build kites and measure their angles.")
    make_adoption(place.offer, place.cast.gil, state="shown", what_came="My welders estimate aloud.")
    make_adoption(place.offer, place.cast.lou, state="private", what_came="Secret trombones.")
    assert names(ben, "kites") == ["Kim Tran"]
    assert names(ben, "welders") == ["Ana Reyes"]
    assert names(ben, "trombones") == []


def test_classes_like_mine_come_first_and_the_order_is_mine(ben, place, actor):
    host(place, "Far", place.practice, grades="11")
    near = host(place, "Near", place.practice, grades="04")
    assert names(ben, "number talks")[0] == "Near Tran"
    found = queries.find_people(ben, "number talks").people
    assert found[0].offer_id == near.pk and found[0].reasons
    assert names(actor(Staff.objects.get(given="Near")), "number talks")[0] != "Near Tran"


def test_the_districts_weights_decide_what_is_like_mine(ben, place):
    host(place, "Grade", place.practice, grades="04")
    other = host(place, "Share", place.practice, grades="11")
    for offer, share in ((other, 0.5), (Offer.objects.get(staff__given="Grade"), 0.0)):
        section = offer.sections.get()
        section.english_learners = share
        saved(section)
    mine = place.cast.ben_section
    mine.english_learners = 0.5
    saved(mine)
    assert names(ben, "number talks")[0] == "Grade Tran"
    only = dict.fromkeys(("subjects", "grades", "iep", "language_program", "level", "size"), 0)
    saved(LikenessWeights(district=place.cast.district, english_learners=100, **only))
    assert names(ben, "number talks")[0] == "Share Tran"


def test_never_oneself_never_a_draft_never_who_welcomes_nobody(place, actor, scope):
    cast = place.cast
    make_offer(cast.gil, place.practice, state="draft")
    make_offer(cast.ben, place.practice), make_hosting(cast.ben, welcome=False)
    assert names(actor(cast.ana), "number talks") == []


def test_an_offer_for_one_school_stays_there(place, actor, scope):
    make_offer(place.cast.ana, place.other_practice, audience="school")
    assert names(actor(place.cast.ben), "wait time") == ["Ana Reyes"]
    assert names(actor(place.cast.gil), "wait time") == []


def test_what_is_withdrawn_is_gone_at_once_and_what_is_new_is_there(ben, place, actor):
    ana = actor(place.cast.ana)
    assert names(ben, "number talks") == ["Ana Reyes"]
    actions.withdraw_offer(by=ana, now=NOW, public_id=place.offer.public_id)
    assert names(ben, "number talks") == []
    host(place, "Kim", place.practice, updated=NOW + timedelta(minutes=1))
    assert names(ben, "number talks") == ["Kim Tran"]


def test_an_old_index_shows_nothing_that_the_tables_do_not(ben, place, monkeypatch):
    """The guard taken away: an index that is never made anew still shows nobody who may not be shown."""
    assert names(ben, "number talks") == ["Ana Reyes"]
    monkeypatch.setattr(searching, "_fresh", lambda district: searching._known[district])
    for change in ({"state": "withdrawn"}, {"state": "published", "audience": "school"}):
        with writing():
            Offer.objects.filter(pk=place.offer.pk).update(**change)
            Assignment.objects.filter(staff=place.cast.ana).update(school=place.cast.garfield)
        assert names(ben, "number talks") == []


def test_in_a_large_district_offers_that_changed_are_put_in_one_by_one(ben, place, actor, monkeypatch):
    monkeypatch.setattr(searching, "SMALL", 0)
    assert names(ben, "number talks") == ["Ana Reyes"]
    monkeypatch.setattr(searching, "_made", lambda *_: pytest.fail("everything was read again"))
    kim = host(place, "Kim", place.other_practice, what_i_do="Kites.", updated=NOW)
    assert names(ben, "kites") == ["Kim Tran"] and names(ben, "number talks") == ["Ana Reyes"]
    with writing():
        Offer.objects.filter(pk=kim.pk).update(state="withdrawn", updated=NOW + timedelta(minutes=1))
    assert names(ben, "kites") == []


def test_after_ten_minutes_a_large_district_is_read_again(ben, place, monkeypatch):
    monkeypatch.setattr(searching, "SMALL", 0)
    names(ben, "number talks")
    before = searching._known[ben.district_id]
    before.made -= searching.KEPT_SECONDS + 1
    before.stamp = ()
    names(ben, "number talks")
    assert searching._known[ben.district_id] is not before


def test_a_retired_practice_is_found_under_what_follows_it(ben, place, actor):
    actions.retire_practice(by=actor(place.cast.dana), now=NOW, code="number-talks", successor=place.other_practice)
    assert names(ben, "wait time") == ["Ana Reyes"]


def test_needs_change_nothing_of_what_is_found(ben, place, as_):
    page = {"q": "number talks"}
    before = as_(place.cast.gil).get(reverse("find_people"), page).content
    make_need(place.cast.ben, place.practice, note="secret"), make_need(place.cast.ana, place.other_practice)
    assert as_(place.cast.gil).get(reverse("find_people"), page).content == before


def test_another_districts_offers_do_not_exist(place, actor, scope):
    other = make_practice(place.cast.other_district, "kites")
    make_offer(place.cast.cleo, other)
    assert names(actor(place.cast.ben), "kites") == []


def test_it_reads_no_offers(place, actor, scope, as_):
    with pytest.raises(Forbidden):
        queries.find_people(actor(place.cast.ivo), "number")
    assert b"Ana Reyes" not in as_(place.cast.ivo).get(reverse("find_people"), {"q": "number talks"}).content


# --- The page -----------------------------------------------------------------------------------------
def test_as_one_types_people_come_with_reasons_and_a_time(place, as_):
    page = as_(place.cast.ben).get(reverse("find_people"), {"q": "nubmer"}).content.decode()
    assert "Ana Reyes" in page and "Number talks" in page
    assert "In your school." in page and "You can go" in page and "Ask for" in page
    assert "no order of people" in page
    spanish = as_(place.cast.ben).get(reverse("find_people"), {"q": "nubmer"}, HTTP_ACCEPT_LANGUAGE="es")
    assert "Charlas numéricas" in spanish.content.decode()


def test_without_scripts_the_page_shows_the_same(place, as_):
    page = as_(place.cast.ben).get(reverse("find"), {"q": "number talks"}).content.decode()
    assert "Ana Reyes" in page and "You can go" in page


def test_without_a_common_time_it_says_so(place, as_, scope):
    with writing():
        Section.objects.filter(pk=place.cast.ana_section.pk).update(periods="")
    make_offer(place.cast.gil, place.other_practice)
    page = as_(place.cast.ben).get(reverse("find_people"), {"q": "wait time"}).content.decode()
    assert "Gil Haddad" in page and ("No time that suits" in page or "You can go on" in page)


def test_a_fixed_number_of_queries(place, as_, django_assert_max_num_queries):
    counts = []
    for more in (0, 3):
        for n in range(more):
            host(place, f"Host{n}", place.practice)
        as_(place.cast.ben).get(reverse("find_people"), {"q": "number talks"})
        with django_assert_max_num_queries(75) as captured:
            as_(place.cast.ben).get(reverse("find_people"), {"q": "number talks"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_is_typed_is_shown_as_text(place, as_):
    assert b"<script>x" not in as_(place.cast.ben).get(reverse("find_people"), {"q": "<script>x"}).content
