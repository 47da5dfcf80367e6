"""How two people stand to one another today: who evaluates whom, who leads whose school, who shares what."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from staffroom.people.models import Assignment, AssignmentRole, Staff
from staffroom.spine.access import Actor, Audience, Standing

from ..models import Evaluates, Grant

ADMINISTRATORS = (AssignmentRole.PRINCIPAL, AssignmentRole.ASSISTANT_PRINCIPAL)
ELSEWHERE = (AssignmentRole.CENTRAL, AssignmentRole.IT)


def holding(day: date, at: str = "") -> Q:
    """The condition on rows with ``begins`` and ``ends`` (exclusive) that hold on a day. ``at``: a path to them."""
    begun = Q(**{f"{at}begins": None}) | Q(**{f"{at}begins__lte": day})
    return begun & (Q(**{f"{at}ends": None}) | Q(**{f"{at}ends__gt": day}))


def evaluators_of(staff_id: int, day: date) -> set[int]:
    """Staff ids of whoever evaluates this person on a day.

    The recorded relations; where there is none for this person, every administrator of their schools.
    """
    return evaluators_by([staff_id], day)[staff_id]


def evaluators_by(staff_ids: Collection[int], day: date) -> dict[int, set[int]]:
    """The same for several people at once: at most two queries, however many they are."""
    recorded: dict[int, set[int]] = {one: set() for one in staff_ids}
    rows = Evaluates.objects.filter(holding(day), evaluated_id__in=staff_ids)
    for evaluated, evaluator in rows.values_list("evaluated_id", "evaluator_id"):
        recorded[evaluated].add(evaluator)
    unknown = [one for one, found in recorded.items() if not found]
    return recorded | (administrators_by(unknown, day) if unknown else {})


def administrators_of(staff_id: int, day: date) -> set[int]:
    """Staff ids of whoever leads a school at which this person works on a day, never the person."""
    return administrators_by([staff_id], day)[staff_id]


def administrators_by(staff_ids: Collection[int], day: date) -> dict[int, set[int]]:
    """The same for several people at once, in one query."""
    there = "school__assignments__"
    # One call: the conditions on whoever leads must be about one assignment.
    led = Assignment.objects.filter(
        holding(day), holding(day, there), staff_id__in=staff_ids, **{f"{there}role__in": ADMINISTRATORS}
    )
    found: dict[int, set[int]] = {one: set() for one in staff_ids}
    for person, leader in led.order_by().values_list("staff_id", f"{there}staff_id"):
        if person != leader:
            found[person].add(leader)
    return found


def evaluates(evaluator_id: int, evaluated_id: int, day: date) -> bool:
    """``evaluates(x, y)`` of the trust model, on a day. Nobody evaluates themselves."""
    return evaluator_id != evaluated_id and evaluator_id in evaluators_of(evaluated_id, day)


def schools_of(staff_id: int, day: date) -> set[int]:
    """Ids of the schools at which somebody works on a day."""
    held = Assignment.objects.filter(holding(day), staff_id=staff_id, school__isnull=False)
    return set(held.values_list("school_id", flat=True))


def work_by(staff_ids: Collection[int], day: date) -> dict[int, set[str]]:
    """The roles of assignments that people hold on a day, in one query."""
    found: dict[int, set[str]] = {one: set() for one in staff_ids}
    held = Assignment.objects.filter(holding(day), staff_id__in=staff_ids)
    for person, role in held.order_by().values_list("staff_id", "role"):
        found[person].add(role)
    return found


def grants_on(record: str, object_id: str) -> QuerySet[Grant]:
    """Every grant of one record, ended ones too, the latest first."""
    return Grant.objects.filter(record=record, object_id=object_id).select_related("to", "owner")


def holds(grant: Grant, day: date) -> bool:
    """Whether a grant holds on a day, as far as the grant itself says. Who evaluates is asked apart from it."""
    return grant.ended is None and grant.until >= day


def standing_to(
    actor: Actor,
    owner_ids: Collection[int],
    *,
    record: str = "",
    object_id: str = "",
    paired: bool = False,
    published: Audience | None = None,
) -> Standing:
    """How the actor stands to a record of the district in scope that belongs to these people (usually one).

    ``paired``: the actor is the other person of it. ``record`` and ``object_id`` name it where it can be shared.
    A grant counts while its giver owns the record and works here, and its reader does; at most five queries, none
    for the owner.
    """
    me, day = actor.staff_id, actor.today
    if me is None or day is None:
        return Standing(published=published)
    if me in owner_ids:
        return Standing(own=True, published=published)
    owner_schools = set().union(*(schools_of(one, day) for one in owner_ids)) if owner_ids else set()
    mine = list(_grants_to(me, owner_ids, record, object_id)) if object_id else []
    granted = bool(actor.roles) and any(holds(one, day) and one.owner.active for one in mine)
    return Standing(
        paired=paired,
        granted=granted,
        former=bool(mine) and not granted,
        same_school=not owner_schools.isdisjoint(actor.schools),
        leads=not owner_schools.isdisjoint(actor.leads),
        evaluates=any(evaluates(me, one, day) for one in owner_ids),
        published=published,
    )


def _grants_to(me: int, owner_ids: Collection[int], record: str, object_id: str) -> QuerySet[Grant]:
    found = Grant.objects.filter(record=record, object_id=object_id, to_id=me, owner_id__in=owner_ids)
    return found.select_related("owner")


def can_be_shared_with(owner_id: int, day: date) -> QuerySet[Staff]:
    """Colleagues with whom this person may share: no evaluator, no leader of their schools, nobody whose only work is
    the central office or IT."""
    barred = evaluators_of(owner_id, day) | administrators_of(owner_id, day) | {owner_id}
    peers = Assignment.objects.filter(holding(day)).exclude(role__in=ELSEWHERE).values("staff_id")
    return Staff.objects.filter(active=True, pk__in=peers).exclude(pk__in=barred)
