"""What happens around every view: what cannot be read is refused, nothing is kept by browsers or proxies, the
district's scope is opened and the actor told, refusals become pages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffroom.spine.access import Refused
from staffroom.spine.scoping import district_scope
from staffroom.ui.toasts import say

from .queries import account_in_session, actor_for
from .sessions import why_over


class PlainTextMiddleware:
    """Refuses the one character that no database column and no calendar can hold, wherever it was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in text for text in _typed(request)):
            return _unreadable(request)
        return self.get_response(request)


def _unreadable(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": _("The request holds a character that is no letter.")}, status=400)
    return render(request, "ui/unreadable.html", status=400)


def _typed(request: HttpRequest) -> Iterable[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield from (name, *values)


class PrivateMiddleware:
    """Pages are for one reader: neither a proxy nor a shared computer keeps them, unless the view says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        return response


class ActorMiddleware:
    """Sets ``request.actor`` (None for strangers) and ``request.now``; the reader's clock is the district's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()
        request.actor = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        account = account_in_session(request.user.pk, request.session.get("device", ""))
        if not account.district_id or (account.staff_id and not account.staff.active):
            # A session outlives the roster that named its owner: it ends here, not at its next sign-in.
            told = _("Nobody who works in a district now has this account. Ask the central office.")
            return self._over(request, told)
        zone = ZoneInfo(account.district.time_zone)
        actor = actor_for(account, request.now.astimezone(zone).date())
        why = why_over(request, actor, is_there=account.session_is_there)
        if why:
            return self._over(request, why)
        # What the core says in sentences comes in the language of the page around it, whoever switched that.
        request.account, request.actor = account, replace(actor, language=get_language() or actor.language)
        with timezone.override(zone), district_scope(account.district_id):
            return self.get_response(request)

    def _over(self, request: HttpRequest, why: str) -> HttpResponse:
        """The session ends here, and the page is answered as to a stranger."""
        logout(request)
        say(request, why, kind="attention")
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a :class:`Refused` that reaches the outside of a view into a page, or a fragment for htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        shown = {
            "sentence": exception.sentence,
            "advice": exception.advice,
            "status": exception.status,
            "back": _page_before(request),
        }
        template = "ui/_refused.html" if getattr(request, "htmx", False) else "ui/refused.html"
        return render(request, template, shown, status=exception.status)


def _page_before(request: HttpRequest) -> str:
    """Where the reader came from, if that was one of our pages and not this one."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours and urlsplit(came_from).path != request.path else "/"
