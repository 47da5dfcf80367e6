"""What is booked in the terms that the weeks of a plan lie in: caps of a term leave the rest to the plan.

An instance has one count a term, but its weeks may lie in two terms. So each count is taken in every term that a day of
the plan lies in, and the fullest one counts. All that the plan proposes is held to what that one leaves; so no cap can
be broken in any of the terms, wherever the plan puts its visits. Term by term it could propose more; the sum of the
terms would forbid what no rule forbids.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from staffroom.people.models import District
from staffroom.timetable.queries.days import current_terms
from staffroom.timetable.queries.settings import rules_for
from staffroom.visits.models import Cover
from staffroom.visits.queries import LIVE_COVERS, half_days, term_around

from ..models import PlanRun
from .in_hand import standing, today_of
from .weeks import dates_of, ends

Span = tuple[date, date]
Counts = Mapping[int, Mapping[str, int]]


def terms_of_plan(run: PlanRun) -> dict[Span, date]:
    """Each term that a day of the plan lies in, with the first such day."""
    known, found = current_terms(), dict[Span, date]()
    for day in dates_of(run):
        found.setdefault(term_around(day, known), day)
    return found


def used_in_terms(run: PlanRun, people: Collection[int], now: datetime) -> tuple[Counts, ...]:
    """Visits that lie outside the weeks of the plan, term by term, by person and mode."""
    outside = standing(run, now).exclude(date__gte=run.first, date__lt=ends(run)).order_by()
    terms = terms_of_plan(run)
    rows = outside.filter(**_within(terms)).values_list("visitor_id", "mode", "date")
    return _counted(terms, (row for row in rows if row[0] in people))


def covers_given(run: PlanRun) -> dict[int, int]:
    """Classes that each covers, or is asked to, in the fullest term of the plan."""
    terms = terms_of_plan(run)
    rows = Cover.objects.filter(state__in=LIVE_COVERS, **_within(terms)).order_by().values_list("staff_id", "date")
    found: dict[int, int] = defaultdict(int)
    for counts in _counted(terms, ((staff, "cover", day) for staff, day in rows)):
        for staff, given in counts.items():
            found[staff] = max(found[staff], given["cover"])
    return found


def half_days_left(run: PlanRun, now: datetime) -> int:
    """Half days with a substitute that the plan may propose: what the office allows, and no more than the district's
    budget leaves in any of its terms."""
    budget = rules_for(District.objects.get(pk=run.district_id), on=run.first).substitute_half_days
    if budget is None or not run.half_days:
        return run.half_days
    taken = max(half_days(day, today=today_of(run, now)) for day in terms_of_plan(run).values())
    return max(0, min(run.half_days, budget - taken))


def _within(terms: Iterable[Span]) -> dict[str, date]:
    """From the first day of the earliest to the last one of the latest."""
    return {"date__gte": min(begins for begins, _ends in terms), "date__lt": max(after for _begins, after in terms)}


def _counted(terms: Iterable[Span], rows: Iterable[tuple[int, str, date]]) -> tuple[Counts, ...]:
    """Rows (person, mode, day) as counts, term by term."""
    found: dict[Span, dict[int, dict[str, int]]] = {
        span: defaultdict(lambda: defaultdict(int)) for span in terms
    }  # fmt: skip
    for person, mode, day in rows:
        for (begins, after), counts in found.items():
            if begins <= day < after:
                counts[person][mode] += 1
    return tuple(found.values())
