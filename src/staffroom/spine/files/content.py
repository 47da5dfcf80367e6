"""What a file is, told by its bytes, and whether it can do harm; what is kept of it.

Pictures are written anew (``pictures``), a PDF is looked through, a text must be one. Whatever is refused is told
in a sentence. The name a person gave decides nothing but whether it fits the content.
"""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..access import Refused
from .pictures import anew

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
)
SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "text/plain": (".txt", ".md"),
    "application/zip": (".zip",),
}
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
ARTEFACT_TYPES = frozenset({"application/pdf", "text/plain"}) | PICTURES
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<!--")
MOST_UNPACKED = 64 * 1024 * 1024
AFTER_THE_END = 1024


@dataclass(frozen=True, slots=True)
class Harmless:
    """What is kept of an upload: its kind, and the bytes that may be handed to colleagues."""

    content_type: str
    data: bytes


def content_type_of(head: bytes) -> str:
    """The kind of a file by its first bytes; plain text when it decodes and holds no control characters."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    # UTF-16 text, as some spreadsheets save it, has NUL bytes but begins with a mark.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return "application/octet-stream"
    return "text/plain"


def not_taken() -> Refused:
    """The refusal of a kind of file that is kept nowhere."""
    return Refused(
        _("This kind of file is not taken here."),
        _("Bring a PDF, a picture (PNG, JPEG, WebP or GIF) or a plain text (.txt)."),
    )


def check_artefact(name: str, data: bytes) -> str:
    """The kind of what shows a practice. Raises Refused unless it is harmless, and what its name says it is.

    Pictures are only known to be pictures after this: ``harmless`` decodes them.
    """
    if not data.strip():
        raise Refused(_("The file is empty."), _("Save it again where you made it, and bring it then."))
    kind = content_type_of(data)
    if kind not in ARTEFACT_TYPES:
        raise not_taken()
    if kind == "text/plain":
        _check_text(data)
    if not name.lower().endswith(SUFFIXES[kind]):
        raise Refused(
            _("The name of the file and its content do not fit each other."),
            _("By its content its name should end in %(suffix)s. Save it again where you made it.")
            % {"suffix": SUFFIXES[kind][0]},
        )
    if kind == "application/pdf":
        _check_pdf(data)
    return kind


def harmless(name: str, data: bytes) -> Harmless:
    """What is kept of an artefact. Raises Refused."""
    kind = check_artefact(name, data)
    return Harmless(*anew(data, kind)) if kind in PICTURES else Harmless(kind, data)


# -- text -----------------------------------------------------------------------------------------------


def _check_text(data: bytes) -> None:
    text = _decoded(data)
    if any(letter < " " and letter not in "\t\n\v\f\r" for letter in text):
        raise not_taken()
    # Markup is text by its bytes, but opens as a page on the reader's machine.
    if text.lstrip("\ufeff \t\r\n\v\f").lower().startswith(MARKUP):
        raise Refused(
            _("This is a web page or a drawing made of code, not a text."),
            _("Save or print it as a PDF, and bring that."),
        )


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


# -- PDF ------------------------------------------------------------------------------------------------


def _named(*names: bytes) -> re.Pattern[bytes]:
    """Names as a reader of PDFs understands them: ``/J#61vaScript`` is ``/JavaScript``."""
    spelled = (b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name) for name in names)
    return re.compile(rb"/(?:" + b"|".join(spelled) + rb")(?![A-Za-z0-9])")


_LOCKED = _named(b"Encrypt")
_ACTIVE = _named(
    *(b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"Rendition"),
    *(b"SubmitForm", b"ImportData", b"XFA"),
)
_PACKED = _named(b"ObjStm")
_STREAM = re.compile(rb"stream\r?\n")
_NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")


def _check_pdf(data: bytes) -> None:
    """Look for what makes a PDF more than pages: byte by byte, and in its packed objects. Raises Refused.

    Careful rather than clever: what cannot be looked into is refused.
    """
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end > AFTER_THE_END:
        raise Refused(
            _("The PDF is damaged, or something was put behind its end."),
            _("Open it, save or print it as a PDF once more, and bring that."),
        )
    if _LOCKED.search(data):
        raise Refused(
            _("The PDF is locked, so nobody here can look whether it is harmless."),
            _("Save it without a password, and bring that."),
        )
    if _ACTIVE.search(data) or any(map(_ACTIVE.search, _packed_objects(data))):
        raise Refused(
            _("The PDF holds a program, a form that sends itself, or another file."),
            _("Print it as a PDF: that keeps the pages only. Bring that one."),
        )


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """The objects that newer PDFs keep packed. Raises Refused when one cannot be unpacked here, or is too large."""
    left = MOST_UNPACKED
    for found in _PACKED.finditer(data):
        begins = _STREAM.search(data, found.end())
        unpacked = _inflated(data[begins.end() :], left) if begins else b""
        # Such a stream begins with the numbers of its objects; packed once more in another way it would not.
        if not _NUMBERS.match(unpacked):
            raise Refused(
                _("The PDF is packed in a way that cannot be looked into."),
                _("Print it as a PDF: that keeps the pages only. Bring that one."),
            )
        left -= len(unpacked)
        yield unpacked


def _inflated(packed: bytes, most: int) -> bytes:
    """What comes out; nothing when it is damaged, packed otherwise, or more than ``most``."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, max(most, 1))
    except zlib.error:
        return b""
    return unpacked if unpacking.eof else b""
