"""Other times that are proposed: of one visit, those that wait for me, and the time that they keep."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from staffroom.core.visits.instance import Booked, Busy
from staffroom.expertise import queries as expertise
from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.queries.lessons import away_days, lessons

from .. import rules
from ..models import Promise, ProposedTime, Visit
from .moments import shut


def _proposals() -> QuerySet[ProposedTime]:
    return ProposedTime.objects.select_related(
        "section", "school", "district", "visit__visitor__account", "visit__host__account", "visit__practice",
        "visit__section", "visit__school", "visit__district", "visit__offer__staff", "proposer",
    )  # fmt: skip


def proposal_of(visit: Visit) -> ProposedTime | None:
    """The other time that is proposed for a visit."""
    return _proposals().filter(visit=visit).first()


def proposals_of(actor: Actor, now: datetime) -> list[ProposedTime]:
    """Other times proposed for visits of mine that can still be answered, the next first. One query."""
    if actor.staff_id is None or actor.today is None:
        return []
    mine = Q(visit__visitor_id=actor.staff_id) | Q(visit__host_id=actor.staff_id)
    found = _proposals().filter(mine, date__gte=actor.today)
    return [one for one in found if rules.proposal_open(one, now)]


def proposals_lapsed(now: datetime, visitor: int | None = None) -> list[ProposedTime]:
    """Other times of the district in scope (or of one visitor) that nobody answered in time."""
    rows = _proposals().order_by("pk")
    found = rows if visitor is None else rows.filter(visit__visitor_id=visitor)
    return [one for one in found if not rules.proposal_open(one, now)]


def proposals_holding(rows: Collection[tuple[int, str]]) -> list[ProposedTime]:
    """Other times for which one of these promises (person, key) is kept."""
    people = {staff for staff, _key in rows}
    held = ProposedTime.objects.filter(Q(visit__visitor_id__in=people) | Q(visit__host_id__in=people))
    by_holder = {one.holder: one.pk for one in held}
    wanted = set(rows)
    kept = Promise.objects.filter(holder__in=[*by_holder]).values_list("staff_id", "key", "holder")
    found = {by_holder[holder] for staff, key, holder in kept if (staff, key) in wanted}
    return list(_proposals().filter(pk__in=found))


def proposals_left(found: Collection[ProposedTime]) -> list[ProposedTime]:
    """Those of these proposals that nobody has answered or taken back since they were read."""
    return list(_proposals().filter(pk__in=[one.pk for one in found]).order_by("pk")) if found else []


def proposals_undone(now: datetime) -> list[ProposedTime]:
    """Other times ahead that are not to be had any more: a lesson is gone, somebody is away, the host closed it.

    A fixed number of queries, whatever their number.
    """
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    ahead = [one for one in _proposals().filter(date__gte=today).order_by("pk") if rules.proposal_open(one, now)]
    if not ahead:
        return []
    people = sorted({person for one in ahead for person in (one.visit.visitor_id, one.visit.host_id)})
    days = sorted({one.date for one in ahead})
    known = {one.id for one in lessons(people, days)}
    away, closed = away_days(people, days), expertise.closed_for_planner(people)
    return [
        one
        for one in ahead
        if not known.issuperset({one.lesson, *one.window})
        or not away.isdisjoint({(one.visit.visitor_id, one.date), (one.visit.host_id, one.date)})
        or (one.visit.mode != Visit.Mode.RECORDING and shut(closed.get(one.visit.host_id, ()), one))
    ]


def times_proposed(staff_ids: Collection[int], days: Sequence[date], leave_out: int | None = None) -> list[Booked]:
    """What proposed times of these people keep, as visits. One query. ``leave_out``: the id of a visit."""
    if not days:
        return []
    people = Q(visit__visitor_id__in=[*staff_ids]) | Q(visit__host_id__in=[*staff_ids])
    rows = ProposedTime.objects.filter(people, date__range=(min(days), max(days)))
    if leave_out is not None:
        rows = rows.exclude(visit_id=leave_out)
    columns = ("visit__visitor_id", "visit__host_id", "date", "lesson", "start", "end", "travel", "visit__mode")
    return [
        Booked(str(guest), str(host), day.toordinal(), lesson, start - way, end + way, False, mode)
        for guest, host, day, lesson, start, end, way, mode in rows.order_by("pk").values_list(*columns)
    ]


def as_busy(kept: Booked) -> Busy:
    """For its visitor it is time promised, not one more visit: the visit it would move is counted already."""
    return Busy(kept.visitor, kept.date, kept.start, kept.end, "promise")
