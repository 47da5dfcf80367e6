"""The list of teams, making them by hand or from the roster, ending them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import TeamForm
from ..models import Team


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def teams(request: HttpRequest) -> HttpResponse:
    """The teams of a school or of the district, filtered by the address."""
    wanted = queries.Filter(request.GET.get("school", "")[:16], request.GET.get("kind", "")[:10])
    page = queries.teams_page(request.actor, wanted)
    if kind := wanted_kind(request):
        return table_response(request, queries.teams_table(request.actor, page["teams"]), kind)
    return render(request, "teams/teams.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_new(request: HttpRequest) -> HttpResponse:
    rules.make_teams(request.actor)
    form = TeamForm(request.POST if request.method == "POST" else None, schools=queries.school_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made is not None:
            say(request, _("The team is there. Now say who belongs to it."))
            return redirect("team", made.public_id)
    return render(request, "teams/team_form.html", {"form": form}, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: TeamForm) -> Team | None:
    given = dict(form.cleaned_data)
    given["school"] = queries.school_by(given.pop("school", ""))
    try:
        return actions.new_team(by=request.actor, now=request.now, **given)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.team_to_change(request.actor, public_id)
    initial = {"name": found.name, "kind": found.kind, "purpose": found.purpose}
    form = TeamForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _edited(request, form, public_id):
        say(request, _("Saved."))
        return redirect("team", public_id)
    context = {"form": form, "team": found}
    return render(request, "teams/team_form.html", context, status=422 if form.errors else 200)


def _edited(request: HttpRequest, form: TeamForm, public_id: str) -> bool:
    try:
        actions.edit_team(by=request.actor, now=request.now, team_id=public_id, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    return True


@require_POST
@signed_in
def team_end(request: HttpRequest, public_id: str) -> HttpResponse:
    ended = actions.end_team(by=request.actor, now=request.now, team_id=public_id)
    told = _("“%(team)s” has ended.") % {"team": ended.name}
    say(request, told, undo=reverse("team_reopen", args=[public_id]))
    return redirect("teams")


@require_POST
@signed_in
def team_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.reopen_team(by=request.actor, now=request.now, team_id=public_id)
    say(request, _("The team is there again, with its people."))
    return redirect("team", public_id)


@require_safe
@signed_in
def team_together(request: HttpRequest) -> HttpResponse:
    """Which teams of a school are never free together, and the one change that would help."""
    page = queries.together_page(request.actor, request.GET.get("school", "")[:16])
    return render(request, "teams/together.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_proposals(request: HttpRequest) -> HttpResponse:
    """GET: what the roster suggests. POST: make the teams that are ticked, or all."""
    if request.method != "POST":
        return render(request, "teams/proposals.html", queries.proposals_page(request.actor))
    keys = None if "all" in request.POST else request.POST.getlist("key")
    done = actions.accept_proposals(
        by=request.actor, now=request.now, keys=keys, with_support="with_support" in request.POST
    )
    if not (done.teams or done.people):
        say(request, _("Nothing was ticked, or it was made already."))
        return redirect("team_proposals")
    made = ngettext("%(n)d team made", "%(n)d teams made", done.teams) % {"n": done.teams}
    people = ngettext("%(n)d person has a part.", "%(n)d people have a part.", done.people) % {"n": done.people}
    say(request, f"{made}. {people}")
    return redirect("team_cards")
