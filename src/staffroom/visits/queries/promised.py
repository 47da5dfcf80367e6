"""Free time that is promised to covering a colleague's class."""

from collections.abc import Collection, Sequence
from datetime import date

from staffroom.core.visits.instance import Busy
from staffroom.core.weeks import Planned

from ..models import Cover

LIVE = (Cover.State.ASKED, Cover.State.ACCEPTED)


def cover_times(staff_ids: Collection[int], days: Collection[date], leave_out: int | None = None) -> list[Busy]:
    """When these people cover a class or are asked to, on these days. One query. ``leave_out``: the id of a cover."""
    if not days:
        return []
    rows = Cover.objects.filter(staff_id__in=[*staff_ids], date__range=(min(days), max(days)), state__in=LIVE)
    if leave_out is not None:
        rows = rows.exclude(pk=leave_out)
    found = rows.order_by("pk").values_list("staff_id", "date", "start", "end")
    return [Busy(str(staff), day.toordinal(), start, end, "promise") for staff, day, start, end in found]


def planned_covers(staff: int, dates: Sequence[date]) -> list[Planned]:
    """When a person covers a class, for the minutes of a week."""
    found = Cover.objects.filter(staff_id=staff, date__in=dates, state=Cover.State.ACCEPTED)
    times = found.values_list("date", "start", "end")
    return [Planned("cover", day.toordinal(), start, end) for day, start, end in times]
