"""Pages of visits. A view parses, asks or acts once, renders."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.timetable.rules import see_school_time
from staffroom.trust.actions import note_opening
from staffroom.trust.kinds import Shared
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import AnswerForm, AskForm, LinkForm, NextStepForm, NoteForm, VideoAnswerForm
from ..models import Visit, VisitNote

MOST_TYPED = 80  # letters of a search that are looked at


@require_GET
@signed_in
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "visits/today.html", queries.today(request.actor, request.now))


@require_GET
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    context = queries.find(
        request.actor, request.now, code=request.GET.get("practice", ""), text=request.GET.get("q", "")[:MOST_TYPED]
    )
    return render(request, "visits/find.html", context)


@require_GET
@signed_in
def find_people(request: HttpRequest) -> HttpResponse:
    """A fragment for ``?q=``: practices and willing colleagues, as one types."""
    text = request.GET.get("q", "").strip()[:MOST_TYPED]
    return render(request, "visits/_people_found.html", queries.people_found(request.actor, request.now, text))


@require_POST
@signed_in
def door_come(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap to come through an open door: the visit is asked at once, with the door's lesson."""
    asked = actions.come_through_door(by=request.actor, now=request.now, door_id=public_id)
    say(request, _("Asked. %(host)s gets a mail and can answer on the phone.") % {"host": asked.host})
    return redirect("visit", asked.public_id)


@require_GET
@signed_in
def my_visits(request: HttpRequest) -> HttpResponse:
    return render(request, "visits/my_visits.html", queries.my_visits(request.actor, request.now))


