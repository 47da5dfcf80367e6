"""Work of teams that nobody presses a button for."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.people.queries import district_ids
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import district_scope

from . import actions, queries


@job("teams.tell_cards", every=timedelta(hours=1))
def tell_cards(*, progress: Progress) -> dict[str, Any]:
    """In working hours of each district: one mail a day at most to everybody whose team card has changed."""
    now, sent = timezone.now(), 0
    for district_id in district_ids():
        if queries.is_time_to_tell(district_id, now):
            with district_scope(district_id):
                sent += actions.tell_cards(district_id=district_id, now=now)
    return {"mails": sent}
