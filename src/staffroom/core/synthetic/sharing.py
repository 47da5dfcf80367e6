"""Strengths and willingness, and what grows from them: offers, needs, open and closed doors, days off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from staffroom.core.practices import BY_CODE, PRACTICES, SUBJECT, Practice, shows

from .cast import CAST_PRACTICE, planted_offers
from .model import ClosedDoor, DayOff, Need, Offer, OpenDoor, School, Section
from .roll import Roll
from .week import Timetable
from .wording import door_note, need_note, offer_texts

STRONG = 0.7
WILLING = 0.6
LEAST_HOSTS = 3
_ORDINALS = {"KG": "kínder", "01": "primer grado", "02": "segundo grado", "03": "tercer grado",
             "04": "cuarto grado", "05": "quinto grado", "06": "sexto grado"}  # fmt: skip
_GRADERS = {"KG": "kindergartners", "01": "first graders", "02": "second graders", "03": "third graders",
            "04": "fourth graders", "05": "fifth graders", "06": "sixth graders"}  # fmt: skip
_CLOSED = ("Testing this week", "A student teacher's first week", "We are rehearsing for the assembly",
           "Report cards, next week is better")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    doors: tuple[OpenDoor, ...]
    closed_doors: tuple[ClosedDoor, ...]
    days_off: tuple[DayOff, ...]
    strengths: Mapping[str, tuple[float, ...]]
    willingness: Mapping[str, float]


@dataclass(slots=True)
class Teacher:
    """A teacher while practices are shared out."""

    person: str
    language: str
    lessons: list[Section]
    strengths: list[float]
    willingness: float
    chosen: list[str]
    learning: str = ""

    def can_show(self, practice: Practice) -> bool:
        shown = any(shows(lesson.subject, practice.subject) for lesson in self.lessons)
        return shown and practice.code != self.learning


def share_practices(
    roll: Roll, schools: Sequence[School], table: Timetable, cast: Mapping[str, str], rng: Random, today: date
) -> Shares:
    """Everything that teachers share. The next fifteen or twenty school days carry the dated records."""
    teachers = _teachers(roll, rng)
    _is_learning(next(t for t in teachers if t.person == cast["teacher"]))
    _choose_offers(teachers, rng, planted_offers(roll, schools, table, cast, today))
    needs = _needs(teachers, rng, cast["teacher"])
    offers = [_offer(teacher, code, rng) for teacher in teachers for code in teacher.chosen]
    kept = set(cast.values()) | {o.person for o in offers if o.practice == CAST_PRACTICE}
    days_off = _days_off([t.person for t in teachers if t.person not in kept], table.in_session(today, 20), rng)
    hosts = sorted({offer.person for offer in offers} - kept)
    closed = _closed_doors(hosts, table.in_session(today, 15), rng)
    doors = _doors(offers, table, rng, today, _absent(days_off, closed))
    return Shares(
        tuple(offers), needs, doors, closed, days_off,
        {t.person: tuple(t.strengths) for t in teachers}, {t.person: t.willingness for t in teachers},
    )  # fmt: skip


def _teachers(roll: Roll, rng: Random) -> list[Teacher]:
    sections = {section.source_id: section for section in roll.sections}
    lessons: dict[str, list[Section]] = {}
    for teaching in roll.teachings:
        lessons.setdefault(teaching.person, []).append(sections[teaching.section])
    found = []
    for person in roll.people:
        if person.source_id in lessons:
            willingness = rng.random()
            if roll.groups[person.source_id] == "leader":
                willingness = 0.5 + willingness / 2
            teacher = Teacher(
                person.source_id, person.language, lessons[person.source_id], [], round(willingness, 3), []
            )
            teacher.strengths = _strengths(teacher, rng)
            found.append(teacher)
    return found


def _strengths(teacher: Teacher, rng: Random) -> list[float]:
    """Five to eight practices at 0.7 or more, those of the own subject twice as likely; the rest below."""
    fitting = [n for n, practice in enumerate(PRACTICES) if teacher.can_show(practice)]
    weights = [2.0 if PRACTICES[n].subject else 1.0 for n in fitting]
    strong: set[int] = set()
    wanted = min(len(fitting), rng.randint(5, 8))
    while len(strong) < wanted:
        strong.add(rng.choices(fitting, weights)[0])
    return [
        round(rng.uniform(STRONG, 1.0) if n in strong else rng.betavariate(2, 4) * 0.69, 2)
        for n in range(len(PRACTICES))
    ]


def _is_learning(teacher: Teacher) -> None:
    """The cast's teacher looks for this practice, so it is none of hers."""
    teacher.strengths[PRACTICES.index(BY_CODE[CAST_PRACTICE])] = 0.15
    teacher.learning = CAST_PRACTICE


def _choose_offers(teachers: Sequence[Teacher], rng: Random, planted: Mapping[str, Sequence[str]]) -> None:
    for teacher in teachers:
        own = list(planted.get(teacher.person, ()))
        for code in own:
            _make_strong(teacher, code, rng)
        if own:
            teacher.willingness = max(teacher.willingness, 0.8)
        if teacher.willingness > WILLING:
            strong = [p.code for n, p in enumerate(PRACTICES) if teacher.strengths[n] >= STRONG and p.code not in own]
            teacher.chosen = own + rng.sample(strong, min(len(strong), max(0, rng.choice((1, 2, 2, 3)) - len(own))))
    for practice in PRACTICES:
        _top_up(practice, teachers, rng)


