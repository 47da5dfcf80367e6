"""Until the end of the next school year."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staffroom.core.keeping import end_after, first_kept, kept_until

ENDS = [date(2026, 6, 6), date(2027, 6, 5), date(2028, 6, 3)]


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 10, 5), date(2028, 6, 3)),  # in 2026-27: until the end of 2027-28
        (date(2027, 6, 4), date(2028, 6, 3)),  # its last day
        (date(2027, 6, 5), date(2028, 6, 3)),  # the weeks after it, until June 30, count to it
        (date(2026, 7, 20), date(2028, 6, 3)),  # summer belongs to the year that comes
        (date(2031, 1, 1), date(2032, 7, 1)),  # nothing told: June 30
    ],
)
def test_until_the_end_of_the_next_school_year(day, until):
    assert kept_until(day, ENDS) == until


def test_without_terms_years_end_with_june():
    assert end_after(date(2027, 6, 30), ()) == date(2027, 7, 1)
    assert end_after(date(2027, 7, 1), ()) == date(2028, 7, 1)
    assert kept_until(date(2026, 10, 5), ()) == date(2028, 7, 1)


def test_schools_that_end_some_weeks_apart_end_with_the_last():
    assert end_after(date(2026, 10, 5), [date(2027, 5, 28), date(2027, 6, 12)]) == date(2027, 6, 12)


def test_a_year_that_ends_in_august_is_one():
    ends = [date(2026, 8, 6), date(2027, 8, 5), date(2028, 8, 3)]
    assert kept_until(date(2026, 10, 5), ends) == date(2028, 8, 3)


def test_the_first_day_kept_moves_at_the_end_of_a_year():
    assert first_kept(date(2028, 6, 2), ENDS) < date(2026, 10, 5)
    assert first_kept(date(2028, 6, 3), ENDS) > date(2026, 10, 5)


calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
days = st.dates(date(2024, 1, 1), date(2032, 1, 1))
years = st.integers(2024, 2033).flatmap(
    lambda first: st.lists(st.integers(-35, 40), max_size=8).map(
        lambda shifts: [
            date(first + n, 6, 10) + timedelta(days=shift) for n, shift in enumerate(shifts) if first + n < 2040
        ]
    )
)


@calm
@given(days, years)
def test_between_one_and_two_and_a_half_years(day, ends):
    kept = kept_until(day, ends) - day
    assert timedelta(days=300) < kept < timedelta(days=850)


@calm
@given(days, years)
def test_what_is_kept_is_not_over_and_what_is_older_is(today, ends):
    first = first_kept(today, ends)
    assert kept_until(first, ends) > today
    assert kept_until(first - timedelta(days=1), ends) <= today


@calm
@given(days, years, st.integers(1, 400))
def test_what_is_younger_is_kept_longer(day, ends, later):
    assert kept_until(day, ends) <= kept_until(day + timedelta(days=later), ends)
