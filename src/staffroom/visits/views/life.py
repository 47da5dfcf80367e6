"""Pages of a visit's whole life: other times, covers, live video and recordings, next steps, cadence."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.expertise import queries as expertise
from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response, wanted
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import FromAfarForm, LinkForm, NextStepForm, TimeForm
from ..models import Visit


@require_http_methods(["GET", "POST"])
@signed_in
def visit_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other lawful slots of one visit; either side proposes one, the other answers."""
    found = queries.visit_for(request.actor, public_id)
    form = TimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"visit_id": public_id, "lesson": form.cleaned_data["lesson"]}
            other = actions.propose_time(by=request.actor, now=request.now, **given).visit
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            asked = other.host if other.visitor_id == request.actor.staff_id else other.visitor
            said = _("Proposed. %(other)s gets a mail and answers; the visit stays until then.")
            say(request, said % {"other": asked})
            return redirect("visit", public_id)
    context = queries.move_page(request.actor, request.now, found) | {"form": form}
    return render(request, "visits/move.html", context, status=409 if form.is_bound else 200)


@require_POST
@signed_in
def time_take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes to another time. Of a live video its host may enter the link at once."""
    form = LinkForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    done = actions.take_time(by=request.actor, now=request.now, visit_id=public_id, **given)
    if done.state == Visit.State.ACCEPTED:
        say(request, _("The visit has moved, in both calendars."))
    else:
        say(request, _("Thank you. It is booked as soon as a colleague agrees to cover the class."))
    return redirect("visit", public_id)


@require_POST
@signed_in
def time_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.decline_time(by=request.actor, now=request.now, visit_id=public_id)
    say(request, _("Not then. The visit stays as it is."))
    return redirect("visit", public_id)


@require_POST
@signed_in
def time_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.withdraw_time(by=request.actor, now=request.now, visit_id=public_id)
    say(request, _("Taken back. The visit stays as it is."))
    return redirect("visit", public_id)


@require_POST
@signed_in
def not_there_today(request: HttpRequest) -> HttpResponse:
    """One tap. Nobody is asked why."""
    done = actions.not_there_today(by=request.actor, now=request.now)
    told = ngettext(
        "You are away today. %(n)d visit or cover is called off, and everybody is told.",
        "You are away today. %(n)d visits or covers are called off, and everybody is told.",
        done.total(),
    )
    say(request, told % {"n": done.total()})
    return redirect("today")


@require_POST
@signed_in
def reminders(request: HttpRequest) -> HttpResponse:
    wish = actions.set_reminding(by=request.actor, now=request.now, mail="mail" in request.POST)
    say(request, _("You get a mail on the day before.") if wish.mail else _("No more mails on the day before."))
    return HttpResponseRedirect(reverse("my_visits") + "#calendar")


# --- Covers -------------------------------------------------------------------------------------------


@require_GET
@signed_in
def cover(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.cover_for(request.actor, public_id)
    return render(request, "visits/cover.html", queries.cover_page(request.actor, request.now, found))


@require_POST
@signed_in
def cover_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    done = actions.accept_cover(by=request.actor, now=request.now, cover_id=public_id)
    say(request, _("Thank you. %(visitor)s is told.") % {"visitor": done.visitor})
    return redirect("cover", public_id)


@require_POST
@signed_in
def cover_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.decline_cover(by=request.actor, now=request.now, cover_id=public_id)
    say(request, _("Not this time. The next colleague is asked, and nobody asks why."))
    return redirect("today")


@require_POST
@signed_in
def cover_give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.give_up_cover(by=request.actor, now=request.now, cover_id=public_id)
    say(request, _("Given back. The next colleague is asked."))
    return redirect("today")


# --- Substitutes --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@signed_in
def substitutes(request: HttpRequest) -> HttpResponse:
    """Which classes need a substitute when, and who is told at each school."""
    context = queries.substitutes_page(request.actor, request.now)
    if request.method == "POST":
        given = {"school_id": request.POST.get("school", "")[:16], "staff_id": request.POST.get("staff", "")[:16]}
        actions.set_substitute_desk(by=request.actor, now=request.now, **given)
        say(request, _("Saved. It holds for the next mail."))
        return redirect("substitutes")
    return render(request, "visits/substitutes.html", context)


# --- From afar ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@signed_in
def from_afar(request: HttpRequest, offer_id: str) -> HttpResponse:
    """The host says how the class of an offer may be seen without coming, and takes it back."""
    offer = expertise.offer_for(request.actor, offer_id)
    context = queries.afar_page(request.actor, offer)
    held = context["afar"]
    given = request.POST if request.method == "POST" else None
    form = FromAfarForm(given, initial={"live": held.live, "recording": held.recording})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_from_afar(by=request.actor, now=request.now, offer_id=offer_id, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("recording", f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Saved. It holds at once, everywhere."))
            return redirect("from_afar", offer_id)
    return render(request, "visits/from_afar.html", context | {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def visit_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """The link of a live video: the host's to enter, change and take back."""
    form = LinkForm(request.POST)
    if form.is_valid():
        actions.set_link(by=request.actor, now=request.now, visit_id=public_id, **form.cleaned_data)
        say(request, _("Saved. Your visitor sees it from five minutes before until the end."))
        return redirect("visit", public_id)
    found = queries.visit_for(request.actor, public_id)
    rules.control_link(request.actor, found, request.now)
    context = {"visit": found, "form": form, "back": reverse("visit", args=[public_id])}
    return render(request, "visits/link.html", context, status=422)


# --- Next steps ---------------------------------------------------------------------------------------


@require_POST
@signed_in
def visit_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """What I mean to try: for me alone."""
    form = NextStepForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else request.POST.get("text", "")[:300]
    kept = actions.set_next_step(by=request.actor, now=request.now, visit_id=public_id, text=text)
    said = _("Kept for you alone. It comes back in six weeks.") if kept else _("Your next step is gone.")
    say(request, said)
    return redirect("visit", public_id)


@require_POST
@signed_in
def step_done(request: HttpRequest, public_id: str) -> HttpResponse:
    later = "later" in request.POST
    actions.finish_next_step(by=request.actor, now=request.now, step_id=public_id, later=later)
    say(request, _("It comes back in six more weeks.") if later else _("Good. It does not come back."))
    return redirect("today")


# --- Cadence ------------------------------------------------------------------------------------------


@hands_out("csv", "xlsx")
@signed_in
@require_GET
def cadence(request: HttpRequest) -> HttpResponse:
    """How often colleagues see one another teach, by school and month. Counts, never who. ``?as=csv``."""
    kind = wanted(request)
    if kind:
        return table_response(request, queries.cadence_table(request.actor, request.now), kind)
    return render(request, "visits/cadence.html", {"page": queries.cadence(request.actor, request.now)})
