"""``staffroom bells``: check a bell file, or make one from an Ed-Fi export. Only the import needs a database."""

import csv
import gzip
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from staffroom.core.bells import BellBook, read_bells, read_calendar
from staffroom.core.bells_edfi import COLUMNS, EdFiError, bells_from_edfi
from staffroom.core.formulas import harmless
from staffroom.core.problems import Problem
from staffroom.ops.commands.bells_import import import_bells

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_BYTES = 500_000_000


@click.group()
def bells() -> None:
    """Bell schedules: check a file, import it, or make one from an Ed-Fi export."""


bells.add_command(import_bells)


@bells.command()
@click.argument("file", type=_FILE)
@click.option("--calendar", type=_FILE, help="A calendar file: early release days, holidays, resets.")
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
def check(file: Path, calendar: Path | None, as_json: bool) -> None:
    """Say what a bell file holds and what is wrong with it. Exit 0 when it can be imported, else 1."""
    try:
        book = read_bells(_rows(file), known_schools=None, file=file.name)
        if calendar is not None:
            book = read_calendar(_rows(calendar), book=book, known_schools=None, file=calendar.name)
    except (UnicodeDecodeError, csv.Error) as error:
        book = BellBook(problems=(_unreadable(file, error),))
    click.echo(json.dumps(_report(book), indent=2) if as_json else _told(book))
    sys.exit(0 if book.importable else 1)


@bells.command("from-edfi")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
def from_edfi(folder: Path, out: Path | None) -> None:
    """Make a bell file from MasterSchedule.xml and EducationOrganization.xml (or .xml.gz) in FOLDER."""
    try:
        with ExitStack() as stack:
            master = stack.enter_context(_open_interchange(folder, "MasterSchedule"))
            organization = stack.enter_context(_open_interchange(folder, "EducationOrganization"))
            rows = bells_from_edfi(master, organization)
    except (EdFiError, gzip.BadGzipFile, EOFError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    _write(rows, out)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines of a CSV with their numbers; the header is line 1."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, restval="")
        return [(reader.line_num, cast(dict[str, str], row)) for row in reader]


def _unreadable(file: Path, error: Exception) -> Problem:
    return Problem(
        file.name,
        None,
        None,
        "error",
        f"The file is not a CSV that can be read: {error}.",
        "Save it again as CSV UTF-8.",
    )


def _report(book: BellBook) -> dict[str, Any]:
    return {
        "format": "staffroom-bells/1",
        "counts": {
            "schools": len(book.schools()),
            "schedules": len({(bell.school, bell.schedule) for bell in book.bells}),
            "bells": len(book.bells),
            "exceptions": len(book.exceptions),
        },
        "problems": [problem.as_dict() for problem in book.problems],
        "importable": book.importable,
    }


def _told(book: BellBook) -> str:
    counts = _report(book)["counts"]
    lines = [", ".join(f"{number} {kind}" for kind, number in counts.items())]
    for problem in book.problems:
        places = (problem.file, problem.row and f"row {problem.row}", problem.column)
        place = ", ".join(str(part) for part in places if part)
        lines.append(f"{problem.severity}: {place}: {problem.message} {problem.advice}")
    lines.append("The file can be imported." if book.importable else "The file cannot be imported yet.")
    return "\n".join(lines)


def _open_interchange(folder: Path, name: str) -> BinaryIO:
    plain, packed = folder / f"{name}.xml", folder / f"{name}.xml.gz"
    if plain.is_file():
        return plain.open("rb")
    if packed.is_file():
        return cast(BinaryIO, _Bounded(packed))
    raise EdFiError(f"There is no {name}.xml or {name}.xml.gz in {folder.name}. Put both files in one folder.")


class _Bounded(gzip.GzipFile):
    """A packed file that stops at half a gigabyte, so that a small file cannot fill the machine."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > _MOST_BYTES:
            raise EdFiError("The packed file holds more than half a gigabyte. Export fewer years.")
        return super().read(size)


def _write(rows: Sequence[dict[str, str]], out: Path | None) -> None:
    if out is None:
        _write_to(click.get_text_stream("stdout"), rows)
        return
    with out.open("w", encoding="utf-8", newline="") as stream:
        _write_to(stream, rows)
    click.echo(f"{len(rows)} bells written to {out}.", err=True)


def _write_to(stream: Any, rows: Sequence[dict[str, str]]) -> None:
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(str(cell)) for name, cell in row.items()} for row in rows)
