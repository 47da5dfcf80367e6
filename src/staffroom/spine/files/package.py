"""Opens what a person hands in as "a set of files": a zip or a folder, each file as a stream.

Nothing is unpacked to disk. Sizes written in a zip's headers are never believed: what comes out is
counted while it is read, over the whole package, against ``Limits``. A stream that must stop raises
``Unreadable`` with its finding. No Django here, so that a command can use it without a database.
"""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, BinaryIO

from staffroom.core.problems import Problem, Unreadable
from staffroom.core.roster.messages import MESSAGES

Opener = Callable[[], BinaryIO]

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    OverflowError,
    KeyError,
)
_DRIVE = re.compile(r"[A-Za-z]:")
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar")
_TABLES = (".csv", ".txt", ".tsv")
_XML = (".xml",)  # looked for where there are no tables
_END_OF_ZIP = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may hold. ``ratio`` counts only once more than ``free`` bytes have come out."""

    files: int = 200
    unpacked: int = 2 * 1024**3
    ratio: int = 200
    free: int = 64 * 1024**2
    directory: int = 256 * 1024


@dataclass
class Package:
    """The files found, by name, and what was odd. Close it when the streams have been read."""

    files: dict[str, Opener] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _close: Callable[[], None] = lambda: None

    @property
    def refused(self) -> bool:
        """Whether something found forbids reading it."""
        return any(problem.severity == "error" for problem in self.problems)

    def close(self) -> None:
        self._close()

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_package(source: str | os.PathLike[str] | BinaryIO, limits: Limits | None = None) -> Package:
    """Open a zip (path or seekable binary stream) or a folder. A stream handed in stays open on closing.

    Raises FileNotFoundError when a path is not there; everything else is in ``Package.problems``. When one
    of them is an error, ``files`` is empty: nothing of a refused package is read.
    """
    limits = limits or Limits()
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if path.is_dir():
            return _settled(_folder(path, limits))
        return _settled(_zip(path.open("rb"), path.name, limits, owned=True))
    return _settled(_zip(source, Path(str(getattr(source, "name", "") or "upload.zip")).name, limits, owned=False))


def _settled(package: Package) -> Package:
    if package.refused:
        package.files.clear()
        package.close()
    return package


def _told(kind: str, file: str, **fields: object) -> Problem:
    """A finding about a file of the package, in a sentence of ``core.roster.messages``."""
    template = MESSAGES[kind]
    values = {name: _clean(value) if isinstance(value, str) else value for name, value in fields.items()}
    message, advice = template.message.format(**values), template.advice.format(**values)
    return Problem(_clean(file), None, None, template.severity, message, advice)


def _clean(name: str) -> str:
    return "".join(letter if letter.isprintable() else "\u00b7" for letter in name)[:120]


# -- folders --------------------------------------------------------------------------------------------


def _folder(path: Path, limits: Limits) -> Package:
    package = Package()
    found: dict[str, Path] = {}
    for root, folders, names in os.walk(path):
        base = Path(root)
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(names):
            inside = (base / name).relative_to(path).as_posix()
            if (base / name).is_symlink():
                package.problems.append(_link(inside))
            elif not _hidden(inside):
                found[inside] = base / name
        if len(found) > limits.files:
            package.problems.append(_too_many(path.name, limits))
            return package
        if len(base.relative_to(path).parts) >= 2:
            folders.clear()
    meter = _Meter(limits, None)
    _place(package, path.name, {name: partial(_open_file, real, name, meter) for name, real in found.items()})
    return package


def _open_file(path: Path, name: str, meter: "_Meter") -> BinaryIO:
    try:
        return _counted(path.open("rb"), name, meter)
    except OSError as stopped:
        raise Unreadable(_broken(name, stopped)) from stopped


# -- zips -----------------------------------------------------------------------------------------------


def _zip(stream: BinaryIO, name: str, limits: Limits, *, owned: bool) -> Package:
    try:
        size = stream.seek(0, os.SEEK_END)
        problem = _directory(stream, size, name, limits)
        archive = None if problem else zipfile.ZipFile(stream)
    except _BROKEN:
        problem, archive = _not_a_zip(name), None
    if archive is None:
        if owned:
            stream.close()
        return Package(problems=[problem] if problem else [])
    package = Package(_close=partial(_close_all, [archive, stream] if owned else [archive]))
    members = [member for member in archive.infolist() if not member.is_dir()]
    package.problems.extend(_member_problems(members, name, limits))
    if not package.refused:
        meter = _Meter(limits, size)
        openers: dict[str, Opener] = {
            member.filename.replace("\\", "/"): partial(_open_member, archive, member, meter)
            for member in members
            if not _hidden(member.filename)
        }
        _place(package, name, openers)
    return package


def _close_all(opened: list[zipfile.ZipFile | BinaryIO]) -> None:
    for one in opened:
        one.close()


def _directory(stream: BinaryIO, size: int, name: str, limits: Limits) -> Problem | None:
    """Look at the end of the zip before its table of contents is read into memory."""
    tail = min(size, 65_557)
    stream.seek(size - tail)
    end = stream.read(tail)
    at = end.rfind(_END_OF_ZIP)
    if at < 0 or len(end) < at + 22:
        return _not_a_zip(name)
    count, length = struct.unpack_from("<HL", end, at + 10)
    if count > limits.files * 3 or length > limits.directory:
        return _too_many(name, limits)
    return None


def _member_problems(members: list[zipfile.ZipInfo], name: str, limits: Limits) -> list[Problem]:
    if len(members) > limits.files * 3:
        return [_too_many(name, limits)]
    found = [problem for member in members if (problem := _member_problem(member)) is not None]
    kept = [member.filename.replace("\\", "/") for member in members if not _hidden(member.filename)]
    if len(kept) > limits.files:
        found.append(_too_many(name, limits))
    return found + _twice(kept)


def _member_problem(member: zipfile.ZipInfo) -> Problem | None:
    inside = member.filename
    path = PurePosixPath(inside.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(inside) or "\x00" in member.orig_filename:
        return _told("zip_path", inside, name=inside)
    if stat.S_ISLNK(member.external_attr >> 16):
        return _link(inside)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # bzip2 and lzma unpack without a bound that we could watch
        return _told("zip_method", inside)
    if member.flag_bits & 0x1:
        return _told("zip_locked", inside)
    return None


def _twice(names: Iterable[str]) -> list[Problem]:
    first: dict[str, str] = {}
    found = []
    for name in names:
        other = first.setdefault(name.casefold(), name)
        if other is not name:
            kind = "zip_twice" if other == name else "zip_twice_as"
            found.append(_told(kind, name, name=name, other=other))
    return found


def _open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, meter: "_Meter") -> BinaryIO:
    try:
        return _counted(archive.open(member), member.filename, meter)
    except _BROKEN as stopped:
        raise Unreadable(_broken(member.filename, stopped)) from stopped


# -- what both share ------------------------------------------------------------------------------------


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(".") and part != ".." or part == "__MACOSX" for part in parts) or (
        bool(parts) and parts[-1].lower() in ("thumbs.db", "desktop.ini")
    )


def _place(package: Package, name: str, openers: dict[str, Opener]) -> None:
    """Take the files of the root, or those of the one folder that holds them all."""
    for inside in openers:
        if inside.lower().endswith(_ARCHIVES):
            package.problems.append(_told("zip_nested", inside))
    root = {inside: opener for inside, opener in openers.items() if "/" not in inside}
    read = _TABLES if any(_is(inside, _TABLES) for inside in openers) else _XML
    folders = {str(PurePosixPath(inside).parent) for inside in openers if "/" in inside and _is(inside, read)}
    if any(_is(inside, read) for inside in root) or not folders:
        package.files.update(root)
        for folder in sorted(folders):
            package.problems.append(_told("zip_folder_left", folder, name=folder))
    elif len(folders) == 1:
        _lift(package, folders.pop(), openers)
    else:
        listed = ", ".join(_clean(folder) for folder in sorted(folders)[:5])
        package.problems.append(_told("zip_folders", name, names=listed))


def _is(name: str, endings: tuple[str, ...]) -> bool:
    return name.lower().endswith(endings)


def _lift(package: Package, folder: str, openers: dict[str, Opener]) -> None:
    package.files.update(
        {
            PurePosixPath(inside).name: opener
            for inside, opener in openers.items()
            if str(PurePosixPath(inside).parent) == folder
        }
    )
    package.problems.append(_told("zip_in_folder", folder, name=folder))


def _too_many(name: str, limits: Limits) -> Problem:
    return _told("zip_many", name, limit=limits.files)


def _link(name: str) -> Problem:
    return _told("zip_link", name)


def _not_a_zip(name: str) -> Problem:
    return _told("zip_broken", name)


def _broken(name: str, stopped: BaseException) -> Problem:
    return _told("file_broken", name, reason=str(stopped) or type(stopped).__name__)


class _Meter:
    """Counts what comes out of a package: for each file the furthest it was read, and their sum."""

    def __init__(self, limits: Limits, packed: int | None) -> None:
        self._limits = limits
        self._packed = packed
        self._furthest: dict[str, int] = {}
        self._total = 0

    def count(self, name: str, at: int) -> None:
        """Note that ``at`` bytes of a file have come out; raises Unreadable when that is too much."""
        before = self._furthest.get(name, 0)
        if at <= before:
            return
        self._furthest[name] = at
        self._total += at - before
        if self._total > self._limits.unpacked:
            raise Unreadable(_told("zip_large", name, limit=self._limits.unpacked // 1024**2))
        if self._packed is None or self._total <= self._limits.free:
            return
        if self._total > self._packed * self._limits.ratio:
            raise Unreadable(_told("zip_bomb", name, limit=self._limits.ratio))


class _Counted(io.RawIOBase):
    """A stream that counts and turns every way of being broken into ``Unreadable``."""

    def __init__(self, inner: BinaryIO, name: str, meter: _Meter) -> None:
        super().__init__()
        self._inner = inner
        self._name = name
        self._meter = meter
        self._at = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return b"".join(iter(partial(self.read, 1 << 18), b""))
        try:
            data = self._inner.read(size)
        except _BROKEN as stopped:
            raise Unreadable(_broken(self._name, stopped)) from stopped
        self._at += len(data)
        self._meter.count(self._name, self._at)
        return data

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


def _counted(inner: IO[bytes], name: str, meter: _Meter) -> BinaryIO:
    return _Counted(inner, name, meter)  # type: ignore[arg-type,return-value]
