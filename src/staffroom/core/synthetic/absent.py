"""Absences of a generated district: a quarter that is over and the one at hand, up to today.

Calibrated to the district's own words: 4,700 absences of 1,400 educators in a quarter, most of them for professional
development or release; three quarters are whole days. Shares of the other groups, of substitutes found and of days in
clusters (a training takes several of one school on one day) are assumptions. The same seed, the same days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from staffroom.core.absences.picture import Quarter, quarter_of

from .model import District

A_QUARTER = 4_700 / 1_400  # absences an educator
DAY, HALF = 420, 210
EDUCATORS = frozenset({"teacher", "teacher_leader", "specialist", "counselor"})
_GROUPS = ("training", "illness", "personal", "duty", "leave", "other")
_SHARES = (0.56, 0.22, 0.11, 0.06, 0.03, 0.02)
_AT_ONCE = (1, 2, 3, 4)  # colleagues of one school who go to the same training


@dataclass(frozen=True, slots=True)
class Absent:
    """One person away on one day."""

    person: str
    school: str
    date: date
    minutes: int
    category: str
    substitute: str


def absences_of(made: District, seed: int) -> list[Absent]:
    """All absences of the quarter before the one at hand, and of the one at hand before today; by day and person."""
    rng = Random(f"{seed}/absences")  # noqa: S311 - an invented district is the same for the same seed
    at_hand = quarter_of(made.today)
    found: list[Absent] = []
    for quarter in (quarter_of(at_hand.first - timedelta(days=1)), at_hand):
        found += _quarter(made, quarter, rng)
    return sorted(found, key=lambda one: (one.date, one.person))


def _quarter(made: District, quarter: Quarter, rng: Random) -> Iterator[Absent]:
    days = _school_days(made, quarter.first, min(quarter.after, made.today))
    whole = len(_school_days(made, quarter.first, quarter.after))
    by_school = _educators(made)
    people = sum(len(colleagues) for colleagues in by_school.values())
    wanted = round(A_QUARTER * people * len(days) / whole) if whole else 0
    taken: set[tuple[str, date]] = set()
    schools = sorted(by_school)
    weights = [len(by_school[school]) for school in schools]
    tries = 0
    while len(taken) < wanted and tries < wanted * 20:
        tries += 1
        school = rng.choices(schools, weights)[0]
        day, group = rng.choice(days), rng.choices(_GROUPS, _SHARES)[0]
        size = rng.choice(_AT_ONCE) if group == "training" and rng.random() < 0.3 else 1
        for person in rng.sample(by_school[school], min(size, len(by_school[school]), wanted - len(taken))):
            if (person, day) not in taken:
                taken.add((person, day))
                yield Absent(person, school, day, _minutes(group, rng), group, _substitute(group, day, rng))


def _educators(made: District) -> dict[str, list[str]]:
    """school -> who teaches or supports teaching there, by their first assignment at a school."""
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for one in made.assignments:
        if one.role in EDUCATORS and one.school and one.person not in seen:
            seen.add(one.person)
            found.setdefault(one.school, []).append(one.person)
    return found


def _school_days(made: District, first: date, after: date) -> Sequence[date]:
    """Mondays to Fridays on which the district has school."""
    off = {one.date for one in made.calendar if not one.school and one.schedule == "none"}
    starts, ends = min(term.starts for term in made.terms), max(term.ends for term in made.terms)
    # Before the school year of the calendar lies the one before: its days until the middle of June.
    days = (first + timedelta(days=at) for at in range((after - first).days))
    return [day for day in days if day.weekday() < 5 and day not in off and _in_year(day, starts, ends)]


def _in_year(day: date, starts: date, ends: date) -> bool:
    return starts <= day < ends or (day < starts and (day.month, day.day) not in _SUMMER)


_SUMMER = {(month, day) for month in (6, 7, 8) for day in range(1, 32) if (month, day) >= (6, 12)}


def _minutes(group: str, rng: Random) -> int:
    return DAY if group == "leave" or rng.random() < 0.76 else HALF


def _substitute(group: str, day: date, rng: Random) -> str:
    """On Mondays and Fridays fewer are found."""
    if rng.random() < 0.08:
        return "not_needed"
    return "unfilled" if rng.random() < (0.15 if day.weekday() in (0, 4) else 0.07) else "filled"
