"""The API, first version: reading only, for people who are signed in, with the rights they have on the pages."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import APIKeyCookie

from staffroom import __version__
from staffroom.spine.access import Actor, Refused

from . import queries
from .schemas import Invalid, MeOut, OfferOut, PracticeOut, Problem, SchoolOut, VisitOut


class Window(LimitOffsetPagination):
    """A part of a list. No list is so long that a larger offset would mean anything, and databases refuse it."""

    class Input(LimitOffsetPagination.Input):
        offset: int = Field(0, ge=0, le=1_000_000)


class SessionOfThePages(APIKeyCookie):
    """Who asks, by the cookie of the pages; nobody is answered with 401."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return getattr(request, "actor", None)


# No page of documentation: the usual ones need inline script, and scripts of other servers.
api = NinjaAPI(
    title="Staffroom",
    version=__version__,
    description=(
        "Sign in on the pages; the session counts here. Lists take limit (1 to 200) and offset, and tell the count. "
        "What belongs to another district, or is not yours to see, does not exist here: 404, or left out of a list."
    ),
    docs_url=None,
    auth=SessionOfThePages(),
    urls_namespace="api",
)
# What every address may answer besides its facts; 405 has no words.
ALWAYS: dict[Any, Any] = {400: Problem, 401: Problem, 405: None}
ONE: dict[Any, Any] = {404: Problem, **ALWAYS}
LIST: dict[Any, Any] = {422: Invalid, **ALWAYS}


@api.exception_handler(Refused)
def tell_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The sentence that the page would say."""
    return api.create_response(
        request, {"detail": f"{refusal.sentence} {refusal.advice}".strip()}, status=refusal.status
    )


@api.get("/v1/schools", response={200: list[SchoolOut], **LIST})
@paginate(Window)
def schools(request: HttpRequest) -> QuerySet[Any]:
    """Schools of your district."""
    return queries.schools()


@api.get("/v1/practices", response={200: list[PracticeOut], **LIST})
@paginate(Window)
def practices(request: HttpRequest) -> QuerySet[Any]:
    """Practices of your district, named in your language."""
    return queries.practices()


@api.get("/v1/practices/{code}", response={200: PracticeOut, **ONE})
def practice(request: HttpRequest, code: str) -> Any:
    """One practice."""
    return queries.practice(code)


@api.get("/v1/offers", response={200: list[OfferOut], 403: Problem, **LIST})
@paginate(Window)
def offers(request: HttpRequest) -> QuerySet[Any]:
    """What colleagues of your district published, newest first."""
    return queries.published_offers(request.auth)  # type: ignore[attr-defined]


@api.get("/v1/offers/{public_id}", response={200: OfferOut, 403: Problem, **ONE})
def offer(request: HttpRequest, public_id: str) -> Any:
    """One published offer."""
    return queries.published_offer(request.auth, public_id)  # type: ignore[attr-defined]


@api.get("/v1/me", response={200: MeOut, **ALWAYS})
def me(request: HttpRequest) -> dict[str, Any]:
    """Who you are here."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return {
        "name": actor.name,
        "roles": sorted(actor.roles),
        "schools": queries.schools_of(actor),
        "language": actor.language,
        "time_zone": actor.time_zone,
    }


@api.get("/v1/me/visits", response={200: list[VisitOut], **LIST})
@paginate(Window)
def my_visits(request: HttpRequest) -> QuerySet[Any]:
    """Visits that you make or host. Nobody else's are ever here."""
    return queries.visits_of(request.auth)  # type: ignore[attr-defined]


@csrf_exempt  # it writes nothing, and says the same to everybody
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Whoever asks for JSON gets JSON, also where there is nothing."""
    return api.create_response(request, {"detail": "Not Found"}, status=404)
