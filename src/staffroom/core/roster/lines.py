"""From a binary stream to blocks of lines, in constant memory, whatever the alphabet and the line ends.

UTF-8 with or without a byte order mark and UTF-16 in both byte orders with or without one are recognized
from the first bytes. A line that is not UTF-8 is read as Windows-1252, and the row is told.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from staffroom.core.roster.findings import Findings

CHUNK = 1 << 18
MAX_LINE_BYTES = 1 << 20
# Stands in for a line that was longer than MAX_LINE_BYTES. Holds a NUL, which a readable line never has.
TOO_LONG = "\x00too long"

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What a file that is no CSV begins with.
_OTHERS: dict[str, tuple[bytes, ...]] = {
    "is_web_page": (b"<!doctype", b"<html"),
    "is_xml": (b"<?xml", b"<interchange"),
    "is_pdf": (b"%pdf",),
    "is_json": (b'{"', b"{\n", b"{\r", b"[{", b"[\n"),
    "is_packed": (b"\x1f\x8b",),
    "utf32": (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"),
}


@dataclass(slots=True)
class Block:
    """Some whole lines, and which of them were not UTF-8 ("guessed") or not readable at all ("broken")."""

    lines: list[str]
    guessed: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)


def line_blocks(stream: BinaryIO, file: str, findings: Findings) -> Iterator[Block]:
    """Yield the lines of a stream in blocks, line ends taken off; whole-file findings are recorded."""
    first = _first(stream)
    if not first:
        findings.add("empty_file", file)
        return
    if (kind := _not_text(first)) is not None:
        findings.add(kind, file)
        return
    chunks = _utf8_chunks(first, stream, file, findings)
    yield from map(_decoded, _split(chunks, file, findings))


def _first(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < CHUNK and (chunk := stream.read(CHUNK - size)):
        parts.append(chunk)
        size += len(chunk)
    return b"".join(parts)


def _not_text(first: bytes) -> str | None:
    if first.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "is_spreadsheet"
    start = first[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((kind for kind, heads in _OTHERS.items() if start.startswith(heads)), None)


def _utf8_chunks(first: bytes, stream: BinaryIO, file: str, findings: Findings) -> Iterator[bytes]:
    name, skip = _alphabet(first)
    rest = iter(lambda: stream.read(CHUNK), b"")
    if name == "utf-8":
        if skip:
            findings.add("byte_order_mark", file)
        yield first[skip:]
        yield from rest
        return
    findings.add("utf16", file)
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    yield decoder.decode(first[skip:]).encode()
    for chunk in rest:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _alphabet(first: bytes) -> tuple[str, int]:
    """(name, length of the byte order mark). Without a mark, every other byte zero means UTF-16."""
    for mark, name in _MARKS:
        if first.startswith(mark):
            return name, len(mark)
    sample = first[:512]
    half = len(sample) // 2
    if half >= 2:
        if sample[1::2].count(0) >= 0.8 * half and sample[::2].count(0) == 0:
            return "utf-16-le", 0
        if sample[::2].count(0) >= 0.8 * half and sample[1::2].count(0) == 0:
            return "utf-16-be", 0
    return "utf-8", 0


def _split(chunks: Iterable[bytes], file: str, findings: Findings) -> Iterator[bytes]:
    """Cut a stream of bytes at line ends; yields bytes whose lines are joined by LF."""
    carry = b""
    end = b""
    skipping = False
    for chunk in chunks:
        end = end or _line_end(chunk, file, findings)
        cut = chunk.rfind(end) if end else -1
        if cut < 0:
            carry, skipping = _grown(carry, chunk, skipping)
            continue
        whole = _drop_long(carry, chunk[:cut], end, skipping)
        carry, skipping = chunk[cut + 1 :], False
        yield _even_ends(whole, end)
    if skipping:
        yield TOO_LONG.encode()
    elif carry:
        yield _even_ends(carry, end)


def _line_end(chunk: bytes, file: str, findings: Findings) -> bytes:
    if b"\n" in chunk:
        return b"\n"
    # A CR in the last place may be half of a CRLF.
    if b"\r" in chunk[:-1]:
        findings.add("old_mac_lines", file)
        return b"\r"
    return b""


def _grown(carry: bytes, chunk: bytes, skipping: bool) -> tuple[bytes, bool]:
    if skipping or len(carry) + len(chunk) > MAX_LINE_BYTES:
        return b"", True
    return carry + chunk, False


def _drop_long(carry: bytes, body: bytes, end: bytes, skipping: bool) -> bytes:
    """What was carried over plus the new lines; a first line that is too long becomes the stand-in."""
    if skipping:
        _, found, rest = body.partition(end)
        return TOO_LONG.encode() + found + rest
    return carry + body


def _even_ends(body: bytes, end: bytes) -> bytes:
    if b"\r" not in body:
        return body
    if end == b"\r":
        return body.replace(b"\r", b"\n")
    while b"\r\r\n" in body:
        body = body.replace(b"\r\r\n", b"\r\n")
    body = body.replace(b"\r\n", b"\n")
    return body.rstrip(b"\r")


def _decoded(body: bytes) -> Block:
    try:
        return Block(body.decode("utf-8").split("\n"))
    except UnicodeDecodeError:
        return _line_by_line(body.split(b"\n"))


def _line_by_line(lines: list[bytes]) -> Block:
    block = Block([])
    for index, line in enumerate(lines):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = _older(line, index, block)
        block.lines.append(text)
    return block


def _older(line: bytes, index: int, block: Block) -> str:
    try:
        text = line.decode("cp1252")
    except UnicodeDecodeError:
        block.broken.add(index)
        return line.decode("utf-8", errors="replace")
    block.guessed.add(index)
    return text
