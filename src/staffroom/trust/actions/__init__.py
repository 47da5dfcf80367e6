"""Every write of trust."""

from .grants import end_grant, share
from .openings import note_opening

__all__ = ["end_grant", "note_opening", "share"]
