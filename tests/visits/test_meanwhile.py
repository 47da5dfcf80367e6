"""Somebody answers or cancels between what is found and the lock: nothing is undone or told a second time."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from staffroom.spine.outbox import Mail
from staffroom.visits import actions
from staffroom.visits.actions import promising
from staffroom.visits.models import Cover, ProposedTime, Visit
from tests.factories.expertise import make_closed_door
from tests.factories.people import saved
from tests.factories.timetable import make_away
from tests.factories.visits import NOW, TUESDAY, WEDNESDAY, Scene, make_covering, make_from_afar

pytestmark = pytest.mark.usefixtures("scope")
TODAY = datetime(2026, 10, 6, 14, 0, tzinfo=UTC)  # Tuesday, seven in the morning


@pytest.fixture
def before_the_lock(monkeypatch) -> Callable[[Callable[[], object]], None]:
    """``before_the_lock(act)``: the next who wants the lock gets it after this has been done and committed."""

    def arrange(act: Callable[[], object]) -> None:
        real, waiting = promising.lock, [act]

        def lock(*people: int | None) -> None:
            if waiting:
                waiting.pop()()
            real(*people)

        monkeypatch.setattr(promising, "lock", lock)

    return arrange


def section_goes(scene: Scene) -> None:
    scene.cast.ana_section.active = False
    saved(scene.cast.ana_section)


ACTS = {
    "roster": (section_goes, lambda given: actions.cancel_impossible(**given)),
    "closed": (lambda s: make_closed_door(s.cast.ana, date=TUESDAY), lambda g: actions.follow_closed_doors(**g)),
    "away": (lambda s: make_away(s.cast.ana, TUESDAY, TUESDAY), lambda g: actions.follow_days_away(**g)["visits"]),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_was_cancelled_meanwhile_is_not_ended_again(scene: Scene, before_the_lock, what: str):
    visit, (change, act) = scene.booked(), ACTS[what]
    change(scene)
    before_the_lock(lambda: scene.cancel(visit, scene.cast.ben))
    assert act({"district_id": scene.cast.district.pk, "now": NOW}) == 0
    _ended_once(scene, visit)


def _ended_once(scene: Scene, visit: Visit) -> None:
    visit.refresh_from_db()
    assert (visit.cancelled_by, visit.sequence) == (scene.cast.ben.pk, 1)
    assert visit.changes.get().why == "cancelled"
    assert Mail.objects.filter(kind="visits/mails/cancelled", to_staff=scene.cast.ana.pk).count() == 1


def test_not_there_today_ends_nothing_that_was_cancelled_meanwhile(scene: Scene, before_the_lock):
    visit = scene.booked()
    before_the_lock(lambda: scene.cancel(visit, scene.cast.ben, now=TODAY))
    assert actions.not_there_today(by=scene.actor(scene.cast.ana, TUESDAY), now=TODAY).total() == 0
    _ended_once(scene, visit)


def test_taking_live_video_back_ends_nothing_that_was_cancelled_meanwhile(scene: Scene, before_the_lock):
    make_from_afar(scene.offer)
    visit = scene.accept(scene.ask(mode="video"))
    before_the_lock(lambda: scene.cancel(visit, scene.cast.ben))
    given = {"offer_id": scene.offer.public_id, "live": False}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=NOW, **given)
    _ended_once(scene, visit)


@pytest.mark.parametrize("way", ["today", "later"])
def test_a_cover_who_has_said_no_meanwhile_is_not_passed_on_twice(scene: Scene, before_the_lock, way: str):
    covering = make_covering(scene, number=2)
    covering.booked()
    cover, ana = Cover.objects.get(state="accepted"), scene.cast.ana
    now = TODAY if way == "today" else NOW
    if way == "later":
        make_away(ana, TUESDAY, TUESDAY)

    def gives_up() -> None:
        actions.give_up_cover(by=scene.actor(ana), now=now, cover_id=cover.public_id)

    before_the_lock(gives_up)
    if way == "today":
        done = actions.not_there_today(by=scene.actor(ana, TUESDAY), now=now)
    else:
        done = actions.follow_days_away(district_id=scene.cast.district.pk, now=now)
    assert done["covers"] == 0
    cover.refresh_from_db()
    assert (cover.state, cover.sequence) == ("declined", 1)
    assert Cover.objects.exclude(pk=cover.pk).get().state == "asked"


def test_a_time_that_was_taken_meanwhile_does_not_lapse(scene: Scene, before_the_lock):
    visit = scene.booked()
    by = {who: scene.actor(getattr(scene.cast, who)) for who in ("ana", "ben")}
    given = {"visit_id": visit.public_id, "now": NOW}
    actions.propose_time(by=by["ben"], lesson=scene.lesson(WEDNESDAY), **given)
    before_the_lock(lambda: actions.take_time(by=by["ana"], **given))
    begun = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
    assert actions.forget_times(district_id=scene.cast.district.pk, now=begun) == 0
    visit.refresh_from_db()
    assert (visit.date, visit.state) == (WEDNESDAY, Visit.State.ACCEPTED) and visit.promises.exists()
    assert not ProposedTime.objects.exists()
