"""Work on visits that nobody presses a button for."""

from collections.abc import Callable
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


@job("visits.follow_closed_doors")
def follow_closed_doors(*, progress: Progress) -> dict[str, Any]:
    """After a host closed a time: what was asked or booked then ends, and its people are told. Again: nothing left."""
    return {"ended": actions.follow_closed_doors(district_id=current_district_id(), now=timezone.now())}


@job("visits.follow_days_away")
def follow_days_away(*, progress: Progress) -> dict[str, Any]:
    """After somebody entered days away: visits and covers on them end or are passed on. Again: nothing left."""
    return actions.follow_days_away(district_id=current_district_id(), now=timezone.now())


@job("visits.forget_times", every=timedelta(hours=1))
def forget_times(*, progress: Progress) -> dict[str, Any]:
    """Each hour, in every district: proposed times that nobody answered keep nothing any more."""
    return {"times": _everywhere(actions.forget_times)}


@job("visits.remind", every=timedelta(hours=1))
def remind(*, progress: Progress) -> dict[str, Any]:
    """In the daytime, in every district: a mail about what is booked for the next day, once each."""
    return {"mails": _everywhere(actions.remind)}


@job("visits.bring_steps_back", every=timedelta(days=1))
def bring_steps_back(*, progress: Progress) -> dict[str, Any]:
    """Each day, in every district: next steps that are due come back to their owners, once each."""
    return {"mails": _everywhere(actions.bring_steps_back)}


@job("visits.forget_links", every=timedelta(hours=1))
def forget_links(*, progress: Progress) -> dict[str, Any]:
    """Each hour, in every district: links of live videos that are over go away for good."""
    return {"links": _everywhere(actions.forget_links)}


def _everywhere(act: Callable[..., int]) -> int:
    now, done = timezone.now(), 0
    for district_id in district_ids():
        with district_scope(district_id):
            done += act(district_id=district_id, now=now)
    return done


@job("visits.remove_note_drafts", every=timedelta(days=1))
def remove_note_drafts(*, progress: Progress) -> dict[str, Any]:
    """Each night, in every district: drafts of notes that were not handed over within 14 days go away."""
    return {"removed": _everywhere(actions.remove_stale_note_drafts)}
