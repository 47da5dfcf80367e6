"""What the API reads: through the scoped managers, by the same conditions as the pages."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from staffroom.expertise import rules
from staffroom.expertise.models import Offer, Practice
from staffroom.expertise.queries import seen_by
from staffroom.people.models import School
from staffroom.spine.access import Actor
from staffroom.visits.models import Visit


def schools() -> QuerySet[School]:
    """Schools of the district in scope."""
    return School.objects.filter(active=True)


def practices() -> QuerySet[Practice]:
    """Practices of the district in scope."""
    return Practice.objects.filter(active=True)


def practice(code: str) -> Practice:
    """One practice, else Http404."""
    return get_object_or_404(practices(), code=code)


def published_offers(actor: Actor) -> QuerySet[Offer]:
    """What colleagues published to an audience of which the actor is one; no drafts. Raises Forbidden."""
    rules.read_offers(actor)
    found = Offer.objects.filter(seen_by(actor))
    return found.select_related("staff", "practice")


def published_offer(actor: Actor, public_id: str) -> Offer:
    """One published offer, else Http404; Forbidden for whoever may read none."""
    found = get_object_or_404(Offer.objects.select_related("staff", "practice"), public_id=public_id)
    rules.read_offer(actor, found)
    if found.state != Offer.State.PUBLISHED:
        raise Http404
    return found


def visits_of(actor: Actor) -> QuerySet[Visit]:
    """The actor's own visits, made and hosted; nobody else's, whatever the role."""
    if actor.staff_id is None:
        return Visit.objects.none()
    mine = Visit.objects.filter(Q(visitor_id=actor.staff_id) | Q(host_id=actor.staff_id))
    return mine.select_related("visitor", "host", "practice", "school")


def schools_of(actor: Actor) -> list[School]:
    """The schools the actor is assigned to today."""
    return list(School.objects.filter(pk__in=actor.schools))
