"""How long everything is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staffroom.people.signin import signed_in

from .. import queries


@require_GET
@signed_in
def retention(request: HttpRequest) -> HttpResponse:
    """How long each kind of record is kept, and what went last night."""
    return render(request, "trust/retention.html", queries.retention_page(request.actor))
