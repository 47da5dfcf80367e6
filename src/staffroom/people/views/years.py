"""School years: what would end with one, and closing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import YearForm
from ..signin import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def school_years(request: HttpRequest) -> HttpResponse:
    """The school years: those that can be closed, with what would end, and those that are closed; closing one."""
    rules.bring_rosters(request.actor)
    form = YearForm(request.POST) if request.method == "POST" else YearForm()
    if form.is_valid():
        closed = actions.close_year(by=request.actor, now=request.now, year=form.cleaned_data["year"])
        say(request, _("The school year %(year)s is closed.") % {"year": queries.year_name(closed.school_year)})
        return redirect("school_years")
    shown = {"page": queries.years_page(request.actor, request.actor.today), "form": form}
    return render(request, "people/school_years.html", shown, status=400 if form.errors else 200)
