"""``staffroom worker``: runs the jobs that pages start, and those of the schedule."""

import os
import socket
import sys
from contextlib import nullcontext

import click

from .base import require_ready_database, set_up_django
from .family import beside

# The planner's loops: a minute, once a version, while the worker works and not when somebody waits.
COMPILE = [sys.executable, "-m", "staffroom", "visits", "compile"]


@click.command()
@click.option("--once", is_flag=True, help="Run what waits now, then end.")
@click.option("--interval", default=1.0, show_default=True, help="Seconds between looks at an empty queue.")
def worker(once: bool, interval: float) -> None:
    """Run jobs in the background: imports, mails, and what the schedule says. Stops on Ctrl-C or SIGTERM."""
    set_up_django()
    require_ready_database()
    from staffroom.ops.working import Workplace

    with nullcontext() if once else beside(COMPILE):
        Workplace(f"{socket.gethostname()}:{os.getpid()}"[:64], interval=interval).work(once=once)
