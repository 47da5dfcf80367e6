"""Words about an offer, who took it up, and what spreads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import LearnedForm, WordForm, adoption_as_typed
from ..models import Adoption


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say in a sentence what one saw, or thank the owner of an offer."""
    offer = queries.word_page(request.actor, public_id)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_word(by=request.actor, now=request.now, offer_id=public_id, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Sent. %(name)s reads it first.") % {"name": offer.staff})
            return redirect("offer", public_id)
    context = {"form": form, "offer": offer}
    return _private(request, "expertise/offer_word.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_learned(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say from whom one learned a strategy and what came of it."""
    offer = queries.offer_for(request.actor, public_id)
    rules.take_up(request.actor, offer)
    known = queries.own_adoption(request.actor, offer)
    form = LearnedForm(
        request.POST or None,
        teachers=queries.teachers_of(request.actor, offer),
        initial=adoption_as_typed(known) if known else {"learned_from": offer.staff.public_id},
    )
    if request.method == "POST" and form.is_valid():
        done = actions.take_up(by=request.actor, now=request.now, offer_id=public_id, **form.cleaned_data)
        if done.state == Adoption.State.SHOWN:
            told = _("Saved. %(name)s learns of it, and colleagues who see the offer can read it.")
        else:
            told = _("Saved. %(name)s learns of it, nobody else.")
        say(request, told % {"name": done.learned_from})
        return redirect("offer_used_by", public_id)
    context = {"form": form, "offer": offer}
    return _private(request, "expertise/offer_learned.html", context, 422 if form.errors else 200)


@require_safe
@signed_in
def offer_used_by(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody who uses a strategy and agreed to be shown, with from whom they learned it."""
    return render(request, "expertise/used_by.html", queries.used_by_page(request.actor, public_id))


@require_safe
@signed_in
def my_spread(request: HttpRequest) -> HttpResponse:
    """What came of my help, for me alone."""
    return _private(request, "expertise/my_spread.html", queries.spread_page(request.actor), 200)


def _private(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def word_show(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.show_word(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("It stands with your offer now."))
    return redirect("my_spread")


@require_POST
@signed_in
def word_hide(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.hide_word(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Kept to yourself. Nobody is told."))
    return redirect("my_spread")


@require_POST
@signed_in
def word_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.delete_word(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Deleted. Nothing of it is kept."))
    return redirect("my_spread")


@require_POST
@signed_in
def learned_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.forget_adoption(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Deleted. Nothing of it is kept."))
    return redirect("my_spread")
