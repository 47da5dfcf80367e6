"""What would change: the difference of two rosters as a plan that can be shown, applied and taken back.

What is absent from a bulk file leaves; in a delta only what is marked does; what a package does not tell
stays. A person who leaves is kept as inactive, so that growth records keep their owner; other records are
taken out. Whoever leaves takes assignments and teachings along, a section that leaves its teachings, a
school that leaves its sections.

More than ``brake`` of the active people or of the sections leaving holds the plan: it is complete, but
somebody must say yes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, cast

from staffroom.core.roster.model import (
    Assignment,
    Mode,
    Org,
    Person,
    Record,
    RecordKind,
    Roster,
    Section,
    Teaching,
    Term,
    key_of,
)

Op = Literal["add", "change", "leave", "return"]
Values = dict[str, Any]
State = dict[RecordKind, dict[str, Record]]

KINDS: tuple[RecordKind, ...] = ("org", "term", "person", "assignment", "section", "teaching")
_TYPES: dict[RecordKind, Callable[..., Record]] = {
    "org": Org,
    "term": Term,
    "person": Person,
    "assignment": Assignment,
    "section": Section,
    "teaching": Teaching,
}
_FRACTIONS = {0.05: "a twentieth", 0.1: "a tenth", 0.2: "a fifth", 0.25: "a quarter", 0.5: "half"}


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after (``None`` = not there). ``source_id`` is the key of ``model.key_of``."""

    kind: RecordKind
    op: Op
    source_id: str
    label: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """All changes, in an order in which they can be written; ``summary`` counts them by kind and op."""

    changes: tuple[Change, ...] = ()
    held: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """kind -> op -> how many; kinds and ops without a change are left out."""
        found: dict[str, dict[str, int]] = {}
        for (kind, op), count in Counter((one.kind, one.op) for one in self.changes).items():
            found.setdefault(kind, {})[op] = count
        return found

    def __len__(self) -> int:
        return len(self.changes)


def compare(
    current: Roster,
    incoming: Roster,
    *,
    brake: float = 0.10,
    known_before: frozenset[tuple[str, str]] = frozenset(),
) -> ChangePlan:
    """The plan that turns ``current`` into what ``incoming`` tells.

    ``known_before`` holds (kind, key) of records that left earlier: they return instead of being added.
    (An inactive person in ``current`` returns without being named there.)
    """
    before, after = state_of(current), _target(current, incoming)
    changes = []
    for kind in KINDS:
        changes.extend(_changes(kind, before[kind], after[kind], known_before))
    leaving = Counter(one.kind for one in changes if one.op == "leave")
    people = sum(person.active for person in current.people)
    reasons = tuple(
        sentence
        for what, gone, held in (
            ("people", leaving["person"], people),
            ("sections", leaving["section"], len(current.sections)),
        )
        if (sentence := _brake(what, gone, held, brake))
    )
    return ChangePlan(tuple(changes), bool(reasons), reasons)


def state_of(roster: Roster) -> State:
    """kind -> key -> record."""
    lists: tuple[Iterable[Record], ...] = (
        roster.orgs,
        roster.terms,
        roster.people,
        roster.assignments,
        roster.sections,
        roster.teachings,
    )
    return {kind: {key_of(one): one for one in records} for kind, records in zip(KINDS, lists, strict=True)}


# -- what should be -------------------------------------------------------------------------------------


def _target(current: Roster, incoming: Roster) -> State:
    held, told = state_of(current), state_of(incoming)
    modes = dict(incoming.mode_by_kind)
    target: State = {}
    for kind in KINDS:
        mode = modes.get(kind, "bulk")
        marked = {key for one, key in incoming.leaving if one == kind}
        target[kind] = _merged(mode, held[kind], told[kind], marked)
    target["person"] = _with_leavers(held["person"], target["person"])
    _keep_counts(held, target)
    _told_posts(incoming, held, target)
    return _without_orphans(target)


def _merged(mode: Mode, held: Mapping[str, Record], told: Mapping[str, Record], marked: set[str]) -> dict[str, Record]:
    if mode == "absent":
        return dict(held)
    if mode == "bulk":
        return dict(told)
    return {key: one for key, one in {**held, **told}.items() if key not in marked or key in told}


def _with_leavers(held: Mapping[str, Record], told: Mapping[str, Record]) -> dict[str, Record]:
    """People who leave are kept, inactive; who is not on the staff and not active is not taken in."""
    kept: dict[str, Record] = {}
    for key, one in {**held, **told}.items():
        if key in told and cast(Person, one).active:
            kept[key] = one
        elif key in held:
            kept[key] = replace(cast(Person, held[key]), active=False)
    return kept


