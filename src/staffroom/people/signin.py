"""How people sign in: accounts come from the roster or an invitation, never from a sign-up form."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import actions
from .models import Account

View = Callable[..., HttpResponse]
FRESH = timedelta(minutes=15)
BACKEND = "django.contrib.auth.backends.ModelBackend"
# allauth's notices -> what happened, in our words.
NOTICES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_set",
    "account/email/password_reset": "password_reset",
    "mfa/email/totp_activated": "totp_added",
    "mfa/email/totp_deactivated": "totp_removed",
    "mfa/email/webauthn_added": "key_added",
    "mfa/email/webauthn_removed": "key_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
    "socialaccount/email/account_connected": "sso_linked",
    "socialaccount/email/account_disconnected": "sso_unlinked",
}


class ClosedDoorAdapter(DefaultAccountAdapter):
    """No sign-up by strangers; whoever comes in reads in their own language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_client_ip(self, request: HttpRequest) -> str:
        """Never refuses for want of one: it counts tries, and is kept nowhere."""
        try:
            return super().get_client_ip(request)
        except (PermissionDenied, ImproperlyConfigured):
            return ""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.sign_in_failed(email=credentials.get("email") or "", now=timezone.now())

    def set_password(self, user: Account, password: str) -> None:
        own = self.request.user.is_authenticated and self.request.user.pk == user.pk
        kept = self.request.session.get("device", "") if own else ""
        actions.set_password(account=user, password=password, kept_session=kept)

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Our own mail, in the owner's language, and an entry in the audit log."""
        actions.note_change(account=user, what=NOTICES[template_prefix], now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked again for the own factors; before touching others' accounts, always."""
        if app == "allauth.mfa" and signed_in_just_now(self.request, timezone.now()):
            return False
        return super().is_reauthentication_required(app=app)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("With your password"),
            "mfa_reauthenticate": _("With a code of your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": words.get(way["id"], way["description"])} for way in ways]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        return speak(request, super().post_login(request, user, **kwargs), user)


def signed_in_just_now(request: HttpRequest, now: datetime) -> bool:
    """Whether this session began a moment ago."""
    return now.timestamp() - request.session.get("began", 0) < FRESH.total_seconds()


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
