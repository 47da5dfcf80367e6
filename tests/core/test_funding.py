"""Roles sum to the budget: against plain sums, day by day."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.teams.funding import Charge, Purse, balances, cost, part_of_year, share_of

YEAR = (date(2026, 8, 12), date(2027, 6, 4))
FUND = Purse(1, budget=100_000, fte_cost=100_000, full_week=Decimal(40))


def charge(**fields):
    told = {"fund": 1, "share": None, "release_hours": Decimal(4), "stipend": 0, "begins": YEAR[0], "ends": None}
    return Charge(**{**told, **fields})


def test_a_share_is_as_it_is_said_else_the_release_of_a_full_week():
    assert share_of(charge(), FUND) == Decimal("0.1")
    assert share_of(charge(share=Decimal("0.5")), FUND) == Decimal("0.5")
    assert share_of(charge(share=Decimal(0)), FUND) == 0, "nothing is a share too"


def test_a_role_of_the_whole_year_takes_its_share_and_its_stipend():
    assert cost(charge(stipend=1_500), FUND, YEAR) == 11_500
    assert cost(charge(begins=date(2025, 1, 1)), FUND, YEAR) == 10_000, "begun before: still one year"


def test_a_role_of_half_the_year_takes_half():
    days = (YEAR[1] - YEAR[0]).days + 1
    middle = YEAR[0] + timedelta(days=days // 2)
    assert abs(cost(charge(ends=middle), FUND, YEAR) - 5_000) < 40
    assert cost(charge(ends=middle), FUND, YEAR) + cost(charge(begins=middle), FUND, YEAR) == 10_000


def test_a_role_of_another_year_takes_nothing_and_is_not_counted():
    past, later = charge(begins=date(2020, 1, 1), ends=YEAR[0]), charge(begins=YEAR[1] + timedelta(days=1))
    (found,) = balances([FUND], [past, later], YEAR)
    assert (found.committed, found.roles, found.left, found.over) == (0, 0, 100_000, 0)


def test_what_is_over_is_told_and_what_is_vacant_counts():
    (found,) = balances([FUND], [charge(share=Decimal(1)), charge(vacant=True)], YEAR)
    assert (found.committed, found.over, found.left, found.vacant) == (110_000, 10_000, -10_000, 10_000)
    assert found.fte == Decimal("1.1")


DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CHARGES = st.builds(
    lambda fund, share, hours, stipend, begins, length, vacant: Charge(
        fund, share, hours, stipend, begins, begins + timedelta(days=length) if length is not None else None, vacant
    ),
    st.sampled_from([1, 2, 3]),
    st.none() | st.decimals(0, 1, places=2),
    st.decimals(0, 40, places=1),
    st.integers(0, 5_000),
    DATES,
    st.none() | st.integers(0, 700),
    st.booleans(),
)


@given(st.lists(CHARGES, max_size=12))
def test_every_dollar_stands_in_one_fund_and_left_and_committed_are_the_budget(charges):
    purses = [FUND, Purse(2, 5_000, 90_000, Decimal("37.5")), Purse(3, 0, 0, Decimal(1))]
    found = balances(purses, charges, YEAR)
    assert [one.purse for one in found] == purses
    for one in found:
        mine = [each for each in charges if each.fund == one.purse.key]
        assert one.committed == sum(cost(each, one.purse, YEAR) for each in mine)
        assert one.committed + one.left == one.purse.budget
        assert 0 <= one.vacant <= one.committed
        assert one.over == max(0, one.committed - one.purse.budget)


@given(DATES, st.none() | st.integers(0, 700))
def test_the_part_of_a_year_is_its_days_counted_one_by_one(begins, length):
    ends = begins + timedelta(days=length) if length is not None else None
    days = [YEAR[0] + timedelta(days=n) for n in range((YEAR[1] - YEAR[0]).days + 1)]
    held = [day for day in days if begins <= day and (ends is None or day < ends)]
    assert part_of_year(begins, ends, YEAR) == Decimal(len(held)) / Decimal(len(days))
