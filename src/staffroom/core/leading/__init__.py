"""Each member of a team seen once by whoever will lead it, with the least release there can be; and the checker."""

from .case import COVER, OWN, SUBSTITUTE, Choice, LeadCase
from .change import Change, changes
from .check import LeadRule, LeadViolation, check_lead_plan
from .plan import LeadPlan, plan_release
from .sentences import change_sentence, lead_sentence

__all__ = [
    "COVER",
    "OWN",
    "SUBSTITUTE",
    "Change",
    "Choice",
    "LeadCase",
    "LeadPlan",
    "LeadRule",
    "LeadViolation",
    "change_sentence",
    "changes",
    "check_lead_plan",
    "lead_sentence",
    "plan_release",
]
