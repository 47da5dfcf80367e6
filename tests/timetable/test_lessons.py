"""Who teaches and who is free, on real dates."""

from datetime import date, timedelta

import pytest

from staffroom.spine.scoping import writing
from staffroom.timetable.queries.days import week_of
from staffroom.timetable.queries.lessons import away_days, lessons, minutes_ledger
from tests.factories.people import make_assignment, make_section, make_staff, make_term, saved
from tests.factories.timetable import make_away, make_bells, make_calendar_day, make_contract_rule, rebuild

MONDAY = date(2026, 9, 14)


def told(staff, *days):
    return [(x.kind, x.period, x.start, x.end) for x in lessons([staff.pk], days or (MONDAY,))]


def test_taught_and_free_periods_of_a_day(rung, maple):
    assert told(rung.ana) == [
        ("teach", "1", 480, 530),
        ("free", "2", 535, 585),
        ("free", "3", 590, 640),
        ("free", "4", 645, 695),
    ]
    first = lessons([rung.ana.pk], [MONDAY])[0]
    assert (first.person, first.school, first.section) == (
        str(rung.ana.pk),
        str(rung.lincoln.pk),
        str(rung.ana_section.pk),
    )
    assert (first.subject, first.grades, first.date) == ("math", ("03",), MONDAY.toordinal())


def test_lunch_is_never_free(rung, maple):
    make_bells(rung.lincoln, periods=(("Lunch", 700, 740),), kind="lunch")
    make_bells(rung.lincoln, periods=(("Planning", 745, 790),), kind="prep")
    periods = [period for _kind, period, *_ in told(rung.ana)]
    assert "Lunch" not in periods
    assert periods[-1] == "Planning"


def test_early_release_moves_lessons_and_drops_periods(rung, maple):
    make_bells(rung.lincoln, schedule="Early", periods=(("1", 480, 510), ("3", 515, 545)))
    make_calendar_day(rung.district, MONDAY, schedule="Early")
    rebuild(rung.district)
    assert told(rung.ana) == [("teach", "1", 480, 510), ("free", "3", 515, 545)]
    assert told(rung.ben) == [("free", "1", 480, 510), ("free", "3", 515, 545)], "period 2 does not ring"
    assert told(rung.ana, MONDAY + timedelta(days=1))[0] == ("teach", "1", 480, 530)


def test_no_lessons_on_a_holiday(rung, maple):
    make_calendar_day(rung.district, MONDAY, schedule="none")
    assert told(rung.ana) == []


def test_a_section_meets_only_in_its_term(rung, maple):
    make_term(rung.district, "Fall", date(2026, 8, 12), date(2026, 9, 15), source_id="fall")
    make_section(rung.lincoln, "Fall science", rung.ana, periods="2", terms="fall")
    rebuild(rung.district)
    assert ("teach", "2", 535, 585) in told(rung.ana)
    assert ("free", "2", 535, 585) in told(rung.ana, MONDAY + timedelta(days=1)), "the term ends, exclusive, that day"


def test_nothing_outside_the_assignment(rung, maple):
    assignment = rung.ana.assignments.get()
    assignment.ends = MONDAY + timedelta(days=1)
    saved(assignment)
    assert told(rung.ana)
    assert told(rung.ana, MONDAY + timedelta(days=1)) == []


def test_a_teacher_without_sections_is_not_told_to_be_free(rung, maple):
    new = make_staff(rung.district, "Nia", "Cole")
    make_assignment(new, "teacher", rung.lincoln)
    assert told(new) == []


def test_a_teacher_leader_without_sections_is_free_all_day(rung, maple):
    coach = make_staff(rung.district, "Kim", "Vale")
    make_assignment(coach, "teacher_leader", rung.lincoln)
    assert [kind for kind, *_ in told(coach)] == ["free"] * 4


def test_others_have_no_free_periods(rung, maple):
    assert told(rung.paz) == told(rung.lou) == told(rung.dana) == []


@pytest.fixture
def two_schools(rung, maple):
    """Ana teaches period 1 at Lincoln every day, and on Monday period 3 at Garfield."""
    make_assignment(rung.ana, "teacher", rung.garfield, primary=False)
    make_section(rung.garfield, "Geometry", rung.ana, periods="3(Mon)")
    rebuild(rung.district)
    return rung


def test_on_the_way_between_two_schools_nobody_is_free(two_schools):
    found = [
        (x.kind, x.school == str(two_schools.lincoln.pk), x.period) for x in lessons([two_schools.ana.pk], [MONDAY])
    ]
    assert found == [("teach", True, "1"), ("teach", False, "3"), ("free", False, "4")]


def test_on_other_days_only_the_school_with_meetings_counts(two_schools):
    found = lessons([two_schools.ana.pk], [MONDAY + timedelta(days=1)])
    assert {x.school for x in found} == {str(two_schools.lincoln.pk)}
    assert [x.period for x in found] == ["1", "2", "3", "4"]


def test_two_bells_of_one_period_do_not_overlap_a_lesson(rung, maple):
    make_bells(rung.lincoln, periods=(("Block", 480, 580),))
    assert "Block" not in [period for _kind, period, *_ in told(rung.ana)]


def test_queries_do_not_grow_with_people_or_dates(rung, maple, django_assert_num_queries):
    many = []
    for number in range(30):
        person = make_staff(rung.district, f"T{number}", "Many", account=False)
        make_assignment(person, "teacher", rung.lincoln if number % 2 else rung.garfield)
        make_section(rung.lincoln if number % 2 else rung.garfield, f"Class {number}", person, periods="2")
        many.append(person.pk)
    rebuild(rung.district)
    with django_assert_num_queries(6):
        assert lessons([rung.ana.pk], [MONDAY])
    with django_assert_num_queries(6):
        assert len(lessons(many, week_of(MONDAY))) == 30 * 5 * 4


def test_days_away(rung, maple, django_assert_num_queries):
    make_away(rung.ana, MONDAY, MONDAY + timedelta(days=1))
    make_away(rung.gil, date(2026, 9, 1), date(2026, 9, 4))
    with django_assert_num_queries(1):
        found = away_days([rung.ana.pk, rung.ben.pk, rung.gil.pk], week_of(MONDAY))
    assert found == {(rung.ana.pk, MONDAY), (rung.ana.pk, MONDAY + timedelta(days=1))}
    assert away_days([rung.ana.pk], []) == set()


def test_the_ledger_counts_free_minutes_of_days_at_work(rung, maple):

    assert minutes_ledger(rung.ana, MONDAY).spare is None
    with writing():
        make_contract_rule(rung.district, limit=600, clause="Article 9", words="")
    make_away(rung.ana, MONDAY, MONDAY)
    ledger = minutes_ledger(rung.ana, MONDAY)
    assert (ledger.free, ledger.required, ledger.spare, ledger.clause) == (4 * 150, 600, 0, "Article 9")
