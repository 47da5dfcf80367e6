"""``staffroom roster``: look at a district's roster before it is imported."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from staffroom.core.problems import Problem
from staffroom.core.roster.model import Roster
from staffroom.core.roster.read import read_roster
from staffroom.ops.commands.roster_export import export_roster
from staffroom.ops.commands.roster_import import import_roster
from staffroom.ops.commands.roster_map import map_tables
from staffroom.ops.commands.roster_watch import watch_folder
from staffroom.spine.files.package import open_package

Opener = Callable[[], BinaryIO]

_BIG = 5 * 1024**2
_NAMES = {
    "oneroster": "OneRoster",
    "sds": "Microsoft School Data Sync",
    "clever": "Clever",
    "edfi": "Ed-Fi",
    "mapped": "Mapped tables",
}


@click.group()
def roster() -> None:
    """Check, import and export a district's roster."""


roster.add_command(import_roster)
roster.add_command(map_tables)
roster.add_command(export_roster)
roster.add_command(watch_folder)


@roster.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report for a program to read.")
def check(path: Path, as_json: bool) -> None:
    """Say what a roster at PATH (a zip or a folder) holds and what is wrong with it.

    Reads OneRoster 1.1 and 1.2, Microsoft School Data Sync, Clever and Ed-Fi (XML). Writes nothing, needs no database.
    Exit code 0: it can be imported; 1: it cannot, with the reasons; 2: wrong usage.
    """
    try:
        found = read_path(path)
    except OSError as refused:
        raise click.UsageError(f"{path} could not be opened: {refused.strerror or refused}.") from refused
    if as_json:
        click.echo(json.dumps(report(found), indent=2, ensure_ascii=False))
    else:
        click.echo(readable(found))
    sys.exit(0 if found.importable else 1)


def read_path(path: Path) -> Roster:
    """The roster in a zip or folder, with the unpacker's findings; a bar on a terminal when it is big."""
    with open_package(path) as package, _progress(path, package.files) as files:
        return read_roster(files, package.problems)


def report(found: Roster) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "format": found.format,
        "version": found.version,
        "counts": dict(found.counts),
        "problems": [problem.as_dict() for problem in found.problems],
        "importable": found.importable,
    }


def readable(found: Roster) -> str:
    """What a person reads: what it is, how many of each, what is wrong and what to do."""
    name = _NAMES.get(found.format, "Not a roster that Staffroom knows")
    lines = [f"{name} {found.version}".rstrip(), ""]
    lines += [f"  {kind:<12} {count:>10,}" for kind, count in found.counts.items()]
    for severity, title in (("error", "Must be corrected"), ("warning", "Repaired or left out")):
        listed = [problem for problem in found.problems if problem.severity == severity]
        if listed:
            lines += ["", title, *(line for problem in listed for line in _lines(problem))]
    verdict = "This roster can be imported." if found.importable else "This roster cannot be imported as it is."
    return "\n".join([*lines, "", verdict])


def _lines(problem: Problem) -> list[str]:
    place = [problem.file or "package"]
    place += [f"row {problem.row}"] if problem.row is not None else []
    place += [problem.column] if problem.column else []
    return [f"  {', '.join(place)}: {problem.message}", f"      {problem.advice}"]


@contextmanager
def _progress(path: Path, files: Mapping[str, Opener]) -> Iterator[Mapping[str, Opener]]:
    """The files, each counted as it is opened, under a bar on stderr; only for big ones on a terminal."""
    if not sys.stderr.isatty() or _size(path) < _BIG or not files:
        yield files
        return
    with click.progressbar(length=_size(path), label="Reading", file=sys.stderr) as bar:
        yield {name: _told(opener, bar) for name, opener in files.items()}


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    return path.stat().st_size


def _told(opener: Opener, bar: Any) -> Opener:
    return lambda: _Told(opener(), bar)  # type: ignore[return-value]


class _Told(io.RawIOBase):
    """A stream that moves a bar. Of a zip more comes out than went in: the bar then fills early."""

    def __init__(self, inner: BinaryIO, bar: Any) -> None:
        super().__init__()
        self._inner = inner
        self._bar = bar

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._inner.read(-1 if size is None else size)
        self._bar.update(min(len(data), max(self._bar.length - self._bar.pos, 0)))
        return data

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()
