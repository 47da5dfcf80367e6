"""Who can see whom without a substitute, in counts; the pairs themselves only one after the other.

An ordered pair (visitor, host) counts when, in these days, the visitor's own window less the journey there and back
shares at least ``min_watch`` minutes with a lesson the host teaches (rule 4 of ``staffroom-visits/1``, mode *own*).
Caps, promises, days away and closed doors are not looked at: this is what the timetable allows.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from .fields import Field, fields_of
from .model import Period, Teacher, Timetables
from .sides import Around, Side, near
from .windows import Window, windows_of


class Reason(StrEnum):
    """Why a teacher can see no relevant colleague; the first that holds, in this order."""

    NO_FREE_TIME = "no_free_time"
    """No own window is as long as the shortest visit."""
    NO_SUBJECT = "no_subject"
    """The roster does not say what their classes are about."""
    NOBODY_RELEVANT = "nobody_relevant"
    """Nobody else in the district teaches the same."""
    TOO_FAR = "too_far"
    """Somebody could be seen if there were no journey."""
    SAME_TIME = "same_time"
    """All of them teach only when this teacher does, or too short a time beside it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One teacher as a visitor: colleagues ``seen`` without a substitute, those of them ``relevant``, and how many
    relevant ones teach ``within_reach``. ``nearest``: minutes to the nearest relevant one seen; ``reason``: why none.
    """

    person: str
    school: str
    fields: frozenset[Field]
    seen: int
    relevant: int
    within_reach: int
    nearest: int | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``teachers``, ``reached`` can see a relevant colleague. Of ``within_reach`` relevant pairs ``relevant`` need
    no substitute. ``nearest``: teachers by the minutes to the nearest one they see. ``reasons``: of all others.
    """

    teachers: int = 0
    reached: int = 0
    seen: int = 0
    relevant: int = 0
    within_reach: int = 0
    nearest: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def unreached(self) -> int:
        return self.teachers - self.reached

    @property
    def need_substitute(self) -> int:
        """Relevant pairs within reach that no own window allows."""
        return self.within_reach - self.relevant

    @property
    def commonest(self) -> Reason | None:
        order = list(Reason)
        return min(self.reasons, key=lambda one: (-self.reasons[one], order.index(one)), default=None)


def share_of(sights: Iterable[Sight]) -> Share:
    """The sums over these teachers."""
    listed = list(sights)
    return Share(
        teachers=len(listed),
        reached=sum(1 for one in listed if one.relevant),
        seen=sum(one.seen for one in listed),
        relevant=sum(one.relevant for one in listed),
        within_reach=sum(one.within_reach for one in listed),
        nearest=dict(sorted(Counter(one.nearest for one in listed if one.nearest is not None).items())),
        reasons=dict(Counter(one.reason for one in listed if one.reason is not None)),
    )


def by_school(sights: Iterable[Sight]) -> dict[str, Share]:
    """By home school."""
    found: dict[str, list[Sight]] = defaultdict(list)
    for one in sights:
        found[one.school].append(one)
    return {school: share_of(listed) for school, listed in found.items()}


def by_field(sights: Iterable[Sight]) -> dict[Field, Share]:
    """By subject and grade band; a teacher of two counts in both."""
    found: dict[Field, list[Sight]] = defaultdict(list)
    for one in sights:
        for name in one.fields:
            found[name].append(one)
    return {name: share_of(listed) for name, listed in sorted(found.items())}


