"""The one change that would let most teachers see a colleague of their field: exact over a named set of changes.

Two kinds of change are looked at, each within one school and one day:

- *teacher*: one teacher's free period and one taught period change places, whichever two they are.
- *stagger*: of those who are free in one period and teach in another, every second one (in the order of fields,
  then ids) lets the two change places; at least one moves and one stays.

The lesson keeps its class and takes the other's times. Whether rooms and students allow it is not known here. The
gain is the number of relevant pairs (:mod:`.seeing`) in the whole district afterwards, less those of today.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .fields import Field
from .model import Period, Teacher, Timetables, by_day, in_order
from .seeing import Look, Seeing, blocks_of
from .sides import Around, Side, near
from .windows import Window, day_windows

TOLD_EVERY = 500
TEACHER, STAGGER = "teacher", "stagger"
Times = tuple[int, int]
_Windows = tuple[Window, ...]
_Day = tuple[tuple[Period, ...], _Windows, _Windows, _Windows, _Windows]


@dataclass(frozen=True, slots=True)
class Change:
    """``people`` get their free time in ``to`` instead of ``fro``; ``gain`` is in relevant pairs."""

    kind: str
    school: str
    day: int
    fro: Period
    to: Period
    people: tuple[str, ...]
    gain: int


@dataclass(frozen=True, slots=True)
class Changes:
    """The best of each kind, None where no change gains a pair; how many were looked at."""

    teacher: Change | None
    stagger: Change | None
    looked_at: int

    @property
    def best(self) -> Change | None:
        """The one that gains most; on a tie the one that moves fewer people."""
        found = [one for one in (self.teacher, self.stagger) if one is not None]
        return min(found, key=lambda one: (-one.gain, len(one.people)), default=None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    school: str
    day: int
    fro: Period
    to: Period
    people: tuple[str, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """On a tie the first in this order is told."""
        return self.school, self.day, self.fro[1:3], self.to[1:3], self.people


def weigh_changes(
    seeing: Seeing, schools: Collection[str] | None = None, tell: Callable[[int, int], None] | None = None
) -> Changes:
    """The best changes at these schools, or at any. Changes of teachers of other home schools there count too.

    ``tell`` hears now and then how many of how many were looked at.
    """
    gains = _Gains(seeing)
    best: dict[str, tuple[int, _Candidate]] = {}
    looked_at = 0
    tried: Iterable[_Candidate] = candidates(seeing, schools)
    if tell is not None:
        tried = _told_of(list(tried), tell)
    for one in tried:
        looked_at += 1
        gain, held = gains.of(one), best.get(one.kind)
        if held is None or (-gain, one.order) < (-held[0], held[1].order):
            best[one.kind] = gain, one
    told = {kind: _told(one, gain) for kind, (gain, one) in best.items() if gain > 0}
    return Changes(told.get(TEACHER), told.get(STAGGER), looked_at)


def _told_of(tried: Sequence[_Candidate], tell: Callable[[int, int], None]) -> Iterator[_Candidate]:
    for number, one in enumerate(tried):
        if number % TOLD_EVERY == 0:
            tell(number, len(tried))
        yield one


def _told(one: _Candidate, gain: int) -> Change:
    return Change(one.kind, one.school, one.day, one.fro, one.to, one.people, gain)


def candidates(seeing: Seeing, schools: Collection[str] | None = None) -> Iterator[_Candidate]:
    """Every change that is looked at."""
    swaps: dict[tuple[str, int, Times, Times], dict[str, tuple[Period, Period]]] = defaultdict(dict)
    for person, teacher in seeing.teachers.items():
        for free, taught in swaps_of(teacher):
            if schools is None or free.school in schools:
                key = free.school, free.day, free[1:3], taught[1:3]
                if person not in swaps[key]:
                    swaps[key][person] = free, taught
    for (school, day, _, _), people in swaps.items():
        for person, (free, taught) in people.items():
            yield _Candidate(TEACHER, school, day, free, taught, (person,))
        ordered = sorted(people, key=lambda person: (sorted(seeing.fields[person]), person))
        if len(ordered) > 1:
            free, taught = people[ordered[1]]
            yield _Candidate(STAGGER, school, day, free, taught, tuple(ordered[1::2]))


def swaps_of(teacher: Teacher) -> Iterator[tuple[Period, Period]]:
    """A free and a taught period of one school and day, at different times."""
    for periods in by_day(teacher.week).values():
        free = [one for one in periods if one.kind == "free"]
        taught = [one for one in periods if one.kind == "teach"]
        for one in free:
            for other in taught:
                if one.school == other.school and one[1:3] != other[1:3]:
                    yield one, other


def swapped(week: Sequence[Period], fro: Times, to: Times, school: str, day: int) -> tuple[Period, ...]:
    """The week when its first free period with the times ``fro`` and its first taught one with ``to`` change places."""
    free = next(one for one in week if one[:4] == (day, *fro, school) and one.kind == "free")
    taught = next(one for one in week if one[:4] == (day, *to, school) and one.kind == "teach")
    moved = {free: _at(free, taught), taught: _at(taught, free)}
    places = {week.index(one): other for one, other in moved.items()}
    return in_order(places.get(place, one) for place, one in enumerate(week))


def _at(period: Period, other: Period) -> Period:
    return period._replace(start=other.start, end=other.end, name=other.name)


def changed(tables: Timetables, change: Change) -> Timetables:
    """The instance after the change."""
    moved = {
        one.id: Teacher(
            one.id, one.school, swapped(one.week, change.fro[1:3], change.to[1:3], change.school, change.day)
        )
        for one in tables.teachers
        if one.id in change.people
    }
    teachers = tuple(moved.get(one.id, one) for one in tables.teachers)
    return Timetables(teachers, tables.hours, tables.travel, tables.rules)


class _Gains:
    """How many relevant pairs a candidate adds, from what it moves only: the windows and lessons of one day."""

    def __init__(self, seeing: Seeing) -> None:
        self._seeing, self._rules = seeing, seeing.rules
        visitors = {person: seeing.windows[person] for person in seeing.teachers}
        self._visitors = Side(visitors, seeing.fields)
        self._near_to = near(
            {(b, a): way for (a, b), way in seeing.tables.travel.items()}, seeing.near, self._rules.max_travel
        )
        self._days: dict[tuple[str, int], _Day] = {}
        self._hosts_of: dict[str, tuple[Around, Look]] = {}
        self._guests_of: dict[str, tuple[Around, _SeenBy]] = {}
        self._hosts: dict[frozenset[str], tuple[Around, Look]] = {}
        self._guests: dict[frozenset[str], tuple[Around, _SeenBy]] = {}
        self._ways = {(a, b): way for a, listed in seeing.near.items() for b, way in listed}

    def of(self, one: _Candidate) -> int:
        moves = {person: self._move(person, one) for person in one.people}
        as_visitors = sum(self._as_visitor(moves[person], moves) for person in one.people)
        return as_visitors + sum(self._as_host(moves[person], moves) for person in one.people)

    def _move(self, person: str, one: _Candidate) -> "_Move":
        tables = self._seeing.tables
        if (person, one.day) not in self._days:
            self._days[person, one.day] = self._day(person, one.day)
        periods, kept, today, kept_blocks, blocks = self._days[person, one.day]
        after = swapped(periods, one.fro[1:3], one.to[1:3], one.school, one.day)
        new = day_windows(after, tables.hours, self._rules)
        long_enough = tuple(w for w in new if w.end - w.start >= self._rules.min_watch)
        return _Move(person, kept, (today, long_enough), kept_blocks, (blocks, blocks_of(after)))

    def _day(self, person: str, day: int) -> "_Day":
        """The periods of the day; windows of other days and of this one; lessons of other days and of this one."""
        week, held = self._seeing.teachers[person].week, self._seeing.windows[person]
        blocks = self._seeing.blocks[person]
        return (
            tuple(x for x in week if x.day == day),
            tuple(w for w in held if w.day != day),
            tuple(w for w in held if w.day == day),
            tuple(b for b in blocks if b.day != day),
            tuple(b for b in blocks if b.day == day),
        )

    def _as_visitor(self, move: "_Move", moves: dict[str, "_Move"]) -> int:
        """What the mover sees afterwards, less today; other movers are looked at one by one."""
        fields = self._seeing.fields[move.person]
        around, look = self._around_hosts(move.person)
        wanted = around.sharing(fields) & ~around.bit(move.person)
        still = wanted & ~look.seen(move.kept)
        before, after = (look.seen(windows) & still for windows in move.windows)
        others = [one for one in moves.values() if one.person != move.person]
        for other in others:
            after &= ~around.bit(other.person)
        among = sum(1 for other in others if self._sees(move, other, fields))
        return after.bit_count() + among - before.bit_count()

    def _sees(self, move: "_Move", other: "_Move", fields: frozenset[Field]) -> bool:
        """Whether one mover can see another on that day afterwards who is not counted by other days already."""
        if not fields & self._seeing.fields[other.person]:
            return False
        around, look = self._around_hosts(move.person)
        if look.seen(move.kept) & around.bit(other.person):
            return False
        return self._on(move.windows[1], other.blocks[1])

    def _on(self, windows: Iterable[Window], blocks: Sequence[Window]) -> bool:
        return any(self._fits(window, block) for window in windows for block in blocks if window.day == block.day)

    def _fits(self, window: Window, block: Window) -> bool:
        way = self._ways.get((window.school, block.school))
        if way is None:
            return False
        return min(window.end - way, block.end) - max(window.start + way, block.start) >= self._rules.min_watch

    def _as_host(self, move: "_Move", moves: dict[str, "_Move"]) -> int:
        """Who sees the mover afterwards, less today; movers are counted as visitors."""
        around, seen_by = self._around_guests(move.person)
        wanted = around.sharing(self._seeing.fields[move.person])
        for person in moves:
            wanted &= ~around.bit(person)
        still = wanted & ~seen_by.of(move.kept_blocks)
        before, after = ((seen_by.of(blocks) & still).bit_count() for blocks in move.blocks)
        return after - before

    def _around_hosts(self, person: str) -> tuple[Around, Look]:
        if person not in self._hosts_of:
            self._hosts_of[person] = self._new_hosts(person)
        return self._hosts_of[person]

    def _new_hosts(self, person: str) -> tuple[Around, Look]:
        teacher = self._seeing.teachers[person]
        reach = self._seeing.reach(frozenset((teacher.school, *(one.school for one in teacher.week))))
        if reach not in self._hosts:
            around = self._seeing.hosts.around(reach)
            self._hosts[reach] = around, Look(self._seeing, around)
        return self._hosts[reach]

    def _around_guests(self, person: str) -> "tuple[Around, _SeenBy]":
        if person not in self._guests_of:
            self._guests_of[person] = self._new_guests(person)
        return self._guests_of[person]

    def _new_guests(self, person: str) -> "tuple[Around, _SeenBy]":
        schools = {one.school for one in self._seeing.blocks[person]}
        origins = frozenset(other for one in schools for other, _ in self._near_to.get(one, ()))
        if origins not in self._guests:
            around = self._visitors.around(origins)
            self._guests[origins] = around, _SeenBy(around, self._near_to, self._rules.min_watch)
        return self._guests[origins]


@dataclass(frozen=True, slots=True)
class _Move:
    """One mover: windows and lessons of the other days, and those of the day before and after the change."""

    person: str
    kept: _Windows
    windows: tuple[_Windows, _Windows]
    kept_blocks: _Windows
    blocks: tuple[_Windows, _Windows]


class _SeenBy:
    """Who could see a lesson: :class:`Look` from the other side."""

    def __init__(self, around: Around, near_to: dict[str, list[tuple[str, int]]], min_watch: int) -> None:
        self._around, self._near_to, self._watch = around, near_to, min_watch
        self._known: dict[tuple[Window, ...], int] = {}
        self._one: dict[Window, int] = {}

    def of(self, blocks: tuple[Window, ...]) -> int:
        """All visitors who could see one of the lessons."""
        if blocks not in self._known:
            found = 0
            for block in blocks:
                found |= self._of_one(block)
            self._known[blocks] = found
        return self._known[blocks]

    def _of_one(self, block: Window) -> int:
        if block not in self._one:
            found = 0
            for school, way in self._near_to.get(block.school, ()):
                for start, end, people in self._around.at(school, block.day):
                    if min(end - way, block.end) - max(start + way, block.start) >= self._watch:
                        found |= people
            self._one[block] = found
        return self._one[block]
