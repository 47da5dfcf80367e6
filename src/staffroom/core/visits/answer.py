"""What the finder answers: lawful slots, reasons counted, and a refusal for each other lesson."""

from dataclasses import dataclass, field
from typing import NamedTuple

from staffroom.core.visits.instance import Proposed
from staffroom.core.visits.rules import Params, Rule, Violation
from staffroom.core.visits.sentences import Lang, fill


@dataclass(frozen=True, slots=True)
class VisitSlot:
    """A lawful visit: ``start`` to ``end`` in the room, ``leave_at`` to ``back_at`` away.

    ``window``: the run of the visitor's free lessons it lies in; ``uses``: those of them that it takes, for
    which promises are made; ``spare``: lessons the host could still open that week, this one included;
    ``why``: the facts behind it (see ``why_sentence``).
    """

    host: str
    lesson: str
    date: int
    start: int
    end: int
    travel: int
    fit: float
    open_door: bool
    window: tuple[str, ...]
    uses: tuple[str, ...]
    spare: int
    why: Params = field(default_factory=dict, compare=False)

    @property
    def watch(self) -> int:
        return self.end - self.start

    @property
    def leave_at(self) -> int:
        return self.start - self.travel

    @property
    def back_at(self) -> int:
        return self.end + self.travel

    def proposed(self, visitor: str) -> Proposed:
        return Proposed(visitor, self.host, self.lesson, self.start, self.end, self.window)


class Refusal(NamedTuple):
    """A host's lesson that cannot be visited, with all rules in the way; made by the thousand, so a tuple.

    ``lesson`` empty: the host teaches nothing in these days. ``start``, ``end`` and ``window`` are the visit
    the rules were judged on.
    """

    host: str
    lesson: str
    rules: tuple[Rule, ...]
    visitor: str
    start: int = 0
    end: int = 0
    window: tuple[str, ...] = ()

    @property
    def proposed(self) -> Proposed | None:
        if not self.lesson:
            return None
        return Proposed(self.visitor, self.host, self.lesson, self.start, self.end, self.window)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, in the way of how many of the hosts' lessons, and one example with its numbers."""

    rule: Rule
    count: int
    example: Violation


@dataclass(frozen=True, slots=True)
class Answer:
    """``slots`` best first; ``reasons`` commonest first; ``refusals`` one for each lesson without a slot."""

    slots: tuple[VisitSlot, ...]
    reasons: tuple[Reason, ...]
    refusals: tuple[Refusal, ...]

    @property
    def best(self) -> VisitSlot | None:
        return self.slots[0] if self.slots else None


def why_sentence(slot: VisitSlot, lang: Lang = "en") -> str:
    """When to leave, what to watch in which free period, and when one is back."""
    return fill("why", slot.why, lang)
