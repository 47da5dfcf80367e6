"""For the central office: access to hosts as counts, and the district's own weights of likeness."""

import pytest
from django.urls import reverse

from staffroom.core.context import DEFAULT, Weights
from staffroom.expertise import actions, queries
from staffroom.expertise.models import LikenessWeights
from staffroom.expertise.queries.access import _hosts
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.editions import memory
from tests.factories.expertise import make_hosting, make_need, make_offer
from tests.factories.people import make_assignment, make_section, make_staff, saved

from .conftest import NOW

OWN = {"subjects": 20, "grades": 40, "english_learners": 20, "iep": 5, "language_program": 5, "level": 5, "size": 5}


@pytest.fixture
def dana(place, actor, scope):
    return actor(place.cast.dana)


def teachers(place, number, *, offers, school=None, subject="mathematics", grades="03"):
    school = school or place.cast.lincoln
    for n in range(number):
        person = make_staff(place.cast.district, f"T{n}", f"{school}-{subject}", source_id=f"{school}-{subject}-{n}")
        make_assignment(person, "teacher", school)
        section = make_section(
            school, f"{subject} {n}", person, terms=place.cast.year.source_id, grades=grades, subject=subject
        )
        if n < offers:
            make_offer(person, place.practice, section)


# --- Access -------------------------------------------------------------------------------------------
def test_teachers_with_three_hosts_near_them_are_counted(dana, place):
    teachers(place, 20, offers=4)
    teachers(place, 11, offers=0, school=place.cast.garfield, subject="history", grades="10")
    teachers(place, 15, offers=0, school=place.cast.garfield, subject="arts", grades="10")
    page = queries.access_page(dana)
    by_name = {line.name: line for line in page["subjects"]}
    assert (by_name["Mathematics"].teachers, by_name["Mathematics"].share) == ("20", "100 %")
    assert by_name["Visual and theater arts"].share == "0 %"
    assert [one.code for one in page["without"]] == ["wait-time"]


def test_few_people_are_hidden_on_the_page_and_in_the_file(dana, place, as_):
    teachers(place, 3, offers=3, school=place.cast.garfield, subject="arts", grades="10")
    page = queries.access_page(dana)
    art = next(line for line in page["subjects"] if line.name == "Visual and theater arts")
    assert (art.teachers, art.having, art.share) == ("–", "–", "–")
    file = as_(place.cast.dana).get(reverse("access"), {"as": "csv"}).content.decode()
    assert '"Visual and theater arts","–","–","–"' in file


def test_nobody_is_named_and_needs_change_nothing(dana, place, as_):
    teachers(place, 12, offers=3)
    before = as_(place.cast.dana).get(reverse("access"), {"as": "csv"}).content
    assert b"Ana" not in before and b"T0" not in before
    make_need(place.cast.ben, place.other_practice), make_need(place.cast.ana, place.other_practice)
    assert as_(place.cast.dana).get(reverse("access"), {"as": "csv"}).content == before


def test_who_welcomes_nobody_is_no_host(dana, place):
    assert "number-talks" in {one.code for one in queries.access_page(dana)["few"]}
    make_hosting(place.cast.ana, welcome=False)
    assert _hosts(dana.district_id) == {}


def test_only_the_central_office_sees_it(place, actor, scope, as_):
    for person in (place.cast.ana, place.cast.paz, place.cast.ivo, place.cast.lou):
        with pytest.raises(Forbidden):
            queries.access_page(actor(person))
        assert as_(person).get(reverse("access")).status_code == 403
        assert as_(person).get(reverse("access"), {"as": "csv"}).status_code == 403


def test_the_ratio_compares_schools_of_more_need_with_the_others(dana, place):
    cast = place.cast
    for school, share in ((cast.lincoln, 0.9), (cast.garfield, 0.1)):
        school.low_income = share
        saved(school)
    teachers(place, 20, offers=4)
    teachers(place, 20, offers=0, subject="arts")
    teachers(place, 30, offers=4, school=cast.garfield, grades="09")
    teachers(place, 10, offers=0, school=cast.garfield, subject="arts", grades="09")
    page = queries.access_page(dana)
    assert [line.share for line in page["needs"][:2]] == ["48 %", "73 %"]  # 20 of 42 and 30 of 41
    assert page["ratio"] == "0.66"


# --- Likeness -----------------------------------------------------------------------------------------
def test_the_districts_weights_hold_from_the_next_request_on(dana, place):
    assert queries.weights_of(dana.district_id, memory()) == DEFAULT
    actions.set_likeness(by=dana, now=NOW, weights=OWN)
    assert queries.weights_of(dana.district_id, memory()) == Weights(*(OWN[name] / 100 for name in Weights._fields))
    actions.reset_likeness(by=dana, now=NOW)
    assert queries.weights_of(dana.district_id, memory()) == DEFAULT
    actions.reset_likeness(by=dana, now=NOW)


@pytest.mark.parametrize("change", [{"subjects": 21}, {"subjects": -5, "grades": 65}])
def test_weights_sum_to_a_hundred(dana, change):
    with pytest.raises(Refused):
        actions.set_likeness(by=dana, now=NOW, weights=OWN | change)
    assert not LikenessWeights.objects.exists()


def test_only_the_central_office_sets_them(place, actor, scope, as_):
    for person in (place.cast.ana, place.cast.paz, place.cast.ivo):
        with pytest.raises(Forbidden):
            actions.set_likeness(by=actor(person), now=NOW, weights=OWN)
        assert as_(person).get(reverse("likeness")).status_code == 403


def test_the_page_shows_examples_before_anything_is_saved(place, as_, scope):
    dana = as_(place.cast.dana)
    page = dana.post(reverse("likeness"), OWN | {"preview": "1"}).content.decode()
    assert "What would change" in page and not LikenessWeights.objects.exists()
    assert "Algebra" not in page.split("What would change")[0]
    assert dana.post(reverse("likeness"), OWN | {"subjects": 99}).status_code == 422
    assert dana.post(reverse("likeness"), OWN).status_code == 302
    assert LikenessWeights.objects.get().grades == 40
    assert b"Take the usual weights" in dana.get(reverse("likeness")).content
    assert dana.post(reverse("likeness"), {"reset": "1"}).status_code == 302
    assert not LikenessWeights.objects.exists()
