"""Pages of bells, weeks and time rules: parse, one call, render."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.tables import hands_out, table_response, wanted
from staffroom.ui.toasts import say

from .. import grids, rules
from ..actions import analysis as analysis_actions
from ..actions import away as away_actions
from ..actions import bells as bell_actions
from ..actions import settings as settings_actions
from ..called_off import called_off
from ..forms import AwayForm, BellFileForm, TimeRulesForm
from ..queries import pages, time_pages
from ..queries.imports import bell_import_for

MOST_CALLED_OFF = 5  # of what was called off, so many are named
MOST_TYPED = 80  # letters of a name that are looked at
MOST_CHOSEN = 60  # people whose common time is asked for


def _posted(request: HttpRequest) -> Any:
    """What was typed; None when nothing was sent, so that an empty form is not told to be wrong."""
    return request.POST if request.method == "POST" else None


# --- My week -----------------------------------------------------------------------------------------
@signed_in
@require_GET
def my_week(request: HttpRequest) -> HttpResponse:
    """My lessons and free periods of one week (``?on=2026-09-14``: the week of that date)."""
    page = pages.week_page(request.actor, _date(request.GET.get("on", "")))
    return render(request, "timetable/my_week.html", {"page": page, "grid": grids.week_grid(page), "form": AwayForm()})


def _date(text: str) -> date | None:
    """The date, or None: also for one at the end of the calendar, whose week has no neighbours."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date.min.year < found.year < date.max.year else None


