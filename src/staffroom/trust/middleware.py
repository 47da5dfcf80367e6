"""Refused access is written down: once a person, page and hour, without any object."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from . import actions

FORBIDDEN = 403


class RefusedAccessMiddleware:
    """Stands inside of the one that turns refusals into pages, so it sees every answer as it goes out.

    Only 403 of a page that was reached (a form without its token never gets there). What does not exist for somebody
    (404) leaves no trace, or the log would tell that it exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor, route = getattr(request, "actor", None), getattr(request, "route_reached", "")
        if response.status_code == FORBIDDEN and actor is not None and route:
            actions.note_refusal(by=actor, now=request.now, route=route)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Called once every check that comes before the view has passed."""
        request.route_reached = request.resolver_match.view_name