def _top_up(practice: Practice, teachers: Sequence[Teacher], rng: Random) -> None:
    """At least three hosts for each practice. A large district persuades a few more people."""
    short = LEAST_HOSTS - sum(practice.code in teacher.chosen for teacher in teachers)
    if short <= 0:
        return
    able = [t for t in teachers if practice.code not in t.chosen and len(t.chosen) < 3 and t.can_show(practice)]
    willing = [t for t in able if t.willingness > WILLING]
    others = [t for t in able if t.willingness <= WILLING] if len(teachers) > 600 else []
    rng.shuffle(willing)
    for teacher in (willing + others)[:short]:
        teacher.willingness = max(teacher.willingness, 0.65)
        _make_strong(teacher, practice.code, rng)
        teacher.chosen.append(practice.code)


def _make_strong(teacher: Teacher, code: str, rng: Random) -> None:
    """A strength is moved, not added: the number of strong practices stays."""
    n = PRACTICES.index(BY_CODE[code])
    if teacher.strengths[n] >= STRONG:
        return
    spare = [k for k, s in enumerate(teacher.strengths) if s >= STRONG and PRACTICES[k].code not in teacher.chosen]
    if spare:
        teacher.strengths[spare[-1]] = round(rng.uniform(0.3, 0.6), 2)
    teacher.strengths[n] = round(rng.uniform(0.75, 0.95), 2)


def _offer(teacher: Teacher, code: str, rng: Random) -> Offer:
    practice = BY_CODE[code]
    lessons = [lesson for lesson in teacher.lessons if shows(lesson.subject, practice.subject)]
    shown = lessons[:3] if len(lessons) <= 3 else sorted(rng.sample(lessons, 3), key=lambda s: s.source_id)
    spanish = teacher.language == "es" or rng.random() < 0.06
    language = "es" if spanish else "en"
    first = shown[0]
    learners = f"{first.english_learners} of the {first.students} are learning English"
    what, title, page = offer_texts(practice, _who(first), learners, language, rng)
    return Offer(teacher.person, code, what, title, page, tuple(s.source_id for s in shown), "es" if spanish else "en")


def _who(lesson: Section) -> tuple[str, str]:
    """The class in English and in Spanish."""
    if lesson.kind == "homeroom":
        grade = lesson.grades[0]
        return f"my {_GRADERS.get(grade, 'class')}", f"mi grupo de {_ORDINALS.get(grade, 'este año')}"
    subject = SUBJECT[lesson.subject]
    plural = "groups" if "group" in lesson.course_title or "Center" in lesson.course_title else "classes"
    title = lesson.course_title.removesuffix(" group")
    return f"my {title} {plural}", f"mis clases de {subject.name_es.lower()}"


def _needs(teachers: Sequence[Teacher], rng: Random, cast_teacher: str) -> tuple[Need, ...]:
    found = [Need(cast_teacher, CAST_PRACTICE, "I would like to see how somebody starts it.")]
    for teacher in teachers:
        if teacher.person == cast_teacher or rng.random() >= 0.5:
            continue
        wished = [p for n, p in enumerate(PRACTICES) if teacher.strengths[n] < 0.4 and teacher.can_show(p)]
        for practice in rng.sample(wished, min(len(wished), rng.choice((1, 1, 2)))):
            found.append(Need(teacher.person, practice.code, need_note(rng)))
    return tuple(found)


def _days_off(people: Sequence[str], days: Sequence[date], rng: Random) -> tuple[DayOff, ...]:
    """About three in two hundred teachers a day are known to be away, half of them at trainings."""
    return tuple(
        DayOff(person, day, "training" if rng.random() < 0.5 else "away")
        for day in days
        for person in people
        if rng.random() < 0.015
    )


def _closed_doors(hosts: Sequence[str], days: Sequence[date], rng: Random) -> tuple[ClosedDoor, ...]:
    found = []
    for host in hosts:
        if len(days) > 5 and rng.random() < 0.07:
            first = rng.choice(days[:-4])
            found.append(ClosedDoor(host, first, first + timedelta(days=rng.randint(2, 4)), rng.choice(_CLOSED)))
    return tuple(found)


def _absent(days_off: Sequence[DayOff], closed: Sequence[ClosedDoor]) -> Callable[[str, date], bool]:
    away = {(record.person, record.date) for record in days_off}
    shut: dict[str, list[ClosedDoor]] = {}
    for door in closed:
        shut.setdefault(door.person, []).append(door)

    def absent(person: str, day: date) -> bool:
        return (person, day) in away or any(d.first <= day <= d.last for d in shut.get(person, ()))

    return absent


def _doors(
    offers: Sequence[Offer], table: Timetable, rng: Random, today: date, absent: Callable[[str, date], bool]
) -> tuple[OpenDoor, ...]:
    """Open doors in classes that show the practice, in the next fifteen school days after today."""
    days = table.in_session(today + timedelta(days=1), 15)
    found: dict[tuple[str, date, str], OpenDoor] = {}
    wanted = min(120, max(4, len(offers) // 6)) if days else 0
    for _ in range(wanted * 6):
        if len(found) >= wanted:
            break
        offer, day = rng.choice(offers), rng.choice(days)
        lessons = [lesson for lesson in table.on(offer.person, day) if lesson.section in offer.sections]
        if lessons and not absent(offer.person, day):
            lesson = rng.choice(lessons)
            found[offer.person, day, lesson.period] = OpenDoor(
                offer.person, offer.practice, day, lesson.period, lesson.section, door_note(rng)
            )
    return tuple(sorted(found.values(), key=lambda d: (d.date, d.person, d.period)))
