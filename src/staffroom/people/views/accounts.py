"""Accounts and invitations, for those who look after them."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import NewcomerForm
from ..invite import link_of, send_link
from ..models import Account, Invitation
from ..signin import signed_in


@require_GET
@signed_in
def account_list(request: HttpRequest) -> HttpResponse:
    """Who has an account, and how it stands; search and state are in the address."""
    asked = {name: request.GET.get(key, "")[:80] for name, key in (("search", "q"), ("state", "state"))}
    found = queries.accounts(request.actor, page=request.GET.get("page", "1"), **asked)
    states = [(name, words, found.counts[name]) for name, words in queries.STATES.items()]
    may = {
        "may_manage": rules.manage_accounts.allows(request.actor),
        "may_print": rules.print_codes.allows(request.actor),
    }
    shown = {"found": found, "states": states, **may}
    return render(request, "people/accounts.html", shown)


@require_GET
@signed_in
def account(request: HttpRequest, public_id: str) -> HttpResponse:
    """One account: how it stands, and what can be done with it."""
    return render(request, "people/account.html", queries.account_page(request.actor, public_id, request.now))


def _act(request: HttpRequest, public_id: str, act: Any, told: str) -> HttpResponse:
    done: Account = act(by=request.actor, now=request.now, staff_id=public_id)
    say(request, told % {"email": done.email})
    return redirect("account", public_id)


@require_POST
@signed_in
@reauthentication_required
def account_close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, actions.close_account, _("The account %(email)s is closed. Its owner was told."))


@require_POST
@signed_in
@reauthentication_required
def account_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, actions.reopen_account, _("The account %(email)s is open. Its owner was told."))


@require_POST
@signed_in
@reauthentication_required
def account_end_sessions(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, actions.end_sessions_of, _("%(email)s is signed out everywhere, and was told."))


@require_POST
@signed_in
@reauthentication_required
def account_remove_factors(request: HttpRequest, public_id: str) -> HttpResponse:
    told = _("The second factors of %(email)s are removed. The owner was told.")
    return _act(request, public_id, actions.remove_factors, told)


# --- Invitations -------------------------------------------------------------------------------------
@require_POST
@signed_in
def account_invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Invite somebody of the staff list."""
    made = actions.invite_staff(by=request.actor, now=request.now, staff_id=public_id)
    return _made(request, *made)


@require_http_methods(["GET", "POST"])
@signed_in
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody whom the roster does not know."""
    rules.manage_accounts(request.actor)
    typed = request.POST if request.method == "POST" else None
    form = NewcomerForm(typed, actor=request.actor, schools=queries.school_choices())
    if request.method == "POST" and form.is_valid():
        made = actions.invite_newcomer(by=request.actor, now=request.now, **form.cleaned_data)
        return _made(request, *made)
    return render(request, "people/invitation_new.html", {"form": form}, status=400 if form.errors else 200)


def _made(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Mail the link to who has an address: then nobody else sees it. Who has none gets it printed, shown once."""
    if invitation.email:
        sent = send_link(invitation, token)
        say(request, _("Mailed.") if sent else _("The mail could not be sent."), kind="done" if sent else "attention")
    else:
        request.session["invitation_link"] = {invitation.public_id: link_of(token)}
    return redirect("invitation", invitation.public_id)


@require_GET
@signed_in
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Invitations, newest first, with their state."""
    found = queries.invitations(request.actor, now=request.now, page=request.GET.get("page", "1"))
    return render(request, "people/invitations.html", {"found": found})


@require_GET
@signed_in
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One invitation; just after it was made for somebody without mail, with the link to print."""
    found = queries.invitation_for(request.actor, public_id)
    kept = request.session.get("invitation_link", {})
    link = kept.get(public_id, "")
    if link:
        del request.session["invitation_link"]
    shown = {"invitation": found, "state": found.state_at(request.now), "link": link}
    return render(request, "people/invitation.html", shown | {"waits": rules.still_waits.allows(found, request.now)})


@require_POST
@signed_in
def invitation_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its link is void."""
    actions.revoke_invitation(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("The invitation is taken back. Its link is void."))
    return redirect("invitation", public_id)
