"""Lessons of random small districts against the slow way, which works every date out for itself."""

import random
from datetime import date, timedelta

import pytest

from staffroom.spine.scoping import district_scope
from staffroom.timetable.queries.days import calendars, current_terms, school_days
from staffroom.timetable.queries.lessons import lessons, timetable_of
from tests.factories.people import make_assignment, make_district, make_school, make_section, make_staff, make_term
from tests.factories.timetable import make_bells, make_calendar_day, rebuild
from tests.timetable.slow import slow_lessons

MONDAY = date(2026, 9, 14)
DATES = [MONDAY + timedelta(days=n) for n in range(12)]
ROLES = ("teacher", "teacher", "teacher", "specialist", "teacher_leader", "office")


def some_day(rng, share):
    return rng.choice(DATES) if rng.random() < share else None


def ring(rng, school):
    """Bells of one school: weekdays or a cycle, some days longer, one more schedule."""
    days = rng.choice((("*",), ("A", "B"), ("Mon", "Tue", "Wed", "Thu", "Fri")))
    at, length = rng.choice((470, 480, 500)), rng.choice((30, 45, 50))
    periods = tuple((str(n), at + n * (length + 5), at + n * (length + 5) + length) for n in range(1, 6))
    make_bells(school, days=days, periods=periods)
    make_bells(school, schedule="Early", days=days, periods=tuple((n, a - 10, b - 20) for n, a, b in periods[:4]))
    make_bells(school, days=("Wed",), periods=(("Advisory", at - 30, at - 5),), kind="advisory")
    return days


def planted(seed):
    rng = random.Random(seed)
    district = make_district(f"d{seed}")
    schools = [make_school(district, f"School{n}", source_id=f"s{n}") for n in range(2)]
    days = {school.pk: ring(rng, school) for school in schools}
    make_term(district, "Fall", date(2026, 8, 12), rng.choice(DATES), source_id="fall")
    make_term(district, "Year", date(2026, 8, 12), date(2027, 6, 10), source_id="year", kind="schoolYear")
    for when in rng.sample(DATES, 3):
        make_calendar_day(
            district, when, schedule=rng.choice(("Early", "none", "")), school=rng.choice((*schools, None))
        )
    staff = [made(rng, district, schools, days, number) for number in range(5)]
    rebuild(district)
    return district, schools, [one.pk for one in staff]


def made(rng, district, schools, days, number):
    person = make_staff(district, f"T{number}", "Random", account=False)
    for school in rng.sample(schools, rng.choice((1, 1, 2))):
        begins = some_day(rng, 0.2)
        make_assignment(person, rng.choice(ROLES), school, begins=begins, primary=False)
        for _ in range(rng.randint(0, 3)):
            on = rng.choice(days[school.pk])
            periods = f"{rng.randint(1, 5)}" + ("" if on == "*" else f"({on})")
            periods = "Advisory(Wed)" if rng.random() < 0.2 else periods
            terms = rng.choice(("", "fall", "year", "unknown"))
            make_section(school, "Class", person, periods=periods, terms=terms, subject=rng.choice(("", "math")))
    return person


@pytest.mark.parametrize("seed", range(12))
def test_lessons_are_those_of_the_slow_way(db, seed):
    district, schools, people = planted(seed)
    with district_scope(district.pk):
        expected = slow_lessons(people, DATES)
        assert lessons(people, DATES) == expected
        assert {one.kind for one in expected} <= {"teach", "free"}
        assert any(one.kind == "teach" for one in expected)
        known = timetable_of(people, DATES, known=calendars([schools[0].pk]), terms=current_terms())
        taught = [one for person in people for one in known.lessons(person, free=False)]
        assert taught == [one for one in expected if one.kind == "teach"]


@pytest.mark.parametrize("seed", range(4))
def test_calendars_of_some_dates_say_the_same_about_them(db, seed):
    district, schools, _people = planted(seed)
    ids = [school.pk for school in schools]
    with district_scope(district.pk):
        whole, some = calendars(ids), calendars(ids, dates=DATES)
        assert [whole[pk].on(day) for pk in ids for day in DATES] == [some[pk].on(day) for pk in ids for day in DATES]
        assert school_days(ids, DATES) == school_days(ids, DATES, known=whole)
        assert school_days(ids, DATES) == school_days(ids, DATES, known={ids[0]: whole[ids[0]]})
