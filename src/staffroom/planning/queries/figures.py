"""Counts of a plan for the office: by school, mode, week and reason. Numbers that stand on few people are left out."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from staffroom.core.absences.picture import TOTAL, hide_small, table_of
from staffroom.core.visits.plan.instance import RULES
from staffroom.people.models import School
from staffroom.timetable.queries.settings import rules_for
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE

from ..models import PlanRun, Proposal, Unmet
from .wishes import homes_of

LEAST = 10
NEEDS = "needs"


def figures_of(run: PlanRun, added: float = 0.0) -> dict[str, Any]:
    """What is kept of a plan besides its proposals. Plain JSON: ``None`` stands where few people are.

    ``added``: what the last look everywhere was worth, which is in no block's value or bound.
    """
    made = list(Proposal.objects.filter(run=run))
    unmet = list(Unmet.objects.filter(run=run))
    wished = [(one.visitor_id, one.practice_id) for one in (*made, *unmet)]
    homes = homes_of({person for person, _practice in wished})
    schools = sorted({homes.get(person, 0) for person, _practice in wished})
    facts = [(str(homes.get(pair[0], 0)), NEEDS, pair[0], 0, 0) for pair in sorted(wished)]
    table = table_of(facts, [str(pk) for pk in schools], [NEEDS])
    hide_small([table], LEAST)
    found = Counter(homes.get(one.visitor_id, 0) for one in made)
    everybody, going = {person for person, _practice in wished}, {one.visitor_id for one in made}
    kept = run.blocks.aggregate(value=Sum("value"), bound=Sum("bound"), seconds=Sum("seconds"))
    value, bound = (kept["value"] or 0.0) + added, (kept["bound"] or 0.0) + added
    rules = rules_for(run.district, on=run.first)
    return {
        "needs": len(wished) if len(everybody) >= LEAST or not wished else None,
        "met": len(made) if len(going) >= LEAST or not made else None,
        "visitors": _many(going),
        "by_school": [
            {"school": pk, "needs": _told(table[str(pk)][TOTAL]), "share": _in_tens(table[str(pk)][TOTAL], found[pk])}
            for pk in schools
        ],
        "by_week": _counted(((one.date - run.first).days // 7, one.visitor_id) for one in made),
        "by_way": _counted((_where(one, homes), one.visitor_id) for one in made),
        "by_mode": _counted((one.mode, one.visitor_id) for one in made),
        "reasons": _counted((one.reason, one.visitor_id) for one in unmet),
        "changes": _counted((one.change, one.visitor_id) for one in unmet if one.change),
        "booked": _booked(run), "gap": max(0.0, (bound - value) / bound) if bound > 0 else 0.0,
        "seconds": round(kept["seconds"] or 0.0, 1), "blocks": run.blocks.count(),
        "caps": {name: getattr(rules, name) for name in RULES} | {"substitute_half_days": run.half_days},
    }  # fmt: skip


def _booked(run: PlanRun) -> int:
    last = run.first + timedelta(days=7 * run.weeks - 1)
    return Visit.objects.filter(state__in=LIVE, date__range=(run.first, last)).count()


def _where(one: Proposal, homes: dict[int, int]) -> str:
    """In the own school, in another one, or from afar."""
    if one.mode in ("video", "recording"):
        return "from_afar"
    return "own_school" if homes.get(one.visitor_id) == one.school_id else "other_school"


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


def school_names(pks: Iterable[int]) -> dict[int, str]:
    return {pk: str(one) for pk, one in School.objects.in_bulk(list(pks)).items()}
