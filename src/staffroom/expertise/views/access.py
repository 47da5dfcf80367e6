"""For the central office: what makes classes alike, and how far willing hosts are within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response, wanted
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import LikenessForm


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def access(request: HttpRequest) -> HttpResponse:
    """Access to willing hosts by school, need and subject, and practices without a host."""
    if kind := wanted(request):
        return table_response(request, queries.access_table(request.actor), kind)
    return render(request, "expertise/access.html", queries.access_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def likeness(request: HttpRequest) -> HttpResponse:
    """The weights of likeness; ``preview`` shows what others would change, ``reset`` takes the usual ones."""
    rules.shape_practices(request.actor)
    if "reset" in request.POST:
        actions.reset_likeness(by=request.actor, now=request.now)
        say(request, _("The usual weights hold again."))
        return redirect("likeness")
    posted = request.POST if request.method == "POST" else None
    form = LikenessForm(posted, initial=queries.likeness_page(request.actor)["initial"])
    given = dict(form.cleaned_data) if posted is not None and form.is_valid() else None
    if given is not None and "preview" not in request.POST:
        actions.set_likeness(by=request.actor, now=request.now, weights=given)
        say(request, _("Saved. Every search uses these weights now."))
        return redirect("likeness")
    page = queries.likeness_page(request.actor, given) | {"form": form}
    return render(request, "expertise/likeness.html", page, status=422 if form.errors else 200)
