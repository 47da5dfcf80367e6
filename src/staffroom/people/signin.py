"""How people sign in: accounts come from the roster or an invitation, never from a sign-up form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from .models import Account

View = Callable[..., HttpResponse]


class ClosedDoorAdapter(DefaultAccountAdapter):
    """No sign-up by strangers; whoever comes in reads in their own language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        return speak(request, super().post_login(request, user, **kwargs), user)


def speak(request: HttpRequest, response: HttpResponse, account: Account) -> HttpResponse:
    """Keep the account's language on this device, unless the device has one already."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        keep_on_device(response, settings.LANGUAGE_COOKIE_NAME, account.language)
    return response


def keep_on_device(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice of this reader for a year."""
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def signed_in(view: View) -> View:
    """Let only people of a district through; others go to the sign-in page and come back.

    A fragment asked for by htmx gets 401 instead: a sign-in page must not land inside another page.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "actor", None) is not None:
            return view(request, *args, **kwargs)
        if getattr(request, "htmx", False):
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path())

    return asking
