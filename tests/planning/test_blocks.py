"""Blocks: each school a job of its own, kept whole or not at all, joined once by whoever is last."""

from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connections

from staffroom.planning import actions, queries
from staffroom.planning.actions import making
from staffroom.planning.models import PlanBlock, PlanRun, Proposal, Unmet
from staffroom.spine import jobs
from staffroom.spine.jobs import Job
from tests.factories.expertise import make_need, make_practice
from tests.factories.people import make_assignment, make_section, make_staff, saved
from tests.factories.planning import FIRST, Planned, make_needs
from tests.factories.timetable import rebuild
from tests.factories.visits import NOW, Clock, make_hosts, make_scene


def quiet(*_args: object) -> None:
    """Nobody watches."""


@pytest.fixture
def by_hand(monkeypatch):
    """Jobs wait until they are run; a block is one school."""
    monkeypatch.setattr(jobs, "_start", lambda pk: None)
    monkeypatch.setattr(settings, "PLAN_BLOCK_SCHOOLS", 1)


def start(planned: Planned, **given: object) -> PlanRun:
    with planned.scene.scope():
        run = actions.start_plan(by=planned.office, now=NOW, first=FIRST, weeks=2, matters="reach", **given)
        told = actions.make_plan(run=queries.run_to_make(run.public_id), now=NOW, progress=quiet)
    assert told["blocks"] == 2
    return run


def make(planned: Planned, run: PlanRun, number: int) -> None:
    with planned.scene.scope():
        actions.make_block(run=queries.run_to_make(run.public_id), number=number, now=NOW, progress=quiet)


def join(planned: Planned, run: PlanRun) -> PlanRun:
    with planned.scene.scope():
        actions.join_blocks(run=queries.run_to_make(run.public_id), now=NOW, progress=quiet)
        run.refresh_from_db()
    return run


def joins(planned: Planned) -> int:
    with planned.scene.scope():
        return Job.objects.filter(kind=actions.JOIN).count()


@pytest.mark.usefixtures("scope", "by_hand")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_whatever_order_blocks_are_made_the_plan_is_the_same(planned: Planned, order):
    run = start(planned)
    for number in order:
        assert joins(planned) == 0
        make(planned, run, number)
    assert joins(planned) == 1
    assert run.state == PlanRun.State.WORKING
    run = join(planned, run)
    assert run.state == PlanRun.State.READY
    # Gil's school has no host: the join finds Ana for him.
    visitors = {one.visitor for one in planned.proposals(run)}
    assert visitors == {planned.scene.cast.ben, planned.scene.cast.gil}
    assert not PlanBlock.objects.exists() and not Unmet.objects.filter(run=run).exists()
    whole = planned_whole(planned)
    assert {(p.visitor_id, p.offer_id) for p in planned.proposals(whole)} == {
        (p.visitor_id, p.offer_id) for p in planned.proposals(run)
    }


def planned_whole(planned: Planned) -> PlanRun:
    """The same weeks as one block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PLAN_BLOCK_SCHOOLS", 40)
        return planned.run()


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_block_made_twice_is_made_once(planned: Planned):
    run = start(planned)
    make(planned, run, 0)
    before = set(Proposal.objects.values_list("public_id", flat=True))
    make(planned, run, 0)
    with planned.scene.scope():
        nothing = making.Worked([], [], 0.0, 0.0, 0.0)
        making.keep_part(run=run, now=NOW, worked=nothing, number=0)
        actions.make_plan(run=queries.run_to_make(run.public_id), now=NOW, progress=quiet)
    assert set(Proposal.objects.values_list("public_id", flat=True)) == before
    assert (PlanBlock.objects.count(), Job.objects.filter(kind=actions.BLOCK).count()) == (2, 2)


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_block_that_fails_fails_the_plan_and_the_others_do_nothing_more(planned: Planned, monkeypatch):
    run = start(planned)
    with monkeypatch.context() as patch:
        patch.setattr(making, "_work_out", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs_block(planned, run, 0)
    run.refresh_from_db()
    assert run.state == PlanRun.State.FAILED
    make(planned, run, 1)
    assert not Proposal.objects.exists() and joins(planned) == 0


def jobs_block(planned: Planned, run: PlanRun, number: int) -> None:
    from staffroom.planning.jobs import _or_failed

    with planned.scene.scope():
        _or_failed(
            run.public_id, lambda row: actions.make_block(run=row, number=number, now=NOW, progress=quiet)
        )  # fmt: skip


@pytest.mark.usefixtures("scope", "by_hand")
def test_the_join_takes_no_seat_that_a_block_has_given(planned: Planned):
    """Ana has one seat in each of two weeks; Ben's block gives him one, the join Gil the other; Lou finds none."""
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=1)
    run = start(planned)
    for number in (0, 1):
        make(planned, run, number)
    run = join(planned, run)
    lessons = [one.lesson for one in planned.proposals(run)]
    assert len(lessons) == len(set(lessons)) == 2
    weeks = {(one.date - FIRST).days // 7 for one in planned.proposals(run)}
    assert weeks == {0, 1}


@pytest.mark.usefixtures("scope", "by_hand")
def test_a_substitute_is_looked_for_after_the_blocks_only(planned: Planned):
    """Somebody at Garfield teaches all day; the district allows one half day, and one is used."""
    planned.scene.rules(substitute_half_days=None, covers_given=0)
    cast = planned.scene.cast
    busy = []
    for n in range(2):
        staff = make_staff(cast.district, f"Busy{n}", "Day")
        make_assignment(staff, "teacher", cast.garfield)
        make_section(cast.garfield, f"All day {n}", staff, subject="math", periods="MTWRF 1-4", terms="2026-27")
        busy.append(staff)
    rebuild(cast.district)
    practice = make_practice(cast.district, code="exit-tickets")
    planned.scene.offer.practice = practice
    saved(planned.scene.offer)
    for staff in busy:
        make_need(staff, practice)
    run = start(planned, half_days=1)
    for number in (0, 1):
        make(planned, run, number)
    assert not Proposal.objects.filter(mode="substitute").exists()
    run = join(planned, run)
    modes = [one.mode for one in planned.proposals(run) if one.visitor in busy]
    assert modes == ["substitute"]
    assert Unmet.objects.filter(run=run, visitor__in=busy).count() == 1


# --- Two workers in one instant ---------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_workers_who_finish_together_start_one_join(set_clock: Clock, monkeypatch):
    set_clock(NOW)
    monkeypatch.setattr(jobs, "_start", lambda pk: None)
    monkeypatch.setattr(settings, "PLAN_BLOCK_SCHOOLS", 1)
    planned = make_needs(make_scene())
    make_hosts(planned.scene, 2)
    run = start(planned)
    gate = Barrier(2, timeout=60)
    keep = making.keep_part
    failed: list[BaseException] = []

    def together(**given: object) -> None:
        gate.wait()
        keep(**given)

    monkeypatch.setattr(making, "keep_part", together)

    def worker(number: int) -> None:
        try:
            make(planned, run, number)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=worker, args=(number,)) for number in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert joins(planned) == 1
    assert join(planned, run).state == PlanRun.State.READY
