"""Counts of a plan for the office: by school, mode, week and reason. Numbers that stand on few people are left out, and
the others are told in tens: the difference of two plans that are alike but for one need does not tell of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from staffroom.core.absences.picture import TOTAL, Cell, Table, hide_small, table_of
from staffroom.core.visits.plan.instance import RULES
from staffroom.people.models import School
from staffroom.timetable.queries.settings import rules_for
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE

from ..models import PlanRun, Proposal, Unmet
from .wishes import homes_of

LEAST = 10
MET, UNMET = "met", "unmet"
NEAR, AFAR = "near", "from_afar"
NO_CHANGE = "-"
FAR_MODES = ("video", "recording")


def figures_of(run: PlanRun, added: float = 0.0) -> dict[str, Any]:
    """What is kept of a plan besides its proposals. Plain JSON: ``None`` stands where few people are, or where a number
    would tell, with others that are shown, of few people.

    ``added``: what the last look everywhere was worth, which is in no block's value or bound.
    """
    made, unmet = list(Proposal.objects.filter(run=run)), list(Unmet.objects.filter(run=run))
    homes = homes_of({one.visitor_id for one in (*made, *unmet)})
    counts = _tables(run, made, unmet, homes)
    hide_small(list(counts.values()), LEAST)
    total = counts["by_school"][TOTAL]
    kept = run.blocks.aggregate(value=Sum("value"), bound=Sum("bound"), seconds=Sum("seconds"))
    value, bound = (kept["value"] or 0.0) + added, (kept["bound"] or 0.0) + added
    rules = rules_for(run.district, on=run.first)
    return {
        "needs": _told(total[TOTAL]),
        "met": _told(total[MET]),
        "all_but_few": total[MET].hidden and not total[TOTAL].hidden and 0 < len(total[UNMET].people) < LEAST,
        "visitors": None if total[MET].hidden else in_tens(len(total[MET].people)),
        "by_school": [
            {"school": int(pk), "needs": _told(cells[TOTAL]), "share": _share_in_tens(cells)}
            for pk, cells in counts["by_school"].items() if pk != TOTAL
        ],
        "by_week": _by_name(counts["by_week"]),
        "by_way": _by_name(counts["near_ways"]) | _by_name(counts["distance"], but=NEAR),
        "by_mode": _by_name(counts["near_modes"]) | _by_name(counts["far_modes"]),
        "reasons": _by_name(counts["reasons"]),
        "changes": _by_name(counts["changes"], but=NO_CHANGE),
        "booked": _booked(run), "gap": max(0.0, (bound - value) / bound) if bound > 0 else 0.0,
        "seconds": round(kept["seconds"] or 0.0, 1), "blocks": run.blocks.count(),
        "caps": {name: getattr(rules, name) for name in RULES} | {"substitute_half_days": run.half_days},
    }  # fmt: skip


def _tables(
    run: PlanRun, made: Sequence[Proposal], unmet: Sequence[Unmet], homes: Mapping[int, int]
) -> dict[str, Table]:
    """Every breakdown with the totals that it adds up to, which are the same cells wherever they stand."""
    facts = [(str(homes.get(one.visitor_id, 0)), MET, one.visitor_id, 0, 0) for one in made]
    facts += [(str(homes.get(one.visitor_id, 0)), UNMET, one.visitor_id, 0, 0) for one in unmet]
    by_school = table_of(facts, sorted({fact[0] for fact in facts}, key=int), [MET, UNMET])
    met, unmet_ = by_school[TOTAL][MET], by_school[TOTAL][UNMET]
    far = [one for one in made if one.mode in FAR_MODES]
    near = [one for one in made if one.mode not in FAR_MODES]
    distance = _line((AFAR if one.mode in FAR_MODES else NEAR, one.visitor_id) for one in made)
    found = {
        "by_school": by_school,
        "distance": distance,
        "by_week": _line(((one.date - run.first).days // 7, one.visitor_id) for one in made),
        "near_ways": _line((_where(one, homes), one.visitor_id) for one in near),
        "near_modes": _line((one.mode, one.visitor_id) for one in near),
        "far_modes": _line((one.mode, one.visitor_id) for one in far),
        "reasons": _line((one.reason, one.visitor_id) for one in unmet),
        "changes": _line((one.change or NO_CHANGE, one.visitor_id) for one in unmet),
    }
    totals = {"distance": met, "by_week": met, "reasons": unmet_, "changes": unmet_}
    totals |= {"near_ways": _cell(distance, NEAR), "near_modes": _cell(distance, NEAR)}
    totals |= {"far_modes": _cell(distance, AFAR)}
    for name, cell in totals.items():
        found[name][TOTAL][TOTAL] = cell
    return found


def _line(pairs: Iterable[tuple[Any, int]]) -> Table:
    """Counts by name with the people behind them, and their total."""
    facts = [(str(name), TOTAL, person, 0, 0) for name, person in pairs]
    return table_of(facts, sorted({fact[0] for fact in facts}), [])


def _cell(table: Table, name: str) -> Cell:
    return table[name][TOTAL] if name in table else Cell()


def _by_name(table: Table, but: str = TOTAL) -> dict[str, int | None]:
    """A line as it is shown, without its total."""
    return {name: _told(cells[TOTAL]) for name, cells in table.items() if name not in (TOTAL, but)}


def _booked(run: PlanRun) -> int:
    last = run.first + timedelta(days=7 * run.weeks - 1)
    return Visit.objects.filter(state__in=LIVE, date__range=(run.first, last)).count()


def _where(one: Proposal, homes: Mapping[int, int]) -> str:
    """In the own school, or in another one."""
    return "own_school" if homes.get(one.visitor_id) == one.school_id else "other_school"


def _told(cell: Cell) -> int | None:
    return None if cell.hidden else in_tens(cell.count)


def in_tens(count: int) -> int:
    """To the nearest ten, halves upwards; no count of at least one is told as none."""
    return (count + LEAST // 2) // LEAST * LEAST if count >= LEAST else min(count, 1) * LEAST


def _share_in_tens(cells: Mapping[str, Cell]) -> int | None:
    """Percent of the needs of a school that are met, to the nearest ten. It tells as much as both its sides do."""
    if not cells[TOTAL].count or any(cell.hidden for cell in cells.values()):
        return None
    return round(10 * cells[MET].count / cells[TOTAL].count) * 10


def school_names(pks: Iterable[int]) -> dict[int, str]:
    return {pk: str(one) for pk, one in School.objects.in_bulk(list(pks)).items()}
