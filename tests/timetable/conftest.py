"""The cast with bells: Lincoln and Garfield ring four periods a day, on Wednesdays Garfield's are as usual."""

from collections.abc import Iterator

import pytest

from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.timetable import make_bells, rebuild


@pytest.fixture
def rung(cast: Cast) -> Cast:
    """The cast, with four periods a day in both schools of the district, and meetings."""
    for school in (cast.lincoln, cast.garfield, cast.cedar):
        make_bells(school)
    rebuild(cast.district)
    rebuild(cast.other_district)
    return cast


@pytest.fixture
def maple(cast: Cast) -> Iterator[District]:
    """The scope of the cast's district."""
    with district_scope(cast.district.pk):
        yield cast.district


def actor(staff, *roles: str, today=None) -> Actor:
    """An actor as the middleware would make it."""
    return Actor(
        account_id=1,
        staff_id=staff.pk,
        district_id=staff.district_id,
        roles=frozenset(roles),
        name=str(staff),
        today=today,
    )


@pytest.fixture
def dana(cast: Cast) -> Actor:
    return actor(cast.dana, "central")


@pytest.fixture
def ana(cast: Cast) -> Actor:
    return actor(cast.ana, "teacher")
