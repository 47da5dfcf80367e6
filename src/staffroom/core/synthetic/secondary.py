"""Departments: who teaches what in middle and high schools, with staggered preparation periods.

Numbers of teachers and of singletons by school size follow the table of the field guide (B.5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from staffroom.core.practices import SUBJECT

from . import courses as catalog
from .clocks import SHAPES, meeting_days
from .model import School
from .patterns import cycle_pattern
from .roll import Roll, plain_code


@dataclass(frozen=True, slots=True)
class Post:
    """One teacher to be: ``free`` is the preparation period, ``classes`` how many are taught."""

    subject: str
    free: int
    classes: int
    rank: int


def staff_departments(roll: Roll, school: School) -> None:
    """Every subject teacher of a secondary school, and the upper grades of a K-8."""
    upper = school.students if school.level != "k8" else round(school.students * 3 / 9)
    shape = SHAPES[school.clock]
    for subject, count in _departments(school, upper).items():
        for rank in range(count):
            free = (rank * 2 + len(subject) + 1) % shape.periods + 1
            hire_teacher(roll, school, Post(subject, free, shape.load, rank))


def _departments(school: School, students: int) -> dict[str, int]:
    """Teachers per subject: first the singletons, then the core shared by size."""
    if school.level in ("middle", "k8"):
        total = catalog.between(catalog.TEACHERS_MIDDLE, students)
        single = catalog.MIDDLE_SINGLES[: catalog.between(catalog.SINGLETONS_MIDDLE, students)]
        return _share_out(total, single[: max(1, total - 6)], catalog.MIDDLE_CORE)
    total = catalog.between(catalog.SINGLE_TEACHERS, students)
    wanted = catalog.between(catalog.SINGLETONS_HIGH, students)
    order = catalog.SMALL_HIGH_SINGLES if students < 450 else catalog.HIGH_SINGLES
    single = order[: min(wanted, max(1, total - 4))]
    core = {s: w for s, w in catalog.HIGH_CORE.items() if s in catalog.HIGH} if students >= 450 else {
        "english": 1, "mathematics": 1
    }  # fmt: skip
    return _share_out(total, single, core)


def _share_out(total: int, single: Sequence[str], core: Mapping[str, int]) -> dict[str, int]:
    """At least two teachers in each core subject (largest subjects first), the rest by weight."""
    left = total - len(single)
    weights = {subject: weight for subject, weight in core.items() if subject not in single}
    chosen = dict(sorted(weights.items(), key=lambda item: -item[1])[: max(1, left // 2)])
    counts = dict.fromkeys(chosen, min(2, left // len(chosen)))
    for _ in range(left - sum(counts.values())):
        neediest = max(chosen, key=lambda subject: chosen[subject] / (counts[subject] + 0.5))
        counts[neediest] += 1
    return {**counts, **dict.fromkeys(single, 1)}


def hire_teacher(roll: Roll, school: School, post: Post, group: str = "teacher") -> str:
    """One subject teacher with a full load of sections; returns the person."""
    person = roll.hire(group)
    options = _courses(school, post.subject)
    mine = [options[(post.rank + k) % len(options)] for k in range(min(2, len(options)))]
    grades = sorted({grade for _, grades in mine for grade in grades})
    name = SUBJECT[post.subject].name_en
    roll.assign(person, school.source_id, "teacher", f"{name} teacher", subject=post.subject, grades=grades)
    schedule_classes(roll, school, person, post, mine)
    return person


def schedule_classes(
    roll: Roll, school: School, person: str, post: Post, options: Sequence[tuple[str, tuple[str, ...]]]
) -> None:
    """Sections in every period but the free ones, from a teacher's two courses."""
    shape = SHAPES[school.clock]
    periods = [p for p in range(1, shape.periods + 1) if p != post.free][: post.classes]
    room = _room(school, post)
    for n, period in enumerate(periods):
        title, grades = options[0 if n < (len(periods) + 1) // 2 else -1]
        roll.teach(
            person, school, f"{title}, period {period}", course=(title, _code(school, title)),
            subject=post.subject, grades=grades, periods=_pattern(school, period), room=room,
            students=_students(roll, school, post.subject), learners=_learners(post.subject, title),
            iep=_iep(post.subject, title),
        )  # fmt: skip


def _courses(school: School, subject: str) -> catalog.Courses:
    found = (catalog.MIDDLE if school.level in ("middle", "k8") else catalog.HIGH)[subject]
    inside = tuple(course for course in found if school.level == "k8" or course[1] != ("06",))
    return inside or found


def _pattern(school: School, period: int) -> str:
    shape = SHAPES[school.clock]
    return cycle_pattern(period, meeting_days(shape, period)) if shape.cycle else str(period)


def _students(roll: Roll, school: School, subject: str) -> int:
    size = catalog.CLASS_SIZE.get(subject, 31)
    if school.level == "alternative":
        size = min(size, 19)
    elif school.students < 450:
        size = min(size, 25)
    return max(8, size + roll.rng.randint(-5, 4))


def _learners(subject: str, title: str) -> float | None:
    """The share of English learners where it is not the school's."""
    if subject == "english-development":
        return 1.0
    return 0.04 if title.startswith("AP ") else None


def _iep(subject: str, title: str) -> float | None:
    if subject != "special-education":
        return None
    return 0.4 if title.startswith("Co-taught") else 1.0


def _room(school: School, post: Post) -> str:
    if post.subject == "physical-education":
        return "Gym" if post.rank % 2 == 0 else "Field"
    letter = "ABCDEFGH"[len(post.subject) % 8]
    return f"{letter}-{100 + sum(map(ord, post.subject)) % 40 * 5 + post.rank}"


def _code(school: School, title: str) -> str:
    level = "M" if school.level in ("middle", "k8") else "H"
    return f"{level}-{plain_code(title)}"
