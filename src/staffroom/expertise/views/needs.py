"""My needs: for my eyes only, and for a colleague with whom I share one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import NeedForm
from .shared import note_shared


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_needs(request: HttpRequest) -> HttpResponse:
    """My own list, and a form to add to it. Never stored by a browser or a proxy."""
    rules.keep_needs(request.actor)
    form = _form(request)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("my_needs")
    return _private(request, "expertise/my_needs.html", {"form": form, "needs": queries.my_needs(request.actor)})


@require_safe
@signed_in
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    """One need, for its owner or a colleague with whom it is shared. Its title never names the practice."""
    page = queries.need_page(request.actor, public_id)
    note_shared(request, page["found"])
    return _private(request, "expertise/need.html", page)


def _private(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: HttpRequest) -> NeedForm:
    """Nothing is chosen by the address: what somebody needs must stand in no address and no log."""
    return NeedForm(request.POST or None, district_id=request.actor.district_id)


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
