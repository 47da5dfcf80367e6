"""Stand-ins for students: a number, a school, a grade and classes. Nothing else is ever made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import District, School, Section
from .patterns import read
from .roll import grade_span


@dataclass(frozen=True, slots=True)
class Pupil:
    """``number`` is five digits and doubles as the family name of 'Student'."""

    source_id: str
    number: str
    school: str
    grade: str
    sections: tuple[str, ...]


def enroll(district: District) -> tuple[Pupil, ...]:
    """All students of a district, each in classes of the own grade that do not overlap."""
    by_school: dict[str, list[Section]] = {}
    for section in district.sections:
        by_school.setdefault(section.school, []).append(section)
    days: dict[str, set[str]] = {}
    for bell in district.bells:
        days.setdefault(bell.school, set()).add(bell.day)
    found: list[Pupil] = []
    for school in district.schools:
        found += _school(school, by_school[school.source_id], sorted(days[school.source_id]), len(found))
    return tuple(found)


def _school(school: School, sections: Sequence[Section], days: Sequence[str], start: int) -> list[Pupil]:
    """Grade by grade, sections are filled in order with those who are free then."""
    grades = grade_span(school)
    held: list[list[str]] = [[] for _ in range(school.students)]
    busy: list[set[tuple[str, str]]] = [set() for _ in range(school.students)]
    grade_of = [grades[n * len(grades) // school.students] for n in range(school.students)]
    turn: dict[str, int] = {}
    for section in sections:
        when = read(section.periods, days)
        pool = [n for n in range(school.students) if grade_of[n] in section.grades]
        first = turn.get(section.course_code, 0)
        order = pool[first % max(1, len(pool)) :] + pool[: first % max(1, len(pool))]
        chosen = [n for n in order if busy[n].isdisjoint(when)][: section.students]
        turn[section.course_code] = first + len(chosen)
        for n in chosen:
            held[n].append(section.source_id)
            busy[n] |= when
    return [
        Pupil(f"N{start + n + 1:05d}", f"{start + n + 1:05d}", school.source_id, grade_of[n], tuple(held[n]))
        for n in range(school.students)
    ]
