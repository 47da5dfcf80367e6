"""Pages of new leads: their plan, whom they have seen in numbers, who is named by hand."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import WeeksForm


@require_GET
@signed_in
def new_team(request: HttpRequest) -> HttpResponse:
    return render(request, "guests/new_team.html", {"teams": queries.teams_to_know(request.actor)})


def _wanted(request: HttpRequest, given: Any) -> tuple[WeeksForm, queries.Wanted]:
    """What was chosen; anything that cannot be read is as usual: four weeks from this one, one outing a week."""
    mondays = queries.mondays(request.actor, request.now)
    usual = {"first": mondays[0].isoformat(), "weeks": queries.USUAL_WEEKS, "a_week": 1}
    form = WeeksForm({**usual, **{name: given[name] for name in usual if name in given}}, mondays=mondays)
    told = form.cleaned_data if form.is_valid() else {}
    first: date = told.get("first") or mondays[0]
    return form, queries.Wanted(first, told.get("weeks") or queries.USUAL_WEEKS, told.get("a_week") or 1)


def _shown(request: HttpRequest, team_id: str, given: Any, **more: Any) -> HttpResponse:
    team = queries.team_to_know(request.actor, team_id)
    form, wanted = _wanted(request, given)
    plan = queries.plan_for(request.actor, team, wanted, request.now)
    message = _("I am going to work with “%(team)s”, and would like to see your class once as it is.") % {
        "team": team.name
    }
    response = render(request, "guests/new_team_plan.html", {"plan": plan, "form": form, "message": message, **more})
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@signed_in
def plan(request: HttpRequest, team_id: str) -> HttpResponse:
    return _shown(request, team_id, request.GET)


@require_POST
@signed_in
def ask(request: HttpRequest, team_id: str) -> HttpResponse:
    """All in one tap."""
    _form, wanted = _wanted(request, request.POST)
    message = request.POST.get("message", "")[:600]
    done = actions.ask_all(by=request.actor, now=request.now, team_id=team_id, wanted=wanted, message=message)
    count = len(done.visits)
    said = ngettext("%(n)d colleague is asked.", "%(n)d colleagues are asked.", count) % {"n": count}
    say(request, said)
    if done.refused:
        return _shown(request, team_id, request.POST, refused=done.refused)
    return redirect("new_team_plan", team_id)


@require_GET
@signed_in
def leads(request: HttpRequest) -> HttpResponse:
    return render(request, "guests/new_team_leads.html", {"page": queries.leads_page(request.actor, request.now)})


@require_http_methods(["GET", "POST"])
@signed_in
def choose(request: HttpRequest, team_id: str) -> HttpResponse:
    """Name somebody who is going to lead a team."""
    page = queries.choose_page(request.actor, team_id, request.GET.get("q", "")[:80])
    if request.method == "POST":
        staff = queries.person_by(request.POST.get("staff", ""))
        act = actions.forget_lead if "forget" in request.POST else actions.choose_lead
        act(by=request.actor, now=request.now, team_id=team_id, staff=staff)
        say(request, _("Saved: who is going to lead the team."))
        return redirect("new_team_choose", team_id)
    return render(request, "guests/new_team_choose.html", {"page": page})
