"""Every read of trust. All of them need an open district scope."""

from .barred import SENTENCES as BAR_SENTENCES
from .barred import Bar, bars
from .colleagues import colleague, colleagues
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
    "administrators_by",
    "administrators_of",
    "bars",
    "can_be_shared_with",
    "colleague",
    "colleagues",
    "day_in_words",
    "end_of_term",
    "evaluates",
    "evaluators_by",
    "evaluators_of",
    "evaluators_told",
    "grants_on",
    "holding",
    "holds",
    "live_sharings",
    "my_privacy",
    "opened_on",
    "openings_lately",
    "openings_of",
    "readers_lines",
    "running_grants",
    "schools_of",
    "sentence",
    "sharings",
    "standing_to",
    "void_reasons",
    "who_can_see",
    "work_by",
    "shared_until",
    "sharing_now",
    "standing_to",
    "stands_over",
]
