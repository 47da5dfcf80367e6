"""Thought partners today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import PartnerForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def partner(request: HttpRequest) -> HttpResponse:
    """My own wish for today, and colleagues' wishes that I can answer."""
    page = queries.partner_page(request.actor, request.now)
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.wish_partner(by=request.actor, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Colleagues who are free today can see it until midnight."))
            return redirect("partner")
    response = render(request, "expertise/partner.html", page | {"form": form}, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def partner_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    done = actions.answer_wish(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("%(name)s gets a mail with your name.") % {"name": done.staff})
    return redirect("partner")


@require_POST
@signed_in
def partner_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.take_wish_back(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Taken back. Nothing of it is kept."))
    return redirect("partner")
