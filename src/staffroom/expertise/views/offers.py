"""Offers: mine, one form to make them, and the page colleagues see."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.store import serve
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import AudienceForm, OfferForm, offer_as_typed
from ..models import Offer
from .shared import note_shared


@require_safe
@signed_in
def my_offers(request: HttpRequest) -> HttpResponse:
    """My offers, drafts first among what needs me."""
    rules.make_offers(request.actor)
    return render(request, "expertise/my_offers.html", {"offers": queries.my_offers(request.actor)})


def _form(request: HttpRequest, offer: Offer | None = None) -> OfferForm:
    initial = offer_as_typed(offer) if offer else {"practice": request.GET.get("practice", "")}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    actor = request.actor
    sections = queries.my_sections(actor)
    return OfferForm(*posted, district_id=actor.district_id, sections=sections, offer=offer, initial=initial)


def _form_page(request: HttpRequest, form: OfferForm, offer: Offer | None) -> HttpResponse:
    context = {"form": form, "offer": offer, "most_words": rules.MOST_WORDS}
    return render(request, "expertise/offer_form.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: OfferForm, offer: Offer | None) -> Offer | None:
    """The offer as saved; None when an action refused, with its words on the form."""
    given = form.for_action() | {"by": request.actor, "now": request.now}
    try:
        return actions.edit_offer(public_id=offer.public_id, **given) if offer else actions.new_offer(**given)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return None


def _after_saving(request: HttpRequest, form: OfferForm, offer: Offer) -> HttpResponse:
    """Published ones are shown as colleagues see them; drafts go on to the preview that says who will see them."""
    if offer.state == Offer.State.PUBLISHED:
        say(request, _("Saved. Colleagues see the new version."))
        return redirect("offer", offer.public_id)
    if form.publishing:
        return redirect("offer_publish", offer.public_id)
    if offer.state == Offer.State.WITHDRAWN:
        say(request, _("Saved. It stays withdrawn: only you can see it."))
    else:
        say(request, _("Draft saved. Only you can see it."))
    return redirect("my_offers")


def _offer_form(request: HttpRequest, offer: Offer | None) -> HttpResponse:
    form = _form(request, offer)
    if request.method == "POST" and form.is_valid():
        saved = _saved(request, form, offer)
        if saved is not None:
            return _after_saving(request, form, saved)
    return _form_page(request, form, offer)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_new(request: HttpRequest) -> HttpResponse:
    rules.make_offers(request.actor)
    return _offer_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    return _offer_form(request, queries.own_offer(request.actor, public_id))


@require_safe
@signed_in
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """One offer as colleagues see it. That a shared draft was opened is written down for its owner."""
    page = queries.offer_page(request.actor, public_id)
    note_shared(request, page["found"])
    return render(request, "expertise/offer.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: the preview, with the two audiences and how many each is. POST: publish, or change who sees it."""
    if request.method == "POST":
        form = AudienceForm(request.POST, told=())
        if form.is_valid():
            return _published(request, public_id, form.cleaned_data["audience"])
    page = queries.preview_page(request.actor, public_id)
    chosen = {"audience": page["offer"].audience}
    wrong = request.method == "POST"
    page["form"] = AudienceForm(request.POST if wrong else None, told=page["audiences"], initial=chosen)
    return render(request, "expertise/offer_preview.html", page, status=422 if wrong else 200)


def _published(request: HttpRequest, public_id: str, audience: str) -> HttpResponse:
    done = actions.publish_offer(by=request.actor, now=request.now, public_id=public_id, audience=audience)
    if done.audience == Offer.Audience.SCHOOL:
        say(request, _("Published. Colleagues of your school can find it now, nobody else."))
    else:
        say(request, _("Published. Colleagues of your district can find it now."))
    return redirect("offer", public_id)


@require_POST
@signed_in
def offer_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.withdraw_offer(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Withdrawn. Only you can see it now."), undo=reverse("offer_restore", args=[public_id]))
    return redirect("my_offers")


@require_POST
@signed_in
def offer_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    done = actions.restore_offer(by=request.actor, now=request.now, public_id=public_id)
    if done.state == Offer.State.PUBLISHED:
        say(request, _("Brought back: colleagues can see it again."))
    else:
        say(request, _("Brought back as a draft. Only you can see it."))
    return redirect("my_offers")


@require_POST
@signed_in
def offer_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.delete_draft(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Draft deleted, with its file."))
    return redirect("my_offers")


@require_safe
@signed_in
def offer_file(request: HttpRequest, public_id: str) -> FileResponse:
    """The artefact, for whoever may read the offer."""
    stored, found = queries.artefact_of(request.actor, public_id)
    note_shared(request, found)
    return serve(stored)
