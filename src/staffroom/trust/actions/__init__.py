"""Every write of trust."""

from .grants import end_grant, share
from .openings import note_opening
from .retention import Removed, run_retention

__all__ = ["Removed", "end_grant", "note_opening", "run_retention", "share"]
