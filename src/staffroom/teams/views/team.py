"""One team: everything about it on one page, and the small forms on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import actions, beside, queries
from ..forms import GoalForm, PartForm, SlotForm, SupportForm


@require_safe
@signed_in
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    return _shown(request, public_id)


def _shown(
    request: HttpRequest, public_id: str, busy: queries.InTheWay | None = None, **wrong: forms.Form
) -> HttpResponse:
    """The page; ``wrong``: the one form that was filled in wrongly, by its name; ``busy``: why its time is not free."""
    page = queries.team_page(request.actor, public_id, search=request.GET.get("q", "")[:80])
    goal, mine = page["whole"].goal, page["my_goal"]
    page |= {
        "support_form": SupportForm(people=page["supporting"], auto_id="support-%s"),
        "slot_form": SlotForm(days=page["days"], auto_id="slot-%s"),
        "goal_form": GoalForm(initial={"text": goal.text if goal else ""}, auto_id="goal-%s"),
        "own_form": GoalForm(initial={"text": mine.text if mine else ""}, auto_id="own-%s"),
    }
    page["beside"] = [] if page["ended"] else beside.lines(request.actor, page["team"], page["part"], request.now)
    page |= {**wrong, "wrong": next(iter(wrong), ""), "busy": busy}
    response = render(request, "teams/team.html", page, status=422 if wrong and not busy else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _try(form: forms.Form, act: Callable[..., Any], **given: Any) -> bool:
    """Whether it was done; else the form has the words of the refusal. A missing right is a page of its own."""
    try:
        act(**given)
    except (Forbidden, actions.PeopleBusy):
        raise
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    return True


@require_POST
@signed_in
def team_part(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody's part in the team."""
    queries.team_to_change(request.actor, public_id)
    form = PartForm(request.POST)
    if not form.is_valid():
        return _shown(request, public_id, part_form=form)
    given = {"staff_id": form.cleaned_data["staff"], "part": form.cleaned_data["part"]}
    actions.set_part(by=request.actor, now=request.now, team_id=public_id, **given)
    say(request, _("Saved: who belongs to the team."))
    return redirect("team", public_id)


@require_POST
@signed_in
def team_support(request: HttpRequest, public_id: str) -> HttpResponse:
    """How somebody supports the team."""
    queries.team_to_change(request.actor, public_id)
    people = queries.team_page(request.actor, public_id)["supporting"]
    form = SupportForm(request.POST, people=people, auto_id="support-%s")
    given = {"by": request.actor, "now": request.now, "team_id": public_id}
    if form.is_valid():
        told = dict(form.cleaned_data)
        if _try(form, actions.add_support, staff_id=told.pop("staff"), **told, **given):
            say(request, _("Saved: how the team is supported."))
            return redirect("team_cards") if "back" in request.POST else redirect("team", public_id)
    return _shown(request, public_id, support_form=form)


@require_POST
@signed_in
def team_support_end(request: HttpRequest, public_id: str) -> HttpResponse:
    support = request.POST.get("support", "")
    actions.end_support(by=request.actor, now=request.now, team_id=public_id, support_id=support)
    say(request, _("This support has ended."))
    return redirect("team", public_id)


@require_POST
@signed_in
def team_time(request: HttpRequest, public_id: str) -> HttpResponse:
    """A time at which the team meets."""
    found = queries.team_to_change(request.actor, public_id)
    form = SlotForm(request.POST, days=queries.day_choices(found), auto_id="slot-%s")
    given = {"by": request.actor, "now": request.now, "team_id": public_id}
    try:
        if form.is_valid() and _try(form, actions.add_slot, agreed=_agreed(request), **form.cleaned_data, **given):
            say(request, _("Saved: when the team meets."))
            return redirect("team", public_id)
    except actions.PeopleBusy as busy:
        return _shown(request, public_id, busy=busy.found, slot_form=form)
    return _shown(request, public_id, slot_form=form)


def _agreed(request: HttpRequest) -> int:
    """How many things in the way the sender has seen and accepts."""
    given = request.POST.get("anyway", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


@require_POST
@signed_in
def team_time_end(request: HttpRequest, public_id: str) -> HttpResponse:
    slot = request.POST.get("slot", "")
    actions.end_slot(by=request.actor, now=request.now, team_id=public_id, slot_id=slot)
    say(request, _("The team does not meet then any more."))
    return redirect("team", public_id)


@require_POST
@signed_in
def team_goal(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the team wants to reach."""
    queries.team_whose_goal_i_set(request.actor, public_id)
    form = GoalForm(request.POST, auto_id="goal-%s")
    given = {"by": request.actor, "now": request.now, "team_id": public_id}
    if form.is_valid() and _try(form, actions.set_goal, **form.cleaned_data, **given):
        say(request, _("Saved: the goal of the team."))
        return redirect("team", public_id)
    return _shown(request, public_id, goal_form=form)


@require_POST
@signed_in
def team_own_goal(request: HttpRequest, public_id: str) -> HttpResponse:
    """My own goal in the team: saved for me, or published (``publish`` in the data)."""
    queries.team_where_i_lead(request.actor, public_id)
    form, publish = GoalForm(request.POST, auto_id="own-%s"), "publish" in request.POST
    given = {"by": request.actor, "now": request.now, "team_id": public_id, "publish": publish}
    if form.is_valid() and _try(form, actions.save_own_goal, **form.cleaned_data, **given):
        said = _("Published to your team and its school.") if publish else _("Saved as a draft. Only you can read it.")
        say(request, said)
        return redirect("team", public_id)
    return _shown(request, public_id, own_form=form)


@require_POST
@signed_in
def team_own_goal_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.withdraw_own_goal(by=request.actor, now=request.now, team_id=public_id)
    say(request, _("Withdrawn. Only you can read it."))
    return redirect("team", public_id)
