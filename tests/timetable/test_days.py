"""Rotation and schedules over real dates."""

from datetime import date

import pytest

from staffroom.timetable.queries.days import day_label, schedule_on, school_days, week_at_hand, week_of
from tests.factories.people import make_term, saved
from tests.factories.timetable import make_bells, make_calendar_day

MONDAY = date(2026, 9, 14)


def test_weekdays_have_their_own_label(rung, maple):
    assert [day_label(rung.lincoln, day) for day in week_of(MONDAY)] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert day_label(rung.lincoln, date(2026, 9, 19)) is None


def test_outside_the_year_there_is_no_school(rung, maple):
    assert day_label(rung.lincoln, date(2026, 8, 11)) is None
    assert day_label(rung.lincoln, date(2026, 8, 12)) == "Wed"
    assert day_label(rung.lincoln, date(2027, 6, 4)) == "Fri"
    assert day_label(rung.lincoln, date(2027, 6, 5)) is None


@pytest.fixture
def turning(cast, maple):
    """Garfield turns through A and B from the first day, Wednesday 12 August."""
    make_bells(cast.garfield, days=("A", "B"))
    return cast.garfield


def test_a_holiday_takes_no_label(turning, cast):
    days = [date(2026, 8, 12), date(2026, 8, 13), date(2026, 8, 14), date(2026, 8, 17)]
    assert [day_label(turning, day) for day in days] == ["A", "B", "A", "B"]
    make_calendar_day(cast.district, date(2026, 8, 13), schedule="none", note="Heat day")
    assert [day_label(turning, day) for day in days] == ["A", None, "B", "A"]


def test_a_holiday_of_another_school_changes_nothing_here(turning, cast):
    make_calendar_day(cast.district, date(2026, 8, 13), school=cast.lincoln, schedule="none")
    assert day_label(turning, date(2026, 8, 17)) == "B"


def test_a_named_cycle_day_resets_the_rotation(turning, cast):
    make_calendar_day(cast.district, date(2026, 8, 14), school=turning, day="B")
    assert [day_label(turning, date(2026, 8, day)) for day in (13, 14, 17)] == ["B", "B", "A"]


def test_an_exception_rings_its_schedule_once(rung, maple):
    make_calendar_day(rung.district, MONDAY, school=rung.lincoln, schedule="Early release")
    assert schedule_on(rung.lincoln, MONDAY) == "Early release"
    assert schedule_on(rung.lincoln, date(2026, 9, 15)) == "Regular"
    assert schedule_on(rung.garfield, MONDAY) == "Regular"


def test_school_days_say_when_lessons_begin_and_end(rung, maple):
    make_calendar_day(rung.district, MONDAY, schedule="none")
    rows = school_days([rung.lincoln.pk], week_of(MONDAY))
    assert [(row.date, row.start, row.end) for row in rows] == [
        (day.toordinal(), 480, 695) for day in week_of(MONDAY)[1:]
    ]


def test_a_year_term_says_what_the_year_is(rung, maple):
    make_term(rung.district, "Fall", date(2025, 8, 1), date(2025, 12, 20), school_year="2025-26")
    assert day_label(rung.lincoln, date(2025, 9, 1)) is None


def test_without_year_terms_the_semesters_make_it(rung, maple):
    rung.year.kind, rung.year.school_year = "semester", "2026-27"
    saved(rung.year)
    make_term(rung.district, "Summer", date(2027, 6, 10), date(2027, 7, 10), school_year="2026-27")
    assert day_label(rung.lincoln, date(2027, 6, 8)) == "Tue"
    assert day_label(rung.lincoln, date(2027, 7, 12)) is None


def test_without_terms_years_run_from_july(rung, maple):
    rung.year.active = False
    saved(rung.year)
    assert day_label(rung.lincoln, date(2031, 7, 1)) == "Tue"


def test_on_a_weekend_the_coming_week_is_at_hand():
    assert [week_at_hand(date(2026, 11, day))[0].day for day in (20, 21, 22, 23)] == [16, 23, 23, 23]
