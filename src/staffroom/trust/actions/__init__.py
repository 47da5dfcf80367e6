"""Every write of trust."""

from .erase import erase_mine
from .export import ask_export, make_export
from .grants import end_grant, share
from .openings import note_opening
from .retention import Removed, run_retention

__all__ = [
    "Removed",
    "ask_export",
    "end_grant",
    "erase_mine",
    "make_export",
    "note_opening",
    "run_retention",
    "share",
]
