"""Plans whose worker died."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from staffroom.spine.jobs import Job

from ..models import PlanRun

JOBS = "planning."  # what the kinds of a plan's jobs begin with
AT_WORK = timedelta(hours=1)


def has_stopped(run: PlanRun, now: datetime) -> bool:
    """Whether a plan is being made by nobody: no job of it waits, and none has begun within the hour."""
    return run.pk in stopped_among([run], now)


def stopped_among(runs: Iterable[PlanRun], now: datetime) -> set[int]:
    """Keys of those plans of one district that are being made by nobody. At most one query, however many there are."""
    working = {run.public_id: run for run in runs if run.state == PlanRun.State.WORKING}
    if not working:
        return set()
    district = next(iter(working.values())).district_id
    jobs = Job.objects.filter(district_id=district, kind__startswith=JOBS, args__run__in=[*working])
    alive = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, started__gt=now - AT_WORK)
    going = set(jobs.filter(alive).order_by().values_list("args__run", flat=True).distinct())
    return {run.pk for key, run in working.items() if key not in going}
