"""My card, and whose card is complete."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import SupportForm


@require_safe
@signed_in
def my_team(request: HttpRequest) -> HttpResponse:
    """My team, who supports me and how, towards which goal, when we meet."""
    response = render(request, "teams/my_team.html", queries.my_card(request.actor))
    response["Cache-Control"] = "private, no-store"  # who supports one person is between the two
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_support(request: HttpRequest) -> HttpResponse:
    """Name a colleague who supports me besides my teams: find them by name, then say how."""
    search = request.GET.get("q", "")[:80]
    page = queries.support_page(request.actor, search, request.GET.get("who", "")[:16] or request.POST.get("staff", ""))
    form = SupportForm(request.POST if request.method == "POST" else None, people=[page["who"]] if page["who"] else [])
    if request.method == "POST" and form.is_valid() and _named(request, form):
        return redirect("my_team")
    response = render(request, "teams/my_support.html", page | {"form": form}, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _named(request: HttpRequest, form: SupportForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        actions.add_personal_support(by=request.actor, now=request.now, staff_id=given.pop("staff"), **given)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    say(request, _("It stands on your card. Only the two of you see it."))
    return True


@require_POST
@signed_in
def my_support_end(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.end_personal_support(by=request.actor, now=request.now, support_id=public_id)
    say(request, _("Taken off your card."))
    return redirect("my_team")


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def team_cards(request: HttpRequest) -> HttpResponse:
    """How many of the staff have a complete card, who lacks what, and what mends it."""
    school = request.GET.get("school", "")[:16]
    if kind := wanted_kind(request):
        return table_response(request, queries.cards_table(request.actor, school), kind)
    return render(request, "teams/cards.html", queries.cards_page(request.actor, school))
