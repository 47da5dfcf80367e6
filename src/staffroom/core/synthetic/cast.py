"""The named people of the sign-in page: the same names whatever the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from staffroom.core.practices import shows

from .model import Assignment, School
from .places import travel_minutes
from .roll import Roll
from .week import Timetable

#: What the cast's teacher looks for, and what her hosts offer.
CAST_PRACTICE = "number-talks"
CAST_NAMES: dict[str, tuple[str, str]] = {
    "teacher": ("Ana", "Villaseñor"),
    "host": ("Grace", "Nguyen-Ortega"),
    "neighbour": ("Ben", "Okafor"),
    "leader": ("Teresa", "Ibarra"),
    "principal": ("Paz", "Whitaker"),
    "central": ("Elena", "Castañeda"),
    "it": ("Jordan", "Maldonado"),
    "classified": ("Rosa", "Carranza"),
}


def choose_cast(roll: Roll, schools: Sequence[School], table: Timetable, today: date) -> dict[str, str]:
    """Existing people who fit each part; see ``cast_people`` for their names."""
    home = _home(roll, schools)
    here = [a for a in roll.assignments if a.school == home.source_id]
    teachers = [a for a in here if a.role == "teacher" and a.fte == 1]
    days = table.in_session(today, 15)
    hosts = _hosts(roll, schools, home)
    mathematics = [a.person for a in teachers if a.subject == "mathematics"]
    reach = {person: [h for h in hosts if _meets(table, person, h, days)] for person in mathematics}
    teacher = max(mathematics, key=lambda person: (len(reach[person]), person))
    others = [a.person for a in teachers if a.person != teacher]
    neighbours = [person for person in others if _meets(table, teacher, person, days)] or others
    same = [person for person in neighbours if person in mathematics]
    return {
        "teacher": teacher,
        "host": (reach[teacher] or hosts)[0],
        "neighbour": (same or neighbours)[0],
        "leader": next(a.person for a in here if a.role == "teacher_leader"),
        "principal": next(a.person for a in here if a.role == "principal"),
        **{role: _first(roll, wanted) for role, wanted in _ELSEWHERE.items()},
    }


_ELSEWHERE = {"central": "central", "it": "it", "classified": "bus"}


def _first(roll: Roll, role: str) -> str:
    return next(a.person for a in roll.assignments if a.role == role)


def _home(roll: Roll, schools: Sequence[School]) -> School:
    """The largest middle school with an ordinary week and a teacher leader, or the largest high school."""
    led = {a.school for a in roll.assignments if a.role == "teacher_leader"}
    fitting = [s for s in schools if s.level == "middle" and s.clock == "six" and s.source_id in led]
    fitting = fitting or [s for s in schools if s.level == "high" and s.clock == "six" and s.source_id in led]
    return max(fitting, key=lambda school: (school.students, school.source_id))


def _hosts(roll: Roll, schools: Sequence[School], home: School) -> list[str]:
    """Teachers of mathematics elsewhere: subject teachers before homerooms, nearest first."""
    places = {school.source_id: school for school in schools}

    def key(assignment: Assignment) -> tuple[bool, int, str]:
        away = travel_minutes(home, places[assignment.school])
        return assignment.subject != "mathematics", away, assignment.person

    found = [
        a
        for a in roll.assignments
        if a.role == "teacher" and a.fte == 1
        if a.school != home.source_id and shows(a.subject, "mathematics")
    ]
    return [a.person for a in sorted(found, key=key)[:40]]


def _meets(table: Timetable, visitor: str, host: str, days: Sequence[date]) -> bool:
    return any(table.can_watch(visitor, host, day) for day in days)


def reachable_hosts(
    table: Timetable, visitor: str, hosts: Sequence[str], today: date, away: Mapping[str, set[date]]
) -> list[str]:
    """Hosts whose lesson the visitor can watch in a free period within fifteen school days."""
    days = table.in_session(today, 15)

    def present(host: str) -> list[date]:
        return [day for day in days if day not in away.get(host, set())]

    return [host for host in hosts if host != visitor and _meets(table, visitor, host, present(host))]


def planted_offers(
    roll: Roll, schools: Sequence[School], table: Timetable, cast: Mapping[str, str], today: date
) -> dict[str, tuple[str, ...]]:
    """Offers that the sign-in story needs: the host, the neighbour and four more whom the teacher can see."""
    home = next(a.school for a in roll.assignments if a.person == cast["teacher"])
    subjects = {a.person: a.subject for a in roll.assignments if a.school == home}
    elsewhere = _hosts(roll, schools, table.schools[home])
    near = reachable_hosts(table, cast["teacher"], elsewhere, today, {})[:4]
    planted: dict[str, tuple[str, ...]] = dict.fromkeys(near, (CAST_PRACTICE,))
    planted[cast["host"]] = (CAST_PRACTICE, "standing-boards")
    planted[cast["teacher"]] = ("exit-tickets",)
    for part in ("neighbour", "leader"):
        knows = shows(subjects[cast[part]], "mathematics")
        planted[cast[part]] = (CAST_PRACTICE,) if knows else ("academic-conversation", "retrieval-practice")
    return planted


def cast_people(roll: Roll, cast: Mapping[str, str]) -> None:
    """Give the chosen people their names, addresses and languages; a homeroom's title follows the name."""
    index = {person.source_id: n for n, person in enumerate(roll.people)}
    for part, (given, family) in CAST_NAMES.items():
        n = index[cast[part]]
        _retitle(roll, cast[part], roll.people[n].family.split()[0], family)
        roll.people[n] = replace(
            roll.people[n], given=given, family=family, preferred="",
            email=roll.namer.mail(given, family), language="es" if part == "classified" else "en",
        )  # fmt: skip


def _retitle(roll: Roll, person: str, before: str, after: str) -> None:
    mine = {teaching.section for teaching in roll.teachings if teaching.person == person}
    rooms = [s for s in roll.sections if s.source_id in mine and s.kind == "homeroom"]
    for room in rooms:
        changed = room.title.removesuffix(before) + after
        for n, section in enumerate(roll.sections):
            if section.school == room.school and section.title.endswith(room.title):
                roll.sections[n] = replace(section, title=section.title.removesuffix(room.title) + changed)
