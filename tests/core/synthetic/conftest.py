from datetime import date

import pytest

from staffroom.core.synthetic import District, make_district
from staffroom.core.synthetic.week import Timetable

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def pomona() -> District:
    return make_district(2026, "pomona", today=TODAY)


@pytest.fixture(scope="session")
def tiny() -> District:
    return make_district(2026, "tiny", today=TODAY)


@pytest.fixture(scope="session")
def table(pomona: District) -> Timetable:
    return Timetable.of(pomona)


@pytest.fixture(params=["tiny", "small", "pomona"])
def each_size(request: pytest.FixtureRequest) -> District:
    return make_district(2026, request.param, today=TODAY)
