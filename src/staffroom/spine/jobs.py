"""Work that takes longer than a page: queued in the database, retried, scheduled, watched.

A job gets ids, opens the scope, calls one action and is idempotent. It is queued on commit. When no worker has
been seen lately it runs inline, so that a district with one small machine needs no second process.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from . import access
from .scoping import district_scope

log = logging.getLogger(__name__)
WORKER_SEEN_SECONDS = 30


class Refusal(Exception):
    """A job that ends with a reason and is not tried again."""


def new_job_id() -> str:
    return secrets.token_urlsafe(9)


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    public_id = models.CharField(max_length=16, unique=True, default=new_job_id, editable=False)
    district_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by = models.BigIntegerField(null=True, help_text="Staff id of who started it.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)

    privacy = access.Declared(
        record="machine",
        about=("by",),
        personal=("kind", "state", "created", "started", "finished", "error"),
        plain=("args", "unique_key", "done", "total", "step", "result", "attempts", "cancel_asked"),
        withheld=("error",),  # what a failing program said; it may hold words of somebody else
        becomes={"error": ""},
        keep=access.Keep.ONE_YEAR,
        since="created",
        erase=access.Erase.FORGET,
    )

    class Meta:
        app_label = "spine"
        ordering = ["-created"]
        indexes = [models.Index(fields=["state", "created"])]


class WorkerSeen(models.Model):
    """The last sign of life of a worker."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    privacy = access.Declared(record="machine", plain=("name", "at"), keep=access.Keep.SHORT, since="at")

    class Meta:
        app_label = "spine"


class ScheduleRun(models.Model):
    """When a scheduled job last started."""

    kind = models.CharField(max_length=60, primary_key=True)
    last = models.DateTimeField()

    privacy = access.Declared(record="machine", plain=("kind", "last"))

    class Meta:
        app_label = "spine"


