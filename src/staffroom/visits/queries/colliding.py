"""Visits ahead that lie in time reserved for something else: counted before it is saved, told afterwards."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.reserved import Reserved
from staffroom.people.models import District
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.reserved import TOUCHES, TakenOf, Touch

from ..models import Visit
from ..rules import begun, over
from .booked import LIVE, visits


def visits_in(taken: TakenOf, now: datetime) -> list[str]:
    """Public ids of the visits asked for or booked of whose minutes some would be taken from visitor or host."""
    today = now.astimezone(ZoneInfo(District.objects.get(pk=current_district_id()).time_zone)).date()
    rows = visits().filter(state__in=LIVE, date__gte=today).order_by("date", "start", "pk")
    return [one.public_id for one in _inside([one for one in rows if not begun(one, now)], taken)]


def _inside(found: list[Visit], taken: TakenOf) -> list[Visit]:
    """Those of these visits that lie in time that is taken, at least in part."""
    people = sorted({person for one in found for person in (one.visitor_id, one.host_id)})
    held: dict[tuple[str, int], list[Reserved]] = defaultdict(list)
    for one in taken(people, sorted({visit.date for visit in found})) if found else ():
        held[one.person, one.date].append(one)
    return [one for one in found if any(_overlaps(*times) for times in _claims(one, held))]


Claim = tuple[int, int, Reserved]


def _claims(visit: Visit, held: dict[tuple[str, int], list[Reserved]]) -> list[Claim]:
    """What each of the two has to be there for (the visitor with the way there and back), beside what is reserved."""
    day = visit.date.toordinal()
    away = visit.start - visit.travel, visit.end + visit.travel
    return [
        *((*away, one) for one in held.get((str(visit.visitor_id), day), ())),
        *((visit.start, visit.end, one) for one in held.get((str(visit.host_id), day), ())),
    ]


def _overlaps(start: int, end: int, one: Reserved) -> bool:
    return start < one.end and one.start < end


def told(count: int) -> str:
    """How many, in a sentence; whose they are is known to their people only."""
    text = ngettext(
        "%(n)d visit that is asked for or booked lies in this time. It stays; both people are told by mail and can"
        " move it.",
        "%(n)d visits that are asked for or booked lie in this time. They stay; both people of each are told by mail"
        " and can move them.",
        count,
    )
    return text % {"n": count}


def to_be_told(ids: Collection[str], now: datetime, but: Collection[str] = ()) -> list[Visit]:
    """Those of these visits that are still ahead, ``but`` those whose people know already."""
    rows = visits().filter(public_id__in=[*ids], state__in=LIVE).order_by("date", "start", "pk")
    return [one for one in rows if one.public_id not in but and not begun(one, now)]


def told_by_job(kind: str, job: str) -> set[str]:
    """Public ids of the visits whose people this job has told."""
    found = AuditEntry.objects.filter(district_id=current_district_id(), kind=kind, facts__job=job)
    return set(found.values_list("object_id", flat=True))


def told_held(taken: TakenOf, since: date, now: datetime) -> str:
    """How many visits have taken place in such time since a date, in a sentence; none is named."""
    rows = visits().filter(state=Visit.State.ACCEPTED, date__gte=since, date__lte=now.date())
    count = len(_inside([one for one in rows if over(one, now)], taken))
    if not count:
        return _("No visit has taken place in this time.")
    text = ngettext("%(n)d visit has taken place in this time.", "%(n)d visits have taken place in this time.", count)
    return text % {"n": count}


TOUCHES["visits"] = Touch(visits_in, told, "visits.tell_reserved", told_held)
