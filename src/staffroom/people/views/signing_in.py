"""The sign-in page: password or mailed code, and in a demo a named person of each role."""

from typing import Any

from allauth.account.views import LoginView, RequestLoginCodeView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import actions, queries
from ..signin import speak

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """allauth's sign-in, with what our page needs besides."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"demo_people": queries.demo_people(), "is_set_up": queries.is_set_up()}
        return super().get_context_data(**kwargs) | ours


class SignInByCode(RequestLoginCodeView):
    """A code by mail. Someone whom the roster knows gets an account when they first ask for one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.claim_account(email=request.POST.get("email", ""), now=timezone.now())
        return super().post(request, *args, **kwargs)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """A real sign-in as a person of a throwaway district. Outside of a demo this page does not exist."""
    account = actions.demo_account(public_id=request.POST.get("person", ""), now=timezone.now())
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return speak(request, redirect(settings.LOGIN_REDIRECT_URL), account)


def account_email(request: HttpRequest) -> HttpResponse:
    """Addresses come from the roster: there is no page on which to change one's own."""
    return redirect("my_account")
