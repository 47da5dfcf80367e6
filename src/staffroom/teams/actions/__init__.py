"""Every write of teams."""

from .accepting import accept_proposals
from .covers import agree_to_cover, ask_cover, decline_cover, end_cover
from .goals import save_own_goal, set_goal, withdraw_own_goal
from .lanes import save_concept, save_lane
from .people import set_part
from .rhythm import mark_meeting, mark_support
from .role_lists import save_fund, save_kind
from .roles import OverCommitted, bring_roles, end_role, reopen_role, save_role, set_holder
from .support import add_personal_support, add_support, end_personal_support, end_support
from .teams import edit_team, end_team, new_team, reopen_team
from .telling import tell_cards
from .times import PeopleBusy, add_slot, end_slot

__all__ = [
    "save_concept",
    "save_lane",
    "bring_roles",
    "mark_meeting",
    "mark_support",
    "OverCommitted",
    "PeopleBusy",
    "accept_proposals",
    "add_personal_support",
    "add_slot",
    "add_support",
    "agree_to_cover",
    "ask_cover",
    "decline_cover",
    "edit_team",
    "end_cover",
    "end_personal_support",
    "end_role",
    "end_slot",
    "end_support",
    "end_team",
    "new_team",
    "reopen_role",
    "reopen_team",
    "save_fund",
    "save_kind",
    "save_own_goal",
    "save_role",
    "set_goal",
    "set_holder",
    "set_part",
    "tell_cards",
    "withdraw_own_goal",
]
