"""Every write of trust."""

from .evaluators import apply_file, carry_out, discard_file, end_relation, record_relation, stage_file
from .grants import end_grant, end_grants_between, end_void_grants, forget_grants, share
from .openings import note_opening
from .refusals import note_export, note_refusal
from .telling import tell_evaluated

__all__ = [
    "apply_file",
    "carry_out",
    "discard_file",
    "end_grant",
    "end_grants_between",
    "end_relation",
    "end_void_grants",
    "forget_grants",
    "note_export",
    "note_opening",
    "note_refusal",
    "record_relation",
    "share",
    "stage_file",
    "tell_evaluated",
]
