"""The contract's rules as the core reads them, and which of them speak of whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.http import Http404

from staffroom.core.contract import Kind, Person, Rule, covers
from staffroom.core.contract.checking import holds
from staffroom.people.models import Assignment
from staffroom.spine.access import Actor

from ..models import ContractRule


def rule_of(row: ContractRule) -> Rule:
    """A row as the core reads it."""
    return Rule(
        id=row.public_id,
        kind=Kind(row.kind),
        limit=row.limit,
        clause=row.clause,
        words=row.words,
        levels=frozenset(row.levels),
        roles=frozenset(row.roles),
        since=row.since.toordinal() if row.since else None,
        until=row.until.toordinal() if row.until else None,
        weekday=row.weekday,
        ordinal=row.ordinal,
        parts=dict(row.parts),
    )


def rules_of_kind(*kinds: Kind) -> list[Rule]:
    """The district's rules, of these kinds or all, whenever they hold. One query."""
    rows = ContractRule.objects.all()
    return [rule_of(row) for row in (rows.filter(kind__in=kinds) if kinds else rows)]


def people_of(staff_ids: Collection[int]) -> dict[int, Person]:
    """Levels of the schools and roles of these people. One query."""
    levels: dict[int, set[str]] = defaultdict(set)
    roles: dict[int, set[str]] = defaultdict(set)
    held = Assignment.objects.filter(staff_id__in=[*staff_ids], active=True).order_by()
    for staff, role, level in held.values_list("staff_id", "role", "school__level"):
        roles[staff].add(role)
        levels[staff].update([level] if level else [])
    return {pk: Person(str(pk), frozenset(levels[pk]), frozenset(roles[pk])) for pk in staff_ids}


def preparation(staff: int | None, on: date | None) -> Rule | None:
    """The rule that keeps the most preparation for a person on a date; without a person, for everybody."""
    return preparations([staff or 0], on)[staff or 0]


def preparations(staff_ids: Collection[int], on: date | None) -> dict[int, Rule | None]:
    """The same for several people, in two queries at most."""
    rules = [one for one in rules_of_kind(Kind.PREP_WEEK) if on is None or holds(one, on.toordinal())]
    special = any(one.levels or one.roles for one in rules)
    people = people_of(staff_ids) if special else {pk: Person(str(pk)) for pk in staff_ids}
    return {pk: _strictest(one for one in rules if covers(one, people[pk])) for pk in staff_ids}


def _strictest(rules: Iterable[Rule]) -> Rule | None:
    return max(rules, key=lambda one: (one.limit, one.id), default=None)


def contract_rule_for(actor: Actor, public_id: str) -> ContractRule:
    """One rule of the actor's district. Raises Http404 for any other."""
    found = ContractRule.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found
