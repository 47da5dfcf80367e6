"""Pages of guests. A view parses, asks or acts once, renders."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import ThanksForm

MOST_CHOSEN = 40


def _meeting(text: str) -> tuple[date, int]:
    """``2026-10-06/900``. Http404 for anything else."""
    day, _slash, start = text.partition("/")
    try:
        return date.fromisoformat(day), int(start[:5])
    except ValueError:
        raise Http404 from None


@require_GET
@signed_in
def guests(request: HttpRequest) -> HttpResponse:
    page = queries.guests_page(request.actor)
    return render(request, "guests/guests.html", {"page": page, "reader": request.actor.staff_id})


@require_http_methods(["GET", "POST"])
@signed_in
def invite(request: HttpRequest, team_id: str) -> HttpResponse:
    """The finder for a team, and asking one of those found."""
    given, form = (request.POST if request.method == "POST" else request.GET), forms.Form(request.POST or None)
    chosen, about = given.getlist("meeting")[:MOST_CHOSEN], given.get("about", "")[:400]
    practice = given.get("practice", "")[:80]
    page = queries.invite_page(request.actor, team_id, request.now, chosen, practice, about)
    if request.method == "POST":
        on, start = _meeting(given.get("meeting", ""))
        try:
            hour = actions.ask_guest(
                by=request.actor, now=request.now, team_id=team_id, guest=queries.person_by(given.get("guest", "")),
                on=on, start=start, about=about, practice=practice,
            )  # fmt: skip
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Asked. %(guest)s gets a mail and can answer on the phone.") % {"guest": hour.guest})
            return redirect("guest_hour", hour.public_id)
    shown = {"page": page, "form": form, "searched": bool(chosen or about)}
    return render(request, "guests/invite.html", shown, status=422 if form.errors else 200)


@require_GET
@signed_in
def hour(request: HttpRequest, public_id: str) -> HttpResponse:
    return _hour(request, public_id, ThanksForm())


def _hour(request: HttpRequest, public_id: str, form: ThanksForm) -> HttpResponse:
    page = queries.hour_page(request.actor, public_id, request.now)
    shown = {"page": page, "thanks_form": form}
    response = render(request, "guests/hour.html", shown, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.accept_guest(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Booked. It is in both calendars, and the team is told."))
    return redirect("guest_hour", public_id)


@require_POST
@signed_in
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.decline_guest(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Not this time. They are told kindly."))
    return redirect("guests")


@require_POST
@signed_in
def propose(request: HttpRequest, public_id: str) -> HttpResponse:
    on, start = _meeting(request.POST.get("meeting", ""))
    actions.propose_meeting(by=request.actor, now=request.now, public_id=public_id, on=on, start=start)
    say(request, _("Proposed. The team answers; your old time is free again."))
    return redirect("guest_hour", public_id)


@require_POST
@signed_in
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.cancel_guest(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Cancelled. Everybody is told."))
    return redirect("guests")


@require_POST
@signed_in
def thank(request: HttpRequest, public_id: str) -> HttpResponse:
    form = ThanksForm(request.POST)
    if not form.is_valid():
        return _hour(request, public_id, form)
    actions.thank_guest(by=request.actor, now=request.now, public_id=public_id, **form.cleaned_data)
    say(request, _("Sent. Only your guest and you read it."))
    return redirect("guest_hour", public_id)


@require_POST
@signed_in
def thanks_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    hour_id = actions.delete_thanks(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Deleted. Nothing of it is kept."))
    return redirect("guest_hour", hour_id)


@require_POST
@signed_in
def wish(request: HttpRequest) -> HttpResponse:
    ask = request.POST.get("ask") != "no"
    actions.set_wish(by=request.actor, now=request.now, ask=ask)
    say(request, _("You can be asked as a guest.") if ask else _("You are not asked as a guest any more."))
    return redirect(reverse("guests"))


@require_GET
@signed_in
def counts(request: HttpRequest) -> HttpResponse:
    return render(request, "guests/counts.html", {"counts": queries.counts(request.actor, request.now)})
