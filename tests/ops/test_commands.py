"""The command line: help, exit codes, JSON, and a demo that starts, answers and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as shipped
from django.utils import timezone

from staffroom.cli import COMMANDS, main
from staffroom.ops import readiness
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import store
from staffroom.spine.jobs import Job

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_refuses_wrong_usage_with_2(name):
    shown = CliRunner().invoke(main, [name, "--help"])
    assert (shown.exit_code, "Usage:" in shown.output) == (0, True), shown.output
    if name != "manage":
        assert CliRunner().invoke(main, [name, "--no-such-option"]).exit_code == 2
    assert CliRunner().invoke(main, ["no-such-command"]).exit_code == 2


# --- check ---------------------------------------------------------------------------------------
def check(*arguments):
    done = CliRunner().invoke(main, ["check", *arguments, "--json"])
    return done.exit_code, {each["name"]: each for each in json.loads(done.stdout)["findings"]}


@pytest.fixture
def well(cast):
    audit.declare("test.done", "Done")
    audit.record("test.done", district_id=cast.district.pk, at=NOW, actor=1)
    return store([b"%PDF-1.7 %%EOF"], name="x.pdf", district_id=cast.district.pk, owner=1, now=NOW)


def test_all_is_well(well):
    code, found = check()
    assert code == 0
    assert set(found) == {"settings", "database", "audit", "files", "jobs", "backup", "disk"}


def test_a_changed_audit_log_is_an_error(well):
    AuditEntry.objects.update(actor=99)
    code, found = check("audit")
    assert (code, set(found)) == (1, {"audit"})
    code, found = check("database")
    assert (code, set(found)) == (0, {"database"})


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF-1.8 %%EOF")])
def test_a_lost_or_changed_file_is_an_error(well, harm):
    harm(well.path)
    code, found = check("files")
    assert (code, found["files"]["level"]) == (1, "error")
    assert well.public_id in found["files"]["sentence"]


def test_stuck_jobs_are_told_without_an_error(well):
    Job.objects.create(kind="x", state="running", created=NOW, started=timezone.now() - timedelta(hours=2))
    code, found = check("jobs")
    assert (code, found["jobs"]["level"]) == (0, "warning")


def test_a_full_disk_is_an_error(db, monkeypatch):
    monkeypatch.setattr(readiness, "free_bytes", lambda: 1024)
    assert check("disk")[0] == 1


def test_a_database_without_its_tables_is_told_with_the_command_to_run(db, monkeypatch):
    monkeypatch.setattr(readiness, "missing_migrations", lambda: ["people.0001_initial"])
    code, found = check()
    assert (code, "audit" in found) == (1, False)
    assert found["database"]["advice"] == "Run: staffroom manage migrate"
    for command in ("serve", "worker"):
        refused = CliRunner().invoke(main, [command])
        assert (refused.exit_code, "Run: staffroom manage migrate" in refused.output) == (1, True)


# --- demo, serve, worker -------------------------------------------------------------------------
@pytest.fixture
def environment(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "STAFFROOM_DATA": str(tmp_path / "demo"), "PORT": str(free_port())}


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def start(environment, tmp_path, *arguments, out=subprocess.PIPE):
    return subprocess.Popen(
        [sys.executable, "-m", "staffroom", *arguments],
        env=environment,
        cwd=tmp_path,
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for_line(process, said, text, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if text in said.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"{text!r} did not come: {said.read_text()}")


def children_of(pid):
    with Path(f"/proc/{pid}/task/{pid}/children").open() as listed:
        return [int(each) for each in listed.read().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_opens_answers_and_ends_with_its_children(environment, tmp_path, ending):
    said = tmp_path / "said.txt"
    with said.open("w") as out:
        process = start(environment, tmp_path, "demo", out=out)
    try:
        address = f"http://127.0.0.1:{environment['PORT']}"
        wait_for_line(process, said, f"open at {address}", 180)
        children = children_of(process.pid)
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert (answer.status, answer.read()) == (200, b"ok")
        second = start(environment, tmp_path, "demo")
        refused = second.communicate(timeout=60)[0]
        assert (second.returncode, "Cannot listen on" in refused) == (1, True)
        process.send_signal(ending)
        assert process.wait(30) == 0
        assert len(children) == 2
        assert not any(is_running(child) for child in children)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.slow
def test_a_second_start_is_quick_and_reset_makes_the_district_anew(environment, tmp_path):
    def prepare(*options):
        began = time.monotonic()
        process = start(environment, tmp_path, "demo", "--no-serve", *options)
        said = process.communicate(timeout=180)[0]
        assert process.returncode == 0, said
        return time.monotonic() - began, said

    _first, said = prepare()
    assert "Making the demo district" in said
    seconds, said = prepare()
    assert "Making the demo district" not in said
    assert seconds < 15
    assert "Making the demo district" in prepare("--reset", "--seed", "2")[1]


@pytest.mark.slow
def test_a_worker_does_what_waits_and_signs_off(environment, tmp_path):
    assert start(environment, tmp_path, "manage", "migrate", "-v0").wait(60) == 0
    process = start(environment, tmp_path, "worker", "--once")
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    asked = "from staffroom.spine.jobs import WorkerSeen; print(WorkerSeen.objects.count())"
    shown = start(environment, tmp_path, "manage", "shell", "--no-imports", "-c", asked)
    assert shown.communicate(timeout=60)[0].split()[0] == "0"


def test_the_demo_is_seeded_once(db):
    from staffroom.ops import demo

    assert not demo.is_seeded()
    demo.seed(1, date(2026, 12, 1))
    assert demo.is_seeded()
    assert District.objects.get(code=demo.DEMO_CODE).is_demo
    assert not shipped.DEMO
