"""Plan a group visit, answer, join, organise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import WalkForm
from .showing import walk_shown


@require_GET
@signed_in
def walks(request: HttpRequest) -> HttpResponse:
    """Mine, and those with open places."""
    return render(request, "walks/walks.html", queries.home_page(request.actor, request.now))


@require_http_methods(["GET", "POST"])
@signed_in
def walk_new(request: HttpRequest) -> HttpResponse:
    """One form; then a list of times; one tap plans it (``choice`` in the data)."""
    rules.plan_walks(request.actor)
    form = WalkForm(request.POST or None, choices=queries.choices(request.actor))
    context, status = {"form": form}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                asked, choice = form.asked(), request.POST.get("choice", "")
                if choice:
                    made = actions.start_walk(by=request.actor, now=request.now, asked=asked, choice=choice)
                    say(request, _("Planned. The hosts are asked by mail; each answers with one tap."))
                    return redirect("walk", made.public_id)
            except Refused as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.advice}")
            context |= queries.proposals_page(request.actor, asked, request.now)
            status = 409 if form.errors else 200
    return render(request, "walks/walk_new.html", context, status=status)


@require_GET
@signed_in
def walk(request: HttpRequest, public_id: str) -> HttpResponse:
    """One walk: before, on the way, afterwards."""
    return walk_shown(request, public_id)


@require_POST
@signed_in
def walk_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes (``yes`` in the data), or not this time; also to give up what one said yes to."""
    yes = request.POST.get("yes") == "1"
    done = actions.answer_walk(by=request.actor, now=request.now, walk_id=public_id, yes=yes)
    if not yes:
        say(request, _("Not this time. The organizer is told kindly, and nobody asks why."))
        if done.organiser_id == request.actor.staff_id:
            return redirect("walk", public_id)
        return redirect("walks")
    if done.state == "booked":
        say(request, _("Yes. It takes place: you have an invitation by mail."))
    else:
        say(request, _("Yes. You are told as soon as enough have said so."))
    return redirect("walk", public_id)


@require_POST
@signed_in
def walk_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an open place."""
    actions.join_walk(by=request.actor, now=request.now, walk_id=public_id)
    say(request, _("You walk along. Your free period is kept for it."))
    return redirect("walk", public_id)


@require_POST
@signed_in
def walk_invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a colleague along."""
    asked = actions.invite_walker(
        by=request.actor, now=request.now, walk_id=public_id, staff=request.POST.get("staff", "")
    )
    say(request, _("%(who)s is asked by mail.") % {"who": asked.staff})
    return redirect("walk", public_id)


@require_POST
@signed_in
def walk_room(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask another room in place of one that is missing."""
    asked = actions.ask_another_room(
        by=request.actor, now=request.now, walk_id=public_id, lesson=request.POST.get("lesson", "")
    )
    say(request, _("%(who)s is asked by mail.") % {"who": asked.host})
    return redirect("walk", public_id)


@require_POST
@signed_in
def walk_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call it off."""
    actions.cancel_walk(by=request.actor, now=request.now, walk_id=public_id)
    say(request, _("Called off. Everybody is told."))
    return redirect("walks")
