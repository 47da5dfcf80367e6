"""Group visits: a learning walk or instructional rounds as a case, the checker of a proposed one, the planner."""

from staffroom.core.walks.case import (
    CORRIDOR,
    LIMITS,
    PASSING,
    Case,
    Limits,
    Proposed,
    Shape,
    Stop,
    key_of,
    seats_of,
)
from staffroom.core.walks.names import names_in
from staffroom.core.walks.planner import Answer, Proposal, Reason, find_walks, other_rooms, walk_of
from staffroom.core.walks.rules import (
    STOP_CHECKS,
    WALK_CHECKS,
    WALKER_CHECKS,
    Rule,
    Violation,
    check,
    check_stop,
    check_walker,
)

__all__ = [
    "CORRIDOR",
    "LIMITS",
    "PASSING",
    "STOP_CHECKS",
    "WALKER_CHECKS",
    "WALK_CHECKS",
    "Answer",
    "Case",
    "Limits",
    "Proposal",
    "Proposed",
    "Reason",
    "Rule",
    "Shape",
    "Stop",
    "Violation",
    "check",
    "check_stop",
    "check_walker",
    "find_walks",
    "key_of",
    "names_in",
    "other_rooms",
    "seats_of",
    "walk_of",
]
