"""The records of teams, and of the roles that leaders hold."""

from .rhythm import MeetingMark, PersonalMark
from .roles import Concept, Fund, Lane, LaneConcept, Role, RoleCover, RoleHolding, RoleKind
from .teams import (
    CardTold,
    How,
    MeetingSlot,
    Membership,
    OwnGoal,
    PersonalSupport,
    Support,
    Team,
    TeamGoal,
    holding,
)

__all__ = [
    "CardTold",
    "Concept",
    "Fund",
    "How",
    "Lane",
    "LaneConcept",
    "MeetingMark",
    "MeetingSlot",
    "Membership",
    "OwnGoal",
    "PersonalMark",
    "PersonalSupport",
    "Role",
    "RoleCover",
    "RoleHolding",
    "RoleKind",
    "Support",
    "Team",
    "TeamGoal",
    "holding",
]
