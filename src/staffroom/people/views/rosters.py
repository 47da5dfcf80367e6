"""Rosters: bring one, look at it, apply it, undo it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, package_response, table_response
from staffroom.spine.jobs import progress_of
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import ConfirmForm, RosterUploadForm
from ..models import RosterImport
from ..signin import signed_in

WAITING_SHOWN = 50
FORMAT_NAMES = {
    "oneroster": "OneRoster",
    "sds": "Microsoft School Data Sync",
    "clever": "Clever",
    "edfi": "Ed-Fi",
    "mapped": gettext_lazy("Tables whose columns you named"),
}
AT_WORK = frozenset({"checking", "applying", "undoing"})


@require_GET
@signed_in
def roster_imports(request: HttpRequest) -> HttpResponse:
    """All rosters ever brought, latest first."""
    shown = {"imports": queries.import_history(request.actor), "waiting": queries.import_with_waiting()}
    return render(request, "people/roster_imports.html", shown)


@hands_out("zip")
@require_GET
@signed_in
def roster_export(request: HttpRequest) -> HttpResponse:
    """The roster as Staffroom holds it, as OneRoster 1.2 for another system. Staff and sections, no student."""
    rules.bring_rosters(request.actor)
    return package_response(request, "roster", queries.roster_files(request.actor.district_id))


@require_http_methods(["GET", "POST"])
@signed_in
def roster_upload(request: HttpRequest) -> HttpResponse:
    """Bring a roster."""
    rules.bring_rosters(request.actor)
    form = RosterUploadForm(request.POST, request.FILES) if request.method == "POST" else RosterUploadForm()
    if form.is_valid():
        uploads = [(each.name, each.chunks()) for each in form.cleaned_data["files"]]
        try:
            staged = actions.stage_roster(by=request.actor, now=request.now, uploads=uploads)
        except Refused as refusal:
            form.add_error("files", f"{refusal.sentence} {refusal.advice}")
        else:
            return redirect("roster_import", staged.public_id)
    return render(request, "people/roster_upload.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@signed_in
def roster_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One roster: recognised, checked, compared, applied."""
    found = queries.import_for(request.actor, public_id)
    return render(request, "people/roster_import.html", _import_page(request, found))


@require_GET
@signed_in
def roster_import_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """The progress of the job at work on a roster, as a fragment."""
    found = queries.import_for(request.actor, public_id)
    return render(request, "people/_roster_job.html", {"job": _job_card(found)})


def _import_page(request: HttpRequest, found: RosterImport, form: ConfirmForm | None = None) -> dict[str, Any]:
    stuck = rules.is_stuck(found, queries.job_of(found), request.now)
    errors = sum(problem["severity"] == "error" for problem in found.problems)
    changes, remembers = queries.summary_rows(found.summary), queries.remembers(found)
    return {
        "import": found,
        "remembers": remembers,
        "may_apply": bool(changes) or remembers,
        "parked": found.parked[:WAITING_SHOWN],
        "more_waiting": max(found.waiting - WAITING_SHOWN, 0),
        "is_year": found.format == queries.YEAR_FORMAT,
        "format_name": FORMAT_NAMES.get(found.format, ""),
        "job": _job_card(found) if found.state in AT_WORK else None,
        "problems": queries.problems_by_file(found),
        "errors": errors,
        "warnings": len(found.problems) - errors,
        "changes": changes,
        "counts": queries.count_rows(found.counts),
        "form": form or ConfirmForm(),
        "can_apply": rules.can_apply.allows(found),
        "can_undo": rules.can_undo.allows(found, queries.applied_after(found), stuck),
        "can_discard": rules.can_discard.allows(found, stuck),
    }


JOB_TITLES = {
    "checking": lambda: _("Reading the roster"),
    "applying": lambda: _("Applying the roster"),
    "undoing": lambda: _("Undoing the roster"),
}


def _job_card(found: RosterImport) -> dict[str, Any]:
    """The job as ``ui`` shows it; finished work leads on to the page that shows its result."""
    job = queries.job_of(found)
    running = found.state in AT_WORK
    card: dict[str, Any] = {
        "title": JOB_TITLES[found.state]() if running else _("The roster is ready to look at"),
        "state": (job.state if job else "waiting") if running else "done",
    }
    if job:
        card |= progress_of(job)
    if card["state"] in ("waiting", "running"):
        return card | {"poll": reverse("roster_import_job", args=[found.public_id])}
    if running:
        card["error"] = _("The work on this roster stopped. Nothing was changed. Upload the file again.")
    return card | {"next_url": reverse("roster_import", args=[found.public_id]), "next_label": _("See the result")}


@require_POST
@signed_in
def roster_import_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Apply a roster; a held one needs the tick."""
    found = queries.import_for(request.actor, public_id)
    form = ConfirmForm(request.POST)
    confirmed = form.is_valid()
    if found.held_because and not confirmed:
        return render(request, "people/roster_import.html", _import_page(request, found, form), status=400)
    actions.start_apply(by=request.actor, now=request.now, roster_import=found, confirmed=confirmed)
    return redirect("roster_import", public_id)


@require_POST
@signed_in
def roster_import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo the roster that was applied last."""
    found = queries.import_for(request.actor, public_id)
    actions.start_undo(by=request.actor, now=request.now, roster_import=found)
    return redirect("roster_import", public_id)


@require_POST
@signed_in
def roster_import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a roster aside."""
    found = queries.import_for(request.actor, public_id)
    actions.discard_roster(by=request.actor, now=request.now, roster_import=found)
    say(request, _("The roster was put aside. Nothing was changed."))
    return redirect("roster_imports")


@require_GET
@signed_in
def roster_import_changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a roster changes, one by one."""
    found = queries.import_for(request.actor, public_id)
    kind, op = request.GET.get("kind", ""), request.GET.get("op", "")
    page = queries.change_page(found, kind=kind, op=op, page=request.GET.get("page", "1"))
    shown = {"import": found, "page": page, "kind": kind, "op": op, "can_choose": rules.can_apply.allows(found)}
    ops = [*queries.OP_NAMES.items(), (queries.LEFT_OUT, _("Left out"))]
    names = {"kinds": queries.KIND_NAMES.items(), "ops": ops}
    return render(request, "people/roster_changes.html", shown | names)


@require_POST
@signed_in
def roster_import_choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Of the changes of one page take the ticked ones and leave the others out; back to the same page."""
    found = queries.import_for(request.actor, public_id)
    shown, taken = request.POST.getlist("shown"), request.POST.getlist("take")
    followed = actions.choose_changes(by=request.actor, now=request.now, roster_import=found, shown=shown, taken=taken)
    said = _("Your choice is kept.")
    if followed:
        more = ngettext("%(count)d other change follows it.", "%(count)d other changes follow it.", followed)
        said = f"{said} {more % {'count': followed}}"
    say(request, said)
    wanted = {name: request.POST[name] for name in ("kind", "op", "page") if request.POST.get(name)}
    query = f"?{urlencode(wanted)}" if wanted else ""
    return redirect(reverse("roster_import_changes", args=[public_id]) + query)


@hands_out("csv")
@require_GET
@signed_in
def roster_import_problems_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """All problems as a CSV that a spreadsheet opens without running anything."""
    return table_response(request, queries.problems_table(queries.import_for(request.actor, public_id)), "csv")
