"""Singletons: who is the only one of a subject, or of a grade, at a school, and which colleagues elsewhere are near.

Subjects are those of classes, grades those of homerooms (:func:`~.fields.groups_of`), each counted at the school
where the class is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .common import MINUTES, Spans, both, spans_of
from .fields import Field, groups_of
from .model import Period, Timetables
from .windows import windows_of

MATES = 3


@dataclass(frozen=True, slots=True)
class Mate:
    """A colleague of the same subject or grade elsewhere. ``travel`` None: the way is not known.

    ``days``: on how many days they share a stretch long enough; ``longest``: the minutes of the longest.
    """

    person: str
    school: str
    travel: int | None
    days: int
    longest: int


@dataclass(frozen=True, slots=True)
class Singleton:
    """The only teacher of a ``group`` at a ``school``; ``elsewhere``: how many others the district has.

    ``alone``: of no group there has this teacher a colleague. ``mates``: the nearest who share free time.
    """

    person: str
    school: str
    group: Field
    alone: bool
    elsewhere: int
    mates: tuple[Mate, ...]


def singletons(tables: Timetables, *, minutes: int = MINUTES, mates: int = MATES) -> tuple[Singleton, ...]:
    """All singletons, by group, school and person; with the nearest ``mates`` who share ``minutes`` at a stretch."""
    return _Search(tables, minutes, mates).found()


class _Search:
    def __init__(self, tables: Timetables, minutes: int, mates: int) -> None:
        self._tables, self._minutes, self._mates = tables, minutes, mates
        windows = windows_of(tables)
        self._spans: dict[str, Spans] = {one.id: spans_of(windows[one.id], minutes) for one in tables.teachers}
        self._at: dict[tuple[Field, str], list[str]] = defaultdict(list)
        self._groups: dict[tuple[str, str], set[Field]] = defaultdict(set)
        self._schools: dict[Field, list[str]] = defaultdict(list)
        for person, school, group in _taught(tables):
            if not self._at[group, school]:
                self._schools[group].append(school)
            self._at[group, school].append(person)
            self._groups[person, school].add(group)

    def found(self) -> tuple[Singleton, ...]:
        single = sorted((group, school, people[0]) for (group, school), people in self._at.items() if len(people) == 1)
        return tuple(self._told(group, school, person) for group, school, person in single)

    def _told(self, group: Field, school: str, person: str) -> Singleton:
        alone = all(len(self._at[one, school]) == 1 for one in self._groups[person, school])
        others = {
            other: self._nearest(other, places, school) for other, places in self._elsewhere(group, person).items()
        }
        ordered = sorted(others, key=lambda other: (*_far(others[other][0]), others[other][1], other))
        mates: list[Mate] = []
        for other in ordered:
            if len(mates) < self._mates and (mate := self._mate(person, other, *others[other])):
                mates.append(mate)
        return Singleton(person, school, group, alone, len(others), tuple(mates))

    def _elsewhere(self, group: Field, person: str) -> dict[str, list[str]]:
        """The others of a group, with the schools where they teach it."""
        found: dict[str, list[str]] = defaultdict(list)
        for school in self._schools[group]:
            for other in self._at[group, school]:
                if other != person:
                    found[other].append(school)
        return found

    def _nearest(self, other: str, places: Iterable[str], school: str) -> tuple[int | None, str]:
        ways: Mapping[tuple[str, str], int] = self._tables.travel
        return min(((ways.get((school, place)), place) for place in places), key=lambda one: (*_far(one[0]), one[1]))

    def _mate(self, person: str, other: str, travel: int | None, school: str) -> Mate | None:
        shared = both(self._spans[person], self._spans[other], self._minutes)
        if not shared:
            return None
        longest = max(end - start for spans in shared.values() for start, end in spans)
        return Mate(other, school, travel, len(shared), longest)


def _far(way: int | None) -> tuple[bool, int]:
    """Unknown ways come last."""
    return way is None, way or 0


def _taught(tables: Timetables) -> Iterator[tuple[str, str, Field]]:
    """Each teacher with each group taught at each school, once."""
    known: dict[tuple[Period, ...], tuple[tuple[str, Field], ...]] = {}
    for teacher in tables.teachers:
        if teacher.week not in known:
            taught = ((one.school, group) for one in teacher.taught for group in groups_of(one))
            known[teacher.week] = tuple(dict.fromkeys(taught))
        for school, group in known[teacher.week]:
            yield teacher.id, school, group
