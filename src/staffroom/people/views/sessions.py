"""Where I am signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from staffroom.ui.toasts import say

from .. import actions, queries
from ..signin import signed_in


@require_GET
@signed_in
def my_sessions(request: HttpRequest) -> HttpResponse:
    """The devices on which this account is open."""
    shown = {"sessions": queries.sessions_of(request.actor), "here": request.session.get("device")}
    return render(request, "people/my_sessions.html", shown)


@require_POST
@signed_in
def session_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign out on one device."""
    actions.end_session(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Signed out there."))
    return redirect("my_sessions")


@require_POST
@signed_in
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    actions.end_all_sessions(by=request.actor, now=request.now)
    return redirect("account_login")
