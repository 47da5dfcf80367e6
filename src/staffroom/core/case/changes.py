"""What bringing a taxonomy would change in the one a district holds. What the file is silent about stays."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

from .model import Family, Practice, Taxonomy

Node = Family | Practice
_UNSEEN = frozenset({"identifier", "position"})


@dataclass(frozen=True, slots=True)
class Change:
    """One family or practice that would be added or changed. ``fields``: the names of what differs."""

    kind: Literal["family", "practice"]
    what: Literal["new", "changed"]
    after: Family | Practice
    before: Family | Practice | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order in which they can be written, the number of nodes that stay as they are, and of those of
    the district that the file does not name."""

    changes: tuple[Change, ...]
    same: int
    silent: int

    def of(self, what: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.what == what)


def plan_of(held: Taxonomy, brought: Taxonomy) -> Plan:
    """Compare by identifier. A code that somebody else in the district has already gets a number."""
    before: dict[str, Node] = {one.identifier: one for one in _nodes(held)}
    taken = {one.code: one.identifier for one in held.practices}
    taken_families = {one.code: one.identifier for one in held.families}
    changes: list[Change] = []
    for family in brought.families:
        changes += _changed("family", _coded(family, before, taken_families), before)
    for practice in brought.practices:
        changes += _changed("practice", _coded(practice, before, taken), before)
    named = {one.identifier for one in _nodes(brought)}
    return Plan(tuple(changes), len(named) - len(changes), len(before.keys() - named))


def settled(taxonomy: Taxonomy, today: str) -> Taxonomy:
    """The same, where what follows a practice is in use on an ISO day: one that is retired by then leads on.

    Where nothing in use follows, what the file says stays.
    """
    known = {one.identifier: one for one in taxonomy.practices}
    practices = tuple(replace(one, successor=_in_use(one, known, today)) for one in taxonomy.practices)
    return replace(taxonomy, practices=practices)


def _in_use(start: Practice, known: dict[str, Practice], today: str) -> str:
    seen = {start.identifier}
    at = known.get(start.successor)
    while at is not None and at.identifier not in seen:
        if not at.retired or at.retired > today:
            return at.identifier
        seen.add(at.identifier)
        at = known.get(at.successor)
    return start.successor


def _nodes(taxonomy: Taxonomy) -> list[Node]:
    return [*taxonomy.families, *taxonomy.practices]


def _coded(one: Node, before: dict[str, Node], taken: dict[str, str]) -> Node:
    """The code a node keeps or gets: a district's own code never changes, since addresses hold it."""
    known = before.get(one.identifier)
    if known is not None and type(known) is type(one):
        return replace(one, code=known.code)
    code, number = one.code, 2
    while taken.get(code, one.identifier) != one.identifier:
        code, number = f"{one.code}-{number}", number + 1
    taken[code] = one.identifier
    return replace(one, code=code)


def _changed(kind: Literal["family", "practice"], after: Node, before: dict[str, Node]) -> Iterable[Change]:
    known = before.get(after.identifier)
    if known is None or type(known) is not type(after):
        yield Change(kind, "new", after)
        return
    differing = tuple(one.name for one in fields(after) if getattr(known, one.name) != getattr(after, one.name))
    if differing:
        seen = tuple(name for name in differing if name not in _UNSEEN) or differing
        yield Change(kind, "changed", after, known, seen)
