"""A guest at a meeting of a team: who of another school can come, the way there and back included, and why not."""

from .case import Candidate, Gathering, GuestCase, Invited, month_of, week_of
from .check import GuestRule, GuestViolation, check_guest
from .find import GuestAnswer, GuestSlot, Reason, find_guests
from .sentences import guest_sentence, reason_sentence

__all__ = [
    "Candidate",
    "Gathering",
    "GuestAnswer",
    "GuestCase",
    "GuestRule",
    "GuestSlot",
    "GuestViolation",
    "Invited",
    "Reason",
    "check_guest",
    "find_guests",
    "guest_sentence",
    "month_of",
    "reason_sentence",
    "week_of",
]
