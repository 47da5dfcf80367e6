"""``staffroom bells import``: a bell file into the database, in one transaction, from the command line."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from staffroom.ops.commands.base import json_option, require_ready_database, say_json, set_up_django, stop

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_BYTES = 5 * 1024 * 1024
Progress = Callable[[int, int, str], None]


def apply_bells_file(
    path: Path,
    district: Any,
    *,
    calendar: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Read a bell file for a district (the record) and, unless it has errors or ``dry_run``, write it.

    Returns what ``--json`` prints: ``format``, ``counts``, ``problems``, ``importable``, ``applied``, ``changes``,
    and ``import`` (the id under which it can be undone; empty when nothing was written). Needs Django set up.
    """
    from django.utils import timezone

    from staffroom.people.queries import school_choices
    from staffroom.spine.scoping import district_scope
    from staffroom.timetable.actions.bells import bring_bells
    from staffroom.timetable.queries.bell_file import read_bell_file
    from staffroom.timetable.queries.imports import draft

    with district_scope(district.pk):
        names = (path.name, calendar.name if calendar else "")
        read = read_bell_file(
            _content(path),
            names[0],
            school_choices(),
            calendar=_content(calendar) if calendar else None,
            calendar_name=names[1],
        )
        if dry_run or not read.book.importable:
            return _report(draft(read, district_id=district.pk, names=names, now=timezone.now()))
        now = timezone.now()
        return _report(bring_bells(read=read, district_id=district.pk, now=now, names=names, progress=progress))


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        stop(f"{path.name} is larger than 5 MB.", "Check that this is the bell file.")
    return path.read_bytes()


def _report(found: Any) -> dict[str, Any]:
    summary = found.summary
    applied = found.state == "applied"
    return {
        "format": "staffroom-bells/1",
        "counts": {
            "schools": len(summary["schools"]),
            "schedules": summary["schedules"],
            "bells": summary["bells"],
            "exceptions": summary["days"],
        },
        "problems": found.problems,
        "importable": found.state != "refused",
        "applied": applied,
        "changes": {name: summary[name] for name in ("schools", "calendar", "meetings", "touches", "troubles_total")},
        "import": found.public_id if applied else "",
    }


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--district", "code", required=True, help="The district's code.")
@click.option("--calendar", type=_FILE, help="A calendar file: early-release days, holidays, resets.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@json_option
def import_bells(file: Path, code: str, calendar: Path | None, dry_run: bool, as_json: bool) -> None:
    """Import a bell FILE: the bells of the schools it names are replaced, and their meetings computed.

    Exit code 0: done (or could be done, with --dry-run); 1: refused, with the reasons; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    district = _district(code)
    bar = None if as_json or not sys.stderr.isatty() else _show
    report = apply_bells_file(file, district, calendar=calendar, dry_run=dry_run, progress=bar)
    if as_json:
        say_json(report)
    else:
        click.echo(_told(report))
    sys.exit(0 if report["importable"] else 1)


def _district(code: str) -> Any:
    from staffroom.people.queries import district_codes, district_of_code

    found = district_of_code(code)
    if found is None:
        known = ", ".join(district_codes()[:20]) or "none yet"
        stop(f'There is no district "{code}".', f"Known: {known}.")
    return found


def _show(done: int, total: int, step: str) -> None:
    end = "\n" if done == total else ""
    click.echo(f"\r{done} of {total} schools  {step[:40]:<40}{end}", nl=False, err=True)


def _told(report: dict[str, Any]) -> str:
    lines = [", ".join(f"{number} {kind}" for kind, number in report["counts"].items())]
    for one in report["problems"]:
        place = ", ".join(str(p) for p in (one["file"], one["row"] and f"row {one['row']}", one["column"]) if p)
        lines.append(f"{one['severity']}: {place}: {one['message']} {one['advice']}")
    for school in report["changes"]["schools"]:
        numbers = ", ".join(f"{school[name]} {name}" for name in ("added", "changed", "removed"))
        lines.append(f"{school['name']}: periods {numbers}; {school['meetings']} meetings touched")
    lines.append(_verdict(report))
    return "\n".join(lines)


def _verdict(report: dict[str, Any]) -> str:
    if report["applied"]:
        return "Applied. It can be undone on the page Bell times."
    return "The file can be imported; nothing was written." if report["importable"] else "Nothing was written."