@require_http_methods(["GET", "POST"])
@signed_in
def ask_visit(request: HttpRequest, offer_id: str) -> HttpResponse:
    rules.ask_visits(request.actor)
    initial = {"lesson": request.GET.get("lesson", ""), "key": AskForm.new_key()}
    form = AskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            visit = actions.ask_visit(
                by=request.actor,
                now=request.now,
                offer_id=offer_id,
                lesson=form.cleaned_data["lesson"],
                mode=form.cleaned_data["mode"],
                message=form.cleaned_data["message"],
                idempotency_key=form.cleaned_data["key"],
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Asked. %(host)s gets a mail and can answer on the phone.") % {"host": visit.host})
            return redirect("visit", visit.public_id)
    chosen = form["lesson"].value() or ""
    context = queries.ask(request.actor, request.now, offer_id=offer_id, chosen=chosen) | {"form": form}
    return render(request, "visits/ask.html", context, status=409 if form.is_bound else 200)


@require_GET
@signed_in
def visit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.visit_for(request.actor, public_id)
    context = _visit_context(request, found)
    for shown in context["notes"]:
        if not shown.closed:
            _write_down(request, shown.found)
    return render(request, "visits/visit.html", context)


@require_POST
@signed_in
def visit_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    form = VideoAnswerForm(request.POST)
    if not form.is_valid():
        return _answer_again(request, public_id, form)
    done = actions.accept_visit(by=request.actor, now=request.now, visit_id=public_id, **form.cleaned_data)
    other = done.host if done.visitor_id == request.actor.staff_id else done.visitor
    if done.state == Visit.State.ACCEPTED:
        say(request, _("Booked. It is in both your calendars: %(visitor)s has a mail too.") % {"visitor": other})
    else:
        say(request, _("Thank you. It is booked as soon as a colleague agrees to cover the class."))
    return redirect("visit", public_id)


@require_POST
@signed_in
def visit_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answer_again(request, public_id, form)
    done = actions.decline_visit(by=request.actor, now=request.now, visit_id=public_id, **form.cleaned_data)
    other = done.host if done.visitor_id == request.actor.staff_id else done.visitor
    say(request, _("Not this time. %(visitor)s is told kindly.") % {"visitor": other})
    return redirect("today")


@require_POST
@signed_in
def visit_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.cancel_visit(by=request.actor, now=request.now, visit_id=public_id)
    say(request, _("Cancelled. Both calendars are told."))
    return redirect("my_visits")


@require_POST
@signed_in
def visit_note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two lines: the visitor's as a draft, or handed over to the host (``hand_over`` in the data)."""
    form, hand_over = NoteForm(request.POST), "hand_over" in request.POST
    if form.is_valid():
        given = {**form.cleaned_data, "visit_id": public_id, "hand_over": hand_over}
        note = actions.write_note(by=request.actor, now=request.now, **given)
        say(request, _said_of(note))
        return redirect("visit", public_id)
    found = queries.visit_for(request.actor, public_id)
    context = _visit_context(request, found) | {"note_form": form}
    return render(request, "visits/visit.html", context, status=422)


def _said_of(note: VisitNote) -> str:
    if note.handed_over is None:
        return _("Saved as a draft. Only you can read it.")
    return _("Saved. Only the two of you can read it.")


@require_GET
@signed_in
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """One note, for its host, its author, or a colleague with whom the host shares it."""
    page = queries.note_page(request.actor, request.now, public_id)
    _write_down(request, page["found"])
    response = render(request, "visits/note.html", page)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def note_end_sharing(request: HttpRequest, public_id: str) -> HttpResponse:
    ended = actions.end_note_sharing(by=request.actor, now=request.now, public_id=public_id)
    told = _("%(visitor)s no longer reads this note.") % {"visitor": ended.visit.visitor}
    say(request, told, undo=reverse("note_share_again", args=[public_id]))
    return redirect("note", public_id)


@require_POST
@signed_in
def note_share_again(request: HttpRequest, public_id: str) -> HttpResponse:
    shared = actions.share_note_again(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("%(visitor)s can read this note again.") % {"visitor": shared.visit.visitor})
    return redirect("note", public_id)


@require_POST
@signed_in
def note_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    gone = actions.delete_note(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Deleted. Nothing of it is kept."))
    return redirect("visit", gone.visit.public_id)


def _write_down(request: HttpRequest, found: Shared) -> None:
    """For the host: that somebody else opened a note of theirs."""
    if found.standing.granted or found.standing.paired:
        note_opening(by=request.actor, now=request.now, found=found)


@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The secret feed: no session, the address is the key; 404 for any other."""
    text = queries.feed(token, request.now)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(request.now.timestamp())
    response["Cache-Control"] = "private, max-age=900"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@signed_in
def calendar_reset(request: HttpRequest) -> HttpResponse:
    actions.reset_feed(by=request.actor, now=request.now)
    say(request, _("Your calendar has a new address. The old one is void."))
    return HttpResponseRedirect(reverse("my_visits") + "#calendar")


@require_GET
@signed_in
def who_can_visit(request: HttpRequest) -> HttpResponse:
    see_school_time(request.actor)
    context = queries.who_can_visit(
        request.actor,
        request.now,
        school=request.GET.get("school", ""),
        week=request.GET.get("week", ""),
        at=request.GET.get("at", ""),
    )
    return render(request, "visits/who_can_visit.html", context)


def _visit_context(request: HttpRequest, found: Visit) -> dict[str, Any]:
    context = queries.visit_page(request.actor, request.now, found)
    mine = context["my_note"]
    note_form = NoteForm(initial={"saw": mine.saw, "take": mine.take, "tries": mine.tries} if mine else None)
    answering = VideoAnswerForm() if found.mode == Visit.Mode.VIDEO and context["is_host"] else AnswerForm()
    held = {"link": found.link, "recording_allowed": found.recording_allowed}
    step = context["my_step"]
    return context | {
        "answer_form": answering,
        "time_form": LinkForm(),
        "note_form": note_form,
        "link_form": LinkForm(initial=held) if context["can_link"] else None,
        "step_form": NextStepForm(initial={"text": step.text if step else ""}),
    }


def _answer_again(request: HttpRequest, public_id: str, form: AnswerForm) -> HttpResponse:
    """The visit with what was typed, and what is wrong with it: words are never dropped in silence."""
    found = queries.visit_for(request.actor, public_id)
    return render(request, "visits/visit.html", _visit_context(request, found) | {"answer_form": form}, status=422)
