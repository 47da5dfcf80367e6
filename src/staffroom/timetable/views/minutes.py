"""The minutes of one's own school year: what is planned, and what the contract keeps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response, wanted

from ..queries.minutes import minutes_page, minutes_table


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def my_minutes(request: HttpRequest) -> HttpResponse:
    """My minutes, week by week, or as a table."""
    page = minutes_page(request.actor)
    if kind := wanted(request):
        response = table_response(request, minutes_table(page), kind)
    else:
        response = render(request, "timetable/my_minutes.html", {"page": page})
    response["Cache-Control"] = "private, no-store"
    return response
