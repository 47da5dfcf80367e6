"""The planner: days and times at which a group could go through enough rooms, or why there is none.

It tries every moment at which a lesson of a willing host begins. Rooms are matched with hosts one after the other, so
that a host who teaches in one moment only is not lost to another who would also be seen later.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from staffroom.core.visits.instance import ClosedDoor, Lesson
from staffroom.core.walks.case import PASSING, Case, Proposed, Stop, key_of, seats_of
from staffroom.core.walks.rules import Rule

A_DAY, AT_MOST = 2, 8  # proposals


@dataclass(frozen=True, slots=True)
class Proposal:
    """A walk that is possible. ``walkers``: those named who are free then, the organiser first; ``others``: how many
    of the people looked at besides are free."""

    walk: Proposed
    others: int = 0

    @property
    def key(self) -> str:
        return f"{date.fromordinal(self.walk.date).isoformat()}/{self.walk.start}"


@dataclass(frozen=True, slots=True)
class Reason:
    """What is in the way, and of how many moments looked at."""

    rule: Rule
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Proposals, those with most walkers first; and why other moments are none, commonest first."""

    proposals: tuple[Proposal, ...]
    reasons: tuple[Reason, ...]
    moments: int


def find_walks(case: Case, colleagues: Iterable[str] = ()) -> Answer:
    """``colleagues``: people who are not asked yet, to be counted where they are free."""
    look, why = _Look(case), Counter[Rule]()
    found: list[Proposal] = []
    pool = [one for one in colleagues if one not in case.walkers and one not in case.hosts]
    moments = look.moments()
    for day, start in moments:
        walk = look.walk_at(day, start)
        if isinstance(walk, Rule):
            why[walk] += 1
        else:
            found.append(Proposal(walk, sum(look.comes(one, walk) is None for one in pool)))
    told = tuple(Reason(rule, count) for rule, count in sorted(why.items(), key=lambda one: (-one[1], one[0])))
    return Answer(_few(found), told, len(moments))


def walk_of(case: Case, key: str) -> Proposed | None:
    """The walk of a proposal's key as it is possible now; None when it is not any more."""
    day, _slash, start = key.partition("/")
    try:
        found = _Look(case).walk_at(date.fromisoformat(day).toordinal(), int(start))
    except ValueError:
        return None
    return None if isinstance(found, Rule) or not case.first <= found.date <= case.last else found


def other_rooms(case: Case, walk: Proposed, start: int, end: int) -> list[Stop]:
    """Rooms that could take the place of one between these minutes; those with open doors first."""
    look, taken = _Look(case), {stop.host for stop in walk.stops} | set(walk.walkers)
    return [
        Stop(one.person, one.id, start, end)
        for one in look.rooms(walk.date, start, end)
        if one.person not in taken and not any((who, one.person) in case.over for who in walk.walkers)
    ]


def _few(found: list[Proposal]) -> tuple[Proposal, ...]:
    """A handful over several days: most walkers first, then most rooms, then soonest."""
    kept: list[Proposal] = []
    a_day: Counter[int] = Counter()
    for one in sorted(found, key=lambda p: (-len(p.walk.walkers), -len(p.walk.stops), -p.others, p.walk.date)):
        if a_day[one.walk.date] < A_DAY and len(kept) < AT_MOST:
            kept.append(one)
            a_day[one.walk.date] += 1
    return tuple(sorted(kept, key=lambda p: (-len(p.walk.walkers), p.walk.date, p.walk.start)))


