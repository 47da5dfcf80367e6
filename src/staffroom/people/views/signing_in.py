"""The sign-in page: password or mailed code, and in a demo a named person of each role."""

from collections.abc import Collection
from typing import Any

from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.mfa.base.views import IndexView
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import actions, queries
from ..signin import BACKEND, speak


def ways_over(request: HttpRequest, linked: Collection[str] = ()) -> list[dict[str, Any]]:
    """The providers that the district has set up: id, name, where to begin, and whether it opens this account."""
    found = get_social_adapter().list_providers(request)
    return [
        {"id": each.sub_id, "name": each.name, "url": each.get_login_url(request), "linked": each.sub_id in linked}
        for each in found
    ]


class SignIn(LoginView):
    """allauth's sign-in, with what our page needs besides."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers = ways_over(self.request)
        ours = {"demo_people": queries.demo_people(), "is_set_up": queries.is_set_up(), "providers": providers}
        return super().get_context_data(**kwargs) | ours


class SignInByCode(RequestLoginCodeView):
    """A code by mail. Someone whom the roster knows gets an account when they first ask for one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.claim_account(email=request.POST.get("email", ""), now=timezone.now())
        return super().post(request, *args, **kwargs)


class WaysToSignIn(IndexView):
    """Everything with which one's own account opens: password, code, passkeys, app, single sign-on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        providers = ways_over(self.request, linked=queries.links_of(self.request.user))
        return super().get_context_data(**kwargs) | {"account": self.request.user, "providers": providers}


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
