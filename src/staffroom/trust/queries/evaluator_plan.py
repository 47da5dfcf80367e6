"""What a file of who evaluates whom would change, held against what is recorded. Writes nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..models import Evaluates
from .evaluator_file import Line

BRAKE = 0.1
Dates = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One relation that is new or gets other dates. ``relation`` is the recorded one's key, ``was`` its dates."""

    evaluator: int
    evaluated: int
    begins: date
    ends: date | None
    relation: int | None = None
    was: Dates | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written. ``held``: more than a tenth of what holds today would end."""

    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    ended: tuple[Change, ...] = ()
    unchanged: int = 0
    past: int = 0
    holding: int = 0
    ending: int = 0
    digest: str = field(default="", compare=False)

    @property
    def held(self) -> bool:
        return self.ending > self.holding * BRAKE

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.new, *self.changed, *self.ended)

    def counts(self) -> dict[str, int]:
        lists = {"new": self.new, "changed": self.changed, "ended": self.ended}
        return {name: len(of_kind) for name, of_kind in lists.items()} | {"unchanged": self.unchanged}


def holds_on(dates: Dates, day: date) -> bool:
    return dates[0] <= day and (dates[1] is None or day < dates[1])


def plan_evaluators(lines: Sequence[Line], today: date, *, whole: bool) -> Plan:
    """The plan for the district in scope. ``whole``: what the lines do not name ends today."""
    held = list(Evaluates.objects.order_by("pk"))
    found = _Matching(held, today)
    for line in lines:
        found.take(line)
    if whole:
        found.end_the_rest()
    return found.plan()


class _Matching:
    """Finds for each line the relation that it speaks of."""

    def __init__(self, held: Iterable[Evaluates], today: date) -> None:
        self._today = today
        self._of_pair: dict[tuple[int, int], list[Evaluates]] = defaultdict(list)
        for one in held:
            self._of_pair[one.evaluator_id, one.evaluated_id].append(one)
        self._used: set[int] = set()
        self._changes: list[Change] = []
        self._unchanged = self._past = 0

    def take(self, line: Line) -> None:
        known = self._known(line)
        if known is None:
            self._add(line)
            return
        self._used.add(known.pk)
        was = (known.begins, known.ends)
        becomes = (line.begins or known.begins, line.ends)
        if becomes == was:
            self._unchanged += 1
        else:
            self._changes.append(Change(line.evaluator, line.evaluated, *becomes, known.pk, was))

    def _known(self, line: Line) -> Evaluates | None:
        """The relation of this pair that began on the same day, else one that is not over and touches the line."""
        free = [one for one in self._of_pair[line.evaluator, line.evaluated] if one.pk not in self._used]
        same = next((one for one in free if one.begins == line.begins), None)
        if same is not None:
            return same
        first, last = line.begins or self._today, line.ends or date.max
        live = (one for one in free if one.ends is None or one.ends > self._today)
        return next((one for one in live if one.begins < last and first < (one.ends or date.max)), None)

    def _add(self, line: Line) -> None:
        if line.ends is not None and line.ends <= self._today:
            self._past += 1
        else:
            begins = line.begins or self._today
            self._changes.append(Change(line.evaluator, line.evaluated, begins, line.ends))

    def end_the_rest(self) -> None:
        for relations in self._of_pair.values():
            for one in relations:
                if one.pk not in self._used and (one.ends is None or one.ends > self._today):
                    self._changes.append(ending(one, self._today))

    def plan(self) -> Plan:
        today = self._today
        before = {
            pair for pair, held in self._of_pair.items() if any(holds_on((one.begins, one.ends), today) for one in held)
        }
        after = self._pairs_after()
        new = tuple(one for one in self._changes if one.relation is None)
        known = [one for one in self._changes if one.relation is not None]
        ended = tuple(one for one in known if _is_end(one, today))
        changed = tuple(one for one in known if not _is_end(one, today))
        told = "\n".join(sorted(repr(one) for one in self._changes))
        return Plan(
            new,
            changed,
            ended,
            self._unchanged,
            self._past,
            len(before),
            len(before - after),
            hashlib.sha256(told.encode()).hexdigest(),
        )

    def _pairs_after(self) -> set[tuple[int, int]]:
        changes = {one.relation: one for one in self._changes if one.relation is not None}
        after = {
            (one.evaluator, one.evaluated) for one in self._changes if holds_on((one.begins, one.ends), self._today)
        }
        for pair, held in self._of_pair.items():
            if any(one.pk not in changes and holds_on((one.begins, one.ends), self._today) for one in held):
                after.add(pair)
        return after


def _is_end(change: Change, today: date) -> bool:
    """Whether it is over from today on, or never begins."""
    return change.ends is not None and (change.ends <= today or change.ends == change.begins)


def ending(relation: Evaluates, today: date) -> Change:
    """The change that ends a relation today; one that has not begun never holds."""
    was = (relation.begins, relation.ends)
    last = max(today, relation.begins)
    return Change(relation.evaluator_id, relation.evaluated_id, relation.begins, last, relation.pk, was)
