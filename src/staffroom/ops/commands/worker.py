"""``staffroom worker``: runs the jobs that pages start, and those of the schedule."""

import os
import socket
import subprocess  # noqa: S404 - starts our own command only
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from .base import require_ready_database, set_up_django


@click.command()
@click.option("--once", is_flag=True, help="Run what waits now, then end.")
@click.option("--interval", default=1.0, show_default=True, help="Seconds between looks at an empty queue.")
def worker(once: bool, interval: float) -> None:
    """Run jobs in the background: imports, mails, and what the schedule says. Stops on Ctrl-C or SIGTERM."""
    set_up_django()
    require_ready_database()
    from staffroom.ops.working import Workplace

    with nullcontext() if once else _compiling_beside():
        Workplace(f"{socket.gethostname()}:{os.getpid()}"[:64], interval=interval).work(once=once)


@contextmanager
def _compiling_beside() -> Iterator[None]:
    """The planner's loops are compiled (a minute, once a version) while the worker works, not when somebody waits."""
    command = [sys.executable, "-m", "staffroom", "visits", "compile"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed
    os.setpriority(os.PRIO_PROCESS, child.pid, 10)
    try:
        yield
    finally:
        if child.poll() is None:
            child.terminate()
        child.wait()
