"""Nightly work of trust, what a new roster asks for, and the copy of one's own data."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.queries import account_of_staff, actor_for, district_ids, time_zone_of
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id, district_scope

from . import actions, queries
from .leaving_mail import send_link
from .models import Leaving
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


@job("trust.leavers", retries=1, every=timedelta(days=1))
def leavers(*, progress: Progress) -> dict[str, Any]:
    """Each night: who left gets their copy, who came back keeps all, and what is over goes. Again: nothing is left."""
    now, done = timezone.now(), {"new": 0, "told": 0, "back": 0, "removed": 0}
    for district_id in district_ids():
        with district_scope(district_id):
            _leavers(now, done)
    return done


def _leavers(now: datetime, done: dict[str, int]) -> None:
    due = queries.due(now)
    done["back"] += sum(actions.end_leaving(leaving=one, now=now) for one in due.back)
    done["removed"] += sum(actions.remove_leaver(leaving=one, now=now) for one in due.over)
    begun = [actions.begin_leaving(person=person, now=now) for person in due.new]
    done["new"] += len(begun)
    for leaving in (*begun, *due.untold):
        done["told"] += _told(leaving, now)


def _told(leaving: Leaving, now: datetime) -> bool:
    to = queries.address_of(leaving.staff)
    if not to or not send_link(leaving, actions.new_link(leaving=leaving), to):
        return False
    actions.leaving_told(leaving=leaving, now=now)
    return True
