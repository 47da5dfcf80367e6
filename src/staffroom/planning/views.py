"""Pages of plans for the central office, and of proposals for whoever is proposed something."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.jobs import progress_of
from staffroom.ui.toasts import say

from . import actions, queries, rules
from .forms import PlanForm
from .models import PlanRun


@signed_in
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Plans, the newest first."""
    return render(request, "planning/plans.html", queries.plans_page(request.actor, request.now))


@signed_in
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Say which weeks and what matters; the plan is made meanwhile."""
    rules.plan_visits(request.actor)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        mondays=queries.mondays(request.actor),
        plans=queries.earlier_plans(request.actor),
        schools=queries.schools_of_district(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.start_plan(by=request.actor, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            return redirect("plan", run.public_id)
    shown = {"form": form, "submit": _("Make the plan"), "back": reverse("plans")}
    return render(request, "planning/plan_new.html", shown, status=422 if form.errors else 200)


@signed_in
@require_GET
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """One plan: progress, then counts."""
    page = queries.plan_page(request.actor, public_id, request.now)
    shown = {
        "page": page,
        "progress": _progress(page),
        "offers": rules.offer_plan.allows(request.actor, page.run),
        "withdraws": rules.withdraw_plan.allows(request.actor, page.run),
        "deletes": rules.delete_plan.allows(request.actor, page.run, page.stopped),
    }
    return render(request, "planning/plan.html", shown)


def _progress(page: queries.PlanPage) -> dict[str, Any] | None:
    """What the bar of progress says while the plan is made."""
    if page.run.state != PlanRun.State.WORKING or page.stopped or page.job is None:
        return None
    card = {"title": _("The plan is being made"), "state": page.job.state, **progress_of(page.job)}
    return card | {"poll": reverse("job_progress", args=[page.job.public_id])}


@signed_in
@require_GET
def plans_compare(request: HttpRequest) -> HttpResponse:
    """Two plans side by side (``?one=…&other=…``)."""
    page = queries.compare_page(request.actor, request.GET.get("one", ""), request.GET.get("other", ""))
    return render(request, "planning/compare.html", {"page": page})


@signed_in
@require_POST
def plan_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer it: each visitor sees what is proposed to them."""
    actions.offer_plan(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Offered. Everybody decides for themselves."), undo=reverse("plan_withdraw", args=[public_id]))
    return redirect("plan", public_id)


@signed_in
@require_POST
def plan_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it back."""
    actions.withdraw_plan(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Taken back. Visits that were asked for stay."))
    return redirect("plan", public_id)


@signed_in
@require_POST
def plan_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete one that nobody can see."""
    actions.delete_plan(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("The plan is deleted."))
    return redirect("plans")


@signed_in
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Visits proposed to me, and to nobody else."""
    response = render(request, "planning/proposals.html", {"page": queries.my_proposals(request.actor)})
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_POST
def proposal_take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for it, in one tap."""
    visit = actions.take_proposal(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Asked. %(host)s gets a mail and can answer on the phone.") % {"host": visit.host})
    return redirect("proposals")


@signed_in
@require_POST
def proposal_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not this time. Nobody is told."""
    actions.decline_proposal(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Not this time. Nobody is told."), undo=reverse("proposal_reopen", args=[public_id]))
    return redirect("proposals")


@signed_in
@require_POST
def proposal_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Back to what waits."""
    actions.reopen_proposal(by=request.actor, now=request.now, public_id=public_id)
    return redirect("proposals")
