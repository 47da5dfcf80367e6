"""At the outermost door: headers on every answer, what is refused is logged, what nobody may send is not read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from .logs import about, security

Next = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
HEADERS = {
    # Pictures, scripts and pages are for our own pages; no other site may embed or read them.
    "Cross-Origin-Resource-Policy": "same-origin",
    # No page needs a sensor, a payment or a screen; passkeys are for our own pages.
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), "
        "screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
    ),
}
REFUSED = frozenset({400, 401, 403, 404, 405, 413, 422, 429})
LARGER = 1024 * 1024  # what a form may hold beside the largest file


class HeadersMiddleware:
    """What browsers are told with every answer, also with static files and redirects."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if _signs_out(request):
            # No page is kept to be paged back to. What was typed and not sent, drafts.js forgets.
            response["Clear-Site-Data"] = '"cache"'
        return response


def _signs_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "account_logout"


class SecurityLogMiddleware:
    """One line for every request that was refused, with who asked and for what kind of thing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSED:
            security.warning("refused", extra={"facts": {"status": response.status_code, **about(request)}})
        return response


class DoorMiddleware:
    """Methods that no page has, bodies larger than any form, and the API without encryption are not let in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path_info.startswith("/api/"):
            # A program that is sent on would never notice that it speaks without encryption.
            return HttpResponseForbidden("Use https.", content_type="text/plain; charset=utf-8")
        if _length(request) > settings.UPLOAD_MAX_BYTES + LARGER:
            return _too_large(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdigit() else 0


def _too_large(request: HttpRequest) -> HttpResponse:
    shown = {
        "sentence": _("What you sent is larger than anything that is taken here, so none of it was read."),
        "advice": _("Choose a smaller file. The page with the form says how large a file may be."),
        "status": 413,
        "back": "/",
    }
    return render(request, "ui/refused.html", shown, status=413)
