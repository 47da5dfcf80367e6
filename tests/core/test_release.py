"""Release time shared among teachers, and schools of high and low need."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.teams.release import Site, halves, per_teacher, without


def site(key, teachers=20, need=0.5, hours=5):
    return Site(key, teachers, need, {1: Decimal(hours)} if hours else {})


def test_minutes_are_shared_among_those_who_teach():
    assert site(1).minutes == 15
    assert Site(1, 0, 0.5, {1: Decimal(5)}).minutes is None
    assert Site(1, 10, 0.5, {1: Decimal(5), None: Decimal(5)}).minutes == 60


def test_the_district_is_all_hours_over_all_teachers_not_a_mean_of_schools():
    assert per_teacher([site(1, teachers=10, hours=10), site(2, teachers=90, hours=0)]) == 6
    assert per_teacher([]) is None


def test_high_and_low_need_are_the_halves_of_the_schools():
    found = halves([site(1, need=0.9, hours=10), site(2, need=0.8, hours=10), site(3, need=0.2), site(4, need=0.1)])
    assert found is not None
    assert (found.high, found.low, found.high_schools, found.low_schools) == (30, 15, 2, 2)
    assert found.line == 0.5


def test_nothing_is_compared_where_it_would_name_one_school_or_says_nothing():
    assert halves([site(n, need=n / 10) for n in range(3)]) is None
    assert halves([site(n, need=0.5) for n in range(9)]) is None, "all alike: there is no other half"
    assert halves([site(n, need=None) for n in range(9)]) is None
    assert halves([site(1, need=0.9), *(site(n, need=0.1, teachers=0) for n in range(2, 9))]) is None


def test_schools_without_release_have_teachers():
    assert [one.key for one in without([site(1, hours=0), site(2), site(3, teachers=0, hours=0)])] == [1]


SITES = st.lists(
    st.builds(site, st.integers(), st.integers(0, 50), st.none() | st.floats(0, 1), st.integers(0, 40)), max_size=12
)


@given(SITES)
def test_halves_cover_every_school_that_says_its_need(sites):
    found = halves(sites)
    known = [one for one in sites if one.need is not None and one.teachers]
    if found is not None:
        assert found.high_schools + found.low_schools == len(known)
        low, high = sorted([found.low, found.high])
        assert low <= per_teacher(known) <= high
