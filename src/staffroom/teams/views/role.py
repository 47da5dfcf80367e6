"""One role: who holds it and who could step in; and my own roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.ui.toasts import say

from .. import actions, queries


@require_safe
@signed_in
def leader_role(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the role is for, who holds it; money for whoever keeps it or holds it."""
    search, cover = request.GET.get("q", "")[:80], request.GET.get("cover", "")[:80]
    page = queries.role_page(request.actor, public_id, search=search, cover_search=cover)
    response = render(request, "teams/role.html", page)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def role_holder(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who holds it from today; without ``staff``: nobody."""
    staff = request.POST.get("staff", "")[:16]
    actions.set_holder(by=request.actor, now=request.now, role_id=public_id, staff_id=staff)
    say(request, _("Saved: who holds the role.") if staff else _("The role is vacant now."))
    return redirect("leader_role", public_id)


@require_POST
@signed_in
def role_cover(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a colleague whether they could step in."""
    staff = request.POST.get("staff", "")[:16]
    actions.ask_cover(by=request.actor, now=request.now, role_id=public_id, staff_id=staff)
    say(request, _("Asked. Until they agree, nobody but them sees it."))
    return redirect("leader_role", public_id)


@require_POST
@signed_in
def role_cover_end(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.end_cover(by=request.actor, now=request.now, role_id=public_id)
    say(request, _("Nobody is named to step in any more."))
    return redirect("leader_role", public_id)


@require_POST
@signed_in
def role_end(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.end_role(by=request.actor, now=request.now, role_id=public_id)
    say(request, _("The role has ended."), undo=reverse("role_reopen", args=[public_id]))
    return redirect("leader_roles")


@require_POST
@signed_in
def role_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.reopen_role(by=request.actor, now=request.now, role_id=public_id)
    say(request, _("The role is there again."))
    return redirect("leader_role", public_id)


@require_safe
@signed_in
def my_roles(request: HttpRequest) -> HttpResponse:
    """My roles with hours, release and money; what I am asked; where I said that I could step in."""
    response = render(request, "teams/my_roles.html", queries.my_roles(request.actor))
    response["Cache-Control"] = "private, no-store"  # that I am asked is mine alone
    return response


@require_POST
@signed_in
def cover_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.agree_to_cover(by=request.actor, now=request.now, cover_id=public_id)
    say(request, _("You said that you could step in. Whoever keeps the role, and its holder, see your name."))
    return redirect("my_roles")


@require_POST
@signed_in
def cover_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.decline_cover(by=request.actor, now=request.now, cover_id=public_id)
    say(request, _("Taken away. Nothing of it is kept."))
    return redirect("my_roles")
