"""Every read of plans and proposals."""

from .caps import half_days_left
from .figures import figures_of
from .in_hand import is_proposed_elsewhere, proposed_in_vain
from .instance import Made, Reading, TermCase, case_of, made_of, reading_of
from .offered import (
    for_nobody,
    is_needed_still,
    is_shown_still,
    my_proposals,
    proposal_for,
    proposals_to_tell,
    waiting_proposals,
)
from .pages import (
    PlanPage,
    compare_page,
    earlier_plans,
    mondays,
    plan_for,
    plan_page,
    plans_page,
    run_to_make,
    schools_of_district,
)
from .parts import block_of, blocks_done, blocks_of, is_kept
from .stopped import has_stopped
from .weeks import offered_beside

__all__ = [
    "block_of",
    "blocks_done",
    "blocks_of",
    "Made",
    "Reading",
    "PlanPage",
    "TermCase",
    "case_of",
    "compare_page",
    "earlier_plans",
    "figures_of",
    "for_nobody",
    "half_days_left",
    "has_stopped",
    "is_kept",
    "is_needed_still",
    "is_proposed_elsewhere",
    "is_shown_still",
    "made_of",
    "mondays",
    "my_proposals",
    "offered_beside",
    "plan_for",
    "plan_page",
    "plans_page",
    "proposal_for",
    "proposals_to_tell",
    "proposed_in_vain",
    "reading_of",
    "run_to_make",
    "schools_of_district",
    "waiting_proposals",
]
