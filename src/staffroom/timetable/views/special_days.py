"""Dates of a school's calendar, changed by hand: a month, one change with its preview, undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.toasts import say

from .. import rules
from ..actions import special_days as acts
from ..forms_contract import WEEKDAYS
from ..forms_days import SpecialDayForm
from ..models import DayChange
from ..queries.special_days import choices_for, day_change_for, days_page, preview, special_day_for


@signed_in
@require_GET
def special_days(request: HttpRequest) -> HttpResponse:
    """One month of one school (``?school=…&month=2026-10``)."""
    page = days_page(request.actor, request.GET.get("school", ""), request.GET.get("month", ""))
    return render(request, "timetable/special_days.html", {"page": page, "weekdays": WEEKDAYS[:5]})


@signed_in
@require_http_methods(["GET", "POST"])
def special_day_new(request: HttpRequest) -> HttpResponse:
    """Change a date: first what it would touch, then, sent again with that (``sure``), done."""
    choices = choices_for(request.actor)
    if not choices.schools:
        rules.change_days(request.actor, None)
    posted = request.POST if request.method == "POST" else None
    initial = {"school": request.GET.get("school", ""), "date": request.GET.get("day")}
    form = SpecialDayForm(posted, initial=initial, choices=choices)
    context: dict[str, Any] = {"form": form, "back": reverse("special_days")}
    if posted is not None and form.is_valid():
        try:
            done = _changed(request, form, context)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error("date", f"{refusal.sentence} {refusal.advice}")
        else:
            if done is not None:
                return done
    return render(request, "timetable/special_day_edit.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: SpecialDayForm, context: dict[str, Any]) -> HttpResponse | None:
    """The page afterwards; None while the sender has not seen what is touched."""
    day = form.cleaned_data["date"]
    rules.change_days(request.actor, form.school_id)
    rules.check_day(day, request.actor.today)
    found = preview(form.school_id, day, form.values, request.now)
    if request.POST.get("sure") != f"{found.what}|{found.sign}":
        context["preview"] = found
        return None
    given = {"school": form.school_id, "day": day, "values": form.values}
    return _back(request, acts.set_day(by=request.actor, now=request.now, **given))


def _back(request: HttpRequest, change: DayChange) -> HttpResponse:
    say(request, _("The calendar is changed. People whose visits move or end are told."))
    school = f"&school={change.school.public_id}" if change.school else ""
    return redirect(f"{reverse('special_days')}?month={change.date:%Y-%m}{school}")


@signed_in
@require_POST
def special_day_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """A special date is as usual again."""
    row = special_day_for(request.actor, public_id)
    return _back(request, acts.remove_day(by=request.actor, now=request.now, row=row))


@signed_in
@require_POST
def special_day_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a change back."""
    change = day_change_for(request.actor, public_id)
    return _back(request, acts.undo_day(by=request.actor, now=request.now, change=change))
