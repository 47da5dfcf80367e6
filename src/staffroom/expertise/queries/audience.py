"""To whom offers are published, as conditions on rows and as numbers: what lists, counts and searches ask."""

from datetime import date

from django.db.models import Q, QuerySet

from staffroom.people.models import Account, Assignment, AssignmentRole
from staffroom.spine.access import Actor
from staffroom.trust.queries import holding

from ..models import Offer


def _working(day: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(holding(day)).order_by()


def published(to: str = "") -> Q:
    """Offers published to anybody, of people who work here. ``to``: the path to the offer, with its "__"."""
    return Q(**{f"{to}state": Offer.State.PUBLISHED, f"{to}staff__active": True})


def to_whole_district(to: str = "") -> Q:
    """Offers that every colleague may read."""
    return published(to) & Q(**{f"{to}audience": Offer.Audience.DISTRICT})


def seen_by(actor: Actor | None, to: str = "") -> Q:
    """Published offers that this person may read, their own among them; without a person those that all may read."""
    readable = Q(**{f"{to}audience": Offer.Audience.DISTRICT})
    if actor is not None and actor.staff_id is not None:
        readable |= Q(**{f"{to}staff_id": actor.staff_id})
        if actor.schools and actor.today:
            near = _working(actor.today).filter(school_id__in=actor.schools).values("staff_id")
            readable |= Q(**{f"{to}audience": Offer.Audience.SCHOOL, f"{to}staff_id__in": near})
    return published(to) & readable


def seen_at(school_id: int, day: date) -> Q:
    """Published offers that whoever works at this school on a day may read."""
    near = _working(day).filter(school_id=school_id).values("staff_id")
    return to_whole_district() | (published() & Q(audience=Offer.Audience.SCHOOL, staff_id__in=near))


def readers(actor: Actor, audience: str) -> int:
    """How many colleagues can sign in and would read what the actor publishes to this audience."""
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    working = _working(actor.today)
    reading = working.exclude(role=AssignmentRole.IT).values("staff_id")
    held = Account.objects.filter(
        district_id=actor.district_id, is_active=True, staff__active=True, staff_id__in=reading
    )
    if audience == Offer.Audience.SCHOOL:
        held = held.filter(staff_id__in=working.filter(school_id__in=actor.schools).values("staff_id"))
    return held.exclude(staff_id=actor.staff_id).count()
