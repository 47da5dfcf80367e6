"""The taxonomy: seeding, pages, search."""

import pytest
from django.urls import reverse

from staffroom.core.practices import PRACTICES
from staffroom.core.practices_work import WORK_PRACTICES
from staffroom.expertise import actions, queries
from staffroom.expertise.models import Practice
from staffroom.spine.scoping import district_scope, writing
from tests.factories.expertise import make_offer, make_practice

from .conftest import NOW


def test_seeding_adds_every_starter_practice_once(cast, scope):
    assert actions.seed_practices(cast.district, now=NOW) == len(PRACTICES) + len(WORK_PRACTICES)
    assert actions.seed_practices(cast.district, now=NOW) == 0
    assert Practice.objects.count() == len(PRACTICES) + len(WORK_PRACTICES)


def test_seeding_leaves_what_the_district_renamed_or_retired(cast, scope):
    make_practice(cast.district, "number-talks", name_en="Talking numbers", active=False)
    actions.seed_practices(cast.district, now=NOW)
    kept = Practice.objects.get(code="number-talks")
    assert (kept.name_en, kept.active) == ("Talking numbers", False)


@pytest.mark.parametrize("typed", ["nu", "nubmer", "charlas numericas", "NÚMERICAS"])
def test_search_forgives_slips_in_both_languages(place, scope, typed):
    assert [p.code for p in queries.search_practices(place.cast.district.pk, typed)] == ["number-talks"]


def test_search_stays_in_the_district_and_leaves_out_retired_ones(place, scope):
    with writing():
        place.practice.active = False
        place.practice.save()
    assert queries.search_practices(place.cast.district.pk, "number") == []


def test_practices_page_lists_families_and_says_how_many_offer(place, as_):
    page = as_(place.cast.ben).get(reverse("practices")).content.decode()
    assert page.count("1 colleague offers it") == 1 and "Wait time" in page


def test_the_page_searches_without_scripts_and_falls_back_to_the_families(place, as_):
    ben = as_(place.cast.ben)
    found = ben.get(reverse("practices"), {"text": "nubmer"}).content.decode()
    assert "1 practice fits" in found and "Wait time" not in found
    nothing = ben.get(reverse("practices"), {"text": "zzzz"}).content.decode()
    assert "0 practices fit" in nothing and "Wait time" in nothing


def test_drafts_and_people_who_left_are_not_counted(place, as_):
    make_offer(place.cast.ben, place.practice, state="draft")
    with writing():
        place.cast.ana.active = False
        place.cast.ana.save()
    with district_scope(place.cast.district.pk):
        assert queries.practice_by_code(place.cast.district.pk, "number-talks").offered == 0


def test_practice_page_and_unknown_one(place, as_):
    ben = as_(place.cast.ben)
    assert "1 colleague would show you this" in ben.get(reverse("practice", args=["number-talks"])).content.decode()
    assert ben.get(reverse("practice", args=["nothing"])).status_code == 404


def test_a_practice_of_another_district_does_not_exist(place, as_):
    assert as_(place.cast.cleo).get(reverse("practice", args=["wait-time"])).status_code == 404


def test_search_fragment_from_two_letters(place, as_):
    ben = as_(place.cast.ben)
    assert b"Number talks" in ben.get(reverse("practice_search"), {"text": "nubmer"}, HTTP_HX_REQUEST="true").content
    assert b"Number talks" not in ben.get(reverse("practice_search"), {"text": "n"}).content


def test_search_fragment_on_the_page_of_visits_leads_to_who_can_show_it(place, as_):
    page = as_(place.cast.ben).get(reverse("practice_search"), {"q": "number talks", "for": "find"}).content.decode()
    assert f'href="{reverse("find")}?practice=number-talks"' in page


def test_search_fragment_for_a_select(place, as_):
    ben = as_(place.cast.ben)
    page = ben.get(reverse("practice_search"), {"text": "nubmer", "as": "options"}).content.decode()
    assert '<option value="number-talks" selected' in page and "wait-time" not in page
    whole = ben.get(reverse("practice_search"), {"text": "zzzz", "as": "options"}).content.decode()
    assert "wait-time" in whole and "Nothing fits" in whole


def test_what_was_typed_is_escaped(place, as_):
    page = as_(place.cast.ben).get(reverse("practice_search"), {"text": "<script>x"}).content
    assert b"<script>x" not in page and b"&lt;script&gt;x" in page


def test_spanish_names_in_a_spanish_page(place, as_):
    page = as_(place.cast.ben).get(reverse("practices"), HTTP_ACCEPT_LANGUAGE="es").content.decode()
    assert "Charlas numéricas" in page


def test_strangers_sign_in_first(place, client):
    assert client.get(reverse("practices")).status_code == 302
    assert client.get(reverse("practice_search"), HTTP_HX_REQUEST="true").status_code == 401


def test_reading_pages_take_no_post(place, as_):
    ben = as_(place.cast.ben)
    for name, args in (("practices", []), ("practice_search", []), ("practice", ["number-talks"])):
        assert ben.post(reverse(name, args=args)).status_code == 405


def test_queries_do_not_grow_with_practices(place, as_, django_assert_max_num_queries):
    ben = as_(place.cast.ben)
    counts = []
    for more in (0, 3):
        for n in range(more):
            make_practice(place.cast.district, f"more-{n}")
        with django_assert_max_num_queries(12) as captured:
            ben.get(reverse("practices"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
