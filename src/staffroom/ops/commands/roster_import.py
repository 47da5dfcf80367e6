"""``staffroom roster import``: a roster into a district, by the same actions as on the web."""

import difflib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.actions import Reading
    from staffroom.people.models import District, RosterImport
    from staffroom.spine.access import Actor

_PATH = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_PROBLEMS = 20


@click.command("import")
@click.argument("path", type=_PATH)
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--create", "name", help="Name of the district, when its code is new.")
@click.option("--bells", type=_FILE, help="A bell file to apply after the roster.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--accept-leaving", is_flag=True, help="It is right that more than a tenth leaves.")
@json_option
def import_roster(
    path: Path,
    code: str,
    name: str | None,
    bells: Path | None,
    dry_run: bool,
    yes: bool,
    accept_leaving: bool,
    as_json: bool,
) -> None:
    """Bring the roster at PATH (a zip or a folder) into a district: read, compare, ask, apply.

    All of it is applied or nothing. Undo it on the web. Exit code 0: done; 1: refused, with the reasons; 2: wrong
    usage.
    """
    if as_json and not (yes or dry_run):
        raise click.UsageError("--json asks nothing: add --yes or --dry-run.")
    set_up_django()
    require_ready_database()
    district = _district(code, name)
    with _bar("Reading", as_json) as progress:
        from staffroom.people.actions import compare_with_district

        reading = compare_with_district(path, district.pk if district else None, progress, datetime.now(UTC))
    report = _report(code, reading)
    if not as_json:
        _tell(reading)
    if not reading.roster.importable:
        _end(report, as_json, 1)
    if dry_run:
        _end(report, as_json, 0)
    if reading.held_because and not accept_leaving:
        _held(report, as_json)
    if not yes:
        made = "" if district else ", which is made now"
        click.confirm(f"Apply this to the district {code}{made}?", abort=True)
    _apply(path, district or _create(code, name or _name_of(reading, code)), reading, bells, report, as_json)


def _district(code: str, name: str | None) -> "District | None":
    """The district, or None for one to be made. A code that looks like a slip of the pen is refused."""
    from staffroom.people.queries import district_codes, district_of_code

    found = district_of_code(code)
    if found is None and not name:
        near = difflib.get_close_matches(code, district_codes(), n=1, cutoff=0.8)
        if near:
            stop(
                f"There is no district with the code {code}. Did you mean {near[0]}?",
                'To make a new one, add --create "Its name".',
            )
    return found


def _name_of(reading: "Reading", code: str) -> str:
    """What the roster calls its district; the code when it does not say."""
    named = (org.name for org in reading.roster.orgs if org.kind == "district" and org.name)
    return next(named, code)


def _create(code: str, name: str) -> "District":
    from django.utils import timezone

    from staffroom.people.actions import create_district

    with _refusals():
        return create_district(code=code, name=name, now=timezone.now())


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal of the house ends the command with its sentence."""
    from staffroom.spine.access import Refused

    try:
        yield
    except Refused as refused:
        stop(refused.sentence, refused.advice)


@contextmanager
def _bar(label: str, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """Progress as a bar on standard error, when someone is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, step="": None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int, step: str = "") -> None:
            bar.update(max(0, round(1000 * done / max(total, 1)) - bar.pos))

        yield progress
        bar.update(1000 - bar.pos)


def _report(code: str, reading: "Reading") -> dict[str, Any]:
    roster = reading.roster
    return {
        "district": code,
        "state": reading.state,
        "format": roster.format,
        "version": roster.version,
        "counts": dict(roster.counts),
        "problems": [problem.as_dict() for problem in roster.problems],
        "summary": reading.summary,
        "held_because": reading.held_because,
        "applied": False,
    }


