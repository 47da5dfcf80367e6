"""The rhythm of support: my weeks, planned against held, and the calendar of a team."""

import hashlib
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind
from staffroom.ui.toasts import say

from .. import actions, queries

HELD = {"yes": True, "no": False, "": None}


@require_safe
@signed_in
def my_rhythm(request: HttpRequest) -> HttpResponse:
    """My weeks of support."""
    response = render(request, "teams/my_rhythm.html", queries.my_rhythm(request.actor))
    response["Cache-Control"] = "private, no-store"  # who supports one person is between the two
    return response


@require_POST
@signed_in
def meeting_mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a meeting is for, and whether it was held."""
    queries.team_whose_rhythm_i_keep(request.actor, public_id)
    sent = {name: request.POST.get(name, "") for name in ("date", "start", "held", "purpose")}
    given = {"team_id": public_id, "on": _date(sent["date"]), "start": _number(sent["start"])}
    said = {"held": HELD.get(sent["held"]), "purpose": sent["purpose"]}
    actions.mark_meeting(by=request.actor, now=request.now, **given, **said)
    say(request, _("Saved."))
    return redirect("my_rhythm")


@require_POST
@signed_in
def support_mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether my support took place in a week."""
    week, held = _date(request.POST.get("week", "")), HELD.get(request.POST.get("held", ""))
    actions.mark_support(by=request.actor, now=request.now, support_id=public_id, week=week, held=held)
    say(request, _("Saved. Only the two of you see it."))
    return redirect("my_rhythm")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Http404
    return int(text)


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def team_rhythm(request: HttpRequest) -> HttpResponse:
    """Planned against held for the teams of a school."""
    school = request.GET.get("school", "")[:16]
    if kind := wanted_kind(request):
        return table_response(request, queries.rhythm_table(request.actor, school), kind)
    return render(request, "teams/rhythm.html", queries.rhythm_page(request.actor, school))


@require_GET
def team_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The secret calendar of a team: no session, the address is the key; 404 for any other."""
    text = queries.team_feed(token, request.now)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=900"
    response["Referrer-Policy"] = "no-referrer"
    return response
