"""The API keeps its word: whoever asks, and whatever, gets no server error and no answer that is not described.

Schemathesis makes the requests from the description itself: right ones, wrong ones, and wrong methods. Seeded and
bounded, in this process, on the database of the test.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from staffroom.api import queries, views
from staffroom.people.models import School
from staffroom.spine.access import Actor, Refused
from tests.factories.cast import client_of
from tests.factories.visits import NOW
from tests.factories.world import World, make_world

pytestmark = pytest.mark.slow
SIZE = settings(
    max_examples=8,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]
WHO = {"teacher": "ben", "principal": "paz", "it": "ivo", "stranger": ""}


@pytest.fixture
def world(db, set_clock) -> World:
    set_clock(NOW)
    return make_world()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests are made within the transaction of the test, as the test client of Django makes them."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def _cookies(world: World, who: str) -> dict[str, str]:
    client = client_of(getattr(world.scene.cast, who)) if who else Client()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _ask(operation: Any, mode: GenerationMode, act: Callable[[Case], None]) -> None:
    @seed(20261201)
    @SIZE
    @given(case=operation.as_strategy(generation_mode=mode))
    def asking(case: Case) -> None:
        act(case)

    asking()


def broken_promises(cookies: dict[str, str], only: str = "/api/") -> tuple[list[str], int, set[int]]:
    """What was answered otherwise than described, how many were asked, and the statuses seen."""
    wrong, statuses, asked = [], set(), 0

    def act(case: Case) -> None:
        nonlocal asked
        answer = case.call(cookies=cookies)
        asked += 1
        statuses.add(answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            wrong.extend(f"{case.method} {case.formatted_path}: {one.title}" for one in failures.exceptions)

    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for result in schema.get_all_operations():
        operation = result.ok()
        if not operation.path.startswith(only):
            continue
        for mode in GenerationMode:
            if mode is GenerationMode.POSITIVE or operation.query or operation.path_parameters:
                _ask(operation, mode, act)
    return wrong, asked, statuses


@pytest.mark.parametrize("who", WHO)
def test_no_server_error_and_no_answer_that_is_not_described(world, who):
    wrong, asked, statuses = broken_promises(_cookies(world, WHO[who]))
    assert sorted(set(wrong)) == []
    assert asked >= 50
    assert statuses <= {400, 401} if who == "stranger" else {200, 404, 422} <= statuses


@pytest.mark.parametrize(
    ("status", "told"), [(418, "Undocumented status code"), (500, "Server error"), (200, "Response violates schema")]
)
def test_an_answer_otherwise_than_described_is_found(world, monkeypatch, status, told):
    """A planted fault: one address answers another status, breaks, or has another shape."""

    def odd(_actor: Actor) -> list[School]:
        raise Refused("I am a teapot.", status=status)

    monkeypatch.setattr(queries, "schools_of", odd)
    wrong, _asked, statuses = broken_promises(_cookies(world, "ben"), "/api/v1/me")
    assert status in statuses
    assert f"GET /api/v1/me: {told}" in wrong
    assert {each.split(":")[0] for each in wrong} == {"GET /api/v1/me"}


def test_every_answer_is_json_also_where_there_is_nothing(world):
    client = client_of(world.scene.cast.ben)
    for address, status in (
        ("/api/v1/nothing", 404),
        ("/api/v1/offers/a/b", 404),
        ("/api/v1/offers/%00", 400),
        ("/api/v1/schools?limit=%00", 400),
        ("/api/v1/schools?limit=x", 422),
    ):
        answer = client.get(address)
        assert (answer.status_code, "detail" in answer.json()) == (status, True), address
    assert Client(enforce_csrf_checks=True).post("/api/v1/nothing").status_code == 404


def test_the_description_says_how_one_is_known():
    schema = views.api.get_openapi_schema()
    (scheme,) = schema["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "cookie", "staffroom")
    assert all(operation["security"] for path in schema["paths"].values() for operation in path.values())
