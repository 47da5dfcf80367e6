"""That Monday, with hosts and colleagues who could walk."""

from collections.abc import Iterator

import pytest

from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.visits import NOW, Clock, Scene, make_scene
from tests.factories.walks import Walking, make_walking


@pytest.fixture(autouse=True)
def _monday(set_clock: Clock) -> None:
    set_clock(NOW)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


@pytest.fixture
def walking(scene: Scene) -> Walking:
    return make_walking(scene)


@pytest.fixture
def scope(cast: Cast) -> Iterator[None]:
    with district_scope(cast.district.pk):
        yield
