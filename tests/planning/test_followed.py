"""A need on a retired practice: a visit for what follows it meets it, like a visit for itself."""

from datetime import timedelta

import pytest

from staffroom.expertise import actions as expertise
from staffroom.expertise.models import Practice
from staffroom.planning import actions, queries
from tests.factories.expertise import make_practice
from tests.factories.people import saved
from tests.factories.planning import FIRST, Planned
from tests.factories.visits import NOW, make_visit

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def after(planned: Planned) -> Practice:
    """What follows the practice that Ben and Gil need; Ana shows it now, in the same class."""
    following = make_practice(planned.scene.cast.district, code="number-strings", subject="math")
    retire(planned, planned.scene.practice, following)
    planned.scene.offer.practice = following
    saved(planned.scene.offer)
    return following


def retire(planned: Planned, practice: Practice, following: Practice | None) -> None:
    expertise.retire_practice(by=planned.office, now=NOW, code=practice.code, successor=following)


def test_a_visit_for_what_follows_meets_the_need_in_the_next_plan(planned: Planned, after: Practice):
    cast, first = planned.scene.cast, planned.offered()
    visit = planned.take(planned.proposals(first, cast.ben)[0], cast.ben)
    assert visit.practice == after
    actions.withdraw_plan(by=planned.office, now=NOW, public_id=first.public_id)  # what waits for Gil waits no more
    later = planned.run(first=FIRST + timedelta(days=14))
    assert {one.visitor for one in planned.proposals(later)} == {cast.gil}


def test_a_visit_for_a_retired_practice_meets_the_need_for_what_follows_it(planned: Planned):
    """Ben saw it under its old name, and needs what follows it."""
    cast = planned.scene.cast
    old, older = (make_practice(cast.district, code=code) for code in ("old-talks", "older-talks"))
    for practice, visitor in ((older, cast.gil), (old, cast.ben)):
        make_visit(planned.scene, visitor, cast.ana, NOW.date() - timedelta(days=3), practice=practice)
    retire(planned, old, planned.scene.practice)
    retire(planned, older, None)
    assert {one.visitor for one in planned.proposals(planned.run())} == {cast.gil}, "nothing follows what Gil saw"


def test_what_is_arranged_for_what_follows_is_neither_mailed_nor_shown(planned: Planned, after: Practice):
    cast, run = planned.scene.cast, planned.offered()
    ben = planned.scene.actor(cast.ben)
    assert queries.my_proposals(ben)["waiting"]
    planned.scene.ask(cast.ben)  # elsewhere, at another time
    assert (queries.my_proposals(ben)["waiting"], queries.waiting_proposals(ben, NOW)) == ([], [])
    assert {one.visitor for one in queries.proposals_to_tell(run, ben.today)} == {cast.gil}
