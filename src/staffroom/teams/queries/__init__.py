"""Every read of teams. All of them need an open district scope."""

from .cards import cards, cards_page, cards_table, schools_to_see, teams_table
from .chart import Chart, chart, chart_page, chart_table
from .clauses import InTheWay, against_contract, in_the_way
from .pages import (
    Filter,
    day_choices,
    my_card,
    person_to_add,
    school_by,
    school_choices,
    support_page,
    team_line,
    team_list,
    team_page,
    team_to_change,
    team_where_i_lead,
    team_whose_goal_i_set,
    teams_page,
)
from .proposals import key_of, proposals, proposals_page, team_name
from .reading import Whole, has_ended, part_in, parts_of, team_for, teams_on, today_of, whole
from .together import Together, time_together, together_page

__all__ = [
    "Chart",
    "Filter",
    "InTheWay",
    "Together",
    "Whole",
    "against_contract",
    "cards",
    "cards_page",
    "cards_table",
    "chart",
    "chart_page",
    "chart_table",
    "day_choices",
    "has_ended",
    "in_the_way",
    "key_of",
    "my_card",
    "part_in",
    "parts_of",
    "person_to_add",
    "proposals",
    "proposals_page",
    "school_by",
    "school_choices",
    "schools_to_see",
    "support_page",
    "team_for",
    "team_line",
    "team_name",
    "team_list",
    "team_page",
    "team_to_change",
    "team_where_i_lead",
    "team_whose_goal_i_set",
    "teams_on",
    "teams_page",
    "teams_table",
    "time_together",
    "today_of",
    "together_page",
    "whole",
]
