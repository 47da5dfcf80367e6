"""``staffroom retention``: remove what is over, as each night does."""

import click

from .base import json_option, require_ready_database, say_json, set_up_django


@click.command()
@click.option("--dry-run", is_flag=True, help="Count what would go, and change nothing.")
@json_option
def retention(dry_run: bool, as_json: bool) -> None:
    """Remove what is over, by the table of how long things are kept (/privacy/retention/).

    The worker does it each night; twice in one night is as once. Exit code 0: done.
    """
    set_up_django()
    require_ready_database()
    from django.utils import timezone

    from staffroom.trust.actions import run_retention
    from staffroom.trust.wording import title_of

    removed = run_retention(now=timezone.now(), rehearse=dry_run)
    if as_json:
        say_json({"dry_run": dry_run, **removed.as_dict()})
        return
    for place, kinds in (*removed.districts.items(), ("no district", removed.shared)):
        for label, count in kinds.items():
            click.echo(f"{count:>7}  {title_of(label)} ({place})")
    verb = "Would remove" if dry_run else "Removed"
    click.echo(f"{verb} {removed.total} rows." if removed.total else "Nothing is over.")
