"""The district's lists: kinds of roles, and funds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import FundForm, RoleKindForm
from ..forms_role_file import RoleFileForm, read_roles


@require_safe
@signed_in
def role_lists(request: HttpRequest) -> HttpResponse:
    """Kinds of roles, and each fund with what its roles take of it."""
    return render(request, "teams/role_lists.html", queries.lists_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_kind_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    return edited(
        request, RoleKindForm(posted(request), lanes=queries.lane_choices()), actions.save_kind, _("A kind of role")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_kind_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    kind = queries.kind_to_change(request.actor, public_id)
    initial = {name: getattr(kind, name) for name in ("name", "purpose", "active")}
    initial["lane"] = kind.lane.public_id if kind.lane else ""
    form = RoleKindForm(posted(request), initial=initial, lanes=queries.lane_choices())
    return edited(request, form, actions.save_kind, kind.name, kind_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fund_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    return edited(request, FundForm(posted(request)), actions.save_fund, _("A fund"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fund_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    fund = queries.fund_to_change(request.actor, public_id)
    initial = {name: getattr(fund, name) for name in ("name", "budget", "fte_cost", "full_week", "active")}
    form = FundForm(posted(request), initial=initial)
    return edited(request, form, actions.save_fund, fund.name, fund_id=public_id)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def edited(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Any],
    heading: str,
    *,
    back: str = "role_lists",
    **which: str,
) -> HttpResponse:
    """The form, or what was saved; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.actor, now=request.now, **form.cleaned_data, **which)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            say(request, _("Saved."))
            return redirect(back)
    context = {"form": form, "heading": heading, "back": reverse(back)}
    return render(request, "teams/role_list_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_import(request: HttpRequest) -> HttpResponse:
    """Bring a file: what it would add is shown first; the same file sent again with “apply” is written."""
    rules.keep_lists(request.actor)
    text = request.POST.get("text", "") if request.method == "POST" else ""
    sent = request.method == "POST" and not text
    form = RoleFileForm(request.POST, request.FILES) if sent else RoleFileForm()
    if sent and form.is_valid():
        text = form.cleaned_data["file"].read().decode("utf-8-sig", "replace")
    read = read_roles(text) if text else None
    if read and not read.problems and "apply" in request.POST:
        n = actions.bring_roles(by=request.actor, now=request.now, wanted=read.wanted)
        say(request, ngettext("%(n)d role added.", "%(n)d roles added.", n) % {"n": n})
        return redirect("leader_roles")
    plan = queries.roles_in_file(request.actor, read.wanted) if read and not read.problems else None
    context = {"form": form, "read": read, "text": text, "plan": plan}
    wrong = form.errors or (read and read.problems)
    return render(request, "teams/role_import.html", context, status=422 if wrong else 200)
