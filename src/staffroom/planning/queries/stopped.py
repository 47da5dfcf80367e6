"""A plan whose worker died."""

from datetime import datetime, timedelta

from django.db.models import Q

from staffroom.spine.jobs import Job

from ..models import PlanRun

JOBS = "planning."  # what the kinds of a plan's jobs begin with
AT_WORK = timedelta(hours=1)


def has_stopped(run: PlanRun, now: datetime) -> bool:
    """Whether a plan is being made by nobody: no job of it waits, and none has begun within the hour."""
    if run.state != PlanRun.State.WORKING:
        return False
    jobs = Job.objects.filter(district_id=run.district_id, kind__startswith=JOBS, args__run=run.public_id)
    alive = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, started__gt=now - AT_WORK)
    return not jobs.filter(alive).exists()
