"""``staffroom check``: is everything well?"""

import click

from .base import json_option, say_json, set_up_django
from .check_privacy import SIZES, check_privacy

PARTS = ("settings", "database", "audit", "files", "jobs", "backup", "disk")
PRIVACY = "privacy"
MARKS = {"ok": "ok     ", "warning": "look   ", "error": "WRONG  "}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice((*PARTS, PRIVACY)))
@json_option
@click.option("--plant", default="", metavar="NAME", help="With `privacy`: switch a fault on that it must find.")
@click.option("--plants", is_flag=True, help="With `privacy`: list those faults.")
@click.option(
    "--size", type=click.Choice(SIZES), default="tiny", show_default=True, help="With `privacy`: how large a district."
)
def check(parts: tuple[str, ...], as_json: bool, plant: str, plants: bool, size: str) -> None:
    """Look whether everything is well: settings, database, audit log, files, jobs, backup, disk.

    Name PARTS to look at some only, as in `staffroom check audit`. Ends with 1 when something is wrong.

    `staffroom check privacy` stands apart: it makes a demo district in a folder of its own, asks every address as
    every kind of person, looks for what they must not see, and throws the district away.
    """
    if PRIVACY in parts:
        if len(parts) > 1:
            raise click.UsageError("privacy is checked by itself: staffroom check privacy")
        check_privacy(plant, plants, size, as_json)
        return
    if plant or plants:
        raise click.UsageError("--plant and --plants belong to: staffroom check privacy")
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
