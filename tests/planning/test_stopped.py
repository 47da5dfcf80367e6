"""A worker that dies in the middle: the plan is taken up again where it stood, or makes way for another."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.planning import actions, queries
from staffroom.planning.actions import making
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine import jobs
from staffroom.spine.access import Refused
from staffroom.spine.jobs import Job
from tests.factories.people import saved
from tests.factories.planning import FIRST, Planned, make_needs
from tests.factories.visits import NOW, Clock, make_scene

LATER = NOW + timedelta(minutes=61)


def begin(planned: Planned, now: datetime = NOW) -> PlanRun:
    return actions.start_plan(by=planned.office, now=now, first=FIRST, weeks=2, matters="reach")


def make(run: PlanRun) -> dict[str, Any]:
    return actions.make_plan(run=queries.run_to_make(run.public_id), now=NOW, progress=lambda *_: None)


@pytest.fixture
def by_hand(monkeypatch):
    """Jobs wait until they are run."""
    monkeypatch.setattr(jobs, "_start", lambda pk: None)


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_plan_that_was_kept_and_not_finished_is_finished_when_it_is_taken_up_again(planned: Planned, monkeypatch):
    run = begin(planned)
    with monkeypatch.context() as patch:
        patch.setattr(making, "finish_plan", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(run)
    before = set(Proposal.objects.values_list("public_id", flat=True))
    monkeypatch.setattr(making, "_work_out", lambda *_: pytest.fail("it is worked out already"))
    assert make(run) == {"state": "ready"}
    assert before == set(Proposal.objects.values_list("public_id", flat=True)) != set()


@pytest.mark.usefixtures("scope", "by_hand")
@pytest.mark.parametrize(
    ("state", "started", "stopped"),
    [
        ("waiting", None, False), ("running", LATER - timedelta(minutes=59), False), ("running", NOW, True),
        ("failed", NOW, True), ("cancelled", NOW, True),
    ],
)  # fmt: skip
def test_a_plan_that_nobody_makes_any_more_makes_way(planned: Planned, as_, set_clock, state, started, stopped):
    run = begin(planned)
    Job.objects.filter(public_id=run.job).update(state=state, started=started)
    set_clock(LATER)
    page = as_(planned.scene.cast.dana).get(reverse("plan", args=[run.public_id])).content.decode()
    assert ("stopped in the middle" in page, "Delete this plan" in page) == (stopped, stopped)
    listed = as_(planned.scene.cast.dana).get(reverse("plans")).content.decode()
    assert ("Stopped in the middle" in listed, "Being made" in listed) == (stopped, not stopped)
    if not stopped:
        with pytest.raises(Refused, match="being made"):
            begin(planned, LATER)
        with pytest.raises(Refused, match="being made"):
            actions.delete_plan(by=planned.office, now=LATER, public_id=run.public_id)
        return
    begin(planned, LATER)
    run.refresh_from_db()
    assert (run.state, make(run)) == (PlanRun.State.FAILED, {"state": "failed"})
    assert PlanRun.objects.filter(state=PlanRun.State.WORKING).count() == 1


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_plan_that_stopped_can_be_deleted(planned: Planned):
    run = begin(planned)
    Job.objects.all().delete()
    actions.delete_plan(by=planned.office, now=LATER, public_id=run.public_id)
    assert not PlanRun.objects.exists()


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_block_that_is_at_work_keeps_the_plan_going(planned: Planned):
    run = begin(planned)
    Job.objects.filter(public_id=run.job).update(state="done", started=NOW)
    saved(Job(district_id=run.district_id, kind=actions.BLOCK, args={"run": run.public_id, "number": 1}, created=NOW))
    with pytest.raises(Refused, match="being made"):
        begin(planned, LATER)


@pytest.mark.usefixtures("scope", "by_hand")
def test_the_list_of_plans_reads_the_jobs_of_all_at_once(planned: Planned, as_, django_assert_num_queries):
    office = as_(planned.scene.cast.dana)
    going = begin(planned)
    office.get(reverse("plans"))
    with CaptureQueriesContext(connection) as one:
        office.get(reverse("plans"))
    for weeks in (1, 3):
        saved(PlanRun(district=planned.scene.cast.district, first=FIRST, weeks=weeks, created=NOW))
    with django_assert_num_queries(len(one)):
        page = office.get(reverse("plans")).content.decode()
    assert (page.count("Stopped in the middle"), page.count("Being made")) == (2, 1)
    assert not queries.has_stopped(going, NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_start_a_plan_at_once_start_one(set_clock: Clock, monkeypatch):
    set_clock(NOW)
    monkeypatch.setattr(jobs, "_start", lambda pk: None)
    planned = make_needs(make_scene())
    gate, told = Barrier(2, timeout=60), []

    def start() -> None:
        try:
            with planned.scene.scope():
                by = planned.office
                gate.wait()
                actions.start_plan(by=by, now=NOW, first=FIRST, weeks=2, matters="reach")
            told.append("started")
        except Refused:
            told.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=start) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["refused", "started"]
