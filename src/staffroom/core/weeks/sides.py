"""Visitors and hosts as sets of bits, so that one operation looks at all colleagues of a neighbourhood at once.

People are grouped by the schools at which they have time (a window, or a lesson). Each group holds, for each school
and day, who has which stretch of time: a school has few different ones. Around a set of schools the groups stand
side by side in one number of as many bits as there are people; nobody stands twice.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from .fields import Field
from .windows import Window

Stretches = dict[tuple[int, int], int]  # start and end: the people who have it, as bits
Near = Mapping[str, list[tuple[str, int]]]


def _no_stretches() -> Stretches:
    return defaultdict(int)  # a function with a name, so that groups can be kept outside of the process


class _Group:
    """People who have time at the same schools."""

    def __init__(self) -> None:
        self.people: list[str] = []
        self.at: dict[tuple[str, int], Stretches] = defaultdict(_no_stretches)
        self.fields: dict[Field, int] = defaultdict(int)

    def add(self, person: str, stretches: Iterable[Window], fields: Iterable[Field]) -> None:
        bit = 1 << len(self.people)
        self.people.append(person)
        for school, day, start, end in stretches:
            self.at[school, day][start, end] |= bit
        for field in fields:
            self.fields[field] |= bit


class Side:
    """Everybody of one side (those who visit, or those who teach), by where they have time."""

    def __init__(self, held: Mapping[str, Collection[Window]], fields: Mapping[str, frozenset[Field]]) -> None:
        groups: dict[frozenset[str], _Group] = defaultdict(_Group)
        self.fields = fields
        self.place: dict[str, tuple[frozenset[str], int]] = {}
        for person, stretches in held.items():
            if stretches:
                schools = frozenset(one.school for one in stretches)
                self.place[person] = schools, len(groups[schools].people)
                groups[schools].add(person, stretches, fields[person])
        self.groups = dict(groups)
        self._with: dict[str, list[frozenset[str]]] = defaultdict(list)
        for schools in self.groups:
            for school in schools:
                self._with[school].append(schools)

    def around(self, schools: Iterable[str]) -> "Around":
        """All who have time at one of these schools."""
        keys = dict.fromkeys(key for school in sorted(set(schools)) for key in self._with.get(school, ()))
        return Around(self, list(keys))


class Around:
    """A neighbourhood: its people are bits 0, 1, 2, ..."""

    def __init__(self, side: Side, keys: list[frozenset[str]]) -> None:
        self._side = side
        self._offset: dict[frozenset[str], int] = {}
        self._starts: list[int] = []
        self._groups = [side.groups[key] for key in keys]
        self._sharing: dict[frozenset[Field], int] = {}
        self._at: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
        self._with: dict[str, list[tuple[_Group, int]]] = defaultdict(list)
        size = 0
        for key, group in zip(keys, self._groups, strict=True):
            self._offset[key] = size
            self._starts.append(size)
            for school in key:
                self._with[school].append((group, size))
            size += len(group.people)
        self.size = size

    def bit(self, person: str) -> int:
        """The bit of a person; 0 for one who is not here."""
        key, place = self._side.place.get(person, (None, 0))
        return 1 << self._offset[key] + place if key in self._offset else 0

    def at(self, school: str, day: int) -> list[tuple[int, int, int]]:
        """Start, end and people of each stretch of time at a school on a day."""
        if (school, day) not in self._at:
            found: Stretches = defaultdict(int)
            for group, offset in self._with.get(school, ()):
                for times, people in group.at.get((school, day), {}).items():
                    found[times] |= people << offset
            self._at[school, day] = [(*times, people) for times, people in found.items()]
        return self._at[school, day]

    def sharing(self, fields: frozenset[Field]) -> int:
        """All who have one of these fields."""
        if fields not in self._sharing:
            found = 0
            for group, offset in zip(self._groups, self._starts, strict=True):
                for field in fields:
                    found |= group.fields.get(field, 0) << offset
            self._sharing[fields] = found
        return self._sharing[fields]

    def people(self, bits: int) -> Iterator[str]:
        """The people of these bits, one after the other."""
        while bits:
            low = bits & -bits
            place = low.bit_length() - 1
            group = bisect_right(self._starts, place) - 1
            yield self._groups[group].people[place - self._starts[group]]
            bits ^= low


def near(travel: Mapping[tuple[str, str], int], schools: Iterable[str], most: int) -> dict[str, list[tuple[str, int]]]:
    """From each school the schools within reach with their minutes, nearest first; each is nearest to itself."""
    found = {school: [(school, 0)] for school in schools}
    for (origin, school), minutes in travel.items():
        if origin != school and minutes <= most and origin in found:
            found[origin].append((school, minutes))
    return {origin: sorted(listed, key=lambda one: (one[1], one[0])) for origin, listed in found.items()}
