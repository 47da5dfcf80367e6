"""A school's calendar of learning: read by everybody, reserved by the central office and the school's principal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.ui.toasts import say

from .. import rules
from ..actions import learning as acts
from ..forms_contract import WEEKDAYS
from ..forms_learning import LearningSlotForm, initial_of
from ..queries.learning import learning_calendar, learning_slot_for, month_page, schools_to_reserve
from ..queries.reserved import held_in, touched_by
from ..reserved import how_many, told


@signed_in
@require_GET
def learning_time(request: HttpRequest) -> HttpResponse:
    """One month of one school (``?school=…&month=2026-10``)."""
    page = month_page(request.actor, request.GET.get("school", ""), request.GET.get("month", ""))
    return render(request, "timetable/learning_time.html", {"page": page, "weekdays": WEEKDAYS})


@signed_in
@require_GET
def learning_ics(request: HttpRequest, public_id: str) -> HttpResponse:
    """A school's reserved time as a calendar file."""
    response = HttpResponse(
        learning_calendar(request.actor, public_id, request.now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, "learning-time.ics")
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def slot_new(request: HttpRequest) -> HttpResponse:
    """Reserve time."""
    schools, everywhere = schools_to_reserve(request.actor)
    if not schools:
        rules.reserve(request.actor, None)
    return _edit(request, None, schools, everywhere=everywhere)


@signed_in
@require_http_methods(["GET", "POST"])
def slot_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other values for reserved time."""
    slot = learning_slot_for(request.actor, public_id)
    rules.reserve(request.actor, slot.school_id)
    schools, everywhere = schools_to_reserve(request.actor)
    return _edit(request, slot, schools, everywhere=everywhere)


def _edit(request: HttpRequest, slot: Any, schools: list[Any], *, everywhere: bool) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    initial = initial_of(slot) if slot else {"school": request.GET.get("school", ""), "first": request.GET.get("day")}
    form = LearningSlotForm(posted, initial=initial, schools=schools, everywhere=everywhere)
    context = {"form": form, "slot": slot, "back": reverse("learning_time")}
    context |= {"held": held_in(slot, request.now)} if slot else {}
    if posted is not None and form.is_valid():
        found = touched_by(slot, form.values, request.now)
        if how_many(found) <= _agreed(request):
            return _saved(request, slot, form.values)
        context |= {"touched": told(found), "count": how_many(found)}
    return render(request, "timetable/learning_edit.html", context, status=422 if form.errors else 200)


def _agreed(request: HttpRequest) -> int:
    """How many plans the sender has seen in the way and accepts."""
    given = request.POST.get("anyway", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


def _saved(request: HttpRequest, slot: Any, values: dict[str, Any]) -> HttpResponse:
    if slot is None:
        slot = acts.add_slot(by=request.actor, now=request.now, values=values)
    else:
        acts.change_slot(by=request.actor, now=request.now, slot=slot, values=values)
    say(request, _("The time is reserved. What does not fit stands above the calendar."))
    school = f"&school={slot.school.public_id}" if slot.school else ""
    return redirect(f"{reverse('learning_time')}?month={slot.first:%Y-%m}{school}")


@signed_in
@require_POST
def slot_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give reserved time back."""
    acts.remove_slot(by=request.actor, now=request.now, slot=learning_slot_for(request.actor, public_id))
    say(request, _("The time is given back."))
    return redirect("learning_time")
