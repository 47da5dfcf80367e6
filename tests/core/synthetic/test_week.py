"""Clocks, calendars and who stands where: nothing overlaps, everything resolves."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from staffroom.core.synthetic import make_district
from staffroom.core.synthetic.cast import CAST_NAMES, CAST_PRACTICE, reachable_hosts
from staffroom.core.synthetic.clocks import minutes
from staffroom.core.synthetic.dates import year_of
from staffroom.core.synthetic.patterns import read, weekday_pattern
from staffroom.core.synthetic.week import Timetable

TODAY = date(2026, 11, 23)


def days_of(district):
    found = defaultdict(set)
    for bell in district.bells:
        found[bell.school].add(bell.day)
    return found


def test_patterns_are_read_back():
    assert weekday_pattern({"Mon": [1, 2], "Tue": [1], "Wed": [1, 2]}) == "MW 1-2 T 1"
    assert read("MW 1-2 T 4", ["Mon", "Tue", "Wed"]) == {
        ("Mon", "1"), ("Mon", "2"), ("Wed", "1"), ("Wed", "2"), ("Tue", "4"),
    }  # fmt: skip
    assert read("1(A) 3(B-C)", ["A", "B", "C"]) == {("A", "1"), ("B", "3"), ("C", "3")}
    with pytest.raises(ValueError, match="not understood"):
        read("now and then", ["Mon"])


def test_no_bells_overlap_and_all_have_length(each_size):
    days = defaultdict(list)
    for b in each_size.bells:
        assert b.kind in {"class", "prep", "lunch", "advisory", "collaboration", "duty", "before", "after"}
        days[b.school, b.schedule, b.day].append((minutes(b.start), minutes(b.end)))
    for spans in days.values():
        assert all(a < b for a, b in spans)
        assert all(first[1] <= second[0] for first, second in pairwise(sorted(spans)))


def test_clocks_keep_the_law(pomona):
    levels = {s.source_id: s.level for s in pomona.schools}
    for b in pomona.bells:
        earliest = {"high": 510, "alternative": 510, "middle": 480, "elementary": 470, "k8": 470}[levels[b.school]]
        assert b.kind == "before" or minutes(b.start) >= earliest
    last = defaultdict(int)
    for b in pomona.bells:
        if b.schedule == "Regular" and b.kind == "class":
            last[b.school] = max(last[b.school], minutes(b.end))
    assert all(835 <= end <= 905 for school, end in last.items() if levels[school] == "elementary")
    assert all(end <= 970 for end in last.values())


def test_early_release_is_early(pomona):
    end = defaultdict(int)
    for b in pomona.bells:
        if b.kind in ("class", "advisory"):
            end[b.school, b.schedule] = max(end[b.school, b.schedule], minutes(b.end))
    for school in pomona.schools:
        gained = end[school.source_id, "Regular"] - end[school.source_id, "Early release"]
        assert 40 <= gained <= 75, school.name


def test_every_meeting_exists_in_the_bells_of_its_school(each_size):
    regular = {(b.school, b.day, b.period) for b in each_size.bells if b.schedule == "Regular" and b.kind == "class"}
    days = days_of(each_size)
    for s in each_size.sections:
        met = read(s.periods, sorted(days[s.school]))
        assert met and all((s.school, day, period) in regular for day, period in met), (s.title, s.periods)


def test_nobody_teaches_twice_at_once(each_size):
    days, sections = days_of(each_size), {s.source_id: s for s in each_size.sections}
    places = {(a.person, a.school): a.days for a in each_size.assignments}
    taken = {}
    for t in each_size.teachings:
        section = sections[t.section]
        on = places[t.person, section.school]
        for slot in read(section.periods, sorted(days[section.school])):
            assert (t.person, section.school, *slot) not in taken, t
            assert not on or slot[0] in on, "taught on a day that belongs to another school"
            taken[t.person, section.school, *slot] = t.section


def test_nobody_is_at_two_schools_on_one_day(pomona):
    booked = defaultdict(list)
    for a in pomona.assignments:
        if a.role == "teacher":
            booked[a.person] += a.days or ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert all(len(days) == len(set(days)) for days in booked.values())
    shared = [p for p in booked if len({a.school for a in pomona.assignments if a.person == p}) > 1]
    assert 30 <= len(shared) <= 130


def test_preparation_of_teachers(pomona, table):
    days = table.in_session(date(2026, 9, 14), 15)
    weekly = {}
    for person, group in pomona.latent.groups.items():
        if group == "teacher":
            lessons = [lesson for day in days for lesson in table.on(person, day)]
            if any(lesson.section for lesson in lessons):
                weekly[person] = sum(x.end - x.start for x in lessons if not x.section) / len(days) * 5
    assert len(weekly) > 1000
    assert mean(120 <= m <= 330 for m in weekly.values()) >= 0.95


def test_grades_of_one_school_are_free_at_different_times(pomona):
    school = max((s for s in pomona.schools if s.level == "elementary"), key=lambda s: s.students)
    free = defaultdict(set)
    for s in pomona.sections:
        if s.school == school.source_id and s.kind == "homeroom":
            met = read(s.periods, ["Mon", "Tue", "Wed", "Thu", "Fri"])
            free[s.grades[0]] |= {int(p) for p in "1234567"} - {int(p) for d, p in met if d == "Mon"}
    assert len({tuple(sorted(periods)) for periods in free.values()}) >= 4


@pytest.mark.parametrize("year", range(2023, 2032))
def test_school_years(year):
    found = year_of(date(year, 11, 23))
    assert len(list(found.days())) == 180
    assert found.first.month == 8 and found.first.weekday() == 0
    assert date(year + 1, 5, 18) <= found.last < date(year + 1, 6, 1)


def test_thanksgiving_week_and_what_follows(pomona, table):
    closed = {row.date: row.note for row in pomona.calendar if row.schedule == "none"}
    assert date(2026, 11, 26) in closed and date(2026, 11, 27) in closed and TODAY not in closed
    assert table.in_session(TODAY, 3) == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]
    assert len(table.in_session(TODAY, 20)) == 20


@pytest.mark.parametrize("today", [date(2026, 7, 4), date(2027, 1, 2), date(2027, 5, 31), date(2028, 2, 29)])
def test_any_day_of_the_year_gives_a_district(today):
    d = make_district(1, "tiny", today=today)
    year = d.terms[0]
    assert year.starts <= today < year.ends
    assert all(door.date > today for door in d.doors)


def test_cycle_days_turn_on_school_days_only(pomona, table):
    seven = next(s for s in pomona.schools if s.clock == "rotating")
    letters = [table.bell_day(seven.source_id, day)[0] for day in table.in_session(date(2026, 8, 10), 9)]
    assert letters == list("ABCDEFGAB")
    assert sum(s.clock == "block" for s in pomona.schools) == 2


def test_open_doors_are_real_lessons(pomona, table):
    assert 100 <= len(pomona.doors) <= 120
    away = {(d.person, d.date) for d in pomona.days_off}
    for door in pomona.doors:
        lesson = next(x for x in table.on(door.person, door.date) if x.section == door.section)
        assert lesson.period and TODAY < door.date < TODAY + timedelta(days=40)
        assert (door.person, door.date) not in away
        assert not any(c.person == door.person and c.first <= door.date <= c.last for c in pomona.closed_doors)


@pytest.mark.parametrize("size", ["tiny", "small", "pomona"])
@pytest.mark.parametrize("seed", [1, 2026, 31])
def test_the_cast_and_three_hosts_within_reach(size, seed):
    d = make_district(seed, size, today=TODAY)
    people = {p.source_id: p for p in d.people}
    assert {part: (people[i].given, people[i].family) for part, i in d.cast.items()} == CAST_NAMES
    assert len(set(d.cast.values())) == 8
    home = {a.person: a.school for a in d.assignments}
    assert len({home[d.cast[part]] for part in ("teacher", "neighbour", "leader", "principal")}) == 1
    assert home[d.cast["host"]] != home[d.cast["teacher"]] and people[d.cast["classified"]].language == "es"
    away = defaultdict(set)
    for record in d.days_off:
        away[record.person].add(record.date)
    hosts = [o.person for o in d.offers if o.practice == CAST_PRACTICE]
    reached = reachable_hosts(Timetable.of(d), d.cast["teacher"], hosts, TODAY, away)
    assert d.cast["teacher"] not in hosts
    assert len(reached) >= 3 and d.cast["host"] in reached
    assert any(n.person == d.cast["teacher"] and n.practice == CAST_PRACTICE for n in d.needs)
