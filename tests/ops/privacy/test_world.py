"""The district of the check stays one in which everybody has just signed in, however long the check takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from staffroom.ops.privacy.checking import Plan, Report, look
from staffroom.ops.privacy.world import World

INVITING = Plan(
    parts=frozenset({"cells"}),
    routes=frozenset({"accounts/<str:public_id>/invite/"}),
    people=frozenset({"central", "principal"}),
)


@pytest.fixture
def hours_later(world: World) -> World:
    session = world.clients["central"].session
    session["began"] = (timezone.now() - timedelta(hours=3)).timestamp()
    session.save()
    return world


def test_a_long_look_does_not_ask_people_to_sign_in_again(hours_later):
    assert look(hours_later, Report(), INVITING).wrong == []


def test_without_that_it_would(hours_later, monkeypatch):
    monkeypatch.setattr(World, "signed_in_just_now", lambda self: None)
    found = look(hours_later, Report(), INVITING)
    assert found.unintended_denials == len(found.wrong) > 0
