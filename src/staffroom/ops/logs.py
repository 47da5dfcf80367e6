"""Logs: one line an entry, as JSON or for people; no secret of an address, no line break out of a visitor's hands.

Security events go to the logger ``staffroom.security``: who signed in or failed to, and every request that was refused.
They name accounts and routes, never what was typed, never an address's secret part.
"""

import json
import logging
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

security = logging.getLogger("staffroom.security")


class JsonLines(logging.Formatter):
    """Each entry one JSON object on one line, its time in UTC; a traceback is a field."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


class OneLine(logging.Formatter):
    """For people at a terminal: what was logged stays on its line, control characters are spelled out."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name of the standard library
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        record.message = spelled_out(f"{record.message} {facts}".rstrip())
        return super().formatMessage(record)


def spelled_out(text: str) -> str:
    """Line breaks, colours and other unprintable characters as escapes."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class RouteForPath(logging.Filter):
    """Names the route instead of the address asked for: a calendar's is a secret, others name people's records."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            asked = {request.path, request.path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(route_of(request) if one in asked else one for one in record.args)
        return True


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, without what stood in its places."""
    match = request.resolver_match
    return f"/{match.route}" if match else "(no such address)"


def address_of(request: HttpRequest) -> str:
    """Where the request came from: behind a proxy, the last address of its list, which only the proxy writes."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return told.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def about(request: HttpRequest | None) -> dict[str, object]:
    """What an investigation needs of a request: how, where to, who, from where. No query, no body, no secret."""
    if request is None:
        return {}
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    return {
        "method": request.method,
        "route": route_of(request),
        "object": match.kwargs.get("public_id", "") if match else "",
        "account": actor.account_id if actor else None,
        "district": actor.district_id if actor else None,
        "address": address_of(request),
    }


def listen() -> None:
    """Log what Django tells about signing in and out. Called once, when the applications are ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="staffroom.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="staffroom.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="staffroom.failed")


def _signed_in(request: HttpRequest | None, user: object, **_more: object) -> None:
    facts = {**about(request), "account": getattr(user, "pk", None)}
    security.info("signed in", extra={"facts": facts})


def _signed_out(request: HttpRequest | None, user: object, **_more: object) -> None:
    facts = {**about(request), "account": getattr(user, "pk", None)}
    security.info("signed out", extra={"facts": facts})


def _failed(request: HttpRequest | None = None, **_more: object) -> None:
    """Neither name nor password: people type one into the field of the other."""
    security.warning("sign-in failed", extra={"facts": about(request)})
