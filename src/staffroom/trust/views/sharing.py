"""Pages of trust. A view parses, asks or acts once, renders."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import ShareForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def who_can_see(request: HttpRequest, record: str, public_id: str) -> HttpResponse:
    """Who can see one record, in a sentence; for its owner also with whom it is shared, and the form to share it."""
    if request.method == "POST":
        return _share(request, record, public_id)
    context = queries.who_can_see(request.actor, record, public_id)
    if not context.get("can_share"):
        return render(request, "trust/who_can_see.html", context)
    if request.htmx:
        return render(request, "trust/_colleagues.html", context | _search(request, context))
    chosen = queries.colleague(request.actor, request.GET.get("to", ""), _held(context))
    if chosen is None or chosen.barred:
        return render(request, "trust/who_can_see.html", context | _search(request, context) | {"chosen": chosen})
    form = _form(request, {"to": chosen.person.public_id})
    return render(request, "trust/who_can_see.html", context | {"chosen": chosen, "form": form})


def _share(request: HttpRequest, record: str, public_id: str) -> HttpResponse:
    rules.share(request.actor, record, public_id)
    form, status = _form(request), 422
    if form.is_valid():
        given = {"to": form.cleaned_data["to"], "until": form.cleaned_data["until"]}
        try:
            grant = actions.share(by=request.actor, now=request.now, record=record, object_id=public_id, **given)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}".strip())
            status = refusal.status
        else:
            say(request, _("Shared. %(name)s gets a mail that does not say what it is.") % {"name": grant.to})
            return redirect("who_can_see", record, public_id)
    context = queries.who_can_see(request.actor, record, public_id)
    chosen = queries.colleague(request.actor, form["to"].value() or "", _held(context))
    return render(request, "trust/who_can_see.html", context | {"chosen": chosen, "form": form}, status=status)


def _form(request: HttpRequest, initial: dict[str, Any] | None = None) -> ShareForm:
    today = request.actor.today
    return ShareForm(request.POST or None, initial=initial, today=today, end_of_term=queries.end_of_term(today))


def _held(context: dict[str, Any]) -> set[int]:
    return {one.grant.to_id for one in context["live"]}


def _search(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {"search": queries.colleagues(request.actor, request.GET.get("q", ""), _held(context))}


@require_POST
@signed_in
def sharing_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it back. Leads to where it was pressed: the record's page, or what one shares."""
    grant = actions.end_grant(by=request.actor, now=request.now, public_id=public_id)
    told = _("Taken back: %(name)s cannot open it any more. They get no mail about it.")
    say(request, told % {"name": grant.to})
    if request.POST.get("from") == "record":
        return redirect("who_can_see", grant.record, grant.object_id)
    return redirect("my_privacy")


@require_GET
@signed_in
def my_privacy(request: HttpRequest) -> HttpResponse:
    """Who evaluates me, what I share, what is shared with me, who opened what."""
    rules.have_privacy(request.actor)
    return render(request, "trust/my_privacy.html", queries.my_privacy(request.actor))
