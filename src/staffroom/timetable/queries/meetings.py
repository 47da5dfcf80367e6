"""From a section's pattern and its school's bells to meetings: what should be, what is, and why not.

A pattern is read once for the Regular schedule; under every other schedule a section meets in the same periods,
where they ring ("periods 1, 3 and 5 on early-release days"). A homeroom section without a pattern meets in all
class periods of its school. Any other section without a pattern is told as a problem and has no meetings.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from staffroom.core.bells import (
    EVERY_DAY,
    REGULAR,
    Bell,
    BellBook,
    PatternError,
    Slot,
    clock_text,
    meetings_of,
    parse_pattern,
)
from staffroom.core.problems import Problem
from staffroom.people.models import School, Section

from ..models import Meeting, TimetableProblem
from .days import bells_of

HOMEROOM = "homeroom"
Kind = TimetableProblem.Kind
Place = tuple[int, str, str, str]  # section, schedule, day, period
Times = tuple[int, int, int]  # school, start, end


@dataclass(frozen=True, slots=True)
class Trouble:
    """One section (None: the whole school) that has no place in the week. ``facts`` are plain JSON."""

    school: int
    section: int | None
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Wanted:
    """The meetings that follow from patterns and bells, and what is in the way."""

    meetings: dict[Place, Times] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """What a rebuild writes. ``changed`` are rows with new times, ``gone`` primary keys."""

    new: list[Meeting]
    changed: list[Meeting]
    gone: list[int]
    same: int

    @property
    def touched(self) -> int:
        return len(self.changed) + len(self.gone) + len(self.new)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The meetings of one pattern at one school: (schedule, day, period) -> (start, end), or the trouble."""

    meetings: Mapping[tuple[str, str, str], tuple[int, int]]
    trouble: tuple[str, Mapping[str, Any]] | None = None


def wanted_meetings(
    schools: Iterable[School],
    bells: Mapping[int, list[Bell]] | None = None,
    *,
    progress: Callable[[int, int, str], None] | None = None,
) -> Wanted:
    """Meetings as they should be; ``bells`` in place of the saved ones, to look ahead. Two queries at most."""
    listed = list(schools)
    ids = [school.pk for school in listed]
    bells = bells_of(ids) if bells is None else bells
    by_school: dict[int, list[Section]] = {pk: [] for pk in ids}
    for section in Section.objects.filter(school_id__in=ids, active=True).order_by("title", "pk"):
        by_school[section.school_id].append(section)
    wanted = Wanted()
    for done, school in enumerate(listed, 1):
        _school(school, by_school[school.pk], bells.get(school.pk, []), wanted)
        if progress:
            progress(done, len(listed), str(school))
    return wanted


def _school(school: School, sections: list[Section], bells: list[Bell], wanted: Wanted) -> None:
    if not bells:
        if sections:
            wanted.troubles.append(Trouble(school.pk, None, Kind.NO_BELLS, {"sections": len(sections)}))
        return
    book, read = BellBook(tuple(bells)), {}
    for section in sections:
        key = (section.periods.strip(), section.kind)
        if key not in read:
            read[key] = pattern_at(book, bells[0].school, *key, homeroom_teaches=_teaches_all_day(school))
        found: Pattern = read[key]
        for (schedule, day, period), times in found.meetings.items():
            wanted.meetings[section.pk, schedule, day, period] = (school.pk, *times)
        if found.trouble:
            kind, facts = found.trouble
            wanted.troubles.append(Trouble(school.pk, section.pk, kind, {"section": section.title, **facts}))


def _teaches_all_day(school: School) -> bool:
    """In middle and high schools a homeroom is a few minutes with one's own group, not the whole day."""
    return school.level not in (School.Level.MIDDLE, School.Level.HIGH)


