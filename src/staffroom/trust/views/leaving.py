"""People who have left: the list for the central office, the link for who has none, and the page behind it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.files.store import serve
from staffroom.spine.scoping import district_scope
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..leaving_mail import link_of, send_link


class AddressForm(forms.Form):
    """Another address that the person gave. Without one the link is printed."""

    email = forms.EmailField(label=gettext_lazy("Another address that they gave"), required=False)


class ProofForm(forms.Form):
    """What the owner of the copy alone knows."""

    proof = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["proof"]
        elif asks == "number":
            self.fields["proof"].label = _("Your number of six digits")


@require_GET
@signed_in
def leavers(request: HttpRequest) -> HttpResponse:
    """Told, fetched, removed: each with its day. Nothing of what somebody wrote."""
    found = queries.leavers(request.actor, now=request.now, page=request.GET.get("page", "1"))
    return render(request, "trust/leavers.html", {"found": found, "form": AddressForm()})


@require_POST
@signed_in
def leaver_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the link to another address, or show it once to be printed."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        found = queries.leavers(request.actor, now=request.now)
        return render(request, "trust/leavers.html", {"found": found, "form": form}, status=422)
    to = form.cleaned_data["email"]
    leaving, token = actions.hand_link(by=request.actor, now=request.now, public_id=public_id, email=to)
    if not to:
        return render(request, "trust/leaver_link.html", {"leaving": leaving, "link": link_of(token)})
    sent = send_link(leaving, token, to)
    say(request, _("Sent.") if sent else _("The mail could not be sent."), kind="done" if sent else "attention")
    return redirect("leavers")


@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """Whose copy it is and until when; a press of the button downloads it. Looking does nothing. No sign-in."""
    found, now = queries.leaving_by_token(token), timezone.now()
    with district_scope(found.district_id):
        rules.link_of_leaver(is_good=queries.is_still_good(found, now))
        page = queries.leaving_page(found)
        form = ProofForm(request.POST if request.method == "POST" else None, asks=page["asks"])
        if request.method == "POST" and form.is_valid():
            stored = actions.fetch_copy(token=token, now=now, proof=form.cleaned_data.get("proof", ""))
            if stored is not None:
                return serve(stored)
            form.add_error("proof", _("This is not it. After five wrong ones the link is over."))
        return render(request, "trust/leaving.html", page | {"form": form}, status=422 if form.errors else 200)
