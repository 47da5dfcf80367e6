"""Reads of jobs, mails and the state of the system. Each asks who reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from staffroom import __version__
from staffroom.people.models import RosterImport
from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job, worker_is_alive
from staffroom.spine.outbox import Mail

from . import rules
from .readiness import free_bytes, last_backup

RECENT = timedelta(days=7)


def job_for(actor: Actor, public_id: str) -> Job:
    """A job of the actor's own, or any of the district for the central office and IT. Else Http404."""
    row = Job.objects.filter(public_id=public_id, district_id=actor.district_id).first()
    if row is None or not (_is_own(actor, row) or rules.see_health.allows(actor)):
        raise Http404
    return row


def _is_own(actor: Actor, row: Job) -> bool:
    # A job of the system has no owner: nobody without a staff record may pass for it.
    return actor.staff_id is not None and row.by == actor.staff_id


def shows_all_mails(is_demo_district: bool) -> bool:
    """In a demo everybody is invented, so every mail may be read; anywhere else only one's own."""
    return settings.DEMO and is_demo_district


def mails_for(actor: Actor, *, everyone: bool) -> QuerySet[Mail]:
    """Mails to the actor, newest first; with ``everyone`` (a demo) all of the district."""
    found = Mail.objects.filter(district_id=actor.district_id)
    if everyone:
        return found
    return found.filter(to_staff=actor.staff_id) if actor.staff_id is not None else found.none()


def mail_for(actor: Actor, public_id: str, *, everyone: bool) -> Mail:
    """One mail that the actor may read, else Http404."""
    row = mails_for(actor, everyone=everyone).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class Health:
    """What the health page tells: of the actor's district, and of the machine."""

    worker_alive: bool
    jobs_waiting: int
    jobs_failed: int
    jobs_to_look_at: list[Job]
    mails_failed: int
    last_import: RosterImport | None
    last_backup: datetime | None
    free_megabytes: int
    database: str
    database_megabytes: int
    version: str


def health_for(actor: Actor, now: datetime) -> Health:
    """The state of the system. Raises Forbidden."""
    rules.see_health(actor)
    jobs = Job.objects.filter(Q(district_id=actor.district_id) | Q(district_id=None))
    # A mail that could not be sent is a failed job of its own; the mail's row says so only when it gave up for good.
    unsent = jobs.filter(state=Job.State.FAILED, kind="spine.send_mail", created__gte=now - RECENT)
    troubled = Q(state=Job.State.FAILED, created__gte=now - RECENT)
    troubled |= Q(state=Job.State.RUNNING, started__lt=now - timedelta(hours=1))
    return Health(
        worker_alive=worker_is_alive(),
        jobs_waiting=jobs.filter(state=Job.State.WAITING).count(),
        jobs_failed=jobs.filter(state=Job.State.FAILED, created__gte=now - RECENT).count(),
        jobs_to_look_at=list(jobs.filter(troubled)[:20]),
        mails_failed=unsent.count(),
        last_import=RosterImport.objects.first(),
        last_backup=last_backup(),
        free_megabytes=free_bytes() // 1024**2,
        database=connection.vendor,
        database_megabytes=database_bytes() // 1024**2,
        version=__version__,
    )


def database_bytes() -> int:
    """How much room the database takes."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return path.stat().st_size if path.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
