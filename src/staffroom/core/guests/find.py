"""The finder: for every meeting everybody who can come, those who fit whoever asks first; and for the others why not.

The soonest meeting stands first, so that a guest can be booked within a week. Legality is decided here with intervals;
the checker decides it again its own way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from staffroom.core.visits.instance import Busy, Lesson

from .case import Candidate, Gathering, GuestCase, Invited, month_of, week_of
from .check import GuestRule

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GuestSlot:
    """One person who can come to one meeting. ``leave`` and ``back``: from and at their own school.

    ``uses``: their free lessons that it takes; ``free``: the free stretch of the day that holds it, where one does.
    """

    person: str
    meeting: str
    date: int
    start: int
    end: int
    leave: int
    back: int
    travel: int
    fit: float
    uses: tuple[str, ...]
    free: Span | None

    @property
    def invited(self) -> Invited:
        return Invited(self.person, self.meeting, self.uses)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: how many people it keeps from coming to any of the meetings."""

    rule: GuestRule
    count: int


@dataclass(frozen=True, slots=True)
class GuestAnswer:
    """Slots, the soonest meeting first; ``reasons`` of those who can come to none, commonest first."""

    slots: tuple[GuestSlot, ...]
    reasons: tuple[Reason, ...]


def find_guests(case: GuestCase) -> GuestAnswer:
    """Deterministic. In one meeting: fit in steps of 0.05, then the shorter way, then ids."""
    search = _Search(case)
    slots: list[GuestSlot] = []
    why: Counter[GuestRule] = Counter()
    for one in case.candidates:
        verdicts = [search.judge(one, meeting) for meeting in case.meetings]
        found = [slot for slot in verdicts if isinstance(slot, GuestSlot)]
        slots += found
        if not found and verdicts:
            why[_nearest(rule for rule in verdicts if isinstance(rule, GuestRule))] += 1
    slots.sort(key=lambda s: (s.date, s.start, -round(s.fit * 20), s.travel, s.person))
    order = list(GuestRule)
    told = sorted(why.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    return GuestAnswer(tuple(slots), tuple(Reason(rule, count) for rule, count in told))


def _nearest(rules: Iterable[GuestRule]) -> GuestRule:
    """Of several meetings' refusals the one where most else was in order: it was told last."""
    return max(rules, key=list(GuestRule).index)


class _Search:
    def __init__(self, case: GuestCase) -> None:
        self.case = case
        self.lessons: dict[tuple[str, int], list[Lesson]] = defaultdict(list)
        self.busy: dict[tuple[str, int], list[Busy]] = defaultdict(list)
        self.hours = {(day.school, day.date): (day.start, day.end) for day in case.days}
        for lesson in case.lessons:
            self.lessons[lesson.person, lesson.date].append(lesson)
        for one in case.busy:
            self.busy[one.person, one.date].append(one)

    def judge(self, one: Candidate, meeting: Gathering) -> GuestSlot | GuestRule:
        """The slot, or the first rule in the way."""
        way = self.case.travel.get((one.school, self.case.school))
        early = self._before_the_day(one, meeting, way)
        if early or way is None:
            return early or GuestRule.TOO_FAR
        away = meeting.start - way, meeting.end + way
        held = [x for x in self.lessons[one.person, meeting.date] if _meet((x.start, x.end), away)]
        late = self._in_the_day(one, meeting, away, held)
        if late:
            return late
        uses = tuple(x.id for x in sorted(held, key=lambda x: x.start))
        return GuestSlot(
            one.person, meeting.id, meeting.date, meeting.start, meeting.end, *away, way, one.fit, uses,
            self._stretch(one, meeting.date, away),
        )  # fmt: skip

    def _before_the_day(self, one: Candidate, meeting: Gathering, way: int | None) -> GuestRule | None:
        """What can be said without looking at the day."""
        case, most = self.case, self.case.most_a_month
        now = case.now_date * 1440 + case.now_minute
        if one.school == case.school:
            return GuestRule.OWN_SCHOOL
        if not one.willing:
            return GuestRule.NOT_WILLING
        if most is not None and one.asked.get(month_of(meeting.date), 0) >= most:
            return GuestRule.MONTH_CAP
        if meeting.taken:
            return GuestRule.TAKEN
        if meeting.date * 1440 + meeting.start - (way or 0) <= now:
            return GuestRule.BEGUN
        if (one.school, meeting.date) not in self.hours:
            return GuestRule.NO_SCHOOL
        return GuestRule.TOO_FAR if way is None or way > case.max_travel else None

    def _in_the_day(self, one: Candidate, meeting: Gathering, away: Span, held: list[Lesson]) -> GuestRule | None:
        """What the person's own day says. ``held``: their lessons that it would take."""
        if not one.known and _meet(self.hours[one.school, meeting.date], away):
            return GuestRule.NOT_KNOWN
        if any(x.kind == "teach" for x in held):
            return GuestRule.TEACHES
        busy = self.busy[one.person, meeting.date]
        if any(b.kind == "away" and _meet((b.start, b.end), away) for b in busy):
            return GuestRule.AWAY
        taken = [away, *((x.start, x.end) for x in held)]
        if any(b.kind == "promise" and _meet((b.start, b.end), span) for b in busy for span in taken):
            return GuestRule.PROMISED
        return GuestRule.CONTRACT if self._too_little_left(one, meeting.date, away) else None

    def _too_little_left(self, one: Candidate, day: int, away: Span) -> bool:
        """Free minutes of the week: what promises leave, less the minutes asked for."""
        if one.least is None:
            return False
        left = asked = 0
        first = week_of(day) * 7 + 1
        for ordinal in range(first, first + 7):
            spans = _merged((b.start, b.end) for b in self.busy[one.person, ordinal] if b.kind == "promise")
            free = _merged((x.start, x.end) for x in self.lessons[one.person, ordinal] if x.kind == "free")
            for span in free:
                left += span[1] - span[0] - sum(_shared(span, given) for given in spans)
                if ordinal == day:
                    here = max(span[0], away[0]), min(span[1], away[1])
                    asked += max(0, here[1] - here[0] - sum(_shared(here, given) for given in spans))
        return asked > 0 and left - asked < one.least

    def _stretch(self, one: Candidate, day: int, away: Span) -> Span | None:
        """The free lessons around it, as one stretch: what people read as "free 2:10 to 3:00"."""
        spans = [(x.start, x.end) for x in self.lessons[one.person, day] if x.kind == "free"]
        near = [span for span in spans if _meet(span, away)]
        return (min(s for s, _e in near), max(e for _s, e in near)) if near else None


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
