"""One tap to come through an open door: the visit is asked at once with the door's lesson."""

from dataclasses import replace

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.spine.access import Forbidden, Refused
from staffroom.visits import actions
from staffroom.visits.models import Visit
from tests.factories.cast import client_of
from tests.factories.expertise import make_hosting, make_open_door
from tests.factories.people import saved
from tests.factories.visits import MONDAY, NOW, TUESDAY


@pytest.fixture
def door(scene):
    return make_open_door(scene.offer, scene.cast.ana_section, TUESDAY)


def come(scene, person, door):
    with scene.scope():
        return actions.come_through_door(by=scene.actor(person), now=NOW, door_id=door.public_id)


def test_one_tap_asks_for_the_lesson_of_the_door_and_twice_is_once(scene, door):
    visit = come(scene, scene.cast.ben, door)
    assert (visit.state, visit.lesson, visit.host) == ("asked", scene.lesson(), scene.cast.ana)
    assert come(scene, scene.cast.ben, door) == visit
    with scene.scope():
        assert Visit.objects.count() == 1


@pytest.mark.parametrize("how", ["cancel", "decline"])
def test_after_a_visit_that_did_not_take_place_it_is_asked_anew_and_twice_is_once(scene, door, how):
    for number in (1, 2, 3):
        visit = come(scene, scene.cast.ben, door)
        assert come(scene, scene.cast.ben, door) == visit and visit.state == "asked"
        getattr(scene, how)(visit)
        with scene.scope():
            assert Visit.objects.count() == number


def test_the_board_has_a_button_for_others_only(scene, door):
    url = reverse("door_come", args=[door.public_id])
    assert url in client_of(scene.cast.ben).get(reverse("doors")).content.decode()
    assert url not in client_of(scene.cast.ana).get(reverse("doors")).content.decode()
    answer = client_of(scene.cast.ben).post(url)
    with scene.scope():
        assert answer.url == reverse("visit", args=[Visit.objects.get().public_id])
    assert client_of(scene.cast.ben).get(url).status_code == 405


def test_a_time_that_does_not_suit_is_refused_with_the_reason(scene, door):
    with pytest.raises(Refused):
        come(scene, scene.cast.ana, door)


def test_doors_that_one_does_not_see_do_not_exist(scene, door):
    cast = scene.cast
    with pytest.raises(Http404):
        come(scene, cast.ben, replace_door(door, "nothing"))
    make_hosting(cast.ana, welcome=False)
    with pytest.raises(Http404):
        come(scene, cast.ben, door)
    assert client_of(cast.cleo).post(reverse("door_come", args=[door.public_id])).status_code == 404
    with pytest.raises(Forbidden):
        come(scene, cast.ivo, door)


def replace_door(door, public_id):
    return type("Door", (), {"public_id": public_id})


def test_a_door_of_an_offer_for_another_school_or_of_yesterday_does_not_exist(scene, door):
    scene.offer.audience = "school"
    saved(scene.offer)
    with pytest.raises(Http404):
        come(scene, scene.cast.gil, door)
    with scene.scope(), pytest.raises(Http404):
        by = replace(scene.actor(scene.cast.ben), today=TUESDAY.replace(day=7))
        actions.come_through_door(by=by, now=NOW, door_id=door.public_id)
    assert MONDAY < TUESDAY
