"""``staffroom absences``: a file of absences into a district, by the same actions as on the web."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop
from .roster_map import _chunks, _district

if TYPE_CHECKING:
    from staffroom.people.models import District
    from staffroom.spine.access import Actor
    from staffroom.timetable.models import AbsenceImport

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_PROBLEMS = 20


@click.group()
def absences() -> None:
    """Bring a district's absences: counted by school, group and quarter, never shown by person."""


@absences.command("import")
@click.argument("file", type=_FILE)
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--profile", "name", help="Take the columns of this profile of the district.")
@click.option("--dry-run", is_flag=True, help="Say what the file holds and write nothing.")
@click.option("--plan-around", is_flag=True, help="Keep whole days still to come as days away, dates only.")
@json_option
def import_absences(file: Path, code: str, name: str | None, dry_run: bool, plan_around: bool, as_json: bool) -> None:
    """Bring FILE: a table (CSV, TSV, XLSX) or Ed-Fi XML with StaffAbsenceEvent or StaffLeave.

    The same file twice counts once. Undo it on the web. Exit code 0: done; 1: refused, with the reasons; 2: wrong
    usage.
    """
    set_up_django()
    require_ready_database()
    from staffroom.spine.access import Refused
    from staffroom.spine.scoping import district_scope

    district = _district(code)
    try:
        with district_scope(district.pk):
            report = _bring(district, file, name, dry_run, plan_around)
    except Refused as refused:
        stop(refused.sentence, refused.advice)
    if as_json:
        say_json(report)
    else:
        _tell(report)
    sys.exit(1 if report["state"] == "refused" else 0)


def _bring(district: "District", file: Path, name: str | None, dry_run: bool, plan_around: bool) -> dict[str, Any]:
    from django.db import transaction
    from django.utils import timezone

    from staffroom.spine.access import Actor
    from staffroom.timetable.actions.absences import apply_absences

    by = Actor(0, None, district.pk, frozenset({"central"}), name="staffroom absences import")
    now = timezone.now()
    with transaction.atomic():
        staged = _staged(by, now, file, name)
        if not dry_run and staged.state == "ready":
            staged = apply_absences(by=by, now=now, absence_import=staged, plan_around=plan_around)
        report = {
            "state": staged.state,
            "counts": staged.counts,
            "problems": staged.problems,
            "import": "" if dry_run else staged.public_id,
        }
        if dry_run:
            transaction.set_rollback(True)
    return report


def _staged(by: "Actor", now: Any, file: Path, name: str | None) -> "AbsenceImport":
    from staffroom.core.absences.edfi import is_edfi
    from staffroom.core.roster.findings import Findings
    from staffroom.people.actions.mapping import read_uploads
    from staffroom.people.queries import mapping
    from staffroom.timetable.actions import absence_files

    with file.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(0)
        if is_edfi(head):
            return absence_files.stage_edfi(by=by, now=now, name=file.name, stream=stream)
    findings = Findings()
    sheets = read_uploads([(file.name, _chunks(file))], "absences", findings)
    if not sheets:
        problems = findings.problems()
        stop(problems[0].message if problems else "There is no table in it.", problems[0].advice if problems else "")
    plan = mapping.plan_for(by.district_id, sheets, "absences", name)
    if plan is None:
        stop(f"The district has no profile called {name}.", "Leave --profile out, or save one on the web.")
    return absence_files.stage_tables(by=by, now=now, name=file.name, sheets=sheets, plan=plan)


def _tell(report: dict[str, Any]) -> None:
    for problem in report["problems"][:SHOWN_PROBLEMS]:
        place = ", ".join(str(part) for part in (problem["file"], problem["row"], problem["column"]) if part)
        click.echo(f"{problem['severity']}: {place}: {problem['message']} {problem['advice']}")
    counts = report["counts"]
    if report["state"] == "refused":
        click.echo("This file cannot be used as it is. Nothing was changed.")
        return
    click.echo(f"{counts['days']:,} days of {counts['people']:,} people, {counts['first']} to {counts['last']}")
    for group, days in counts["categories"].items():
        click.echo(f"  {group:<12} {days:>8,}")
    if report["state"] == "applied":
        click.echo(f"Applied: {counts['new']:,} new, {counts['changed']:,} corrected.")
    else:
        click.echo("Nothing was changed.")
