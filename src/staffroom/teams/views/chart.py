"""The organization chart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind

from .. import queries


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def org_chart(request: HttpRequest) -> HttpResponse:
    """Who works at a school and in which team: a picture for one landscape page, and the same as a list."""
    school = request.GET.get("school", "")[:16]
    if kind := wanted_kind(request):
        return table_response(request, queries.chart_table(request.actor, school), kind)
    return render(request, "teams/chart.html", queries.chart_page(request.actor, school))
