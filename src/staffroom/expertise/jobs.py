"""Work on practices that nobody presses a button for."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.queries import district_ids, time_zone_of
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import district_scope

from . import actions


@job("expertise.end_practices", every=timedelta(days=1))
def end_practices(*, progress: Progress) -> dict[str, Any]:
    """Each night, in every district: practices whose date has come go out of use. Again: nothing is left to do."""
    now, ended = timezone.now(), 0
    for district_id in district_ids():
        today = now.astimezone(ZoneInfo(time_zone_of(district_id))).date()
        with district_scope(district_id):
            ended += actions.end_practices(district_id=district_id, today=today, now=now)
    return {"ended": ended}
