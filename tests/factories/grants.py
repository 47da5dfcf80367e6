"""Makers of grants and evaluators."""

from datetime import UTC, date, datetime
from typing import Any

from staffroom.people.models import Staff
from staffroom.trust.models import Evaluates, Grant

from .people import saved

BEGUN = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)


def make_grant(shared: Any, to: Staff, record: str, *, owner: Staff | None = None, **fields: Any) -> Grant:
    """A record shared with one colleague until the end of October 2026; ``owner``: when it is not ``shared.staff``."""
    given = {"owner": owner or shared.staff, "begun": BEGUN, "until": date(2026, 10, 31), **fields}
    return saved(Grant(district=to.district, to=to, record=record, object_id=shared.public_id, **given))


def make_evaluates(evaluator: Staff, evaluated: Staff, begins: date = date(2026, 8, 1), **fields: Any) -> Evaluates:
    """One evaluates the other, since August 2026 unless told otherwise."""
    given = {"begins": begins, "created": BEGUN, **fields}
    return saved(Evaluates(district=evaluated.district, evaluator=evaluator, evaluated=evaluated, **given))
