"""kill -9 in the middle of offering a plan, two hundred times: all proposals are offered with their mails, or none."""

import os
import random
import signal
import time
from typing import Any

import pytest
from django.db import connections

from staffroom.planning import actions
from staffroom.planning.models import PlanRun
from staffroom.spine.outbox import Mail
from tests.factories.people import saved
from tests.factories.planning import FIRST, Planned, make_need, make_proposal
from tests.factories.visits import NOW, TUESDAY, Clock, make_scene, make_teachers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES, VISITORS = 200, 12


@pytest.fixture
def planned(set_clock: Clock) -> Planned:
    """Made here and not by the cast's fixture: another process must see these rows."""
    set_clock(NOW)
    made = Planned(make_scene())
    run = saved(PlanRun(district=made.scene.cast.district, state="ready", first=FIRST, weeks=2, created=NOW))
    for staff, _section in make_teachers(made.scene.cast.lincoln, VISITORS, "MTWRF 2"):
        make_need(made.scene, staff)
        make_proposal(run, made.scene, staff, TUESDAY)
    return made


def in_another_process(offered: dict[str, Any], planned: Planned) -> int:
    """Starts offering; the child ends by itself, whatever happens."""
    connections.close_all()  # a connection belongs to one process
    child = os.fork()
    if child:
        return child
    try:
        with planned.scene.scope():
            actions.offer_plan(**offered)
    finally:
        os._exit(0)


def state(planned: Planned) -> tuple[str, int]:
    with planned.scene.scope():
        return PlanRun.objects.get().state, Mail.objects.filter(kind="planning/mails/offered").count()


def test_offered_or_not_and_nothing_between(planned: Planned):
    with planned.scene.scope():
        run = PlanRun.objects.get()
    offered = {"by": planned.office, "now": NOW, "public_id": run.public_id}
    began = time.monotonic()
    os.waitpid(in_another_process(offered, planned), 0)
    lasts = time.monotonic() - began
    found, mails = state(planned)
    assert (found, mails) == (PlanRun.State.OFFERED, mails)
    each, rng, ends = mails, random.Random(1), set()
    assert each == VISITORS
    for _time in range(TIMES):
        with planned.scene.scope():
            if PlanRun.objects.get().state == PlanRun.State.OFFERED:
                actions.withdraw_plan(by=planned.office, now=NOW, public_id=run.public_id)
        before = state(planned)
        child = in_another_process(offered, planned)
        time.sleep(rng.uniform(0, 1.2 * lasts))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        after = state(planned)
        assert after in (before, (PlanRun.State.OFFERED, before[1] + each)), "half offered"
        ends.add(after[0])
    assert ends == {PlanRun.State.WITHDRAWN, PlanRun.State.OFFERED}, "it was killed early and late"
