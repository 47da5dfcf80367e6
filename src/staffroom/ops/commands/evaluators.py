"""``staffroom evaluators import``: a file of who evaluates whom, by the same actions as on the web."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.models import District
    from staffroom.spine.access import Actor
    from staffroom.trust.queries import Plan, Reading

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluators() -> None:
    """Who evaluates whom: bring a file of relations."""


@evaluators.command("import")
@click.argument("file", type=_FILE)
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--all", "whole", is_flag=True, help="The file names every relation: what it does not name ends today.")
@click.option("--apply", "apply_it", is_flag=True, help="Write it; without, only say what would change.")
@click.option("--accept-ending", is_flag=True, help="It is right that more than a tenth of the relations ends.")
@json_option
def import_file(file: Path, code: str, whole: bool, apply_it: bool, accept_ending: bool, as_json: bool) -> None:
    """Read FILE (columns evaluator_id, evaluated_id, begins, ends) and say what would change; --apply writes it.

    All of it is written or nothing. Exit code 0: done, or it could be; 1: refused, with the reasons; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    district = _district(code)
    from staffroom.spine.access import Refused
    from staffroom.spine.scoping import district_scope

    try:
        with district_scope(district.pk):
            report, good = _run(file, _actor(district), whole, apply_it, accept_ending)
    except Refused as refusal:
        stop(refusal.sentence, refusal.advice)
    if as_json:
        say_json(report)
    else:
        click.echo(_told(report))
    sys.exit(0 if good else 1)


def _district(code: str) -> "District":
    from staffroom.people.models import District

    found = District.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(District.objects.order_by("code").values_list("code", flat=True)[:20]) or "none yet"
        stop(f"There is no district with the code {code}.", f"Known: {known}.")
    return found


def _actor(district: "District") -> "Actor":
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from staffroom.spine.access import Actor

    today = timezone.now().astimezone(ZoneInfo(district.time_zone)).date()
    return Actor(0, None, district.pk, frozenset({"it"}), name="staffroom evaluators import", today=today)


def _run(file: Path, by: "Actor", whole: bool, apply_it: bool, accept_ending: bool) -> tuple[dict[str, Any], bool]:
    from django.utils import timezone

    from staffroom.trust import actions, queries
    from staffroom.trust.actions.evaluators import MOST_BYTES

    if file.stat().st_size > MOST_BYTES:
        stop(f"{file.name} is larger than 5 MB.", "Check that this is the file of evaluators.")
    assert by.today is not None  # noqa: S101 - _actor sets it
    content = file.read_bytes()
    reading = queries.read_evaluators(content, file.name, by.today)
    plan = queries.plan_evaluators(reading.lines, by.today, whole=whole) if reading.usable else None
    report = _report(reading, plan)
    if plan is None or not apply_it:
        return report, plan is not None
    now = timezone.now()
    staged = actions.stage_file(by=by, now=now, file_name=file.name, content=content, whole=whole)
    try:
        actions.apply_file(by=by, now=now, public_id=staged.public_id, seen=plan.digest, confirmed=accept_ending)
    except Exception:
        actions.discard_file(by=by, now=now, public_id=staged.public_id)
        raise
    return report | {"applied": True}, True


def _report(reading: "Reading", plan: "Plan | None") -> dict[str, Any]:
    changes = plan.counts() | {"past": plan.past, "ending_today": plan.ending} if plan else {}
    return {
        "format": "staffroom-evaluators/1",
        "problems": [problem.as_dict() for problem in reading.problems],
        "importable": plan is not None,
        "held": plan.held if plan else False,
        "changes": changes,
        "applied": False,
    }


def _told(report: dict[str, Any]) -> str:
    lines = []
    for one in report["problems"]:
        place = ", ".join(str(p) for p in (one["file"], one["row"] and f"row {one['row']}", one["column"]) if p)
        lines.append(f"{one['severity']}: {place}: {one['message']} {one['advice']}")
    if report["importable"]:
        lines.append(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in report["changes"].items()))
    if report["applied"]:
        lines.append("Applied. Whose evaluators changed is told by mail.")
    elif not report["importable"]:
        lines.append("Nothing was written.")
    elif report["held"]:
        lines.append("More than a tenth would end: --apply needs --accept-ending. Nothing was written.")
    else:
        lines.append("Nothing was written. --apply writes it.")
    return "\n".join(lines)
