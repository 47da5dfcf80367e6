"""Is it well? Findings about database, migrations, audit chains, files, jobs and backups, each with its advice."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from staffroom.people.models import District
from staffroom.spine.audit import AuditHead, broken_links
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job, worker_is_alive

Level = Literal["ok", "warning", "error"]
BACKUP_LATE = timedelta(hours=48)
JOB_STUCK = timedelta(hours=1)
LEAST_FREE_BYTES = 500 * 1024**2


def is_new_embedded() -> bool:
    """Whether this is SQLite without a single table: a first run, with nothing that could be lost."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``staffroom check``, with facts for ``--json``. An ``error`` makes the command end with 1."""

    name: str
    level: Level
    sentence: str
    advice: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def database_problem() -> Finding | None:
    """Why the database cannot be used now, or None."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = missing_migrations()
    except DatabaseError as error:
        first_line = (str(error).splitlines() or ["no answer"])[0]
        return Finding(
            "database", "error", f"The database cannot be reached: {first_line}.", "Look at DATABASE_URL and start it."
        )
    if missing:
        return Finding(
            "database",
            "error",
            f"The database is not ready: {len(missing)} migrations are missing.",
            "Run: staffroom manage migrate",
        )
    return None


def missing_migrations() -> list[str]:
    """Names of migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def check_database(now: datetime) -> Iterator[Finding]:
    yield database_problem() or Finding(
        "database", "ok", f"The database ({connection.vendor}) answers and has every migration."
    )


def check_settings(now: datetime) -> Iterator[Finding]:
    if not settings.PRODUCTION:
        yield Finding("settings", "ok", "Not in production: the deployment checks are left out.")
        return
    found = checks.run_checks(include_deployment_checks=True)
    for message in found:
        yield Finding("settings", "error", f"{message.id}: {message.msg}", message.hint or "See docs/operating.md.")
    if not found:
        yield Finding("settings", "ok", "The deployment checks find nothing.")


def check_audit(now: datetime) -> Iterator[Finding]:
    """Every district's chain, and the chain of what belongs to no district that is left."""
    for district in District.objects.order_by("code"):
        broken = broken_links(district.pk)
        head = AuditHead.objects.filter(district_id=district.pk).first()
        details = {"district": district.code, "entries": head.position if head else 0, "broken": broken[:100]}
        if broken:
            places = ", ".join(map(str, broken[:5]))
            yield Finding(
                "audit",
                "error",
                f"The audit log of {district.code} does not hold at position {places} ({len(broken)} places).",
                "Somebody changed the database by hand. Compare it with a backup.",
                details,
            )
        else:
            yield Finding("audit", "ok", f"The audit log of {district.code} is whole.", details=details)


def check_files(now: datetime) -> Iterator[Finding]:
    """Each stored file lies on disk with the bytes it came with."""
    missing, changed, count = [], [], 0
    for row in StoredFile.objects.order_by("pk").iterator():
        count += 1
        if not row.path.is_file():
            missing.append(row.public_id)
        elif digest_of(row.path) != row.sha256:
            changed.append(row.public_id)
    for names, what in ((missing, "missing"), (changed, "not as they came")):
        if names:
            yield Finding(
                "files",
                "error",
                f"{len(names)} of {count} files are {what}, first {names[0]}.",
                "Bring them back from a backup.",
            )
    if not missing and not changed:
        yield Finding("files", "ok", f"All {count} files are there, as they came.")


def check_jobs(now: datetime) -> Iterator[Finding]:
    stuck = Job.objects.filter(state=Job.State.RUNNING, started__lt=now - JOB_STUCK).count()
    waiting = Job.objects.filter(state=Job.State.WAITING, created__lt=now - timedelta(minutes=10)).count()
    if stuck:
        yield Finding(
            "jobs",
            "warning",
            f"{stuck} jobs have been running for more than an hour.",
            "Look at the worker's log; the health page can start them again.",
        )
    if waiting:
        alive = "a worker is alive" if worker_is_alive() else "no worker is alive"
        yield Finding(
            "jobs",
            "warning",
            f"{waiting} jobs have been waiting for more than ten minutes; {alive}.",
            "Start one: staffroom worker",
        )
    if not stuck and not waiting:
        yield Finding("jobs", "ok", "No job is stuck.")


def backup_note() -> Path:
    """Where the last backup is written down."""
    return Path(settings.DATA_DIR) / "last_backup.json"


def last_backup() -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(backup_note().read_text())["created"])
    except (OSError, ValueError, KeyError):
        return None


def check_backup(now: datetime) -> Iterator[Finding]:
    last = last_backup()
    if last and now - last < BACKUP_LATE:
        yield Finding("backup", "ok", f"The last backup was made on {last:%Y-%m-%d at %H:%M} UTC.")
        return
    said = f"The last backup was made on {last:%Y-%m-%d}." if last else "No backup was made from here yet."
    level: Level = "warning" if settings.PRODUCTION else "ok"
    yield Finding("backup", level, said, "Run: staffroom backup --out FOLDER, each night.")


def check_disk(now: datetime) -> Iterator[Finding]:
    free = free_bytes()
    if free < LEAST_FREE_BYTES:
        yield Finding("disk", "error", f"Only {free // 1024**2} MB are free.", "Make room, or move STAFFROOM_DATA.")
    else:
        yield Finding("disk", "ok", f"{free // 1024**2} MB are free.")


def free_bytes() -> int:
    folder = Path(settings.DATA_DIR)
    return shutil.disk_usage(folder if folder.exists() else folder.anchor).free


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


CHECKS: dict[str, Callable[[datetime], Iterator[Finding]]] = {
    "settings": check_settings,
    "database": check_database,
    "audit": check_audit,
    "files": check_files,
    "jobs": check_jobs,
    "backup": check_backup,
    "disk": check_disk,
}
WITHOUT_DATABASE = frozenset({"settings", "database", "backup", "disk"})


def findings(now: datetime, only: tuple[str, ...] = ()) -> list[Finding]:
    """The chosen checks, or all. When the database is not ready, those that need it are left out."""
    names = [name for name in CHECKS if not only or name in only]
    problem = database_problem()
    if problem:
        names = [name for name in names if name in WITHOUT_DATABASE]
    found = [finding for name in names for finding in CHECKS[name](now)]
    if problem and "database" not in names:
        found.append(problem)
    return found
