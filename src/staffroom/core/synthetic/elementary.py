"""Homerooms, and the specials (PE, music, library, art) that free the homeroom teacher.

Each grade has its specials around one period of the day, another grade around another one, so that teachers
of different grades are free at different times. Specials teachers are shared by schools: a school needs so
many specialist-days a week, and people are filled with them in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from .model import School
from .patterns import WEEK, weekday_pattern
from .roll import Roll, grade_name, grade_span, pull_out

_PERIODS = 7
_LOAD = 6
#: (subject, title of the post, what the class is called, share of the specialist-days)
_SPECIALS = (
    ("physical-education", "Physical education teacher", "PE", 0.42),
    ("music", "Music teacher", "Music", 0.26),
    ("library", "Teacher librarian", "Library", 0.16),
    ("arts", "Art teacher", "Art", 0.16),
)
_LARGEST = 31
_CLASS_SIZE = {"KG": 21, "01": 21, "02": 21, "03": 22, "04": 25, "05": 26, "06": 26}


@dataclass(slots=True)
class Room:
    """A homeroom while it is made. ``freed``: (day, period) taken by specials."""

    school: School
    grade: str
    teacher: str
    label: str
    room: str
    students: int
    dual: bool
    freed: set[tuple[str, int]] = field(default_factory=set)


@dataclass(slots=True)
class Shift:
    """One specialist-day: a day on a campus. ``taken``: period to homeroom."""

    school: School
    subject: str
    day: str
    person: str = ""
    taken: dict[int, Room] = field(default_factory=dict)


def staff_homerooms(roll: Roll, schools: Sequence[School]) -> None:
    """Homeroom teachers, specials and intervention teachers of all schools with homerooms."""
    rooms = {school.source_id: _rooms(roll, school, n) for n, school in enumerate(schools)}
    shifts = [shift for n, school in enumerate(schools) for shift in _shifts(rooms[school.source_id], school, n)]
    _hire_specialists(roll, shifts)
    for n, school in enumerate(schools):
        _place(rooms[school.source_id], [s for s in shifts if s.school is school], n)
        for room in rooms[school.source_id]:
            _homeroom_section(roll, room)
    for shift in _by_person(shifts):
        _special_sections(roll, shift)
    for school in schools:
        if school.students > 330:
            _intervention(roll, school)


def _rooms(roll: Roll, school: School, n: int) -> list[Room]:
    grades = [grade for grade in grade_span(school) if grade in _CLASS_SIZE]
    per_grade = school.students / len(grade_span(school))
    found: list[Room] = []
    for grade in grades:
        enrolled = per_grade * roll.rng.uniform(0.93, 1.07)
        classes = max(1, round(enrolled / _CLASS_SIZE[grade]), ceil(enrolled / _LARGEST))
        for index in range(classes):
            found.append(_room(roll, school, grade, enrolled / classes, len(found), n % 9 == 4 and index == 0))
    return found


def _room(roll: Roll, school: School, grade: str, size: float, index: int, dual: bool) -> Room:
    teacher = roll.hire("teacher")
    title = f"{grade_name(grade)} teacher" + (", dual language" if dual else "")
    roll.assign(teacher, school.source_id, "teacher", title, subject="multiple", grades=(grade,))
    family = roll.people[-1].family
    label = f"{grade_name(grade)} {family.split()[0]}"
    students = max(12, round(size) + roll.rng.randint(-1, 1))
    return Room(school, grade, teacher, label, str(index + 1), students, dual)


def _wanted(n: int) -> int:
    """Specials a week for each homeroom of the n-th school: 135 to 235 minutes of preparation."""
    return (3, 4, 4, 5, 4)[n % 5]


def _shifts(rooms: Sequence[Room], school: School, n: int) -> list[Shift]:
    """The specialist-days of a school: as many as its homerooms need, spread over the week."""
    wanted = _wanted(n)
    total = -(-len(rooms) * wanted // _LOAD)
    subjects: list[str] = []
    for subject, _, _, share in _SPECIALS:
        subjects += [subject] * max(1, round(total * share))
    while len(subjects) < total:
        subjects.append(_SPECIALS[0][0])
    days = [WEEK[(n + k) % 5] for k in range(len(subjects))]
    return [Shift(school, subject, day) for subject, day in zip(subjects, days, strict=True)]


def _hire_specialists(roll: Roll, shifts: Sequence[Shift]) -> None:
    """Fill people with shifts, in order of schools: one day is one campus, five days are full-time."""
    for subject, title, _, _ in _SPECIALS:
        open_weeks: list[dict[str, Shift]] = []
        for shift in (s for s in shifts if s.subject == subject):
            week = next((w for w in open_weeks if _fits(w, shift)), None)
            if week is None:
                week = {}
                open_weeks.append(week)
            week[shift.day] = shift
        for week in open_weeks:
            _hire_specialist(roll, week, subject, title)


def _fits(week: dict[str, Shift], shift: Shift) -> bool:
    campuses = {held.school.source_id for held in week.values()} | {shift.school.source_id}
    return shift.day not in week and len(campuses) <= 4


def _hire_specialist(roll: Roll, week: dict[str, Shift], subject: str, title: str) -> None:
    campuses: dict[str, list[str]] = {}
    for day in WEEK:
        if day in week:
            campuses.setdefault(week[day].school.source_id, []).append(day)
    settled = max(map(len, campuses.values())) >= 3
    person = roll.hire("teacher" if settled else "special")
    for shift in week.values():
        shift.person = person
    for school, days in campuses.items():
        named = f"{title}, itinerant" if len(campuses) > 1 else title
        roll.assign(
            person,
            school,
            "teacher",
            named,
            subject=subject,
            fte=len(days) / 5,
            grades=("KG", "06"),
            days=days,
        )


def _place(rooms: Sequence[Room], shifts: Sequence[Shift], n: int) -> None:
    """Give each homeroom its specials: days with most room first, one a day, the grade's period first."""
    wanted = _wanted(n)
    load = dict.fromkeys(WEEK, 0)
    seats = {day: _LOAD * sum(shift.day == day for shift in shifts) for day in WEEK}
    on_day: dict[str, list[Room]] = {day: [] for day in WEEK}
    for room in rooms:
        for day in sorted(WEEK, key=lambda d: (load[d] - seats[d], d))[:wanted]:
            if load[day] < seats[day]:
                load[day] += 1
                on_day[day].append(room)
    for day in WEEK:
        _fill(on_day[day], [shift for shift in shifts if shift.day == day], n)


