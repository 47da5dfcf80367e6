"""Overlaps between the bells of one day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from staffroom.core.bells.book import Bell
from staffroom.core.bells.clock import EVERY_DAY, clock_text, is_weekday
from staffroom.core.problems import Problem, Severity

# Two lunch shifts, or duty before the bell, stand beside a class on purpose.
_BESIDE = frozenset({"lunch", "duty", "passing", "before", "after"})
_MOST = 200


def overlap_problems(rows_of: Mapping[Bell, int], file: str, column: str) -> list[Problem]:
    """One problem for each two bells that ring at once; at most 200, so that a broken file stays readable."""
    by_day: dict[tuple[str, str], list[Bell]] = defaultdict(list)
    for bell in rows_of:
        by_day[bell.school, bell.schedule].append(bell)
    problems: list[Problem] = []
    for bells in by_day.values():
        for one, other in _overlapping(bells):
            problems.append(_problem(one, other, rows_of, file, column))
            if len(problems) == _MOST:
                return problems
    return problems


def _overlapping(bells: list[Bell]) -> Iterator[tuple[Bell, Bell]]:
    own = {(bell.day, bell.period) for bell in bells}
    bells.sort(key=lambda bell: (bell.start, bell.end))
    for position, one in enumerate(bells):
        for other in bells[position + 1 :]:
            if other.start >= one.end:
                break
            if _ring_together(one, other, own):
                yield one, other


def _ring_together(one: Bell, other: Bell, own: set[tuple[str, str]]) -> bool:
    if one.day == other.day:
        return True
    if EVERY_DAY in (one.day, other.day):
        always, named = (one, other) if one.day == EVERY_DAY else (other, one)
        return (named.day, always.period) not in own
    return is_weekday(one.day) != is_weekday(other.day)


def _problem(one: Bell, other: Bell, rows_of: Mapping[Bell, int], file: str, column: str) -> Problem:
    first, second = sorted((one, other), key=lambda bell: rows_of[bell])
    beside = {one.kind, other.kind} & _BESIDE
    severity: Severity = "warning" if beside else "error"
    kept = " Both were kept, as shifts." if beside else ""
    return Problem(
        file,
        rows_of[second],
        column,
        severity,
        f"At {second.school}, {_told(second)} overlaps {_told(first)} of row {rows_of[first]}.{kept}",
        "Correct the times, or give the two different days or schedules.",
    )


def _told(bell: Bell) -> str:
    day = "every day" if bell.day == EVERY_DAY else bell.day
    times = f"{clock_text(bell.start)}\u2013{clock_text(bell.end)}"
    return f"period {bell.period} ({bell.schedule}, {day}, {times})"
