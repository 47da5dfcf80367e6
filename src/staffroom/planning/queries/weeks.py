"""The weeks of plans, and which plans share some."""

from datetime import date, timedelta

from ..models import PlanRun


def ends(run: PlanRun) -> date:
    """The first day after a plan's weeks."""
    return run.first + timedelta(days=7 * run.weeks)


def dates_of(run: PlanRun) -> list[date]:
    """Monday to Friday of each of its weeks."""
    return [run.first + timedelta(days=7 * week + day) for week in range(run.weeks) for day in range(5)]


def offered_beside(run: PlanRun) -> list[PlanRun]:
    """Other plans that are offered for some of the weeks of this one."""
    others = PlanRun.objects.filter(state=PlanRun.State.OFFERED, first__lt=ends(run)).exclude(pk=run.pk)
    return [other for other in others if ends(other) > run.first]
