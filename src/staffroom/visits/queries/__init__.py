"""Every read of visits: one visit and lists of mine (``booked``), the planner's instance (``case``), pages."""

from .booked import (
    asked_by_me,
    asked_with,
    coming_visits,
    notes_due,
    notes_of,
    past_visits,
    visit_for,
    waiting_for_me,
)
from .case import case_for_offer, case_for_visit, case_of, lesson_of, proposed_of, sentence_language, travel_of, why_not
from .feed import account_of, feed, feed_token

__all__ = [
    "account_of",
    "asked_by_me",
    "asked_with",
    "case_for_offer",
    "case_for_visit",
    "case_of",
    "coming_visits",
    "feed",
    "feed_token",
    "lesson_of",
    "notes_due",
    "notes_of",
    "past_visits",
    "proposed_of",
    "sentence_language",
    "travel_of",
    "visit_for",
    "waiting_for_me",
    "why_not",
]
