"""The weight of a need: within its bounds, and up with each thing that makes it more urgent."""

import pytest

from staffroom.core.visits.plan.need import need_weight


def weight(**changes):
    return need_weight(**{"weeks_waiting": 0, "visited_this_term": True, "host_near": True} | changes)


def test_it_lies_between_its_bounds():
    assert weight() == pytest.approx(0.6)
    assert weight(weeks_waiting=50, visited_this_term=False, host_near=False) == pytest.approx(1.0)
    assert weight(weeks_waiting=-3) == pytest.approx(0.6)


@pytest.mark.parametrize("more", [{"weeks_waiting": 6}, {"visited_this_term": False}, {"host_near": False}], ids=str)
def test_each_urgency_counts_a_tenth(more):
    assert weight(**more) == pytest.approx(0.7)
