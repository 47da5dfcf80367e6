"""Who teaches when, on a date: used to plant doors and a reachable host, and by the checks.

A deliberately small reading of bells, calendar and patterns, apart from the product's own timetable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .clocks import minutes
from .dates import EARLY, NO_SCHOOL, REGULAR
from .model import Assignment, Bell, CalendarDay, District, School, Section, Teaching, Term
from .patterns import WEEK, read
from .places import travel_minutes


@dataclass(frozen=True, slots=True)
class Lesson:
    """A period of a person on a date; ``section`` '' is a free class period. Minutes from midnight."""

    school: str
    period: str
    start: int
    end: int
    section: str


class Timetable:
    """Indexes a district's tables once; ``on`` answers for one person and date."""

    def __init__(
        self, schools: Sequence[School], terms: Sequence[Term], bells: Sequence[Bell],
        calendar: Sequence[CalendarDay], assignments: Sequence[Assignment],
        sections: Sequence[Section], teachings: Sequence[Teaching],
    ) -> None:  # fmt: skip
        self.schools = {school.source_id: school for school in schools}
        semesters = [term for term in terms if term.kind == "semester"]
        self._first = min(term.starts for term in semesters)
        self._end = max(term.ends for term in semesters)
        self._bells: dict[tuple[str, str, str], list[Bell]] = {}
        for bell in bells:
            self._bells.setdefault((bell.school, bell.schedule, bell.day), []).append(bell)
        self._exceptions = {(row.school, row.date): row for row in calendar}
        self._places: dict[str, list[Assignment]] = {}
        for assignment in assignments:
            self._places.setdefault(assignment.person, []).append(assignment)
        days = {s: sorted({day for school, _, day in self._bells if school == s}) for s in self.schools}
        self._at: dict[tuple[str, str, str], dict[str, str]] = {}
        patterns = {s.source_id: (s.school, read(s.periods, days[s.school])) for s in sections}
        for teaching in teachings:
            school, met = patterns[teaching.section]
            for day, period in met:
                self._at.setdefault((teaching.person, school, day), {})[period] = teaching.section

    @classmethod
    def of(cls, district: District) -> "Timetable":
        return cls(
            district.schools, district.terms, district.bells, district.calendar, district.assignments,
            district.sections, district.teachings,
        )  # fmt: skip

    def bell_day(self, school: str, day: date) -> tuple[str, str] | None:
        """(bell day, schedule) of a school on a date, or None when it is not in session."""
        if day.weekday() > 4 or not self._first <= day < self._end:
            return None
        row = self._exceptions.get((school, day)) or self._exceptions.get(("", day))
        if row is None:
            return WEEK[day.weekday()], EARLY if day.weekday() == 2 else REGULAR
        if row.schedule == NO_SCHOOL:
            return None
        return row.day or WEEK[day.weekday()], row.schedule

    def in_session(self, first: date, n: int) -> list[date]:
        """The first n dates from ``first`` on which schools are open (fewer at the end of the year)."""
        found: list[date] = []
        while len(found) < n and first < self._end:
            row = self._exceptions.get(("", first))
            if first.weekday() < 5 and first >= self._first and (row is None or row.schedule != NO_SCHOOL):
                found.append(first)
            first += timedelta(days=1)
        return found

    def on(self, person: str, day: date) -> list[Lesson]:
        """Class periods of a person on a date, taught and free, in order of time."""
        found: list[Lesson] = []
        for place in self._places.get(person, ()):
            when = self.bell_day(place.school, day) if place.school else None
            if when is None or (place.days and when[0] not in place.days):
                continue
            taught = self._at.get((person, place.school, when[0]), {})
            for bell in self._bells.get((place.school, when[1], when[0]), ()):
                if bell.kind == "class":
                    found.append(
                        Lesson(
                            place.school,
                            bell.period,
                            minutes(bell.start),
                            minutes(bell.end),
                            taught.get(bell.period, ""),
                        )  # fmt: skip
                    )
        return sorted(found, key=lambda lesson: (lesson.start, lesson.school))

    def can_watch(self, visitor: str, host: str, day: date, least: int = 25) -> Lesson | None:
        """The first lesson of the host that falls in a free period of the visitor, after travel."""
        taught = [lesson for lesson in self.on(host, day) if lesson.section]
        for free in (lesson for lesson in self.on(visitor, day) if not lesson.section):
            for lesson in taught:
                away = travel_minutes(self.schools[free.school], self.schools[lesson.school])
                if min(free.end - away, lesson.end) - max(free.start + away, lesson.start) >= least:
                    return lesson
        return None
