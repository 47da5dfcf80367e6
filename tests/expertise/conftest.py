"""A Monday in October, with bells, lessons and one practice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from staffroom.expertise.models import Offer, Practice
from staffroom.people.models import Staff
from staffroom.people.queries import actor_for
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.expertise import make_offer, make_practice
from tests.factories.timetable import make_bells, rebuild

MONDAY = date(2026, 10, 5)
NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)  # seven in the morning in California


@pytest.fixture(autouse=True)
def _monday(set_clock: Callable[[datetime], None]) -> None:
    set_clock(NOW)


@dataclass(frozen=True, slots=True)
class Place:
    """The cast with one practice, and one published offer of Ana's."""

    cast: Cast
    practice: Practice
    other_practice: Practice
    offer: Offer


@pytest.fixture
def place(cast: Cast) -> Place:
    make_bells(cast.lincoln)
    make_bells(cast.garfield)
    rebuild(cast.district)
    practice = make_practice(cast.district, name_es="Charlas numéricas", subject="math")
    other = make_practice(cast.district, "wait-time", family="talk")
    make_practice(cast.other_district)
    return Place(cast, practice, other, make_offer(cast.ana, practice, cast.ana_section))


@pytest.fixture
def actor() -> Callable[[Staff], Actor]:
    """``actor(cast.ana)``: who asks, on that Monday."""
    return lambda staff, **changes: replace(actor_for(staff.account, MONDAY), **changes)


@pytest.fixture
def scope(cast: Cast) -> Iterator[None]:
    with district_scope(cast.district.pk):
        yield
