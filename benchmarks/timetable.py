"""Who can see whom without a substitute, for 1,400, 14,000 and 75,000 teachers.

The districts: one, ten and 54 generated districts of 40 schools (``staffroom.core.synthetic``, as many different
ones as ``--seeds``, then again with other names) side by side in one; within such a block every school can be
reached from most others, between blocks the journey is too long. So the teachers grow as the reachable pairs do.

Measured: the counts for every teacher (who is seen, who of the same field, the nearest, the reason why nobody), from
timetables in memory: seconds to make sets of bits of them, seconds and nanoseconds a pair to look at all ordered pairs
within reach, and the greatest memory of the process.
Beside it, in the same run, a plain bitset intersection with numpy on the same free and teaching time: five minutes a
bit, ``(free[visitor] & teaching[host]).any()`` for every pair within reach, block by block; its masks are made
beforehand as ours are. It knows no journeys, no shortest watch and no subjects: it answers less than we do.

    python benchmarks/timetable.py [--blocks 1 10 54] [--seeds 3] [--json]

Exit code 1: more than three times
numpy's time a pair, or a time a pair that grows by more than half from the smallest district to the largest.
"""

import argparse
import gc
import json
import resource
import sys
import time
from datetime import date, timedelta

from staffroom.core.synthetic import make_district, travel_minutes
from staffroom.core.synthetic.week import Timetable
from staffroom.core.weeks import Period, Seeing, Teacher, Timetables, share_of, singletons, weigh_changes

MONDAY = date(2026, 9, 14)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]
TEACHING = {"teacher", "specialist", "teacher_leader"}
STEP = 5
GOAL, GROWTH = 3.0, 1.5


def block(seed):
    """Teachers, hours and travel of one generated district of 40 schools."""
    district = make_district(seed, "pomona", today=MONDAY)
    table, schools = Timetable.of(district), {one.source_id: one for one in district.schools}
    sections = {one.source_id: one for one in district.sections}
    homes, hours, teachers = {}, {}, []
    for one in district.assignments:
        if one.school and one.role in TEACHING:
            homes.setdefault(one.person, one.school)
    for person, home in homes.items():
        week = []
        for day, when in enumerate(WEEK):
            for lesson in table.on(person, when):
                first, last = hours.get((lesson.school, day), (1440, 0))
                hours[lesson.school, day] = min(first, lesson.start), max(last, lesson.end)
                week.append(period(day, lesson, sections.get(lesson.section)))
        teachers.append(Teacher(person, home, tuple(sorted(week, key=lambda x: x[:5]))))
    ways = {(a, b): travel_minutes(schools[a], schools[b]) for a in schools for b in schools if a != b}
    return teachers, hours, ways


def period(day, lesson, section):
    kind = "teach" if section else "free"
    about = (section.subject, tuple(section.grades)) if section else (None, ())
    return Period(day, lesson.start, lesson.end, lesson.school, kind, lesson.period, *about)


def district(blocks, made):
    """So many blocks side by side; each is one of those made, its people and schools under names of their own."""
    teachers, hours, travel = [], {}, {}
    for n in range(blocks):
        people, times, ways = made[n % len(made)]
        known = {}
        for one in people:
            if one.week not in known:
                known[one.week] = tuple(x._replace(school=f"{n}:{x.school}") for x in one.week)
            teachers.append(Teacher(f"{n}:{one.id}", f"{n}:{one.school}", known[one.week]))
        hours |= {(f"{n}:{school}", day): span for (school, day), span in times.items()}
        travel |= {(f"{n}:{a}", f"{n}:{b}"): way for (a, b), way in ways.items()}
    return Timetables(tuple(teachers), hours, travel)


def ours(tables):
    """Seconds to make the sets of bits, and to look at all pairs; the better of two rounds each."""
    prepared, looked = [], []
    for _ in range(2):
        started = time.perf_counter()
        seeing = Seeing(tables)
        between = time.perf_counter()
        sights = seeing.sights()
        looked.append(time.perf_counter() - between)
        prepared.append(between - started)
    return min(prepared), min(looked), seeing, sights


