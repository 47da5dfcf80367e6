"""A roster import from upload to the point where a job takes over: staged, started, put aside."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.files.store import ROSTER_TYPES, content_type_of, safe_name, store
from staffroom.spine.jobs import enqueue
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import RosterImport
from .districts import locked_district

UPLOADED = audit.declare("roster.uploaded", gettext_lazy("{who} uploaded the roster {file}"), security=True)
STARTED = audit.declare("roster.started", gettext_lazy("{who} started to apply the roster {file}"), security=True)
UNDO_STARTED = audit.declare(
    "roster.undo_started", gettext_lazy("{who} started to undo the roster {file}"), security=True
)
DISCARDED = audit.declare("roster.discarded", gettext_lazy("{who} put the roster {file} aside"), security=True)

Upload = tuple[str, Iterable[bytes]]
State = RosterImport.State


@action
def stage_roster(
    *, by: Actor, now: datetime, uploads: list[Upload], name: str = "", queue: bool = True
) -> RosterImport:
    """Keep one zip, or several CSV or XML files as one zip, and queue their reading.

    Raises Forbidden, or Refused when a file is too large or neither a zip nor a text. With ``queue=False`` the
    caller reads it (the command line).
    """
    rules.bring_rosters(by)
    file_name, chunks = _one_file(uploads)
    stored = store(
        chunks,
        name=file_name,
        district_id=by.district_id,
        owner=by.staff_id,
        now=now,
        allowed=ROSTER_TYPES,
        max_bytes=settings.UPLOAD_MAX_BYTES,
    )
    roster_import = RosterImport(
        district_id=by.district_id,
        file_name=name or stored.name,
        stored_file=stored.public_id,
        by_staff=by.staff_id,
        created=now,
    )
    if queue:
        _queue("people.read_roster", roster_import, by, now)
    roster_import.save()
    _record(UPLOADED, roster_import, by, now)
    return roster_import


def _one_file(uploads: list[Upload]) -> Upload:
    opened = [(name, *_peeked(chunks)) for name, chunks in uploads]
    kinds = [content_type_of(head) for _name, head, _chunks in opened]
    if not opened or any(kind not in ROSTER_TYPES for kind in kinds):
        raise Refused(
            _("This is not a roster: it is neither a zip nor a CSV or XML file."),
            _("Export the roster as OneRoster, School Data Sync, Clever or Ed-Fi, and bring the zip or all its files."),
        )
    zips = kinds.count("application/zip")
    if zips and len(opened) > 1:
        raise Refused(
            _("A zip and other files cannot be brought together."),
            _("Bring one zip, or all files at once without a zip."),
        )
    if zips:
        return opened[0][0], opened[0][2]
    return _zipped([(name, chunks) for name, _head, chunks in opened])


def _peeked(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    rest = iter(chunks)
    first = next(rest, b"")

    def again() -> Iterator[bytes]:
        yield first
        yield from rest

    return first[:4096], again()


def _zipped(files: list[Upload]) -> Upload:
    """Several files as one zip, streamed through a temporary file; the size limit counts what comes in."""
    held = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _read, or by being forgotten
    left = settings.UPLOAD_MAX_BYTES
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, chunks in files:
            with packed.open(safe_name(name), "w") as out:
                for chunk in chunks:
                    left -= len(chunk)
                    if left < 0:
                        raise _too_large()
                    out.write(chunk)
    held.seek(0)
    label = files[0][0] if len(files) == 1 else _("%(count)d files") % {"count": len(files)}
    return f"{label}.zip", _read(held)


def _too_large() -> Refused:
    return Refused(
        _("The files are larger than %(limit)d MB.") % {"limit": settings.UPLOAD_MAX_BYTES // 1024**2},
        _("Bring them as one zip, without the files of students' results."),
    )


def _read(held: BinaryIO) -> Iterator[bytes]:
    with held:
        while chunk := held.read(64 * 1024):
            yield chunk


def _locked(roster_import: RosterImport) -> RosterImport:
    return RosterImport.objects.select_for_update().get(pk=roster_import.pk)


def _queue(kind: str, roster_import: RosterImport, by: Actor, now: datetime) -> None:
    job = enqueue(kind, district_id=by.district_id, now=now, by=by.staff_id, roster_import=roster_import.public_id)
    roster_import.job = job.public_id


def _record(kind: str, roster_import: RosterImport, by: Actor, now: datetime) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=roster_import.public_id,
        facts={"who": by.name, "file": roster_import.file_name},
    )


@action
def start_apply(
    *, by: Actor, now: datetime, roster_import: RosterImport, confirmed: bool = False, queue: bool = True
) -> RosterImport:
    """Begin to apply an import. ``confirmed`` is someone's word that a held one is right. Raises Refused."""
    rules.bring_rosters(by)
    locked_district(by.district_id)  # of two people who press at once, the second sees what the first did
    held = _locked(roster_import)
    rules.can_apply(held)
    rules.read_since(held, queries.later_import(held, held.created))
    rules.confirmed_if_held(held, confirmed)
    held.state = State.APPLYING
    if queue:
        _queue("people.apply_roster", held, by, now)
    held.save(update_fields=["state", "job"])
    _record(STARTED, held, by, now)
    return held


@action
def start_undo(*, by: Actor, now: datetime, roster_import: RosterImport, queue: bool = True) -> RosterImport:
    """Begin to undo the import that was applied last. Raises Refused when a later one stands on it."""
    rules.bring_rosters(by)
    locked_district(by.district_id)
    held = _locked(roster_import)
    rules.can_undo(held, queries.applied_after(held), rules.is_stuck(held, queries.job_of(held), now))
    held.state = State.UNDOING
    if queue:
        _queue("people.undo_roster", held, by, now)
    held.save(update_fields=["state", "job"])
    _record(UNDO_STARTED, held, by, now)
    return held


@action
def tell_office(*, roster_import: RosterImport, now: datetime) -> None:
    """Mail the central office about a roster that came by itself and was not applied."""
    mails.roster_waits(roster_import, now=now)


@action
def discard_roster(*, by: Actor, now: datetime, roster_import: RosterImport) -> RosterImport:
    """Put an import aside that is not applied. Raises Refused."""
    rules.bring_rosters(by)
    held = _locked(roster_import)
    rules.can_discard(held, rules.is_stuck(held, queries.job_of(held), now))
    held.state = State.DISCARDED
    held.save(update_fields=["state"])
    _record(DISCARDED, held, by, now)
    return held
