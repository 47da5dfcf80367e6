"""Open doors, and how I host."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import ClosedDoorForm, DoorForm, HostingForm


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def doors(request: HttpRequest) -> HttpResponse:
    """This week's and next week's open doors, filtered by the address."""
    wanted = queries.DoorFilter(*(request.GET.get(name, "")[:60] for name in ("practice", "school", "subject")))
    if kind := wanted_kind(request):
        return table_response(request, queries.doors_table(request.actor, wanted), kind)
    return render(request, "expertise/doors.html", queries.doors_page(request.actor, wanted))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def door_open(request: HttpRequest) -> HttpResponse:
    """Open one of my lessons of the next two weeks."""
    offers, lessons = queries.door_choices(request.actor, request.now)
    initial = {"offer": request.GET.get("offer", "")}
    form = DoorForm(request.POST or None, offers=offers, lessons=lessons, initial=initial)
    if request.method == "POST" and form.is_valid() and _opened(request, form):
        return redirect("doors")
    context = {"form": form, "offers": offers, "lessons": lessons}
    return render(request, "expertise/door_open.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: DoorForm) -> bool:
    given = dict(form.cleaned_data)
    given |= {"offer_id": given.pop("offer"), "lesson_id": given.pop("lesson")}
    try:
        actions.open_door(by=request.actor, now=request.now, **given)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    say(request, _("Your door is open. Colleagues can find it here."))
    return True


@require_POST
@signed_in
def door_close(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.close_door(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("Taken back. Visits agreed already stay agreed."))
    return redirect("doors")


def _hosting_page(request: HttpRequest, form: HostingForm | None, closed: ClosedDoorForm | None) -> HttpResponse:
    page = queries.hosting_page(request.actor)
    wishes, most = page["hosting"], page["most"]
    welcome = "yes" if wishes.welcome else "no"
    initial = {"welcome": welcome, "lessons_week": wishes.lessons_week, "note": wishes.note}
    page["form"] = form or HostingForm(most=most, initial=initial)
    page["closed_form"] = closed or ClosedDoorForm(periods=page["periods"])
    wrong = any(one.errors for one in (page["form"], page["closed_form"]))
    return render(request, "expertise/hosting.html", page, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hosting(request: HttpRequest) -> HttpResponse:
    """Whether I welcome visitors, how often, where they sit, and when I want none."""
    rules.make_offers(request.actor)
    if request.method != "POST":
        return _hosting_page(request, None, None)
    form = HostingForm(request.POST, most=queries.hosted_lessons_limit(request.actor))
    if not form.is_valid():
        return _hosting_page(request, form, None)
    actions.set_hosting(by=request.actor, now=request.now, **form.cleaned_data)
    say(request, _("Saved."))
    return redirect("hosting")


@require_POST
@signed_in
def closed_add(request: HttpRequest) -> HttpResponse:
    """Wish for no visitors at some time."""
    rules.make_offers(request.actor)
    form = ClosedDoorForm(request.POST, periods=queries.my_periods(request.actor))
    if form.is_valid() and _kept_closed(request, form):
        return redirect("hosting")
    return _hosting_page(request, None, form)


def _kept_closed(request: HttpRequest, form: ClosedDoorForm) -> bool:
    try:
        actions.keep_closed(by=request.actor, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return False
    say(request, _("Noted: no visitors then."))
    return True


@require_POST
@signed_in
def closed_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.forget_closed_door(by=request.actor, now=request.now, public_id=public_id)
    say(request, _("That time is open to visitors again."))
    return redirect("hosting")
