"""Nightly work of trust, and what a new roster asks for."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.people.queries import district_ids
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id, district_scope

from . import actions


@job("trust.look_after")
def look_after(*, progress: Progress) -> dict[str, Any]:
    """After a roster: end what may no longer be shared, because people came, left or took another post."""
    return {"ended": actions.end_void_grants(district_id=current_district_id(), now=timezone.now())}


@job("trust.end_grants", every=timedelta(days=1))
def end_grants(*, progress: Progress) -> dict[str, Any]:
    """Each night, in every district: the same, for what began or ended on a date."""
    ended = 0
    for district_id in district_ids():
        with district_scope(district_id):
            ended += actions.end_void_grants(district_id=district_id, now=timezone.now())
    return {"ended": ended}
