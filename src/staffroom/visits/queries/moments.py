"""What comes back or comes up: next steps, reminders, visits that something around them has undone."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404

from staffroom.expertise import queries as expertise
from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.queries.lessons import lessons

from .. import rules
from ..models import Cover, NextStep, Reminding, Visit, VisitChange
from .booked import LIVE, visits


def visits_on(actor: Actor, day: date) -> list[Visit]:
    """Mine on one day, asked or booked, as host or visitor."""
    mine = Q(visitor_id=actor.staff_id) | Q(host_id=actor.staff_id)
    return list(visits().filter(mine, state__in=LIVE, date=day).order_by("start", "pk"))


def changes_of(visit: Visit) -> list[VisitChange]:
    """What became of its time, the earliest first."""
    return list(VisitChange.objects.filter(visit=visit))


# --- Around them ---------------------------------------------------------------------------------------


def _ahead(now: datetime) -> list[Visit]:
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    rows = visits().filter(state__in=LIVE, date__gte=today).order_by("pk")
    return [one for one in rows if not rules.begun(one, now)]


def unmoored(now: datetime) -> list[Visit]:
    """Visits ahead in modes other than the own free period of which a lesson or free period is not there any more.

    A fixed number of queries, whatever the number of visits.
    """
    ahead = [one for one in _ahead(now) if one.mode != Visit.Mode.OWN]
    if not ahead:
        return []
    covers = {one.visit_id: one for one in Cover.objects.filter(visit__in=ahead, state__in=("asked", "accepted"))}
    people = {person for one in ahead for person in (one.visitor_id, one.host_id)}
    people |= {one.staff_id for one in covers.values()}
    known = {one.id for one in lessons(sorted(people), sorted({one.date for one in ahead}))}
    return [one for one in ahead if not known.issuperset(_needs(one, covers.get(one.pk)))]


def _needs(visit: Visit, cover: Cover | None) -> set[str]:
    return {visit.lesson, *visit.window, *([cover.free, cover.lesson] if cover else [])}


def behind_closed_doors(now: datetime) -> list[Visit]:
    """Visits ahead at times that their host has closed since."""
    ahead = [one for one in _ahead(now) if one.mode != Visit.Mode.RECORDING]
    closed = expertise.closed_for_planner(sorted({one.host_id for one in ahead}))
    return [one for one in ahead if any(_shut(door, one) for door in closed.get(one.host_id, ()))]


def _shut(door: object, visit: Visit) -> bool:
    facts = (("weekday", visit.date.weekday()), ("date", visit.date.toordinal()), ("period", visit.period))
    return all(getattr(door, name) in (None, value) for name, value in facts)


# --- Reminders -----------------------------------------------------------------------------------------


def without_reminders() -> set[int]:
    """Staff who want no mail on the day before."""
    return set(Reminding.objects.filter(mail=False).values_list("staff_id", flat=True))


def wants_reminders(actor: Actor) -> bool:
    return not Reminding.objects.filter(staff_id=actor.staff_id, mail=False).exists()


def to_remind(today: date, last: date) -> list[Visit]:
    """Booked visits after today until ``last`` of which nobody has been reminded."""
    found = visits().filter(state=Visit.State.ACCEPTED, reminded=None, date__gt=today, date__lte=last)
    return list(found.order_by("pk"))


# --- Next steps ----------------------------------------------------------------------------------------


def step_for(actor: Actor, public_id: str) -> NextStep:
    """A next step, for its owner. Everybody else gets Http404."""
    found = NextStep.objects.filter(public_id=public_id, staff_id=actor.staff_id or 0).first()
    if found is None:
        raise Http404
    return found


def step_of(actor: Actor, visit: Visit) -> NextStep | None:
    """My next step after a visit."""
    return NextStep.objects.filter(visit=visit, staff_id=actor.staff_id).first()


def steps_back(actor: Actor) -> Sequence[NextStep]:
    """My next steps that have come back and wait for a word."""
    if actor.staff_id is None or actor.today is None:
        return []
    rows = NextStep.objects.filter(staff_id=actor.staff_id, due__lte=actor.today, done=None)
    return list(rows.select_related("visit").order_by("due", "pk")[:3])


def steps_due(now: datetime) -> list[NextStep]:
    """Next steps of the district in scope that are due and of which their owners were not told."""
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    rows = NextStep.objects.filter(due__lte=today, done=None, told=None, staff__active=True)
    return list(rows.select_related("staff__account", "visit").order_by("pk"))