class Seeing:
    """The visitors and hosts of one instance; nothing of the size of all pairs is kept."""

    def __init__(self, tables: Timetables) -> None:
        self.tables, self.rules = tables, tables.rules
        self.windows = _long_enough(windows_of(tables), tables.rules.min_watch)
        self.fields = _fields(tables.teachers)
        blocks = _blocks(tables.teachers)
        self.teachers = {one.id: one for one in tables.teachers if blocks[one.id]}
        self.blocks = {person: blocks[person] for person in self.teachers}
        self.hosts = Side(self.blocks, self.fields)
        schools = {one.school for one in tables.teachers} | {
            p.school for one in tables.teachers for p in one.week if p.school
        }
        self.near = near(tables.travel, schools, self.rules.max_travel)
        self._reach: dict[frozenset[str], frozenset[str]] = {}
        self._anywhere = _Anywhere(self)

    def sights(self, schools: Collection[str] | None = None) -> tuple[Sight, ...]:
        """Every teacher (of these home schools) as a visitor, in the order of the instance."""
        found = {
            one.person: one for around, people in self._neighbourhoods(schools) for one in self._look(around, people)
        }
        return tuple(found[person] for person in self.teachers if person in found)

    def pairs(self, schools: Collection[str] | None = None, *, relevant: bool = True) -> Iterator[tuple[str, str]]:
        """Each visitor with each (relevant) host to be seen."""
        for around, people in self._neighbourhoods(schools):
            look = Look(self, around)
            for person in people:
                seen = look.seen(self.windows[person]) & ~around.bit(person)
                if relevant:
                    seen &= around.sharing(self.fields[person])
                for host in around.people(seen):
                    yield person, host

    def reach_of(self, person: str) -> frozenset[str]:
        """The schools within reach of the home school and of those where the teacher has windows."""
        return self.reach(frozenset((self.teachers[person].school, *(one.school for one in self.windows[person]))))

    def reach(self, origins: frozenset[str]) -> frozenset[str]:
        """The schools within reach of one of these."""
        if origins not in self._reach:
            self._reach[origins] = frozenset(school for one in origins for school, _ in self.near.get(one, ()))
        return self._reach[origins]

    def _neighbourhoods(self, schools: Collection[str] | None) -> Iterator[tuple[Around, list[str]]]:
        by_reach: dict[frozenset[str], list[str]] = defaultdict(list)
        for person, teacher in self.teachers.items():
            if schools is None or teacher.school in schools:
                by_reach[self.reach_of(person)].append(person)
        for reach, people in by_reach.items():
            yield self.hosts.around(reach), people

    def _look(self, around: Around, people: Iterable[str]) -> Iterator[Sight]:
        look = Look(self, around)
        for person in people:
            windows, fields, others = self.windows[person], self.fields[person], ~around.bit(person)
            wanted = around.sharing(fields) & others
            seen = look.seen(windows)
            relevant = (seen & wanted).bit_count()
            nearest = look.nearest(windows, wanted) if relevant else None
            reason = None if relevant else self._anywhere.reason(person)
            counts = (seen & others).bit_count(), relevant, wanted.bit_count()
            yield Sight(person, self.teachers[person].school, fields, *counts, nearest, reason)


class Look:
    """What windows show in one neighbourhood, worked out once for equal ones."""

    def __init__(self, seeing: Seeing, around: Around) -> None:
        self._near, self._watch, self._around = seeing.near, seeing.rules.min_watch, around
        self._lessons: dict[tuple[str, int], _Lessons] = {}
        self._steps: dict[Window, tuple[tuple[int, int], ...]] = {}
        self._all: dict[Window, int] = {}
        self._seen: dict[tuple[Window, ...], int] = {}

    def seen(self, windows: tuple[Window, ...]) -> int:
        """All hosts seen in one of the windows."""
        if windows not in self._seen:
            found = 0
            for window in windows:
                if window not in self._all:
                    self.steps(window)
                found |= self._all[window]
            self._seen[windows] = found
        return self._seen[windows]

    def nearest(self, windows: Iterable[Window], wanted: int) -> int | None:
        """Minutes to the nearest of these hosts that a window shows."""
        hits = (next((way for way, hosts in self.steps(one) if hosts & wanted), None) for one in windows)
        return min((way for way in hits if way is not None), default=None)

    def steps(self, window: Window) -> tuple[tuple[int, int], ...]:
        """Minutes of travel, and the hosts seen that far away in this window; the nearest first."""
        if window not in self._steps:
            found = self._steps[window] = tuple(self._worked_out(window))
            self._all[window] = 0
            for _, hosts in found:
                self._all[window] |= hosts
        return self._steps[window]

    def _worked_out(self, window: Window) -> Iterator[tuple[int, int]]:
        day, watch = window.day, self._watch
        for school, way in self._near.get(window.school, ()):
            earliest, latest = window.start + way + watch, window.end - way - watch
            if latest < window.start + way:
                return
            hosts = self._of((school, day)).seen(earliest, latest)
            if hosts:
                yield way, hosts

    def _of(self, place: tuple[str, int]) -> "_Lessons":
        if place not in self._lessons:
            self._lessons[place] = _Lessons(self._around.at(*place), self._watch)
        return self._lessons[place]


class _Lessons:
    """Lessons of one school and day that are long enough to be watched, by their starts.

    ``latest`` holds, for each, the latest end of those that start no later: a search may stop there.
    """

    def __init__(self, stretches: Iterable[tuple[int, int, int]], watch: int) -> None:
        kept = sorted(one for one in stretches if one[1] - one[0] >= watch)
        self.starts = [one[0] for one in kept]
        self.ends = [one[1] for one in kept]
        self.people = [one[2] for one in kept]
        self.latest = list(accumulate(self.ends, max))

    def seen(self, ends_from: int, starts_to: int) -> int:
        """Who teaches a lesson that ends no earlier and starts no later than this."""
        found, place = 0, bisect_right(self.starts, starts_to) - 1
        while place >= 0 and self.latest[place] >= ends_from:
            if self.ends[place] >= ends_from:
                found |= self.people[place]
            place -= 1
        return found


