"""What every answer tells browsers, which cookies there are, and what is not let in at all."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from staffroom.ops.middleware import DoorMiddleware
from tests.factories.cast import client_of
from tests.factories.visits import NOW, make_scene
from tests.ops.test_settings import PRODUCTION, ROOT

KINDS = ["/account/login/", "/", "/api/v1/me", "/healthz", "/nothing/", "/static/ui/theme.js", "/rosters/"]
ASKED = """
import json
from django.test import Client
from django.conf import settings
page = Client().get("/account/login/", secure=True, headers={"host": "staffroom.example.org"})
print(json.dumps({
    "cookies": {name: [one["secure"], one["httponly"], one["samesite"], one["path"], one["domain"]]
                for name, one in page.cookies.items()},
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME,
              settings.THEME_COOKIE_NAME],
    "hsts": page.headers["Strict-Transport-Security"],
    "to_https": [Client().get(path, headers={"host": "staffroom.example.org"}).status_code
                 for path in ("/account/login/", "/api/v1/me", "/api/openapi.json")],
}))
"""


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


@pytest.mark.parametrize("path", KINDS)
def test_every_answer_says_how_it_may_be_used(scene, path):
    for client in (Client(), client_of(scene.cast.ana)):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"] and "geolocation=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/account/login/", "/api/v1/me", "/nothing/", "/healthz", "/help/"])
def test_every_body_says_what_it_is_and_in_which_letters(scene, path):
    answer = client_of(scene.cast.ana).get(path, follow=True)
    kind = answer.headers["Content-Type"]
    assert "charset=utf-8" in kind or kind == "application/json"  # JSON has no other letters
    answer.content.decode("utf-8")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/account/login/", "/", "/api/v1/me", "/healthz", "/nothing/"])
def test_other_methods_are_not_let_in(db, method, path):
    answer = Client().generic(method, path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


def test_a_body_larger_than_any_file_is_refused_unread(db, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    told = {"CONTENT_LENGTH": str(1000 + 1024 * 1024 + 1)}
    answer = Client().post("/account/login/", {"login": "x"}, **told)
    assert answer.status_code == 413
    assert "larger than anything" in answer.content.decode()
    read = DoorMiddleware(lambda request: request)
    for odd in ("", "-5", "²", "x"):
        request = RequestFactory().post("/", {}, CONTENT_LENGTH=odd)
        assert read(request) is request


def test_too_many_fields_and_too_long_text_are_refused(scene):
    client = client_of(scene.cast.ana)
    assert client.post("/needs/", {f"f{number}": "x" for number in range(1200)}).status_code == 400
    answer = client.post("/needs/", {"note": "x" * (6 * 1024 * 1024)})
    assert answer.status_code in (400, 422)


def test_the_answer_to_what_cannot_be_read_tells_nothing_inner_and_speaks_both_languages(scene):
    page = client_of(scene.cast.ana).get("/", headers={"host": "evil.example"})
    told = page.content.decode()
    assert page.status_code == 400
    assert "cannot be read" in told and "no se puede leer" in told
    assert "ALLOWED_HOSTS" not in told and "evil" not in told


def production(tmp_path: Path, asked: str) -> dict:
    """What the shipped settings do in production, in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # Not a page of the database: nothing is asked of PostgreSQL here.
    given = {**kept, **PRODUCTION, "PYTHONPATH": str(ROOT / "src"), "STAFFROOM_DATA": str(tmp_path)}
    given["DATABASE_URL"] = f"sqlite:///{tmp_path}/test.sqlite3"
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "-m", "staffroom", "manage", *command], env=given, check=True, timeout=120)
    run = [sys.executable, "-m", "staffroom", "manage", "shell", "--no-imports", "-c", asked]
    done = subprocess.run(run, env=given, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.slow
def test_in_production_cookies_belong_to_this_host_and_programs_are_not_sent_on(tmp_path):
    told = production(tmp_path, ASKED)
    assert told["cookies"], "the sign-in page sets its token"
    assert told["cookies"] == {"__Host-csrftoken": [True, True, "Lax", "/", ""]}
    assert told["names"] == ["__Host-staffroom", "__Host-csrftoken", "__Host-language", "__Host-theme"]
    assert told["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert told["to_https"] == [301, 403, 403]


def test_choices_kept_on_the_device_are_not_for_scripts(scene, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = client_of(scene.cast.ana)
    client.post("/theme/", {"theme": "dark"})
    client.post("/me/", {"language": "es", "theme": "light"})
    for name in ("theme", "language"):
        kept = client.cookies[name]
        assert (kept["secure"], kept["httponly"], kept["samesite"], kept["path"]) == (True, True, "Lax", "/")


def test_what_a_page_says_after_an_act_is_not_in_a_cookie(scene):
    client = client_of(scene.cast.ana)
    answer = client.post("/me/", {"language": "en", "theme": "light"})
    assert answer.status_code == 302
    assert "messages" not in client.cookies
    assert "callout" in client.get("/me/").content.decode() or "toast" in client.get("/me/").content.decode()


def test_signing_out_clears_what_the_browser_kept(scene):
    client = client_of(scene.cast.ana)
    assert "Clear-Site-Data" not in client.get("/account/logout/").headers
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache"'


def test_what_one_reader_typed_is_kept_under_the_reader(scene):
    def reader(person) -> str:
        return client_of(person).get("/").content.decode().partition('data-typed-by="')[2].partition('"')[0]

    ana, ben = reader(scene.cast.ana), reader(scene.cast.ben)
    assert len(ana) == 16 and ana != ben and ana == reader(scene.cast.ana)
    assert 'data-typed-by=""' in Client().get("/account/login/").content.decode()


@pytest.mark.parametrize("path", ["/", "/api/v1/me"])
def test_an_error_of_ours_tells_nothing_inner(scene, monkeypatch, path):
    def broken(*_given, **_named):
        raise RuntimeError("SELECT secret FROM inner_table")

    client = client_of(scene.cast.ana)
    client.raise_request_exception = False
    monkeypatch.setattr("staffroom.people.middleware.actor_for", broken)
    answer = client.get(path)
    assert answer.status_code == 500
    for inner in ("secret", "inner_table", "RuntimeError", "Traceback", "middleware", "staffroom."):
        assert inner not in answer.content.decode()


def test_a_session_is_over_after_signing_out(scene):
    client = client_of(scene.cast.ana)
    kept = client.cookies["staffroom"].value
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    client.cookies["staffroom"] = kept
    assert client.get("/")["Location"].startswith("/account/login/")
    assert client.get("/api/v1/me").status_code == 401


def test_session_ids_are_long_and_never_the_same(scene):
    keys = {client_of(scene.cast.ana).cookies["staffroom"].value for _again in range(20)}
    assert len(keys) == 20
    # 32 signs out of 36 hold 165 bits.
    assert all(re.fullmatch("[a-z0-9]{32}", key) for key in keys)


@pytest.mark.parametrize("path", ["/", "/visits/", "/find/", "/people/", "/week/", "/me/", "/help/", "/nothing/"])
def test_every_page_lets_people_sign_out(scene, path):
    page = client_of(scene.cast.ana).get(path).content.decode()
    assert re.search(r'<form method="post" action="/account/logout/"', page)


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/",
        "/static/",
        "/static/ui/",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/files/",
    ]
    + ["/var/", "/secret_key", "/staffroom.sqlite3", "/settings.py", "/.env", "/pyproject.toml", "/static/.stamp"],
)
def test_no_folder_and_no_source_is_served(scene, path):
    answer = client_of(scene.cast.ana).get(path)
    assert answer.status_code == 404
    assert b"SECRET_KEY" not in answer.content and b"[core]" not in answer.content
