"""``staffroom demo``: a living district on this machine, with one command."""

import os
import shutil
import socket
import sys
from pathlib import Path

import click

from .base import host_option, port_option, set_up_django, stop
from .family import Family

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


@click.command()
@host_option
@port_option
@click.option("--reset", is_flag=True, help="Throw the demo's data away first and make the district anew.")
@click.option("--seed", default=2026, show_default=True, help="Which district: the same seed gives the same one.")
@click.option("--no-serve", is_flag=True, help="Prepare everything, then end.")
def demo(host: str, port: int, reset: bool, seed: int, no_serve: bool) -> None:
    """Run a living district on this machine: web server and worker, on SQLite in STAFFROOM_DATA (var/demo).

    Nothing leaves the machine: mails are kept and shown on screen. Stop it with Ctrl-C.
    """
    if not no_serve:
        _refuse_taken_port(host, port)
    address = _choose_environment(host, port)
    if reset:
        _throw_away(Path(os.environ["STAFFROOM_DATA"]))
    _prepare(seed)
    if no_serve:
        click.echo("The demo district is ready. Open it with: staffroom demo")
        return
    _run(host, port, address)


def _choose_environment(host: str, port: int) -> str:
    """Set what the settings read, for this process and its children. Returns the address to open."""
    if os.environ.get("STAFFROOM_PRODUCTION", "").lower() in ("1", "true", "yes", "on"):
        stop("This environment is set for production.", "Unset STAFFROOM_PRODUCTION to run a demo.")
    if os.environ.pop("DATABASE_URL", ""):
        click.echo("The demo keeps to its own SQLite file: DATABASE_URL is left alone.", err=True)
    shown = socket.gethostname() if host in EVERYWHERE else host
    address = os.environ.setdefault("BASE_URL", f"http://{shown}:{port}").rstrip("/")
    if host not in LOOPBACK:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    if address.startswith("https:"):
        os.environ.setdefault("BEHIND_PROXY", "1")
    os.environ.setdefault("STAFFROOM_DATA", "var/demo")
    os.environ["STAFFROOM_DATA"] = str(Path(os.environ["STAFFROOM_DATA"]).resolve())
    os.environ["STAFFROOM_DEMO"] = "1"
    return address


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            stop(f"Cannot listen on {host}:{port}: {error.strerror}.", "Choose another, as in: PORT=8001 make demo")


def _throw_away(folder: Path) -> None:
    """Remove what the demo made, and nothing else that may lie in the folder."""
    for name in ("staffroom.sqlite3", "staffroom.sqlite3-wal", "staffroom.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("files", "cache"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _prepare(number: int) -> None:
    set_up_django()
    from django.core.management import call_command
    from django.utils import timezone
    from whitenoise.storage import MissingFileError

    from staffroom.ops import demo as district
    from staffroom.ops.readiness import missing_migrations
    from staffroom.ops.static import collect_if_changed

    if missing_migrations():
        click.echo("Preparing the database ...")
        call_command("migrate", verbosity=0)
    if not district.is_seeded():
        click.echo("Making the demo district ...")
        district.seed(number, timezone.now().date())
    try:
        collect_if_changed()
    except MissingFileError as error:
        stop(f"The pages' fonts and signs are not there yet ({str(error).splitlines()[0]})", "Run: make assets")


def _run(host: str, port: int, address: str) -> None:
    from django.db import connections

    connections.close_all()
    family = Family()
    family.start("worker", [sys.executable, "-m", "staffroom", "worker"])
    family.start("server", [sys.executable, "-m", "staffroom", "serve", "--host", host, "--port", str(port)])
    near = host if host not in EVERYWHERE else "127.0.0.1"
    family.wait_until_answering(near, port, lambda: click.echo(f"\nStaffroom is open at {address}  (Ctrl-C to stop)\n"))
    raise SystemExit(family.wait())
