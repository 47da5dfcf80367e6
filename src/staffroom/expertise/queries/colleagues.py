"""What colleagues made lately, and who lets others come and see: for pages of higher rooms."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from staffroom.people.models import Staff, Teaching
from staffroom.spine.access import Actor

from ..models import Hosting, Offer, OpenDoor, Practice
from .audience import seen_at, seen_by
from .hosts import sections_shown
from .practices import answering, leading_on

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


@dataclass(frozen=True, slots=True)
class Willing:
    """Who of a school lets colleagues in. ``classes``: staff id to the classes in which they may be seen, None for any;
    ``lessons_week``: own limits; ``doors``: (staff id, date, start, section) of open doors."""

    classes: dict[int, frozenset[int] | None]
    lessons_week: dict[int, int]
    doors: frozenset[tuple[int, date, int, int]]


def willing_at(actor: Actor, school_id: int, first: date, last: date, practice: Practice | None = None) -> Willing:
    """Those who teach at a school and said so: by an offer that the actor may read, an open door between two dates, or
    a wish about hosting. With a practice: those who show it, in the classes in which they do. Queries are fixed.
    """
    teaching = Teaching.objects.filter(section__school_id=school_id, section__active=True, active=True)
    here = {"staff_id__in": teaching.values("staff_id"), "staff__active": True}
    offers = Offer.objects.filter(seen_by(actor), **here)
    doors = OpenDoor.objects.filter(seen_by(actor, "offer__"), date__range=(first, last), **here)
    wishes = {one.staff_id: one for one in Hosting.objects.filter(**here)}
    if practice is not None:
        sought = leading_on(practice)
        offers, doors = offers.filter(answering(sought)), doors.filter(answering(sought, "offer__"))
    found = dict(offers.values_list("pk", "staff_id"))
    opened = list(doors.values_list("staff_id", "date", "start", "section_id"))
    classes: dict[int, frozenset[int] | None] = {}
    if practice is None:
        willing = {*found.values(), *(one[0] for one in opened)} | {pk for pk, one in wishes.items() if one.welcome}
        classes = dict.fromkeys(willing)
    else:
        shown: dict[int, set[int]] = defaultdict(set)
        for offer, sections in sections_shown(found).items():
            shown[found[offer]] |= sections
        for staff, _day, _start, section in opened:
            shown[staff].add(section)
        classes = {staff: frozenset(sections) for staff, sections in shown.items()}
    kept = {pk: one for pk, one in classes.items() if pk not in wishes or wishes[pk].welcome}
    limits = {pk: one.lessons_week for pk, one in wishes.items() if one.lessons_week is not None}
    return Willing(kept, limits, frozenset(opened))
