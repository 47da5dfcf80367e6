"""Keeping and serving uploads.

The type is told by the content, never by the name; only harmless kinds are kept, pictures written anew. Files lie
outside any served folder under a random name; a slice's view asks its own access function, then calls :func:`serve`.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from os.path import splitext
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import models
from django.http import FileResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from ..access import Declared, Erase, Keep, Refused
from .content import ARTEFACT_TYPES, SUFFIXES, content_type_of, harmless, not_taken

ROSTER_TYPES = frozenset({"application/zip", "text/plain"})
ARTEFACT_MAX_BYTES = 10 * 1024 * 1024
FILES_A_PERSON = 300
NAME_LETTERS = 120


def new_file_id() -> str:
    return secrets.token_urlsafe(9)


class StoredFile(models.Model):
    public_id = models.CharField(max_length=16, unique=True, default=new_file_id, editable=False)
    district_id = models.BigIntegerField()
    owner = models.BigIntegerField(null=True, help_text="Staff id.")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField()

    # "Served": no record names it any more. The nightly retention looks for that (trust).
    privacy = Declared(
        record="draft",
        about=("owner",),
        personal=("name", "content_type", "size", "sha256", "created"),
        words=("name",),
        keep=Keep.SHORT,
        since="created",
        erase=Erase.DELETE,
    )

    class Meta:
        app_label = "spine"

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.public_id[:2].lower() / self.public_id


def store(
    chunks: Iterable[bytes],
    *,
    name: str,
    district_id: int,
    owner: int | None,
    now: datetime,
    allowed: frozenset[str] = ARTEFACT_TYPES,
    max_bytes: int = ARTEFACT_MAX_BYTES,
) -> StoredFile:
    """Keep one upload, streamed. Raises Refused when it is too large, of a kind that is not taken, or could do harm."""
    row = StoredFile(district_id=district_id, owner=owner, created=now)
    handed_out = allowed is not ROSTER_TYPES  # a roster is read by us, and never given to anybody
    if handed_out:
        _check_count(district_id, owner)
    row.path.parent.mkdir(parents=True, exist_ok=True)
    part = row.path.with_suffix(".part")
    try:
        with part.open("xb") as out:
            row.size, row.sha256, head = _copy(chunks, out, max_bytes)
        row.content_type = content_type_of(head)
        if row.content_type not in allowed:
            raise not_taken()
        if handed_out:
            _keep_harmless(row, name, part)
        row.name = safe_name(name, row.content_type)
        part.chmod(0o640)
        part.rename(row.path)
    finally:
        part.unlink(missing_ok=True)
    row.save()
    return row


def _check_count(district_id: int, owner: int | None) -> None:
    if owner and StoredFile.objects.filter(district_id=district_id, owner=owner).count() >= FILES_A_PERSON:
        raise Refused(
            _("You keep %(most)d files here already, as many as there is room for.") % {"most": FILES_A_PERSON},
            _("Delete drafts that you no longer need, or bring a link instead."),
        )


def _keep_harmless(row: StoredFile, name: str, part: Path) -> None:
    """What colleagues will be handed takes the place of what came in."""
    kept = harmless(name, part.read_bytes())
    part.write_bytes(kept.data)
    row.content_type, row.size = kept.content_type, len(kept.data)
    row.sha256 = hashlib.sha256(kept.data).hexdigest()


def too_large(max_bytes: int = ARTEFACT_MAX_BYTES) -> Refused:
    """The refusal of a file above the limit."""
    return Refused(
        _("The file is larger than %(limit)d MB.") % {"limit": max_bytes // 1024**2},
        _("Bring a smaller one, or a link to it."),
    )


def _copy(chunks: Iterable[bytes], out: BinaryIO, max_bytes: int) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise too_large(max_bytes)
        head += chunk[: 4096 - len(head)]
        digest.update(chunk)
        out.write(chunk)
    return size, digest.hexdigest(), head


RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(name: str, content_type: str = "") -> str:
    """A file name that is harmless on any system, never empty; its ending says what the content is."""
    try:
        valid = get_valid_filename(Path(name.replace("\\", "/")).name).lstrip(".-")
    except SuspiciousFileOperation:
        valid = ""
    stem, ending = splitext(valid)
    fitting = SUFFIXES.get(content_type, (ending.lower(),))
    if ending.lower() not in fitting:
        stem, ending = valid, fitting[0]
    reserved = "_" if RESERVED.match(stem) else ""
    return f"{reserved}{(stem or 'file')[:NAME_LETTERS]}{ending[:20]}"


def serve(row: StoredFile) -> FileResponse:
    """As an attachment, under a policy that lets it do nothing. The caller has asked whether it may be seen.

    Raises Refused with 410 when the bytes are gone; what the file is called stays out of the sentence.
    """
    try:
        opened = row.path.open("rb")
    except FileNotFoundError:
        raise Refused(
            _("This file is listed, but its bytes are not on this machine."),
            _("Tell IT: a backup has them. Whoever brought the file can bring it again."),
            status=410,
        ) from None
    kind = f"{row.content_type}; charset=utf-8" if row.content_type == "text/plain" else row.content_type
    response = FileResponse(opened, as_attachment=True, filename=row.name, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
