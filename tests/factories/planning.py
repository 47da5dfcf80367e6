"""Needs that a plan can meet, and plans made of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from staffroom.expertise.models import Need
from staffroom.people.models import Staff
from staffroom.planning import actions, queries
from staffroom.planning.models import PlanRun, Proposal
from staffroom.visits.models import Visit

from .people import saved
from .visits import MONDAY, NOW, Scene

#: The Monday after that Monday.
FIRST = MONDAY + timedelta(days=7)


def made_figures(school: int) -> dict[str, Any]:
    """Counts as a plan of a small district would keep them."""
    return {
        "needs": 60, "met": 48, "visitors": 40, "booked": 2, "gap": 0.0021, "seconds": 3.0, "caps": {},
        "by_school": [{"school": school, "needs": 24, "share": 80}, {"school": 0, "needs": None, "share": None}],
        "by_week": {"0": 30, "1": 18}, "by_way": {"own_school": 20, "other_school": 28},
        "reasons": {"no_common_time": 12, "no_free_time": None},
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """The scene, and shortcuts of the office and of those who are proposed something."""

    scene: Scene

    def run(self, **given: Any) -> PlanRun:
        """A plan made by the office, inline."""
        asked = {"first": FIRST, "weeks": 2, "matters": "reach", **given}
        with self.scene.scope():
            run = actions.start_plan(by=self.office, now=NOW, **asked)
            if run.state == PlanRun.State.WORKING:
                actions.make_plan(run=queries.run_to_make(run.public_id), now=NOW, progress=lambda *_: None)
            run.refresh_from_db()
        return run

    @property
    def office(self) -> Any:
        return self.scene.actor(self.scene.cast.dana)

    def offered(self, **given: Any) -> PlanRun:
        run = self.run(**given)
        with self.scene.scope():
            return actions.offer_plan(by=self.office, now=NOW, public_id=run.public_id)

    def proposals(self, run: PlanRun, staff: Staff | None = None) -> list[Proposal]:
        with self.scene.scope():
            rows = Proposal.objects.filter(run=run).select_related("offer", "run")
            return list(rows.filter(visitor=staff) if staff else rows)

    def take(self, proposal: Proposal, staff: Staff) -> Visit:
        with self.scene.scope():
            return actions.take_proposal(by=self.scene.actor(staff), now=NOW, public_id=proposal.public_id)


def make_needs(scene: Scene) -> Planned:
    for staff in (scene.cast.ben, scene.cast.gil):
        make_need(scene, staff)
    return Planned(scene)


def make_need(scene: Scene, staff: Staff) -> Need:
    return saved(Need(district=scene.cast.district, staff=staff, practice=scene.practice, created=NOW))


def make_proposal(run: PlanRun, scene: Scene, visitor: Staff, day: date, **fields: Any) -> Proposal:
    """A row as it is, for lists."""
    given: dict[str, Any] = {
        "offer": scene.offer, "practice": scene.practice, "section": scene.cast.ana_section,
        "school": scene.cast.lincoln, "lesson": scene.lesson(day), "start": 480, "end": 530, **fields,
    }  # fmt: skip
    return saved(Proposal(district=run.district, run=run, visitor=visitor, date=day, **given))
