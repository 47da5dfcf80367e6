"""Time that records of higher rooms keep: the same table, so the same uniqueness holds between a visit and a walk."""

import pytest
from django.db import IntegrityError, transaction

from staffroom.spine.access import Refused
from staffroom.spine.scoping import writing
from staffroom.visits.actions.promising import hold, let_go
from staffroom.visits.models import Promise
from tests.factories.visits import TUESDAY, WEDNESDAY, Scene

pytestmark = pytest.mark.usefixtures("scope")


def _keep(scene: Scene, day=TUESDAY, holder="walk/one") -> bool:
    rows = [(scene.cast.ben.pk, day, f"{day}/{scene.cast.lincoln.pk}/480")]
    with writing():
        return hold(holder, scene.cast.ben.district_id, rows)


def test_nobody_asks_for_a_visit_in_a_period_that_is_kept_for_a_walk(scene: Scene):
    assert _keep(scene)
    with pytest.raises(Refused):
        scene.ask()
    with writing():
        assert let_go("walk/one") == 1
    assert scene.ask().pk


def test_a_period_of_a_visit_is_not_kept_for_a_walk_and_nothing_is_half_kept(scene: Scene):
    scene.ask()
    before = Promise.objects.count()
    both = [
        (scene.cast.ben.pk, WEDNESDAY, f"{WEDNESDAY}/{scene.cast.lincoln.pk}/480"),
        (scene.cast.ben.pk, TUESDAY, f"{TUESDAY}/{scene.cast.lincoln.pk}/480"),
    ]
    with writing():
        assert not hold("walk/one", scene.cast.ben.district_id, both)
    assert Promise.objects.count() == before


def test_one_person_of_several_is_let_go(scene: Scene):
    rows = [(who.pk, TUESDAY, f"{TUESDAY}/1/480") for who in (scene.cast.ben, scene.cast.ana)]
    with writing():
        assert hold("walk/one", scene.cast.ben.district_id, rows)
        assert let_go("walk/one", scene.cast.ben.pk) == 1
    assert Promise.objects.get(holder="walk/one").staff_id == scene.cast.ana.pk


@pytest.mark.parametrize("holder", ["", "walk/one"])
def test_a_promise_is_kept_for_exactly_one_thing(scene: Scene, holder: str):
    visit = scene.ask()
    wrong = {"holder": holder, "visit": visit if holder else None}
    with pytest.raises(IntegrityError), writing(), transaction.atomic():
        Promise.objects.create(district=visit.district, staff=scene.cast.ben, key="x", date=TUESDAY, **wrong)
