"""Every read of trust. All of them need an open district scope."""

from .openings import opened_on
from .pairs import shared_until, sharing_now, stands_over
from .relations import (
    administrators_of,
    can_be_shared_with,
    evaluates,
    evaluators_of,
    grants_on,
    holding,
    holds,
    schools_of,
    standing_to,
)

__all__ = [
    "administrators_of",
    "can_be_shared_with",
    "evaluates",
    "evaluators_of",
    "grants_on",
    "holding",
    "holds",
    "opened_on",
    "schools_of",
    "shared_until",
    "sharing_now",
    "standing_to",
    "stands_over",
]
