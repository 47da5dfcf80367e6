"""Small districts by chance: several schools, odd bells, cycles, journeys, people at two schools, every rule."""

import random

from staffroom.core.visits.instance import Rules
from staffroom.core.weeks import Period, Teacher, Timetables

SUBJECTS = ("math", "math", "science", "band", "multiple", None)
GRADES = (("KG",), ("01",), ("02", "03"), ("04",), ("07", "08"), ("10",), ())


def planted(seed):
    """The instance of a seed."""
    rng = random.Random(seed)
    schools = [f"S{n}" for n in range(rng.randint(1, 3))]
    days = list(range(rng.randint(1, 3)))
    bells = {(school, day): _bells(rng) for school in schools for day in days}
    hours = {
        key: (min(start for _, start, _ in held), max(end for _, _, end in held))
        for key, held in bells.items()
        if rng.random() < 0.95
    }
    ways = {(a, b): rng.choice((3, 8, 15, 25, 40)) for a in schools for b in schools if a != b and rng.random() < 0.9}
    rules = Rules(
        min_watch=rng.choice((15, 25, 40)),
        max_travel=rng.choice((5, 20, 30)),
        merge_gap=rng.choice((0, 6, 12)),
        before=rng.choice((0, 15)),
        after=rng.choice((0, 30)),
    )
    teachers = tuple(_teacher(rng, f"T{n}", schools, bells) for n in range(rng.randint(2, 7)))
    if seed % 2:
        teachers = tuple(_reserved(random.Random(f"reserved {seed} {one.id}"), one, days) for one in teachers)
    return Timetables(teachers, hours, ways, rules)


def _reserved(rng, teacher, days):
    """Some of a teacher's time is promised to learning or a team."""
    if not teacher.week:
        return teacher
    busy = [
        Period(rng.choice(days), at, at + rng.choice((5, 15, 40, 90)), "", "busy")
        for at in rng.sample(range(430, 760, 5), rng.randint(0, 3))
    ]
    return Teacher(teacher.id, teacher.school, tuple(sorted((*teacher.week, *busy), key=lambda x: x[:5])))


def _bells(rng):
    at, found = rng.choice((450, 475, 480, 500)), []
    for n in range(rng.randint(1, 4)):
        length = rng.choice((20, 30, 45, 50, 90))
        found.append((str(n + 1), at, at + length))
        at += length + rng.choice((0, 5, 10, 40, -10))
    return found


def _teacher(rng, name, schools, bells):
    home, week = rng.choice(schools), []
    fields = [(rng.choice(SUBJECTS), rng.choice(GRADES)) for _ in range(rng.choice((1, 1, 2)))]
    for (school, day), held in bells.items():
        if school != home and rng.random() < 0.85:
            continue
        for period, start, end in held:
            what = rng.random()
            if what < 0.5:
                subject, grades = rng.choice(fields)
                week.append(Period(day, start, end, school, "teach", period, subject, grades))
            elif what < 0.9:
                week.append(Period(day, start, end, school, "free", period))
    return Teacher(name, home, tuple(sorted(week, key=lambda x: x[:5])))
