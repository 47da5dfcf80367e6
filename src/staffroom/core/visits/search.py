"""The search behind the finder: one request's instance sorted for a single pass over the hosts' lessons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from staffroom.core.visits.answer import Refusal, VisitSlot
from staffroom.core.visits.instance import Booked, Host, Instance, Lesson, SchoolDay
from staffroom.core.visits.rules import Rule

_BIT = {rule: 1 << position for position, rule in enumerate(Rule)}
# Looking a rule up thousands of times costs more than the search itself.
_NOTICE, _NO_SCHOOL, _DOOR = _BIT[Rule.NOTICE], _BIT[Rule.NO_SCHOOL_THAT_DAY], _BIT[Rule.DOOR_CLOSED]
_SUBJECT, _FREE, _WATCH = _BIT[Rule.RIGHT_SUBJECT], _BIT[Rule.VISITOR_FREE], _BIT[Rule.WATCH_TIME]
_FAR, _TRAVEL = _BIT[Rule.TRAVEL_TOO_FAR], _BIT[Rule.TRAVEL_TIME]
Interval = tuple[int, int]


@dataclass(slots=True)
class _Window:
    """A run of the visitor's free lessons; ``pieces`` are its parts without promises and days away."""

    school: str
    start: int
    end: int
    in_session: bool
    lessons: list[Lesson]
    pieces: list[Interval]


@dataclass(slots=True)
class _View:
    """How the visitor stands to one block of time at one school, whoever teaches there.

    ``watch``: the longest lawful one, with its travel and window. Without it, ``bits`` are the rules in the
    way of the natural visit from ``start`` to ``end`` in ``run``.
    """

    watch: tuple[int, int, int, _Window] | None
    bits: int
    start: int
    end: int
    run: tuple[str, ...]


@lru_cache(maxsize=4096)
def _rules_of(bits: int) -> tuple[Rule, ...]:
    return tuple(rule for rule, bit in _BIT.items() if bits & bit)


