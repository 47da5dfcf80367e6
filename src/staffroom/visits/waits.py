"""What waits for somebody, as higher rooms know it: each registers its own, nothing calls upward."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from staffroom.spine.access import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for me."""

    text: str
    url: str
    label: str


Source = Callable[[Actor, datetime], "list[Waiting]"]
_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` gives what waits for one actor; one query each."""
    _sources[kind] = source


def waiting_elsewhere(actor: Actor, now: datetime) -> list[Waiting]:
    """All that waits in higher rooms."""
    return [one for source in _sources.values() for one in source(actor, now)]
