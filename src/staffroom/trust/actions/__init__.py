"""Every write of trust."""

from .grants import end_grant, end_grants_between, end_void_grants, forget_grants, share
from .openings import note_opening

__all__ = ["end_grant", "end_grants_between", "end_void_grants", "forget_grants", "note_opening", "share"]
