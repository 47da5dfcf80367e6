"""Jobs that run, mails that went, whether the system is well, and help."""

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from staffroom.people.signin import signed_in
from staffroom.spine import jobs
from staffroom.spine.access import ROLE_SENTENCES, Refused

from . import queries, rules
from .glossary import WORDS, steps_for
from .readiness import database_problem
from .telling import RUNNING, invitation_of, progress_card, title_of

MAILS_A_PAGE = 25
read_only = require_http_methods(["GET", "HEAD"])
write_only = require_http_methods(["POST"])


@signed_in
@read_only
def job(request: HttpRequest, public_id: str) -> HttpResponse:
    row = queries.job_for(request.actor, public_id)
    return render(request, "ops/job.html", {"job": progress_card(row), "title": title_of(row)})


@read_only
@never_cache
def job_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The fragment that a page asks for again and again. A session that ended gets 401, not a sign-in page."""
    if request.actor is None:
        return HttpResponse(status=401)
    row = queries.job_for(request.actor, public_id)
    return render(request, "ops/_job.html", {"job": progress_card(row)})


@signed_in
@write_only
def job_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    row = queries.job_for(request.actor, public_id)
    if row.state not in RUNNING:
        raise Refused(_("This work has already ended."), _("Look at its result; much of it can be undone."))
    jobs.ask_to_stop(row)
    return redirect("job", public_id)


@signed_in
@write_only
def job_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start a job again whose worker died."""
    rules.see_health(request.actor)
    row = queries.job_for(request.actor, public_id)
    if not jobs.start_again(row):
        raise Refused(_("This work is not running any more."), _("Start it again where it was started first."))
    return redirect("job", public_id)


@signed_in
@read_only
def health(request: HttpRequest) -> HttpResponse:
    found = queries.health_for(request.actor, request.now)
    troubled = [{"job": row, "title": title_of(row)} for row in found.jobs_to_look_at]
    return render(request, "ops/health.html", {"health": found, "troubled": troubled})


@read_only
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers: 200 or 503, and nothing that a stranger could use."""
    try:
        well = database_problem() is None
    except DatabaseError:
        well = False
    told, status = ("ok", 200) if well else ("not ready", 503)
    return HttpResponse(told, status=status, content_type="text/plain; charset=utf-8")


@signed_in
@read_only
def outbox(request: HttpRequest) -> HttpResponse:
    everyone = queries.shows_all_mails(request.account.district.is_demo)
    found = Paginator(queries.mails_for(request.actor, everyone=everyone), MAILS_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    return render(request, "ops/outbox.html", {"page": page, "everyone": everyone})


@signed_in
@read_only
def outbox_mail(request: HttpRequest, public_id: str) -> HttpResponse:
    everyone = queries.shows_all_mails(request.account.district.is_demo)
    mail = queries.mail_for(request.actor, public_id, everyone=everyone)
    return render(request, "ops/outbox_mail.html", {"mail": mail, "invitation": invitation_of(mail)})


@signed_in
@read_only
def help_page(request: HttpRequest) -> HttpResponse:
    roles = sorted(request.actor.roles)
    told = [ROLE_SENTENCES[role] for role in roles if role in ROLE_SENTENCES]
    return render(request, "ops/help.html", {"told": told, "steps": steps_for(request.actor.roles), "words": WORDS})
