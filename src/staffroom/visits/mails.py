"""What visitor and host are told, when and where. Subjects name neither the practice nor who asked for help."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from staffroom.core.ics import Attendee, calendar_text
from staffroom.core.visits.rules import Violation
from staffroom.people.models import Staff
from staffroom.spine.outbox import post

from .models import Visit
from .queries.events import event_of, when, where
from .queries.following import hours, reason


def tell_asked(visit: Visit, *, now: datetime) -> None:
    """To the host: a colleague asks."""
    _post("asked", visit, visit.host, now=now)


def tell_accepted(visit: Visit, *, now: datetime) -> None:
    """To both, with an invitation."""
    for reader in (visit.visitor, visit.host):
        _post("accepted", visit, reader, now=now, method="REQUEST")


def tell_declined(visit: Visit, *, now: datetime) -> None:
    """To the visitor."""
    _post("declined", visit, visit.visitor, now=now)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a visit is cancelled by nobody: new bells, with the rule in the way, or a new ``roster``."""

    bells: Violation | None = None
    roster: bool = False


NOBODY = Why()


def tell_cancelled(visit: Visit, *, now: datetime, was_booked: bool, why: Why = NOBODY) -> None:
    """To both; the invitation is taken back where one was sent."""
    for reader in (visit.visitor, visit.host):
        _post("cancelled", visit, reader, now=now, method="CANCEL" if was_booked else None, why=why)


def tell_moved(visit: Visit, *, now: datetime, before: tuple[int, int]) -> None:
    """To both: the times before and now; calendars that hold the visit are changed."""
    booked = visit.state == Visit.State.ACCEPTED
    for reader in (visit.visitor, visit.host):
        _post("moved", visit, reader, now=now, method="REQUEST" if booked else None, before=before)


def tell_reserved(visit: Visit, *, now: datetime, what: str, name: str) -> None:
    """To both: the time is reserved for learning time (``what``) or a team's meeting of this name; the visit stays."""
    for reader in (visit.visitor, visit.host):
        _post("reserved", visit, reader, now=now, what=what, called=name)


def _post(
    name: str,
    visit: Visit,
    reader: Staff,
    *,
    now: datetime,
    method: str | None = None,
    why: Why = NOBODY,
    before: tuple[int, int] | None = None,
    **more: str,
) -> None:
    language = language_of(reader)
    with translation.override(language):
        facts = {
            "when": when(visit),
            "where": where(visit),
            "bells": reason(why.bells) if why.bells else "",
            "before": hours(*before) if before else "",
        }
    post(
        f"visits/mails/{name}",
        district_id=visit.district_id,
        to=reader.email,
        to_staff=reader.pk,
        now=now,
        language=language,
        calendar=invitation(visit, reader, now=now, method=method) if method else "",
        calendar_method=method or "",
        visit=visit,
        reader=reader,
        is_visitor=reader.pk == visit.visitor_id,
        roster=why.roster,
        **facts,
        **more,
    )


def language_of(reader: Staff) -> str:
    account = getattr(reader, "account", None)
    return (account.language if account else "") or reader.language or "en"


def invitation(visit: Visit, reader: Staff, *, now: datetime, method: str) -> str:
    """The visit as an invitation to one reader."""
    with translation.override(language_of(reader)):
        event = event_of(visit, reader, attendees=(Attendee(str(reader), reader.email),))
    return calendar_text([event], now=now, method=method, organizer=_organizer())  # type: ignore[arg-type]


def _organizer() -> Attendee:
    address = settings.DEFAULT_FROM_EMAIL
    return Attendee("Staffroom", address.split("<")[-1].rstrip(">"))
