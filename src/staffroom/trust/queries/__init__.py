"""Every read of trust. All of them need an open district scope."""

from .barred import SENTENCES as BAR_SENTENCES
from .barred import Bar, bars
from .colleagues import colleague, colleagues
from .declared import Kept, declarations, retention_table, undeclared
from .evaluator_file import Reading, read_evaluators
from .evaluator_plan import Change, Plan, ending, plan_evaluators
from .evaluators import (
    administrators_of_all,
    evaluated_for,
    evaluators_page,
    file_for,
    file_page,
    how_it_stands,
    leaders_to_offer,
    my_evaluators,
    named_changes,
    people_known_as,
    planned,
    relation_for,
    schools_led,
)
from .keeping import last_night, retention_page
from .log import my_log, security_log, security_table
from .mydata import MyData, everything_about, export_at_work, export_files, export_for, my_data, person_of
from .openings import opened_on, openings_lately, openings_of
from .pages import evaluators_told, my_privacy, who_can_see
from .pairs import shared_until, sharing_now, stands_over
from .relations import (
    administrators_by,
    administrators_of,
    can_be_shared_with,
    evaluates,
    evaluators_by,
    evaluators_of,
    grants_on,
    holding,
    holds,
    schools_of,
    standing_to,
    work_by,
)
from .sentence import readers_lines, sentence
from .sharing import day_in_words, end_of_term, live_sharings, running_grants, sharings, void_reasons

__all__ = [
    "BAR_SENTENCES",
    "Bar",
    "Change",
    "Kept",
    "MyData",
    "Plan",
    "Reading",
    "administrators_by",
    "administrators_of",
    "administrators_of_all",
    "bars",
    "can_be_shared_with",
    "colleague",
    "colleagues",
    "day_in_words",
    "declarations",
    "end_of_term",
    "ending",
    "evaluated_for",
    "evaluates",
    "evaluators_by",
    "evaluators_of",
    "evaluators_page",
    "evaluators_told",
    "everything_about",
    "export_at_work",
    "export_files",
    "export_for",
    "file_for",
    "file_page",
    "grants_on",
    "holding",
    "holds",
    "how_it_stands",
    "last_night",
    "leaders_to_offer",
    "live_sharings",
    "my_data",
    "my_evaluators",
    "my_log",
    "my_privacy",
    "named_changes",
    "opened_on",
    "openings_lately",
    "openings_of",
    "people_known_as",
    "person_of",
    "plan_evaluators",
    "planned",
    "read_evaluators",
    "readers_lines",
    "relation_for",
    "retention_page",
    "retention_table",
    "running_grants",
    "schools_led",
    "schools_of",
    "security_log",
    "security_table",
    "sentence",
    "shared_until",
    "sharing_now",
    "sharings",
    "standing_to",
    "stands_over",
    "undeclared",
    "void_reasons",
    "who_can_see",
    "work_by",
]
