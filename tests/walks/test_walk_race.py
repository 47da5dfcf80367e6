"""People who press in the same instant, each on a connection of their own: one seat, one place, one period."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.http import Http404

from staffroom.spine.access import Refused
from staffroom.visits.models import Promise, Visit
from staffroom.walks.actions import answering, planning
from staffroom.walks.models import Walk, Walker
from tests.factories.visits import NOW, Clock, make_hosts, make_scene
from tests.factories.walks import Walking, make_walking

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


@pytest.fixture
def walking(set_clock: Clock) -> Walking:
    """Made here and not by the cast's fixture: these rows must be seen by other connections."""
    set_clock(NOW)
    return make_walking(make_scene())


@pytest.fixture(autouse=True)
def _monday() -> None:
    """The clock is set above."""


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Do all of these in the same instant; how each ended."""
    barrier, ends = Barrier(len(acts)), Counter()

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(PATIENCE)
            act()
            ends["done"] += 1
        except (Refused, Http404):
            ends["refused"] += 1
        except Exception as error:
            ends[repr(error)] += 1
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return ends


def nobody_is_in_two_places(walking: Walking) -> None:
    with walking.scene.scope():
        rows = list(Promise.objects.values_list("staff_id", "key"))
        assert rows and len(rows) == len(set(rows))
        grouped = set(Walk.objects.values_list("stops__lesson", flat=True))
        assert not grouped & set(Visit.objects.values_list("lesson", flat=True))


@pytest.mark.parametrize("left", ["both", "lock", "promises"])
def test_a_group_and_a_visitor_want_the_same_lesson(walking: Walking, monkeypatch: pytest.MonkeyPatch, left: str):
    """Three rooms are left without it, so the group may go on without Ana; never both in her room."""
    if left == "lock":
        monkeypatch.setattr(planning, "keep_room", lambda *_given: None)
    if left == "promises":
        monkeypatch.setattr(planning, "lock", lambda *_ids: None)
    ends = at_once(walking.start, lambda: walking.scene.ask(visitor=walking.walkers[0]))
    assert sum(ends.values()) == 2 and set(ends) <= {"done", "refused"}
    nobody_is_in_two_places(walking)


@pytest.mark.parametrize("left", ["both", "promises"])
def test_two_groups_want_the_same_rooms(walking: Walking, monkeypatch: pytest.MonkeyPatch, left: str):
    if left == "promises":
        monkeypatch.setattr(planning, "lock", lambda *_ids: None)
    ends = at_once(walking.start, lambda: walking.start(by=walking.walkers[0]))
    assert ends == {"done": 1, "refused": 1}
    nobody_is_in_two_places(walking)


def test_the_last_place_is_taken_once_in_the_same_instant(walking: Walking):
    walk = walking.start()
    walking.join(walk, walking.walkers[0])
    walking.invite(walk, walking.walkers[1])  # one place is left
    others = [walking.walkers[2], walking.scene.cast.dana]
    ends = at_once(*(lambda who=who: walking.join(walk, who) for who in others))
    assert ends == {"done": 1, "refused": 1}
    with walking.scene.scope():
        assert Walker.objects.filter(walk=walk, state__in=("asked", "accepted")).count() == 4


def test_one_walker_says_yes_and_takes_a_visit_in_the_same_period(walking: Walking, monkeypatch: pytest.MonkeyPatch):
    """Promises alone: the check of the group is taken away."""
    monkeypatch.setattr(answering, "must_be_legal", lambda _found: None)
    walk = walking.start()
    busy = walking.walkers[0]
    host, section, offer = make_hosts(walking.scene, 1)[0]
    lesson = walking.scene.lesson(host=host, section=section)
    ends = at_once(
        lambda: walking.join(walk, busy),
        lambda: walking.scene.ask(visitor=busy, offer=offer, lesson=lesson),
    )
    assert ends == {"done": 1, "refused": 1}
    nobody_is_in_two_places(walking)
