"""A term's requests for peer visits in a generated district, as an instance ``staffroom-visits/1``.

Everything comes from the district and a seed: lessons of one ordinary week, hosts who are strong in a practice and
willing, requests by what each teacher is weak in, fit from likeness of classes and strength. The caps are told in
the instance, and every figure found with it is to be read with them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from staffroom.core.context import Context, likeness_score
from staffroom.core.practices import PRACTICES, shows

from .model import District, School, Section
from .places import travel_minutes
from .sharing import STRONG, WILLING
from .week import Timetable

#: What a generalist teaches, period by period; a homeroom's own subject is 'multiple'.
_HOMEROOM_DAY = ("english", "mathematics", "english-development", "history", "science", "mathematics", "arts")
_OWN_PERIODS = {"elementary": 2, "k8": 2, "middle": 3, "high": 4, "alternative": 3}
_SCARCE_OWN = {"elementary": 1, "k8": 1, "middle": 1, "high": 2, "alternative": 1}
_WEAK = 0.4
ORDINARY: Mapping[str, int | None] = {"substitute_half_days": 0}
SCARCE: Mapping[str, int | None] = {
    "substitute_half_days": 0, "covers_given": 1, "hosted_lessons_week": 1, "visitors_per_lesson": 1,
    "min_watch": 40, "recordings": 0,
}  # fmt: skip


def visit_demand(
    district: District, requests: int = 4700, *, seed: int = 2026, scarce: bool = False, weeks: int = 8
) -> dict[str, Any]:
    """``requests`` requests over ``weeks`` weeks, as parsed JSON. Deterministic for a district and a seed.

    ``scarce``: tight caps (one own period, one cover given, one lesson hosted a week with one visitor, forty
    minutes to watch, no recordings). About 30 to 80 hosts a request.
    """
    rng = Random(f"{seed}/demand")
    maker = _Maker(district, _OWN_PERIODS if not scarce else _SCARCE_OWN, rng)
    return {
        "format": "staffroom-visits/1", "weeks": weeks, "rules": dict(SCARCE if scarce else ORDINARY),
        "schools": [{"id": school.source_id} for school in district.schools],
        "travel": [[travel_minutes(a, b) for b in district.schools] for a in district.schools],
        "people": maker.people, "lessons": maker.lessons,
        "practices": [{"id": p.code, "subject": p.subject or None} for p in PRACTICES],
        "requests": maker.requests(requests),
    }  # fmt: skip


def ordinary_week(district: District) -> list[date]:
    """The first five days, Monday to Friday, on which most schools keep their regular schedule."""
    table = Timetable.of(district)
    monday = district.today + timedelta(days=(7 - district.today.weekday()) % 7)
    for week in range(30):
        days = [monday + timedelta(days=7 * week + n) for n in range(5)]
        if all(table.bell_day(district.schools[0].source_id, day) for day in days):
            return days
    raise ValueError("no week of five school days within thirty weeks")


class _Maker:
    """One pass over the district, then the requests."""

    def __init__(self, district: District, own_periods: Mapping[str, int], rng: Random) -> None:
        self.district, self.rng = district, rng
        self.schools = {school.source_id: n for n, school in enumerate(district.schools)}
        self.sections = {section.source_id: section for section in district.sections}
        self.people: list[dict[str, Any]] = []
        self.lessons: list[dict[str, Any]] = []
        self.contexts: list[Context] = []
        self.strengths: list[tuple[float, ...]] = []
        self.willing: list[bool] = []
        self.subjects: list[set[str]] = []
        self.level: list[School] = []
        self._week(own_periods)

    def _week(self, own_periods: Mapping[str, int]) -> None:
        table, days = Timetable.of(self.district), ordinary_week(self.district)
        home = {a.person: a.school for a in reversed(self.district.assignments) if a.school}
        latent = self.district.latent
        for person in self.district.people:
            lessons = [(n, lesson) for n, day in enumerate(days) for lesson in table.on(person.source_id, day)]
            school = home.get(person.source_id, "")
            lessons = [(n, lesson) for n, lesson in lessons if lesson.school == school]
            if person.source_id not in latent.strengths or not any(lesson.section for _, lesson in lessons):
                continue
            place = self.district.schools[self.schools[school]]
            number, willing = len(self.people), latent.willingness[person.source_id] > WILLING
            self.people.append({
                "id": person.source_id, "school": self.schools[school], "own_periods": own_periods[place.level],
                "video": willing and self.rng.random() < 0.5, "recording": willing and self.rng.random() < 0.3,
            })  # fmt: skip
            taught = set()
            for n, lesson in lessons:
                section = self.sections.get(lesson.section)
                subject = self._subject(section, lesson.period)
                taught.add(subject)
                self.lessons.append({
                    "person": number, "day": n, "start": lesson.start, "end": lesson.end,
                    "kind": "teach" if section else "free", "subject": subject or None,
                    "coverable": bool(section) and self.rng.random() < 0.9,
                })  # fmt: skip
            self.subjects.append(taught - {""})
            self.contexts.append(_context([self.sections[x.section] for _, x in lessons if x.section], place))
            self.strengths.append(latent.strengths[person.source_id])
            self.willing.append(willing)
            self.level.append(place)

    def _subject(self, section: Section | None, period: str) -> str:
        if section is None:
            return ""
        if section.subject != "multiple":
            return section.subject
        number = int("".join(c for c in period if c.isdigit()) or 0)
        return _HOMEROOM_DAY[number % len(_HOMEROOM_DAY)]

    def requests(self, count: int) -> list[dict[str, Any]]:
        wishes = [
            (person, n)
            for person in range(len(self.people))
            for n, practice in enumerate(PRACTICES)
            if self.strengths[person][n] < _WEAK and self._could_use(person, practice.subject)
        ]
        chosen = self.rng.sample(wishes, min(count, len(wishes)))
        hosts = {n: self._hosts(n) for n in range(len(PRACTICES))}
        return [self._request(number, person, n, hosts[n]) for number, (person, n) in enumerate(sorted(chosen))]

    def _could_use(self, person: int, subject: str) -> bool:
        return not subject or any(shows(taught, subject) for taught in self.subjects[person])

    def _hosts(self, practice: int) -> list[int]:
        subject = PRACTICES[practice].subject
        return [
            person
            for person in range(len(self.people))
            if self.willing[person] and self.strengths[person][practice] >= STRONG
            and (not subject or subject in self.subjects[person])
        ]  # fmt: skip

    def _request(self, number: int, person: int, practice: int, hosts: list[int]) -> dict[str, Any]:
        # How far below what would do, from 0 to 1; a school's poverty adds a little.
        need = (_WEAK - self.strengths[person][practice]) / _WEAK
        weight = 0.15 + 0.7 * need + 0.15 * self.level[person].low_income
        fits = []
        for host in hosts:
            if host != person:
                alike = likeness_score(self.contexts[person], self.contexts[host])
                fits.append([host, round(0.7 * alike + 0.3 * self.strengths[host][practice], 3)])
        return {
            "id": f"R{number}", "visitor": person, "practice": practice, "weight": round(min(1.0, weight), 3),
            "hosts": fits,
        }  # fmt: skip


def _context(sections: list[Section], school: School) -> Context:
    size = sum(section.students for section in sections) or 1
    return Context(
        grades=frozenset(grade for section in sections for grade in section.grades),
        subjects=frozenset(section.subject for section in sections), level=school.level,
        english_learners=round(sum(section.english_learners for section in sections) / size, 2),
        iep=round(sum(section.iep for section in sections) / size, 2),
        size=round(size / max(1, len({s.source_id for s in sections})) / 5) * 5,
        language_program=max((section.language_program for section in sections), default=""),
    )  # fmt: skip
