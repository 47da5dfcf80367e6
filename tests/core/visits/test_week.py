"""The grid of one week: pairs and counts, against plain minute counting."""

import random
from datetime import date

from staffroom.core.visits import Cell, Lesson, Pair, Person, Rules, SchoolDay, who_can_see_whom

MONDAY = date(2026, 11, 30).toordinal()
SMALL = Rules(before=0, after=0, min_watch=30)


def lesson(person, school, period, kind, start=None, day=MONDAY):
    at = 480 + 55 * period if start is None else start
    return Lesson(f"{person}{day}{period}", person, school, day, at, at + 50, kind, str(period))


def test_a_free_teacher_sees_those_who_teach_then():
    people = [Person("A", "A", "S1"), Person("B", "B", "S1"), Person("C", "C", "S1")]
    lessons = [
        lesson("A", "S1", 1, "free"), lesson("B", "S1", 1, "teach"), lesson("C", "S1", 1, "free"),
        lesson("A", "S1", 2, "teach"), lesson("B", "S1", 2, "free"), lesson("C", "S1", 2, "free"),
        lesson("D", "S2", 2, "teach"), lesson("E", "S3", 2, "teach"),
    ]  # fmt: skip
    days = [SchoolDay(s, MONDAY, 480, 900) for s in ("S1", "S2", "S3")]
    travel = {("S1", "S2"): 10, ("S1", "S3"): 40}
    view = who_can_see_whom(people, lessons, days, travel, SMALL)
    assert view.pairs == (
        Pair("A", "B", 1, 50),
        Pair("B", "A", 1, 50),
        Pair("B", "D", 1, 30),
        Pair("C", "A", 1, 50),
        Pair("C", "B", 1, 50),
        Pair("C", "D", 1, 40),
    )
    assert view.cells == (Cell("S1", MONDAY, "1", 2, 2, 3), Cell("S1", MONDAY, "2", 2, 2, 3))


def test_only_hosts_are_seen_though_everybody_is_counted():
    people = [Person("A", "A", "S1"), Person("B", "B", "S1")]
    lessons = [
        lesson("A", "S1", 1, "free"), lesson("B", "S1", 1, "teach"), lesson("C", "S1", 1, "teach"),
        lesson("A", "S1", 2, "teach"), lesson("B", "S1", 2, "free"),
    ]  # fmt: skip
    view = who_can_see_whom(people, lessons, [SchoolDay("S1", MONDAY, 480, 900)], {}, SMALL, {"C"})
    assert view.pairs == (Pair("A", "C", 1, 50),)
    assert view.cells == (Cell("S1", MONDAY, "1", 1, 1, 2), Cell("S1", MONDAY, "2", 0, 1, 2))


def test_without_school_there_is_no_visit():
    people = [Person("A", "A", "S1")]
    lessons = [lesson("A", "S1", 1, "free"), lesson("B", "S1", 1, "teach")]
    view = who_can_see_whom(people, lessons, [], {}, SMALL)
    assert view.pairs == () and view.cells == (Cell("S1", MONDAY, "1", 0, 0, 1),)


def minutes_of(visitor, host_lesson, lessons, days, travel, rules):
    """Longest watch by counting minutes; free runs by walking the visitor's day."""
    mine = sorted((x for x in lessons if x.person == visitor and x.date == host_lesson.date), key=lambda x: x.start)
    runs, last = [], None
    for x in mine:
        if x.kind == "free":
            if last and last.kind == "free" and x.start - last.end <= rules.merge_gap:
                runs[-1].append(x)
            else:
                runs.append([x])
        last = x
    best = 0
    for run in runs:
        t = 0 if run[0].school == host_lesson.school else travel.get((run[0].school, host_lesson.school), 999)
        day = next(d for d in days if (d.school, d.date) == (run[0].school, run[0].date))
        low = run[0].start - (rules.before if run[0].start == day.start else 0)
        high = run[-1].end + (rules.after if run[-1].end == day.end else 0)
        if t <= rules.max_travel:
            best = max(best, len(set(range(low + t, high - t)) & set(range(host_lesson.start, host_lesson.end))))
    return best


def district(schools, teachers, seed=1):
    rng = random.Random(seed)
    people, lessons, days = [], [], []
    for s in range(schools):
        for d in range(5):
            days.append(SchoolDay(f"S{s}", MONDAY + d, 480 + s % 3 * 10, 480 + s % 3 * 10 + 55 * 6 + 50))
        for t in range(teachers):
            people.append(Person(f"S{s}T{t}", "", f"S{s}"))
            prep = rng.randrange(7)
            for d in range(5):
                for p in range(7):
                    kind = "free" if p == prep else "teach"
                    at = 480 + s % 3 * 10 + 55 * p
                    lessons.append(lesson(f"S{s}T{t}", f"S{s}", p, kind, at, MONDAY + d))
    travel = {(f"S{a}", f"S{b}"): 5 + abs(a - b) * 6 for a in range(schools) for b in range(schools) if a != b}
    return people, lessons, days, travel


def test_pairs_agree_with_counting_minutes():
    people, lessons, days, travel = district(3, 4)
    rules = Rules()
    view = who_can_see_whom(people, lessons, days, travel, rules)
    found = {(p.visitor, p.host): (p.slots, p.minutes) for p in view.pairs}
    expected = {}
    for v in people:
        for h in people:
            if v.id != h.id:
                seen = [
                    minutes_of(v.id, x, lessons, days, travel, rules)
                    for x in lessons
                    if x.person == h.id and x.kind == "teach"
                ]
                seen = [m for m in seen if m >= rules.min_watch]
                if seen:
                    expected[v.id, h.id] = (len(seen), max(seen))
    assert found == expected and len(found) > 20


def test_a_school_of_sixty_with_five_hundred_hosts_near():
    """How long it takes is shown by benchmarks/timetable.py."""
    people, lessons, days, travel = district(9, 60)
    school = [person for person in people if person.school == "S4"]
    view = who_can_see_whom(school, lessons, days, travel, Rules())
    assert len(view.cells) == 35 and view.cells[0].teachers == 60
