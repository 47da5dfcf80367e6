"""What the plan of a new lead may know: the lawful slots of each member, and how much of everything is left.

Dates are ordinals, times minutes from midnight, intervals end exclusive, ids opaque. Weeks are counted from 0, the
first of the plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["own", "cover", "substitute"]
OWN, COVER, SUBSTITUTE = "own", "cover", "substitute"
NOON = 720
Half = tuple[int, bool]  # a date, and whether it is the morning


@dataclass(frozen=True, slots=True)
class Choice:
    """One lawful slot of one member. ``first`` and ``last``: the lead's minutes that it uses up, periods and ways
    included; ``minutes``: how many of them are own time for preparation."""

    id: str
    member: str
    mode: Mode
    week: int
    date: int
    start: int
    end: int
    first: int
    last: int
    minutes: int = 0

    @property
    def half(self) -> Half:
        """The half day that a substitute would have."""
        return self.date, self.start < NOON


@dataclass(frozen=True, slots=True)
class LeadCase:
    """One plan. ``choices`` may lie beyond ``weeks``: those are looked at only when asked what one week more gives.

    ``a_week``: outings in a week, a half day with a substitute being one, whatever is seen in it; ``gone``: those that
    are booked already, by week. ``own``, ``missed``, ``half_days``, ``visits``: what is left of these limits; None: no
    limit. ``halves``: half days that are booked for this already. ``spare``: minutes of preparation that may be given
    in a week; a week that is not named has no limit.
    """

    members: tuple[str, ...]
    choices: tuple[Choice, ...]
    weeks: int
    a_week: int | None = 1
    own: int | None = None
    missed: int | None = None
    half_days: int | None = None
    visits: int | None = None
    gone: Mapping[int, int] = field(default_factory=dict)
    halves: frozenset[Half] = frozenset()
    spare: Mapping[int, int] = field(default_factory=dict)
