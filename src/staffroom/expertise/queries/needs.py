"""Needs are read here, by their owner, and nowhere else: a test scans the sources for it."""

from django.db.models import QuerySet

from staffroom.spine.access import Actor

from ..models import Need


def my_needs(actor: Actor) -> QuerySet[Need]:
    """The actor's own needs, open ones first. There is no way to ask for anybody else's."""
    mine = Need.objects.filter(district_id=actor.district_id, staff_id=actor.staff_id)
    return mine.select_related("practice").order_by("closed", "-created")
