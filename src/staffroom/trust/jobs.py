"""Nightly work of trust, and the copy of one's own data."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.models import Account
from staffroom.people.queries import actor_for
from staffroom.spine.jobs import Progress, job

from . import actions
from .queries.keeping import RETENTION
from .queries.mydata import EXPORT


@job(EXPORT, retries=1)
def export_my_data(*, progress: Progress) -> dict[str, Any]:
    """Make the copy for whoever asked for it, with the rights they have now."""
    account = Account.objects.select_related("district", "staff").get(staff_id=progress.job.by)
    now, zone = timezone.now(), ZoneInfo(account.district.time_zone)
    with timezone.override(zone):
        kept = actions.make_export(by=actor_for(account, now.astimezone(zone).date()), now=now, tell=progress)
    return {"file": kept.public_id, "size": kept.size}


@job(RETENTION, retries=1, every=timedelta(days=1))
def retention(*, progress: Progress) -> dict[str, Any]:
    """Remove what is over, in every district. Again: nothing is left to do."""
    return actions.run_retention(now=timezone.now(), tell=lambda step: progress(0, 0, step)).as_dict()
