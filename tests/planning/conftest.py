"""That Monday, Ana's offer, and people who need what she shows."""

from collections.abc import Iterator

import pytest

from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.planning import Planned, make_needs
from tests.factories.visits import NOW, Clock, make_scene


@pytest.fixture(autouse=True)
def _monday(set_clock: Clock) -> None:
    set_clock(NOW)


@pytest.fixture
def planned(cast: Cast) -> Planned:
    """Ben and Gil need what Ana shows; nothing is planned yet."""
    return make_needs(make_scene(cast))


@pytest.fixture
def scope(cast: Cast) -> Iterator[None]:
    """The scope of the cast's district, for looking at rows."""
    with district_scope(cast.district.pk):
        yield
