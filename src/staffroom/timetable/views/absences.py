"""Pages of absences: the picture, the files, how they are counted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.people.views.mapping import bring
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response, wanted
from staffroom.ui.toasts import say

from .. import grids, rules
from ..actions import absence_files
from ..actions import absences as actions
from ..forms import AbsenceRulesForm, ApplyAbsencesForm, EdFiForm
from ..queries import absences as queries


@hands_out("csv", "xlsx")
@signed_in
@require_GET
def absences(request: HttpRequest) -> HttpResponse:
    """Absences of a quarter by school, group and substitute; never by person. ``?quarter=2026-1``, ``?as=csv``."""
    quarter = request.GET.get("quarter", "")
    kind = wanted(request)
    if kind:
        return table_response(request, queries.picture_table(request.actor, quarter), kind)
    found = queries.picture(request.actor, quarter)
    brings = rules.bring_absences.allows(request.actor)
    kept = f"quarter={found.quarter.key}" if found.quarter else ""
    shown = {"page": found, "brings": brings, "trend": grids.absence_trend(found, request.actor.today), "kept": kept}
    return render(request, "timetable/absences.html", shown)


@signed_in
@require_GET
def absence_imports(request: HttpRequest) -> HttpResponse:
    """Files of absences, newest first."""
    return render(request, "timetable/absence_imports.html", {"imports": queries.absence_imports(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def absence_upload(request: HttpRequest) -> HttpResponse:
    """Bring a table of absences; what its columns are is told on the next page."""
    rules.bring_absences(request.actor)
    return bring(request, "absences", "timetable/absence_upload.html", reverse("absence_imports"))


@signed_in
@require_http_methods(["GET", "POST"])
def absence_edfi(request: HttpRequest) -> HttpResponse:
    """Bring an Ed-Fi file of absences."""
    rules.bring_absences(request.actor)
    form = EdFiForm(request.POST, request.FILES) if request.method == "POST" else EdFiForm()
    if form.is_valid():
        file = form.cleaned_data["edfi"]
        try:
            staged = absence_files.stage_edfi(by=request.actor, now=request.now, name=file.name, stream=file)
        except Refused as refusal:
            form.add_error("edfi", f"{refusal.sentence} {refusal.advice}")
        else:
            return redirect("absence_import", staged.public_id)
    shown = {"form": form, "back": reverse("absence_imports"), "submit": _("Read it")}
    return render(request, "timetable/absence_edfi.html", shown, status=422 if form.errors else 200)


@signed_in
@require_GET
def absence_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file: how many days of which kind, what is wrong, apply or undo."""
    page = queries.import_page(request.actor, public_id)
    return render(request, "timetable/absence_import.html", {"page": page, "form": ApplyAbsencesForm()})


@signed_in
@require_POST
def absence_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the days of a file."""
    found = queries.absence_import_for(request.actor, public_id)
    around = "plan_around" in request.POST
    actions.apply_absences(by=request.actor, now=request.now, absence_import=found, plan_around=around)
    say(request, _("The absences are applied."))
    return redirect("absence_import", public_id)


@signed_in
@require_POST
def absence_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what a file wrote."""
    found = queries.absence_import_for(request.actor, public_id)
    actions.undo_absences(by=request.actor, now=request.now, absence_import=found)
    say(request, _("Undone: the absences are as they were before this file."))
    return redirect("absence_import", public_id)


@signed_in
@require_POST
def absence_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a file aside."""
    found = queries.absence_import_for(request.actor, public_id)
    actions.discard_absences(by=request.actor, now=request.now, absence_import=found)
    say(request, _("The file was put aside. Nothing was changed."))
    return redirect("absence_imports")


@signed_in
@require_http_methods(["GET", "POST"])
def absence_rules(request: HttpRequest) -> HttpResponse:
    """What a day costs, how long it is, and on how many people a number stands at least."""
    rules.bring_absences(request.actor)
    row = queries.rules_of(request.actor.district_id)
    form = AbsenceRulesForm(request.POST, instance=row) if request.method == "POST" else AbsenceRulesForm(instance=row)
    if form.is_valid():
        actions.set_absence_rules(by=request.actor, now=request.now, values=form.cleaned_data)
        say(request, _("Saved. The pictures are counted anew."))
        return redirect("absences")
    shown = {"form": form, "back": reverse("absences")}
    return render(request, "timetable/absence_rules.html", shown, status=422 if form.errors else 200)
