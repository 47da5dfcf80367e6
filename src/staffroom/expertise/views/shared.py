"""What pages of shared records have in common."""

from django.http import HttpRequest

from staffroom.trust.actions import note_opening
from staffroom.trust.kinds import Shared


def note_shared(request: HttpRequest, found: Shared) -> None:
    """Write down for the owner that a record shared by name was opened; own and published ones leave no trace."""
    if found.standing.granted:
        note_opening(by=request.actor, now=request.now, found=found)  # type: ignore[attr-defined]
