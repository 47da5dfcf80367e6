"""What every page knows."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from .nav import bar_and_more, grouped, links_for

THEMES = ("auto", "light", "dark")


@cache
def running_version() -> str:
    try:
        return version("staffroom")
    except PackageNotFoundError:
        return ""


def theme_of(request: HttpRequest) -> str:
    """The reader's choice: this device's cookie, else the account's, else as the device."""
    account = getattr(request, "account", None)
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME) or getattr(account, "theme", "")
    return chosen if chosen in THEMES else "auto"


def _district_name(request: HttpRequest) -> str:
    account = getattr(request, "account", None)
    return account.district.name if account and account.district_id else ""


def initials_of(name: str) -> str:
    """Two letters for a person's circle: "Ana María Reyes" is AR."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def reader_of(actor: Any) -> str:
    """A name for this reader that says nothing: what the browser keeps for one is never shown to another."""
    return salted_hmac("staffroom.reader", str(actor.account_id), algorithm="sha256").hexdigest()[:16] if actor else ""


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    links = links_for(actor.roles, request.path) if actor else []
    bar, more = bar_and_more(links)
    return {
        "actor": actor,
        "drafts_of": reader_of(actor),
        "actor_initials": initials_of(actor.name) if actor else "",
        "nav": links,
        "nav_groups": grouped(links),
        "nav_bar": bar,
        "nav_more": more,
        "nav_more_current": any(link.current for link in more),
        "theme": theme_of(request),
        "shown_languages": [("en", "English"), ("es", "Español")],
        "language_code": (get_language() or "en")[:2],
        "district_name": _district_name(request),
        "demo": settings.DEMO,
        "version": running_version(),
    }