def _fill(rooms: Sequence[Room], shifts: Sequence[Shift], n: int) -> None:
    """Rooms in order of grade take the periods in turn, as many at once as specialists are on campus."""
    for index, room in enumerate(rooms):
        period = (index // len(shifts) + n) % _PERIODS + 1
        shifts[index % len(shifts)].taken[period] = room
        room.freed.add((shifts[index % len(shifts)].day, period))


def _homeroom_section(roll: Roll, room: Room) -> None:
    slots = {day: [p for p in range(1, _PERIODS + 1) if (day, p) not in room.freed] for day in WEEK}
    roll.teach(
        room.teacher, room.school, room.label, homeroom=True, dual=room.dual, subject="multiple",
        course=(f"{grade_name(room.grade)} self-contained", f"E-{room.grade}"), grades=(room.grade,),
        periods=weekday_pattern(slots), room=room.room, students=room.students,
        learners=0.5 if room.dual else None,
    )  # fmt: skip


def _by_person(shifts: Sequence[Shift]) -> list[list[Shift]]:
    """Shifts of one person on one campus together, in a stable order."""
    groups: dict[tuple[str, str], list[Shift]] = {}
    for shift in shifts:
        groups.setdefault((shift.person, shift.school.source_id), []).append(shift)
    return list(groups.values())


def _special_sections(roll: Roll, shifts: Sequence[Shift]) -> None:
    """One section for each homeroom that the person sees; club groups fill what is left of six a day."""
    name = next(called for subject, _, called, _ in _SPECIALS if subject == shifts[0].subject)
    first, slots = (
        shifts[0],
        {id(room): (room, _slots_of(shifts, room)) for s in shifts for room in s.taken.values()},
    )
    place = {"PE": "Blacktop", "Music": "MPR", "Library": "Library", "Art": "Art room"}[name]
    for room, when in slots.values():
        roll.teach(
            first.person, first.school, f"{name}: {room.label}", subject=first.subject, grades=(room.grade,),
            course=(f"Elementary {name}", f"E-{name.upper()[:3]}"), periods=weekday_pattern(when), room=place,
            students=room.students,
        )  # fmt: skip
    spare = {shift.day: _spare(shift) for shift in shifts}
    if any(spare.values()):
        club = {
            "PE": "Adapted PE group",
            "Music": "Beginning chorus",
            "Library": "Research help",
            "Art": "Mural group",
        }
        roll.teach(
            first.person, first.school, club[name], subject=first.subject, grades=("04", "05", "06"),
            course=(club[name], f"E-{name.upper()[:3]}-G"), periods=weekday_pattern(spare), room=place,
            students=14,
        )  # fmt: skip


def _slots_of(shifts: Sequence[Shift], room: Room) -> dict[str, list[int]]:
    return {s.day: [p for p, held in sorted(s.taken.items()) if held is room] for s in shifts}


def _spare(shift: Shift) -> list[int]:
    free = [period for period in range(1, _PERIODS + 1) if period not in shift.taken]
    return free[: max(0, _LOAD - len(shift.taken))]


def _intervention(roll: Roll, school: School) -> None:
    person = roll.hire("teacher")
    subject = roll.rng.choice(("english", "mathematics", "english-development"))
    title = {"english": "Reading", "mathematics": "Mathematics", "english-development": "Language"}[subject]
    roll.assign(person, school.source_id, "teacher", f"{title} intervention teacher", subject=subject,
                grades=("KG", "06"))  # fmt: skip
    pull_out(roll, person, school, WEEK, title=f"{title} support group", subject=subject, size=7)
