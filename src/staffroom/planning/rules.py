"""Who may plan, and who may answer a proposal."""

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, paired
from staffroom.trust import rules as by_matrix

from .models import PlanRun, Proposal


@paired
def plan_visits(actor: Actor) -> None:
    """Plan the visits of a term, look at the counts, offer it: the central office."""
    if not by_matrix.may(actor, "visit_plan", Standing(), Permission.WRITE):
        raise Forbidden(_("The central office plans the visits of a term."), _("Your own visits are under Visits."))


@paired
def offer_plan(actor: Actor, run: PlanRun) -> None:
    """Offer a plan that is ready, or one that was taken back."""
    plan_visits(actor)
    if run.state not in (PlanRun.State.READY, PlanRun.State.WITHDRAWN):
        raise Refused(_("This plan is not ready to be offered."), _("Wait until it is made, or plan anew."))


@paired
def withdraw_plan(actor: Actor, run: PlanRun) -> None:
    """Take an offered plan back: what was asked for already stays."""
    plan_visits(actor)
    if run.state != PlanRun.State.OFFERED:
        raise Refused(_("This plan is not offered."), _("There is nothing to take back."))


@paired
def delete_plan(actor: Actor, run: PlanRun, stopped: bool) -> None:
    """Delete a plan that nobody can see, also one whose worker died (``stopped``)."""
    plan_visits(actor)
    if run.state == PlanRun.State.OFFERED or (run.state == PlanRun.State.WORKING and not stopped):
        raise Refused(_("This plan is offered, or being made."), _("Take it back first."))


@paired
def answer_proposal(actor: Actor, proposal: Proposal) -> None:
    """Take or decline: its visitor, while the plan is offered, once. For everybody else it does not exist."""
    if actor.staff_id != proposal.visitor_id or proposal.run.state != PlanRun.State.OFFERED:
        raise Http404
    if proposal.answer:
        raise Refused(_("You have answered this already."), _("Your visits are under Visits."))
