"""The staff list and the sections while they are being made."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from .model import Assignment, Kind, Level, Person, School, Section, Teaching
from .names import CERTIFICATED_MIX, CLASSIFIED_MIX, Namer
from .patterns import weekday_pattern

GRADES = ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")


def grade_name(grade: str) -> str:
    return "Kindergarten" if grade == "KG" else f"Grade {int(grade)}"


class Roll:
    """Gathers people, assignments and sections. Ids are running numbers and mean nothing."""

    def __init__(self, rng: Random, domain: str, year_begins: date) -> None:
        self.rng = rng
        self.namer = Namer(rng, domain)
        self.people: list[Person] = []
        self.assignments: list[Assignment] = []
        self.sections: list[Section] = []
        self.teachings: list[Teaching] = []
        self.groups: dict[str, str] = {}
        self._begins = year_begins

    def hire(self, group: str, kind: Kind = "certificated", name: tuple[str, str] | None = None) -> str:
        """A new person in a group of the latent truths; returns the id."""
        given, family = name or self.namer.draw(CLASSIFIED_MIX if kind == "classified" else CERTIFICATED_MIX)
        source_id = f"P{len(self.people) + 10001}"
        mailed = kind == "certificated" or self.rng.random() < 0.5
        spanish = self.rng.random() < (0.4 if kind == "classified" else 0.04)
        self.people.append(
            Person(
                source_id,
                given,
                family,
                self.namer.preferred(given),
                self.namer.mail(given, family) if mailed else "",
                kind,
                "es" if spanish else "en",
            )  # fmt: skip
        )
        self.groups[source_id] = group
        return source_id

    def assign(
        self, person: str, school: str, role: str, title: str, *, subject: str = "",
        grades: Sequence[str] = (), fte: float = 1.0, days: Sequence[str] = (),
    ) -> None:  # fmt: skip
        begins = date(self._begins.year - min(24, int(self.rng.expovariate(1 / 7))), 8, 1)
        self.assignments.append(
            Assignment(person, school, role, title, subject, tuple(grades), round(fte, 2), begins, tuple(days))
        )

    def teach(
        self, person: str, school: School, title: str, *, course: tuple[str, str], subject: str,
        grades: Sequence[str], periods: str, room: str, students: int, homeroom: bool = False,
        dual: bool = False, learners: float | None = None, iep: float | None = None,
    ) -> str:  # fmt: skip
        """A section with its teacher; returns its id. ``course`` is (title, code); shares default to the
        school's, drawn around them."""
        source_id = f"C{len(self.sections) + 100001}"
        self.sections.append(
            Section(
                source_id,
                title,
                school.source_id,
                *course,
                subject,
                tuple(grades),
                periods,
                room,
                "homeroom" if homeroom else "scheduled",
                students,
                self._count(students, school.english_learners if learners is None else learners),
                self._count(students, school.iep if iep is None else iep),
                "dual" if dual else "",
            )  # fmt: skip
        )
        self.teachings.append(Teaching(source_id, person, True))
        return source_id

    def join(self, person: str, section: str) -> None:
        """A second teacher of a section."""
        self.teachings.append(Teaching(section, person, False))

    def _count(self, students: int, share: float) -> int:
        drawn = round(self.rng.gauss(students * share, (students * share * (1 - min(share, 0.95))) ** 0.5))
        return max(0, min(students, drawn))


def grade_span(school: School) -> tuple[str, ...]:
    return GRADES[GRADES.index(school.grades_low) : GRADES.index(school.grades_high) + 1]


#: Pull-out groups of a specialist on one campus: titles by pair of periods.
_PAIRS = ((1, 2), (3, 4), (5, 6))


def pull_out(
    roll: Roll, person: str, school: School, days: Sequence[str], *, title: str, subject: str, size: int
) -> None:
    """Three small groups a day, two periods each; the seventh period is free."""
    bands = (("KG", "01", "02"), ("03", "04"), ("05", "06"))
    special = subject == "special-education"
    room = f"LC-{roll.rng.randint(1, 4)}"
    for periods, grades in zip(_PAIRS, bands, strict=True):
        low, high = grade_name(grades[0]), grade_name(grades[-1])
        label = f"{title}, {low} to {high}"
        roll.teach(
            person, school, label, course=(title, f"E-{plain_code(title)}"), subject=subject, grades=grades,
            periods=weekday_pattern(dict.fromkeys(days, periods)), room=room,
            students=size + roll.rng.randint(-2, 2), iep=1.0 if special else 0.2,
            learners=0.45 if special else 0.6,
        )  # fmt: skip


def plain_code(title: str) -> str:
    """Capital letters of a title's words: 'Learning Center' is 'LEACEN'."""
    return "".join(word[:3].upper() for word in title.replace("&", "").split() if word[0].isalnum())[:9]


def split_by(people: Mapping[str, str], group: str) -> list[str]:
    return [person for person, found in people.items() if found == group]


LEVELS_WITH_HOMEROOMS: tuple[Level, ...] = ("elementary", "k8")
