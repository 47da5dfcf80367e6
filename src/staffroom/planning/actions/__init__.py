"""Every write of plans: start, make, offer, take back, delete; and each visitor's answer."""

from .answering import decline_proposal, reopen_proposal, take_proposal
from .making import BLOCK, JOIN, MAKE, join_blocks, make_block, make_plan, plan_failed, start_plan
from .offering import delete_plan, forget_need, offer_plan, withdraw_plan

__all__ = [
    "BLOCK",
    "JOIN",
    "MAKE",
    "decline_proposal",
    "delete_plan",
    "forget_need",
    "join_blocks",
    "make_block",
    "make_plan",
    "offer_plan",
    "plan_failed",
    "reopen_proposal",
    "start_plan",
    "take_proposal",
    "withdraw_plan",
]
