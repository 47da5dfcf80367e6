"""What stands beside a team on its page, as higher rooms know it: each registers its own, nothing calls upward."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from staffroom.spine.access import Actor

from .models import Team


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence about a team, with where it leads."""

    text: str
    url: str
    label: str


Source = Callable[[Actor, Team, str, datetime], "list[Line]"]
_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` gets who reads, the team and the reader's part in it; it makes a fixed number of queries."""
    _sources[kind] = source


def lines(actor: Actor, team: Team, part: str, now: datetime) -> list[Line]:
    """All that higher rooms say to this reader."""
    return [line for source in _sources.values() for line in source(actor, team, part, now)]
