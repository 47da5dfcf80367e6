"""The taxonomy for whoever shapes it: one practice at a time, families, and CASE packages in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import document_response, hands_out
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms_taxonomy import CasePackageForm, FamilyForm, PracticeForm, RetireForm, practice_as_typed
from ..models import Practice


@require_safe
@signed_in
def taxonomy(request: HttpRequest) -> HttpResponse:
    """Every practice by family, retired ones apart, and what can be done with them."""
    return render(request, "expertise/taxonomy.html", queries.taxonomy_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def taxonomy_new(request: HttpRequest) -> HttpResponse:
    """A practice of the district's own."""
    rules.shape_practices(request.actor)
    return _practice_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def taxonomy_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for a practice, another place, other levels."""
    return _practice_form(request, queries.practice_to_shape(request.actor, code))


def _practice_form(request: HttpRequest, practice: Practice | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    initial = practice_as_typed(practice) if practice else {"family": request.GET.get("family", "")}
    form = PracticeForm(posted, district_id=request.actor.district_id, practice=practice, initial=initial)
    if posted is not None and form.is_valid():
        given = form.for_action() | {"by": request.actor, "now": request.now}
        done = actions.change_practice(code=practice.code, **given) if practice else actions.add_practice(**given)
        say(request, _("Saved. Everybody reads “%(name)s” now.") % {"name": done.name})
        return redirect("taxonomy")
    context: dict[str, Any] = {"form": form, "practice": practice}
    if practice:
        context["retire_form"] = RetireForm(successors=queries.successors(practice))
    return render(request, "expertise/taxonomy_edit.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def taxonomy_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take a practice out of use, with what follows it."""
    practice = queries.practice_to_shape(request.actor, code)
    form = RetireForm(request.POST, successors=queries.successors(practice))
    if not form.is_valid():
        raise Refused(_("The practice that follows is not in the list."), _("Choose one that is in use."))
    given = {"code": code, "successor": form.cleaned_data["successor"]}
    done = actions.retire_practice(by=request.actor, now=request.now, **given)
    say(request, _("“%(name)s” is out of use.") % {"name": done.name}, undo=reverse("taxonomy_back", args=[code]))
    return redirect("taxonomy")


@require_POST
@signed_in
def taxonomy_back(request: HttpRequest, code: str) -> HttpResponse:
    done = actions.bring_practice_back(by=request.actor, now=request.now, code=code)
    say(request, _("“%(name)s” is in use again.") % {"name": done.name})
    return redirect("taxonomy")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def family_new(request: HttpRequest) -> HttpResponse:
    rules.shape_practices(request.actor)
    return _family_form(request, "", {})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def family_edit(request: HttpRequest, code: str) -> HttpResponse:
    known = queries.family_to_shape(request.actor, code)
    return _family_form(request, code, {"name_en": known.name_en, "name_es": known.name_es})


def _family_form(request: HttpRequest, code: str, initial: dict[str, str]) -> HttpResponse:
    form = FamilyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.name_family(by=request.actor, now=request.now, code=code, **form.cleaned_data)
        say(request, _("Saved."))
        return redirect("taxonomy")
    context = {"form": form, "code": code}
    return render(request, "expertise/family_edit.html", context, status=422 if form.errors else 200)


@hands_out("json")
@require_safe
@signed_in
def taxonomy_case(request: HttpRequest) -> HttpResponse:
    """The taxonomy as a CASE package: ``?version=1.1`` (default) or ``1.0``. Whoever reads practices may take it."""
    version = request.GET.get("version", "1.1")
    package = queries.case_package(request.actor.district_id, version, request.now)
    return document_response(request, f"practices-case-{version}", package, len(package["CFItems"]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def taxonomy_upload(request: HttpRequest) -> HttpResponse:
    """Bring a CASE package; nothing is written before it has been looked at."""
    rules.shape_practices(request.actor)
    form = CasePackageForm(request.POST, request.FILES) if request.method == "POST" else CasePackageForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        staged = actions.stage_taxonomy(by=request.actor, now=request.now, name=file.name, content=file.read())
        return redirect("taxonomy_file", staged.public_id)
    return render(request, "expertise/taxonomy_upload.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@signed_in
def taxonomy_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a file would change, or why it cannot be used."""
    return render(request, "expertise/taxonomy_file.html", queries.file_page(request.actor, public_id))


@require_POST
@signed_in
def taxonomy_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    done = actions.apply_taxonomy(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Applied: %(new)d new, %(changed)d changed.") % done.counts)
    return redirect("taxonomy_file", public_id)


@require_POST
@signed_in
def taxonomy_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what a file changed."""
    actions.undo_taxonomy(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Undone. The list is what it was before this file."))
    return redirect("taxonomy_file", public_id)


@require_POST
@signed_in
def taxonomy_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.discard_taxonomy(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("The file was put aside. Nothing was changed."))
    return redirect("taxonomy")
