"""Makers of trust records."""

from base64 import b64encode
from datetime import date, timedelta
from typing import Any

from staffroom.people.models import Staff
from staffroom.people.queries import digest_of
from staffroom.trust.models import Evaluates, EvaluatorFile, Grant, Leaving

from .people import saved
from .visits import NOW


def make_evaluates(evaluator: Staff, evaluated: Staff, begins: date, ends: date | None = None) -> Evaluates:
    """A relation as it stands before it is carried out."""
    fields = {"begins": begins, "ends": ends, "created": NOW, "source": Evaluates.Source.BY_HAND}
    return saved(Evaluates(district=evaluated.district, evaluator=evaluator, evaluated=evaluated, **fields))


def make_evaluator_file(by: Staff, text: str, *, whole: bool = False) -> EvaluatorFile:
    """A file that waits to be applied."""
    row = EvaluatorFile(district=by.district, file_name="evaluators.csv", by_staff=by.pk, created=NOW, whole=whole)
    row.content = b64encode(text.encode()).decode()
    return saved(row)


def make_grant(owner: Staff, to: Staff, **fields: Any) -> Grant:
    """The owner shows one record to a colleague for thirty days."""
    given = {"record": "need", "object_id": "n1", "begun": NOW, "until": NOW.date() + timedelta(days=30)} | fields
    return saved(Grant(district=owner.district, owner=owner, to=to, **given))


def make_leaving(person: Staff, token: str, **fields: Any) -> Leaving:
    """Somebody has left and their copy waits behind a link that ends with this token, for a month."""
    given = {"left_on": person.left_on, "created": NOW, "expires": NOW + timedelta(days=30), **fields}
    return saved(Leaving(district=person.district, staff=person, token_digest=digest_of(token), **given))