def _nobody() -> dict[tuple[int, int], list[str]]:
    return defaultdict(list)  # a function with a name, so that it can be kept outside of the process


class _Anywhere:
    """Why somebody sees nobody relevant: what the whole district would show if no way were too far."""

    def __init__(self, seeing: Seeing) -> None:
        self._seeing = seeing
        self._people: dict[Field, list[str]] = {}
        self._blocks: dict[Field, dict[int, dict[tuple[int, int], list[str]]]] = {}
        self._shown: dict[tuple[Field, int, int, int], frozenset[str]] = {}

    def _of(self, name: Field) -> dict[int, dict[tuple[int, int], list[str]]]:
        """Who of a field teaches when, by day; two people are enough to know of one who is somebody else."""
        if name not in self._blocks:
            found: dict[int, dict[tuple[int, int], list[str]]] = defaultdict(_nobody)
            for person in self._with(name):
                for _, day, start, end in self._seeing.blocks[person]:
                    held = found[day][start, end]
                    if len(held) < 2 and person not in held:
                        held.append(person)
            self._blocks[name] = found
        return self._blocks[name]

    def _with(self, name: Field) -> list[str]:
        if not self._people:
            people = defaultdict(list)
            for person in self._seeing.teachers:
                for field_ in self._seeing.fields[person]:
                    people[field_].append(person)
            self._people = dict(people)
        return self._people[name]

    def reason(self, person: str) -> Reason:
        windows, fields = self._seeing.windows[person], self._seeing.fields[person]
        if not windows:
            return Reason.NO_FREE_TIME
        if not fields:
            return Reason.NO_SUBJECT
        if all(len(self._with(name)) < 2 for name in fields):
            return Reason.NOBODY_RELEVANT
        shown = (self._seen(name, window) for name in fields for window in windows)
        return Reason.TOO_FAR if any(people - {person} for people in shown) else Reason.SAME_TIME

    def _seen(self, name: Field, window: Window) -> frozenset[str]:
        """Up to two people of the field whom the window would show."""
        key = (name, window.day, window.start, window.end)
        if key not in self._shown:
            found: set[str] = set()
            for (start, end), people in self._of(name).get(window.day, {}).items():
                if min(end, window.end) - max(start, window.start) >= self._seeing.rules.min_watch:
                    found.update(people)
                    if len(found) > 1:
                        break
            self._shown[key] = frozenset(found)
        return self._shown[key]


def blocks_of(week: Iterable[Period]) -> tuple[Window, ...]:
    """The stretches in which somebody teaches and can be visited: a lesson that is reserved even in part is none."""
    # Equal stretches at once: a co-taught period stands in a week twice.
    taught: dict[tuple[str, int, int, int], None] = {}
    busy: list[tuple[int, int, int]] = []
    for one in week:
        if one[4] == "teach":
            taught[one[3], one[0], one[1], one[2]] = None
        elif one[4] == "busy":
            busy.append(one[:3])
    return tuple(Window(*one) for one in taught if not busy or not _reserved(one, busy))


def _reserved(block: tuple[str, int, int, int], busy: Iterable[tuple[int, int, int]]) -> bool:
    _school, day, start, end = block
    return any(on == day and begins < end and start < ends for on, begins, ends in busy)


def _blocks(teachers: Iterable[Teacher]) -> dict[str, tuple[Window, ...]]:
    known: dict[tuple[Period, ...], tuple[Window, ...]] = {}
    for one in teachers:
        if one.week not in known:
            known[one.week] = blocks_of(one.week)
    return {one.id: known[one.week] for one in teachers}


def _long_enough(windows: Mapping[str, tuple[Window, ...]], watch: int) -> dict[str, tuple[Window, ...]]:
    return {person: tuple(one for one in held if one[3] - one[2] >= watch) for person, held in windows.items()}


def _fields(teachers: Iterable[Teacher]) -> dict[str, frozenset[Field]]:
    known: dict[tuple[Period, ...], frozenset[Field]] = {}
    for one in teachers:
        if one.week not in known:
            known[one.week] = fields_of(one.week)
    return {one.id: known[one.week] for one in teachers}
