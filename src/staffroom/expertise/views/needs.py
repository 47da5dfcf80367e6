"""My needs: for my eyes only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import NeedForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_needs(request: HttpRequest) -> HttpResponse:
    """My own list, and a form to add to it. Never stored by a browser or a proxy."""
    rules.keep_needs(request.actor)
    form = _form(request)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("my_needs")
    context = {"form": form, "needs": queries.my_needs(request.actor)}
    response = render(request, "expertise/my_needs.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: HttpRequest) -> NeedForm:
    chosen = {"practice": request.GET.get("practice", "")}
    return NeedForm(request.POST or None, district_id=request.actor.district_id, initial=chosen)


def _added(request: HttpRequest, form: NeedForm) -> bool:
    try:
        actions.add_need(by=request.actor, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    say(request, _("Added to your list. Only you can see it."))
    return True


@require_POST
@signed_in
def need_close(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.close_need(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Marked as met."), undo=reverse("need_reopen", args=[public_id]))
    return redirect("my_needs")


@require_POST
@signed_in
def need_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.reopen_need(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Back on your list."))
    return redirect("my_needs")


@require_POST
@signed_in
def need_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.delete_need(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Deleted. Nothing of it is kept."))
    return redirect("my_needs")
