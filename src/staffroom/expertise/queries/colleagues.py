"""What colleagues made lately, and who lets others come and see: for pages of higher rooms."""

from collections.abc import Collection
from datetime import date

from staffroom.people.models import Staff, Teaching
from staffroom.spine.access import Actor

from ..models import Offer
from .audience import seen_at, seen_by

OFFERS_A_PERSON = 8  # looked at, so that one busy colleague does not fill the page


def recent_offers(actor: Actor, limit: int) -> list[Offer]:
    """The latest offers of colleagues that the actor may read, one a person, never the actor's own. One query."""
    others = Offer.objects.filter(seen_by(actor)).exclude(staff_id=actor.staff_id).select_related("practice", "staff")
    latest: dict[int, Offer] = {}
    for offer in others.order_by("-updated", "-id")[: limit * OFFERS_A_PERSON]:
        latest.setdefault(offer.staff_id, offer)
    return list(latest.values())[:limit]


def staff_with_offers(school_ids: Collection[int], *, at: int, day: date) -> set[int]:
    """Staff ids of those who teach at these schools, welcome visitors, and have an offer published to whoever works
    at the school ``at`` on a day. One query."""
    teaching = Teaching.objects.filter(section__school_id__in=school_ids, section__active=True, active=True)
    hosts = Offer.objects.filter(seen_at(at, day), staff_id__in=teaching.values("staff_id")).exclude(
        staff__hosting__welcome=False
    )
    return set(hosts.values_list("staff_id", flat=True))


def staff_id_of(actor: Actor, public_id: str) -> int:
    """The id of somebody of the district; the caller knows the public id from a list of its own."""
    return Staff.objects.values_list("pk", flat=True).get(district_id=actor.district_id, public_id=public_id)


def open_door_at(offer: Offer, lesson_start: int, lesson_date: object) -> int | None:
    """The id of the offer's open door in a lesson, if there is one."""
    doors = offer.open_doors.filter(date=lesson_date, start=lesson_start)
    return doors.values_list("pk", flat=True).first()
