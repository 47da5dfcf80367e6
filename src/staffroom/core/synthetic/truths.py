"""The planted truths, computed from what was made, and the advice ties drawn from them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random

from staffroom.core.practices import FAMILIES, PRACTICES

from .model import Assignment, Latent, School
from .roll import Roll
from .sharing import STRONG, Shares
from .staffing import is_secondary

#: How much more often a leader is asked than a teacher of the same expertise.
LEADER_PULL = 2.6


def latent_of(roll: Roll, schools: Sequence[School], shares: Shares, rng: Random) -> Latent:
    levels = {school.source_id: school for school in schools}
    teachers = [a for a in roll.assignments if a.role == "teacher" and roll.groups[a.person] == "teacher"]
    return Latent(
        strengths=shares.strengths, willingness=shares.willingness,
        singletons=_alone([a for a in teachers if _departmental(a, levels)], _subject),
        lone_grades=_alone([a for a in teachers if a.subject == "multiple"], _grade),
        advice=_advice(roll, shares, rng), groups=dict(roll.groups),
    )  # fmt: skip


def _departmental(assignment: Assignment, schools: Mapping[str, School]) -> bool:
    """Subject teachers of secondary schools and of the upper grades of a K-8."""
    upper = {"07", "08"} & set(assignment.grades)
    return is_secondary(schools[assignment.school]) or bool(upper)


def _subject(assignment: Assignment) -> tuple[str, str]:
    return assignment.school, assignment.subject


def _grade(assignment: Assignment) -> tuple[str, str]:
    return assignment.school, assignment.grades[0]


def _alone(assignments: Sequence[Assignment], key: Callable[[Assignment], tuple[str, str]]) -> tuple[str, ...]:
    counts = Counter(key(a) for a in assignments)
    return tuple(sorted(a.person for a in assignments if counts[key(a)] == 1))


def _advice(roll: Roll, shares: Shares, rng: Random) -> tuple[tuple[str, str, str], ...]:
    """Three to five ties out of each teacher, about 85 % within the school, more to the expert."""
    home = _homes(roll)
    expertise = {person: _expertise(strengths) for person, strengths in shares.strengths.items()}
    members: dict[str, list[str]] = {"": sorted(home)}
    for person, school in home.items():
        if school:
            members.setdefault(school, []).append(person)
    families = list(FAMILIES)
    weights = {
        (school, family): [_pull(roll, expertise, person, family) for person in people]
        for school, people in members.items()
        for family in families
    }
    ties: set[tuple[str, str, str]] = set()
    for person, school in home.items():
        if roll.groups[person] == "leader":
            continue
        for _ in range(rng.randint(3, 5)):
            family = rng.choice(families)
            place = school if rng.random() < 0.85 and len(members[school]) > 2 else ""
            asked = rng.choices(members[place], weights[place, family])[0]
            if asked != person:
                ties.add((person, asked, family))
    return tuple(sorted(ties))


def _homes(roll: Roll) -> dict[str, str]:
    found: dict[str, str] = {}
    for assignment in roll.assignments:
        if roll.groups[assignment.person] in ("teacher", "leader", "special"):
            found.setdefault(assignment.person, assignment.school)
    return found


def _expertise(strengths: Sequence[float]) -> Counter[str]:
    return Counter(practice.family for practice, s in zip(PRACTICES, strengths, strict=True) if s >= STRONG)


def _pull(roll: Roll, expertise: dict[str, Counter[str]], person: str, family: str) -> float:
    leader = roll.groups[person] == "leader"
    known = expertise.get(person, Counter())[family] if not leader or person in expertise else 1
    return (0.6 + 0.4 * known) * (LEADER_PULL if leader else 1.0)
