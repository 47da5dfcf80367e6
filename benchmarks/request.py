"""One visit request at the size of a district, beside two baselines in the same run.

1,400 teachers in 40 schools, 60 hosts of one practice, 20 school days, 7 periods a day. Baselines: reading the
same lessons once in a plain loop (nothing can be faster), and asking the checker about every lesson of the
hosts in every free lesson of the visitor (what one would write without a finder; on fewer requests, as it is
slow). Run: ``python benchmarks/request.py [--json]``.
"""

import gc
import json
import random
import statistics
import sys
import time
from datetime import date

from staffroom.core.visits import (
    Booked,
    Host,
    Instance,
    Lesson,
    Person,
    Proposed,
    Request,
    Rules,
    SchoolDay,
    check,
    find_slots,
    who_can_see_whom,
)

SCHOOLS, TEACHERS, HOSTS, DAYS, PERIODS, REQUESTS = 40, 35, 60, 20, 7, 60
MONDAY = date(2026, 11, 30).toordinal()
DATES = [MONDAY + week * 7 + day for week in range(DAYS // 5) for day in range(5)]


def district(seed):
    rng = random.Random(seed)
    start = {f"S{s}": rng.choice((470, 480, 495, 510)) for s in range(SCHOOLS)}
    people = {f"S{s}T{t}": Person(f"S{s}T{t}", f"T {t}", f"S{s}") for s in range(SCHOOLS) for t in range(TEACHERS)}
    place = {school: (rng.random() * 40, rng.random() * 40) for school in start}
    travel = {
        (a, b): 4 + round(abs(place[a][0] - place[b][0]) + abs(place[a][1] - place[b][1]))
        for a in start
        for b in start
        if a != b
    }
    days = tuple(SchoolDay(s, d, at, at + PERIODS * 55) for s, at in start.items() for d in DATES)
    lessons = {name: week(rng, person, start[person.school]) for name, person in people.items()}
    return rng, people, travel, days, lessons


def week(rng, person, start):
    prep, subject = rng.randrange(PERIODS), rng.choice(("math", "ela", "science", "art"))
    return [
        Lesson(
            f"{person.id}:{day}:{period}", person.id, person.school, day, start + 55 * period,
            start + 55 * period + 50, "free" if period == prep else "teach", str(period), subject, f"c{period}",
        )
        for day in DATES
        for period in range(PERIODS)
    ]  # fmt: skip


def requests(seed):
    rng, people, travel, days, lessons = district(seed)
    for visitor in rng.sample(sorted(people), REQUESTS):
        hosts = rng.sample([name for name in people if name != visitor], HOSTS)
        mine = [x for name in (visitor, *hosts) for x in lessons[name]]
        taught = rng.sample([x for x in mine if x.kind == "teach" and x.person != visitor], 60)
        booked = tuple(Booked("X", x.person, x.date, x.id, x.start - 10, x.end + 10) for x in taught)
        offers = tuple(Host(name, rng.random()) for name in hosts)
        request = Request(visitor, offers, DATES[0], DATES[-1], MONDAY - 3, 600)
        yield Instance(request, people, tuple(mine), days, Rules(contract_prep_minutes_week=150), travel, booked)


def read_all(instance):
    return sum(x.end - x.start for x in instance.lessons if x.kind == "teach")


def ask_the_checker(instance):
    """Every taught lesson with every free lesson of that day, by the checker; at most 200 questions."""
    me, found, asked = instance.request.visitor, 0, 0
    free = [x for x in instance.lessons if x.person == me and x.kind == "free"]
    for x in instance.lessons:
        for mine in free:
            if x.kind == "teach" and x.person != me and mine.date == x.date and asked < 200:
                asked += 1
                found += not check(Proposed(me, x.person, x.id, x.start, x.end, (mine.id,)), instance)
    return asked


def timed(work, instances):
    took = []
    for instance in instances:
        started, busy = time.perf_counter(), time.process_time()
        work(instance)
        took.append(((time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000))
    # Beside the clock on the wall, the processor's own time: other programs cannot lengthen it.
    wall, processor = sorted(pair[0] for pair in took), [pair[1] for pair in took]
    return {
        "median_ms": round(statistics.median(wall), 2),
        "p95_ms": round(wall[int(len(wall) * 0.95)], 2),
        "processor_median_ms": round(statistics.median(processor), 2),
    }


def grid(seed):
    _, people, travel, days, lessons = district(seed)
    school = [person for person in people.values() if person.school == "S0"]
    near = {"S0"} | {b for (a, b), minutes in travel.items() if a == "S0" and minutes <= 30}
    wanted = [x for name in people for x in lessons[name] if people[name].school in near and x.date < MONDAY + 7]
    started = time.perf_counter()
    view = who_can_see_whom(school, wanted, days, travel, Rules())
    took = (time.perf_counter() - started) * 1000
    return {"ms": round(took, 1), "visitors": len(school), "schools_near": len(near), "pairs": len(view.pairs)}


def main():
    instances = list(requests(7))
    gc.collect()
    gc.freeze()  # the district of this script is not part of a request: keep the collector off it
    slots = [len(find_slots(instance).slots) for instance in instances]
    checker = timed(ask_the_checker, instances[:3])
    lessons = sum(1 for x in instances[0].lessons if x.kind == "teach")
    report = {
        "teachers": SCHOOLS * TEACHERS,
        "hosts": HOSTS,
        "school_days": DAYS,
        "hosts_lessons": lessons,
        "requests": len(instances),
        "with_a_slot": sum(1 for number in slots if number),
        "slots_median": statistics.median(slots),
        "find_slots": timed(find_slots, instances),
        "baseline_reading_the_lessons": timed(read_all, instances),
        "baseline_checker_200_lessons": checker,
        "baseline_checker_all_lessons_ms_estimated": round(checker["median_ms"] / 200 * lessons),
        "week_grid": grid(7),
    }
    print(json.dumps(report, indent=2) if "--json" in sys.argv else told(report))


def told(report):
    return "\n".join(f"{name.replace('_', ' '):45} {value}" for name, value in report.items())


if __name__ == "__main__":
    main()
