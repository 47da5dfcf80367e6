"""A need that is met or deleted is proposed to nobody, mailed to nobody; and of one deleted no plan keeps anything."""

import pytest

from staffroom.expertise import actions as expertise
from staffroom.expertise.models import Need
from staffroom.planning import actions, queries
from staffroom.planning.models import Proposal, Unmet
from staffroom.spine.access import Actor, Refused
from staffroom.spine.outbox import Mail
from tests.factories.people import saved
from tests.factories.planning import Planned, make_need
from tests.factories.visits import NOW, make_from_afar

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def ben(planned: Planned) -> Actor:
    return planned.scene.actor(planned.scene.cast.ben)


def need(ben: Actor) -> dict[str, object]:
    return {"by": ben, "now": NOW, "public_id": Need.objects.get(staff_id=ben.staff_id).public_id}


def mailed() -> set[int]:
    return set(Mail.objects.filter(kind="planning/mails/offered").values_list("to_staff", flat=True))


def test_a_need_that_is_met_is_not_offered(planned: Planned, ben: Actor):
    run = planned.run()
    expertise.close_need(**need(ben))
    actions.offer_plan(by=planned.office, now=NOW, public_id=run.public_id)
    assert mailed() == {planned.scene.cast.gil.pk}
    assert not Proposal.objects.filter(visitor=ben.staff_id).exists()


def test_a_need_that_is_met_after_the_offer_is_out_of_sight_until_it_is_open_again(planned: Planned, ben: Actor):
    one = planned.proposals(planned.offered(), planned.scene.cast.ben)[0]
    expertise.close_need(**need(ben))
    assert (queries.my_proposals(ben)["waiting"], queries.waiting_proposals(ben, NOW)) == ([], [])
    with pytest.raises(Refused, match="open needs"):
        planned.take(one, planned.scene.cast.ben)
    expertise.reopen_need(**need(ben))
    assert queries.my_proposals(ben)["waiting"] == [one]


@pytest.mark.parametrize("offered", [True, False])
def test_of_a_need_that_is_deleted_nothing_is_kept(planned: Planned, ben: Actor, offered):
    run = planned.offered() if offered else planned.run()
    other = planned.run()
    saved(Unmet(district=run.district, run=other, visitor_id=ben.staff_id, practice=planned.scene.practice, reason="x"))
    expertise.delete_need(**need(ben))
    for model in (Proposal, Unmet):
        assert not model.objects.filter(visitor=ben.staff_id).exists()
    assert Proposal.objects.filter(visitor=planned.scene.cast.gil).count() == 2, "others keep theirs"


def test_what_was_declined_goes_with_the_need_and_what_was_asked_for_stays(planned: Planned, ben: Actor):
    first, second = planned.run(), planned.offered()
    declined = planned.proposals(first, planned.scene.cast.ben)[0]
    declined.answer = Proposal.Answer.DECLINED
    saved(declined)
    planned.take(planned.proposals(second, planned.scene.cast.ben)[0], planned.scene.cast.ben)
    expertise.delete_need(**need(ben))
    assert [one.answer for one in Proposal.objects.filter(visitor=ben.staff_id)] == ["taken"]


def test_the_same_need_written_again_keeps_its_proposal(planned: Planned, ben: Actor):
    run, given = planned.run(), need(ben)
    expertise.close_need(**given)
    make_need(planned.scene, planned.scene.cast.ben)
    expertise.delete_need(**given)
    assert planned.proposals(run, planned.scene.cast.ben)


def test_why_a_need_was_not_met_goes_when_it_is_met(planned: Planned, ben: Actor):
    run = planned.offered()
    saved(Unmet(district=run.district, run=run, visitor_id=ben.staff_id, practice=planned.scene.practice, reason="x"))
    assert queries.my_proposals(ben)["unmet"]
    expertise.close_need(**need(ben))
    assert queries.my_proposals(ben)["unmet"] == []


def test_the_page_of_today_counts_what_the_page_of_proposals_shows(planned: Planned, ben: Actor):
    run = planned.offered()
    assert queries.waiting_proposals(ben, NOW)
    planned.scene.ask(planned.scene.cast.ben)  # elsewhere, at another time
    assert (queries.my_proposals(ben)["waiting"], queries.waiting_proposals(ben, NOW)) == ([], [])
    assert planned.scene.cast.ben.pk not in {one.visitor_id for one in queries.proposals_to_tell(run, ben.today)}


def test_a_way_that_was_taken_back_is_not_mailed(planned: Planned):
    planned.scene.rules(max_travel=5)
    afar = make_from_afar(planned.scene.offer)
    run = planned.run()
    afar.live = False
    saved(afar)
    actions.offer_plan(by=planned.office, now=NOW, public_id=run.public_id)
    assert mailed() == {planned.scene.cast.ben.pk}


def test_a_need_that_goes_while_the_plan_is_made_is_not_kept(planned: Planned, ben: Actor, monkeypatch):
    judge = actions.making.judge

    def meanwhile(run, made, now):
        found = judge(run, made, now)
        expertise.delete_need(**need(ben))
        return found

    monkeypatch.setattr(actions.making, "judge", meanwhile)
    run = planned.run()
    assert {one.visitor for one in planned.proposals(run)} == {planned.scene.cast.gil}
