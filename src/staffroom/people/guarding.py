"""What stands before the pages on which something can be guessed or changed for good.

Guessing is limited by account, and by account and address; never by address alone, because a whole school has one.
What changes how one signs in needs a sign-in that is fresh, or a password or second factor given again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from staffroom.core.codes import first_block

from .actions import count_attempt
from .signin import signed_in_just_now


def _field(name: str) -> Callable[[HttpRequest, dict[str, Any]], str]:
    return lambda request, _kwargs: request.POST.get(name, "").strip().casefold()


def _pending(request: HttpRequest, _kwargs: dict[str, Any]) -> str:
    """Who is half-way through signing in: the account, or the address typed while nobody has it."""
    login = unstash_login(request, peek=True)
    return str(login.user.pk if login.user else login.email) if login else ""


def _signed_in(request: HttpRequest, _kwargs: dict[str, Any]) -> str:
    return str(request.user.pk) if request.user.is_authenticated else ""


# Name of the page -> (what is tried there, whose it is). Pages that try the same thing count together.
GUESSABLE: dict[str, tuple[str, Callable[[HttpRequest, dict[str, Any]], str]]] = {
    "account_login": ("password", _field("login")),
    "account_reauthenticate": ("again", _signed_in),
    "account_change_password": ("again", _signed_in),
    "account_request_login_code": ("code asked", _field("email")),
    "account_confirm_login_code": ("code", _pending),
    "mfa_authenticate": ("factor", _pending),
    "mfa_reauthenticate": ("factor", _signed_in),
    "mfa_reauthenticate_webauthn": ("factor", _signed_in),
    "mfa_activate_totp": ("new factor", _signed_in),
    "account_reset_password": ("reset asked", _field("email")),
    "account_reset_password_from_key": ("reset", lambda _request, kwargs: kwargs["uidb36"]),
    "code_sign_in": ("paper code", lambda request, _kwargs: first_block(request.POST.get("code", ""))),
    "code_number": ("number", lambda request, _kwargs: request.session.get("paper_code", "")),
    "mail_link_ask": ("link asked", _field("email")),
    "mail_link": ("link", lambda _request, kwargs: kwargs["token"]),
    "leaving": ("leaving", lambda _request, kwargs: kwargs["token"]),
    "invitation_accept": ("invitation", lambda _request, kwargs: kwargs["token"]),
}


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind our proxy the last address is its word; what stands before is anybody's."""
    try:
        return get_adapter().get_client_ip(request)
    except Exception:  # a proxy that names no address: limits by account still hold
        return ""


def too_many(request: HttpRequest, now: datetime, again: datetime) -> HttpResponse:
    """The page that says when to try again."""
    seconds = max(1, round((again - now).total_seconds()))
    shown = {"minutes": -(-seconds // 60), "seconds": seconds}
    page = render(request, "429.html", shown, status=429)
    page["Retry-After"] = str(seconds)
    return page


class GuessingMiddleware:
    """Counts tries before the view sees them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST" or name not in GUESSABLE:
            return None
        what, whose = GUESSABLE[name]
        who, now = whose(request, kwargs), timezone.now()
        if not who:
            return None
        again = count_attempt(what=what, who=who, address=address_of(request), now=now)
        return too_many(request, now, again) if again else None


# Pages that change how one signs in, or an account of somebody else.
NEEDS_FRESH = frozenset(
    {
        "account_set_password", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn",
        "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "sso_unlink",
        "account_close", "account_reopen", "account_end_sessions", "account_remove_factors", "account_invite",
        "invitation_new", "codes_print", "leaver_link",
    }
)  # fmt: skip


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Signed in a moment ago. Who has a password or a second factor is asked for that by allauth instead."""
    return bool(get_reauthentication_flows(request.user)) or signed_in_just_now(request, now)


class FreshMiddleware:
    """Who signs in by mailed code or single sign-on has nothing to give again, so signs in anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in NEEDS_FRESH or not request.user.is_authenticated or is_fresh(request, timezone.now()):
            return None
        back = request.get_full_path() if request.method == "GET" else "/me/"
        return render(request, "people/sign_in_anew.html", {"back": back}, status=403)