def _keep_counts(held: State, target: State) -> None:
    """A package that does not tell how many students a section has leaves the number as it is."""
    for key, one in target["section"].items():
        section = cast(Section, one)
        before = held["section"].get(key)
        if section.students is None and before is not None:
            target["section"][key] = replace(section, students=cast(Section, before).students)


def _told_posts(incoming: Roster, held: State, target: State) -> None:
    """In a delta where people's rows hold their roles (1.1), a told person's other assignments end."""
    if incoming.version != "1.1" or incoming.mode_by_kind.get("assignment") != "delta":
        return
    told = {person.source_id for person in incoming.people}
    new = {key_of(one) for one in incoming.assignments}
    for key, one in held["assignment"].items():
        if cast(Assignment, one).person in told and key not in new:
            target["assignment"].pop(key, None)


def _without_orphans(target: State) -> State:
    active = {key for key, one in target["person"].items() if cast(Person, one).active}
    orgs = target["org"].keys()
    sections = {key: one for key, one in target["section"].items() if cast(Section, one).school in orgs}
    posts = {
        key: one
        for key, one in target["assignment"].items()
        if cast(Assignment, one).person in active and cast(Assignment, one).org in orgs
    }
    teachings = {
        key: one
        for key, one in target["teaching"].items()
        if cast(Teaching, one).person in active and cast(Teaching, one).section in sections
    }
    return {**target, "section": sections, "assignment": posts, "teaching": teachings}


# -- the difference -------------------------------------------------------------------------------------


def _changes(
    kind: RecordKind,
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    known: frozenset[tuple[str, str]],
) -> list[Change]:
    found = []
    for key, new in after.items():
        old = before.get(key)
        if old == new:
            continue
        op = _op(old, new, (kind, key) in known)
        found.append(Change(kind, op, key, label_of(new), _values(old), _values(new)))
    found += [
        Change(kind, "leave", key, label_of(old), _values(old), None) for key, old in before.items() if key not in after
    ]
    return found


def _op(old: Record | None, new: Record, known: bool) -> Op:
    if old is None:
        return "return" if known else "add"
    if isinstance(old, Person) and isinstance(new, Person) and old.active != new.active:
        return "return" if new.active else "leave"
    return "change"


def _values(record: Record | None) -> Values | None:
    return None if record is None else asdict(record)


def label_of(record: Record) -> str:
    """What a person would call a record."""
    if isinstance(record, Person):
        return f"{record.preferred or record.given} {record.family}".strip()
    if isinstance(record, Assignment):
        return f"{record.person}: {record.role.replace('_', ' ')} at {record.org}"
    if isinstance(record, Teaching):
        return f"{record.person} teaches {record.section}"
    return record.name if isinstance(record, Org) else record.title


def _brake(what: str, gone: int, held: int, brake: float) -> str:
    if not held or gone <= brake * held:
        return ""
    share = _FRACTIONS.get(brake, f"{brake * 100:g} %")
    return (
        f"{gone:,} of {held:,} {what} would leave ({gone / held * 100:.0f} %). "
        f"More than {share} stops the import until you say yes: check that the export is complete. "
        "At the start of a school year it can be right."
    )


# -- applying and taking back ---------------------------------------------------------------------------


def apply_plan(current: Roster, plan: ChangePlan) -> Roster:
    """``current`` after the plan. Applying it once more changes nothing."""
    state = state_of(current)
    for one in plan.changes:
        if one.after is None:
            state[one.kind].pop(one.source_id, None)
        else:
            state[one.kind][one.source_id] = record_from(one.kind, one.after)
    lists: dict[str, Any] = {
        name: tuple(state[kind].values())
        for kind, name in zip(KINDS, ("orgs", "terms", "people", "assignments", "sections", "teachings"), strict=True)
    }
    return replace(current, **lists)


def record_from(kind: RecordKind, values: Values) -> Record:
    """The record of a kind from its values, as ``Change.before`` and ``after`` hold them."""
    made = _TYPES[kind]
    known = {one.name for one in fields(made)}  # type: ignore[arg-type]
    return made(**{key: tuple(one) if isinstance(one, list) else one for key, one in values.items() if key in known})


_UNDONE: dict[Op, Op] = {"add": "leave", "change": "change", "leave": "return", "return": "leave"}


def reverse(plan: ChangePlan) -> ChangePlan:
    """The plan that takes a plan back. Never held: it leads to a state somebody already agreed to."""
    changes = tuple(
        replace(one, op=_UNDONE[one.op], before=one.after, after=one.before) for one in reversed(plan.changes)
    )
    return ChangePlan(changes)
