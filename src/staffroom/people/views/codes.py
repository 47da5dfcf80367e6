"""Codes on paper, for those who print them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.core.codes import shown
from staffroom.ui.toasts import say

from .. import actions, queries
from ..forms import PrintForm
from ..models import SignInCode
from ..signin import signed_in
from ..slips import qr_of


@require_GET
@signed_in
def code_list(request: HttpRequest) -> HttpResponse:
    """For whom codes were printed, when, and whether they were used. Never the code."""
    found = queries.codes(request.actor, now=request.now, page=request.GET.get("page", "1"))
    return render(request, "people/codes.html", {"found": found})


@require_http_methods(["GET", "POST"])
@signed_in
def codes_print(request: HttpRequest) -> HttpResponse:
    """Choose a crew, tick people, and get the sheet: it is the answer itself, because only digests are kept."""
    where = {name: request.POST.get(name) or request.GET.get(name, "") for name in ("school", "role")}
    crew = queries.crew(request.actor, **where)
    ticked = {"people": [one.public_id for one in crew.people if not one.email and not one.signed_in]}
    form = PrintForm(
        request.POST if request.method == "POST" else None,
        people=crew.people,
        days=actions.CODE_DAYS,
        initial=ticked,
    )
    if request.method == "POST" and form.is_valid():
        return _sheet(request, form)
    status = 400 if form.errors else 200
    return render(request, "people/codes_print.html", {"crew": crew, "form": form}, status=status)


@sensitive_variables()
def _sheet(request: HttpRequest, form: PrintForm) -> HttpResponse:
    given = form.cleaned_data
    made = actions.print_codes(by=request.actor, now=request.now, people=given["people"], days=given["days"])
    address = settings.BASE_URL + reverse("code_sign_in")
    slips = [_slip(row, code, address) for row, code in made]
    context = {"slips": slips, "layout": given["layout"], "address": address.partition("://")[2]}
    return render(request, "people/codes_sheet.html", context)


def _slip(row: SignInCode, code: str, address: str) -> dict[str, object]:
    # The code stands behind the "#", which browsers keep to themselves: it gets into no log.
    return {"person": row.staff, "code": shown(code), "expires": row.expires, "qr": qr_of(f"{address}#{code}")}


@require_POST
@signed_in
def code_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """It opens nothing any more."""
    actions.revoke_code(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("The code is taken back. It opens nothing any more."))
    return redirect("codes")
