"""The audit log: what was done with my records, and security events without content."""

import csv
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from staffroom.people.signin import signed_in
from staffroom.people.views.problems_csv import harmless

from .. import actions, queries
from ..queries.log import DAYS

MOST_TYPED = 80


@require_GET
@signed_in
def my_log(request: HttpRequest) -> HttpResponse:
    """What was done with the records of the person asking."""
    found = queries.my_log(request.actor, kind=request.GET.get("kind", ""), page=request.GET.get("page", "1"))
    return render(request, "trust/my_log.html", {"log": found})


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "") for name in ("kind", "person", "days")}
    return given | {"person": given["person"][:MOST_TYPED]}


@require_GET
@signed_in
def security_log(request: HttpRequest) -> HttpResponse:
    """Security events of the district."""
    found = queries.security_log(request.actor, **_asked(request), page=request.GET.get("page", "1"))
    return render(request, "trust/security_log.html", {"log": found, "lengths": DAYS})


@require_GET
@signed_in
def security_log_csv(request: HttpRequest) -> HttpResponse:
    """The same events as a spreadsheet; that somebody took them away is an event itself."""
    rows = queries.security_rows(request.actor, **_asked(request))
    actions.note_export(by=request.actor, now=request.now)
    return _csv(f"security-{request.actor.today}.csv", rows)


def _csv(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A table in which no cell is a live formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response.write("\ufeff")  # spreadsheets know UTF-8 by it
    out = csv.writer(response)
    for row in rows:
        out.writerow([harmless(cell) for cell in row])
    return response
