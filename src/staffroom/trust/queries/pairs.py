"""Between people: who stands over whom today, and until when something is shared with somebody."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from staffroom.people.models import Assignment
from staffroom.spine.access import Actor

from ..models import Evaluates
from .relations import ADMINISTRATORS, grants_on, holding


def stands_over(people: Collection[int], day: date) -> set[tuple[int, int]]:
    """Pairs (x, y) of these people where x evaluates y or leads a school of y on a day. Two queries.

    Where nobody is recorded as evaluating a person, the administrators of their schools are; they lead them anyway.
    """
    recorded = Evaluates.objects.filter(holding(day), evaluator_id__in=people, evaluated_id__in=people)
    pairs = set(recorded.values_list("evaluator_id", "evaluated_id"))
    schools: dict[int, set[int]] = defaultdict(set)
    leads: dict[int, set[int]] = defaultdict(set)
    held = Assignment.objects.filter(holding(day), staff_id__in=people, school__isnull=False).order_by()
    for person, school, role in held.values_list("staff_id", "school_id", "role"):
        schools[person].add(school)
        if role in ADMINISTRATORS:
            leads[person].add(school)
    return pairs | {(x, y) for x in leads for y in schools if x != y and not leads[x].isdisjoint(schools[y])}


def shared_until(actor: Actor, record: str, object_id: str) -> date | None:
    """The last day on which a record is shared with the actor by name; None when it is not."""
    mine = grants_on(record, object_id).filter(to_id=actor.staff_id, ended=None, until__gte=actor.today)
    return mine.values_list("until", flat=True).first()


def sharing_now(record: str, object_id: str, day: date) -> int:
    """With how many colleagues a record is shared on a day, as far as its grants say."""
    return grants_on(record, object_id).filter(ended=None, until__gte=day).count()
