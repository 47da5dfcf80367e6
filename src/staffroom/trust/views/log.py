"""The audit log: what was done with my records, and security events without content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import CSV, hands_out, table_response

from .. import queries
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
@hands_out("csv")
@signed_in
def security_log_csv(request: HttpRequest) -> HttpResponse:
    """The same events as a spreadsheet; that somebody took them away is an event itself."""
    return table_response(request, queries.security_table(request.actor, **_asked(request)), CSV)
