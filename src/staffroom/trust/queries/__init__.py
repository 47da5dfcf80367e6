"""Every read of trust. All of them need an open district scope."""

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
from .log import my_log, security_log, security_rows
from .openings import opened_on
from .relations import (
    administrators_of,
    can_be_shared_with,
    evaluates,
    evaluators_of,
    grants_on,
    holding,
    holds,
    schools_of,
    standing_to,
)

__all__ = [
    "Change",
    "Plan",
    "Reading",
    "administrators_of",
    "administrators_of_all",
    "can_be_shared_with",
    "ending",
    "evaluated_for",
    "evaluates",
    "evaluators_of",
    "evaluators_page",
    "file_for",
    "file_page",
    "grants_on",
    "holding",
    "holds",
    "how_it_stands",
    "leaders_to_offer",
    "my_evaluators",
    "my_log",
    "named_changes",
    "opened_on",
    "people_known_as",
    "plan_evaluators",
    "planned",
    "read_evaluators",
    "relation_for",
    "schools_led",
    "schools_of",
    "security_log",
    "security_rows",
    "standing_to",
]
