"""Work on visits that nobody presses a button for."""

from typing import Any

from django.utils import timezone

from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id

from . import actions


@job("visits.look_after")
def look_after(*, progress: Progress) -> dict[str, Any]:
    """After a roster: cancel the visits that it made impossible, and tell both people. Again: nothing is left to do."""
    return {"cancelled": actions.cancel_impossible(district_id=current_district_id(), now=timezone.now())}