def pattern_at(book: BellBook, school: str, text: str, kind: str, *, homeroom_teaches: bool = True) -> Pattern:
    """The meetings of one pattern under every schedule of a school."""
    periods = book.periods(school)
    if not text:
        wanted_kind = "class" if homeroom_teaches else "advisory"
        named = tuple(b.period for b in book.of(school) if b.kind == wanted_kind) if kind == HOMEROOM else ()
        if not named:
            return Pattern({}, (Kind.NO_PATTERN, {}))
        return Pattern(_under_all(book, school, [Slot(EVERY_DAY, name) for name in dict.fromkeys(named)]))
    slots = parse_pattern(text, periods=periods, days=book.days(school))
    if isinstance(slots, PatternError):
        return Pattern({}, (Kind.UNREADABLE, {"pattern": text, "why": slots.message, "advice": slots.advice}))
    missing = [slot for slot in slots if isinstance(meetings_of([slot], book, school), Problem)]
    trouble = _no_period(missing[0], book, school) if missing else None
    return Pattern(_under_all(book, school, [slot for slot in slots if slot not in missing]), trouble)


def _no_period(slot: Slot, book: BellBook, school: str) -> tuple[str, Mapping[str, Any]]:
    period = slot.period or f"{clock_text(slot.start or 0)}-{clock_text(slot.end or 0)}"
    day = "" if slot.day == EVERY_DAY else slot.day
    rung = book.periods(school) if not day else dict.fromkeys(b.period for b in book.on(school, REGULAR, day))
    facts = {"period": period, "day": day, "periods": list(rung)}
    # Bells for every day ring on any label, so a day without bells is one the school does not have.
    return Kind.NO_PERIOD, facts if rung else {**facts, "days": list(book.days(school))}


def _under_all(book: BellBook, school: str, slots: list[Slot]) -> dict[tuple[str, str, str], tuple[int, int]]:
    found = _under(book, school, REGULAR, slots)
    elsewhere = [slot if slot.period else by for slot in slots for by in _by_period(slot, book, school)]
    for schedule in book.schedules(school):
        if schedule != REGULAR:
            found |= _under(book, school, schedule, list(dict.fromkeys(elsewhere)))
    return found


def _by_period(slot: Slot, book: BellBook, school: str) -> list[Slot]:
    """A slot with times, as the periods it falls in on regular days: on other days those ring at other times."""
    if slot.period:
        return [slot]
    met = meetings_of([slot], book, school)
    return [] if isinstance(met, Problem) else [Slot(m.day, m.period) for m in met if m.period]


def _under(
    book: BellBook, school: str, schedule: str, slots: list[Slot]
) -> dict[tuple[str, str, str], tuple[int, int]]:
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for slot in slots:
        met = meetings_of([slot], book, school, schedule)
        for one in () if isinstance(met, Problem) else met:
            key = (schedule, one.day, one.period or clock_text(one.start))
            start, end = found.get(key, (one.start, one.end))
            found[key] = (min(start, one.start), max(end, one.end))
    return found


def plan_meetings(school_ids: Collection[int], wanted: Wanted, district_id: int) -> MeetingPlan:
    """Compare with the meetings there are: nothing that stays the same is touched. One query."""
    left = dict(wanted.meetings)
    changed, gone, same = [], [], 0
    for row in Meeting.objects.filter(school_id__in=[*school_ids]).order_by("pk"):
        times = left.pop((row.section_id, row.schedule, row.day, row.period), None)
        if times is None:
            gone.append(row.pk)
        elif times == (row.school_id, row.start, row.end):
            same += 1
        else:
            row.school_id, row.start, row.end = times
            changed.append(row)
    new = [
        Meeting(
            district_id=district_id,
            section_id=section,
            schedule=schedule,
            day=day,
            period=period,
            school_id=school,
            start=start,
            end=end,
        )
        for (section, schedule, day, period), (school, start, end) in left.items()
    ]
    return MeetingPlan(new, changed, gone, same)


def troubles_by_kind(troubles: Iterable[Trouble]) -> dict[str, int]:
    return dict(Counter(str(trouble.kind) for trouble in troubles))
