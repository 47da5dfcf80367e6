"""Swim lanes: which shared concept each lane names, and whether somebody carries it there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a concept stands in a lane that names it."""

    COVERED = "covered"
    VACANT = "vacant"  # a kind of role carries it, and nobody holds one
    OPEN = "open"  # no kind of role carries it yet


@dataclass(frozen=True, slots=True)
class Place:
    """One concept in one lane that names it. ``kind``: which kind of role carries it (None: none yet); ``held``: how
    many roles of this kind somebody holds."""

    concept: int
    lane: int
    kind: int | None
    held: int = 0

    @property
    def state(self) -> State:
        if self.kind is None:
            return State.OPEN
        return State.COVERED if self.held else State.VACANT


def gaps(places: Iterable[Place]) -> list[Place]:
    """Where a concept is named and nobody carries it."""
    return [one for one in places if one.state is not State.COVERED]


def whole(places: Iterable[Place]) -> set[int]:
    """Concepts that are covered in every lane that names them."""
    listed = list(places)
    return {one.concept for one in listed} - {one.concept for one in gaps(listed)}