class _Look:
    """The case, indexed."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.taught: dict[int, list[Lesson]] = defaultdict(list)
        self.free: dict[tuple[str, int], list[Lesson]] = defaultdict(list)
        for one in case.lessons:
            if one.kind == "free":
                self.free[one.person, one.date].append(one)
            elif one.school == case.school and one.person in case.hosts:
                self.taught[one.date].append(one)
        self.busy: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self.gone: set[tuple[str, int]] = set()
        for busy in case.busy:
            if busy.kind == "away":
                self.gone.add((busy.person, busy.date))
            else:
                self.busy[busy.person, busy.date].append((busy.start, busy.end))
        self.shut: Mapping[str, list[ClosedDoor]] = defaultdict(list)
        for door in case.closed:
            self.shut[door.host].append(door)
        self.held = case.promised

    def moments(self) -> list[tuple[int, int]]:
        """Days and minutes at which a lesson of a willing host begins."""
        return sorted(
            {(one.date, one.start) for day in range(self.case.first, self.case.last + 1) for one in self.taught[day]}
        )

    def walk_at(self, day: int, start: int) -> Proposed | Rule:
        """The walk that begins then, or what is in the way of it."""
        case, shape = self.case, self.case.shape
        if (day - case.now_date) * 1440 + start - case.now_minute < case.notice_hours * 60:
            return Rule.NOTICE
        why: Rule = Rule.HOST_TEACHING
        for number in range(shape.rooms, shape.least_rooms - 1, -1):
            times = self._times(day, start, number)
            if times is None:
                why = Rule.SAME_PART
                continue
            span = Proposed(day, (Stop("", "", *times[0]), Stop("", "", *times[-1])), ())
            organiser = self.comes(case.walkers[0], span)
            if organiser is not None:
                return organiser
            stops = self._stops(day, times)
            if stops is not None:
                walk = Proposed(day, stops, case.walkers[:1])
                others = [one for one in case.walkers[1:] if self.comes(one, walk) is None]
                return Proposed(day, stops, (*walk.walkers, *others[: shape.limits.walkers[1] - 1]))
            why = self._why_so_few(day, times)
        return why

    def comes(self, person: str, walk: Proposed) -> Rule | None:
        """None when somebody could come along; else the first thing in the way."""
        case, day = self.case, walk.date
        if (person, day) in self.gone:
            return Rule.WALKER_AWAY
        if any(stop.host == person or (person, stop.host) in case.over for stop in walk.stops):
            return Rule.STANDS_OVER
        begins, ends = walk.start, walk.end
        uses: list[Lesson] = []
        if person in case.timed:
            found = self._stretch(person, day, walk.start, walk.end)
            if found is None:
                return Rule.WALKER_FREE
            uses, begins, ends = found
        keys = {key_of(one) for one in uses} | {f"{date.fromordinal(day)}/{case.school}/{walk.start}"}
        if any((person, key) in self.held for key in keys):
            return Rule.WALKER_PROMISED
        first, last = min([begins, *(one.start for one in uses)]), max([ends, *(one.end for one in uses)])
        if any(s < last and first < e for s, e in self.busy[person, day]):
            return Rule.WALKER_PROMISED
        spare = case.spare.get((person, day - date.fromordinal(day).weekday()))
        cost = sum(min(ends, one.end) - max(begins, one.start) for one in uses)
        return Rule.PREPARATION if spare is not None and cost > spare else None

    def rooms(self, day: int, start: int, end: int) -> list[Lesson]:
        """Lessons that a group could see between these minutes, open doors first, then by how little they host."""
        found = [
            one for one in self.taught[day] if one.start <= start and end <= one.end and self._against(one) is None
        ]
        week = day - date.fromordinal(day).weekday()
        case = self.case
        return sorted(
            found,
            key=lambda one: (one.id not in case.open_lessons, case.hosted.get((one.person, week), 0), one.id),
        )

    def _times(self, day: int, start: int, number: int) -> list[tuple[int, int]] | None:
        """Minutes of so many rooms from a moment on, each inside lessons of its time; None where they do not fit."""
        shape, spans = self.case.shape, sorted({(one.start, one.end) for one in self.taught[day]})
        ends = {end for begin, end in spans if begin <= start < end}
        last, found, at = max(ends, default=start), [], start
        for _ in range(number):
            inside = [1 for begin, end in spans if begin <= at and at + shape.minutes <= end]
            if not inside:
                later = [begin for begin, end in spans if at <= begin <= at + PASSING and begin + shape.minutes <= end]
                if not later:
                    return None
                at = min(later)
            if shape.kind == "walk" and at + shape.minutes > last:
                return None
            found.append((at, at + shape.minutes))
            at += shape.minutes + shape.corridor
        return found

    def _stops(self, day: int, times: list[tuple[int, int]]) -> tuple[Stop, ...] | None:
        """A host for each time, each once: augmenting paths."""
        choices = [[one for one in self.rooms(day, *time) if self._fits_all(one, times)] for time in times]
        taken: dict[str, int] = {}
        chosen: dict[int, Lesson] = {}

        def give(at: int, seen: set[str]) -> bool:
            for one in choices[at]:
                if one.person in seen:
                    continue
                seen.add(one.person)
                if one.person not in taken or give(taken[one.person], seen):
                    taken[one.person], chosen[at] = at, one
                    return True
            return False

        if not all(give(at, set()) for at in range(len(times))):
            return None
        return tuple(Stop(chosen[at].person, chosen[at].id, *times[at]) for at in range(len(times)))

    def _fits_all(self, lesson: Lesson, times: list[tuple[int, int]]) -> bool:
        """In a walk all rooms share their period."""
        return self.case.shape.kind != "walk" or (lesson.start <= times[0][0] and times[-1][1] <= lesson.end)

    def _against(self, lesson: Lesson) -> Rule | None:
        """What is against a group in this lesson."""
        case, day = self.case, lesson.date
        shown = case.hosts[lesson.person]
        tests: tuple[tuple[Rule, Callable[[], bool]], ...] = (
            (Rule.HOST_WILLING, lambda: shown is not None and lesson.section not in shown),
            (Rule.STANDS_OVER, lambda: (case.walkers[0], lesson.person) in case.over),
            (Rule.OWN_ROOM, lambda: lesson.person in case.walkers),
            (Rule.HOST_AWAY, lambda: (lesson.person, day) in self.gone),
            (Rule.DOOR_CLOSED, lambda: any(self._shuts(door, lesson) for door in self.shut[lesson.person])),
            (Rule.HOST_PROMISED, lambda: self._passes(lesson)),
            (Rule.SEATS, lambda: any((lesson.person, key) in self.held for key in seats_of(key_of(lesson), 9))),
            (Rule.HOST_WEEK, lambda: self._hosts_enough(lesson)),
        )
        return next((rule for rule, broken in tests if broken()), None)

    def _why_so_few(self, day: int, times: list[tuple[int, int]]) -> Rule:
        """The commonest thing against the rooms of that time; that nobody willing teaches then where there is none."""
        start, end = times[0]
        near = [one for one in self.taught[day] if one.start <= start and end <= one.end]
        why = Counter(rule for one in near if (rule := self._against(one)) is not None)
        return why.most_common(1)[0][0] if why and len(near) >= len(times) else Rule.HOST_TEACHING

    def _shuts(self, door: ClosedDoor, lesson: Lesson) -> bool:
        given = {"weekday": date.fromordinal(lesson.date).weekday(), "date": lesson.date, "period": lesson.period}
        return all(getattr(door, name) in (None, value) for name, value in given.items())

    def _passes(self, lesson: Lesson) -> bool:
        return any(s < lesson.end and lesson.start < e for s, e in self.busy[lesson.person, lesson.date])

    def _hosts_enough(self, lesson: Lesson) -> bool:
        week = lesson.date - date.fromordinal(lesson.date).weekday()
        most = self.case.most_hosted.get(lesson.person)
        return most is not None and self.case.hosted.get((lesson.person, week), 0) >= most

    def _stretch(self, person: str, day: int, start: int, end: int) -> tuple[list[Lesson], int, int] | None:
        """Own free periods that hold the walk with the ways, when one leaves and is back; None without."""
        for run in self._runs(person, day):
            there, back = self._way(run[0]), self._way(run[-1])
            if run[0].start <= start - there and end + back <= run[-1].end:
                uses = [one for one in run if one.start < end + back and start - there < one.end]
                return uses, start - there, end + back
        return None

    def _runs(self, person: str, day: int) -> Iterator[list[Lesson]]:
        """Free periods of one school that follow each other."""
        run: list[Lesson] = []
        for one in sorted(self.free[person, day], key=lambda lesson: lesson.start):
            if run and (one.start - run[-1].end > self.case.merge_gap or one.school != run[-1].school):
                yield run
                run = []
            run.append(one)
        if run:
            yield run

    def _way(self, lesson: Lesson) -> int:
        if lesson.school == self.case.school:
            return 0
        return self.case.travel.get((lesson.school, self.case.school), 1440)
