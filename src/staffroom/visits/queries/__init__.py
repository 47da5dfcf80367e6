"""Every read of visits: one visit and lists of mine (``booked``), the planner's instance (``case``), pages."""

from .booked import (
    asked_by_me,
    asked_with,
    coming_visits,
    impossible_visits,
    lapsed,
    notes_due,
    past_visits,
    planned_visits,
    visit_for,
    waiting_for_me,
)
from .case import case_for_offer, case_for_visit, case_of, lesson_of, proposed_of, sentence_language, travel_of, why_not
from .feed import account_of, feed, feed_token
from .following import Fate, fates, hours, reason
from .notes import (
    last_day,
    named_notes,
    note_for,
    note_page,
    notes_of,
    own_note,
    shared_note,
    shared_visit,
    stale_drafts,
)
from .pages import ask, find, my_visits, people_found, today
from .pages import visit as visit_page
from .school import who_can_visit
from .slots import slots_between

__all__ = [
    "Fate",
    "named_notes",
    "account_of",
    "ask",
    "asked_by_me",
    "asked_with",
    "case_for_offer",
    "case_for_visit",
    "case_of",
    "coming_visits",
    "fates",
    "feed",
    "feed_token",
    "find",
    "people_found",
    "hours",
    "impossible_visits",
    "lapsed",
    "last_day",
    "lesson_of",
    "my_visits",
    "note_for",
    "note_page",
    "notes_due",
    "notes_of",
    "own_note",
    "past_visits",
    "planned_visits",
    "proposed_of",
    "reason",
    "sentence_language",
    "shared_note",
    "shared_visit",
    "slots_between",
    "stale_drafts",
    "today",
    "travel_of",
    "visit_for",
    "visit_page",
    "waiting_for_me",
    "who_can_visit",
    "why_not",
]
