"""Writing meetings and the problems that keep sections out of the week."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from staffroom.people.models import School
from staffroom.spine import jobs
from staffroom.spine.scoping import action

from ..models import Meeting, TimetableProblem
from ..queries.meetings import Trouble, plan_meetings, troubles_by_kind, wanted_meetings

BATCH = 2000
# What higher rooms do when bells or calendar changed, by the names of their jobs: nothing calls upward.
AFTER_NEW_BELLS = ("visits.follow_bells", "walks.look_after")


@action
def rebuild_meetings(
    *,
    district_id: int,
    school_ids: Collection[int] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, Any]:
    """Compute the meetings of all schools (or these) anew; what stays the same is not touched.

    Returns counts: ``new``, ``changed``, ``gone``, ``same``, and ``problems`` by kind.
    """
    schools = School.objects.filter(district_id=district_id)
    listed = list(schools if school_ids is None else schools.filter(pk__in=[*school_ids]))
    ids = [school.pk for school in listed]
    wanted = wanted_meetings([school for school in listed if school.active], progress=progress)
    plan = plan_meetings(ids, wanted, district_id)
    for at in range(0, len(plan.gone), BATCH):
        Meeting.objects.filter(pk__in=plan.gone[at : at + BATCH]).delete()
    Meeting.objects.bulk_update(plan.changed, ["school", "start", "end"], batch_size=500)
    Meeting.objects.bulk_create(plan.new, batch_size=BATCH)
    _tell(ids, wanted.troubles, district_id)
    counts = {"new": len(plan.new), "changed": len(plan.changed), "gone": len(plan.gone), "same": plan.same}
    return {**counts, "problems": troubles_by_kind(wanted.troubles)}


def _tell(school_ids: Collection[int], troubles: list[Trouble], district_id: int) -> None:
    """Keep problems that are still true, take away those that are not, add the new ones."""
    left = {(t.school, t.section, str(t.kind)): t for t in troubles}
    gone = []
    for row in TimetableProblem.objects.filter(school_id__in=[*school_ids]):
        known = left.get((row.school_id, row.section_id, row.kind))
        if known is None or dict(known.facts) != row.facts:
            gone.append(row.pk)
        else:
            del left[row.school_id, row.section_id, row.kind]
    for at in range(0, len(gone), BATCH):
        TimetableProblem.objects.filter(pk__in=gone[at : at + BATCH]).delete()
    rows = [
        TimetableProblem(
            district_id=district_id, school_id=t.school, section_id=t.section, kind=t.kind, facts=dict(t.facts)
        )
        for t in left.values()
    ]
    TimetableProblem.objects.bulk_create(rows, batch_size=BATCH)


@action
def tell_of_new_bells(*, district_id: int, now: datetime) -> None:
    """Ask the rooms above to look after what they booked: bells or the calendar have just changed."""
    for name in AFTER_NEW_BELLS:
        if name in jobs.REGISTRY:
            jobs.enqueue(name, district_id=district_id, now=now)
