"""What a teacher's classes are about, and so whose lessons are *relevant* to whom.

A teacher's fields are the subjects of the classes taught (codes as the roster names them) and, for homeroom and
elementary teachers, the grade bands. A host is relevant to a visitor when they share a field. A class is a homeroom
when its subject is *multiple*, or when it bears no subject and all its grades are below 6.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from staffroom.core.practices import area_of

from .model import Period

BANDS = {
    "K-2": ("IT", "PR", "PK", "TK", "KG", "K", "01", "02"),
    "3-5": ("03", "04", "05"),
    "6-8": ("06", "07", "08"),
    "9-12": ("09", "10", "11", "12", "13"),
}
BAND_OF = {grade: band for band, grades in BANDS.items() for grade in grades}
ELEMENTARY = frozenset(BANDS["K-2"] + BANDS["3-5"])


Class = tuple[str | None, tuple[str, ...]]  # subject and grades


class Field(NamedTuple):
    """``kind`` is subject, band or grade; ``name`` its code."""

    kind: str
    name: str


def fields_of(week: Iterable[Period]) -> frozenset[Field]:
    """Subjects and, of homerooms, grade bands. A class without a subject outside the lower grades has none."""
    about = {(one.subject, one.grades) for one in week if one.kind == "teach"}
    return frozenset(name for subject, grades in about for name in _of_class(subject, grades))


def fields_of_classes(classes: Iterable[Class]) -> frozenset[Field]:
    """The same from the subject and grades of classes, whenever they meet."""
    return frozenset(name for subject, grades in set(classes) for name in _of_class(subject, grades))


def concerned(here: Collection[str], classes: Mapping[str, Collection[Class]]) -> set[str]:
    """Those who are ``here``, and everybody who shares a field with one of them: all that who can see whom, singletons
    and changes of one school look at. ``classes``: subject and grades of what each person teaches.
    """
    wanted = frozenset(name for person in here for name in fields_of_classes(classes.get(person, ())))
    return {*here, *(person for person, held in classes.items() if wanted & fields_of_classes(held))}


@lru_cache(maxsize=4096)
def _of_class(subject: str | None, grades: tuple[str, ...]) -> frozenset[Field]:
    if _is_homeroom(subject, grades):
        return frozenset(Field("band", BAND_OF[grade]) for grade in grades if grade in BAND_OF)
    return frozenset((Field("subject", subject),)) if subject else frozenset()


def groups_of(period: Period) -> tuple[Field, ...]:
    """Whose colleagues the teacher of this class is: of its subject or, for a homeroom, of each of its grades."""
    if is_homeroom(period):
        return tuple(Field("grade", grade) for grade in period.grades)
    return (Field("subject", period.subject),) if period.subject else ()


def is_homeroom(period: Period) -> bool:
    return _is_homeroom(period.subject, period.grades)


def _is_homeroom(subject: str | None, grades: tuple[str, ...]) -> bool:
    if subject:
        return area_of(subject) == "multiple"
    return bool(grades) and ELEMENTARY.issuperset(grades)
