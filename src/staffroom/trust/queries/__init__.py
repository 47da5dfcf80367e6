"""Every read of trust. All of them need an open district scope."""

from .declared import Kept, declarations, retention_table, undeclared
from .keeping import last_night, retention_page
from .openings import opened_on
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
    "Kept",
    "administrators_of",
    "can_be_shared_with",
    "declarations",
    "evaluates",
    "evaluators_of",
    "grants_on",
    "holding",
    "holds",
    "last_night",
    "opened_on",
    "retention_page",
    "retention_table",
    "schools_of",
    "standing_to",
    "undeclared",
]
