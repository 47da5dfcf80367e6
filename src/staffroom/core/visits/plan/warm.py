"""Every loop called once with the types of a real term: compiled, and kept for the processes that come."""

from datetime import date

from staffroom.core.synthetic import make_district
from staffroom.core.synthetic.demand import visit_demand

from .instance import read_instance
from .reasons import reasons_of
from .repair import Away, fill_in, repair
from .solve import work_out


def compile_loops() -> int:
    """Plan a tiny generated district, explain it, mend it. Returns how many visits it planned."""
    district = make_district(seed=1, size="tiny", today=date(2026, 11, 25))
    term = read_instance(visit_demand(district, 60, seed=1, scarce=True, weeks=2))
    plan, worked = work_out(term, fairness="fair")
    reasons_of(worked, plan.unmet)
    visits = list(plan.visits)
    repair(term, visits, [Away(visit.host, visit.week) for visit in visits[:3]])
    fill_in(term, visits[3:], only={visit.request for visit in visits[:3]}, away=set())
    return len(visits)
