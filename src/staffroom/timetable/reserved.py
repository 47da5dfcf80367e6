"""Time that people have promised together, as higher rooms know it: teams add their meetings, nothing calls upward."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from staffroom.core.reserved import Reserved

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
