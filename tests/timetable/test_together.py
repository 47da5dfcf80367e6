"""Common time of a set of people, from the timetable of an ordinary week or one turn of a cycle."""

from datetime import date, timedelta

import pytest

from staffroom.timetable.queries.together import CommonSlot, common_time
from tests.factories.people import make_assignment, make_school, make_section, make_staff
from tests.factories.timetable import make_away, make_bells, make_calendar_day, rebuild

MONDAY = date(2026, 9, 14)
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


def ids(*people):
    return [one.pk for one in people]


def test_the_slots_are_those_in_which_all_are_free(rung, maple):
    found = common_time(ids(rung.ana, rung.ben, rung.gil), on=MONDAY)
    assert found.slots == tuple(CommonSlot(day, 645, 725) for day in WEEK), "the last period, and half an hour after"
    assert (found.one_move, found.moves, found.reason) == (None, 0, "")


def test_only_one_day_is_asked_for(rung, maple):
    assert common_time(ids(rung.ana, rung.ben), day="Wed", on=MONDAY).slots == (CommonSlot("Wed", 590, 725),)


def test_a_day_that_their_week_does_not_have_is_told(rung, maple):
    found = common_time(ids(rung.ana, rung.ben), day="A", on=MONDAY)
    assert found.slots == ()
    assert found.reason == "Day A is not a day of their week. Its days are Mon, Tue, Wed, Thu, Fri."


def test_the_one_move_is_named_with_day_period_and_slot(rung, maple):
    found = common_time(ids(rung.ana, rung.ben, rung.gil), minutes=90, on=MONDAY)
    assert found.slots == ()
    assert found.moves == 5, "Gil's lesson of any day"
    assert (found.one_move.staff, found.one_move.day, found.one_move.period) == (rung.gil.pk, "Mon", "3")
    assert found.one_move.slot == CommonSlot("Mon", 590, 725)
    assert str(found.one_move) == (
        "On Mon, 9:50 a.m. to 12:05 p.m., all would be free together if Gil Haddad's lesson in period 3 of that day"
        " (9:50 a.m.) were moved to another time or covered."
    )
    assert found.reason == "Each of the 3 has 1 hour 30 minutes free at a stretch, but never all at the same time."


def test_when_no_single_move_does_it_says_so(rung, maple):
    found = common_time(ids(rung.ana, rung.ben, rung.gil), minutes=300, on=MONDAY)
    assert (found.one_move, found.moves) == (None, 0)
    assert found.reason == "Ana Reyes, Ben Ortiz, Gil Haddad have no 5 hours free at a stretch."


def test_somebody_without_a_timetable_is_named(rung, maple):
    found = common_time(ids(rung.ana, rung.lou), on=MONDAY)
    assert (found.slots, found.why) == ((), "unknown")
    assert found.reason == "The timetable of Lou Baptiste is not known."


def test_a_person_of_another_district_is_not_known(rung, maple):
    assert common_time(ids(rung.ana, rung.cleo), on=MONDAY).why == "unknown"


def test_nobody_is_nobody(rung, maple):
    assert common_time([], on=MONDAY).reason == "Nobody is in this group yet."


def test_a_holiday_does_not_stand_for_the_year(rung, maple):
    make_calendar_day(rung.district, MONDAY, schedule="none")
    assert [slot.day for slot in common_time(ids(rung.ana, rung.ben), on=MONDAY).slots] == list(WEEK)


def test_days_away_are_not_looked_at(rung, maple):
    make_away(rung.ben, MONDAY, MONDAY + timedelta(days=4))
    assert len(common_time(ids(rung.ana, rung.ben), on=MONDAY).slots) == 5


def test_in_a_school_with_a_cycle_the_days_are_those_of_the_cycle(rung, maple):
    school = make_school(rung.district, "Roosevelt Middle")
    make_bells(school, days=("A", "B", "C"))
    people = [make_staff(rung.district, name, "Sol") for name in ("Uma", "Vic")]
    for one, pattern in zip(people, ("1(A-C)", "2(A) 4(B-C)"), strict=True):
        make_assignment(one, "teacher", school)
        make_section(school, f"Class of {one}", one, periods=pattern, subject="math")
    rebuild(rung.district)
    found = common_time(ids(*people), on=MONDAY)
    assert found.slots == (CommonSlot("A", 590, 725), CommonSlot("B", 535, 640), CommonSlot("C", 535, 640))
    mixed = common_time(ids(*people, rung.ben), on=MONDAY)
    assert {slot.day for slot in mixed.slots} <= set(WEEK), "one school goes by weekdays"


@pytest.mark.parametrize("people", [2, 6])
def test_the_queries_do_not_grow_with_the_people(rung, maple, django_assert_num_queries, people):
    more = []
    for n in range(people):
        one = make_staff(rung.district, f"P{n}", "Ruiz")
        make_assignment(one, "teacher", rung.lincoln)
        make_section(rung.lincoln, f"Class {n}", one, periods="MTWRF 2", subject="math")
        more.append(one)
    rebuild(rung.district)
    with django_assert_num_queries(14):
        assert common_time(ids(*more), minutes=300, on=MONDAY).slots == ()
