"""Going to a provider and coming back. The dance itself is allauth's; what it may lead to is in ``people/sso.py``."""

import secrets

import requests
from allauth.account.adapter import get_adapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.saml import views as saml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from staffroom.ui.toasts import say

from .. import actions
from ..signin import signed_in
from ..sso import OpenIdAdapter

COMES_FROM_OUTSIDE = frozenset({"clever"})  # its portal opens us without having been asked


def _provider(request: HttpRequest, **which: str) -> Provider:
    try:
        return get_social_adapter().get_provider(request, **which)
    except SocialApp.DoesNotExist:
        raise Http404


def _set_out(request: HttpRequest, provider: Provider, **state: str) -> HttpResponse:
    """A page that goes on to the provider: a form may only be answered by us, so it does not redirect."""
    wanted = request.POST.get("next", "")
    next_url = wanted if wanted and get_adapter().is_safe_url(wanted) else None
    process = "connect" if request.POST.get("process") == "connect" and request.user.is_authenticated else "login"
    if nonce := state.get("nonce"):
        state["auth_params"] = {"nonce": nonce}  # type: ignore[assignment]
    try:
        answer = provider.redirect(request, process, next_url=next_url, **state)
    except requests.RequestException as error:
        return render_authentication_error(request, provider, exception=error)
    if answer.status_code != 302:
        return answer
    return render(request, "people/sso_leave.html", {"provider": provider.name, "address": answer["Location"]})


@require_POST
def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider, with a nonce that must come back in its token."""
    provider = _provider(request, provider=provider_id)
    if provider.id != "openid_connect":
        raise Http404
    return _set_out(request, provider, nonce=secrets.token_urlsafe(24))


@require_GET
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    provider = _provider(request, provider=provider_id)
    if provider.id != "openid_connect":
        raise Http404
    if provider_id in COMES_FROM_OUTSIDE and "state" not in request.GET and not request.user.is_authenticated:
        return _set_out(request, provider, nonce=secrets.token_urlsafe(24))
    return OAuth2CallbackView.adapter_view(OpenIdAdapter(request, provider_id))(request)


@require_GET
def sso_cancelled(request: HttpRequest) -> HttpResponse:
    """Changed their mind at the provider."""
    say(request, _("You did not sign in there. Choose a way to sign in."))
    return redirect("account_login")


@require_POST
def saml_login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    return _set_out(request, _provider(request, provider="saml", client_id=organization_slug))


@csrf_exempt
@require_POST
def saml_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The provider's answer, posted from its own page; the next page reads it with our session."""
    _provider(request, provider="saml", client_id=organization_slug)
    return saml.acs(request, organization_slug=organization_slug)


@require_GET
def saml_finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    _provider(request, provider="saml", client_id=organization_slug)
    return saml.finish_acs(request, organization_slug=organization_slug)


@require_GET
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    _provider(request, provider="saml", client_id=organization_slug)
    return saml.metadata(request, organization_slug=organization_slug)


def saml_sls(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Nobody signs others out from outside: the address is in the metadata, and answers nothing."""
    raise Http404


@require_POST
@signed_in
def sso_unlink(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider opens this account no more. A mailed code still does."""
    actions.unlink_sso(by=request.actor, now=timezone.now(), provider=provider_id)
    say(request, _("Unlinked."))
    return redirect("mfa_index")
