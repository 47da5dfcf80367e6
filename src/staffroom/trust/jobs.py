"""Nightly work of trust."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from staffroom.people.models import District
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import district_scope

from . import actions


@job("trust.tell_evaluated", retries=1)
def tell_evaluated(*, progress: Progress, changes: list[Any]) -> dict[str, Any]:
    """Tell people whose evaluators changed."""
    return {"mails": actions.tell_evaluated(now=timezone.now(), changes=changes)}


@job("trust.carry_out_evaluators", every=timedelta(hours=1))
def carry_out_evaluators(*, progress: Progress) -> dict[str, Any]:
    """Carry out what begins or ends today, by each district's calendar. Hourly, so that midnight is never far off."""
    now = timezone.now()
    return {"carried_out": sum(_carry_out(district, now) for district in District.objects.order_by("pk"))}


def _carry_out(district: District, now: datetime) -> int:
    with district_scope(district.pk):
        return actions.carry_out(day=now.astimezone(ZoneInfo(district.time_zone)).date(), now=now)
