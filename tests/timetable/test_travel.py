"""Ways between schools, and rules from the district's row."""

import pytest

from staffroom.core.visits.instance import Rules
from staffroom.timetable.models import TimeRules
from staffroom.timetable.queries.settings import great_circle_km, rules_for, travel_matrix, travel_minutes
from tests.factories.people import make_school, saved
from tests.factories.timetable import make_contract_rule


def test_travel_by_the_map(cast):
    one = make_school(cast.district, "One", latitude=34.05, longitude=-117.75)
    two = make_school(cast.district, "Two", latitude=34.08, longitude=-117.75)
    assert great_circle_km(34.05, -117.75, 34.08, -117.75) == pytest.approx(3.336, abs=0.001)
    # 3.336 km x 1.3 at 30 km/h is 8.67 minutes: 9, and 5 for doors.
    assert travel_minutes(one, two, cast.district) == travel_minutes(two, one, cast.district) == 14
    assert travel_minutes(one, one, cast.district) == 0


def test_without_a_place_on_the_map_the_default_holds(cast):
    cast.district.default_travel_minutes = 22
    matrix = travel_matrix([cast.lincoln, cast.garfield], cast.district)
    ends = str(cast.lincoln.pk), str(cast.garfield.pk)
    assert matrix == {ends: 22, ends[::-1]: 22}


def test_rules_are_the_districts_row(cast, maple):
    assert rules_for(cast.district).visits_per_visitor == Rules().visits_per_visitor
    saved(TimeRules(district=cast.district, min_watch=40))
    make_contract_rule(cast.district, limit=250, clause="", words="Art. 9.3")
    rules = rules_for(cast.district)
    assert (rules.min_watch, rules.contract_prep_minutes_week, rules.contract_clause) == (40, 250, "Art. 9.3")
