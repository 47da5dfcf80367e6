"""How long a session lasts: it begins at sign-in, on a device with a name, and ends by itself or from elsewhere.

The session itself keeps when it began and was last seen, so that most pages write nothing.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor

from . import actions
from .models import Account

SEEN_EVERY = timedelta(minutes=5)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """ "Firefox · Windows", as the browser names itself; empty when it does not."""
    told = request.META.get("HTTP_USER_AGENT", "")
    found = (next((name for sign, name in names if sign in told), "") for names in (BROWSERS, SYSTEMS))
    return " · ".join(part for part in found if part)


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, user: Account, **_signal: Any) -> None:
    """Whatever way somebody signed in: from now on this device is signed in."""
    now = timezone.now()
    session = actions.begin_session(account=user, device=device_of(request), now=now)
    request.session["device"] = session.public_id
    request.session["began"] = request.session["seen"] = now.timestamp()


@receiver(user_logged_out)
def forget(sender: Any, request: HttpRequest, **_signal: Any) -> None:
    """Signed out here: the device is gone from the list."""
    if request.session.get("device"):
        actions.forget_session(session=request.session["device"])


def why_over(request: HttpRequest, actor: Actor, *, is_there: bool) -> str:
    """Why this session is over, or nothing. A session that goes on is seen, every few minutes."""
    if not is_there:
        return _("You were signed out on this device. Sign in again.")
    now = request.now.timestamp()
    began, seen = request.session.get("began", 0), request.session.get("seen", 0)
    hours = settings.SESSION_IDLE_HOURS_OFFICE if actor.has("central", "it") else settings.SESSION_IDLE_HOURS
    if now - seen > hours * 3600 or now - began > settings.SESSION_MAX_DAYS * 86400:
        return _("You were signed out because much time has passed. Sign in again.")
    if now - seen > SEEN_EVERY.total_seconds():
        request.session["seen"] = now
        actions.session_seen(session=request.session["device"], now=request.now)
    return ""
