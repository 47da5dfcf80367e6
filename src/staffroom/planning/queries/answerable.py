"""What its visitor can answer of what is proposed to them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from staffroom.expertise.models import Offer
from staffroom.expertise.queries import as_followed, still_needed
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE

from ..models import Proposal


def shown_still() -> Q:
    """What its host took back meanwhile is not proposed any more; what was answered stays in sight."""
    there = Q(offer__state=Offer.State.PUBLISHED, offer__staff__active=True)
    live = ~Q(mode=Visit.Mode.VIDEO) | Q(offer__from_afar__live=True)
    shown = ~Q(mode=Visit.Mode.RECORDING) | (Q(offer__from_afar__isnull=False) & ~Q(offer__from_afar__recording=""))
    return (there & live & shown) | ~Q(answer="")


def waiting_among(rows: QuerySet[Proposal], today: date | None) -> QuerySet[Proposal]:
    """Of these what its visitor can still answer: needed and shown as before, ahead, and not arranged elsewhere."""
    rows = rows.alias(meets=as_followed())
    arranged = Visit.objects.annotate(meets=as_followed()).filter(
        visitor_id=OuterRef("visitor_id"), meets=OuterRef("meets"), state__in=LIVE
    )
    if today is not None:
        rows, arranged = rows.filter(date__gte=today), arranged.filter(date__gte=today)
    return rows.filter(shown_still(), still_needed("visitor_id", "practice_id"), ~Exists(arranged), answer="")
