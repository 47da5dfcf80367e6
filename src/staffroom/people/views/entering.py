"""Coming in without a desk: a code on paper, a link to a private address; and what one sets up for the next time."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from staffroom.spine.access import Refused
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import CodeForm, NumberForm, PrivateAddressForm
from ..invite import send_sign_in_link
from ..models import Account
from ..signin import BACKEND, signed_in, speak

HELD = "paper_code"  # in the session: the code that this device has shown to hold


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    request.session.pop(HELD, None)
    login(request, account, backend=BACKEND)
    return speak(request, redirect(settings.PHONE_REDIRECT_URL), account)


def _refused(form: Any, field: str | None, refusal: Refused) -> None:
    form.add_error(field, f"{refusal.sentence} {refusal.advice}")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code_sign_in(request: HttpRequest) -> HttpResponse:
    """Type the code. In English and Spanish from the first screen."""
    if request.user.is_authenticated:
        return redirect(settings.PHONE_REDIRECT_URL)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _with_code(request, form.cleaned_data["code"])
        except Refused as refusal:
            _refused(form, "code", refusal)
    return render(request, "people/code_sign_in.html", {"form": form}, status=400 if form.errors else 200)


def _with_code(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    found = queries.code_typed(code)
    needed = actions.number_is_needed(code=found, now=now)
    assert found is not None  # noqa: S101 - refused above
    if needed:
        request.session[HELD] = found.public_id
        return redirect("code_number")
    account = actions.sign_in_with_code(public_id=found.public_id, now=now, language=get_language() or "")
    assert account is not None  # noqa: S101 - no number was asked for
    return _enter(request, account)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def code_number(request: HttpRequest) -> HttpResponse:
    """The second step of a later code: the owner's number, or beginning anew without it."""
    held = request.session.get(HELD, "")
    if request.user.is_authenticated or not held:
        return redirect("code_sign_in")
    anew = "anew" in request.POST
    form = NumberForm(request.POST if request.method == "POST" and not anew else None)
    if request.method == "POST" and (anew or form.is_valid()):
        try:
            number = "" if anew else form.cleaned_data["number"]
            account = actions.sign_in_with_code(public_id=held, now=timezone.now(), number=number, anew=anew)
        except Refused as refusal:
            del request.session[HELD]
            say(request, f"{refusal.sentence} {refusal.advice}", kind="attention")
            return redirect("code_sign_in")
        if account is not None:
            return _enter(request, account)
        form.add_error("number", _("This is not your number. After five wrong ones the code is void."))
    return render(request, "people/code_number.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def mail_link_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link to one's private address. The answer is the same whether somebody has it or nobody."""
    form = PrivateAddressForm(request.POST if request.method == "POST" else None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        actions.ask_link(email=form.cleaned_data["email"], now=timezone.now())
    status = 400 if form.errors else 200
    return render(request, "people/mail_link_ask.html", {"form": form, "asked": asked}, status=status)


@require_http_methods(["GET", "POST"])
def mail_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that lets in or confirms an address. Looking does nothing: mail programs look too."""
    link, now = queries.link_by_token(token), timezone.now()
    confirms = link.way == link.Way.ADDRESS
    if not confirms:
        rules.nobody_signed_in(request.user.is_authenticated)
    rules.link_still_waits(link, now)
    if request.method == "POST" and confirms:
        actions.confirm_address(token=token, now=now)
        return render(request, "people/mail_link.html", {"link": link, "confirms": confirms, "done": True})
    if request.method == "POST":
        return _enter(request, actions.sign_in_with_link(token=token, now=now))
    return render(request, "people/mail_link.html", {"link": link, "confirms": confirms, "done": False})


@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
@signed_in
def my_phone_key(request: HttpRequest) -> HttpResponse:
    """My number for the next code, and my private mail address: for people in jobs without a desk."""
    rules.keep_phone_key(request.actor)
    which = request.POST.get("what", "") if request.method == "POST" else ""
    number = NumberForm(request.POST if which == "number" else None)
    address = PrivateAddressForm(request.POST if which == "address" else None)
    if (done := _key_kept(request, which, number, address)) is not None:
        return done
    page = queries.phone_page(request.actor, request.account)
    wrong = number.errors or address.errors
    context = page | {"number_form": number, "address_form": address}
    return render(request, "people/my_phone_key.html", context, status=400 if wrong else 200)


def _key_kept(request: HttpRequest, which: str, number: NumberForm, address: PrivateAddressForm) -> HttpResponse | None:
    by, now = request.actor, request.now
    if which == "number" and number.is_valid():
        actions.set_number(by=by, now=now, number=number.cleaned_data["number"])
        say(request, _("Kept. Your next code on paper asks for this number."))
    elif which == "address" and address.is_valid():
        made = actions.offer_address(by=by, now=now, email=address.cleaned_data["email"])
        sent = send_sign_in_link(made[0], request.account, made[1])
        say(request, _("Look at your messages and open the link.") if sent else _("The mail could not be sent."))
    elif which == "remove":
        actions.remove_address(by=by, now=now)
        say(request, _("Removed. No link goes there any more."))
    else:
        return None
    return redirect("my_phone_key")
