"""Processes that live and end together."""

import os
import signal
import socket
import subprocess  # noqa: S404 - starts our own command only
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SECONDS_TO_END = 20
SECONDS_TO_ANSWER = 60
LOOK_EVERY_SECONDS = 0.1


class Family:
    """Children of one process. When one ends, or the parent is told to stop, all are ended, each by its id."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._told_to_stop = False
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)

    def start(self, name: str, command: list[str]) -> None:
        """Start a child in a session of its own: Ctrl-C reaches the parent only, which ends the children in order."""
        self._children[name] = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - fixed commands

    def wait_until_answering(self, host: str, port: int, then: Callable[[], None]) -> None:
        """Call ``then`` once the port takes connections."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < until and not self._told_to_stop and not self._ended():
            try:
                socket.create_connection((host, port), timeout=1).close()
            except OSError:
                time.sleep(LOOK_EVERY_SECONDS)
            else:
                then()
                return

    def wait(self) -> int:
        """Wait for the end. 0 when told to stop, 1 when a child ended by itself."""
        while not self._told_to_stop and not self._ended():
            time.sleep(LOOK_EVERY_SECONDS)
        fallen = self._ended()
        self._end_all()
        if self._told_to_stop:
            return 0
        click.echo(f"The {fallen} ended by itself; see above why. Everything is stopped.", err=True)
        return 1

    def _stop(self, _signal: int, _frame: object) -> None:
        self._told_to_stop = True

    def _ended(self) -> str:
        return next((name for name, child in self._children.items() if child.poll() is not None), "")

    def _end_all(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + SECONDS_TO_END
        for child in self._children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextmanager
def beside(command: list[str]) -> Iterator[None]:
    """One quiet child that gives way to everything else, and is ended with the block if it still runs."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed
    os.setpriority(os.PRIO_PROCESS, child.pid, max(10, os.getpriority(os.PRIO_PROCESS, 0)))
    try:
        yield
    finally:
        child.terminate()
        child.wait()
