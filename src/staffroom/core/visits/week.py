"""Who can see whom in one school week, without cover and before any cap: the grid a principal plans with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from staffroom.core.reserved import Interval, Reserved, without
from staffroom.core.visits.instance import Lesson, Person, Rules, SchoolDay


@dataclass(frozen=True, slots=True)
class Pair:
    """A visitor and a host: in how many of the host's lessons, and for how many minutes in the longest."""

    visitor: str
    host: str
    slots: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of one date at one school: of ``teachers``, ``free`` are free and ``could`` could visit."""

    school: str
    date: int
    period: str
    could: int
    free: int
    teachers: int


@dataclass(frozen=True, slots=True)
class WeekView:
    pairs: tuple[Pair, ...]
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Run:
    school: str
    date: int
    start: int
    end: int
    lessons: list[Lesson]


_Taken = dict[tuple[str, int], list[Interval]]  # by person and date
_Blocks = dict[tuple[str, int], dict[tuple[int, int], list[str]]]


def who_can_see_whom(
    people: Iterable[Person],
    lessons: Sequence[Lesson],
    days: Iterable[SchoolDay],
    travel: Mapping[tuple[str, str], int],
    rules: Rules,
    hosts: Collection[str] | None = None,
    reserved: Iterable[Reserved] = (),
) -> WeekView:
    """Pairs and period counts for the visitors ``people``; ``lessons`` hold theirs and every host's, one week.

    ``hosts`` are the ids of those who may be seen; None: everybody who teaches. In ``reserved`` time nobody visits and
    nobody is visited.

    A pair counts where the visitor's own free run, less the journey there and back, shares at least
    ``min_watch`` minutes with a lesson the host teaches. Caps, promises and closed doors are not looked at.
    """
    visitors = {person.id: person for person in people}
    school_days = {(day.school, day.date): day for day in days}
    taken = _taken(reserved)
    seen = lessons if hosts is None else [lesson for lesson in lessons if lesson.person in hosts]
    blocks = _blocks([lesson for lesson in seen if not _is_taken(lesson, taken)] if taken else seen)
    near = _near(travel, rules.max_travel)
    pairs: dict[tuple[str, str], list[int]] = {}
    could: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    free: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for person, run in _runs(visitors, lessons, school_days, rules, taken):
        for lesson in run.lessons:
            free[run.school, run.date, lesson.period].add(person)
        for lesson in _visit(person, run, blocks, near, rules, pairs):
            could[run.school, run.date, lesson.period].add(person)
    found = (Pair(visitor, host, slots, most) for (visitor, host), (slots, most) in pairs.items())
    ordered = sorted(found, key=lambda pair: (pair.visitor, -pair.slots, -pair.minutes, pair.host))
    return WeekView(tuple(ordered), _cells(lessons, visitors, could, free))


def _taken(reserved: Iterable[Reserved]) -> _Taken:
    found: _Taken = defaultdict(list)
    for one in reserved:
        found[one.person, one.date].append((one.start, one.end))
    return found


def _is_taken(lesson: Lesson, taken: _Taken) -> bool:
    spans = taken.get((lesson.person, lesson.date), ())
    return any(start < lesson.end and lesson.start < end for start, end in spans)


def _near(travel: Mapping[tuple[str, str], int], most: int) -> dict[str, list[tuple[str, int]]]:
    near: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (origin, school), minutes in travel.items():
        if origin != school and minutes <= most:
            near[origin].append((school, minutes))
    return near


def _blocks(lessons: Iterable[Lesson]) -> _Blocks:
    """Who teaches, by school and date and then by the times, of which a school has few."""
    blocks: _Blocks = defaultdict(lambda: defaultdict(list))
    for lesson in lessons:
        if lesson.kind == "teach":
            blocks[lesson.school, lesson.date][lesson.start, lesson.end].append(lesson.person)
    return blocks


def _runs(
    visitors: Mapping[str, Person],
    lessons: Iterable[Lesson],
    days: Mapping[tuple[str, int], SchoolDay],
    rules: Rules,
    taken: _Taken,
) -> list[tuple[str, _Run]]:
    of_day: dict[tuple[str, int], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        if lesson.person in visitors:
            of_day[lesson.person, lesson.date].append(lesson)
    runs = []
    for (person, date), found in sorted(of_day.items()):
        for run in _runs_of_day(sorted(found, key=lambda lesson: (lesson.start, lesson.end)), rules):
            day = days.get((run.school, run.date))
            if day is not None:
                run.start -= rules.before if run.start <= day.start else 0
                run.end += rules.after if run.end >= day.end else 0
                runs += [(person, left) for left in _left_of(run, taken.get((person, date), []))]
    return runs


def _left_of(run: _Run, taken: list[Interval]) -> Iterable[_Run]:
    """What reserved time leaves of a run, each with the free lessons in it."""
    for start, end in without([(run.start, run.end)], taken):
        lessons = [one for one in run.lessons if one.start < end and start < one.end]
        yield _Run(run.school, run.date, start, end, lessons)


def _runs_of_day(lessons: Iterable[Lesson], rules: Rules) -> list[_Run]:
    runs: list[_Run] = []
    last: Lesson | None = None
    for lesson in lessons:
        if lesson.kind == "free":
            joins = last is not None and last.kind == "free" and last.school == lesson.school
            if joins and runs and lesson.start - runs[-1].end <= rules.merge_gap:
                runs[-1].end = max(runs[-1].end, lesson.end)
                runs[-1].lessons.append(lesson)
            else:
                runs.append(_Run(lesson.school, lesson.date, lesson.start, lesson.end, [lesson]))
        last = lesson
    return runs


def _visit(
    person: str,
    run: _Run,
    blocks: _Blocks,
    near: Mapping[str, list[tuple[str, int]]],
    rules: Rules,
    pairs: dict[tuple[str, str], list[int]],
) -> list[Lesson]:
    """Count every lesson the run allows to be seen; the free lessons that would be used."""
    used: dict[str, Lesson] = {}
    for school, minutes in ((run.school, 0), *near.get(run.school, ())):
        start, end = run.start + minutes, run.end - minutes
        for (begins, ends), hosts in blocks.get((school, run.date), {}).items():
            watch_from, watch_to = max(start, begins), min(end, ends)
            others = [host for host in hosts if host != person]
            if watch_to - watch_from < rules.min_watch or not others:
                continue
            watch = watch_to - watch_from
            for host in others:
                count = pairs.get((person, host))
                if count is None:
                    pairs[person, host] = [1, watch]
                else:
                    count[0] += 1
                    if watch > count[1]:
                        count[1] = watch
            leave, back = watch_from - minutes, watch_to + minutes
            used.update((x.id, x) for x in run.lessons if x.start < back and leave < x.end)
    return list(used.values())


def _cells(
    lessons: Iterable[Lesson],
    visitors: Mapping[str, Person],
    could: Mapping[tuple[str, int, str], set[str]],
    free: Mapping[tuple[str, int, str], set[str]],
) -> tuple[Cell, ...]:
    starts: dict[tuple[str, int, str], int] = {}
    for lesson in lessons:
        if lesson.person in visitors:
            key = (lesson.school, lesson.date, lesson.period)
            starts[key] = min(lesson.start, starts.get(key, lesson.start))
    teachers: dict[str, int] = defaultdict(int)
    for person in visitors.values():
        teachers[person.school] += 1
    ordered = sorted(starts, key=lambda key: (key[0], key[1], starts[key], key[2]))
    return tuple(Cell(*key, len(could.get(key, ())), len(free.get(key, ())), teachers[key[0]]) for key in ordered)
