"""``staffroom check``: is everything well?"""

import click

from .base import json_option, say_json, set_up_django

PARTS = ("settings", "database", "audit", "files", "jobs", "backup", "disk")
MARKS = {"ok": "ok     ", "warning": "look   ", "error": "WRONG  "}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@json_option
def check(parts: tuple[str, ...], as_json: bool) -> None:
    """Look whether everything is well: settings, database, audit log, files, jobs, backup, disk.

    Name PARTS to look at some only, as in `staffroom check audit`. Ends with 1 when something is wrong.
    """
    set_up_django()
    from django.utils import timezone

    from staffroom.ops.readiness import findings

    found = findings(timezone.now(), parts)
    wrong = any(finding.level == "error" for finding in found)
    if as_json:
        say_json({"well": not wrong, "findings": [finding.as_dict() for finding in found]})
    else:
        for finding in found:
            advice = f" {finding.advice}" if finding.level != "ok" and finding.advice else ""
            click.echo(f"{MARKS[finding.level]} {finding.name}: {finding.sentence}{advice}")
    raise SystemExit(1 if wrong else 0)
