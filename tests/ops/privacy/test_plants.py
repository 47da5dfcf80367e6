"""Each planted fault is found by the smallest look that is meant to find it; without it the same look finds nothing."""

import pytest

from staffroom.ops.privacy.checking import Plan, Report, look
from staffroom.ops.privacy.plants import PLANTS, planted

_clean: dict[Plan, list[str]] = {}


def wrong(world, plan: Plan) -> list[str]:
    return look(world, Report(), plan).wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTS)
def test_the_fault_is_found(world, name):
    plan = PLANTS[name].plan
    if plan not in _clean:
        _clean[plan] = wrong(world, plan)
    with planted(name):
        found = wrong(world, plan)
    assert _clean[plan] == []
    assert found, PLANTS[name].sentence


def test_every_fault_says_what_it_is():
    assert len(PLANTS) >= 20
    assert all(plant.sentence.endswith(".") for plant in PLANTS.values())


def test_an_unknown_fault_is_not_planted():
    with pytest.raises(KeyError):
        planted("no-such-fault")
