"""Keeping and serving uploads.

The type is told by the first bytes, never by the name; only harmless kinds are kept. Files lie outside any
served folder under a random name; a slice's view asks its own access function, then calls :func:`serve`.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models
from django.http import FileResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from ..access import Declared, Erase, Keep, Refused

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"PK\x03\x04", "application/zip", ".zip"),
)
ARTEFACT_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})
ROSTER_TYPES = frozenset({"application/zip", "text/plain"})
ARTEFACT_MAX_BYTES = 10 * 1024 * 1024


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


def content_type_of(head: bytes) -> str:
    """The kind of a file by its first bytes; plain text when it decodes and holds no control characters."""
    for signature, kind, _suffix in SIGNATURES:
        if head.startswith(signature):
            return kind
    # UTF-16 text, as some spreadsheets save it, has NUL bytes but begins with a mark.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return "application/octet-stream"
    return "text/plain"


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
    """Keep one upload, streamed. Raises Refused when it is too large or of a kind that is not taken."""
    row = StoredFile(district_id=district_id, owner=owner, name=safe_name(name), created=now)
    row.path.parent.mkdir(parents=True, exist_ok=True)
    part = row.path.with_suffix(".part")
    try:
        with part.open("xb") as out:
            row.size, row.sha256, head = _copy(chunks, out, max_bytes)
        row.content_type = content_type_of(head)
        if row.content_type not in allowed:
            raise Refused(
                _("This kind of file is not taken here."),
                _("Bring a PDF, a picture (PNG or JPEG) or a plain text."),
            )
        part.chmod(0o640)
        part.rename(row.path)
    finally:
        part.unlink(missing_ok=True)
    row.save()
    return row


def _copy(chunks: Iterable[bytes], out: BinaryIO, max_bytes: int) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise Refused(
                _("The file is larger than %(limit)d MB.") % {"limit": max_bytes // 1024**2},
                _("Bring a smaller one, or a link to it."),
            )
        head = head or chunk[:4096]
        digest.update(chunk)
        out.write(chunk)
    return size, digest.hexdigest(), head


def safe_name(name: str) -> str:
    """A file name that is harmless on any system, never empty."""
    try:
        return get_valid_filename(Path(name.replace("\\", "/")).name)[:200]
    except Exception:
        return "file"


def serve(row: StoredFile) -> FileResponse:
    """As an attachment, under a policy that lets it do nothing. The caller has asked whether it may be seen."""
    try:
        opened = row.path.open("rb")
    except FileNotFoundError:
        raise Refused(
            _("The file “%(name)s” is listed, but its bytes are not on this machine.") % {"name": row.name},
            _("Tell IT: a backup has them. Whoever brought the file can bring it again."),
            status=410,
        ) from None
    response = FileResponse(opened, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
