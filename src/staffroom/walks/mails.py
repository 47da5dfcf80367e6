"""What walkers and hosts are told, when and where. Subjects name neither the question nor a person."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from staffroom.core.ics import Attendee, calendar_text
from staffroom.people.models import Staff
from staffroom.spine.outbox import post
from staffroom.visits.mails import language_of

from . import rules
from .models import Walk, Walker, WalkStop
from .queries.events import event_of, rooms_in_order, stop_of, when, where


def certain(walk: Walk) -> list[Staff]:
    """Everybody who said yes, walkers and hosts."""
    walkers = [one.staff for one in walk.walkers.all() if one.state == Walker.State.ACCEPTED]
    return [*walkers, *(one.host for one in rules.seen(walk))]


def tell_hosts_asked(walk: Walk, *, now: datetime) -> None:
    """To each host: a group asks to see this class."""
    for stop in walk.stops.all():
        tell_host_asked(walk, stop, now=now)


def tell_host_asked(walk: Walk, stop: WalkStop, *, now: datetime) -> None:
    """To one host."""
    _post("host_asked", walk, stop.host, now=now)


def tell_walkers_asked(walk: Walk, *, now: datetime) -> None:
    """To each colleague who is asked to come along."""
    for walker in walk.walkers.all():
        if walker.state == Walker.State.ASKED:
            tell_walker_asked(walk, walker.staff, now=now)


def tell_walker_asked(walk: Walk, person: Staff, *, now: datetime) -> None:
    """To one colleague."""
    _post("walker_asked", walk, person, now=now)


def tell_booked(walk: Walk, readers: Iterable[Staff], *, now: datetime) -> None:
    """To these people who said yes: it takes place, with an invitation."""
    for reader in readers:
        _post("booked", walk, reader, now=now, method="REQUEST")


def tell_short(walk: Walk, *, now: datetime) -> None:
    """To everybody who said yes: too few are left, so it is not certain any more. Calendars let it go."""
    for reader in certain(walk):
        _post("short", walk, reader, now=now, method="CANCEL")


def tell_room_free(walk: Walk, *, now: datetime) -> None:
    """To the organiser: a host said not this time; another room can be asked with one tap."""
    _post("room_free", walk, walk.organiser, now=now)


def tell_room_out(walk: Walk, stop: WalkStop, *, now: datetime) -> None:
    """A room falls out: to its host, whose calendar lets it go, and to all who walk."""
    _post("room_out", walk, stop.host, now=now, method="CANCEL")
    for walker in walk.walkers.all():
        if walker.state == Walker.State.ACCEPTED:
            _post("room_out", walk, walker.staff, now=now)


def tell_place_free(walk: Walk, walker: Walker, *, now: datetime) -> None:
    """To the organiser: a colleague does not come along (any more)."""
    if walker.staff_id != walk.organiser_id:
        _post("place_free", walk, walk.organiser, now=now, who=walker.staff)


def tell_out(walk: Walk, person: Staff, *, now: datetime) -> None:
    """To somebody who does not come along any more: their calendar lets it go."""
    _post("out", walk, person, now=now, method="CANCEL")


def tell_asked_no_more(walk: Walk, person: Staff, *, now: datetime) -> None:
    """To somebody who was asked, has not answered and stands over a host now. Their calendar has never held it."""
    _post("asked_no_more", walk, person, now=now)


def tell_cancelled(walk: Walk, *, now: datetime, was_booked: bool) -> None:
    """To everybody who was asked or said yes; the invitation is taken back where one was sent."""
    yes = {one.pk for one in certain(walk)}
    walkers = [one.staff for one in walk.walkers.all() if one.state in rules.LIVE]
    hosts = [one.host for one in walk.stops.all() if one.state in rules.LIVE]
    for reader in (*walkers, *hosts):
        sent = was_booked and reader.pk in yes
        _post("cancelled", walk, reader, now=now, method="CANCEL" if sent else None)


def remind_of_walk(walk: Walk, readers: Iterable[Staff], *, barred: Collection[int], now: datetime) -> None:
    """To these people, on the day before. ``barred``: hosts who learn when it is in their own room, and no more."""
    travel = {one.staff_id: one.travel for one in walk.walkers.all() if one.state == Walker.State.ACCEPTED}
    for reader in readers:
        with translation.override(language_of(reader)):
            rooms = [] if reader.pk in barred else rooms_in_order(walk)
        _post("reminder", walk, reader, now=now, rooms=rooms, travel=travel.get(reader.pk, 0))


def tell_released(walk: Walk, *, now: datetime) -> None:
    """To each host, before anybody else at the school: the patterns are there to read."""
    for stop in rules.seen(walk):
        _post("released", walk, stop.host, now=now)


def tell_thanks(walk: Walk, stop: WalkStop, *, now: datetime) -> None:
    """To a host: a walker thanks them. The words stand on the page, for the host alone."""
    _post("thanks", walk, stop.host, now=now)


def _post(name: str, walk: Walk, reader: Staff, *, now: datetime, method: str | None = None, **more: Any) -> None:
    language = language_of(reader)
    with translation.override(language):
        facts = {"when": when(walk, reader), "where": where(walk, reader)}
        invitation = _invitation(walk, reader, now=now, method=method) if method else ""
    lacks_walkers, lacks_rooms = rules.missing(walk)
    post(
        f"walks/mails/{name}",
        district_id=walk.district_id,
        to=reader.email,
        to_staff=reader.pk,
        now=now,
        language=language,
        calendar=invitation,
        calendar_method=method or "",
        walk=walk,
        reader=reader,
        is_host=stop_of(walk, reader) is not None,
        lacks_walkers=lacks_walkers,
        lacks_rooms=lacks_rooms,
        **facts,
        **more,
    )


def _invitation(walk: Walk, reader: Staff, *, now: datetime, method: str) -> str:
    event = event_of(walk, reader, attendees=(Attendee(str(reader), reader.email),), off=method == "CANCEL")
    address = settings.DEFAULT_FROM_EMAIL
    organizer = Attendee("Staffroom", address.split("<")[-1].rstrip(">"))
    return calendar_text([event], now=now, method=method, organizer=organizer)  # type: ignore[arg-type]
