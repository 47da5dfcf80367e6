"""Pages of teams: each parses, asks or acts once, and renders."""

from .cards import my_support, my_support_end, my_team, team_cards
from .chart import org_chart
from .making import team_edit, team_end, team_new, team_proposals, team_reopen, team_together, teams
from .team import (
    team,
    team_goal,
    team_own_goal,
    team_own_goal_withdraw,
    team_part,
    team_support,
    team_support_end,
    team_time,
    team_time_end,
)

__all__ = [
    "my_support",
    "my_support_end",
    "my_team",
    "org_chart",
    "team",
    "team_cards",
    "team_edit",
    "team_end",
    "team_goal",
    "team_new",
    "team_own_goal",
    "team_own_goal_withdraw",
    "team_part",
    "team_proposals",
    "team_reopen",
    "team_support",
    "team_support_end",
    "team_time",
    "team_time_end",
    "team_together",
    "teams",
]
