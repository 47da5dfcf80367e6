"""Group visits of the demo district: one that was, with patterns the school reads, and one that waits for answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from staffroom.core.walks import Proposed, Shape, find_walks, key_of, seats_of
from staffroom.people.models import Section, Staff
from staffroom.people.queries import actor_for
from staffroom.visits.models import Promise
from staffroom.walks.models import Pattern, Thanks, Walk, Walker, WalkStop
from staffroom.walks.queries import Asked, case_of, uses_of, wish_for

Create = Callable[[Any, Iterable[dict[str, Any]]], list[Any]]
FOCUS = "Who does the talking when students explain their thinking?"
FOCUS_AHEAD = "How do students use what is on the walls?"
PATTERNS = (
    ("noticing", "Students explained to a partner before anybody answered aloud.", 4),
    ("noticing", "After a question it was quiet for three seconds or more.", 3),
    ("wondering", "What would happen if the second answer also had to build on the first?", 3),
)
THANKS = "I take your quiet after the question with me. My third period heard it this morning."
WEEKS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Around:
    """Who and where: the cast's people by part, and a teacher's school."""

    cast: Mapping[str, int]
    today: date
    then: datetime


def write_walks(create: Create, around: Around) -> None:
    """Rows as the product would have made them; nothing where the timetable lets no group go."""
    teacher = Staff.objects.get(pk=around.cast["teacher"])
    section = Section.objects.filter(teachings__staff=teacher, active=True).order_by("pk").first()
    if section is None:
        return
    _was(create, around, section)
    _ahead(create, around, teacher, section)


def _was(create: Create, around: Around, own: Section) -> None:
    """A walk of the week before last through the teacher's room and three more, organised by the teacher leader."""
    day = around.today - timedelta(days=9)
    day -= timedelta(days=max(0, day.weekday() - 4))
    named = set(around.cast.values())
    others = Section.objects.filter(school=own.school, active=True, teachings__active=True)
    rooms = {one.teachings.first().staff_id: one for one in others.exclude(pk=own.pk).order_by("pk")[:40]}
    chosen = [(around.cast["teacher"], own), *[(pk, one) for pk, one in rooms.items() if pk not in named][:3]]
    if len(chosen) < 4:
        return
    at = datetime.combine(day, time(18), tzinfo=around.then.tzinfo)
    walk = create(Walk, [_walk(around.cast["leader"], own, day, 540, 581, FOCUS, state="booked", released=at)])[0]
    stops = create(
        WalkStop,
        [
            {
                "walk_id": walk.pk, "host_id": host, "section_id": room.pk, "state": "accepted",
                "lesson": f"before/{n}", "start": 540 + 11 * n, "end": 548 + 11 * n, "decided": at,
            }
            for n, (host, room) in enumerate(chosen)
        ],
    )  # fmt: skip
    walkers = [around.cast[part] for part in ("leader", "neighbour")] + _more(own, named | {pk for pk, _one in chosen})
    create(Walker, [{"walk_id": walk.pk, "staff_id": pk, "state": "accepted", "decided": at} for pk in walkers])
    lines = [
        {
            "walk_id": walk.pk, "author_id": walkers[n % 2], "step": step, "text": text, "rooms": number,
            "created": at, "released": at,
        }
        for n, (step, text, number) in enumerate(PATTERNS)
    ]  # fmt: skip
    create(Pattern, lines)
    create(Thanks, [{"stop_id": stops[0].pk, "author_id": walkers[1], "text": THANKS, "created": at}])


def _more(own: Section, without: set[int]) -> list[int]:
    """One more walker from the school."""
    held = Section.objects.filter(school=own.school, teachings__active=True).order_by("-pk")
    found = held.exclude(teachings__staff_id__in=without).values_list("teachings__staff_id", flat=True)
    return [pk for pk in found[:1] if pk]


def _ahead(create: Create, around: Around, teacher: Staff, own: Section) -> None:
    """A walk that the teacher plans: two hosts have said yes, others and two places are open."""
    monday = around.today + timedelta(days=7 * WEEKS_AHEAD - around.today.weekday())
    shape = Shape("walk", 4, 8, 3, 4)
    asked = Asked(shape, own.school, monday, monday + timedelta(days=4), FOCUS_AHEAD)
    now = datetime.combine(around.today, time(15), tzinfo=around.then.tzinfo)
    case = case_of(wish_for(actor_for(teacher.account, around.today), asked), now)
    found = find_walks(case).proposals
    if not found:
        return
    chosen = found[0].walk
    day = date.fromordinal(chosen.date)
    row = _walk(teacher.pk, own, day, chosen.start, chosen.end, FOCUS_AHEAD, state="asked", open_places=True)
    walk = create(Walk, [row])[0]
    uses, keys, travel = uses_of(case, chosen, teacher.pk)
    create(
        Walker,
        [{"walk_id": walk.pk, "staff_id": teacher.pk, "state": "accepted", "uses": uses, "travel": travel}],
    )
    lessons = {one.id: one for one in case.lessons}
    create(WalkStop, _stops(walk, chosen, lessons))
    held = [(teacher.pk, key) for key in keys]
    for stop in chosen.stops:
        held += [(int(stop.host), key) for key in seats_of(key_of(lessons[stop.lesson]), case.seats)]
    kept = {(one.staff_id, one.key) for one in Promise.objects.filter(date=day)}
    given = {"holder": walk.holder, "date": day}
    Promise.objects.bulk_create(
        Promise(district_id=teacher.district_id, staff_id=staff, key=key, **given)
        for staff, key in held
        if (staff, key) not in kept
    )


def _stops(walk: Walk, chosen: Proposed, lessons: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "walk_id": walk.pk, "host_id": int(stop.host), "section_id": int(lessons[stop.lesson].section),
            "state": "accepted" if n < 2 else "asked", "lesson": stop.lesson, "start": stop.start, "end": stop.end,
        }
        for n, stop in enumerate(chosen.stops)
    ]  # fmt: skip


def _walk(organiser: int, own: Section, day: date, start: int, end: int, focus: str, **more: Any) -> dict[str, Any]:
    created = datetime.combine(day - timedelta(days=20), time(15), tzinfo=UTC)
    return {
        "organiser_id": organiser, "school_id": own.school_id, "kind": "walk", "focus": focus, "walkers_wanted": 4,
        "rooms_wanted": 4, "minutes": 8, "corridor": 3, "open_places": False, "date": day, "start": start, "end": end,
        "created": created, **more,
    }  # fmt: skip
