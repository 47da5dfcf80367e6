"""Tables of any make: bring them, say what their columns are, send them on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import rules
from ..actions import mapping as actions
from ..forms import TablesForm
from ..models import MappedUpload
from ..queries import mapping as queries
from ..signin import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def tables_upload(request: HttpRequest) -> HttpResponse:
    """Bring tables of people and classes."""
    rules.bring_rosters(request.actor)
    return bring(request, "roster", "people/tables_upload.html", reverse("roster_imports"))


def bring(request: HttpRequest, purpose: str, template: str, back: str) -> HttpResponse:
    """The page on which tables are brought, whatever for. Higher rooms have their own template."""
    form = TablesForm(request.POST, request.FILES) if request.method == "POST" else TablesForm()
    if form.is_valid():
        try:
            held = actions.take_upload(by=request.actor, now=request.now, uploads=form.uploads, purpose=purpose)
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            return redirect("tables", held.public_id)
    return render(request, template, {"form": form, "back": back}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def tables(request: HttpRequest, public_id: str) -> HttpResponse:
    """One upload: what each column is, what is missing, how it would be read. Each button does one thing."""
    upload = queries.upload_for(request.actor, public_id)
    actions.USES[upload.purpose].guard(request.actor)
    if request.method == "GET":
        return _page(request, upload)
    act = _ACTS.get(request.POST.get("do", ""), _show)
    return act(request, upload)


def _page(request: HttpRequest, upload: MappedUpload, problem: Refused | None = None) -> HttpResponse:
    page = queries.mapping_page(request.actor, upload)
    found = {"page": page, "problem": problem, "may_be": queries.FIELD_LABELS}
    return render(request, "people/tables.html", found, status=422 if problem else 200)


def _keep_choices(request: HttpRequest, upload: MappedUpload) -> MappedUpload:
    plan = queries.plan_from_form(queries.plan_of(upload), request.POST.dict(), queries.schools_of(request.actor))
    return actions.set_plan(by=request.actor, upload=upload, plan=plan)


def _show(request: HttpRequest, upload: MappedUpload) -> HttpResponse:
    _keep_choices(request, upload)
    return redirect(f"{reverse('tables', args=[upload.public_id])}#read")


def _send_on(request: HttpRequest, upload: MappedUpload) -> HttpResponse:
    upload = _keep_choices(request, upload)
    try:
        return redirect(actions.stage_mapped(by=request.actor, now=request.now, upload=upload))
    except Refused as refusal:
        return _page(request, upload, refusal)


def _save(request: HttpRequest, upload: MappedUpload) -> HttpResponse:
    upload = _keep_choices(request, upload)
    try:
        saved = actions.save_profile(
            by=request.actor, now=request.now, upload=upload, name=request.POST.get("profile_name", "")
        )
    except Refused as refusal:
        return _page(request, upload, refusal)
    say(
        request,
        _("Kept as “%(name)s”. The same names of columns are recognized by it next time.") % {"name": saved.name},
    )
    return redirect("tables", upload.public_id)


def _use(request: HttpRequest, upload: MappedUpload) -> HttpResponse:
    profile = queries.profile_for(request.actor, request.POST.get("profile", ""), upload.purpose)
    actions.use_profile(by=request.actor, upload=upload, profile=profile)
    say(request, _("The columns are as in “%(name)s” now.") % {"name": profile.name})
    return redirect("tables", upload.public_id)


def _discard(request: HttpRequest, upload: MappedUpload) -> HttpResponse:
    purpose = upload.purpose
    actions.discard_upload(by=request.actor, upload=upload)
    say(request, _("The tables were forgotten. Nothing was changed."))
    return redirect(actions.USES[purpose].home)


_ACTS = {"show": _show, "check": _send_on, "save": _save, "use": _use, "discard": _discard}
