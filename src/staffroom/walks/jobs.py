"""Work on group visits that nobody presses a button for."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.people.queries import district_ids
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import district_scope

from . import actions


@job("walks.look_after")
def look_after(*, progress: Progress) -> dict[str, Any]:
    """After a day away, a roster, new bells or a closed door: rooms and walkers that are not possible fall out."""
    return dict(actions.look_after(district_id=progress.job.district_id, now=timezone.now()))


@job("walks.follow_reserved")
def follow_reserved(*, progress: Progress, ids: Sequence[str], what: str, name: str) -> dict[str, Any]:
    """After time was reserved for learning or a team: rooms and walkers in it fall out, and everybody is told."""
    return dict(actions.look_after(district_id=progress.job.district_id, now=timezone.now()))


@job("walks.look_around", every=timedelta(hours=1))
def look_around(*, progress: Progress) -> dict[str, Any]:
    """Each hour the same in every district, for whatever changed without telling."""
    now, found = timezone.now(), Counter[str]()
    for district_id in district_ids():
        with district_scope(district_id):
            found += actions.look_after(district_id=district_id, now=now)
    return dict(found)


@job("walks.remind", every=timedelta(hours=1))
def remind(*, progress: Progress) -> dict[str, Any]:
    """In the daytime, in every district: a mail about the group visits of the next day, once each."""
    now, sent = timezone.now(), 0
    for district_id in district_ids():
        with district_scope(district_id):
            sent += actions.remind(district_id=district_id, now=now)
    return {"mails": sent}
