"""Visits: one request as an instance, the checker of a proposed visit, the finder of slots, a week's grid."""

from staffroom.core.visits.instance import (
    Booked,
    Busy,
    ClosedDoor,
    Host,
    Instance,
    Lesson,
    Person,
    Proposed,
    Request,
    Rules,
    SchoolDay,
)
from staffroom.core.visits.request import Answer, Examples, Reason, Refusal, VisitSlot, find_slots, why_sentence
from staffroom.core.visits.rules import CHECKS, Rule, Violation, check, check_rule
from staffroom.core.visits.sentences import day_text, sentence, time_text
from staffroom.core.visits.week import Cell, Pair, WeekView, who_can_see_whom

__all__ = [
    "CHECKS",
    "Answer",
    "Booked",
    "Busy",
    "Cell",
    "ClosedDoor",
    "Examples",
    "Host",
    "Instance",
    "Lesson",
    "Pair",
    "Person",
    "Proposed",
    "Reason",
    "Refusal",
    "Request",
    "Rule",
    "Rules",
    "SchoolDay",
    "Violation",
    "VisitSlot",
    "WeekView",
    "check",
    "check_rule",
    "day_text",
    "find_slots",
    "sentence",
    "time_text",
    "who_can_see_whom",
    "why_sentence",
]
