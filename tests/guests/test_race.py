"""A visit and a guest hour in the same instant: one of the two, and without the guard both."""

from contextlib import suppress

import pytest

from staffroom.guests.actions import hours as acting
from staffroom.guests.models import GuestHour
from staffroom.visits.models import Promise, Visit
from tests.factories.guests import Inviting, make_inviting, make_leader
from tests.factories.visits import NOW, TUESDAY, Clock, make_hosts, make_scene, make_teachers
from tests.visits.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inviting(set_clock: Clock) -> Inviting:
    set_clock(NOW)
    return make_inviting(make_scene())


def _both(inviting: Inviting):
    """Gil asks to see somebody in period 1 while he is asked as a guest for that time."""
    scene = inviting.scene
    host, section, offer = make_hosts(scene, 1)[0]
    lesson = scene.lesson(TUESDAY, host=host, section=section)
    return at_once(lambda: inviting.ask(), lambda: scene.ask(scene.cast.gil, offer=offer, lesson=lesson))


def _counts(inviting: Inviting) -> int:
    with inviting.scene.scope():
        return Visit.objects.count() + GuestHour.objects.count()


def test_of_a_visit_and_a_guest_hour_at_once_one_is_had(inviting: Inviting):
    assert _both(inviting) == {"done": 1, "refused": 1}
    assert _counts(inviting) == 1
    with inviting.scene.scope():
        assert Promise.objects.filter(staff=inviting.scene.cast.gil, key__endswith="/480").count() == 1


def test_without_lock_the_table_of_promises_alone_keeps_them_apart(inviting: Inviting, monkeypatch):
    monkeypatch.setattr(acting, "lock", lambda *ids: None)
    ends = _both(inviting)
    assert ends["done"] == 1 and _counts(inviting) == 1


def test_without_the_promises_both_are_had_one_after_the_other(inviting: Inviting, monkeypatch):
    """The guard removed, and nobody looks: the same two acts collide."""
    monkeypatch.setattr(acting, "_hold", lambda hour: None)
    real = acting.queries.slot_for
    host, section, offer = make_hosts(inviting.scene, 1)[0]
    lesson = inviting.scene.lesson(TUESDAY, host=host, section=section)

    def late(*given, **more):
        """The checker looked before the visit was there."""
        found = real(*given, **more)
        with suppress(RuntimeError):
            inviting.scene.ask(inviting.scene.cast.gil, offer=offer, lesson=lesson)
        return found

    monkeypatch.setattr(acting.queries, "slot_for", late)
    inviting.ask()
    assert _counts(inviting) == 2


def test_two_of_a_team_ask_two_guests_to_one_meeting(inviting: Inviting):
    cast = inviting.scene.cast
    hana, _section = make_teachers(cast.garfield, 1, "MTWRF 3", name="Hana")[0]
    make_leader(hana, inviting.scene)
    ends = at_once(lambda: inviting.ask(), lambda: inviting.ask(guest=hana, by=cast.ben))
    assert ends == {"done": 1, "refused": 1} and _counts(inviting) == 1
