"""The page behind an invitation's link: for somebody who has no account yet."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import actions, queries, rules
from ..forms import AcceptForm
from ..signin import BACKEND, speak


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Says who is invited to what; a press of the button opens the account and signs in. Looking does not."""
    invitation, now = queries.invitation_by_token(token), timezone.now()
    rules.nobody_signed_in(request.user.is_authenticated)
    rules.still_waits(invitation, now)
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        today = now.astimezone(ZoneInfo(invitation.district.time_zone)).date()
        account = actions.accept_invitation(token=token, now=now, today=today, password=form.cleaned_data["password"])
        login(request, account, backend=BACKEND)
        return speak(request, redirect(settings.LOGIN_REDIRECT_URL), account)
    shown = {"invitation": invitation, "form": form}
    return render(request, "people/invitation_accept.html", shown, status=400 if form.errors else 200)
