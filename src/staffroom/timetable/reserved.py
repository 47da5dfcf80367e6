"""Time that people have promised together, as higher rooms know it: teams add their meetings, nothing calls upward."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from staffroom.core.reserved import Reserved
from staffroom.spine import jobs

if TYPE_CHECKING:
    from .queries.days import SchoolCalendar


class Source(Protocol):
    """What is promised by these staff ids on these dates; ``usual``: the dates stand for every week."""

    def __call__(
        self,
        staff_ids: Collection[int],
        dates: Sequence[date],
        known: "Mapping[int, SchoolCalendar]",
        *,
        usual: bool = False,
    ) -> list[Reserved]: ...


_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` gets the calendars that are at hand and makes a fixed number of queries, whatever the numbers."""
    _sources[kind] = source


def sources() -> list[Source]:
    return list(_sources.values())


# --- What newly reserved time falls into ----------------------------------------------------------------
TakenOf = Callable[[Collection[int], "Sequence[date]"], "list[Reserved]"]


@dataclass(frozen=True, slots=True)
class Touch:
    """Plans of a higher room: which lie in time that would be taken, that in a sentence, and the job that tells.

    ``find`` gives opaque ids; ``tell`` is the name of a job with the arguments ``ids``, ``what`` and ``name``. ``held``
    tells in a sentence what has taken place in such time since a date.
    """

    find: Callable[[TakenOf, datetime], list[str]]
    told: Callable[[int], str]
    tell: str
    held: Callable[[TakenOf, date, datetime], str]


TOUCHES: dict[str, Touch] = {}  # higher rooms add theirs by name
Touched = Mapping[str, list[str]]


def touched(taken: TakenOf, now: datetime, but: Touched | None = None) -> dict[str, list[str]]:
    """The plans that time would fall into, by room; ``but`` those that it has fallen into already."""
    known = but or {}
    found = {
        name: [one for one in each.find(taken, now) if one not in known.get(name, ())] for name, each in TOUCHES.items()
    }
    return {name: ids for name, ids in found.items() if ids}


def told(found: Touched) -> list[str]:
    """The same in sentences, in the reader's language."""
    return [TOUCHES[name].told(len(ids)) for name, ids in found.items()]


def held(taken: TakenOf, since: date, now: datetime) -> list[str]:
    """What has taken place in this time since a date, each room in a sentence."""
    return [each.held(taken, since, now) for each in TOUCHES.values()]


def how_many(found: Touched) -> int:
    return sum(len(ids) for ids in found.values())


def start_telling(found: Touched, *, district_id: int, now: datetime, what: str, name: str) -> None:
    """Have everybody whose plans are touched told, each room by its own job."""
    for room, ids in found.items():
        jobs.enqueue(TOUCHES[room].tell, district_id=district_id, now=now, ids=ids, what=what, name=name)
