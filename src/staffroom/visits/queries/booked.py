"""One visit, for its two people, and lists of mine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from staffroom.core.weeks import Planned
from staffroom.people.models import Teaching
from staffroom.spine.access import Actor
from staffroom.trust.queries import stands_over

from .. import rules
from ..models import Visit, VisitNote

LIVE = (Visit.State.ASKED, Visit.State.ACCEPTED)
NOTE_DAYS = 21


def lapsed(today: date) -> Q:
    """Asked for an earlier day, and no answer came."""
    return Q(state=Visit.State.ASKED, date__lt=today)


def visits() -> QuerySet[Visit]:
    """Visits of the district in scope, with all that a card or a mail of one needs."""
    return Visit.objects.select_related(
        "visitor__account", "host__account", "practice", "section", "school", "district", "offer__staff"
    )


def _of(actor: Actor) -> Q:
    return Q(visitor_id=actor.staff_id) | Q(host_id=actor.staff_id)


def visit_for(actor: Actor, public_id: str) -> Visit:
    """The visit, for its two people. Everybody else gets Http404, as for one that does not exist."""
    found = visits().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.read_visit(actor, found)
    return found


def asked_with(actor: Actor, key: str) -> Visit | None:
    """The visit that the actor asked for with this idempotency key."""
    return visits().filter(visitor_id=actor.staff_id, idempotency_key=key).first() if key else None


def key_anew(actor: Actor, key: str) -> str:
    """A key of what can be asked for again once the visit asked for with it has ended. Read under the lock, so that
    two taps are one visit."""
    gone = Visit.objects.filter(visitor_id=actor.staff_id, state__in=(Visit.State.DECLINED, Visit.State.CANCELLED))
    ended = gone.filter(idempotency_key__startswith=key).count()
    return f"{key} {ended}" if ended else key


def planned_visits(staff: int, dates: Sequence[date]) -> list[Planned]:
    """When a person is away on visits agreed, with the journeys. Hosting takes no free time."""
    found = Visit.objects.filter(visitor_id=staff, date__in=dates, state=Visit.State.ACCEPTED)
    found = found.exclude(mode=Visit.Mode.SUBSTITUTE)  # taken from classes, not from free time
    times = found.values_list("date", "start", "end", "travel")
    return [Planned("visit", day.toordinal(), start - way, end + way) for day, start, end, way in times]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Mine from today on, the next first: ``coming`` are booked, ``waiting`` wait for my answer, ``asked`` for that of
    somebody else."""

    coming: list[Visit]
    waiting: list[Visit]
    asked: list[Visit]


def visits_ahead(actor: Actor) -> Ahead:
    """What lies before me, in one query."""
    found = visits().filter(_of(actor), state__in=LIVE, date__gte=actor.today).order_by("date", "start", "id")
    rows = list(found) if actor.staff_id else []
    asked = [one for one in rows if one.state == Visit.State.ASKED]
    return Ahead(
        [one for one in rows if one.state == Visit.State.ACCEPTED],
        [one for one in asked if one.host_id == actor.staff_id and one.agreed is None],
        [one for one in asked if one.host_id != actor.staff_id or one.agreed is not None],
    )


def coming_visits(actor: Actor) -> list[Visit]:
    """Mine, as visitor or host, booked and from today on, the next first."""
    return visits_ahead(actor).coming


def waiting_for_me(actor: Actor) -> list[Visit]:
    """Asked of me and not answered, from today on."""
    return visits_ahead(actor).waiting


def asked_by_me(actor: Actor) -> list[Visit]:
    """Asked by me and not answered, from today on."""
    return visits_ahead(actor).asked


def past_visits(actor: Actor, limit: int = 50) -> list[Visit]:
    """Mine that are over or did not take place, the latest first."""
    gone = Q(date__lt=actor.today) | Q(state__in=(Visit.State.DECLINED, Visit.State.CANCELLED))
    return list(visits().filter(_of(actor)).filter(gone).order_by("-date", "-start", "-id")[:limit])


def notes_due(actor: Actor) -> list[Visit]:
    """Booked visits of the last three weeks, over since yesterday at least, about which I handed nothing over yet.

    None where one of the two evaluates the other. A fixed number of queries.
    """
    today, me = actor.today, actor.staff_id
    if today is None or me is None:
        return []
    since = today - timedelta(days=NOTE_DAYS)
    mine = visits().filter(_of(actor), state=Visit.State.ACCEPTED, date__lt=today, date__gte=since)
    written = VisitNote.objects.filter(visit_id=OuterRef("pk"), author_id=me, handed_over__isnull=False)
    found = list(mine.exclude(Exists(written)).order_by("-date", "-id"))
    people = {person for one in found for person in (one.host_id, one.visitor_id)}
    over = stands_over(people, today) if found else set()
    return [one for one in found if over.isdisjoint({(one.host_id, one.visitor_id), (one.visitor_id, one.host_id)})]


def impossible_visits(since: date) -> list[Visit]:
    """Asked or booked in the district in scope, from a date on, though a person or the class is not there any more.

    A recording needs no class that meets: it stays as it was made."""
    taught = Teaching.objects.filter(section_id=OuterRef("section_id"), staff_id=OuterRef("host_id"), active=True)
    no_class = ~Q(mode=Visit.Mode.RECORDING) & (Q(section__active=False) | ~Exists(taught))
    gone = Q(host__active=False) | Q(visitor__active=False) | no_class
    return list(visits().filter(gone, state__in=LIVE, date__gte=since).order_by("pk"))
