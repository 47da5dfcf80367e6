"""That Monday; Ana's and Ben's team meets on Tuesdays, and Gil of the other school could be their guest."""

from collections.abc import Iterator

import pytest

from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.guests import Inviting, make_inviting
from tests.factories.visits import NOW, Clock, Scene, make_scene


@pytest.fixture(autouse=True)
def _monday(set_clock: Clock) -> None:
    set_clock(NOW)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


@pytest.fixture
def inviting(scene: Scene) -> Inviting:
    return make_inviting(scene)


@pytest.fixture
def scope(cast: Cast) -> Iterator[None]:
    """The scope of the cast's district, for looking at rows."""
    with district_scope(cast.district.pk):
        yield
