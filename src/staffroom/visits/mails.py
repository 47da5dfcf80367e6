"""What visitor and host are told, when and where. Subjects name neither the practice nor who asked for help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from staffroom.core.ics import Attendee, calendar_text
from staffroom.core.visits.rules import Violation
from staffroom.people.models import Staff
from staffroom.spine.outbox import post

from .models import Cover, NextStep, ProposedTime, Visit
from .queries.events import event_of, event_of_cover, when, where
from .queries.following import hours, reason
from .queries.substitutes import needed_for, told_at


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


def tell_proposed(other: ProposedTime, *, now: datetime) -> None:
    """To both: another time is proposed; until there is an answer the visit stays where it is, in calendars too."""
    for reader in (other.visit.visitor, other.visit.host):
        _post_time("proposed", other, reader, now=now)


def tell_time_off(other: ProposedTime, readers: Iterable[int], *, now: datetime, by: int | None) -> None:
    """To whoever has to know that a proposed time is off; ``by``: whose word it was; None: nobody's."""
    for reader in (other.visit.visitor, other.visit.host):
        if reader.pk in readers:
            said = {None: "gone", other.proposer_id: "withdrawn"}.get(by, "declined")
            _post_time("time_off", other, reader, now=now, said=said)


def _post_time(name: str, other: ProposedTime, reader: Staff, *, now: datetime, said: str = "") -> None:
    with translation.override(language_of(reader)):
        facts = {"new_when": when(other), "new_where": where(other)}
    _post(name, other.visit, reader, now=now, answers=reader.pk == other.answers, said=said, **facts)


def tell_time_agreed(visit: Visit, *, now: datetime, was_booked: bool) -> None:
    """To both: they agree on the new time, and a colleague who would cover has still to answer."""
    for reader in (visit.visitor, visit.host):
        _post("time_agreed", visit, reader, now=now, method="CANCEL" if was_booked else None)


def tell_declined(visit: Visit, *, now: datetime) -> None:
    """To the visitor."""
    _post("declined", visit, visit.visitor, now=now)


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
    **more: str | bool,
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


def tell_cover_off(cover: Cover, *, now: datetime, was_booked: bool, passed_on: bool = False) -> None:
    """To the colleague: the class needs no cover any more, or (``passed_on``) somebody else is asked."""
    _post_cover("cover_off", cover, cover.staff, now=now, method="CANCEL" if was_booked else None, passed_on=passed_on)


def tell_cover_moved(cover: Cover, *, now: datetime) -> None:
    """To the colleague: the class is at another time under the new bells, and the cover with it."""
    booked = cover.state == Cover.State.ACCEPTED and cover.visit.state == Visit.State.ACCEPTED
    _post_cover("cover_moved", cover, cover.staff, now=now, method="REQUEST" if booked else None)


def remind_of_cover(cover: Cover, *, now: datetime) -> None:
    """To the colleague, on the day before."""
    _post_cover("cover_reminder", cover, cover.staff, now=now)


def _post_cover(
    name: str, cover: Cover, reader: Staff, *, now: datetime, method: str | None = None, passed_on: bool = False
) -> None:
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
        passed_on=passed_on,
        **facts,
    )


# --- Substitutes ----------------------------------------------------------------------------------------


def tell_substitute(visit: Visit, *, now: datetime, needed: bool) -> None:
    """To whoever arranges substitutes at the school: for which classes one is needed and when, or not any more.

    Nothing for a visit in any other mode. Neither where their teacher goes nor why is said.
    """
    if visit.mode != Visit.Mode.SUBSTITUTE:
        return
    wanted = needed_for([visit])
    told = told_at({one.school for one in wanted}, visit.date)
    for one in wanted:
        for reader in told[one.school]:
            language = language_of(reader)
            with translation.override(language):
                facts = {"when": one.when, "classes": one.what}
            post(
                "visits/mails/substitute" if needed else "visits/mails/substitute_off",
                district_id=visit.district_id,
                to=reader.email,
                to_staff=reader.pk,
                now=now,
                language=language,
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
