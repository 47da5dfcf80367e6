"""How far willing hosts are within reach of teachers: counted by school, need and subject, never by person.

A teacher has access when at least three other people offer to show something in a class like theirs (the same broad
subject, at most one grade apart), at a school of the teacher's or within fifteen minutes of one. It is a count of what
is there, not of what anybody needs or does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .absences.picture import TOTAL, Table, hide_small, table_of
from .context import GRADES

ENOUGH_HOSTS, MOST_MINUTES = 3, 15
WITH, WITHOUT = "with", "without"
Kind = tuple[str, str]  # broad subject, grade ('' where the class tells none)


@dataclass(frozen=True, slots=True)
class Teacher:
    """A teacher as far as access goes: the schools they teach at and the kinds of their classes."""

    staff: int
    schools: frozenset[str]
    kinds: frozenset[Kind]


def near(kind: Kind) -> Iterable[Kind]:
    """The same subject in this grade and its neighbors."""
    subject, grade = kind
    if grade not in GRADES:
        return (kind,)
    place = GRADES.index(grade)
    return ((subject, one) for one in GRADES[max(0, place - 1) : place + 2])


def with_access(
    teachers: Iterable[Teacher],
    hosts: Mapping[int, Collection[tuple[str, Kind]]],
    travel: Mapping[tuple[str, str], int],
) -> set[int]:
    """Who has at least three hosts besides themselves within reach. ``hosts``: person -> schools and kinds of the
    classes in which they show; ``travel``: minutes between two schools, unknown ones being too far."""
    showing: dict[tuple[str, Kind], set[int]] = defaultdict(set)
    for person, places in hosts.items():
        for place in places:
            showing[place].add(person)
    schools = {school for school, _kind in showing}
    found = set()
    for teacher in teachers:
        close = [one for one in schools if any(_is_near(own, one, travel) for own in teacher.schools)]
        kinds = {other for kind in teacher.kinds for other in near(kind)}
        reach: set[int] = set().union(*(showing.get((one, kind), set()) for one in close for kind in kinds), set())
        if len(reach - {teacher.staff}) >= ENOUGH_HOSTS:
            found.add(teacher.staff)
    return found


def _is_near(own: str, other: str, travel: Mapping[tuple[str, str], int]) -> bool:
    return own == other or travel.get((own, other), MOST_MINUTES + 1) <= MOST_MINUTES


def picture(rows: Mapping[str, Collection[int]], having: Collection[int], least: int) -> Table:
    """Row -> with and without access -> cell, with totals; small cells hidden, and what would tell of them."""
    facts = (
        (name, WITH if person in having else WITHOUT, person, 0, 0)
        for name, people in rows.items()
        for person in sorted(people)
    )
    table = table_of(facts, list(rows), [WITH, WITHOUT])
    hide_small([table], least)
    return table


def shown_share(table: Table, row: str) -> int | None:
    """Percent of a row with access; None where it is hidden or nobody is there."""
    cells = table[row]
    if any(cells[name].hidden for name in (WITH, WITHOUT, TOTAL)) or not cells[TOTAL].people:
        return None
    return round(100 * len(cells[WITH].people) / len(cells[TOTAL].people))
