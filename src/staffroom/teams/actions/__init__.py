"""Every write of teams."""

from .accepting import accept_proposals
from .goals import save_own_goal, set_goal, withdraw_own_goal
from .people import set_part
from .support import add_personal_support, add_support, end_personal_support, end_support
from .teams import edit_team, end_team, new_team, reopen_team
from .times import PeopleBusy, add_slot, end_slot

__all__ = [
    "PeopleBusy",
    "accept_proposals",
    "add_personal_support",
    "add_slot",
    "add_support",
    "edit_team",
    "end_personal_support",
    "end_slot",
    "end_support",
    "end_team",
    "new_team",
    "reopen_team",
    "save_own_goal",
    "set_goal",
    "set_part",
    "withdraw_own_goal",
]
