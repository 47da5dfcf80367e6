"""Visits, the promises that keep anybody from being in two places, and the two lines written afterwards."""

from .afterwards import NextStep, Reminding, VisitNote
from .booked import Cover, FromAfar, Promise, Visit, VisitChange

__all__ = ["Cover", "FromAfar", "NextStep", "Promise", "Reminding", "Visit", "VisitChange", "VisitNote"]
