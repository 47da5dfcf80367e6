"""Own windows: the stretches of free time in which a visit or a meeting has room.

A window is a maximal run of free periods of one day at one school, with nothing taught between them and gaps of at
most ``merge_gap``. One that begins with the school's earliest lesson of the day starts ``before`` minutes earlier,
one that ends with the latest ends ``after`` minutes later (rule 3 of ``staffroom-visits/1``). Time reserved for
something else (``busy``) is taken out of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from staffroom.core.bells.free import merge
from staffroom.core.reserved import without
from staffroom.core.visits.instance import Rules

from .model import Period, Teacher, Timetables, by_day

Hours = Mapping[tuple[str, int], tuple[int, int]]


class Window(NamedTuple):
    school: str
    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FreeTime:
    """``minutes`` of free periods in these days, each minute once; ``windows`` with the minutes before and after."""

    person: str
    minutes: int
    windows: tuple[Window, ...]


def free_time(tables: Timetables) -> tuple[FreeTime, ...]:
    """Everybody's free time, in the order of the teachers."""
    found = windows_of(tables)
    return tuple(FreeTime(one.id, free_minutes(one), found[one.id]) for one in tables.teachers)


def free_minutes(teacher: Teacher) -> int:
    """Minutes of free periods that are not reserved; a minute in two of them counts once."""
    days = by_day([period for period in teacher.week if period.kind != "teach"])
    return sum(end - start for day in days.values() for start, end in _free_spans(day))


def _free_spans(day: Sequence[Period]) -> list[tuple[int, int]]:
    free = merge((period.start, period.end) for period in day if period.kind == "free")
    return without(free, _busy(day))


def _busy(day: Iterable[Period]) -> list[tuple[int, int]]:
    return [(period.start, period.end) for period in day if period.kind == "busy"]


def windows_of(tables: Timetables) -> dict[str, tuple[Window, ...]]:
    """The own windows of each teacher, worked out once for equal weeks."""
    known: dict[tuple[Period, ...], tuple[Window, ...]] = {}
    for teacher in tables.teachers:
        if teacher.week not in known:
            known[teacher.week] = week_windows(teacher.week, tables.hours, tables.rules)
    return {teacher.id: known[teacher.week] for teacher in tables.teachers}


def week_windows(week: Sequence[Period], hours: Hours, rules: Rules) -> tuple[Window, ...]:
    """The windows of one week, in order of time."""
    return tuple(window for day in by_day(week).values() for window in day_windows(day, hours, rules))


def day_windows(day: Iterable[Period], hours: Hours, rules: Rules) -> list[Window]:
    """The windows of one day, whose periods are in order of time."""
    runs: list[Window] = []
    busy: list[tuple[int, int]] = []
    last: Period | None = None
    for period in day:
        if period.kind == "busy":
            busy.append((period.start, period.end))
            continue
        if period.kind == "free":
            joins = last is not None and last.kind == "free" and last.school == period.school
            if joins and period.start - runs[-1].end <= rules.merge_gap:
                runs[-1] = runs[-1]._replace(end=max(runs[-1].end, period.end))
            else:
                runs.append(Window(period.school, period.day, period.start, period.end))
        last = period
    opened = [_opened(run, hours[run.school, run.day], rules) for run in runs if (run.school, run.day) in hours]
    return [left for run in opened for left in _without(run, busy)] if busy else opened


def _without(run: Window, busy: Sequence[tuple[int, int]]) -> list[Window]:
    return [run._replace(start=start, end=end) for start, end in without([(run.start, run.end)], busy)]


def _opened(run: Window, hours: tuple[int, int], rules: Rules) -> Window:
    """The run with the minutes before the school's first lesson and after its last."""
    start = run.start - rules.before if run.start <= hours[0] else run.start
    end = run.end + rules.after if run.end >= hours[1] else run.end
    return run._replace(start=start, end=end)
