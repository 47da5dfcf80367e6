"""Group visits ahead that lie in time reserved for something else: counted before it is saved, looked after then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.reserved import Reserved
from staffroom.people.models import District
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.reserved import TakenOf

from ..models import Walk, Walker
from ..rules import LIVE, begun
from .walks import live_walks

Span = tuple[int, int]
Claim = tuple[int, int, int]  # somebody's staff id, and from when to when


def walks_in(taken: TakenOf, now: datetime) -> list[str]:
    """Public ids of the group visits ahead from which somebody's room or place would be taken."""
    today = now.astimezone(ZoneInfo(District.objects.get(pk=current_district_id()).time_zone)).date()
    found = [one for one in live_walks(today) if not begun(one, now)]
    if not found:
        return []
    people = sorted({stop.host_id for one in found for stop in one.stops.all()} | _walking(found))
    days = sorted({one.date for one in found})
    held: dict[tuple[str, int], list[Reserved]] = defaultdict(list)
    for each in taken(people, days):
        held[each.person, each.date].append(each)
    known = timetable_of(people, days) if held else None
    spans = {one.id: (one.start, one.end) for pk in people for one in known.lessons(pk)} if known else {}
    return [one.public_id for one in found if any(_meets(one, claim, held) for claim in _claims(one, spans))]


def _walking(found: Iterable[Walk]) -> set[int]:
    return {walker.staff_id for one in found for walker in one.walkers.all()}


def _claims(walk: Walk, spans: Mapping[str, Span]) -> Iterable[Claim]:
    """The whole lesson that a group sees, and the whole free periods that a walker gives, the way included."""
    for stop in walk.stops.all():
        if stop.state in LIVE:
            yield (stop.host_id, *_around([stop.lesson], spans, (stop.start, stop.end)))
    for walker in walk.walkers.all():
        if walker.state == Walker.State.ACCEPTED:
            away = (walk.start - walker.travel, walk.end + walker.travel)
            yield (walker.staff_id, *_around(walker.uses, spans, away))


def _around(lessons: Iterable[str], spans: Mapping[str, Span], least: Span) -> Span:
    every = [least, *(spans[one] for one in lessons if one in spans)]
    return min(start for start, _end in every), max(end for _start, end in every)


def _meets(walk: Walk, claim: Claim, held: Mapping[tuple[str, int], list[Reserved]]) -> bool:
    person, start, end = claim
    theirs = held.get((str(person), walk.date.toordinal()), ())
    return any(start < one.end and one.start < end for one in theirs if one.key != walk.public_id)


def told(count: int) -> str:
    """How many, in a sentence; whose they are is known to their people only."""
    text = ngettext(
        "%(n)d group visit lies in this time. Rooms and walkers that are taken fall out, and everybody is told.",
        "%(n)d group visits lie in this time. Rooms and walkers that are taken fall out, and everybody is told.",
        count,
    )
    return text % {"n": count}


def told_held(_taken: TakenOf, _since: date, _now: datetime) -> str:
    """What has taken place is nobody's business here."""
    return _("Group visits of the past are not touched.")
