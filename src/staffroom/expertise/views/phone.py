"""Pages for one hand on a phone, for people without a desk: three-minute tasks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import HelpForm, LearnForm, help_as_typed
from ..models import HelpOffer


@require_safe
@signed_in
def phone(request: HttpRequest) -> HttpResponse:
    """Where to go from here: four large targets."""
    return render(request, "expertise/phone.html", {"tasks": queries.phone_tasks(request.actor)})


def _refused(form: Any, refusal: Refused) -> None:
    form.add_error(None, f"{refusal.sentence} {refusal.advice}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def phone_good_at(request: HttpRequest) -> HttpResponse:
    """Three fields: what I am good at, how I do it, how to ask me."""
    rules.offer_help(request.actor)
    form = HelpForm(request.POST if request.method == "POST" else None, district_id=request.actor.district_id)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer_help(by=request.actor, now=request.now, **form.cleaned_data)
            return redirect("phone_help_offer", made.public_id)
        except Refused as refusal:
            _refused(form, refusal)
    context = {"form": form, "mine": queries.my_help(request.actor)}
    return render(request, "expertise/phone_good_at.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def phone_help_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of my own as colleagues see it, with who that is; show, change, withdraw or delete it."""
    page = queries.help_page(request.actor, public_id)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form = HelpForm(
        request.POST if what == "change" else None,
        district_id=request.actor.district_id,
        initial=help_as_typed(page["offered"]),
    )
    done = _changed(request, public_id, what, form)
    if done is not None:
        return done
    context = page | {"form": form, "changing": what == "change" or "change" in request.GET}
    return render(request, "expertise/phone_help_offer.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, public_id: str, what: str, form: HelpForm) -> HttpResponse | None:
    which = {"by": request.actor, "now": request.now, "public_id": public_id}
    if what == "delete":
        actions.delete_help(**which)
        say(request, _("Deleted. Nothing of it is kept."))
        return redirect("phone")
    if what in ("show", "withdraw"):
        return _moved(request, actions.show_help(**which) if what == "show" else actions.withdraw_help(**which))
    if what == "change" and form.is_valid():
        try:
            actions.change_help(**which, **form.cleaned_data)
        except Refused as refusal:
            _refused(form, refusal)
            return None
        say(request, _("Saved."))
        return redirect("phone_help_offer", public_id)
    return None


def _moved(request: HttpRequest, offered: HelpOffer) -> HttpResponse:
    if offered.state != HelpOffer.State.PUBLISHED:
        say(request, _("Withdrawn. Only you can see it now."))
        return redirect("phone_help_offer", offered.public_id)
    say(request, _("Thank you. Colleagues can see it now."))
    return redirect("phone")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def phone_learn(request: HttpRequest) -> HttpResponse:
    """What I would like to learn: on my own list, for my eyes only."""
    rules.keep_needs(request.actor)
    form = LearnForm(request.POST if request.method == "POST" else None, district_id=request.actor.district_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_need(by=request.actor, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            _refused(form, refusal)
        else:
            say(request, _("On your list. Only you can see it."))
            return redirect("phone_learn")
    context = {"form": form, "needs": queries.my_needs(request.actor)}
    return render(request, "expertise/phone_learn.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def phone_help(request: HttpRequest) -> HttpResponse:
    """Who offers help, newest first."""
    found = queries.help_offered(request.actor, page=request.GET.get("page", "1"))
    return render(request, "expertise/phone_help.html", {"found": found})
