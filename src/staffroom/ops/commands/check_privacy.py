"""``staffroom check privacy``: the matrix, held against the running product in a throwaway district."""

import logging
import os
import shutil
import tempfile

import click

from .base import say_json, set_up_django, stop

SIZES = ("tiny", "small", "pomona")


def list_plants(as_json: bool) -> None:
    """The faults that can be switched on, one a line."""
    from staffroom.ops.privacy.plants import PLANTS

    if as_json:
        say_json({name: plant.sentence for name, plant in PLANTS.items()})
        return
    for name, plant in PLANTS.items():
        click.echo(f"{name:24} {plant.sentence}")


def check_privacy(plant: str, plants: bool, size: str, as_json: bool) -> None:
    """Build a district in a folder of its own, ask everything, throw it away. Ends with 1 when anything is wrong."""
    folder = tempfile.mkdtemp(prefix="staffroom-check-")
    try:
        _use(folder)
        set_up_django()
        if plants:
            list_plants(as_json)
            return
        well = _check(plant, size, as_json)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(0 if well else 1)


def _use(folder: str) -> None:
    """Settings under which nothing of a real district is touched and nothing leaves the machine."""
    for name in (
        "DATABASE_URL",
        "STAFFROOM_PRODUCTION",
        "STAFFROOM_DEMO",
        "DEBUG",
        "BASE_URL",
        "ALLOWED_HOSTS",
        "CACHE_URL",
    ):
        os.environ.pop(name, None)
    os.environ |= {
        "STAFFROOM_DATA": folder,
        "EMAIL_URL": "dummymail://",
        "JOBS_INLINE": "always",
        "LOG_LEVEL": "CRITICAL",
    }
    os.makedirs(os.path.join(folder, "static"), exist_ok=True)


def _check(plant: str, size: str, as_json: bool) -> bool:
    from django.core.management import call_command
    from django.utils import timezone

    from staffroom.ops.privacy import checking
    from staffroom.ops.privacy.plants import PLANTS, planted

    if plant and plant not in PLANTS:
        stop(f"There is no planted fault {plant!r}.", "List them with: staffroom check privacy --plants")
    logging.getLogger().handlers[:] = [
        logging.NullHandler()
    ]  # what is refused is what is wanted here; the check listens itself
    call_command("migrate", verbosity=0)
    with planted(plant):
        report = checking.check_privacy(timezone.now(), size=size, say=lambda line: click.echo(line, err=True))
    if as_json:
        say_json(report.as_dict())
    else:
        _tell(report)
    return report.well


def _tell(report: object) -> None:
    from staffroom.ops.privacy.checking import MOST_TOLD, Report

    assert isinstance(report, Report)  # noqa: S101 - for the type checker
    for name, value in report.as_dict().items():
        if name not in ("wrong", "well"):
            click.echo(f"{value:>9,}  {name.replace('_', ' ')}")
    for line in report.wrong[:MOST_TOLD]:
        click.echo(f"WRONG  {line}")
    if len(report.wrong) > MOST_TOLD:
        click.echo(f"       and {len(report.wrong) - MOST_TOLD} more")
    click.echo("Nobody sees what the matrix denies." if report.well else "Something is wrong, see above.")
