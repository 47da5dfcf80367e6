"""``staffroom roster map``: what the columns of any table are taken for, and what would be read. Writes no roster."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.core.mapping.intake import Sheet
    from staffroom.core.mapping.plan import Plan
    from staffroom.core.roster.model import Roster
    from staffroom.people.models import District

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_PROBLEMS = 20


@click.command("map")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--profile", "name", help="Take the columns of this profile of the district.")
@click.option("--save", "save_as", help="Keep the columns as a profile of this name.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a package for roster import.")
@json_option
def map_tables(
    files: tuple[Path, ...], code: str, name: str | None, save_as: str | None, out: Path | None, as_json: bool
) -> None:
    """Say what each column of FILES (CSV, TSV, XLSX) is taken for, and what would be read.

    Changes no roster. With --out the tables are written as a package that "staffroom roster import" takes. Exit code
    0: it could be read; 1: not yet, with the reasons; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    from staffroom.spine.access import Refused
    from staffroom.spine.scoping import district_scope

    district = _district(code)
    try:
        with district_scope(district.pk):
            report = _mapped(district, files, name, save_as, out)
    except Refused as refused:
        stop(refused.sentence, refused.advice)
    if as_json:
        say_json(report)
    else:
        _tell(report)
    sys.exit(0 if report["importable"] else 1)


def _district(code: str) -> "District":
    from staffroom.people.queries import district_of_code

    found = district_of_code(code)
    if found is None:
        stop(f"There is no district with the code {code}.", "Check the code, or import a roster with --create first.")
    return found


def _mapped(
    district: "District", files: tuple[Path, ...], name: str | None, save_as: str | None, out: Path | None
) -> dict[str, Any]:
    from staffroom.core.mapping.packed import packed
    from staffroom.core.mapping.produce import produce
    from staffroom.core.roster.findings import Findings
    from staffroom.people.actions.mapping import read_uploads
    from staffroom.people.queries import current_roster

    findings = Findings()
    sheets = read_uploads([(path.name, _chunks(path)) for path in files], "roster", findings)
    if not sheets:
        return _report(None, [], findings, None)
    plan = _plan(district, sheets, name)
    roster = produce(sheets, plan, current_roster(district.pk), Findings())
    if save_as:
        _save(district, plan, save_as)
    if out and roster.importable:
        out.write_bytes(packed(sheets, plan))
    return _report(plan, sheets, findings, roster)


def _plan(district: "District", sheets: "list[Sheet]", name: str | None) -> "Plan":
    """The guess, or what a profile says: the named one, else one for the very same headings."""
    from staffroom.people.queries import mapping

    plan = mapping.plan_for(district.pk, sheets, "roster", name)
    if plan is None:
        stop(f"The district has no profile called {name}.", "Leave --profile out, or save one with --save.")
    return plan


def _save(district: "District", plan: "Plan", name: str) -> None:
    from django.utils import timezone

    from staffroom.people.actions.mapping import save_profile
    from staffroom.people.models import MappedUpload
    from staffroom.spine.access import Actor

    by = Actor(0, None, district.pk, frozenset({"it"}), name="staffroom roster map")
    upload = MappedUpload(district_id=district.pk, purpose="roster", plan=plan.as_dict())
    save_profile(by=by, now=timezone.now(), upload=upload, name=name)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(64 * 1024):
            yield chunk


def _report(plan: "Plan | None", sheets: "list[Sheet]", findings: Any, roster: "Roster | None") -> dict[str, Any]:
    problems = [*findings.problems(), *(roster.problems if roster else ())]
    return {
        "tables": [_table(sheet, table) for sheet, table in zip(sheets, plan.tables if plan else (), strict=True)],
        "counts": dict(roster.counts) if roster else {},
        "people": [f"{one.given} {one.family}" for one in (roster.people if roster else ())[:20]],
        "sections": [one.title for one in (roster.sections if roster else ())[:20]],
        "problems": [problem.as_dict() for problem in problems],
        "importable": bool(roster and roster.importable),
    }


def _table(sheet: "Sheet", table: Any) -> dict[str, Any]:
    from staffroom.core.mapping.guess import propose

    guesses = propose(sheet.header, [cells for _row, cells in sheet.rows[:200]]).columns
    columns = [
        {"header": guess.header, "is": key, "sure": key != guess.key or guess.sure, "samples": list(guess.samples)}
        for guess, key in zip(guesses, table.columns, strict=True)
    ]
    return {"name": sheet.name, "lists": table.kind, "from": table.family, "rows": len(sheet.rows), "columns": columns}


def _tell(report: dict[str, Any]) -> None:
    for table in report["tables"]:
        click.echo(f"{table['name']}: {table['rows']:,} rows, read as a table of {table['lists']}")
        for column in table["columns"]:
            what = column["is"] or "not read"
            mark = "" if column["sure"] else "  (not sure)"
            click.echo(f"  {column['header']:<28} {what}{mark}   {', '.join(column['samples'][:3])}".rstrip())
    for problem in report["problems"][:SHOWN_PROBLEMS]:
        place = ", ".join(str(part) for part in (problem["file"], problem["row"], problem["column"]) if part)
        click.echo(f"{problem['severity']}: {place}: {problem['message']} {problem['advice']}")
    counts = report["counts"]
    if counts:
        click.echo(f"It would read {counts['people']:,} people and {counts['sections']:,} classes.")
    click.echo("Nothing was changed." if report["importable"] else "It cannot be read like this. Nothing was changed.")
