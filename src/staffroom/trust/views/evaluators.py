"""Who evaluates whom: read, recorded by hand, brought as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import ApplyForm, EvaluatorFileForm, EvaluatorForm

MOST_TYPED = 80


def _posted(request: HttpRequest) -> Any:
    """What was sent, also when it is empty; None when a form is only shown."""
    return request.POST if request.method == "POST" else None


@require_GET
@signed_in
def evaluators(request: HttpRequest) -> HttpResponse:
    """How it stands, and everybody with who evaluates them; for a principal the staff of the own school."""
    asked = {"search": request.GET.get("q", "")[:MOST_TYPED], "page": request.GET.get("page", "1")}
    found = queries.evaluators_page(request.actor, **asked)
    return render(request, "trust/evaluators.html", {"found": found, "schools": queries.schools_led(request.actor)})


@require_http_methods(["GET", "POST"])
@signed_in
def evaluators_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: who evaluates them now and later, and a form that records another."""
    found = queries.evaluated_for(request.actor, public_id)
    form = EvaluatorForm(_posted(request), initial={"begins": request.actor.today})
    if request.method == "POST" and form.is_valid() and _recorded(request, form, public_id):
        say(request, _("Recorded."))
        return redirect("evaluators_of", public_id)
    shown = {"found": found, "form": form, "leaders": queries.leaders_to_offer()}
    return render(request, "trust/evaluators_of.html", shown, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, form: EvaluatorForm, public_id: str) -> bool:
    typed = {name: form.cleaned_data[name] for name in ("evaluator", "begins", "ends")}
    try:
        actions.record_relation(by=request.actor, now=request.now, evaluated=public_id, **typed)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        form.add_error("evaluator", f"{refusal.sentence} {refusal.advice}")
        return False
    return True


@require_POST
@signed_in
def evaluator_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """End one relation today."""
    ended = actions.end_relation(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("%(name)s is no longer recorded as evaluator.") % {"name": ended.evaluator})
    return redirect("evaluators_of", ended.evaluated.public_id)


@require_http_methods(["GET", "POST"])
@signed_in
def evaluator_upload(request: HttpRequest) -> HttpResponse:
    """Bring a file: nothing is written until what would change was seen."""
    rules.keep_evaluators(request.actor)
    form = EvaluatorFileForm(_posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, whole = form.cleaned_data["file"], form.cleaned_data["whole"] == "all"
        given = {"file_name": upload.name, "content": upload.read(), "whole": whole}
        staged = actions.stage_file(by=request.actor, now=request.now, **given)
        return redirect("evaluator_file", staged.public_id)
    return render(request, "trust/evaluator_upload.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@signed_in
def evaluator_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file: what is wrong with it, and what it would change."""
    found = queries.file_page(request.actor, public_id)
    return render(request, "trust/evaluator_file.html", {"found": found, "form": ApplyForm()})


@require_POST
@signed_in
def evaluator_file_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what a file says; a held one needs the tick."""
    form = ApplyForm(request.POST)
    given: dict[str, Any] = {"seen": request.POST.get("seen", "")[:64], "confirmed": form.is_valid()}
    actions.apply_file(by=request.actor, now=request.now, public_id=public_id, **given)
    say(request, _("The file is applied. Whose evaluators changed is told by mail."))
    return redirect("evaluator_file", public_id)


@require_POST
@signed_in
def evaluator_file_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a file aside."""
    actions.discard_file(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("The file was put aside. Nothing was changed."))
    return redirect("evaluators")
