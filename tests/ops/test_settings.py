"""The shipped settings: production is strict, and says why when it refuses."""

import os
import re
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "STAFFROOM_PRODUCTION": "1",
    "SECRET_KEY": "a-long-random-text-made-for-this-test-0123456789-abcdefghijklmnop",
    "BASE_URL": "https://staffroom.example.org",
    "DATABASE_URL": "postgres://staffroom@127.0.0.1/staffroom",
}


def run(tmp_path, environment, *arguments):
    """A new process with the shipped settings, and nothing of this one's environment that they read."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**kept, "PYTHONPATH": str(ROOT / "src"), "STAFFROOM_DATA": str(tmp_path), **environment}
    command = [sys.executable, "-m", "staffroom", *arguments]
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, cwd=tmp_path)


def test_the_deployment_checks_find_nothing(tmp_path):
    done = run(tmp_path, PRODUCTION, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, "no issues (0 silenced)" in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_deployment_checks_would_find_something(tmp_path):
    weak = {**PRODUCTION, "SECRET_KEY": "short"}
    done = run(tmp_path, weak, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, "security.W009" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"BASE_URL": "http://staffroom.example.org"}, "BASE_URL must begin with https://"),
        ({"DEBUG": "1"}, "cannot run with DEBUG or STAFFROOM_DEMO"),
        ({"STAFFROOM_DEMO": "1"}, "cannot run with DEBUG or STAFFROOM_DEMO"),
    ],
)
def test_production_refuses_to_start_half_set(tmp_path, change, sentence):
    done = run(tmp_path, {**PRODUCTION, **change}, "manage", "check")
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (1, True, False), done.stderr


def test_without_any_setting_a_key_is_made_once_and_kept_for_its_owner(tmp_path):
    for _again in range(2):
        assert run(tmp_path, {}, "manage", "check").returncode == 0
        key = tmp_path / "secret_key"
        assert (len(key.read_text()) >= 64, key.stat().st_mode & 0o077) == (True, 0)
    assert not (tmp_path / "secret_key.part").exists()


def test_a_demo_does_not_run_in_production(tmp_path):
    done = run(tmp_path, PRODUCTION, "demo", "--no-serve")
    assert (done.returncode, "set for production" in done.stderr) == (1, True)


PAGES = ["/account/login/", "/help/", "/healthz", "/api/v1/me", "/api/openapi.json", "/no-such-page/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_a_strict_content_policy(db, path):
    policy = Client().get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"(script|style)-src[^;]*(\*|http|data:)", policy)


def test_other_headers(db):
    headers = Client().get("/account/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_for_https_and_not_for_scripts(tmp_path):
    asked = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_SAMESITE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.ALLOWED_HOSTS)"
    )
    done = run(tmp_path, PRODUCTION, "manage", "shell", "--no-imports", "-c", asked)
    assert done.stdout.strip().endswith("True True True True Lax True True ['staffroom.example.org']"), done.stderr


def test_the_session_cookie_of_a_page(cast, as_):
    cookie = SimpleCookie()
    cookie.load(as_(cast.ana).cookies.output(header="", sep=";"))
    assert "staffroom" in cookie


def test_passwords_are_hashed_slowly(tmp_path):
    asked = (
        "from django.contrib.auth.hashers import make_password; "
        "kind, rounds, *_rest = make_password('x').split('$'); print(kind, int(rounds) >= 600_000)"
    )
    done = run(tmp_path, PRODUCTION, "manage", "shell", "--no-imports", "-c", asked)
    assert done.stdout.strip().endswith("pbkdf2_sha256 True"), done.stdout + done.stderr


@pytest.mark.parametrize(("writable", "told"), [("True", ""), ("False", "compiled")])
def test_compiled_code_lies_with_the_data_where_the_code_cannot_be_written(tmp_path, writable, told):
    script = (
        f"import os, pathlib; os.access = lambda *_: {writable}; import staffroom.settings; "
        "print(pathlib.Path(os.environ.get('NUMBA_CACHE_DIR', '')).name)"
    )
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "STAFFROOM_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=alone, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told
