"""Stop a write at each of its statements in turn: the old state or the new one, nothing between."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from staffroom.expertise import actions as expertise
from staffroom.people import actions as people
from staffroom.planning import actions as plans
from staffroom.spine.scoping import across_districts
from staffroom.visits import actions as visits
from staffroom.visits.queries import asked_by_me
from tests.factories.people import saved
from tests.factories.planning import make_needs
from tests.factories.rosters import maple_roster
from tests.factories.visits import NOW, Scene, make_scene


class Killed(OperationalError):
    """The database was lost here, as when the process dies: what is open is rolled back."""


@contextmanager
def dying_at(number: int) -> Iterator[list[int]]:
    """Raise instead of the statement of this number; counts all. Savepoints count too."""
    count = [0]

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        count[0] += 1
        if count[0] == number:
            raise Killed(sql[:60])
        return run(sql, *rest)

    with connection.execute_wrapper(execute):
        yield count


def digest() -> str:
    """Every row of every table of ours."""
    found = hashlib.sha256()
    with across_districts():
        for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
            if model.__module__.startswith("staffroom."):
                found.update(repr([model._meta.label, *model._base_manager.order_by("pk").values_list()]).encode())
    return found.hexdigest()


def survives(act: Callable[[], Any], *, step: int = 1) -> int:
    """Kill ``act`` at every ``step``-th statement until one run gets through. Returns how often it died."""
    before, deaths, number = digest(), 0, 1
    while True:
        with dying_at(number) as count:
            try:
                act()
            except Killed:
                deaths += 1
        if count[0] < number:
            assert digest() != before, "the last run did its work"
            return deaths
        assert digest() == before, f"half written at statement {number}"
        number += step


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


def test_asking_and_answering(scene):
    assert survives(scene.ask) > 20
    with scene.scope():
        asked = asked_by_me(scene.actor(scene.cast.ben))[0]
    assert survives(lambda: scene.accept(asked, answer="Come in.")) > 20
    assert survives(lambda: scene.cancel(asked)) > 8


def test_offering_a_plan(scene):
    """Every visitor is told and sees what is proposed, or nobody."""
    planned = make_needs(scene)
    run = planned.run()
    offered = {"by": planned.office, "now": NOW, "public_id": run.public_id}

    def offer() -> None:
        with scene.scope():
            plans.offer_plan(**offered)

    assert survives(offer) > 8


def test_offers(scene):
    by = scene.actor(scene.cast.ana)

    def withdraw() -> None:
        with scene.scope():
            expertise.withdraw_offer(by=by, now=NOW, public_id=scene.offer.public_id)

    assert survives(withdraw) > 3


def test_visits_after_a_roster(scene):
    scene.booked()
    scene.cast.ana.active = False
    saved(scene.cast.ana)

    def look_after() -> None:
        with scene.scope():
            visits.cancel_impossible(district_id=scene.cast.district.pk, now=NOW)

    assert survives(look_after) > 8


def test_a_roster_applied_and_undone(scene):
    cast, when = scene.cast, datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
    by = scene.actor(cast.dana)
    roster = maple_roster()
    with scene.scope():
        staged = people.stage_roster(by=by, now=when, uploads=[("roster.zip", [roster.zip()])], queue=False)
        found = people.read_roster(roster_import=staged, now=when, progress=lambda *_: None)
        people.start_apply(by=by, now=when, roster_import=found, confirmed=True, queue=False)
        given = {"roster_import": found, "by": cast.dana.pk, "now": when, "progress": lambda *_: None}
        assert survives(lambda: people.apply_roster(**given), step=3) > 8
        people.start_undo(by=by, now=when, roster_import=found, queue=False)
        assert survives(lambda: people.undo_roster(**given), step=3) > 8
