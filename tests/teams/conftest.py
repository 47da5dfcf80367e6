"""The cast at Lincoln: Ana leads a team, Ben belongs to it; it is that Monday."""

import pytest

from staffroom.people.queries import actor_for
from staffroom.spine.scoping import district_scope
from tests.factories.teams import make_team
from tests.factories.visits import MONDAY, NOW


@pytest.fixture(autouse=True)
def _that_monday(set_clock):
    set_clock(NOW)


@pytest.fixture
def scoped(cast):
    with district_scope(cast.district.pk):
        yield cast


@pytest.fixture
def team(cast):
    return make_team("Grade 3 and 4 team", cast.lincoln, lead=cast.ana, members=[cast.ben])


@pytest.fixture
def by():
    """``by(cast.ana)``: somebody who asks, on that Monday."""
    return lambda staff: actor_for(staff.account, MONDAY)
