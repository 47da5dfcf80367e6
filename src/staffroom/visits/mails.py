"""What visitor and host are told, when and where. Subjects name neither the practice nor who asked for help."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from staffroom.core.ics import Attendee, calendar_text
from staffroom.core.visits.rules import Violation
from staffroom.people.models import Staff
from staffroom.spine.outbox import post

from .models import Cover, NextStep, Visit
from .queries.events import event_of, event_of_cover, when, where
from .queries.following import hours, reason


def tell_asked(visit: Visit, *, now: datetime) -> None:
    """To the host: a colleague asks."""
    _post("asked", visit, visit.host, now=now)


def tell_accepted(visit: Visit, *, now: datetime) -> None:
    """To both, with an invitation."""
    for reader in (visit.visitor, visit.host):
        _post("accepted", visit, reader, now=now, method="REQUEST")


def tell_agreed(visit: Visit, *, now: datetime) -> None:
    """To the visitor: the host said yes, and a colleague who would cover has still to answer."""
    _post("agreed", visit, visit.visitor, now=now)


def tell_waiting_again(visit: Visit, *, now: datetime) -> None:
    """To both: who was to cover cannot, and the next colleague is asked. Calendars hold it as not certain."""
    for reader in (visit.visitor, visit.host):
        _post("waiting", visit, reader, now=now, method="CANCEL")


def tell_proposed(visit: Visit, *, now: datetime, was_booked: bool) -> None:
    """To both: another time is proposed; the old one leaves the calendars that had it."""
    for reader in (visit.visitor, visit.host):
        _post("proposed", visit, reader, now=now, method="CANCEL" if was_booked else None)


def tell_declined(visit: Visit, *, now: datetime) -> None:
    """To whoever proposed the time."""
    _post("declined", visit, visit.visitor if visit.answers == visit.host_id else visit.host, now=now)


@dataclass(frozen=True, slots=True)
class Why:
    """Why nobody's wish cancels a visit. ``change``: a value of ``VisitChange.Why``; ``bells``: the rule in the way."""

    bells: Violation | None = None
    change: str = ""


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
            "again": why.change not in ("", "roster") and reader.pk == visit.visitor_id,
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
        answers=reader.pk == visit.answers,
        other=visit.host if reader.pk == visit.visitor_id else visit.visitor,
        change=why.change,
        **facts,
        **more,
    )


# --- Covers ---------------------------------------------------------------------------------------------


def tell_cover_asked(cover: Cover, *, now: datetime) -> None:
    """To a colleague: would you teach this class meanwhile? Where its teacher goes is not said."""
    _post_cover("cover_asked", cover, cover.staff, now=now)


def tell_cover_found(cover: Cover, *, now: datetime) -> None:
    """To the visitor: a colleague covers; the host has still to answer."""
    _post_cover("cover_found", cover, cover.visitor, now=now)


def tell_cover_booked(cover: Cover, *, now: datetime) -> None:
    """To the colleague: the visit takes place, with an invitation."""
    _post_cover("cover_booked", cover, cover.staff, now=now, method="REQUEST")


def tell_cover_off(cover: Cover, *, now: datetime, was_booked: bool) -> None:
    """To the colleague: the class needs no cover any more."""
    _post_cover("cover_off", cover, cover.staff, now=now, method="CANCEL" if was_booked else None)


def remind_of_cover(cover: Cover, *, now: datetime) -> None:
    """To the colleague, on the day before."""
    _post_cover("cover_reminder", cover, cover.staff, now=now)


def _post_cover(name: str, cover: Cover, reader: Staff, *, now: datetime, method: str | None = None) -> None:
    language = language_of(reader)
    with translation.override(language):
        facts = {"when": when(cover), "where": where(cover)}
        event = event_of_cover(cover, attendees=(Attendee(str(reader), reader.email),))
    invitation = calendar_text([event], now=now, method=method, organizer=_organizer()) if method else ""  # type: ignore[arg-type]
    post(
        f"visits/mails/{name}",
        district_id=cover.district_id,
        to=reader.email,
        to_staff=reader.pk,
        now=now,
        language=language,
        calendar=invitation,
        calendar_method=method or "",
        cover=cover,
        reader=reader,
        **facts,
    )


# --- What comes back ------------------------------------------------------------------------------------


def remind_of_visit(visit: Visit, readers: list[Staff], *, now: datetime) -> None:
    """To whoever wants it, on the day before."""
    for reader in readers:
        _post("reminder", visit, reader, now=now)


def tell_step(step: NextStep, *, now: datetime) -> None:
    """To its owner alone: your next step is back."""
    language = language_of(step.staff)
    post(
        "visits/mails/step",
        district_id=step.district_id,
        to=step.staff.email,
        to_staff=step.staff_id,
        now=now,
        language=language,
        step=step,
        reader=step.staff,
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
