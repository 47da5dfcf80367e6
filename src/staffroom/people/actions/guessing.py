"""Counting tries of what can be guessed."""

from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from staffroom.spine.scoping import action

from ..models import Attempt

# So many tries in so much time: for one account from anywhere, and for one account from one address.
PER_ACCOUNT = (10, timedelta(minutes=1))
PER_ACCOUNT_AND_ADDRESS = (50, timedelta(hours=1))


def _key(*parts: str) -> str:
    return salted_hmac("staffroom.guessing", "\n".join(parts), algorithm="sha256").hexdigest()


@action
def count_attempt(*, what: str, who: str, address: str, now: datetime) -> datetime | None:
    """Count one try. Returns when the next is allowed if there were too many; then nothing is counted."""
    limits = {_key(what, who): PER_ACCOUNT, _key(what, who, address): PER_ACCOUNT_AND_ADDRESS}
    for key in sorted(limits):
        Attempt.objects.get_or_create(key=key, defaults={"until": now})
    rows = {row.key: row for row in Attempt.objects.select_for_update().filter(key__in=limits).order_by("key")}
    waits = [_free_at(rows[key], *limit, now) for key, limit in limits.items()]
    if any(waits):
        return max(wait for wait in waits if wait)
    for key, (_most, window) in limits.items():
        row = rows[key]
        row.times, row.until = [*row.times, now.timestamp()], now + window
        row.save(update_fields=["times", "until"])
    return None


def _free_at(row: Attempt, most: int, window: timedelta, now: datetime) -> datetime | None:
    """Forgets tries that are past; answers when the oldest that counts will be, if there are too many."""
    past = (now - window).timestamp()
    row.times = [time for time in row.times if past < time <= now.timestamp()][-most:]
    return datetime.fromtimestamp(row.times[0], UTC) + window if len(row.times) >= most else None


@action
def forget_attempts(*, now: datetime) -> int:
    """Remove counts that say nothing any more."""
    return Attempt.objects.filter(until__lt=now).delete()[0]
