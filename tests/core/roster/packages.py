"""Zips made to be refused, and other whole files, small and made here."""

import io
import stat
import zipfile
from collections.abc import Mapping

from tests.core.roster.made import Files


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Files as one zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def twice(files: Files, name: str) -> bytes:
    """A zip in which one name stands twice."""
    other = name[:-1] + "~"
    return zipped({**files, other: files[name]}).replace(other.encode(), name.encode())


def locked(files: Files) -> bytes:
    """A zip whose files say that they are encrypted."""
    data = bytearray(zipped(files))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def linked(files: Files, name: str) -> bytes:
    """A zip in which one file is a link to another place."""
    held = io.BytesIO(zipped({other: data for other, data in files.items() if other != name}))
    with zipfile.ZipFile(held, "a") as packed:
        link = zipfile.ZipInfo(name)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    return held.getvalue()


def damaged(files: Files, name: str) -> bytes:
    """A zip in which the packed bytes of one file are not what was written."""
    data = bytearray(zipped(files))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as packed:
        at = packed.getinfo(name).header_offset + 30 + len(name)
    data[at : at + 12] = bytes(12)
    return bytes(data)


def xlsx() -> bytes:
    """What every workbook begins with: it is a zip."""
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def lowered(data: bytes) -> bytes:
    """A file whose headers are in small letters."""
    head, rest = data.split(b"\n", 1)
    return head.lower() + b"\n" + rest


def turned(data: bytes) -> bytes:
    """A file whose columns, without quoted cells, stand in the opposite order."""
    return b"\n".join(b",".join(reversed(line.split(b","))) for line in data.split(b"\n"))
