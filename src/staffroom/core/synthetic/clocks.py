"""Bell schedules: the shapes of a school day, with real lengths, and their rows."""

from dataclasses import dataclass
from random import Random

from .dates import EARLY, MINIMUM, REGULAR
from .model import Bell, School
from .patterns import WEEK

#: (period, kind, minutes, gap before in minutes)
Part = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """``periods`` class periods, of which a full-time teacher teaches ``load``; ``cycle`` '' = weekdays."""

    periods: int
    load: int
    cycle: str


SHAPES: dict[str, Shape] = {
    "elementary": Shape(7, 6, ""),
    "six": Shape(6, 5, ""),
    "seven": Shape(7, 6, ""),
    "rotating": Shape(7, 6, "ABCDEFG"),
    "block": Shape(6, 5, "AB"),
}
#: Starts allowed, in minutes from midnight, by level (California: middle from 8:00, high from 8:30).
STARTS: dict[str, tuple[int, ...]] = {
    "elementary": (470, 475, 480, 485, 490, 495, 500),
    "k8": (480, 485, 490),
    "middle": (480, 485, 490, 495, 500, 510),
    "high": (510, 510, 515, 520),
    "alternative": (510, 520),
}


def meeting_days(shape: Shape, period: int) -> tuple[str, ...]:
    """The days of the bell schedule on which a class period exists."""
    if shape.cycle == "AB":
        return ("A",) if period % 2 else ("B",)
    if shape.cycle:
        return tuple(day for n, day in enumerate(shape.cycle) if (period - 1 - n) % 7 != 6)
    return WEEK


def bells_of(school: School, rng: Random) -> list[Bell]:
    """Every schedule of one school: Regular, Early release (Wednesdays) and Minimum day (other days)."""
    start = rng.choice(STARTS[school.level])
    length = rng.choice((0, 1, 2))
    shape = SHAPES[school.clock]
    rows: list[Bell] = []
    for schedule in (REGULAR, EARLY, MINIMUM):
        for day in shape.cycle or _weekdays(schedule):
            rows += _lay(school, schedule, day, start, _plan(school, schedule, day, length))
    return rows


def _weekdays(schedule: str) -> tuple[str, ...]:
    # Regular has a Wednesday too, though the calendar gives every Wednesday the early release: a section's
    # meeting pattern is read against the regular bells.
    if schedule == REGULAR:
        return WEEK
    return ("Wed",) if schedule == EARLY else tuple(day for day in WEEK if day != "Wed")


def _plan(school: School, schedule: str, day: str, length: int) -> list[Part]:
    short = schedule != REGULAR
    if school.clock == "elementary":
        parts = _elementary(length, short)
    elif school.clock == "block":
        parts = _block(day, length, short)
    else:
        parts = _periods(school, day, length, short)
    if schedule == EARLY:
        return [*parts, ("Collaboration", "collaboration", 60, 10)]
    return [*parts, ("After school", "after", 30, 0)]


def _elementary(length: int, short: bool) -> list[Part]:
    cut = 9 if short else 0
    long, late = 48 + length - cut, 44 + length - cut
    return [
        ("1", "class", long, 0), ("2", "class", long, 0), ("Recess", "duty", 15, 0),
        ("3", "class", long, 0), ("4", "class", late, 0), ("Lunch", "lunch", 40, 0),
        ("5", "class", late, 0), ("6", "class", late, 0), ("7", "class", late, 0),
    ]  # fmt: skip


def _block(day: str, length: int, short: bool) -> list[Part]:
    first = 1 if day == "A" else 2
    minutes = (78 if short else 94) + length
    advisory = 24 if short else 38
    return [
        (str(first), "class", minutes, 0), ("Advisory", "advisory", advisory, 7),
        (str(first + 2), "class", minutes, 7), ("Lunch", "lunch", 35, 0),
        (str(first + 4), "class", minutes, 7),
    ]  # fmt: skip


def _periods(school: School, day: str, length: int, short: bool) -> list[Part]:
    shape = SHAPES[school.clock]
    numbers = list(range(1, shape.periods + 1))
    if shape.cycle:
        turn = shape.cycle.index(day)
        numbers = [(turn + n) % 7 + 1 for n in range(6)]
    minutes = {"six": 53, "rotating": 53, "seven": 45}[school.clock] + length - (9 if short else 0)
    if school.level == "alternative":
        minutes -= 6
    gap = 6 if school.level == "high" else 4
    parts: list[Part] = [(str(n), "class", minutes, gap if n != numbers[0] else 0) for n in numbers]
    parts.insert(4, ("Lunch", "lunch", 35, 0))
    parts.insert(2, ("Advisory", "advisory", 20, gap) if school.level == "high" else ("Break", "duty", 12, 0))
    return parts


def _lay(school: School, schedule: str, day: str, start: int, parts: list[Part]) -> list[Bell]:
    rows = [Bell(school.source_id, schedule, day, "Before school", text(start - 20), text(start), "before")]
    at = start
    for period, kind, minutes, gap in parts:
        at += gap
        rows.append(Bell(school.source_id, schedule, day, period, text(at), text(at + minutes), kind))
        at += minutes
    return rows


def text(minutes: int) -> str:
    """Minutes from midnight as a wall clock: 510 is '8:30'."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def minutes(clock: str) -> int:
    """'8:30' as 510."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)
