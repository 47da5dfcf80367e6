"""Single sign-on: whom a provider names is one of ours, or nobody.

The provider's id of a person decides (``sub``, or the SAML name id), never the mail address. Only the first time,
and only with a provider that the district trusts for it, a verified address that exactly one active staff member
has links the two. After that the address may change, and somebody else who gets the address gets nothing.
"""

import hmac
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from . import actions
from .models import Account
from .queries import account_of_person, staff_of_address

SIGNED_WITH = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
KEPT = ("sub", "email", "email_verified")  # of what a provider tells


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's, stricter: the token is signed, made for this very sign-in, and says what the district asks."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        told = self._id_token(app, kwargs["response"].get("id_token"))
        about = self._fetch_user_info(token.token)
        if about.get("sub") != told["sub"]:
            raise OAuth2Error("The user info is about somebody else")
        claims = {**about, **told}
        for claim, allowed in app.settings.get("must_say", {}).items():
            if str(claims.get(claim, "")) not in allowed:
                raise OAuth2Error(f"The token does not say a {claim} of this district")
        claims["email_verified"] = _is_yes(claims.get("email_verified")) or _is_yes(claims.get("xms_edov"))
        login = self.get_provider().sociallogin_from_response(request, {name: claims.get(name) for name in KEPT})
        login.nonce = told.get("nonce", "")
        return login

    def _id_token(self, app: Any, id_token: Any) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token)["alg"] not in SIGNED_WITH:
                raise OAuth2Error("The token is not signed with a key pair")
            told = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=_issuer(app, self.openid_config),
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The token cannot be read") from error
        if not isinstance(told.get("sub"), str) or not told["sub"] or "exp" not in told:
            raise OAuth2Error("The token names nobody")
        return told


def _issuer(app: Any, described: dict[str, Any]) -> str:
    """Who signs: the address that IT set, and no other that its description may name (OpenID Connect Discovery 4.3)."""
    issuer = str(described["issuer"])
    asked = str(app.settings["server_url"]).split("/.well-known/")[0]
    if issuer.rstrip("/") != asked.rstrip("/"):
        raise OAuth2Error("The provider describes itself under another address than the one that is set")
    return issuer


def _is_yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


class KnownPeopleAdapter(DefaultSocialAccountAdapter):
    """Nobody signs up; who comes with a known id is let in; who comes first is looked for on the staff list."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        """The district's word for a provider that says nothing about it, because the district makes its addresses."""
        return provider.sub_id in settings.SSO_MAILS_VERIFIED

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not _is_for_this_sign_in(sociallogin):
            raise ImmediateHttpResponse(render_authentication_error(request, sociallogin.provider))
        _keep_nothing_told(sociallogin.account)
        if sociallogin.is_existing:
            return  # known by id
        if request.user.is_authenticated and sociallogin.state.get("process") == "connect":
            if SocialAccount.objects.filter(user=request.user, provider=sociallogin.provider.sub_id).exists():
                raise ImmediateHttpResponse(render(request, "people/sso_unknown.html", _named(sociallogin), status=403))
            return
        account = _first_time(sociallogin)
        if account is None:
            raise ImmediateHttpResponse(render(request, "people/sso_unknown.html", _named(sociallogin), status=403))
        sociallogin.connect(request, account)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return "/account/2fa/"


def _named(sociallogin: SocialLogin) -> dict[str, str]:
    return {"provider": sociallogin.provider.name}


def _keep_nothing_told(link: SocialAccount) -> None:
    """The id is enough: what else a provider tells is not kept."""
    link.extra_data = {}
    if link.pk:
        link.save(update_fields=["extra_data"])


def _is_for_this_sign_in(sociallogin: SocialLogin) -> bool:
    """The nonce with which this browser set out is in the token that came back. SAML has its own, InResponseTo."""
    if not hasattr(sociallogin, "nonce"):
        return sociallogin.provider.id == "saml"
    expected = sociallogin.state.get("nonce") or ""
    return bool(expected) and hmac.compare_digest(str(expected), str(sociallogin.nonce))


def _first_time(sociallogin: SocialLogin) -> Account | None:
    """The account of the one active staff member with the verified address, if the provider may link by it."""
    provider = sociallogin.provider.sub_id
    if provider not in settings.SSO_LINK_BY_MAIL:
        return None
    verified = [each.email for each in sociallogin.email_addresses if each.verified and each.email]
    staff = staff_of_address(verified[0]) if verified else None
    if staff is None:
        return None
    account = account_of_person(staff) or actions.claim_account(email=verified[0], now=timezone.now())
    if account is None or not account.is_active:
        return None
    # Linked already, with another id: whoever comes now was given an address that somebody had before.
    return None if SocialAccount.objects.filter(user=account, provider=provider).exists() else account
