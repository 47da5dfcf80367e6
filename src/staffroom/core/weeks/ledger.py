"""Where the minutes of a person's week go: free time, what is planned in it, and what the contract keeps.

Counted minute by minute as the rule *contract_minutes* of visits does: planned time costs preparation only where it
lies in a free period.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from staffroom.core.bells.free import merge


class Planned(NamedTuple):
    """Time away from preparation: ``kind`` names what for, such as ``visit`` or ``meeting``."""

    kind: str
    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of one week. ``given``: by kind, the free minutes planned; where two overlap the first kind has them.

    ``required``: preparation that the contract keeps; None: it says nothing.
    """

    free: int
    given: Mapping[str, int]
    required: int | None = None

    @property
    def planned(self) -> int:
        return sum(self.given.values())

    @property
    def left(self) -> int:
        """Free minutes that nothing is planned in."""
        return self.free - self.planned

    @property
    def spare(self) -> int | None:
        """Minutes that may still be given away; below zero: more is planned than the contract leaves."""
        return None if self.required is None else self.left - self.required

    @property
    def fits(self) -> bool:
        """Whether what is planned leaves the preparation that the contract keeps."""
        return self.spare is None or self.spare >= 0 or not self.planned


def minutes_of(
    free: Iterable[tuple[int, int, int]], planned: Iterable[Planned], required: int | None = None
) -> Minutes:
    """``free``: day, start and end of each free period of one week."""
    days: dict[int, list[tuple[int, int]]] = {}
    for day, start, end in free:
        days.setdefault(day, []).append((start, end))
    open_minutes = {day: _bits(spans) for day, spans in days.items()}
    total = sum(bits.bit_count() for bits in open_minutes.values())
    given: dict[str, int] = {}
    for kind, day, start, end in sorted(planned):
        taken = open_minutes.get(day, 0) & _bits([(start, end)])
        open_minutes[day] = open_minutes.get(day, 0) & ~taken
        given[kind] = given.get(kind, 0) + taken.bit_count()
    return Minutes(total, given, required)


def _bits(spans: Iterable[tuple[int, int]]) -> int:
    """The minutes of these spans, one bit each."""
    return sum((1 << end) - (1 << start) for start, end in merge((s, e) for s, e in spans if s < e))
