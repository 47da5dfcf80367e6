"""Nightly work of trust, what a new roster asks for, and the copy of one's own data."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.queries import account_of_staff, actor_for, district_ids, time_zone_of
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id, district_scope

from . import actions
from .queries.keeping import RETENTION
from .queries.mydata import EXPORT


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


@job(EXPORT, retries=1)
def export_my_data(*, progress: Progress) -> dict[str, Any]:
    """Make the copy for whoever asked for it, with the rights they have now."""
    account = account_of_staff(progress.job.by)
    now, zone = timezone.now(), ZoneInfo(account.district.time_zone)
    with timezone.override(zone):
        kept = actions.make_export(by=actor_for(account, now.astimezone(zone).date()), now=now, tell=progress)
    return {"file": kept.public_id, "size": kept.size}


@job(RETENTION, retries=1, every=timedelta(days=1))
def retention(*, progress: Progress) -> dict[str, Any]:
    """Remove what is over, in every district. Again: nothing is left to do."""
    return actions.run_retention(now=timezone.now(), tell=lambda step: progress(0, 0, step)).as_dict()
