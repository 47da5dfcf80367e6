"""What guest and team are told. Subjects and calendar titles name neither what for nor who."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from staffroom.core.ics import Attendee, CalendarEvent, Method, calendar_text
from staffroom.people.models import Staff
from staffroom.spine.outbox import post
from staffroom.ui.templatetags.ui import clock, long_day
from staffroom.visits.mails import language_of

from .models import GuestHour
from .rules import instant

STATUS = {"asked": "TENTATIVE", "booked": "CONFIRMED"}


def tell_asked(hour: GuestHour, *, now: datetime) -> None:
    """To the guest: a team of another school asks."""
    _post("asked", hour, [hour.guest], now=now)


def tell_booked(hour: GuestHour, *, now: datetime, others: Iterable[Staff] = ()) -> None:
    """To guest and asker with an invitation, to the others of the team without: they see who comes."""
    both = [hour.guest, hour.asked_by]
    _post("booked", hour, both, now=now, method="REQUEST")
    _post("booked", hour, _without(others, both), now=now)


def tell_declined(hour: GuestHour, *, now: datetime) -> None:
    """To whoever asked; of a meeting that the guest proposed, to the guest."""
    _post("declined", hour, [hour.asked_by if hour.guest_answers else hour.guest], now=now)


def tell_proposed(hour: GuestHour, *, now: datetime, before: str, was_booked: bool, others: Iterable[Staff]) -> None:
    """To the team: the guest proposes another meeting. Calendars give the old one up; all who knew of it are told."""
    both = [hour.guest, hour.asked_by]
    _post("proposed", hour, both, now=now, method="CANCEL" if was_booked else None, before=before)
    if was_booked:
        _post("proposed", hour, _without(others, both), now=now, before=before)


def tell_cancelled(hour: GuestHour, *, now: datetime, was_booked: bool, others: Iterable[Staff], why: str = "") -> None:
    """To guest and asker, and to the team where it was booked. ``why``: nobody's wish; ``meeting`` or ``guest``."""
    both = [hour.guest, hour.asked_by]
    _post("cancelled", hour, both, now=now, method="CANCEL" if was_booked else None, why=why)
    if was_booked:
        _post("cancelled", hour, _without(others, both), now=now, why=why)


def tell_lapsed(hour: GuestHour, *, now: datetime) -> None:
    """To whoever asked: no answer came."""
    _post("lapsed", hour, [hour.asked_by], now=now)


def tell_thanked(hour: GuestHour, *, now: datetime) -> None:
    """To the guest alone, without the lines: whoever wrote them can delete them, and a mail would keep them."""
    _post("thanked", hour, [hour.guest], now=now)


def _without(people: Iterable[Staff], told: Iterable[Staff]) -> list[Staff]:
    known = {one.pk for one in told}
    return [one for one in people if one.pk not in known]


def when(hour: GuestHour) -> str:
    """In the reader's language."""
    return f"{long_day(hour.date)}, {clock(hour.start)}–{clock(hour.end)}"


def _post(
    name: str, hour: GuestHour, readers: Iterable[Staff], *, now: datetime, method: Method | None = None, **more: str
) -> None:
    for reader in readers:
        if not reader.active:
            continue
        language = language_of(reader)
        with translation.override(language):
            told = when(hour)
            text = _invitation(hour, reader, now=now, method=method) if method else ""
        post(
            f"guests/mails/{name}", district_id=hour.district_id, to=reader.email, to_staff=reader.pk, now=now,
            language=language, calendar=text, calendar_method=method or "", hour=hour, reader=reader,
            is_guest=reader.pk == hour.guest_id, when=told, leave=hour.start - hour.travel, back=hour.end + hour.travel,
            **more,
        )  # fmt: skip


def _invitation(hour: GuestHour, reader: Staff, *, now: datetime, method: Method) -> str:
    event = CalendarEvent(
        uid=f"guest-{hour.public_id}@staffroom",
        starts=instant(hour, hour.start),
        ends=instant(hour, hour.end),
        title=_("Guest at a team's meeting, %(school)s") % {"school": hour.school},
        place=str(hour.school),
        description=_description(hour, reader),
        status=STATUS.get(hour.state, "CANCELLED"),  # type: ignore[arg-type]
        sequence=hour.sequence,
        url=settings.BASE_URL + reverse("guest_hour", args=[hour.public_id]),
        attendees=(Attendee(str(reader), reader.email),),
        remind=timedelta(days=1) if hour.state == GuestHour.State.BOOKED else None,
    )
    address = settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">")
    return calendar_text([event], now=now, method=method, organizer=Attendee("Staffroom", address))


def _description(hour: GuestHour, reader: Staff) -> str:
    lines = [_("“%(team)s”: %(about)s") % {"team": hour.team.name, "about": hour.about}]
    if reader.pk == hour.guest_id:
        if hour.travel:
            leave, back = clock(hour.start - hour.travel), clock(hour.end + hour.travel)
            lines.append(_("Leave by %(leave)s, back at %(back)s.") % {"leave": leave, "back": back})
    else:
        lines.append(_("%(guest)s comes as your guest.") % {"guest": hour.guest})
    return "\n".join(lines)
