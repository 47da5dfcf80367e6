"""The kinds of record that can be shared, by their row of the visibility matrix. Each slice registers its own.

Nothing calls upward: the pages of this room know records of higher rooms only through what is registered here, as the
audit log knows its kinds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from staffroom.spine.access import Actor, Standing

Finder = Callable[[Actor, str], "Shared | None"]


@dataclass(frozen=True, slots=True)
class Shared:
    """One record as the pages of sharing show it.

    ``title`` is shown to its owner and to whoever may read it, never to anybody else, and goes into no mail and no
    address. ``url`` is where it is read. ``standing`` is the asking actor's.
    """

    record: str
    object_id: str
    owner_id: int
    title: str
    url: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name for readers, and how one is found (of the district in scope, None when unknown)."""

    record: str
    label: Any
    find: Finder


KINDS: dict[str, Kind] = {}


def register(record: str, label: Any, find: Finder) -> None:
    """Let records of this row of the matrix be shared and asked about. Called when a slice is loaded."""
    KINDS[record] = Kind(record, label, find)


def find(actor: Actor, record: str, object_id: str) -> Shared | None:
    """One record of the district in scope, whoever may see it; None when the kind or the record is unknown."""
    kind = KINDS.get(record)
    return kind.find(actor, object_id) if kind else None
