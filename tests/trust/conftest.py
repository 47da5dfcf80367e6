"""That Monday, the cast, and a goal of Ana's that can be shared."""

from collections.abc import Iterator

import pytest

from staffroom.people.models import Staff
from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.people import make_assignment, make_staff
from tests.factories.sharing import Goals
from tests.factories.visits import NOW, Clock


@pytest.fixture(autouse=True)
def _monday(set_clock: Clock) -> None:
    set_clock(NOW)


@pytest.fixture
def goals(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Goals:
    """One goal of Ana's, by the id "one"."""
    found = Goals().register(monkeypatch)
    found.add("one", cast.ana)
    return found


@pytest.fixture
def scope(cast: Cast) -> Iterator[None]:
    with district_scope(cast.district.pk):
        yield


@pytest.fixture
def pia(cast: Cast) -> Staff:
    """The principal of the other school."""
    person = make_staff(cast.district, "Pia", "Duarte")
    make_assignment(person, "principal", cast.garfield)
    return person


@pytest.fixture
def ned(cast: Cast) -> Staff:
    """Of the district, without an assignment."""
    return make_staff(cast.district, "Ned", "Olsen")


@pytest.fixture
def team_leader(cast: Cast) -> Staff:
    """Leads colleagues at Ana's school; no principal."""
    person = make_staff(cast.district, "Tess", "Okafor")
    make_assignment(person, "teacher_leader", cast.lincoln)
    return person
