"""Visits, the promises that keep anybody from being in two places, and the two lines written afterwards."""

from .afterwards import NextStep, Reminding, VisitNote
from .booked import Cover, FromAfar, Promise, Visit, VisitChange
from .desks import SubstituteDesk
from .proposed import ProposedTime

__all__ = [
    "Cover",
    "FromAfar",
    "NextStep",
    "Promise",
    "ProposedTime",
    "Reminding",
    "SubstituteDesk",
    "Visit",
    "VisitChange",
    "VisitNote",
]
