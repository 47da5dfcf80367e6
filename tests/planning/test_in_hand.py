"""One visit for one need: what is proposed for other weeks, or arranged, is not proposed again."""

import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from staffroom.expertise import actions as expertise
from staffroom.people.models import Staff
from staffroom.planning import actions, queries
from staffroom.planning.actions import making
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.access import Refused
from staffroom.spine.outbox import Mail
from tests.factories.expertise import make_need as need_for
from tests.factories.expertise import make_practice
from tests.factories.people import saved
from tests.factories.planning import FIRST, Planned, make_needs, make_proposal
from tests.factories.visits import NOW, Clock, make_scene, make_visit

LATER = FIRST + timedelta(days=14)
MUCH_LATER = FIRST + timedelta(days=42)


def offer(planned: Planned, run: PlanRun) -> None:
    actions.offer_plan(by=planned.office, now=NOW, public_id=run.public_id)


def decline(planned: Planned, run: PlanRun, staff: Staff) -> dict[str, object]:
    one = planned.proposals(run, staff)[0]
    given = {"by": planned.scene.actor(staff), "now": NOW, "public_id": one.public_id}
    actions.decline_proposal(**given)
    return given


def asked(planned: Planned, run: PlanRun) -> set[Staff]:
    return {one.visitor for one in planned.proposals(run)}


@pytest.mark.usefixtures("scope")
def test_what_another_plan_on_offer_proposes_is_not_planned_again(planned: Planned):
    cast, first = planned.scene.cast, planned.offered()
    assert asked(planned, planned.run(first=LATER)) == set()
    decline(planned, first, cast.ben)
    assert asked(planned, planned.run(first=LATER)) == {cast.ben}
    actions.withdraw_plan(by=planned.office, now=NOW, public_id=first.public_id)
    assert asked(planned, planned.run(first=LATER)) == {cast.ben, cast.gil}


@pytest.mark.usefixtures("scope")
def test_a_plan_for_some_of_the_same_weeks_plans_anew(planned: Planned):
    planned.offered()
    assert len(asked(planned, planned.run(first=FIRST + timedelta(days=7)))) == 2, "the one on offer makes way"


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(("days", "again"), [(-3, True), (3, False)])
def test_what_nobody_answered_until_its_day_is_planned_again(planned: Planned, days, again):
    cast = planned.scene.cast
    old = saved(PlanRun(
        district=cast.district, state="offered", first=FIRST - timedelta(days=14), weeks=2, created=NOW, offered=NOW
    ))  # fmt: skip
    make_proposal(old, planned.scene, cast.ben, NOW.date() + timedelta(days=days))
    assert (cast.ben in asked(planned, planned.run())) == again


@pytest.mark.usefixtures("scope")
def test_what_was_taken_is_not_planned_again_however_much_later(planned: Planned):
    cast, first = planned.scene.cast, planned.offered()
    visit = planned.take(planned.proposals(first, cast.ben)[0], cast.ben)
    assert visit.date < MUCH_LATER - timedelta(days=28)
    assert asked(planned, planned.run(first=MUCH_LATER)) == set()
    planned.scene.decline(visit)
    assert asked(planned, planned.run(first=MUCH_LATER)) == {cast.ben}


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("offered_first", [0, 1])
def test_of_two_plans_that_are_made_the_second_to_be_offered_proposes_only_what_is_left(
    planned: Planned, offered_first
):
    cast = planned.scene.cast
    plans = [planned.run(), planned.run(first=LATER)]
    assert [asked(planned, run) for run in plans] == [{cast.ben, cast.gil}] * 2
    one, other = plans[offered_first], plans[1 - offered_first]
    offer(planned, one)
    decline(planned, one, cast.gil)
    offer(planned, other)
    for staff, run in ((cast.ben, one), (cast.gil, other)):
        waiting = queries.my_proposals(planned.scene.actor(staff))["waiting"]
        assert [row.run for row in waiting] == [run]
    told = Mail.objects.filter(kind="planning/mails/offered").values_list("to_staff", flat=True)
    assert sorted(told) == sorted([cast.ben.pk, cast.gil.pk, cast.gil.pk])


