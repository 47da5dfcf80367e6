"""The command line: help, exit codes, JSON. A demo that starts, answers and ends: test_demo_command."""

import json
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


def test_the_demo_is_seeded_once(db):
    from staffroom.ops import demo

    assert not demo.is_seeded()
    demo.seed(1, date(2026, 12, 1))
    assert demo.is_seeded()
    assert District.objects.get(code=demo.DEMO_CODE).is_demo
    assert not shipped.DEMO
