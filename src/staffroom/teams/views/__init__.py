"""Pages of teams: each parses, asks or acts once, and renders."""

from .cards import my_support, my_support_end, my_team, team_cards
from .chart import org_chart
from .making import team_edit, team_end, team_new, team_proposals, team_reopen, team_together, teams
from .rhythm import meeting_mark, my_rhythm, support_mark, team_feed, team_rhythm
from .role import (
    cover_agree,
    cover_decline,
    leader_role,
    my_roles,
    role_cover,
    role_cover_end,
    role_end,
    role_holder,
    role_reopen,
)
from .role_lists import fund_edit, fund_new, role_import, role_kind_edit, role_kind_new, role_lists
from .roles import leader_roles, release_time, role_edit, role_load, role_new
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
    "role_import",
    "meeting_mark",
    "my_rhythm",
    "support_mark",
    "team_feed",
    "team_rhythm",
    "cover_agree",
    "cover_decline",
    "fund_edit",
    "fund_new",
    "leader_role",
    "leader_roles",
    "my_roles",
    "my_support",
    "my_support_end",
    "my_team",
    "org_chart",
    "release_time",
    "role_cover",
    "role_cover_end",
    "role_edit",
    "role_end",
    "role_holder",
    "role_kind_edit",
    "role_kind_new",
    "role_lists",
    "role_load",
    "role_new",
    "role_reopen",
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
