"""Open needs of a whole district with everybody who could show what is needed: for the plan of a term, read at once.

It says of each need what ``willing_hosts`` says of one, in a number of queries that does not grow with the needs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from staffroom.core.context import Context
from staffroom.people.models import Assignment
from staffroom.spine.access import Actor
from staffroom.spine.editions import memory
from staffroom.trust.queries import holding

from .. import rules
from ..models import Offer, Practice
from .hosts import Comparison, context_of, named_by, shown_in, taught_by, weights_of


class WillingHost(NamedTuple):
    """Somebody who shows a practice to one asker. ``alike``: how alike the two classes most alike are, 0 to 1.

    ``lessons_week``: the host's own limit of lessons that visitors see, None for the district's.
    """

    person: int
    alike: float
    offer: int
    lessons_week: int | None


Pair = tuple[int, int]  # person, practice


def hosts_for_needs(
    pairs: Iterable[Pair], actors: Mapping[int, Actor], *, among: Collection[int] | None = None
) -> dict[Pair, tuple[WillingHost, ...]]:
    """For each (person, practice) the colleagues with an offer that the person may read, who welcome visitors.

    One entry a host, of the offer whose classes are most like the person's; those most alike first. ``actors``: the
    people as on the web; a person without one, or who may not read offers, has no host. ``among``: hosts that count.
    Offers on what follows a retired practice show it too.
    """
    wanted = sorted(set(pairs))
    asking = {person for person, _practice in wanted if person in actors and rules.read_offers.allows(actors[person])}
    leads = followers({practice for _person, practice in wanted})
    offers = _offers({leads.get(practice, practice) for _person, practice in wanted}, among)
    everybody = {offer.staff_id for held in offers.values() for offer in held}
    taught = taught_by(everybody | asking)
    named = named_by([offer for held in offers.values() for offer in held])
    days = {actors[person].today for person in asking} - {None}
    near = {day: _near(day) for day in days if day}
    shown = {
        offer.pk: {context_of(one) for one in shown_in(named[offer.pk], offer.practice, taught[offer.staff_id])}
        for held in offers.values()
        for offer in held
    }
    weights = weights_of(next(iter(actors.values())).district_id, memory()) if asking else None
    comparisons: dict[int, Comparison] = {}
    found: dict[Pair, tuple[WillingHost, ...]] = {}
    for person, practice in wanted:
        if person not in asking or weights is None:
            found[person, practice] = ()
            continue
        if person not in comparisons:
            comparisons[person] = Comparison(taught[person], weights)
        actor, comparison = actors[person], comparisons[person]
        colleagues = near.get(actor.today, {}) if actor.today else {}
        shows = offers.get(leads.get(practice, practice), ())
        readable = (one for one in shows if _may_read(actor, one, colleagues))
        found[person, practice] = _most_alike(readable, shown, comparison)
    return found


def followers(practices: Collection[int]) -> dict[int, int]:
    """Retired practices among these, each to the one in use that follows it: offers are found there. One query."""
    rows = Practice.objects.filter(pk__in=practices, active=False, successor__active=True)
    return {pk: after for pk, after in rows.values_list("pk", "successor_id") if after is not None}


def _offers(practices: Collection[int], among: Collection[int] | None) -> dict[int, list[Offer]]:
    """Offers that show each practice, those of a retired one with the practice that followed it. Two queries."""
    followed = dict(Practice.objects.filter(active=False, successor_id__in=practices).values_list("pk", "successor_id"))
    rows = Offer.objects.filter(
        practice_id__in={*practices, *followed}, state=Offer.State.PUBLISHED, staff__active=True
    ).exclude(staff__hosting__welcome=False)
    found: dict[int, list[Offer]] = defaultdict(list)
    for offer in rows.select_related("staff__hosting", "practice").order_by("pk"):
        if among is None or offer.staff_id in among:
            for practice in {offer.practice_id, followed.get(offer.practice_id)} & set(practices):
                found[practice or 0].append(offer)
    return found


def _near(day: date) -> dict[int, set[int]]:
    """The schools at which each person works on a day (one query)."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Assignment.objects.filter(holding(day), school_id__isnull=False).order_by()
    for person, school in rows.values_list("staff_id", "school_id"):
        found[person].add(school)
    return found


def _may_read(actor: Actor, offer: Offer, near: Mapping[int, set[int]]) -> bool:
    """As ``audience.seen_by``, for a published offer of somebody who works here."""
    if offer.staff_id == actor.staff_id:
        return False
    if offer.audience == Offer.Audience.DISTRICT:
        return True
    return not near.get(offer.staff_id, set()).isdisjoint(actor.schools)


def _most_alike(
    offers: Iterable[Offer], shown: Mapping[int, set[Context]], comparison: Comparison
) -> tuple[WillingHost, ...]:
    kept: dict[int, WillingHost] = {}
    for offer in offers:
        wishes = getattr(offer.staff, "hosting", None)
        alike = comparison.score(shown[offer.pk])
        one = WillingHost(offer.staff_id, alike, offer.pk, wishes.lessons_week if wishes else None)
        if one.person not in kept or kept[one.person].alike < alike:
            kept[one.person] = one
    return tuple(sorted(kept.values(), key=lambda one: (-one.alike, one.person)))
