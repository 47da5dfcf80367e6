"""The district's time rules and the ways between its schools."""

import math
from collections.abc import Collection, Iterable
from datetime import date

from staffroom.core.contract import Rule
from staffroom.core.visits.instance import Rules
from staffroom.people.models import District, School

from ..models import TimeRules
from .clauses import preparation, preparations

EARTH_KM = 6371.0
DETOUR = 1.3  # roads are about a third longer than the straight line
CITY_KMH = 30.0
DOORS = 5  # minutes: parking, signing in, finding the room


def time_rules(district: District) -> TimeRules:
    """The district's row, or the defaults, not yet saved."""
    return TimeRules.objects.filter(district=district).first() or TimeRules(district=district)


def rules_for(district: District, *, staff: int | None = None, on: date | None = None) -> Rules:
    """The rules as the planner reads them, with the preparation that the contract keeps for one person on a date.

    Without ``staff`` only what the contract keeps for everybody counts.
    """
    return _rules(time_rules(district), preparation(staff, on))


def rules_of(district: District, staff_ids: Collection[int], on: date) -> dict[int, Rules]:
    """The same for several people. Three queries."""
    row = time_rules(district)
    return {staff: _rules(row, kept) for staff, kept in preparations(staff_ids, on).items()}


def _rules(row: TimeRules, kept: Rule | None) -> Rules:
    return Rules(
        min_watch=row.min_watch,
        max_travel=row.max_travel,
        merge_gap=row.merge_gap,
        before=row.before,
        after=row.after,
        visits_per_visitor=row.visits_per_visitor,
        visits_per_visitor_week=row.visits_per_visitor_week,
        own_periods=row.own_periods,
        hosted_lessons_week=row.hosted_lessons_week,
        visitors_per_lesson=row.visitors_per_lesson,
        notice_hours=row.notice_hours,
        covers_given=row.covers_given,
        classes_missed=row.classes_missed,
        recordings=row.recordings,
        videos_hosted_week=row.videos_hosted_week,
        substitute_half_days=row.substitute_half_days,
        contract_prep_minutes_week=kept.limit if kept else None,
        contract_clause=kept.source if kept else "",
    )


def travel_minutes(one: School, other: School, district: District) -> int:
    """Minutes from door to door, one way: 0 in the same school.

    Great-circle distance x 1.3 at 30 km/h, plus 5 minutes for doors, rounded up; the district's default where a
    school has no place on the map.
    """
    if one.pk == other.pk:
        return 0
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(place is None for place in places):
        return district.default_travel_minutes
    kilometres = great_circle_km(*(float(place or 0) for place in places))
    return math.ceil(kilometres * DETOUR / CITY_KMH * 60) + DOORS


def travel_matrix(schools: Iterable[School], district: District) -> dict[tuple[str, str], int]:
    """Travel between each two different schools, both ways; keys are primary keys as text."""
    listed = list(schools)
    return {
        (str(one.pk), str(other.pk)): travel_minutes(one, other, district)
        for one in listed
        for other in listed
        if one.pk != other.pk
    }


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Haversine formula (R. W. Sinnott, 1984), degrees in, kilometres out."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
