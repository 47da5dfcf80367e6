"""Nightly work of trust, and what a new roster asks for."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.queries import district_ids, time_zone_of
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


@job("trust.tell_evaluated", retries=1)
def tell_evaluated(*, progress: Progress, changes: list[Any]) -> dict[str, Any]:
    """Tell people whose evaluators changed."""
    return {"mails": actions.tell_evaluated(now=timezone.now(), changes=changes)}


@job("trust.carry_out_evaluators", every=timedelta(hours=1))
def carry_out_evaluators(*, progress: Progress) -> dict[str, Any]:
    """Carry out what begins or ends today, by each district's calendar. Hourly, so that midnight is never far off."""
    now = timezone.now()
    return {"carried_out": sum(_carry_out(district_id, now) for district_id in district_ids())}


def _carry_out(district_id: int, now: datetime) -> int:
    zone = ZoneInfo(time_zone_of(district_id))
    with district_scope(district_id):
        return actions.carry_out(day=now.astimezone(zone).date(), now=now)