class Search:
    """The instance, sorted for one pass."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.rules, self.request = instance, instance.rules, instance.request
        self.me = instance.people[self.request.visitor]
        self.offers = {offer.person: offer for offer in reversed(self.request.hosts)}
        self.host_caps = {person: self._host_cap(offer) for person, offer in self.offers.items()}
        self.days: dict[tuple[str, int], SchoolDay] = {(d.school, d.date): d for d in instance.days}
        self._sort_lessons()
        self._sort_promises()
        self._sort_bookings()
        for found in self.free.values():
            found.sort(key=_start)
        self.blocked = {day: self._blocked(day) for day in {*self.free, *self.teach}}
        self.windows = {day: self._windows(day) for day in self.free}
        self.day_bits: dict[int, int] = {}
        self.views: dict[tuple[str, int, int, int], _View] = {}
        self.offer_bits = {offer.person: self._offer_bits(offer) for offer in self.request.hosts}
        self.choosy = {o.person for o in self.request.hosts if o.sections is not None or o.only_open}
        self.prep: dict[int, list[int]] = {}
        self.budget: dict[int, int] = {}
        self.distances: dict[tuple[str, int], int] = {}
        self.calm = self._calm()
        now = self.request.now_date * 1440 + self.request.now_minute
        self.earliest = now + self.rules.notice_hours * 60

    def _sort_lessons(self) -> None:
        self.free: dict[int, list[Lesson]] = defaultdict(list)
        self.teach: dict[int, list[Interval]] = defaultdict(list)
        self.taught: list[tuple[Host, Lesson]] = []
        first, last, me = self.request.first, self.request.last, self.me.id
        for lesson in self.instance.lessons:
            if lesson.person == me:
                if lesson.kind == "free":
                    self.free[lesson.date].append(lesson)
                else:
                    self.teach[lesson.date].append((lesson.start, lesson.end))
            if lesson.kind == "teach" and first <= lesson.date <= last:
                offer = self.offers.get(lesson.person)
                if offer is not None:
                    self.taught.append((offer, lesson))

    def _sort_promises(self) -> None:
        self.promised: dict[tuple[str, int], list[Interval]] = defaultdict(list)
        self.away: dict[tuple[str, int], list[Interval]] = defaultdict(list)
        for busy in self.instance.busy:
            kept = self.away if busy.kind == "away" else self.promised
            kept[busy.person, busy.date].append((busy.start, busy.end))
        for booked in self.instance.booked:
            self.promised[booked.visitor, booked.date].append((booked.start, booked.end))

    def _sort_bookings(self) -> None:
        self.seats: dict[str, int] = defaultdict(int)
        self.hosted: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.mine: list[Booked] = []
        for booked in self.instance.booked:
            if booked.in_person:
                self.seats[booked.lesson] += 1
                self.hosted[booked.host, _week(booked.date)].add(booked.lesson)
            if booked.visitor == self.me.id:
                self.mine.append(booked)
        self.taken = self._taken()
        self.closed = defaultdict(list)
        for door in self.instance.closed:
            self.closed[door.host].append(door)

    def _taken(self) -> set[tuple[str, int]]:
        """(host, week) where a promise, an absence or a cap may stand in the way."""
        if self.rules.visitors_per_lesson == 0:
            return {(offer.person, _week(lesson.date)) for offer, lesson in self.taught}
        busy = {(person, _week(day)) for person, day in (*self.away, *self.promised)}
        never = {(offer.person, _week(x.date)) for offer, x in self.taught if self.host_caps[offer.person] == 0}
        return busy.union(self.hosted, never)

    def _host_cap(self, offer: Host) -> int | None:
        own, ours = offer.lessons_week, self.rules.hosted_lessons_week
        return ours if own is None or (ours is not None and ours < own) else own

    def _blocked(self, day: int) -> list[Interval]:
        """When the visitor cannot be away: teaching, absent, or in a free lesson that is promised."""
        promised = self.promised.get((self.me.id, day), [])
        used = [
            (lesson.start, lesson.end)
            for lesson in self.free.get(day, ())
            if any(lesson.start < end and start < lesson.end for start, end in promised)
        ]
        return sorted([*promised, *used, *self.teach.get(day, ()), *self.away.get((self.me.id, day), ())])

    def _windows(self, day: int) -> list[_Window]:
        found: list[_Window] = []
        last: Lesson | None = None
        for lesson in self.free[day]:
            gap = self.rules.merge_gap
            joins = last is not None and last.school == lesson.school and lesson.start - last.end <= gap
            if joins and last is not None and not self._teaches(day, last.end, lesson.start):
                found[-1].end = max(found[-1].end, lesson.end)
                found[-1].lessons.append(lesson)
            else:
                found.append(_Window(lesson.school, lesson.start, lesson.end, True, [lesson], []))
            last = lesson
        for window in found:
            self._finish(window, day)
        return found

    def _teaches(self, day: int, start: int, end: int) -> bool:
        return any(s < end and start < e for s, e in self.teach.get(day, ()))

    def _finish(self, window: _Window, day: int) -> None:
        school_day = self.days.get((window.school, day))
        if school_day is None:
            window.in_session = False
        else:
            if window.start <= school_day.start:
                window.start -= self.rules.before
            if window.end >= school_day.end:
                window.end += self.rules.after
        at = window.start
        for start, end in self.blocked.get(day, ()):
            if start > at:
                window.pieces.append((at, min(start, window.end)))
            at = max(at, end)
        window.pieces.append((at, window.end))
        window.pieces = [(a, b) for a, b in window.pieces if a < b]

    def candidates(self) -> Iterable[tuple[Host, Lesson]]:
        return self.taught

    def hosts_without_lessons(self) -> list[Refusal]:
        seen = {offer.person for offer, _ in self.taught}
        missing = [person for person in self.offers if person not in seen]
        return [Refusal(person, "", (Rule.HOST_TEACHING,), self.me.id) for person in missing]

    def travel(self, school: str, other: str) -> int | None:
        return 0 if school == other else self.instance.travel.get((school, other))

    def judge(self, offer: Host, lesson: Lesson) -> VisitSlot | Refusal:
        """The slot in which this lesson can be seen, or every rule that is in the way."""
        bits, start, end, day = self._host_side(offer, lesson), lesson.start, lesson.end, lesson.date
        if day in self.calm and not _meets(self.windows.get(day, ()), start, end):
            # Most lessons: the visitor teaches then, and nothing else about her needs looking at.
            bits |= self._distance_bits(lesson.school, day)
            bits |= _WATCH if end - start < self.rules.min_watch else 0
            return Refusal(offer.person, lesson.id, _rules_of(bits), self.me.id, start, end)
        key = (lesson.school, day, start, end)
        view = self.views.get(key)
        if view is None:
            view = self.views[key] = self._view(*key)
        if view.watch is not None and not bits:
            return self._made(offer, lesson, *view.watch)
        bits |= view.bits
        return Refusal(offer.person, lesson.id, _rules_of(bits), self.me.id, view.start, view.end, view.run)

    def _view(self, school: str, day: int, start: int, end: int) -> _View:
        near = [w for w in self.windows.get(day, ()) if w.start < end and start < w.end]
        if not near:
            return self._no_window(school, day, start, end)
        view = self._natural(near, school, day, start, end)
        view.watch = self._longest(near, school, day, start, end)
        return view

    def _longest(
        self, windows: list[_Window], school: str, day: int, start: int, end: int
    ) -> tuple[int, int, int, _Window] | None:
        """The longest lawful watch between two times, the earliest of those; None when there is none."""
        best: tuple[int, int, int, _Window] | None = None
        for window in windows:
            if window.in_session:
                travel = self.travel(window.school, school)
                if travel is not None and travel <= self.rules.max_travel:
                    for first, last in self._watches(window, day, (start, end), travel):
                        if best is None or last - first > best[1] - best[0]:
                            best = first, last, travel, window
        return best

    def _watches(self, window: _Window, day: int, lesson: Interval, travel: int) -> Iterable[Interval]:
        for piece_start, piece_end in window.pieces:
            start, end = max(piece_start + travel, lesson[0]), min(piece_end - travel, lesson[1])
            if end - start >= self.rules.min_watch:
                kept = self._within_contract(day, start, end, travel)
                if kept is not None:
                    yield kept

    def _within_contract(self, day: int, start: int, end: int, travel: int) -> Interval | None:
        """The longest part of a watch that leaves the contract its preparation."""
        if self.rules.contract_prep_minutes_week is None:
            return start, end
        given, prep = max(0, self._budget(day)), self._prep(day)
        taken = prep[_clip(end + travel)] - prep[_clip(start - travel)]
        if taken <= given and end - start >= max(1, self.rules.min_watch):
            return start, end  # all of it leaves enough, and nothing is longer
        kept: Interval | None = None
        length, at = max(1, self.rules.min_watch) - 1, start
        # Preparation taken grows with the end and shrinks with the start, so that the start never goes back.
        for until in range(start + 1, end + 1):
            left = prep[_clip(until + travel)] - given
            while at < until and prep[_clip(at - travel)] < left:
                at += 1
            if until - at > length:
                length, kept = until - at, (at, until)
        return kept

    def _prep(self, day: int) -> list[int]:
        """Minutes of preparation not promised before each minute of a day."""
        if day not in self.prep:
            marks = bytearray(1440)
            for lesson in self.free.get(day, ()):
                marks[lesson.start : lesson.end] = b"\x01" * (lesson.end - lesson.start)
            for start, end in self.promised.get((self.me.id, day), ()):
                start, end = _clip(start), _clip(end)
                marks[start:end] = bytes(end - start)
            self.prep[day] = [0, *accumulate(marks)]
        return self.prep[day]

    def _budget(self, day: int) -> int:
        """Minutes of preparation that may still be given away in the week of a day."""
        week = _week(day)
        if week not in self.budget:
            left = sum(self._prep(found)[1440] for found in self.free if _week(found) == week)
            self.budget[week] = left - (self.rules.contract_prep_minutes_week or 0)
        return self.budget[week]

    def _made(self, offer: Host, lesson: Lesson, start: int, end: int, travel: int, window: _Window) -> VisitSlot:
        away = start - travel, end + travel
        used = [x for x in window.lessons if x.start < away[1] and away[0] < x.end]
        cap = self.host_caps[offer.person]
        hosted = len(self.hosted.get((offer.person, _week(lesson.date)), ()))
        why: dict[str, str | int] = {
            "host": self.instance.people[offer.person].name,
            "date": lesson.date,
            "start_at": start,
            "end_at": end,
            "leave_at": away[0],
            "back_at": away[1],
            "watch": end - start,
            "travel": travel,
            "periods": ", ".join(part.period for part in used or window.lessons),
            "variant": "" if travel else "same_school",
        }
        return VisitSlot(
            host=offer.person,
            lesson=lesson.id,
            date=lesson.date,
            start=start,
            end=end,
            travel=travel,
            fit=offer.fit,
            open_door=lesson.id in offer.open_lessons,
            window=tuple(part.id for part in window.lessons),
            uses=tuple(part.id for part in used),
            spare=99 if cap is None else cap - hosted,
            why=why,
        )

    def _host_side(self, offer: Host, lesson: Lesson) -> int:
        """Bits of the rules that do not depend on which minutes are watched."""
        day, person = lesson.date, offer.person
        bits = self.day_bits.get(day, -1)
        if bits < 0:
            bits = self.day_bits[day] = self._day_bits(day)
        bits |= self.offer_bits[person]
        if day * 1440 + lesson.start < self.earliest:
            bits |= _NOTICE
        if (lesson.school, day) not in self.days:
            bits |= _NO_SCHOOL
        if self.request.subject is not None and lesson.subject != self.request.subject:
            bits |= _SUBJECT
        if person in self.choosy and not _offered(offer, lesson):
            bits |= _DOOR
        if person in self.closed and self._door_closed(lesson):
            bits |= _DOOR
        return bits | self._host_bits(person, lesson) if (person, (day - 1) // 7) in self.taken else bits

    def _day_bits(self, day: int) -> int:
        week = sum(1 for booked in self.mine if _week(booked.date) == _week(day) and booked.mode != "recording")
        own = self.rules.own_periods if self.me.own_periods is None else self.me.own_periods
        full = (
            (Rule.VISITOR_WEEK_CAP, self.rules.visits_per_visitor_week, week),
            (Rule.VISITOR_TERM_CAP, self.rules.visits_per_visitor, len(self.mine)),
            (Rule.OWN_PERIODS_CAP, own, sum(1 for booked in self.mine if booked.own)),
        )
        return sum(_BIT[rule] for rule, cap, used in full if cap is not None and used >= cap)

    def _offer_bits(self, offer: Host) -> int:
        own = _BIT[Rule.NOT_SELF] if offer.person == self.me.id else 0
        return own if offer.willing else own | _BIT[Rule.HOST_WILLING]

    def _door_closed(self, lesson: Lesson) -> bool:
        weekday = (lesson.date - 1) % 7  # ordinal 1, the first of January of the year 1, was a Monday
        return any(
            (door.weekday is None or door.weekday == weekday)
            and (door.date is None or door.date == lesson.date)
            and (door.period is None or door.period == lesson.period)
            for door in self.closed[lesson.person]
        )

    def _host_bits(self, person: str, lesson: Lesson) -> int:
        bits, key = 0, (person, lesson.date)
        away, promised = self.away.get(key), self.promised.get(key)
        if away and any(s < lesson.end and lesson.start < e for s, e in away):
            bits |= _BIT[Rule.HOST_AWAY]
        if promised and any(s < lesson.end and lesson.start < e for s, e in promised):
            bits |= _BIT[Rule.HOST_PROMISED]
        cap, taken = self.rules.visitors_per_lesson, self.seats.get(lesson.id, 0)
        if cap is not None and taken >= cap:
            bits |= _BIT[Rule.SEATS]
        cap, hosted = self.host_caps[person], self.hosted.get((person, (lesson.date - 1) // 7))
        # A lesson that is visited already takes no further place.
        if cap is not None and len(hosted - {lesson.id} if hosted else ()) >= cap:
            bits |= _BIT[Rule.HOST_WEEK_CAP]
        return bits

    def _natural(self, windows: list[_Window], school: str, day: int, start: int, end: int) -> _View:
        """The natural visit: all that the window sharing most with the lesson allows; what is in its way."""
        window = max(windows, key=lambda w: min(w.end, end) - max(w.start, start))
        travel = self.travel(window.school, school)
        start, end = max(window.start, start), min(window.end, end)
        bits, journey = 0 if window.in_session else _NO_SCHOOL, 0
        if travel is None or travel > self.rules.max_travel:
            bits |= _FAR
        else:
            journey = travel
            with_travel = max(start, window.start + travel), min(end, window.end - travel)
            if with_travel[1] - with_travel[0] >= self.rules.min_watch:
                start, end = with_travel
        if end - start < self.rules.min_watch:
            bits |= _WATCH
        bits |= self._time_bits(window, day, (start, end), (start - journey, end + journey))
        return _View(None, bits, start, end, tuple(x.id for x in window.lessons))

    def _no_window(self, school: str, day: int, start: int, end: int) -> _View:
        bits, journey = self._distance_bits(school, day), self.travel(self.me.school, school)
        if journey is None or journey > self.rules.max_travel:
            journey = 0
        if end - start < self.rules.min_watch:
            bits |= _WATCH
        bits |= self._promise_bits(day, (start - journey, end + journey))
        return _View(None, bits, start, end, ())

    def _distance_bits(self, school: str, day: int) -> int:
        """Bits of a lesson at a school on a day when the visitor is not free."""
        bits = self.distances.get((school, day))
        if bits is None:
            journey = self.travel(self.me.school, school)
            bits = _FREE if journey is not None and journey <= self.rules.max_travel else _FREE | _FAR
            bits |= 0 if (self.me.school, day) in self.days else _NO_SCHOOL
            self.distances[school, day] = bits
        return bits

    def _calm(self) -> set[int]:
        """Days on which no promise, absence or contract needs a look unless the visitor is free."""
        days = {lesson.date for _, lesson in self.taught}
        if self.rules.contract_prep_minutes_week is not None:
            # Beside a lesson that no free time touches, only the journeys can take preparation.
            days = {day for day in days if self._budget(day) >= 2 * self.rules.max_travel}
        me = self.me.id
        return {day for day in days if (me, day) not in self.away and (me, day) not in self.promised}

    def _time_bits(self, window: _Window, day: int, watch: Interval, away: Interval) -> int:
        bits = self._promise_bits(day, away)
        if self._teaches(day, *watch):
            bits |= _FREE
        elif away[0] < window.start or away[1] > window.end or self._teaches(day, *away):
            bits |= _TRAVEL
        return bits

    def _promise_bits(self, day: int, away: Interval) -> int:
        bits, me = 0, (self.me.id, day)
        if me in self.away and any(s < away[1] and away[0] < e for s, e in self.away[me]):
            bits |= _BIT[Rule.VISITOR_AWAY]
        if me in self.promised:
            free = self.free.get(day, ())
            touched = [(x.start, x.end) for x in free if x.start < away[1] and away[0] < x.end]
            if any(s < b and a < e for s, e in self.promised[me] for a, b in (away, *touched)):
                bits |= _BIT[Rule.VISITOR_PROMISED]
        if self.rules.contract_prep_minutes_week is not None and away[1] - away[0] > self._budget(day):
            prep = self._prep(day)
            cost = prep[_clip(away[1])] - prep[_clip(away[0])]
            if cost > 0 and cost > self._budget(day):
                bits |= _BIT[Rule.CONTRACT_MINUTES]
        return bits


def _meets(windows: Iterable[_Window], start: int, end: int) -> bool:
    # A plain loop: asked about every lesson, a generator costs more than its answer.
    for window in windows:  # noqa: SIM110
        if window.start < end and start < window.end:
            return True
    return False


def _offered(offer: Host, lesson: Lesson) -> bool:
    if offer.sections is not None and lesson.section not in offer.sections:
        return False
    return not offer.only_open or lesson.id in offer.open_lessons


def _start(lesson: Lesson) -> tuple[int, int, str]:
    return lesson.start, lesson.end, lesson.id


def _week(day: int) -> int:
    return (day - 1) // 7


def _clip(minute: int) -> int:
    return max(0, min(1440, minute))
