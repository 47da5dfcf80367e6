"""Everyone who is not a classroom teacher: leaders, special education, support, administration, staff."""

from collections.abc import Sequence

from . import courses as catalog
from .clocks import SHAPES
from .model import School
from .patterns import WEEK
from .places import Recipe
from .roll import LEVELS_WITH_HOMEROOMS, Roll, pull_out
from .secondary import Post, hire_teacher, schedule_classes

_COACHES = ("Literacy coach", "Mathematics coach", "Dual language coach", "Instructional coach")
_CENTRAL_SPECIALISTS = (
    "Literacy specialist", "Mathematics specialist", "Science specialist", "English learner specialist",
    "Educational technology specialist", "Induction specialist",
)  # fmt: skip
_DIRECTORS = (
    "Director, Professional Learning", "Director, Elementary Education", "Director, Secondary Education",
    "Director, Special Education", "Director, Human Resources", "Coordinator, English Learner Programs",
    "Coordinator, Assessment", "Coordinator, Student Services", "Coordinator, Early Learning",
    "Assistant Superintendent", "Superintendent", "Coordinator, Visual and Performing Arts",
)  # fmt: skip


def is_secondary(school: School) -> bool:
    return school.level not in LEVELS_WITH_HOMEROOMS


def staff_leaders(roll: Roll, schools: Sequence[School], count: int) -> None:
    """Seven in ten at schools (hybrid in secondary schools), the others from the central office."""
    at_schools = max(1, round(count * 0.7))
    order = sorted(schools, key=lambda school: (-school.students, school.source_id))
    for n in range(at_schools):
        school = order[n % len(order)]
        if is_secondary(school):
            hybrid_leader(roll, school, ("mathematics", "english")[n % 2], n)
        else:
            person = roll.hire("leader")
            roll.assign(person, school.source_id, "teacher_leader", _COACHES[n % 4], subject="multiple",
                        grades=(school.grades_low, school.grades_high))  # fmt: skip
    for n in range(count - at_schools):
        title = _CENTRAL_SPECIALISTS[n % len(_CENTRAL_SPECIALISTS)]
        roll.assign(roll.hire("leader"), "", "specialist", title)


def hybrid_leader(roll: Roll, school: School, subject: str, n: int, name: tuple[str, str] | None = None) -> str:
    """A teacher leader who teaches three classes and has the rest of the day for colleagues."""
    person = roll.hire("leader", name=name)
    options = (catalog.MIDDLE if school.level == "middle" else catalog.HIGH)[subject][:2]
    grades = sorted({grade for _, grades in options for grade in grades})
    roll.assign(person, school.source_id, "teacher_leader", f"Teacher leader, {subject}", subject=subject,
                grades=grades)  # fmt: skip
    schedule_classes(roll, school, person, Post(subject, n % 3 + 1, 3, 8 + n), options)
    return person


def staff_special_education(roll: Roll, schools: Sequence[School], elementary_posts: int) -> None:
    """Secondary resource teachers with classes; elementary ones with small groups, some on two campuses."""
    for school in filter(is_secondary, schools):
        shape = SHAPES[school.clock]
        for rank in range(secondary_posts(school)):
            post = Post("special-education", (rank * 3 + 2) % shape.periods + 1, shape.load, rank)
            hire_teacher(roll, school, post, group="special")
    homes = sorted((s for s in schools if not is_secondary(s)), key=lambda s: (-s.students, s.source_id))
    for n in range(elementary_posts):
        if n < len(homes) and homes[n].students > 380:
            _resource_teacher(roll, [homes[n]])
        else:
            _resource_teacher(roll, [homes[-1 - n % len(homes)], homes[-1 - (n + 1) % len(homes)]])


def secondary_posts(school: School) -> int:
    return max(1, round(school.students * school.iep / 45))


def _resource_teacher(roll: Roll, campuses: Sequence[School]) -> None:
    person = roll.hire("special")
    unique = list(dict.fromkeys(campuses))
    weeks = [WEEK] if len(unique) == 1 else [("Mon", "Wed", "Fri"), ("Tue", "Thu")]
    for school, days in zip(unique, weeks, strict=True):
        roll.assign(
            person, school.source_id, "teacher", "Resource specialist teacher", subject="special-education",
            grades=("KG", "06"), fte=len(days) / 5, days=() if len(days) == 5 else days,
        )  # fmt: skip
        pull_out(roll, person, school, days, title="Learning Center", subject="special-education", size=8)


def staff_support(roll: Roll, schools: Sequence[School], count: int) -> None:
    """Counselors where the students are older, nurses and psychologists shared."""
    posts: list[tuple[str, str, str]] = []
    for school in schools:
        counselors = max(1, round(school.students / 360)) if is_secondary(school) else 0
        posts += [(school.source_id, "counselor", "School counselor")] * counselors
    n = 0
    while len(posts) < count:
        school = schools[n % len(schools)]
        role, title = (("psychologist", "School psychologist"), ("counselor", "Wellness counselor"),
                       ("nurse", "School nurse"))[(n + n // len(schools)) % 3]  # fmt: skip
        posts.append((school.source_id, role, title))
        n += 1
    for school_id, role, title in posts[:count]:
        roll.assign(roll.hire("support"), school_id, role, title)


def staff_administration(roll: Roll, schools: Sequence[School], central: int) -> None:
    for school in schools:
        roll.assign(roll.hire("administrator"), school.source_id, "principal", "Principal")
        assistants = 0 if school.students < 560 else 1 + school.students // 900
        for _ in range(assistants):
            person = roll.hire("administrator")
            roll.assign(person, school.source_id, "assistant_principal", "Assistant principal")
    for n in range(central):
        roll.assign(roll.hire("administrator"), "", "central", _DIRECTORS[n % len(_DIRECTORS)])


#: (role, title, share of the classified staff, at a school)
_CLASSIFIED = (
    ("aide", "Instructional aide", 0.36, True),
    ("food", "Nutrition services assistant", 0.19, True),
    ("custodian", "Custodian", 0.18, True),
    ("office", "Office assistant", 0.13, True),
    ("bus", "School bus driver", 0.11, False),
    ("it", "Technology support technician", 0.03, False),
)


def staff_classified(roll: Roll, schools: Sequence[School], recipe: Recipe) -> None:
    """Shared out by enrollment; drivers and technicians belong to the central office."""
    total = sum(school.students for school in schools)
    for role, title, share, at_school in _CLASSIFIED:
        wanted = max(1, round(recipe.classified * share))
        due = 0.0
        places: list[str] = []
        for school in schools:
            due += wanted * school.students / total
            places += [school.source_id] * (round(due) - len(places))
        for n in range(wanted):
            place = places[min(n, len(places) - 1)] if at_school else ""
            roll.assign(roll.hire("classified", "classified"), place, role, title)
