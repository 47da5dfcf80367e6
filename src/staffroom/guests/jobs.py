"""Work on guest hours that nobody presses a button for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.people.queries import district_ids
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id, district_scope

from . import actions


@job("guests.follow", every=timedelta(hours=1))
def follow(*, progress: Progress) -> dict[str, Any]:
    """Each hour, in every district: guest hours whose meeting or whose guest's time is not there any more
    end, and everybody is told; what nobody answered is given back. Again: nothing is left to do."""
    now, ended = timezone.now(), 0
    for district_id in district_ids():
        with district_scope(district_id):
            ended += actions.follow(district_id=district_id, now=now)
    return {"ended": ended}


@job("guests.follow_reserved")
def follow_reserved(*, progress: Progress, ids: Sequence[str], what: str, name: str) -> dict[str, Any]:
    """After time was reserved for learning or a team: guest hours in it end at once, and everybody is told."""
    return {"ended": actions.follow(district_id=current_district_id(), now=timezone.now())}
