"""The archive: a plain tar of ``manifest.json``, one database copy and ``files/<public id>``.

Whoever reads one trusts nothing in it: only the members that the manifest names, only plain files, only names of
our own making, each with the digest that the manifest gives.
"""

import hashlib
import json
import re
import shutil
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

from .engines import BackupError

MANIFEST = "manifest.json"
FORMAT = 1
FILE_NAME = re.compile(r"files/[A-Za-z0-9_-]{1,64}")
MANIFEST_MAX_BYTES = 256 * 1024**2
CHUNK = 1024 * 1024


def write(target: Path, manifest: dict[str, Any], members: dict[str, Path]) -> None:
    """Write the archive beside its place, readable by its owner only, then rename it: it is whole or not there."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("xb") as raw:
            part.chmod(0o600)
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _add_text(tar, MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
                for name, path in members.items():
                    tar.add(path, arcname=name, recursive=False, filter=_plain)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(text.encode())
    about.mode = 0o600
    tar.addfile(about, BytesIO(text.encode()))


def _plain(about: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of the machine it comes from."""
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    about.mode = 0o600
    return about


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder, checking every byte. Returns the manifest. Raises BackupError."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            return _unpack(tar, folder)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {source}.", "Give the path of an archive.") from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, OSError) as error:
        raise BackupError(
            f"{source.name} is not a whole Staffroom backup: {error}.", "Nothing was restored; use another archive."
        ) from error


def _unpack(tar: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > MANIFEST_MAX_BYTES:
        raise ValueError("it does not begin with a manifest")
    opened = tar.extractfile(first)
    manifest: dict[str, Any] = json.load(opened) if opened else {}
    if manifest.get("format") != FORMAT:
        raise ValueError(f"its format {manifest.get('format')!r} is not known here")
    left = dict(manifest["members"])
    while (member := tar.next()) is not None:
        if not _is_harmless(member, str(manifest["database"])):
            raise ValueError(f"it holds {member.name!r}, which no backup holds")
        wanted = left.pop(member.name, None)
        if wanted is None:
            raise ValueError(f"it holds {member.name!r}, which its manifest does not name")
        if _extract(tar, member, folder / member.name) != wanted:
            raise ValueError(f"{member.name} has changed since it was written")
    if left:
        raise ValueError(f"{len(left)} files are missing, first {sorted(left)[0]}")
    return manifest


def _is_harmless(member: tarfile.TarInfo, database: str) -> bool:
    known = member.name == database or FILE_NAME.fullmatch(member.name)
    return bool(known) and member.isreg() and "/" not in database and not database.startswith(".")


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    opened = tar.extractfile(member)
    assert opened  # noqa: S101 - asked for plain files only
    digest = hashlib.sha256()
    with target.open("xb") as out:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def move_files(source: Path, target: Path, relative: Any) -> int:
    """Put the unpacked files where the application looks for them. Returns how many."""
    count = 0
    for path in sorted(source.glob("*")):
        place = target / relative(path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
        place.chmod(0o640)
        count += 1
    return count
