"""What comes back or comes up: next steps, reminders, visits that something around them has undone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.expertise import queries as expertise
from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.queries.lessons import away_days

from .. import rules
from ..models import NextStep, ProposedTime, Reminding, Visit, VisitChange
from .booked import LIVE, visits
from .events import when

MORNING, EVENING = 7, 18  # mails of a reminder go out between these hours of the district's day


def visits_on(actor: Actor, day: date) -> list[Visit]:
    """Those of one day for which I have to be there, asked or booked, as host or visitor."""
    mine = Q(visitor_id=actor.staff_id) | Q(host_id=actor.staff_id)
    found = visits().filter(mine, state__in=LIVE, date=day).order_by("start", "pk")
    return [one for one in found if actor.staff_id in _there(one)]


def changes_of(visit: Visit) -> list[VisitChange]:
    """What became of its time, the earliest first."""
    return list(VisitChange.objects.filter(visit=visit))


# --- Around them ---------------------------------------------------------------------------------------


def _ahead(now: datetime) -> list[Visit]:
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    rows = visits().filter(state__in=LIVE, date__gte=today).order_by("pk")
    return [one for one in rows if not rules.begun(one, now)]


def behind_closed_doors(now: datetime) -> list[Visit]:
    """Visits ahead at times that their host has closed since."""
    ahead = [one for one in _ahead(now) if one.mode != Visit.Mode.RECORDING]
    closed = expertise.closed_for_planner(sorted({one.host_id for one in ahead}))
    return [one for one in ahead if shut(closed.get(one.host_id, ()), one)]


def visits_without_somebody(now: datetime) -> list[Visit]:
    """Visits ahead on days on which one of their two people is away. Three queries."""
    ahead = _ahead(now)
    away = away_days({person for one in ahead for person in _there(one)}, {one.date for one in ahead})
    return [one for one in ahead if not away.isdisjoint((person, one.date) for person in _there(one))]


def _there(visit: Visit) -> tuple[int, ...]:
    """Who has to be there: of a recording only who watches it."""
    return (visit.visitor_id,) if visit.mode == Visit.Mode.RECORDING else (visit.visitor_id, visit.host_id)


def told_called_off(staff_id: int, starts: date, ends: date) -> list[str]:
    """Visits of a person that ended because somebody was away between these dates, in words. One query."""
    mine = Q(visitor_id=staff_id) | Q(host_id=staff_id)
    gone = Q(changes__why=VisitChange.Why.AWAY, changes__was_date__range=(starts, ends))
    rows = visits().filter(mine, gone, state=Visit.State.CANCELLED).distinct().order_by("date", "start", "pk")
    return [_told(one, staff_id) for one in rows]


def _told(visit: Visit, staff_id: int) -> str:
    facts = {"visitor": visit.visitor, "host": visit.host, "when": when(visit)}
    if staff_id == visit.visitor_id:
        return _("you visit %(host)s, %(when)s") % facts
    return _("%(visitor)s visits you, %(when)s") % facts


def shut(doors: Iterable[object], visit: Visit | ProposedTime) -> bool:
    """Whether one of these closed doors is at the time of a visit."""
    facts = (("weekday", visit.date.weekday()), ("date", visit.date.toordinal()), ("period", visit.period))
    return any(all(getattr(door, name) in (None, value) for name, value in facts) for door in doors)


# --- Reminders -----------------------------------------------------------------------------------------


def days_to_remind(now: datetime) -> tuple[date, date] | None:
    """Today, and the last day to be reminded of now: tomorrow, on Fridays Monday. None in the evening, on weekends."""
    local = now.astimezone(ZoneInfo(District.objects.get(pk=current_district_id()).time_zone))
    if local.weekday() > 4 or not MORNING <= local.hour < EVENING:
        return None
    return local.date(), local.date() + timedelta(days=3 if local.weekday() == 4 else 1)


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
