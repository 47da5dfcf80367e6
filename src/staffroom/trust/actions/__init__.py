"""Every write of trust."""

from .erase import erase_mine
from .evaluators import apply_file, carry_out, discard_file, end_relation, record_relation, stage_file
from .export import ask_export, make_export
from .forgetting import forget_private
from .grants import end_grant, end_grants_between, end_void_grants, forget_grants, share
from .leaving import (
    begin_leaving,
    end_leaving,
    fetch_copy,
    hand_link,
    leaving_told,
    new_link,
    remove_leaver,
)
from .openings import note_opening
from .refusals import note_refusal
from .retention import Removed, run_retention
from .telling import tell_evaluated

__all__ = [
    "Removed",
    "apply_file",
    "ask_export",
    "begin_leaving",
    "carry_out",
    "discard_file",
    "end_grant",
    "end_grants_between",
    "end_leaving",
    "end_relation",
    "end_void_grants",
    "erase_mine",
    "fetch_copy",
    "forget_grants",
    "forget_private",
    "hand_link",
    "leaving_told",
    "make_export",
    "new_link",
    "note_opening",
    "note_refusal",
    "record_relation",
    "remove_leaver",
    "run_retention",
    "share",
    "stage_file",
    "tell_evaluated",
]
