"""How people sign in: accounts come from the roster or an invitation, never from a sign-up form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


class ClosedDoorAdapter(DefaultAccountAdapter):
    """No sign-up by strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
