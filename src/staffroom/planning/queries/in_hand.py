"""Needs that are in hand already: for these a plan proposes nothing, neither when it is made nor when it is offered.

A need is in hand while a visit for it is arranged (in plans or elsewhere), and while a plan on offer for other weeks
proposes one that its visitor can still answer. What a plan proposes for some of the same weeks does not count: that
plan is taken back when this one is offered. A need for a retired practice and one for what follows it are the same.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from staffroom.expertise.queries import as_followed
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE, lapsed

from ..models import PlanRun, Proposal
from .answerable import waiting_among
from .weeks import offered_beside

BEFORE = timedelta(days=28)


def in_hand(run: PlanRun, now: datetime) -> set[tuple[int, int]]:
    """(person, practice) of each need that is in hand; of a retired practice, what follows it stands here."""
    proposed = set(_proposed_elsewhere(run, now).values_list("visitor_id", "meets"))
    # Proposals first: what is taken between the two reads is a visit in the second.
    return proposed | set(_arranged(run, now).values_list("visitor_id", "meets"))


def proposed_in_vain(run: PlanRun, now: datetime) -> QuerySet[Proposal]:
    """What a plan proposes, not answered yet, for needs that are in hand by now."""
    rows = Proposal.objects.filter(run=run, answer=Proposal.Answer.NONE).alias(meets=as_followed())
    return rows.filter(_for_the_same(_proposed_elsewhere(run, now)) | _for_the_same(_arranged(run, now)))


def is_proposed_elsewhere(proposal: Proposal, now: datetime) -> bool:
    """Whether another plan on offer proposes a visit for the same need."""
    rows = Proposal.objects.filter(pk=proposal.pk).alias(meets=as_followed())
    return rows.filter(_for_the_same(_proposed_elsewhere(proposal.run, now))).exists()


def _for_the_same(rows: QuerySet[Any]) -> Exists:
    """``rows``, and those asked about, have what they meet as ``meets``."""
    return Exists(rows.filter(visitor_id=OuterRef("visitor_id"), meets=OuterRef("meets")))


def _proposed_elsewhere(run: PlanRun, now: datetime) -> QuerySet[Proposal]:
    """What plans on offer for other weeks propose, and wait to hear."""
    rows = Proposal.objects.filter(run__state=PlanRun.State.OFFERED).exclude(run=run)
    rows = rows.exclude(run__in=[other.pk for other in offered_beside(run)])
    return waiting_among(rows, today_of(run, now)).annotate(meets=as_followed()).order_by()


def standing(run: PlanRun, now: datetime) -> QuerySet[Visit]:
    """Visits that take place, took place, or wait for an answer. What nobody answered before its day is nothing."""
    return Visit.objects.filter(state__in=LIVE).exclude(lapsed(today_of(run, now)))


def _arranged(run: PlanRun, now: datetime) -> QuerySet[Visit]:
    """Visits for a practice that lie ahead, or not longer ago than four weeks before the plan: a need that is open
    still after that time is one for another visit."""
    since = min(today_of(run, now), run.first - BEFORE)
    rows = standing(run, now).filter(date__gte=since, practice__isnull=False)
    return rows.annotate(meets=as_followed()).order_by()


def today_of(run: PlanRun, now: datetime) -> date:
    """The date in the district."""
    return now.astimezone(ZoneInfo(run.district.time_zone)).date()
