"""Counts of a plan for the office: by school, mode, week and reason. Numbers that stand on few people are left out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from staffroom.core.absences.picture import TOTAL, hide_small, table_of
from staffroom.core.visits.plan.reasons import Why
from staffroom.core.visits.plan.solve import Plan
from staffroom.people.models import School

from ..models import PlanRun
from .instance import Made, TermCase

LEAST = 10
NEEDS = "needs"


def figures_of(run: PlanRun, case: TermCase, plan: Plan, made: Sequence[Made], whys: Iterable[Why]) -> dict[str, Any]:
    """What is kept of a plan besides its proposals. Plain JSON: ``None`` stands where few people are."""
    needs = [n for n, wish in enumerate(case.wishes) if wish.visit is None]
    met = {(one.wish.visitor, one.wish.practice) for one in made}
    wished = [(case.wishes[n].visitor, case.wishes[n].practice) for n in needs] + list(case.without_host)
    schools = sorted({case.homes.get(person, 0) for person, _practice in wished})
    facts = [(str(case.homes.get(pair[0], 0)), NEEDS, pair[0], 0, 0) for pair in sorted(wished)]
    table = table_of(facts, [str(pk) for pk in schools], [NEEDS])
    hide_small([table], LEAST)
    found = Counter(case.homes.get(person, 0) for person, _practice in met)
    everybody, going = {person for person, _practice in wished}, {one.wish.visitor for one in made}
    return {
        "needs": len(wished) if len(everybody) >= LEAST or not wished else None,
        "met": len(made) if len(going) >= LEAST or not made else None,
        "visitors": _many(going),
        "by_school": [
            {"school": pk, "needs": _told(table[str(pk)][TOTAL]), "share": _in_tens(table[str(pk)][TOTAL], found[pk])}
            for pk in schools
        ],
        "by_week": _by_week(run, made), "by_way": _by_way(case, made), "reasons": _reasons(case, whys),
        "booked": sum(wish.visit is not None for wish in case.wishes), "gap": plan.gap,
        "seconds": round(plan.seconds, 1), "caps": case.raw["rules"],
    }  # fmt: skip


def _told(cell: Any) -> int | None:
    return None if cell.hidden else int(cell.count)


def _in_tens(cell: Any, met: int) -> int | None:
    """Percent of the needs of a school that are met, to the nearest ten: how few are not stays untold."""
    return None if cell.hidden or not cell.count else round(10 * met / cell.count) * 10


def _many(people: Iterable[int]) -> int | None:
    count = len(set(people))
    return None if 0 < count < LEAST else count


def _counted(pairs: Iterable[tuple[Any, int]]) -> dict[str, int | None]:
    """Counts by name with the people behind them; few people: None."""
    counts: Counter[str] = Counter()
    people: dict[str, set[int]] = {}
    for name, person in pairs:
        counts[str(name)] += 1
        people.setdefault(str(name), set()).add(person)
    return {name: count if len(people[name]) >= LEAST else None for name, count in sorted(counts.items())}


def _by_week(run: PlanRun, made: Sequence[Made]) -> dict[str, int | None]:
    first = run.first.toordinal()
    return _counted(((one.lesson.date - first) // 7, one.wish.visitor) for one in made)


def _by_way(case: TermCase, made: Sequence[Made]) -> dict[str, int | None]:
    """In the own school, or in another one."""
    own = "own_school"
    return _counted(
        (own if str(case.homes.get(one.wish.visitor, 0)) == one.lesson.school else "other_school", one.wish.visitor)
        for one in made
    )


def _reasons(case: TermCase, whys: Iterable[Why]) -> dict[str, int | None]:
    told = [(why.reason, case.wishes[why.request].visitor) for why in whys]
    return _counted([*told, *(("no_host", person) for person, _practice in case.without_host)])


def school_names(pks: Iterable[int]) -> dict[int, str]:
    return {pk: str(one) for pk, one in School.objects.in_bulk(list(pks)).items()}
