"""How two people stand to one another today: who evaluates whom, who leads whose school, who shares what."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from staffroom.people.models import Assignment, AssignmentRole, Staff
from staffroom.spine.access import Actor, Audience, Standing

from ..models import Evaluates, Grant

ADMINISTRATORS = (AssignmentRole.PRINCIPAL, AssignmentRole.ASSISTANT_PRINCIPAL)


def holding(day: date) -> Q:
    """The condition on rows with ``begins`` and ``ends`` (exclusive) that hold on a day."""
    return (Q(begins=None) | Q(begins__lte=day)) & (Q(ends=None) | Q(ends__gt=day))


def evaluators_of(staff_id: int, day: date) -> set[int]:
    """Staff ids of whoever evaluates this person on a day.

    The recorded relations; where there is none for this person, every administrator of their schools.
    """
    recorded = set(Evaluates.objects.filter(holding(day), evaluated_id=staff_id).values_list("evaluator_id", flat=True))
    return recorded or administrators_of(staff_id, day)


def administrators_of(staff_id: int, day: date) -> set[int]:
    """Staff ids of whoever leads a school at which this person works on a day, never the person."""
    schools = Assignment.objects.filter(holding(day), staff_id=staff_id, school__isnull=False).values("school_id")
    held = Assignment.objects.filter(holding(day), school_id__in=schools, role__in=ADMINISTRATORS)
    return set(held.exclude(staff_id=staff_id).values_list("staff_id", flat=True))


def evaluates(evaluator_id: int, evaluated_id: int, day: date) -> bool:
    """``evaluates(x, y)`` of the trust model, on a day. Nobody evaluates themselves."""
    return evaluator_id != evaluated_id and evaluator_id in evaluators_of(evaluated_id, day)


def schools_of(staff_id: int, day: date) -> set[int]:
    """Ids of the schools at which somebody works on a day."""
    held = Assignment.objects.filter(holding(day), staff_id=staff_id, school__isnull=False)
    return set(held.values_list("school_id", flat=True))


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
    At most five queries, none for the owner.
    """
    me, day = actor.staff_id, actor.today
    if me is None or day is None:
        return Standing(published=published)
    if me in owner_ids:
        return Standing(own=True, published=published)
    owner_schools = set().union(*(schools_of(one, day) for one in owner_ids)) if owner_ids else set()
    mine = list(Grant.objects.filter(record=record, object_id=object_id, to_id=me)) if object_id else []
    granted = bool(actor.roles) and any(holds(one, day) for one in mine)  # whoever works here no more reads nothing
    return Standing(
        paired=paired,
        granted=granted,
        former=bool(mine) and not granted,
        same_school=not owner_schools.isdisjoint(actor.schools),
        leads=not owner_schools.isdisjoint(actor.leads),
        evaluates=any(evaluates(me, one, day) for one in owner_ids),
        published=published,
    )


def can_be_shared_with(owner_id: int, day: date) -> QuerySet[Staff]:
    """Colleagues with whom this person may share: no evaluator, no leader of their schools, nobody whose only work is
    the central office or IT."""
    barred = evaluators_of(owner_id, day) | administrators_of(owner_id, day) | {owner_id}
    elsewhere = (AssignmentRole.CENTRAL, AssignmentRole.IT)
    peers = Assignment.objects.filter(holding(day)).exclude(role__in=elsewhere).values("staff_id")
    return Staff.objects.filter(active=True, pk__in=peers).exclude(pk__in=barred)
