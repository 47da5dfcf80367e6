"""A Monday in October."""

import pytest

from tests.factories.visits import NOW, Clock


@pytest.fixture(autouse=True)
def _monday(set_clock: Clock) -> None:
    set_clock(NOW)
