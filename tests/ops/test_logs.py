"""Security events are one line each, say who, what, when and from where, and never a secret."""

import json
import logging
from datetime import datetime

import pytest
from django.conf import settings as shipped
from django.test import Client, RequestFactory

from staffroom.ops.logs import JsonLines, OneLine, RouteForPath, address_of, spelled_out
from tests.factories.cast import client_of
from tests.factories.visits import NOW, make_scene

FORGED = "\n2026-01-01 ERROR root all is well\r\x1b[2Jx\u2028y"


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


@pytest.fixture
def lines():
    """What the console of a production run would print, line by line."""
    kept: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record):
            kept.append(self.format(record))

    handler = Keeping()
    handler.setFormatter(JsonLines())
    handler.addFilter(RouteForPath())
    loggers = [logging.getLogger(name) for name in ("staffroom.security", "django.request", "django.security", "")]
    before = [(one, one.level) for one in loggers]
    logging.getLogger().addHandler(handler)
    logging.getLogger("staffroom.security").setLevel("INFO")
    yield kept
    logging.getLogger().removeHandler(handler)
    for one, level in before:
        one.setLevel(level)


def events(lines: list[str], name: str) -> list[dict]:
    return [told for told in map(json.loads, lines) if told["message"] == name]


def test_signing_in_failing_and_signing_out_are_logged_without_what_was_typed(scene, lines):
    account = scene.cast.ana.account
    account.set_password("a long enough password")
    account.save()
    client = Client()
    client.post("/account/login/", {"login": account.email, "password": "my secret typed wrong"})
    client.post("/account/login/", {"login": account.email, "password": "a long enough password"})
    client.post("/account/logout/")
    assert [told["account"] for told in events(lines, "signed in")] == [account.pk]
    assert [told["account"] for told in events(lines, "signed out")] == [account.pk]
    failed = events(lines, "sign-in failed")
    assert failed and failed[0]["address"] == "127.0.0.1" and failed[0]["route"] == "/account/login/"
    assert datetime.fromisoformat(failed[0]["at"]).utcoffset().total_seconds() == 0
    for typed in ("my secret", "long enough", account.email):
        assert typed not in "".join(lines)


def test_every_refusal_says_who_asked_for_what(scene, lines):
    teacher = client_of(scene.cast.ben)
    teacher.get("/rosters/?q=private+words")
    visit = scene.ask()
    client_of(scene.cast.gil).get(f"/visits/{visit.public_id}/")
    Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x", "password": "y"})
    told = [(one["status"], one["method"], one["route"], one["account"]) for one in events(lines, "refused")]
    assert told == [
        (403, "GET", "/rosters/", scene.cast.ben.account.pk),
        (404, "GET", "/visits/<str:public_id>/", scene.cast.gil.account.pk),
        (403, "POST", "/account/login/", None),
    ]
    assert events(lines, "refused")[1]["object"] == visit.public_id
    assert "private" not in "".join(lines)


def test_the_secret_of_a_calendar_is_in_no_line(scene, lines, monkeypatch):
    client = Client(raise_request_exception=False)
    client.get("/calendar/owner~secretpart.ics")

    def broken(*_given):
        raise RuntimeError("away")

    monkeypatch.setattr("staffroom.visits.views.visiting.queries.feed", broken)
    assert client.get("/calendar/owner~secretpart.ics").status_code == 500
    assert len(lines) >= 2
    assert "secretpart" not in "".join(lines)
    assert any("RuntimeError: away" in json.loads(line).get("trace", "") for line in lines)


def test_nobody_forges_a_line(db, lines):
    Client().get("/", headers={"host": FORGED.replace("\n", "%0A")})
    logging.getLogger("staffroom.anything").warning("said: %s", FORGED)
    assert lines and all(line.isprintable() for line in lines)
    assert json.loads(lines[-1])["message"] == f"said: {FORGED}"


def test_a_line_for_people_stays_one_line():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "said: %s", (FORGED,), None)
    record.facts = {"who": FORGED}
    told = OneLine("%(levelname)s %(message)s").format(record)
    assert told.isprintable()
    assert told.startswith(r"WARNING said: \n2026-01-01 ERROR")
    assert spelled_out("Año 🙂\t") == "Año 🙂\\t"


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_wrote(settings):
    request = RequestFactory().get("/", headers={"x-forwarded-for": "6.6.6.6, 10.1.2.3"})
    settings.BEHIND_PROXY = True
    assert address_of(request) == "10.1.2.3"
    settings.BEHIND_PROXY = False
    assert address_of(request) == "127.0.0.1"


def test_the_shipped_settings_log_refusals_once_and_filter_every_line():
    assert list(shipped.LOGGING["handlers"]) == ["console"]
    assert shipped.LOGGING["handlers"]["console"]["filters"] == ["routes"]
    assert shipped.LOGGING["loggers"]["django.request"]["level"] == "ERROR"
    assert shipped.MIDDLEWARE[0] == "staffroom.ops.middleware.SecurityLogMiddleware"