def pairs_within_reach(seeing):
    """Ordered pairs of a teacher and somebody who teaches within reach: what has to be looked at."""
    found, known = 0, {}
    for person in seeing.teachers:
        reach = seeing.reach_of(person)
        if reach not in known:
            known[reach] = seeing.hosts.around(reach)
        found += known[reach].size - (1 if known[reach].bit(person) else 0)
    return found


def plain_numpy(seeing):
    """Seconds, pairs looked at and pairs found; the masks are made beforehand and not counted."""
    try:
        import numpy
    except ImportError:
        return None
    free, teaching, place = masks(seeing, numpy)
    groups = {}
    for person in seeing.teachers:
        groups.setdefault(seeing.reach_of(person), []).append(place[person])
    work = []
    for reach, people in groups.items():
        around = seeing.hosts.around(reach)
        work.append((people, [place[host] for host in around.people((1 << around.size) - 1)]))
    rounds = [intersected(free, teaching, work) for _ in range(2)]
    return min(rounds)


def intersected(free, teaching, work):
    started, looked, found = time.perf_counter(), 0, 0
    for people, hosts in work:
        taught = teaching[hosts]
        for at in range(0, len(people), 16):
            some = free[people[at : at + 16]]
            meets = (some[:, None, :] & taught[None, :, :]).any(axis=2)
            looked += meets.size
            found += int(meets.sum())
    return time.perf_counter() - started, looked, found


def masks(seeing, numpy):
    first, last = 390, 1080
    slots = (last - first) // STEP
    place = {person: n for n, person in enumerate(seeing.teachers)}
    free, teaching = (numpy.zeros((len(place), 5 * slots), dtype=bool) for _ in range(2))
    for person, teacher in seeing.teachers.items():
        for one in teacher.week:
            held = free if one.kind == "free" else teaching
            at = one.day * slots
            held[place[person], at + (one.start - first) // STEP : at + (one.end - first) // STEP] = True
    return as_words(free, numpy), as_words(teaching, numpy), place


def as_words(bits, numpy):
    """Rows of bits as rows of 64-bit words."""
    packed = numpy.packbits(bits, axis=1)
    return numpy.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(numpy.uint64)


def measured(blocks, made):
    tables = district(blocks, made)
    gc.collect()
    prepared, seconds, seeing, sights = ours(tables)
    share, pairs = share_of(sights), pairs_within_reach(seeing)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {
        "teachers": share.teachers, "schools": blocks * 40, "pairs_within_reach": pairs, "seen": share.seen,
        "prepare_seconds": round(prepared, 3), "seconds": round(seconds, 3),
        "ns_a_pair": round(seconds / pairs * 1e9, 1), "peak_mb": round(memory),
    }  # fmt: skip
    plain = plain_numpy(seeing)
    if plain:
        row["numpy_ns_a_pair"] = round(plain[0] / plain[1] * 1e9, 1)
        row["ratio"] = round(row["ns_a_pair"] / row["numpy_ns_a_pair"], 2)
    if blocks == 1:
        row |= the_rest(tables, seeing)
    return row


def the_rest(tables, seeing):
    """The other analyses of a district of 40 schools, in seconds."""
    started = time.perf_counter()
    changes = weigh_changes(seeing)
    between = time.perf_counter()
    found = singletons(tables)
    ended = time.perf_counter()
    return {
        "one_change_seconds": round(between - started, 2), "changes_looked_at": changes.looked_at,
        "singletons_seconds": round(ended - between, 2), "singletons": len(found),
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 10, 54])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    made = [block(2026 + n) for n in range(min(given.seeds, max(given.blocks)))]
    rows = [measured(blocks, made) for blocks in sorted(given.blocks)]
    growth = rows[-1]["ns_a_pair"] / rows[0]["ns_a_pair"]
    print(json.dumps({"rows": rows, "growth": round(growth, 2)}, indent=2) if given.json else readable(rows, growth))
    return 1 if growth > GROWTH or any(row.get("ratio", 0) > GOAL for row in rows) else 0


def readable(rows, growth):
    lines = []
    for row in rows:
        lines += [", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in row.items())]
    return "\n".join([*lines, f"time a pair, largest district against smallest: {growth:.2f}"])


if __name__ == "__main__":
    sys.exit(main())
