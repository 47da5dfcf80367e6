"""``staffroom serve``: the web server."""

import click

from .base import host_option, port_option, require_ready_database, set_up_django

SECONDS_TO_FINISH = 15


@click.command()
@host_option
@port_option
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads a process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages. Stops on Ctrl-C or SIGTERM, after the pages at work are done."""
    set_up_django()
    require_ready_database()
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # The processes to come must not share this one's connection.
    connections.close_all()
    server = Server(
        "staffroom.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
    )
    server.serve()
