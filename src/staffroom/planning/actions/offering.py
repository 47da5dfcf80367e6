"""What becomes of a plan that is made: offered, taken back, deleted."""

from datetime import datetime

from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import PlanRun
from .kinds import DELETED, OFFERED, WITHDRAWN


@action
def offer_plan(*, by: Actor, now: datetime, public_id: str) -> PlanRun:
    """Let each visitor see what is proposed to them, and tell them once. All of it or nothing: one transaction.

    Another plan that is offered for some of these weeks is taken back: nobody has two. What one for other weeks
    proposes, or what is arranged already, is not proposed again; two that are offered at once wait for each other.
    """
    District.objects.select_for_update(no_key=True).get(pk=by.district_id)
    run = _locked(by, public_id)
    rules.offer_plan(by, run)
    for other in queries.offered_beside(run):
        _take_back(other, now, by)
    for rows in (*queries.for_nobody(run), queries.proposed_in_vain(run, now)):
        rows.delete()
    run.state, run.offered, run.withdrawn = PlanRun.State.OFFERED, now, None
    run.save(update_fields=["state", "offered", "withdrawn"])
    mails.tell_offered(run, queries.proposals_to_tell(run, by.today), now=now)
    # No count: offered again it would tell how many have answered meanwhile.
    audit.record(OFFERED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)
    return run


@action
def forget_need(*, staff_id: int, practice_id: int) -> None:
    """Somebody has deleted a need: nothing of it is kept in any plan, but the visit that was asked for."""
    for rows in queries.for_nobody():
        rows.filter(visitor_id=staff_id, practice_id=practice_id).delete()


@action
def withdraw_plan(*, by: Actor, now: datetime, public_id: str) -> PlanRun:
    """Take an offered plan back: unanswered proposals are seen by nobody. What was asked for stays."""
    run = _locked(by, public_id)
    rules.withdraw_plan(by, run)
    _take_back(run, now, by)
    return run


def _take_back(run: PlanRun, now: datetime, by: Actor) -> None:
    run.state, run.withdrawn = PlanRun.State.WITHDRAWN, now
    run.save(update_fields=["state", "withdrawn"])
    audit.record(WITHDRAWN, district_id=run.district_id, at=now, actor=by.staff_id, object_id=run.public_id)


@action
def delete_plan(*, by: Actor, now: datetime, public_id: str) -> None:
    """Delete a plan that nobody can see, with its proposals."""
    run = _locked(by, public_id)
    rules.delete_plan(by, run, queries.has_stopped(run, now))
    run.delete()
    audit.record(DELETED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)


def _locked(by: Actor, public_id: str) -> PlanRun:
    run = queries.plan_for(by, public_id)
    return PlanRun.objects.select_for_update().get(pk=run.pk)
