"""Having the district's time analysed: seconds of work, so a job, kept until roster, bells, teams or rules change."""

from datetime import datetime

from staffroom.spine import jobs
from staffroom.spine.access import Actor
from staffroom.spine.editions import current_token
from staffroom.spine.scoping import action

from .. import rules
from ..queries.analysis import ANALYSE_JOB, analysis_job, analysis_key


@action
def start_analysis(*, by: Actor, now: datetime) -> jobs.Job:
    """Queue the job that works the district's analysis out; the one that waits or runs, if there is one."""
    rules.see_school_time(by)
    day = by.today or now.date()
    key = analysis_key(current_token(), day)
    last = analysis_job(key)
    if last is not None and last.state in (jobs.Job.State.WAITING, jobs.Job.State.RUNNING):
        return last
    # One that has ended, though nothing is kept of it, failed or was forgotten by the cache: the next has a new number.
    number = 1 + int(last.unique_key.rpartition(":")[2]) if last else 1
    return jobs.enqueue(
        ANALYSE_JOB,
        district_id=by.district_id,
        now=now,
        by=by.staff_id,
        unique_key=f"{key}:{number}",
        day=day.isoformat(),
    )
