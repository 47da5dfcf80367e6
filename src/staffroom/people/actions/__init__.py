"""Every write of people, accounts and roster imports."""

from .accounts import claim_account, demo_account, save_preferences
from .applying import apply_roster, applying_failed
from .districts import create_district, locked_district
from .imports import discard_roster, stage_roster, start_apply, start_undo
from .reading import Reading, compare_with_district, keep_reading, read_roster
from .undoing import undo_roster, undoing_failed

__all__ = [
    "Reading",
    "apply_roster",
    "applying_failed",
    "claim_account",
    "compare_with_district",
    "create_district",
    "demo_account",
    "discard_roster",
    "keep_reading",
    "locked_district",
    "read_roster",
    "save_preferences",
    "stage_roster",
    "start_apply",
    "start_undo",
    "undo_roster",
    "undoing_failed",
]
