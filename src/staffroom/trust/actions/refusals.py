"""Refused access, written down for those who answer for safety: who, which page, no object."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

log = logging.getLogger(__name__)
REFUSED = audit.declare(
    "trust.refused", gettext_lazy("A page was refused to somebody who has no right to it: {route}."), security=True
)
HOUR = 3600
PATIENCE_MS = 250  # how long a refused reader may wait for the log's lock


def note_refusal(*, by: Actor, now: datetime, route: str) -> bool:
    """Write down once an hour that this page was refused to this person. Returns whether it was written.

    Never raises: a log that cannot be written (a read-only database, an import that holds the lock) must not keep
    anybody from their answer. What could not be written is tried again at the next refusal.
    """
    key = f"trust-refused:{by.district_id}:{by.staff_id}:{route}:{now:%Y%m%d%H}"
    try:
        if by.staff_id is None or not cache.add(key, 1, HOUR):
            return False
        try:
            with _impatient():
                _note_refusal(by=by, now=now, route=route)
        except DatabaseError:
            cache.delete(key)
            raise
    except Exception:
        log.warning("a refusal of %s could not be written down", route, exc_info=True)
        return False
    return True


@contextmanager
def _impatient() -> Iterator[None]:
    """Wait for a lock only for a moment; afterwards this connection is as patient as before."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if sqlite else "SHOW lock_timeout")
        before = cursor.fetchone()[0]
        _wait_at_most(f"{PATIENCE_MS}" if sqlite else f"{PATIENCE_MS}ms")
    try:
        yield
    finally:
        _wait_at_most(before)


def _wait_at_most(limit: str | int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {int(limit)}")
        else:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])


@action
def _note_refusal(*, by: Actor, now: datetime, route: str) -> None:
    facts = {"route": route}
    audit.record(REFUSED, district_id=by.district_id, at=now, actor=by.staff_id, subject=by.staff_id, facts=facts)
