"""Needs that are in hand already: for these a plan proposes nothing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from staffroom.expertise.queries import as_followed
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE, lapsed

from ..models import PlanRun

BEFORE = timedelta(days=28)


def in_hand(run: PlanRun, now: datetime) -> set[tuple[int, int]]:
    """(person, practice) of each need that is in hand; of a retired practice, what follows it stands here."""
    return set(_arranged(run, now).values_list("visitor_id", "meets"))


def standing(run: PlanRun, now: datetime) -> QuerySet[Visit]:
    """Visits that take place, took place, or wait for an answer. What nobody answered before its day is nothing."""
    return Visit.objects.filter(state__in=LIVE).exclude(lapsed(_today(run, now)))


def _arranged(run: PlanRun, now: datetime) -> QuerySet[Visit]:
    """Visits for a practice, from four weeks before the plan on. A need for a retired practice is met by a visit for
    what follows it, and the other way round."""
    rows = standing(run, now).filter(date__gte=run.first - BEFORE, practice__isnull=False)
    return rows.annotate(meets=as_followed()).order_by()


def _today(run: PlanRun, now: datetime) -> date:
    return now.astimezone(ZoneInfo(run.district.time_zone)).date()
