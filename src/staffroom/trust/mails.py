"""What people are told: that something is shared with them, never what; and who evaluates them from today on."""

from collections.abc import Sequence
from datetime import datetime

from staffroom.people.models import Staff
from staffroom.spine.outbox import Mail, post

from .models import Grant


def tell_shared(grant: Grant, *, now: datetime) -> Mail | None:
    """To the colleague. The link leads to what is shared with them, so neither kind nor record stands in it; taken
    back before it is read, the mail still gives nothing away."""
    return post(
        "trust/mails/shared",
        district_id=grant.district_id,
        to=grant.to.email,
        to_staff=grant.to_id,
        now=now,
        language=language_of(grant.to),
        owner=str(grant.owner),
        reader=str(grant.to),
        until=grant.until,
    )


def language_of(reader: Staff) -> str:
    """The language of a reader's account, else the one the roster names."""
    account = getattr(reader, "account", None)
    return (account.language if account else "") or reader.language or "en"


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


def link_handed(person: Staff, *, to: str, by: str, now: datetime) -> Mail | None:
    """Tell somebody who has left that the link to their copy went elsewhere, and through whom."""
    return post(
        "trust/mails/link_handed",
        district_id=person.district_id,
        to=to,
        to_staff=person.pk,
        now=now,
        language=language_of(person),
        by=by,
        when=now,
    )
