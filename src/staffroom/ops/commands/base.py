"""What the commands share: Django set up late, refusals with exit code 1, a database that is ready."""

import json
import os
from typing import Any, NoReturn

import click


class Stop(click.ClickException):
    """A refusal: what is the matter, and what to do. Exit code 1; wrong usage is click's own 2."""

    exit_code = 1

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(f"{sentence} {advice}".strip())

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


def stop(sentence: object, advice: object = "") -> NoReturn:
    """End the command with a reason and an advice."""
    raise Stop(str(sentence), str(advice))


def set_up_django() -> None:
    """Read the settings and load the applications. Settings that contradict each other end the command."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffroom.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        stop(error)


def require_ready_database() -> None:
    """End the command unless the database answers and has every migration. A new embedded one is made ready."""
    from django.core.management import call_command

    from staffroom.ops.readiness import database_problem, is_new_embedded

    if is_new_embedded():
        call_command("migrate", verbosity=0)
    problem = database_problem()
    if problem:
        stop(problem.sentence, problem.advice)


def say_json(what: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(what, indent=2, default=str, ensure_ascii=False))


host_option = click.option(
    "--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on (env HOST)."
)
port_option = click.option(
    "--port",
    envvar="PORT",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on (env PORT).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
