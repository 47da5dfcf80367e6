"""The kinds of record that can be shared, by their row of the visibility matrix. Each slice registers its own.

Nothing calls upward: the pages of this room know records of higher rooms only through what is registered here, as the
audit log knows its kinds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from staffroom.spine.access import Actor, Standing

Finder = Callable[[Actor, str], "Shared | None"]
Namer = Callable[[Iterable[str]], "Iterable[Named]"]


@dataclass(frozen=True, slots=True)
class Shared:
    """One record as the pages of sharing show it.

    ``title`` is shown to its owner and to whoever may read it, never to anybody else, and goes into no mail and no
    address. ``url`` is where it is read. ``standing`` is the asking actor's. ``others`` are the staff ids of the other
    people of it, such as the visitor of a visit; None: not said, so the sentence speaks of them as possible.
    """

    record: str
    object_id: str
    owner_id: int
    title: str
    url: str
    standing: Standing
    others: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A record as lists name it: no standing, so whoever lists it has asked for the right already."""

    object_id: str
    owner_id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name for readers, how one is found (of the district in scope, None when unknown), and how
    many are named in one query."""

    record: str
    label: Any
    find: Finder
    name_all: Namer | None = None


KINDS: dict[str, Kind] = {}


def register(record: str, label: Any, find: Finder, name_all: Namer | None = None) -> None:
    """Let records of this row of the matrix be shared and asked about. Called when a slice is loaded.

    ``name_all`` gets public ids and gives those that there are, in a fixed number of queries. Without it lists ask
    ``find`` for one after the other.
    """
    KINDS[record] = Kind(record, label, find, name_all)


def find(actor: Actor, record: str, object_id: str) -> Shared | None:
    """One record of the district in scope, whoever may see it; None when the kind or the record is unknown."""
    kind = KINDS.get(record)
    return kind.find(actor, object_id) if kind else None


def label_of(record: str) -> str:
    """What readers call this kind of record."""
    return str(KINDS[record].label) if record in KINDS else ""


def name_all(actor: Actor, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """Records by (row, public id), as lists name them; what is not there is left out."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for record, object_id in wanted:
        by_kind[record].add(object_id)
    return {
        (record, named.object_id): named
        for record, ids in by_kind.items()
        if record in KINDS
        for named in _named(actor, KINDS[record], ids)
    }


def _named(actor: Actor, kind: Kind, ids: set[str]) -> Iterable[Named]:
    if kind.name_all is not None:
        return kind.name_all(ids)
    found = (kind.find(actor, one) for one in sorted(ids))
    return [Named(one.object_id, one.owner_id, one.title, one.url) for one in found if one is not None]
