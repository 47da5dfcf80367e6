"""The district's lists: kinds of roles, and funds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import FundForm, RoleKindForm


@require_safe
@signed_in
def role_lists(request: HttpRequest) -> HttpResponse:
    """Kinds of roles, and each fund with what its roles take of it."""
    return render(request, "teams/role_lists.html", queries.lists_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_kind_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    return _edited(request, RoleKindForm(_posted(request)), actions.save_kind, _("A kind of role"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def role_kind_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    kind = queries.kind_to_change(request.actor, public_id)
    initial = {name: getattr(kind, name) for name in ("name", "purpose", "active")}
    form = RoleKindForm(_posted(request), initial=initial)
    return _edited(request, form, actions.save_kind, kind.name, kind_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fund_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    return _edited(request, FundForm(_posted(request)), actions.save_fund, _("A fund"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fund_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    fund = queries.fund_to_change(request.actor, public_id)
    initial = {name: getattr(fund, name) for name in ("name", "budget", "fte_cost", "full_week", "active")}
    form = FundForm(_posted(request), initial=initial)
    return _edited(request, form, actions.save_fund, fund.name, fund_id=public_id)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _edited(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], heading: str, **which: str
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
            return redirect("role_lists")
    context = {"form": form, "heading": heading}
    return render(request, "teams/role_list_form.html", context, status=422 if form.errors else 200)
