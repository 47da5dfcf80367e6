"""To save and to restore."""

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from staffroom import __version__
from staffroom.ops.readiness import backup_note, digest_of
from staffroom.spine.files.store import StoredFile

from . import archive
from .engines import BackupError, engine

KEYS_SENTENCE = "SECRET_KEY and passwords of the environment are not in the archive: keep them apart."


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds, and which files were already gone when it was made."""

    path: Path
    tables: int
    rows: int
    files: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, with every digest equal."""

    created: str
    version: str
    tables: int
    rows: int
    files: int


def save(out: Path, now: datetime) -> Saved:
    """Write one archive of a running installation. ``out``: a folder, or a path that ends in ``.tar``."""
    target = _target(out, now)
    chosen = engine()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        copy = Path(folder) / chosen.member
        copied = chosen.copy_to(copy)
        # The database first: each file that it names was on disk before its row.
        found = {public_id: _place(public_id) for public_id in copied.files}
        there = {f"files/{public_id}": path for public_id, path in found.items() if path.is_file()}
        missing = tuple(sorted(public_id for public_id, path in found.items() if not path.is_file()))
        members = {chosen.member: copy, **there}
        manifest = {
            "format": archive.FORMAT,
            "version": __version__,
            "engine": chosen.name,
            "created": now.isoformat(),
            "database": chosen.member,
            "tables": copied.tables,
            "members": {name: digest_of(path) for name, path in members.items()},
            "missing_files": list(missing),
        }
        archive.write(target, manifest, members)
    _write_note(target, now)
    rows = sum(table["rows"] for table in copied.tables.values())
    return Saved(target, len(copied.tables), rows, len(there), missing)


def _target(out: Path, now: datetime) -> Path:
    target = out if out.suffix == ".tar" else out / f"staffroom-{now:%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise BackupError(f"{target} is there already.", "Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _place(public_id: str) -> Path:
    return StoredFile(public_id=public_id).path


def _write_note(target: Path, now: datetime) -> None:
    backup_note().parent.mkdir(parents=True, exist_ok=True)
    backup_note().write_text(json.dumps({"created": now.isoformat(), "archive": target.name}))


def restore(source: Path) -> Restored:
    """Bring an archive back into an empty database and an empty folder of files. Raises BackupError."""
    chosen = engine()
    _refuse_unless_empty()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = archive.unpack(source, folder)
        if manifest["engine"] != chosen.name:
            raise BackupError(
                f"The archive is of {manifest['engine']}, and DATABASE_URL names {chosen.name}.",
                "Restore it into its own kind of database.",
            )
        chosen.put_back(folder / chosen.member)
        files = archive.move_files(folder / "files", Path(settings.MEDIA_ROOT), _relative)
    _compare(manifest["tables"], chosen.digests())
    _compare_files(manifest)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return Restored(manifest["created"], manifest["version"], len(manifest["tables"]), rows, files)


def _relative(public_id: str) -> Path:
    return _place(public_id).relative_to(settings.MEDIA_ROOT)


def _refuse_unless_empty() -> None:
    if engine().has_tables():
        raise BackupError(
            "The database is not empty, and a restore never writes over what is there.",
            "Point DATABASE_URL (or STAFFROOM_DATA) at an empty one, without running migrate first.",
        )
    files = Path(settings.MEDIA_ROOT)
    if files.exists() and any(path.is_file() for path in files.rglob("*")):
        raise BackupError(f"The folder {files} has files in it.", "Move them away, or choose another STAFFROOM_DATA.")


def _compare(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    different = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if different:
        raise BackupError(
            f"{len(different)} tables differ from the archive, first {different[0]}.",
            "Do not use this copy. Empty the database and restore again.",
        )


def _compare_files(manifest: dict[str, Any]) -> None:
    for name, wanted in manifest["members"].items():
        if name.startswith("files/") and digest_of(_place(name.removeprefix("files/"))) != wanted:
            raise BackupError(f"{name} differs from the archive.", "Do not use this copy. Restore again.")
