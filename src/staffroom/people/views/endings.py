"""Last days that the central office sets by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import EndForm
from ..signin import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def person_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """A person's last day: first what would follow, then, when that was seen, set."""
    page = queries.end_page(request.actor, public_id)
    form = EndForm(request.POST if request.method == "POST" else None, page=page)
    follows: list[str] = []
    if form.is_valid():
        day, post = form.cleaned_data["last_day"], queries.post_named(page, form.cleaned_data["what"])
        if "sure" in request.POST:
            actions.end_work(by=request.actor, now=request.now, person=page.person, last_day=day, post=post)
            say(request, _("The last day is set: %(day)s.") % {"day": date_format(day)})
            return redirect("endings")
        follows = queries.what_follows(page.person, post, day)
    shown = {"page": page, "form": form, "follows": follows}
    return render(request, "people/person_end.html", shown, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def endings(request: HttpRequest) -> HttpResponse:
    """The last days set by hand; one that has not passed can be taken back."""
    found = queries.endings(request.actor)
    if named := request.POST.get("ending", ""):
        ending = queries.ending_for(request.actor, named)
        actions.take_back_ending(by=request.actor, now=request.now, ending=ending)
        say(request, _("The last day of %(name)s is taken back.") % {"name": ending.staff})
        return redirect("endings")
    status = 400 if request.method == "POST" else 200  # a form that names none
    return render(request, "people/endings.html", {"endings": found}, status=status)
