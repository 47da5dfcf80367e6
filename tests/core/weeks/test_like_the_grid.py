"""The pairs are those of the principal's grid (``core.visits.week``), which looks at one school and dated lessons."""

import pytest

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import Lesson, Person, SchoolDay
from staffroom.core.visits.week import who_can_see_whom
from staffroom.core.weeks import Seeing, timetables_of
from tests.core.weeks.random_districts import planted


def dated(tables):
    """Lessons, homes and school days as the timetable room gives them."""
    lessons = [
        Lesson(f"{one.id}/{n}", one.id, x.school, x.day, x.start, x.end, x.kind, x.name, x.subject, "", x.grades)
        for one in tables.teachers
        for n, x in enumerate(one.week)
        if x.kind != "busy"
    ]
    days = [SchoolDay(school, day, *hours) for (school, day), hours in tables.hours.items()]
    return lessons, {one.id: one.school for one in tables.teachers}, days


def reserved(tables):
    return [
        Reserved(one.id, x.day, x.start, x.end, "meeting", "", "")
        for one in tables.teachers
        for x in one.week
        if x.kind == "busy"
    ]


@pytest.mark.parametrize("seed", range(200))
def test_the_same_pairs_and_the_same_instance(seed):
    tables = planted(seed)
    lessons, homes, days = dated(tables)
    busy = reserved(tables)
    assert timetables_of(lessons, homes, days, tables.travel, tables.rules, busy) == tables
    people = [Person(pk, pk, school) for pk, school in homes.items()]
    grid = who_can_see_whom(people, lessons, days, tables.travel, tables.rules, reserved=busy)
    teaching = set(Seeing(tables).teachers)
    expected = {(one.visitor, one.host) for one in grid.pairs if one.visitor in teaching}
    assert set(Seeing(tables).pairs(relevant=False)) == expected
