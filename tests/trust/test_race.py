"""Two presses of the button in the same instant, each on a connection of its own."""

import pytest
from django.db import IntegrityError

from staffroom.spine.scoping import district_scope
from staffroom.trust import actions, kinds
from staffroom.trust.models import Grant
from tests.factories.cast import Cast, make_cast
from tests.factories.sharing import Goals, actor_of, make_grant, share
from tests.factories.visits import NOW, Clock
from tests.visits.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(set_clock: Clock) -> Cast:
    """Made here and not by the cast's fixture: these rows must be seen by other connections."""
    set_clock(NOW)
    return make_cast()


@pytest.fixture
def goals(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Goals:
    found = Goals().register(monkeypatch)
    found.add("one", cast.ana)
    return found


def test_shared_four_times_at_once_it_is_shared_once(cast, goals):
    ends = at_once(*[lambda: share(cast.ana, cast.ben, "one")] * 4)
    assert ends == {"done": 1, "refused": 3}
    with district_scope(cast.district.pk):
        assert Grant.objects.filter(ended=None).count() == 1


def test_the_database_itself_refuses_a_second_live_grant(cast):
    make_grant(cast.ana, cast.ben, "one")
    with pytest.raises(IntegrityError):
        make_grant(cast.ana, cast.ben, "one")
    with pytest.raises(IntegrityError):
        make_grant(cast.ana, cast.ana, "two")


def test_taken_back_while_the_night_ends_it_says_one_reason(cast, goals):
    grant = share(cast.ana, cast.ben, "one")

    def take_back() -> None:
        with district_scope(cast.district.pk):
            actions.end_grant(by=actor_of(cast.ana), now=NOW, public_id=grant.public_id)

    def begin() -> None:
        with district_scope(cast.district.pk):
            actions.end_grants_between(evaluator=cast.ben.pk, owner=cast.ana.pk, now=NOW, by=None)

    ends = at_once(take_back, begin)
    assert ends == {"done": 2}
    grant.refresh_from_db()
    assert grant.ended == NOW and grant.ended_because in {"owner", "evaluates"}
    with district_scope(cast.district.pk):
        assert not kinds.find(actor_of(cast.ben), "goal", "one").standing.granted
