"""On the way and afterwards: jottings, patterns, thanks, what the school reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import JottingForm, PatternForm, ThanksForm
from .showing import walk_shown


@require_POST
@signed_in
def jottings(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep what I jot down, for me alone."""
    queries.walk_for(request.actor, public_id)
    form = JottingForm(request.POST)
    if form.is_valid():
        try:
            actions.jot_down(by=request.actor, now=request.now, walk_id=public_id, **form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error("text", f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Saved. Only you can read it."))
            return redirect(reverse("walk", args=[public_id]) + "#jottings")
    return walk_shown(request, public_id, status=422, jotting_form=form)


@require_POST
@signed_in
def patterns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a line of the debrief."""
    form = PatternForm(request.POST, walk=queries.walk_for(request.actor, public_id))
    if form.is_valid():
        try:
            actions.write_pattern(by=request.actor, now=request.now, walk_id=public_id, **form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Written. The group reads it; nobody else until it is released."))
            return redirect(reverse("walk", args=[public_id]) + "#debrief")
    return walk_shown(request, public_id, status=422, pattern_form=form)


@require_POST
@signed_in
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the patterns to the hosts."""
    actions.release_patterns(by=request.actor, now=request.now, walk_id=public_id)
    say(request, _("Released. The hosts read it first; in two days the staff of the school does."))
    return redirect("walk", public_id)


@require_POST
@signed_in
def pattern_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take my own line away."""
    gone = actions.remove_pattern(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Taken away."))
    return redirect("walk", gone.public_id)


@require_POST
@signed_in
def pattern_hold_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """This points to one person."""
    held = actions.hold_back_pattern(by=request.actor, now=request.now, public_id=public_id)
    say(
        request,
        _("Held back. It is shown no further, and nobody is told who said so."),
        undo=reverse("walk_pattern_show_again", args=[public_id]),
    )
    return redirect("walk", held.walk.public_id)


@require_POST
@signed_in
def pattern_show_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """The Undo of holding back."""
    shown = actions.show_again_pattern(by=request.actor, now=request.now, public_id=public_id)
    return redirect("walk", shown.walk.public_id)


@require_POST
@signed_in
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two lines to a host."""
    page = queries.walk_page(request.actor, public_id, request.now)
    form = ThanksForm(request.POST, hosts=page["to_thank"])
    if form.is_valid():
        actions.say_thanks(by=request.actor, now=request.now, walk_id=public_id, **form.cleaned_data)
        say(request, _("Thank you. Only your host reads it."))
        return redirect("walk", public_id)
    return walk_shown(request, public_id, status=422, thanks_form=form)


@require_GET
@signed_in
def school(request: HttpRequest, public_id: str) -> HttpResponse:
    """Released patterns of a school, for its staff."""
    return render(request, "walks/school.html", queries.school_page(request.actor, public_id, request.now))
