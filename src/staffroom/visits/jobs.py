"""Work on visits that nobody presses a button for."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.people.queries import district_ids
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id, district_scope

from . import actions


@job("visits.look_after")
def look_after(*, progress: Progress) -> dict[str, Any]:
    """After a roster: cancel the visits that it made impossible, and tell both people. Again: nothing is left to do."""
    return {"cancelled": actions.cancel_impossible(district_id=current_district_id(), now=timezone.now())}


@job("visits.follow_bells")
def follow_bells(*, progress: Progress) -> dict[str, Any]:
    """After new bells: visits move along with their lessons or end, and their people are told. Again: nothing left."""
    return actions.follow_bells(district_id=current_district_id(), now=timezone.now())


@job("visits.tell_reserved")
def tell_reserved(*, progress: Progress, ids: list[str], what: str, name: str) -> dict[str, Any]:
    """After time was reserved for learning or a team: tell the people of visits in it. Again: nobody is told twice."""
    told = actions.tell_reserved(
        district_id=current_district_id(), now=timezone.now(), ids=ids, what=what, name=name,
        job=progress.job.public_id,
    )  # fmt: skip
    return {"told": told}


@job("visits.remove_note_drafts", every=timedelta(days=1))
def remove_note_drafts(*, progress: Progress) -> dict[str, Any]:
    """Each night, in every district: drafts of notes that were not handed over within 14 days go away."""
    now, removed = timezone.now(), 0
    for district_id in district_ids():
        with district_scope(district_id):
            removed += actions.remove_stale_note_drafts(district_id=district_id, now=now)
    return {"removed": removed}
