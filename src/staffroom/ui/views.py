"""Light or dark, and the catalogue of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from . import catalogue
from .context import THEMES

A_YEAR = 60 * 60 * 24 * 365


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or auto in a cookie, which the server reads: no flash of the other theme."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponse(status=400)
    answer: HttpResponse = HttpResponseRedirect(_safe_next(request))
    answer.set_cookie(
        settings.THEME_COOKIE_NAME,
        theme,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return answer


@require_GET
def ui_catalogue(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "ui/catalogue.html", catalogue.everything())
