"""Long work: applying and undoing a bell file, computing meetings."""

from datetime import date
from typing import Any

from django.utils import timezone

from staffroom.spine.editions import memory
from staffroom.spine.jobs import Progress, job
from staffroom.spine.scoping import current_district_id

from .actions.bells import APPLY_JOB, UNDO_JOB
from .actions.bells import apply_bells as apply_now
from .actions.bells import undo_bells as undo_now
from .actions.meetings import rebuild_meetings as rebuild_now
from .queries.analysis import ANALYSE_JOB, work_out_district


@job(APPLY_JOB)
def apply_bells(*, progress: Progress, bell_import: str, who: str, staff: int | None) -> dict[str, Any]:
    """Write a bell file's bells and the meetings that follow, in one transaction."""
    return apply_now(public_id=bell_import, now=timezone.now(), who=who, staff=staff, progress=progress)


@job(UNDO_JOB)
def undo_bells(*, progress: Progress, bell_import: str, who: str, staff: int | None) -> dict[str, Any]:
    """Put back what a bell file replaced."""
    return undo_now(public_id=bell_import, now=timezone.now(), who=who, staff=staff, progress=progress)


@job(ANALYSE_JOB)
def analyse(*, progress: Progress, day: str) -> dict[str, Any]:
    """Work out what the district's timetable allows, and keep it for the pages about time. Again: it is known."""
    found = work_out_district(memory(), date.fromisoformat(day), progress)
    return {"teachers": len(found.sights)}


@job("timetable.rebuild_meetings")
def rebuild_meetings(*, progress: Progress, school_ids: list[int] | None = None) -> dict[str, Any]:
    """Compute the meetings of the district anew: after a roster import, say."""
    return rebuild_now(district_id=current_district_id(), school_ids=school_ids, progress=progress)
