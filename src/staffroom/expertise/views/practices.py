"""The taxonomy, and searching it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response, wanted

from .. import queries, rules

LIMIT = 8


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def practices(request: HttpRequest) -> HttpResponse:
    """Every practice by family, or those that fit ``?text=``."""
    text = request.GET.get("text", "").strip()[:80]
    actor = request.actor
    district = actor.district_id
    if kind := wanted(request):
        return table_response(request, queries.practices_table(actor, text), kind)
    found = queries.search_practices(district, text, queries.SEARCHED, actor) if text else []
    families = [] if found else queries.practices_by_family(actor)
    context = {"text": text, "families": families, "found": found, "can_shape": rules.shape_practices.allows(actor)}
    return render(request, "expertise/practices.html", context)


@require_safe
@signed_in
def practice(request: HttpRequest, code: str) -> HttpResponse:
    """What one practice is, and how many colleagues offer it."""
    return render(request, "expertise/practice.html", queries.practice_page(request.actor, code))


@require_safe
@signed_in
def practice_search(request: HttpRequest) -> HttpResponse:
    """A fragment for ``?text=`` (or ``?q=``): links (default), or ``?as=options`` for the select of a form.

    ``?for=find`` makes the links lead to who can show the practice.
    """
    text = (request.GET.get("text") or request.GET.get("q", "")).strip()[:80]
    actor = request.actor
    district = actor.district_id
    if request.GET.get("as") == "options":
        return _options(request, text)
    found = queries.search_practices(district, text, LIMIT, actor)
    for_find = request.GET.get("for") == "find"
    context = {"text": text, "found": found, "short": len(text) < 2, "for_find": for_find}
    return render(request, "expertise/_practice_results.html", context)


def _options(request: HttpRequest, text: str) -> HttpResponse:
    actor = request.actor
    district = actor.district_id
    found = queries.search_practices(district, text, LIMIT, actor)
    families = [] if found else queries.practices_by_family(actor)
    context = {"text": text, "found": found, "families": families, "short": len(text) < 2}
    return render(request, "expertise/_practice_options.html", context)
