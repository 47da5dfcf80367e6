"""Work on rosters that takes longer than a page."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from staffroom.spine.jobs import Progress, Refusal, job
from staffroom.spine.scoping import district_scope

from . import actions
from .invite import send_sign_in_link
from .models import Account, RosterImport
from .queries import district_ids


@job("people.read_roster", retries=1)
def read_roster(*, progress: Progress, roster_import: str) -> dict[str, Any]:
    """Read an uploaded roster and compare it with what the district holds."""
    row = RosterImport.objects.get(public_id=roster_import)
    return {"state": actions.read_roster(roster_import=row, now=timezone.now(), progress=progress).state}


@job("people.apply_roster", retries=0)
def apply_roster(*, progress: Progress, roster_import: str) -> dict[str, Any]:
    """Apply a roster. When it fails nothing has changed, and the page says so."""
    row, by = RosterImport.objects.get(public_id=roster_import), progress.job.by
    try:
        return {"state": actions.apply_roster(roster_import=row, by=by, now=timezone.now(), progress=progress).state}
    except Exception as error:
        stopped = isinstance(error, Refusal)
        actions.applying_failed(roster_import=row, by=by, now=timezone.now(), stopped=stopped)
        raise


@job("people.undo_roster", retries=0)
def undo_roster(*, progress: Progress, roster_import: str) -> dict[str, Any]:
    """Undo a roster. When it fails the roster is applied as before."""
    row, by = RosterImport.objects.get(public_id=roster_import), progress.job.by
    try:
        return {"state": actions.undo_roster(roster_import=row, by=by, now=timezone.now(), progress=progress).state}
    except Exception:
        actions.undoing_failed(roster_import=row)
        raise


@job("people.forget_sign_ins", every=timedelta(days=1))
def forget_sign_ins(*, progress: Progress) -> dict[str, Any]:
    """Remove sessions that are over, and counts of tries that say nothing any more."""
    now = timezone.now()
    longest = timedelta(hours=max(settings.SESSION_IDLE_HOURS, settings.SESSION_IDLE_HOURS_OFFICE))
    over = actions.forget_old_sessions(before=now - longest)
    stale, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    return {"sessions": over + stale, "counts": actions.forget_attempts(now=now)}


@job("people.carry_out_endings", every=timedelta(hours=1))
def carry_out_endings(*, progress: Progress) -> dict[str, Any]:
    """End the work of those whose last day, set by hand, has passed. Hourly, so that midnight is never far off."""
    now, ended = timezone.now(), 0
    for district_id in district_ids():
        with district_scope(district_id):
            ended += actions.carry_out_endings(district_id=district_id, now=now)
    return {"ended": ended}


@job(actions.LINK_JOB, retries=1)
def mail_link(*, progress: Progress, account: int) -> dict[str, Any]:
    """Mail a sign-in link to the private address of an account. For nobody's account there is nothing to do."""
    made = actions.mail_link(account_id=account, now=timezone.now())
    if made is not None:
        link, token = made
        send_sign_in_link(link, Account.objects.get(pk=account), token)
    return {}
