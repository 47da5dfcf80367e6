"""Mails of this slice."""

from collections.abc import Sequence
from datetime import datetime

from staffroom.people.models import Staff
from staffroom.spine.outbox import Mail, post


def evaluators_changed(person: Staff, *, gained: Sequence[Staff], lost: Sequence[Staff], now: datetime) -> Mail | None:
    """Tell somebody who evaluates them from today on, and who no longer does."""
    account = getattr(person, "account", None)
    return post(
        "trust/mails/evaluators_changed",
        district_id=person.district_id,
        to=account.email if account else person.email,
        to_staff=person.pk,
        now=now,
        language=account.language if account else person.language or person.district.language,
        gained=gained,
        lost=lost,
    )
