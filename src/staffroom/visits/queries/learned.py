"""How long people learned in each other's rooms: a sum over the district, about nobody."""

from datetime import date, timedelta

from django.db.models import F, Sum
from django.utils import timezone

from ..models import Visit


def minutes_learned(district_id: int, first: date, after: date) -> int:
    """Minutes of visits that took place from the first day to the one before ``after``."""
    last = min(after - timedelta(days=1), timezone.localdate())
    visits = Visit.objects.filter(district_id=district_id, state=Visit.State.ACCEPTED, date__range=(first, last))
    return visits.aggregate(sum=Sum(F("end") - F("start")))["sum"] or 0
