"""What the pages of group visits show, as data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404

from staffroom.core.walks import Case, Proposal, Rule, Stop, check_stop, check_walker, find_walks, other_rooms
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Practice
from staffroom.people.models import District, School, Staff
from staffroom.people.queries import directory
from staffroom.spine.access import Actor
from staffroom.teams.models import Membership, Team, holding

from .. import rules
from ..models import Pattern, Walk, Walker, WalkStop
from . import walks
from .case import Shape, Wish, case_of, proposed_of, teachers_at, wish_of
from .sentences import reasons_told

WEEKS_AHEAD = 8
FREE_SHOWN, FOUND_SHOWN, ROOMS_SHOWN = 6, 6, 3
SHORTEST = 2  # letters of a name


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser typed, with rows in place of ids. ``team``: whose members are asked to come along."""

    shape: Shape
    school: School
    first: date
    last: date
    focus: str
    practice: Practice | None = None
    open_places: bool = True
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as the page tells it. ``holds``: the name of one of its hosts in the question: then none is asked."""

    key: str
    day: date
    start: int
    end: int
    rooms: int
    walkers: int
    named: int
    others: int
    holds: str


def wish_for(actor: Actor, asked: Asked) -> Wish:
    """The wish of somebody who organises."""
    named = _members(asked.team, actor) if asked.team else []
    willing = expertise.willing_at(actor, asked.school.pk, asked.first, asked.last, asked.practice)
    without = expertise.Willing(
        {pk: one for pk, one in willing.classes.items() if pk != actor.staff_id}, willing.lessons_week, willing.doors
    )
    district = District.objects.get(pk=actor.district_id)
    return Wish(
        district, asked.school, asked.shape, asked.first, asked.last, [actor.staff_id or 0, *named], without,
        teachers_at(asked.school),
    )  # fmt: skip


def _members(team: Team, actor: Actor) -> list[int]:
    held = Membership.objects.filter(holding(actor.today), team=team, staff__active=True)  # type: ignore[arg-type]
    found = held.exclude(staff_id=actor.staff_id).exclude(part=Membership.Part.SUPPORTER)
    return sorted(set(found.values_list("staff_id", flat=True)))


def choices(actor: Actor) -> dict[str, Any]:
    """What the form offers: schools (mine first), practices, weeks, my teams."""
    today = actor.today or date.min
    monday = today - timedelta(days=today.weekday())
    mine = Membership.objects.filter(holding(today), staff_id=actor.staff_id).values("team_id")
    schools = School.objects.filter(active=True).order_by("name")
    return {
        "schools": sorted(schools, key=lambda one: (one.pk not in actor.schools, one.name)),
        "practices": list(Practice.objects.filter(active=True).order_by("name_en")),
        "weeks": [monday + timedelta(days=7 * n) for n in range(WEEKS_AHEAD)],
        "teams": list(Team.objects.filter(holding(today), pk__in=mine).order_by("name")),
    }


def proposals_page(actor: Actor, asked: Asked, now: datetime) -> dict[str, Any]:
    """Times that are possible, and why others are not."""
    wish = wish_for(actor, asked)
    case = case_of(wish, now)
    answer = find_walks(case, colleagues=map(str, wish.pool))
    hosts = Staff.objects.in_bulk({int(stop.host) for one in answer.proposals for stop in one.walk.stops})
    shown = [_shown(one, len(wish.walkers), asked.focus, hosts) for one in answer.proposals]
    return {
        "proposals": shown,
        "first": next((one.key for one in shown if not one.holds), ""),
        "reasons": reasons_told(answer),
        "hosts": len(wish.willing.classes),
        "least": asked.shape.least_rooms,
        "looked": True,
    }


def _shown(one: Proposal, named: int, focus: str, hosts: Mapping[int, Staff]) -> Shown:
    walk = one.walk
    day = date.fromordinal(walk.date)
    holds = rules.named_in(focus, [hosts[int(stop.host)] for stop in walk.stops])
    return Shown(one.key, day, walk.start, walk.end, len(walk.stops), len(walk.walkers), named, one.others, holds)


# --- Lists ---------------------------------------------------------------------------------------------


def home_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """My walks, and those with open places."""
    return {
        "ahead": walks.my_walks(actor, ahead=True),
        "past": walks.my_walks(actor, ahead=False),
        "open": [(one, places_left(one)) for one in walks.open_walks(actor, now)],
        "plans": rules.plan_walks.allows(actor),
        "schools": list(School.objects.filter(pk__in=actor.schools, active=True).order_by("name")),
        "reader": actor.staff_id,
    }


def places_left(walk: Walk) -> int:
    return max(0, walk.walkers_wanted - len(rules.walkers_in(walk)))


def school_page(actor: Actor, public_id: str, now: datetime) -> dict[str, Any]:
    """Released patterns of a school, by walk and step. Raises Http404 for whoever does not work there."""
    school = walks.school_for(public_id)
    rules.read_school(actor, school)
    found: dict[int, tuple[Walk, list[Pattern]]] = {}
    for one in walks.school_patterns(school, now):
        found.setdefault(one.walk_id, (one.walk, []))[1].append(one)
    return {"school": school, "walks": list(found.values())}


# --- One walk ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoomsToAsk:
    """Rooms that could take the place of missing ones."""

    case: Case
    rooms: list[Stop] = field(default_factory=list)


def walk_page(actor: Actor, public_id: str, now: datetime, *, search: str = "") -> dict[str, Any]:
    """One walk as its reader sees it: where to go now, who said what, and what may be done."""
    walk = walks.walk_for(actor, public_id)
    stops, mine = list(walk.stops.all()), _mine(actor, walk)
    organises = actor.staff_id == walk.organiser_id
    begun, over = rules.begun(walk, now), rules.over(walk, now)
    lacks = rules.missing(walk)
    ahead = walk.state != Walk.State.CANCELLED and not begun
    patterns = walks.patterns_of(actor, walk)
    steps = [(step, step.label, [one for one in patterns if one.step == step]) for step in rules.STEPS[walk.kind]]
    return {
        "walk": walk,
        "stops": [one for one in stops if one.state in ("asked", "accepted")],
        "out": [one for one in stops if one.state not in ("asked", "accepted")] if organises else [],
        "walkers": [one for one in walk.walkers.all() if one.state in ("asked", "accepted")],
        "places": places_left(walk),
        "lacks_walkers": lacks[0],
        "lacks_rooms": lacks[1],
        "organises": organises,
        "begun": begun,
        "over": over,
        "ahead": ahead,
        "room_now": _room_at(stops, walk, now),
        "took_place": walk.state == Walk.State.BOOKED and begun,
        "walks": actor.staff_id in rules.came(walk),
        "hosts": any(one.host_id == actor.staff_id for one in rules.seen(walk)),
        "patterns": patterns,
        "held_by_me": {one.pk for one in patterns if rules.mark_of(actor, one) in one.holders},
        "steps": steps,
        "rooms_seen": len(rules.seen(walk)),
        "school_reads": walk.released + Pattern.HOSTS_FIRST if walk.released else None,
        "may_write": rules.write_pattern.allows(actor, walk, now),
        "may_release": bool(patterns) and rules.release.allows(actor, walk, now),
        "jotting": walks.jotting_of(actor, walk),
        "may_jot": rules.jot.allows(actor, walk, now),
        "thanks": walks.thanks_to(actor, walk),
        "to_thank": _to_thank(actor, walk, now),
        "reader": actor.staff_id,
        "search": search,
        **mine,
        **(_organiser(actor, walk, now, search) if organises and ahead else {}),
    }  # fmt: skip


def _mine(actor: Actor, walk: Walk) -> dict[str, Any]:
    stop = next((one for one in walk.stops.all() if one.host_id == actor.staff_id and one.state in rules.LIVE), None)
    place = next(
        (one for one in walk.walkers.all() if one.staff_id == actor.staff_id and one.state in rules.LIVE), None
    )
    return {"my_stop": stop, "my_place": place, "my_part": stop or place}


def _room_at(stops: Sequence[WalkStop], walk: Walk, now: datetime) -> WalkStop | None:
    """The room that the group is in, or goes to next."""
    left = [one for one in stops if one.state == WalkStop.State.ACCEPTED and now < rules.instant(walk, one.end)]
    return left[0] if left and rules.begun(walk, now) else None


def _to_thank(actor: Actor, walk: Walk, now: datetime) -> list[Staff]:
    done = walks.thanks_from(actor, walk)
    seen = [one.host for one in rules.seen(walk) if one.host_id not in done]
    return [host for host in seen if rules.thank.allows(actor, walk, host.pk, now)] if rules.over(walk, now) else []


def _organiser(actor: Actor, walk: Walk, now: datetime, search: str) -> dict[str, Any]:
    """Rooms that could be asked in place of missing ones, and colleagues who are free then."""
    rooms = rooms_to_ask(actor, walk, now).rooms
    hosts = Staff.objects.in_bulk({int(one.host) for one in rooms})
    listed: dict[bool, list[tuple[Staff, Stop]]] = {True: [], False: []}
    for one in rooms:
        host = hosts[int(one.host)]
        listed[bool(rules.named_in(walk.focus, [host]))].append((host, one))
    free = _free(actor, walk, now) if places_left(walk) else []
    found = _found(actor, walk, search) if places_left(walk) else []
    return {
        "rooms_to_ask": listed[False][:ROOMS_SHOWN],
        "rooms_named": listed[True][:ROOMS_SHOWN],
        "free": free,
        "found": found,
    }


def _free(actor: Actor, walk: Walk, now: datetime) -> list[Staff]:
    """Colleagues who teach at the school and could come along, in the order of their names."""
    part = rules.people_of(walk) | {one.staff_id for one in walk.walkers.all()}
    pool = [pk for pk in teachers_at(walk.school) if pk not in part]
    case = case_of(wish_of(walk, [walk.organiser_id], pool=pool), now)
    with_time = _come(walk, [pk for pk in pool if str(pk) in case.timed], case)
    # What the contract keeps for preparation is known of those who are looked at as walkers.
    free = _come(walk, with_time, case_of(wish_of(walk, with_time), now)) if with_time else []
    return list(Staff.objects.filter(pk__in=free).order_by("family", "given")[:FREE_SHOWN])


def _come(walk: Walk, people: Collection[int], case: Case) -> list[int]:
    proposed = proposed_of(walk, [])
    return [pk for pk in people if not check_walker(str(pk), proposed, case)]


def _found(actor: Actor, walk: Walk, search: str) -> list[Staff]:
    if len(search.strip()) < SHORTEST:
        return []
    part = rules.people_of(walk)
    people = directory(actor, search=search).page.object_list[:FOUND_SHOWN]
    return [one for one in people if one.pk not in part]


def rooms_to_ask(actor: Actor, walk: Walk, now: datetime) -> RoomsToAsk:
    """Other rooms at the times of those that are missing; who said no is not asked again."""
    asked_before = {one.host_id for one in walk.stops.all()}
    wish = wish_of(walk, _all(walk) or [walk.organiser_id], by=actor)
    case = case_of(wish, now)
    live = [one for one in walk.stops.all() if one.state in rules.LIVE]
    if len(live) >= walk.rooms_wanted:
        return RoomsToAsk(case)
    held = {(one.start, one.end) for one in live}
    times = {(one.start, one.end) for one in walk.stops.all()} - held
    found = [
        one for start, end in sorted(times) for one in other_rooms(case, proposed_of(walk, _all(walk)), start, end)
    ]
    return RoomsToAsk(case, [one for one in found if int(one.host) not in asked_before])


def _all(walk: Walk) -> list[int]:
    return sorted(rules.walkers_in(walk))


def fallen(
    walk: Walk, now: datetime, rooms: Collection[Rule], places: Collection[Rule]
) -> tuple[list[WalkStop], list[Walker]]:
    """Rooms and walkers of a walk that one of these rules is against now; nobody who has not answered is thrown out
    of a room, but a lesson that is gone is gone. Who is asked to walk is left to answer, unless they stand over a host
    or have left."""
    going = [one for one in walk.walkers.all() if one.state == Walker.State.ACCEPTED]
    people = [one.staff_id for one in going]
    asked = [one for one in walk.walkers.all() if one.state == Walker.State.ASKED]
    case = case_of(wish_of(walk, people or [walk.organiser_id], pool=[one.staff_id for one in asked]), now)
    proposed = proposed_of(walk, people)
    live = [one for one in walk.stops.all() if one.state in rules.LIVE]
    out = [
        one
        for one in live
        if not one.host.active
        or any(
            found.rule in rooms
            for found in check_stop(Stop(str(one.host_id), one.lesson, one.start, one.end), proposed, case)
        )
    ]
    gone = [
        one
        for one in going
        if not one.staff.active
        or not set(one.uses) <= {lesson.id for lesson in case.lessons}
        or any(found.rule in places for found in check_walker(str(one.staff_id), proposed, case))
    ]
    barred = [
        one
        for one in asked
        if not one.staff.active
        or any(found.rule == Rule.STANDS_OVER for found in check_walker(str(one.staff_id), proposed, case))
    ]
    return out, gone + barred


def room_of(walk: Walk, host: str) -> WalkStop:
    """The room of a host by the host's public id. Http404 for one that was not seen."""
    found = next((one for one in rules.seen(walk) if one.host.public_id == host), None)
    if found is None:
        raise Http404
    return found
