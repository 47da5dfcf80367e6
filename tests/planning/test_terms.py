"""Caps of a term: a plan whose weeks lie in two terms breaks those of neither, by what is booked outside its weeks."""

from datetime import date, timedelta
from typing import Any

import pytest

from staffroom.expertise.models import Offer
from staffroom.people.models import Staff
from staffroom.planning import queries
from staffroom.planning.models import Unmet
from tests.factories.expertise import make_need as need_for
from tests.factories.expertise import make_offer, make_practice
from tests.factories.people import make_term, saved
from tests.factories.planning import FIRST, Planned
from tests.factories.timetable import make_away
from tests.factories.visits import NOW, make_cover, make_covering, make_from_afar, make_visit

pytestmark = pytest.mark.usefixtures("scope")

SECOND_WEEK = FIRST + timedelta(days=7)  # the first day of winter
IN_FALL, IN_WINTER = date(2026, 9, 15), date(2026, 11, 10)
NO_NEED: dict[str, Any] = {"purpose": "team", "practice": None, "offer": None}


@pytest.fixture(autouse=True)
def _terms(planned: Planned) -> None:
    """Winter begins with the second week of the plan."""
    district = planned.scene.cast.district
    make_term(district, "Fall", date(2026, 8, 12), SECOND_WEEK, kind="semester")
    make_term(district, "Winter", SECOND_WEEK, date(2027, 1, 30), kind="semester")


def only_in_winter(staff: Staff) -> None:
    """In the first week they are away."""
    make_away(staff, FIRST, FIRST + timedelta(days=4))


def second_need(planned: Planned, of: Offer) -> None:
    """Ben needs another practice, which the same host shows in the same class."""
    practice = make_practice(planned.scene.cast.district, code="exit-tickets-too")
    make_offer(of.staff, practice, *of.sections.all())
    need_for(planned.scene.cast.ben, practice)


@pytest.mark.parametrize("cap", ["visits_per_visitor", "own_periods"])
@pytest.mark.parametrize(
    ("booked", "proposed"),
    [([], 2), ([IN_WINTER], 1), ([IN_FALL], 1), ([IN_FALL, IN_WINTER], 1), ([IN_WINTER, IN_WINTER], 0)],
)
def test_visits_of_each_term_count(planned: Planned, cap, booked, proposed):
    """Two a term: one in each leaves one, not none."""
    cast = planned.scene.cast
    planned.scene.rules(**{"visits_per_visitor_week": 5, cap: 2})
    second_need(planned, planned.scene.offer)
    only_in_winter(cast.ben)
    for n, day in enumerate(booked):
        make_visit(planned.scene, cast.ben, cast.gil, day + timedelta(days=n), **NO_NEED)
    assert len(planned.proposals(planned.run(), cast.ben)) == proposed


def test_recordings_and_classes_missed_of_the_later_term_count(planned: Planned):
    cast = planned.scene.cast
    planned.scene.rules(recordings=2, classes_missed=3)
    for n, mode in enumerate(("recording", "cover", "substitute")):
        make_visit(planned.scene, cast.ben, cast.gil, IN_WINTER + timedelta(days=n), mode=mode, **NO_NEED)
    case = queries.case_of(queries.reading_of(planned.run(), NOW))
    ben = case.raw["people"][case.people.index(cast.ben.pk)]
    assert (ben["recordings"], ben["classes_missed"]) == (1, 1)


def test_the_last_recording_of_the_later_term_is_not_proposed_twice(planned: Planned):
    cast = planned.scene.cast
    planned.scene.rules(max_travel=5, recordings=2, visits_per_visitor_week=5)
    only_in_winter(cast.gil)
    make_from_afar(planned.scene.offer, live=False, recording="https://videos.example/1")
    practice = make_practice(cast.district, code="exit-tickets")
    other = make_offer(cast.ana, practice, cast.ana_section)
    make_from_afar(other, live=False, recording="https://videos.example/2")
    need_for(cast.gil, practice)
    assert len(planned.proposals(planned.run(), cast.gil)) == 2
    make_visit(planned.scene, cast.gil, cast.ana, IN_WINTER, mode="recording", **NO_NEED)
    assert len(planned.proposals(planned.run(), cast.gil)) == 1


@pytest.mark.parametrize(("day", "proposed"), [(None, 1), (IN_FALL, 0), (IN_WINTER, 0)])
def test_covers_of_each_term_count(planned: Planned, day, proposed):
    """Ana alone could cover Ben's class, once a term."""
    cast = planned.scene.cast
    planned.scene.rules(covers_given=1, visits_per_visitor_week=5)
    offer = of_hana(planned)
    only_in_winter(cast.ben)
    if day:
        make_cover(make_visit(planned.scene, cast.ben, cast.gil, day, **NO_NEED), cast.ana)
    found = [one for one in planned.proposals(planned.run()) if one.offer == offer]
    assert len(found) == proposed


def of_hana(planned: Planned) -> Offer:
    """Hana alone shows another practice, in period 2, when Ben teaches; Ben needs it."""
    made = make_covering(planned.scene, 0)
    practice = make_practice(planned.scene.cast.district, code="exit-tickets")
    made.offer.practice = practice
    saved(made.offer)
    need_for(planned.scene.cast.ben, practice)
    return made.offer


@pytest.mark.parametrize(
    ("budget", "booked", "proposed"),
    [(None, [], 2), (2, [], 2), (1, [], 1), (2, [IN_WINTER], 1), (2, [IN_FALL], 1), (2, [IN_FALL, IN_WINTER], 1),
     (1, [IN_WINTER], 0)],
)  # fmt: skip
def test_all_substitutes_together_stay_within_the_budget_of_each_term(planned: Planned, budget, booked, proposed):
    cast = planned.scene.cast
    planned.scene.rules(covers_given=0, visits_per_visitor_week=5, substitute_half_days=budget)
    second_need(planned, of_hana(planned))
    for day in booked:
        make_visit(planned.scene, cast.lou, cast.gil, day, mode="substitute", **NO_NEED)
    run = planned.run(half_days=2)
    modes = [one.mode for one in planned.proposals(run, cast.ben)]
    assert modes.count("substitute") == proposed
    assert Unmet.objects.filter(run=run, visitor=cast.ben).count() == 2 - proposed
