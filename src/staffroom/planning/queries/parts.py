"""A large district in blocks of neighbouring schools: which there are, and where each plan's blocks stand."""

import numpy as np

from staffroom.core.visits.plan.blocks import groups_of
from staffroom.people.models import District, School
from staffroom.timetable.queries.settings import travel_matrix

from ..models import PlanBlock, PlanRun


def blocks_of(most: int) -> list[list[int]]:
    """The schools of the district in scope in groups of about ``most``, near ones together; one group when there are
    not half as many again."""
    schools = list(School.objects.order_by("pk"))
    if not schools or len(schools) < 1.5 * most:
        return [[school.pk for school in schools]]
    ways = travel_matrix(schools, District.objects.get(pk=schools[0].district_id))
    travel = np.array([[0 if a == b else ways[str(a.pk), str(b.pk)] for b in schools] for a in schools])
    return [[schools[n].pk for n in group] for group in groups_of(travel, most)]


def block_of(run: PlanRun, number: int | None) -> PlanBlock | None:
    """One block of a plan that is being made."""
    return None if number is None else PlanBlock.objects.filter(run=run, number=number).first()


def is_kept(run: PlanRun, number: int) -> bool:
    """Whether what came of this block is kept already."""
    return PlanBlock.objects.filter(run=run, number=number, done=True).exists()


def blocks_done(run: PlanRun) -> tuple[int, int]:
    """How many blocks of a plan are done, of how many."""
    done = list(PlanBlock.objects.filter(run=run).values_list("done", flat=True))
    return sum(done), len(done)