@signed_in
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """My days away: add some. Nobody is asked why."""
    form = AwayForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = away_actions.set_away(by=request.actor, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            say(request, _("You are away %(days)s.") % {"days": _days(added)}, undo=_undo(added))
            return redirect("away")
    context = {"form": form, "rows": pages.own_days_away(request.actor)}
    return render(request, "timetable/away.html", context, status=422 if form.errors else 200)


def _days(row: Any) -> str:
    first, last = date_format(row.starts), date_format(row.ends)
    return first if row.starts == row.ends else _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _undo(row: Any) -> str:
    return reverse("away_remove", args=[row.public_id])


@signed_in
@require_POST
def away_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """At work on these days after all."""
    held = pages.away_for(request.actor, public_id)
    gone = called_off(held.staff_id, held.starts, held.ends)
    away_actions.remove_away(by=request.actor, now=request.now, away=held)
    said = _("You are at work on these days again.")
    if gone:
        told = _("Called off, and not booked again by itself: %(what)s.") % {"what": "; ".join(gone[:MOST_CALLED_OFF])}
        said = f"{said} {told}"
    say(request, said)
    return redirect("away")


# --- Bells -------------------------------------------------------------------------------------------
@signed_in
@require_GET
def school_bells(request: HttpRequest, public_id: str) -> HttpResponse:
    """A school's bell schedules and the dates that are different."""
    page = pages.school_bells_page(request.actor, public_id)
    drawn = [(view, grids.schedule_grid(view)) for view in page.schedules]
    brings = rules.bring_bells.allows(request.actor)
    return render(request, "timetable/school_bells.html", {"page": page, "schedules": drawn, "brings": brings})


@signed_in
@require_GET
def bell_imports(request: HttpRequest) -> HttpResponse:
    """Bell files, newest first."""
    return render(request, "timetable/bell_imports.html", {"page": pages.bell_imports_page(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def bell_upload(request: HttpRequest) -> HttpResponse:
    """Bring a bell file: it is read at once, and applied only after you have seen what would change."""
    rules.bring_bells(request.actor)
    form = BellFileForm(_posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        staged = bell_actions.stage_bells(by=request.actor, now=request.now, **_contents(form.cleaned_data))
        return redirect("bell_import", staged.public_id)
    context = {"form": form, "submit": _("Read the file"), "back": reverse("bell_imports")}
    return render(request, "timetable/bell_upload.html", context, status=422 if form.errors else 200)


def _contents(data: dict[str, Any]) -> dict[str, Any]:
    bells, calendar = data["bells"], data["calendar"]
    return {
        "file_name": bells.name,
        "content": bells.read(),
        "calendar_name": calendar.name if calendar else "",
        "calendar": calendar.read() if calendar else None,
    }


@signed_in
@require_GET
def bell_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One bell file: recognized, wrong, changing."""
    page = pages.bell_import_page(request.actor, public_id)
    return render(request, "timetable/bell_import.html", {"page": page, "job": _job(page)})


def _job(page: pages.BellImportPage) -> dict[str, Any] | None:
    """The job as its component draws it, while it runs or when it failed."""
    if page.job is None or page.job["state"] == "done":
        return None
    failed = _("The work stopped, and nothing was changed. Try it again.")
    card = {**page.job, "title": _("Bell times of %(file)s") % {"file": page.bell_import.file_name}}
    return {**card, "poll": _poll(page.job["id"]), "error": "" if page.running else failed}


def _poll(job: str) -> str:
    try:
        return reverse("job_progress", args=[job])
    except NoReverseMatch:
        return ""


@signed_in
@require_POST
def bell_import_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start the job that writes the bells."""
    found = bell_import_for(request.actor, public_id)
    bell_actions.start_apply(by=request.actor, now=request.now, bell_import=found)
    return redirect("bell_import", public_id)


@signed_in
@require_POST
def bell_import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start the job that puts back what was there."""
    found = bell_import_for(request.actor, public_id)
    bell_actions.start_undo(by=request.actor, now=request.now, bell_import=found)
    return redirect("bell_import", public_id)


@signed_in
@require_POST
def bell_import_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the file aside."""
    found = bell_import_for(request.actor, public_id)
    bell_actions.discard_bells(by=request.actor, now=request.now, bell_import=found)
    say(request, _("The file was put aside. Nothing was changed."))
    return redirect("bell_imports")


# --- Time rules --------------------------------------------------------------------------------------
@signed_in
@require_http_methods(["GET", "POST"])
def time_rules(request: HttpRequest) -> HttpResponse:
    """What the district and its contract allow; the central office changes it."""
    row, may = pages.time_rules_page(request.actor)
    if request.method == "POST":
        rules.set_time_rules(request.actor)
    form = TimeRulesForm(_posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        settings_actions.set_time_rules(by=request.actor, now=request.now, values=form.cleaned_data)
        say(request, _("The time rules are saved. They hold from now on; visits already booked stay."))
        return redirect("time_rules")
    context = {"form": form, "may": may, "rules": row}
    return render(request, "timetable/time_rules.html", context, status=422 if form.errors else 200)


# --- What the timetable allows -----------------------------------------------------------------------
@require_GET
@signed_in
def time_hub(request: HttpRequest) -> HttpResponse:
    """Who can see whom, and the one change that would give most."""
    return _time(request, "hub", time_pages.hub)


@require_GET
def time_computed(request: HttpRequest) -> HttpResponse:
    """The fragment that a page asks for while the district's analysis is worked out. Without a session: 401."""
    if request.actor is None:
        return HttpResponse(status=401)
    rules.see_school_time(request.actor)
    found = time_pages.waiting(request.actor)
    response = render(request, "timetable/_time_waiting.html", {"waiting": found})
    response["Cache-Control"] = "private, no-store"
    return response


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def time_seeing(request: HttpRequest) -> HttpResponse:
    """Who can see whom without a substitute, by school and by subject."""
    return _time(request, "seeing", time_pages.seeing_page, time_pages.seeing_table)


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def time_free(request: HttpRequest) -> HttpResponse:
    """Free time by school and by day."""
    return _time(request, "free", time_pages.free_page, time_pages.free_table)


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def time_together(request: HttpRequest) -> HttpResponse:
    """The common time of people or of a group, and what it would take."""
    minutes = request.GET.get("minutes", "")
    chosen = {
        "who": request.GET.getlist("who")[:MOST_CHOSEN],
        "text": request.GET.get("q", "")[:MOST_TYPED],
        "group": request.GET.get("group", ""),
        "minutes": int(minutes) if minutes in map(str, time_pages.LENGTHS) else time_pages.MINUTES,
        "page": request.GET.get("page", "1"),
    }
    return _time(
        request, "together", lambda scope: time_pages.together_page(scope, **chosen), time_pages.together_table
    )


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def time_singletons(request: HttpRequest) -> HttpResponse:
    """Who is the only one of a subject or grade at a school."""
    number = request.GET.get("page", "1")
    return _time(request, "singletons", lambda scope: time_pages.singles_page(scope, number), time_pages.singles_table)


def _time(
    request: HttpRequest, name: str, page: Callable[[Any], Any], table: Callable[[Any], Any] | None = None
) -> HttpResponse:
    """One page about time, or its table; for those who may see the time of a school."""
    rules.see_school_time(request.actor)
    school, kind = request.GET.get("school", ""), wanted(request) if table is not None else ""
    try:
        scope = time_pages.scope_for(request.actor, school, wait=bool(kind))
    except time_pages.NotYet:
        analysis_actions.start_analysis(by=request.actor, now=request.now)
        try:  # without a worker the job has run by now
            scope = time_pages.scope_for(request.actor, school, wait=False)
        except time_pages.NotYet:
            found = time_pages.waiting(request.actor)
            return render(request, "timetable/time_waiting.html", {"waiting": found, "scope": found, "here": name})
    if table is not None and kind:
        return table_response(request, table(scope), kind)
    return render(request, f"timetable/time_{name}.html", {"scope": scope, "page": page(scope), "here": f"time_{name}"})
