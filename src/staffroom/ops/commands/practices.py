"""``staffroom practices``: a district's practices as CASE packages, in and out, by the actions of the web."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop
from .roster_map import _district

if TYPE_CHECKING:
    from staffroom.people.models import District

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 20


@click.group()
def practices() -> None:
    """Bring and take along a district's list of practices in the CASE format (1.0 and 1.1)."""


@practices.command("import")
@click.argument("file", type=_FILE)
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@json_option
def import_practices(file: Path, code: str, dry_run: bool, as_json: bool) -> None:
    """Bring FILE, a CASE package as JSON, into a district: all of it or nothing.

    What the file does not name stays. Brought again it changes nothing. Exit code 0: done (or could be done); 1:
    refused, with the reasons; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    from staffroom.core.case import MOST_BYTES
    from staffroom.spine.scoping import district_scope

    if file.stat().st_size > MOST_BYTES:
        stop(f"{file.name} is larger than 8 MB.", "Bring one framework at a time.")
    district = _district(code)
    with district_scope(district.pk):
        report = _bring(district, file, dry_run)
    if as_json:
        say_json(report)
    else:
        _tell(report)
    sys.exit(1 if report["state"] == "refused" else 0)


def _bring(district: "District", file: Path, dry_run: bool) -> dict[str, Any]:
    from django.db import transaction
    from django.utils import timezone

    from staffroom.expertise import actions
    from staffroom.expertise.queries import plan_for
    from staffroom.spine.access import Actor

    by = Actor(0, None, district.pk, frozenset({"central"}), name="staffroom practices import")
    content, now = file.read_bytes(), timezone.now()
    found, plan = plan_for(district.pk, content, now.date())
    with transaction.atomic():
        staged = actions.stage_taxonomy(by=by, now=now, name=file.name, content=content)
        if not dry_run and plan is not None:
            staged = actions.apply_taxonomy(by=by, now=now, public_id=staged.public_id)
        report = _report(found, plan, staged.state)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _report(found: Any, plan: Any, state: str) -> dict[str, Any]:
    from staffroom.core.case import said

    told = [
        {"severity": one.severity, "code": one.code, "message": said(one)[0], "advice": said(one)[1]}
        for one in found.findings
    ]
    changes = plan.changes if plan else ()
    return {
        "state": state,
        "title": found.taxonomy.title if found.taxonomy else "",
        "counts": {
            "new": len(plan.of("new")) if plan else 0,
            "changed": len(plan.of("changed")) if plan else 0,
            "same": plan.same if plan else 0,
            "silent": plan.silent if plan else 0,
        },
        "changes": [
            {"kind": one.kind, "what": one.what, "name": one.after.name_en, "fields": list(one.fields)}
            for one in changes
        ],
        "problems": told,
    }


def _tell(report: dict[str, Any]) -> None:
    for problem in report["problems"][:SHOWN]:
        click.echo(f"{problem['severity']}: {problem['message']} {problem['advice']}")
    if report["state"] == "refused":
        click.echo("This file cannot be used as it is. Nothing was changed.")
        return
    for change in report["changes"][:SHOWN]:
        differing = f" ({', '.join(change['fields'])})" if change["fields"] else ""
        click.echo(f"  {change['what']} {change['kind']}: {change['name']}{differing}")
    counts = report["counts"]
    done = "Applied" if report["state"] == "applied" else "Would be applied"
    click.echo(f"{done}: {counts['new']} new, {counts['changed']} changed, {counts['same']} as they are.")


@practices.command("undo")
@click.argument("file_id", required=False)
@click.option("--district", "code", required=True, help="Code of the district.")
@json_option
def undo_practices(file_id: str | None, code: str, as_json: bool) -> None:
    """Undo an applied file, the latest unless FILE_ID names another: what it changed goes back to what it was.

    Refused once something newer changed the same practices. Exit code 0: undone; 1: refused, with the reason.
    """
    set_up_django()
    require_ready_database()
    from django.utils import timezone

    from staffroom.expertise import actions
    from staffroom.expertise.queries import files_to_undo
    from staffroom.spine.access import Actor, Refused
    from staffroom.spine.scoping import district_scope

    district = _district(code)
    by = Actor(0, None, district.pk, frozenset({"central"}), name="staffroom practices undo")
    with district_scope(district.pk):
        held = files_to_undo(district.pk)
        chosen = next((one for one in held if file_id in (None, one.public_id)), None)
        if chosen is None:
            stop("No such file is applied.", "Look at the list of practices: applied files are named there.")
        try:
            done = actions.undo_taxonomy(by=by, now=timezone.now(), public_id=chosen.public_id)
        except Refused as refused:
            stop(refused.sentence, refused.advice)
    if as_json:
        say_json({"file": done.file_name, "id": done.public_id, "state": done.state, "counts": done.counts})
    else:
        click.echo(f"Undone: {done.file_name}.")


@practices.command("export")
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--version", type=click.Choice(["1.0", "1.1"]), default="1.1", show_default=True, help="Of CASE.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; without it standard output.")
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@json_option
def export_practices(code: str, version: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Write the practices of a district as one CASE package (JSON). Brought back it changes nothing.

    With --json and --out what was written is told as JSON. Exit code 0: written; 1: refused, with the reason.
    """
    set_up_django()
    require_ready_database()
    from django.utils import timezone

    from staffroom.expertise.queries import case_package
    from staffroom.spine.scoping import district_scope

    district = _district(code)
    with district_scope(district.pk):
        package = case_package(district.pk, version, timezone.now())
    text = json.dumps(package, ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
        return
    if out.exists() and not force:
        stop(f"{out} is there already.", "Give another name, or add --force.")
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as refused:
        stop(f"{out} could not be written: {refused.strerror or refused}.", "Choose a folder that you may write to.")
    counts = {"items": len(package["CFItems"]), "associations": len(package["CFAssociations"])}
    if as_json:
        say_json({"file": str(out), "version": version, **counts})
    else:
        click.echo(f"{out}: CASE {version}, {counts['items']:,} items, {counts['associations']:,} associations.")
