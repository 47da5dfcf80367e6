"""One walk for its people, lists of mine, what is open, what waits; whose time walks take."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.reserved import Reserved
from staffroom.people.models import School, Staff
from staffroom.spine.access import Actor
from staffroom.timetable.queries.days import SchoolCalendar
from staffroom.ui.templatetags.ui import long_day
from staffroom.visits.waits import Coming, Waiting

from .. import rules
from ..models import Jotting, Pattern, Thanks, Walk, Walker, WalkStop

LIVE = ("asked", "accepted")


def walks() -> QuerySet[Walk]:
    """Walks of the district in scope with rooms, walkers and all that a page or a mail needs."""
    stops = WalkStop.objects.select_related("host__account", "section").order_by("start", "id")
    walkers = Walker.objects.select_related("staff__account").order_by("id")
    found = Walk.objects.select_related("organiser__account", "school", "practice", "district")
    return found.prefetch_related(Prefetch("stops", stops), Prefetch("walkers", walkers))


def walk_for(actor: Actor, public_id: str) -> Walk:
    """The walk, for whoever walks or hosts. Everybody else gets Http404, as for one that does not exist."""
    found = walks().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.read_walk(actor, found)
    return found


def walk_to_join(public_id: str) -> Walk:
    """A walk for whoever asks to join it; whether they may is asked by the rule."""
    found = walks().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def walk_again(pk: int) -> Walk:
    """The same walk as its rows say it now."""
    return walks().get(pk=pk)


def walk_shared(public_id: str) -> Walk | None:
    """A walk of the district in scope, whoever may see it."""
    return walks().filter(public_id=public_id).first()


def _mine(actor: Actor) -> Q:
    me = actor.staff_id
    rows = Walker.objects.filter(staff_id=me, state__in=LIVE).values("walk_id")
    stops = WalkStop.objects.filter(host_id=me, state__in=LIVE).values("walk_id")
    return Q(organiser_id=me) | Q(pk__in=rows) | Q(pk__in=stops)


def my_walks(actor: Actor, *, ahead: bool) -> list[Walk]:
    """Mine from today on, the next first; or those before and those called off, the latest first."""
    if actor.staff_id is None or actor.today is None:
        return []
    found = walks().filter(_mine(actor))
    if ahead:
        rows = found.filter(date__gte=actor.today).exclude(state=Walk.State.CANCELLED).order_by("date", "start", "id")
    else:
        past = Q(date__lt=actor.today) | Q(state=Walk.State.CANCELLED)
        rows = found.filter(past).order_by("-date", "-start", "-id")[:30]
    listed = list(rows)
    hosts = {one for walk in listed for one in rules.hosts_in(walk)}
    barred = rules.whom_i_stand_over(actor, hosts) if listed else set()
    return [walk for walk in listed if barred.isdisjoint(rules.hosts_in(walk))]


def open_walks(actor: Actor, now: datetime) -> list[Walk]:
    """Walks with open places of which the actor is no part yet. Rooms are not shown."""
    if actor.staff_id is None or actor.today is None or not rules.reads_open(actor):
        return []
    rows = walks().filter(open_places=True, date__gte=actor.today).exclude(state=Walk.State.CANCELLED)
    found = [one for one in rows.order_by("date", "start", "id") if rules.is_open(one, now)]
    mine = [one for one in found if actor.staff_id not in rules.people_of(one)]
    barred = rules.whom_i_stand_over(actor, {host for one in mine for host in rules.hosts_in(one)}) if mine else set()
    return [one for one in mine if barred.isdisjoint(rules.hosts_in(one))]


def pattern_for(actor: Actor, public_id: str) -> Pattern:
    """A pattern, for whoever walked or hosts; the hosts know of it once it is released."""
    found = Pattern.objects.filter(public_id=public_id).select_related("walk__district").first()
    if found is None:
        raise Http404
    walk = walk_for(actor, found.walk.public_id)
    if found.released is None and actor.staff_id not in rules.came(walk):
        raise Http404
    found.walk = walk
    return found


def jotting_of(actor: Actor, walk: Walk) -> Jotting | None:
    """What the actor jotted down."""
    return Jotting.objects.filter(walk=walk, staff_id=actor.staff_id).first()


def patterns_of(actor: Actor, walk: Walk) -> list[Pattern]:
    """What the group wrote: for its walkers; for the hosts once it is released."""
    rows = Pattern.objects.filter(walk=walk)
    if actor.staff_id not in rules.came(walk):
        rows = rows.filter(released__isnull=False)
    return list(rows.order_by("created", "id"))


def thanks_to(actor: Actor, walk: Walk) -> list[Thanks]:
    """What walkers wrote to the actor, whose room they saw."""
    rows = Thanks.objects.filter(stop__walk=walk, stop__host_id=actor.staff_id)
    return list(rows.select_related("author").order_by("created", "id"))


def thanks_from(actor: Actor, walk: Walk) -> set[int]:
    """Staff ids of the hosts whom the actor has thanked."""
    rows = Thanks.objects.filter(stop__walk=walk, author_id=actor.staff_id)
    return set(rows.values_list("stop__host_id", flat=True))


def school_patterns(school: School, now: datetime) -> list[Pattern]:
    """What the staff of a school reads, the latest walk first."""
    rows = Pattern.objects.filter(walk__school=school, held_back=None, released__lte=now - Pattern.HOSTS_FIRST)
    return list(rows.select_related("walk").order_by("-walk__date", "walk_id", "created", "id")[:200])


# --- What other pages say ------------------------------------------------------------------------------


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """Answers that I owe as a host or as a walker."""
    if actor.staff_id is None or actor.today is None:
        return []
    ahead = {"walk__date__gte": actor.today, "state": "asked"}
    off = Walk.State.CANCELLED
    stops = WalkStop.objects.filter(host_id=actor.staff_id, **ahead).exclude(walk__state=off)
    places = Walker.objects.filter(staff_id=actor.staff_id, **ahead).exclude(walk__state=off)
    rows = [(_("A group asks to see your class on %(day)s"), one.walk) for one in stops.select_related("walk")]
    rows += [(_("You are asked to walk along on %(day)s"), one.walk) for one in places.select_related("walk")]
    return [
        Waiting(text % {"day": long_day(walk.date)}, reverse("walk", args=[walk.public_id]), _("Answer"))
        for text, walk in rows
    ]


def coming(actor: Actor, now: datetime) -> list[Coming]:
    """Walks from today on in which I go along or host."""
    return [_coming(actor, one) for one in my_walks(actor, ahead=True) if one.state == Walk.State.BOOKED]


def _coming(actor: Actor, walk: Walk) -> Coming:
    mine = next((one for one in walk.stops.all() if one.host_id == actor.staff_id and one.state == "accepted"), None)
    url = reverse("walk", args=[walk.public_id])
    if mine:
        return Coming(walk.date, mine.start, mine.end, _("A group comes into your room"), str(mine.section), url)
    return Coming(walk.date, walk.start, walk.end, str(walk.get_kind_display()), str(walk.school), url)


def reserved(
    staff_ids: Collection[int], dates: Sequence[date], known: Mapping[int, SchoolCalendar], *, usual: bool = False
) -> list[Reserved]:
    """When these people go along, with the way, and the lessons of theirs that a group sees; two queries.

    What is only asked of a host is kept as well: the room holds no single visitor meanwhile. A walk is on one date, so
    it is no part of an ordinary week (``usual``).
    """
    if usual or not dates:
        return []
    among = {"walk__date__range": (min(dates), max(dates))}
    days = set(dates)
    going = Walker.objects.filter(staff_id__in=[*staff_ids], state=Walker.State.ACCEPTED, **among)
    hosting = WalkStop.objects.filter(host_id__in=[*staff_ids], state__in=LIVE, **among)
    found = [
        Reserved(
            str(one.staff_id), one.walk.date.toordinal(), one.walk.start - one.travel, one.walk.end + one.travel,
            "walk", str(one.walk.get_kind_display()), one.walk.public_id,
        )
        for one in going.exclude(walk__state=Walk.State.CANCELLED).select_related("walk")
        if one.walk.date in days
    ]  # fmt: skip
    return found + [
        Reserved(
            str(one.host_id), one.walk.date.toordinal(), one.start, one.end, "hosting",
            str(one.walk.get_kind_display()), one.walk.public_id,
        )
        for one in hosting.exclude(walk__state=Walk.State.CANCELLED).select_related("walk")
        if one.walk.date in days
    ]  # fmt: skip


def live_walks(today: date) -> list[Walk]:
    """Every walk of the district in scope that lies ahead."""
    return list(walks().filter(date__gte=today).exclude(state=Walk.State.CANCELLED).order_by("date", "start", "id"))


def to_remind(today: date, last: date) -> list[Walk]:
    """Walks that take place after today until ``last`` of which nobody has been reminded."""
    found = walks().filter(state=Walk.State.BOOKED, reminded=None, date__gt=today, date__lte=last)
    return list(found.order_by("pk"))


def staff_by(public_id: str) -> Staff:
    """Somebody who works in the district. Http404 for nobody."""
    found = Staff.objects.filter(active=True, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def school_for(public_id: str) -> School:
    found = School.objects.filter(public_id=public_id, active=True).first()
    if found is None:
        raise Http404
    return found
