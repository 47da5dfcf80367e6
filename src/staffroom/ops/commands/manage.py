"""``staffroom manage``: Django's own commands."""

import click

from .base import set_up_django


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands: `staffroom manage migrate`, `staffroom manage help`."""
    from django.core.management import execute_from_command_line

    set_up_django()
    execute_from_command_line(["staffroom manage", *(arguments or ("help",))])
