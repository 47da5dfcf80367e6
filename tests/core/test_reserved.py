"""Time promised together: on which dates a team meets, and what it leaves of a stretch."""

import random
from datetime import date

import pytest

from staffroom.core.reserved import meets_on, weekday_label, without

MONDAY = date(2026, 10, 5).toordinal()
FRIDAY = MONDAY - 3


@pytest.mark.parametrize(("every", "weeks"), [(1, [0, 1, 2, 3, 4, 5]), (2, [1, 3, 5]), (3, [2, 5]), (6, [5])])
def test_weeks_are_counted_from_the_week_it_began_in(every, weeks):
    begun_the_friday_before = MONDAY - 3
    held = [n for n in range(6) if meets_on("Mon", every, begun_the_friday_before, MONDAY + 7 * n, ("A", "Mon"))]
    assert held == weeks


def test_not_before_it_began_and_not_on_a_day_of_another_name():
    assert meets_on("Fri", 1, FRIDAY, FRIDAY, ("Fri",))
    assert not meets_on("Fri", 1, FRIDAY + 1, FRIDAY, ("Fri",))
    assert not meets_on("A", 1, FRIDAY, FRIDAY, ("B", "Fri"))
    assert not meets_on("Fri", 1, FRIDAY, FRIDAY, ()), "there is no school that day"


def test_the_name_of_a_date_where_no_school_says_it():
    assert [weekday_label(MONDAY + n) for n in (0, 4, 6)] == ["Mon", "Fri", "Sun"]


@pytest.mark.parametrize("seed", range(50))
def test_what_is_left_of_stretches_minute_by_minute(seed):
    rng = random.Random(seed)
    spans = [(at, at + rng.randint(1, 20)) for at in rng.sample(range(0, 90, 30), 2)]
    taken = [(at, at + rng.randint(1, 15)) for at in rng.sample(range(100), rng.randint(0, 5))]
    gone = {m for start, end in taken for m in range(start, end)}
    left = [(a, b) for a, b in without(spans, taken)]
    told = [m for start, end in left for m in range(start, end)]
    assert sorted(told) == sorted(m for start, end in spans for m in range(start, end) if m not in gone)
    assert all(a < b for a, b in left)