@pytest.mark.usefixtures("scope")
def test_what_was_taken_and_seen_before_the_offer_is_not_offered(planned: Planned):
    cast, later = planned.scene.cast, planned.run(first=LATER)
    make_visit(planned.scene, cast.ben, cast.ana, NOW.date() - timedelta(days=1))
    offer(planned, later)
    assert asked(planned, later) == {cast.gil}


@pytest.mark.usefixtures("scope")
def test_what_was_taken_stays_with_its_plan_when_it_is_offered_again(planned: Planned):
    cast, run = planned.scene.cast, planned.offered()
    planned.take(planned.proposals(run, cast.ben)[0], cast.ben)
    actions.withdraw_plan(by=planned.office, now=NOW, public_id=run.public_id)
    offer(planned, run)
    assert [one.answer for one in planned.proposals(run, cast.ben)] == ["taken"]


@pytest.mark.usefixtures("scope")
def test_what_another_plan_proposes_meanwhile_is_not_kept(planned: Planned, monkeypatch):
    """The other plan is offered while this one is being worked out."""
    other, judge = planned.run(first=LATER), making.judge

    def meanwhile(run, made, now):
        found = judge(run, made, now)
        offer(planned, other)
        return found

    monkeypatch.setattr(making, "judge", meanwhile)
    assert asked(planned, planned.run()) == set()


@pytest.mark.usefixtures("scope")
def test_a_no_is_not_undone_when_another_plan_proposes_by_now(planned: Planned):
    cast, first = planned.scene.cast, planned.offered()
    given = decline(planned, first, cast.ben)
    later = planned.offered(first=LATER)
    with pytest.raises(Refused, match="proposed to you for this"):
        actions.reopen_proposal(**given)
    assert [one.run for one in queries.my_proposals(planned.scene.actor(cast.ben))["waiting"]] == [later]
    decline(planned, later, cast.ben)
    actions.reopen_proposal(**given)
    assert [one.run for one in queries.my_proposals(planned.scene.actor(cast.ben))["waiting"]] == [first]


@pytest.mark.usefixtures("scope")
def test_what_is_proposed_under_its_old_name_is_not_proposed_under_the_new_one(planned: Planned):
    cast, first = planned.scene.cast, planned.offered()
    following = make_practice(cast.district, code="number-strings", subject="math")
    old = planned.scene.practice.code
    expertise.retire_practice(by=planned.office, now=NOW, code=old, successor=following)
    need_for(cast.ben, following)
    assert planned.proposals(planned.run(first=LATER)) == []
    decline(planned, first, cast.ben)
    assert following in {one.practice for one in planned.proposals(planned.run(first=LATER), cast.ben)}


@pytest.mark.django_db(transaction=True)
def test_two_plans_that_are_offered_at_once_propose_one_visit_for_a_need(set_clock: Clock, monkeypatch):
    set_clock(NOW)
    planned = make_needs(make_scene())
    runs = [planned.run(), planned.run(first=LATER)]
    gate, failed = Barrier(2, timeout=60), []
    tell = actions.offering.mails.tell_offered
    # Whoever is first holds its transaction open while the other begins.
    monkeypatch.setattr(
        actions.offering.mails, "tell_offered", lambda *args, **given: (tell(*args, **given), time.sleep(0.5))
    )

    def worker(run: PlanRun) -> None:
        try:
            with planned.scene.scope():
                gate.wait()
                offer(planned, run)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=worker, args=(run,)) for run in runs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    with planned.scene.scope():
        rows = Proposal.objects.filter(run__state=PlanRun.State.OFFERED)
        assert sorted(rows.values_list("visitor_id", flat=True)) == sorted([
            planned.scene.cast.ben.pk, planned.scene.cast.gil.pk
        ])  # fmt: skip
        assert PlanRun.objects.filter(state=PlanRun.State.OFFERED).count() == 2