def _tell(reading: "Reading") -> None:
    from staffroom.people.queries import KIND_NAMES, OP_NAMES

    for problem in reading.roster.problems[:SHOWN_PROBLEMS]:
        place = ", ".join(str(part) for part in (problem.file, problem.row, problem.column) if part)
        click.echo(f"{problem.severity}: {place}: {problem.message} {problem.advice}")
    more = len(reading.roster.problems) - SHOWN_PROBLEMS
    if more > 0:
        click.echo(f"... and {more} more: staffroom roster check lists them all.")
    if reading.roster.waiting:
        click.echo(f"{reading.roster.waiting:,} rows wait for what they point at; the page of the roster lists them.")
    if not reading.roster.importable:
        click.echo("This roster cannot be used as it is. Nothing was changed.")
    elif not reading.summary:
        click.echo("It says what Staffroom already knows: nothing would change.")
    for kind, of_kind in reading.summary.items():
        counts = ", ".join(f"{OP_NAMES[op]} {count:,}" for op, count in of_kind.items())
        click.echo(f"  {KIND_NAMES[kind]!s:<20} {counts}")


def _held(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _end(report, as_json, 1)
    stop(" ".join(report["held_because"]), "If it is right, add --accept-leaving.")


def _end(report: dict[str, Any], as_json: bool, code: int) -> None:
    if as_json:
        say_json(report)
    sys.exit(code)


def _apply(
    path: Path, district: "District", reading: "Reading", bells: Path | None, report: dict[str, Any], as_json: bool
) -> None:
    from staffroom.spine.access import Actor
    from staffroom.spine.scoping import district_scope

    by = Actor(0, None, district.pk, frozenset({"it"}), name="staffroom roster import", time_zone=district.time_zone)
    with district_scope(district.pk), _refusals():
        applied = _applied(path, by, reading, as_json)
        report |= {"state": applied.state, "applied": True, "import": applied.public_id}
        if not as_json:
            click.echo("Applied.")
        if bells:
            report["bells"] = _apply_bells(bells, by, as_json)
    _end(report, as_json, 1 if bells and report["bells"]["state"] == "refused" else 0)


def _applied(path: Path, by: "Actor", reading: "Reading", as_json: bool) -> "RosterImport":
    from django.utils import timezone

    from staffroom.people import actions

    now = timezone.now()
    staged = actions.stage_roster(by=by, now=now, uploads=_uploads(path), name=path.name, queue=False)
    actions.keep_reading(roster_import=staged, reading=reading)
    actions.start_apply(by=by, now=now, roster_import=staged, confirmed=True, queue=False)
    try:
        with _bar("Applying", as_json) as progress:
            return actions.apply_roster(roster_import=staged, by=None, now=now, progress=progress)
    except BaseException:
        actions.applying_failed(roster_import=staged, by=None, now=now)
        raise


def _uploads(path: Path) -> list[tuple[str, Iterator[bytes]]]:
    """The zip, or the tables of the folder, as they would come from a browser."""
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.suffix.lower() in (".csv", ".txt"))
    return [(file.name, _chunks(file)) for file in files]


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(64 * 1024):
            yield chunk


def _apply_bells(bells: Path, by: "Actor", as_json: bool) -> dict[str, Any]:
    from django.utils import timezone

    from staffroom.timetable.actions import bells as actions

    now = timezone.now()
    staged = actions.stage_bells(by=by, now=now, file_name=bells.name, content=bells.read_bytes())
    result: dict[str, Any] = {"state": staged.state, "problems": staged.problems, "import": staged.public_id}
    if staged.state == "ready":
        result["state"] = actions.apply_bells(public_id=staged.public_id, now=now, who=by.name)["state"]
    if not as_json:
        for problem in staged.problems[:SHOWN_PROBLEMS]:
            click.echo(f"{problem['severity']}: {problem['file']}, {problem['row']}: {problem['message']}")
        refused = "The bell file cannot be used as it is; the roster stays applied."
        click.echo(refused if result["state"] == "refused" else "Bell times applied.")
    return result
