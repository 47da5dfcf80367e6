"""What waits for somebody, what they go to next, and their calendar, as higher rooms know it: each registers its own,
nothing calls upward."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from staffroom.core.ics import CalendarEvent
from staffroom.people.models import Staff
from staffroom.spine.access import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for me."""

    text: str
    url: str
    label: str


Source = Callable[[Actor, datetime], "list[Waiting]"]
_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` gives what waits for one actor; one query each."""
    _sources[kind] = source


def waiting_elsewhere(actor: Actor, now: datetime) -> list[Waiting]:
    """All that waits in higher rooms."""
    return [one for source in _sources.values() for one in source(actor, now)]


@dataclass(frozen=True, slots=True)
class Coming:
    """Something agreed that lies ahead, with its words and its page. Times are minutes from midnight."""

    date: date
    start: int
    end: int
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Further:
    """Another way to see colleagues teach: a line on the pages of visits. ``name`` is that of an address."""

    name: str
    label: Any
    text: Any


Ahead = Callable[[Actor, datetime], "list[Coming]"]
Events = Callable[[Staff, date], "list[CalendarEvent]"]
_ahead: dict[str, Ahead] = {}
_events: dict[str, Events] = {}
_further: dict[str, Further] = {}


def register_coming(kind: str, source: Ahead) -> None:
    """``source`` gives what one actor has agreed to, from today on; a fixed number of queries."""
    _ahead[kind] = source


def coming_elsewhere(actor: Actor, now: datetime) -> list[Coming]:
    """What lies ahead in higher rooms, the next first."""
    found = [one for source in _ahead.values() for one in source(actor, now)]
    return sorted(found, key=lambda one: (one.date, one.start, one.title))


def register_events(kind: str, source: Events) -> None:
    """``source`` gives the events of one person's calendar since a day, in the active language."""
    _events[kind] = source


def events_elsewhere(staff: Staff, since: date) -> list[CalendarEvent]:
    """What higher rooms put into somebody's calendar."""
    return [one for source in _events.values() for one in source(staff, since)]


def register_further(way: Further) -> None:
    _further[way.name] = way


def further() -> list[Further]:
    """Other ways to see colleagues teach, in order of their names."""
    return [_further[name] for name in sorted(_further)]
