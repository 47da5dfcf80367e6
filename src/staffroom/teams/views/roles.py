"""The registry of roles: the list, making and changing one, release time, load and succession."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import RoleForm
from ..models import Role


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def leader_roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role and what it is for, filtered by the address."""
    school, kind_id = request.GET.get("school", "")[:16], request.GET.get("kind", "")[:16]
    wanted = queries.RoleFilter(school, kind_id, bool(request.GET.get("vacant")))
    page = queries.roles_page(request.actor, wanted)
    if kind := wanted_kind(request):
        return table_response(request, queries.roles_table(request.actor, page["posts"]), kind)
    return render(request, "teams/roles.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_new(request: HttpRequest) -> HttpResponse:
    rules.keep_roles(request.actor)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    return _edit(request, queries.role_to_change(request.actor, public_id))


def _edit(request: HttpRequest, role: Role | None) -> HttpResponse:
    """The form; what would over-commit a fund is told before it is saved, and the central office may save it anyway."""
    posted = request.POST if request.method == "POST" else None
    form = RoleForm(
        posted,
        initial=_initial(role) if role else {"school": request.GET.get("school", "")[:16]},
        kinds=queries.kind_choices(role.kind if role else None),
        schools=queries.role_school_choices(request.actor),
        funds=queries.fund_choices(role.fund if role else None),
    )
    over = False
    if posted is not None and form.is_valid():
        try:
            saved = actions.save_role(**_given(request, form, role))
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
            over = isinstance(refusal, actions.OverCommitted) and rules.keep_lists.allows(request.actor)
        else:
            say(request, _("Saved.") if role else _("The role is there. Now say who holds it."))
            return redirect("leader_role", saved.public_id)
    context = {"form": form, "role": role, "over": over, "no_kinds": len(form.fields["kind"].choices) < 2}
    return render(request, "teams/role_form.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, form: RoleForm, role: Role | None) -> dict[str, Any]:
    told = form.cleaned_data
    return {
        "by": request.actor, "now": request.now, "role_id": role.public_id if role else "",
        "kind": queries.kind_chosen(told["kind"]), "fund": queries.fund_chosen(told["fund"]),
        "school": queries.role_school(told["school"]), "begins": told["begins"], "ends": form.ends,
        "hours": told["hours"], "release_hours": told["release_hours"], "fte": told["fte"],
        "stipend": told["stipend"] or 0, "anyway": "anyway" in request.POST,
    }  # fmt: skip


def _initial(role: Role) -> dict[str, Any]:
    return {
        "kind": role.kind.public_id, "school": role.school.public_id if role.school else queries.NO_SCHOOL,
        "fund": role.fund.public_id if role.fund else "", "begins": role.begins,
        "last": role.last_day, "hours": role.hours,
        "release_hours": role.release_hours, "fte": role.fte, "stipend": role.stipend or None,
    }  # fmt: skip


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def release_time(request: HttpRequest) -> HttpResponse:
    """Release time for each teacher, by school and by fund."""
    if kind := wanted_kind(request):
        return table_response(request, queries.release_table(request.actor), kind)
    return render(request, "teams/release.html", queries.release_page(request.actor))


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def role_load(request: HttpRequest) -> HttpResponse:
    """How much roles ask and give, who could step in, which roles end this year."""
    if kind := wanted_kind(request):
        return table_response(request, queries.load_table(request.actor), kind)
    response = render(request, "teams/role_load.html", queries.load_page(request.actor))
    response["Cache-Control"] = "private, no-store"
    return response