class Progress:
    """What a running job tells those who watch. Kept in the cache: the job's own transaction stays open."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int, step: str = "") -> None:
        cache.set(f"job:{self.job.public_id}", {"done": done, "total": total, "step": step}, 3600)
        if cache.get(f"job-cancel:{self.job.public_id}"):
            raise Refusal("Stopped at your request. Nothing was changed.")


def progress_of(job: Job) -> dict[str, Any]:
    """done, total, step: live from the cache while it runs, else from the row."""
    live = cache.get(f"job:{job.public_id}") if job.state == Job.State.RUNNING else None
    return live or {"done": job.done, "total": job.total, "step": job.step}


def ask_to_stop(job: Job) -> None:
    cache.set(f"job-cancel:{job.public_id}", True, 3600)


@dataclass(frozen=True, slots=True)
class Declared:
    function: Callable[..., dict[str, Any] | None]
    retries: int
    every: timedelta | None


REGISTRY: dict[str, Declared] = {}


def job(kind: str, *, retries: int = 2, every: timedelta | None = None) -> Callable[[Callable], Callable]:
    """Declare a job: ``function(progress=..., **args)`` returns a JSON result. ``every`` schedules it."""

    def declare(function: Callable[..., dict[str, Any] | None]) -> Callable[..., dict[str, Any] | None]:
        REGISTRY[kind] = Declared(function, retries, every)
        return function

    return declare


def enqueue(
    kind: str,
    *,
    district_id: int | None,
    now: datetime,
    by: int | None = None,
    unique_key: str | None = None,
    **args: Any,
) -> Job:
    """Queue a job by its name, with the caller's transaction. A known ``unique_key`` returns the job there is."""
    if unique_key:
        found = Job.objects.filter(unique_key=unique_key).first()
        if found:
            return found
    row = Job(district_id=district_id, kind=kind, args=args, by=by, unique_key=unique_key, created=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return Job.objects.get(unique_key=unique_key)
    transaction.on_commit(lambda: _start(row.pk))
    return row


def worker_is_alive() -> bool:
    seen_since = timezone.now() - timedelta(seconds=WORKER_SEEN_SECONDS)
    return WorkerSeen.objects.filter(at__gte=seen_since).exists()


def _start(job_pk: int) -> None:
    inline = settings.JOBS_INLINE
    if inline == "always" or (inline == "auto" and not worker_is_alive()):
        run(job_pk)
    else:
        run_queued.enqueue(job_pk)


@task()
def run_queued(job_pk: int) -> None:
    """The one task that the queue knows: run the job of this id."""
    run(job_pk)


def run(job_pk: int) -> None:
    """Run one job now, once: a second worker that comes for it finds it taken."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started=now, attempts=models.F("attempts") + 1
    )
    if not taken:
        return
    row = Job.objects.get(pk=job_pk)
    declared = REGISTRY[row.kind]
    scope = district_scope(row.district_id) if row.district_id else nullcontext()
    try:
        with scope:
            result = declared.function(progress=Progress(row), **row.args)
    except Refusal as refusal:
        _finish(row, Job.State.CANCELLED, error=str(refusal))
    except Exception:
        log.exception("job %s (%s) failed", row.public_id, row.kind)
        _retry_or_fail(row, declared, traceback.format_exc(limit=8))
    else:
        _finish(row, Job.State.DONE, result=result or {})


def _finish(row: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    last = progress_of(row)
    Job.objects.filter(pk=row.pk).update(
        state=state,
        finished=timezone.now(),
        result=result or {},
        error=error,
        done=last["total"] if state == Job.State.DONE else last["done"],
        total=last["total"],
        step=last["step"],
    )


def _retry_or_fail(row: Job, declared: Declared, error: str) -> None:
    if row.attempts > declared.retries:
        _finish(row, Job.State.FAILED, error=error)
        return
    Job.objects.filter(pk=row.pk).update(state=Job.State.WAITING, error=error)
    if settings.JOBS_INLINE != "always" and worker_is_alive():
        wait = timedelta(seconds=10 * 4**row.attempts)
        run_queued.using(run_after=timezone.now() + wait).enqueue(row.pk)
    else:
        run(row.pk)


def start_due(now: datetime) -> list[str]:
    """Start every scheduled job whose time has come. Called each minute by the worker."""
    started = []
    for kind, declared in sorted(REGISTRY.items()):
        if declared.every is None:
            continue
        with transaction.atomic():
            ScheduleRun.objects.get_or_create(kind=kind, defaults={"last": now - declared.every})
            due = ScheduleRun.objects.select_for_update().get(kind=kind)
            if now - due.last < declared.every:
                continue
            due.last = now
            due.save(update_fields=["last"])
            enqueue(kind, district_id=None, now=now)
        started.append(kind)
    return started


def queue_forgotten(now: datetime, *, most: int = 500) -> int:
    """Queue again what waits without a reason, as after a crash between commit and queue. Running it twice does
    no harm: the first to come takes it. While the queue itself has work, nothing is done. Returns how many."""
    if DBTaskResult.objects.ready().exists():
        return 0
    long_ago = now - timedelta(minutes=5)
    waiting = Job.objects.filter(state=Job.State.WAITING, created__lt=long_ago)
    # A job that is to be tried again waits on purpose, for a while.
    waiting = waiting.filter(models.Q(started=None) | models.Q(started__lt=now - timedelta(minutes=30)))
    forgotten = list(waiting.order_by("created").values_list("pk", flat=True)[:most])
    for pk in forgotten:
        run_queued.enqueue(pk)
    return len(forgotten)


def start_again(row: Job) -> bool:
    """Take a job whose worker died back to the queue. Jobs are idempotent, so this is safe; False if it ended."""
    back = Job.objects.filter(pk=row.pk, state=Job.State.RUNNING).update(state=Job.State.WAITING)
    if back:
        transaction.on_commit(lambda: _start(row.pk))
    return bool(back)


def worker_heartbeat(name: str, now: datetime) -> None:
    WorkerSeen.objects.update_or_create(name=name, defaults={"at": now})


def worker_leaves(name: str) -> None:
    """Take the sign of life back: pages run their jobs themselves at once."""
    WorkerSeen.objects.filter(name=name).delete()
