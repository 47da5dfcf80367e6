"""A worker's day: take jobs from the queue, show that it is alive, start what the schedule says."""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from staffroom.spine import jobs

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10
SCHEDULE_SECONDS = 60
WAIT_FOR_DATABASE_SECONDS = 2


class Workplace:
    """One worker process: the queue in the main thread, signs of life and the schedule in another."""

    def __init__(self, name: str, *, interval: float = 1.0) -> None:
        self.name = name
        self.interval = interval
        self._over = threading.Event()

    def work(self, *, once: bool = False) -> None:
        """Until told to stop, or until nothing waits any more. Comes back by itself when the database does."""
        beside = threading.Thread(target=self._beat, daemon=True)
        jobs.worker_heartbeat(self.name, timezone.now())
        queue = self._queue(once)
        queue.configure_signals()
        beside.start()
        try:
            while queue.running and not self._run(queue):
                time.sleep(WAIT_FOR_DATABASE_SECONDS)
        finally:
            self._over.set()
            self._leave()

    def _queue(self, once: bool) -> Worker:
        return Worker(
            queue_names=["default"],
            interval=self.interval,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def _run(self, queue: Worker) -> bool:
        try:
            queue.run()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer, trying again: %s", error)
            connections.close_all()
            return False
        return True

    def _beat(self) -> None:
        last_schedule = 0.0
        while not self._over.wait(0 if not last_schedule else HEARTBEAT_SECONDS):
            due = time.monotonic() - last_schedule >= SCHEDULE_SECONDS or not last_schedule
            last_schedule = time.monotonic() if due else last_schedule
            self._tick(due)
        connections.close_all()

    def _tick(self, with_schedule: bool) -> None:
        """One sign of life, and once a minute a look at the schedule. A failing database is tried again later."""
        now = timezone.now()
        try:
            close_old_connections()
            jobs.worker_heartbeat(self.name, now)
            if with_schedule:
                jobs.start_due(now)
                jobs.queue_forgotten(now)
        except (DatabaseError, InterfaceError) as error:
            log.warning("no sign of life, trying again: %s", error)

    def _leave(self) -> None:
        """Take back the sign of life, so that pages run their jobs themselves at once."""
        try:
            jobs.worker_leaves(self.name)
        except (DatabaseError, InterfaceError) as error:
            log.warning("could not sign off: %s", error)
