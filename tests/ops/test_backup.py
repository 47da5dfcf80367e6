"""Everything that is written comes back, and nothing else comes in."""

import io
import json
import os
import tarfile
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection, connections

from staffroom.ops.backup import archive
from staffroom.ops.backup.acts import restore, save
from staffroom.ops.backup.engines import BackupError, Postgres, engine
from staffroom.ops.commands.backup import backup as backup_command
from staffroom.ops.commands.backup import restore as restore_command
from staffroom.ops.readiness import last_backup
from staffroom.people.models import District
from staffroom.spine.files.store import store
from staffroom.spine.jobs import ScheduleRun

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def content(cast):
    """Two districts, and a file with its row."""
    return store([b"%PDF-1.7 hello %%EOF"], name="talk.pdf", district_id=cast.district.pk, owner=cast.ana.pk, now=NOW)


@pytest.fixture
def archived(content, tmp_path):
    return save(tmp_path / "kept", NOW).path


@pytest.fixture
def elsewhere(tmp_path, settings, monkeypatch):
    """Point everything at an empty machine; gone after the test."""
    settings.DATA_DIR = tmp_path / "new"
    settings.MEDIA_ROOT = tmp_path / "new" / "files"
    given = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        monkeypatch.setitem(given, "NAME", str(tmp_path / "new" / "staffroom.sqlite3"))
        yield
        return
    name, source = f"restore_{os.getpid()}", dict(given)
    with closing(_server(source)) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        monkeypatch.setitem(given, "NAME", name)
        yield
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _server(given):
    asked = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    found = {name: given[key] for name, key in asked.items() if given.get(key)}
    return psycopg.connect(**found, dbname="postgres", autocommit=True)


def manifest_of(path: Path) -> dict:
    with tarfile.open(path) as tar:
        return json.loads(tar.extractfile("manifest.json").read())


def rewritten(source: Path, target: Path, change) -> Path:
    """A copy of the archive in which ``change(name, bytes)`` may alter members; None leaves one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            body = change(member.name, old.extractfile(member).read())
            if body is not None:
                about = tarfile.TarInfo(member.name)
                about.size = len(body)
                new.addfile(about, io.BytesIO(body))
    return target


def with_extra(source: Path, target: Path, about: tarfile.TarInfo, body: bytes = b"") -> Path:
    rewritten(source, target, lambda _name, old: old)
    with tarfile.open(target, "a") as tar:
        about.size = len(body)
        tar.addfile(about, io.BytesIO(body))
    return target


def test_everything_comes_back_equal(archived, content, elsewhere, settings):
    before = manifest_of(archived)
    restored = restore(archived)
    assert engine().digests() == before["tables"]
    assert before["tables"]["people_district"]["rows"] == 2
    assert (restored.files, restored.rows) == (1, sum(t["rows"] for t in before["tables"].values()))
    assert content.path.read_bytes() == b"%PDF-1.7 hello %%EOF"
    assert content.path.is_relative_to(settings.MEDIA_ROOT)


def test_a_different_row_is_a_different_digest(archived):
    before = engine().digests()["people_district"]
    District.objects.filter(code="cedar").update(name="Cedar, changed")
    after = engine().digests()["people_district"]
    assert before["rows"] == after["rows"]
    assert before["sha256"] != after["sha256"]


def test_keys_stay_out_and_the_archive_is_for_its_owner_only(archived, settings):
    assert settings.SECRET_KEY.encode() not in archived.read_bytes()
    assert archived.stat().st_mode & 0o077 == 0
    assert last_backup() == NOW


def test_a_copy_made_while_others_write_is_whole(content, tmp_path, elsewhere_later):
    over, written = threading.Event(), []

    def write_pairs():
        number = 0
        while not over.is_set() and number < 3000:
            with engine_transaction() as run:
                run(f"a{number}")
                run(f"b{number}")
            number += 1
        written.append(number)
        connections.close_all()

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        path = save(tmp_path / "during.tar", NOW).path
    finally:
        over.set()
        writer.join(30)
    assert written[0] > 0
    elsewhere_later()
    restore(path)
    pairs = manifest_of(path)["tables"]["spine_schedulerun"]["rows"]
    assert pairs % 2 == 0
    assert pairs <= 2 * written[0]


@pytest.fixture
def elsewhere_later(request):
    return lambda: request.getfixturevalue("elsewhere")


class engine_transaction:
    """One transaction that writes rows by kind."""

    def __enter__(self):
        from django.db import transaction

        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        return lambda kind: ScheduleRun.objects.create(kind=kind, last=NOW)

    def __exit__(self, *about):
        self.atomic.__exit__(*about)


def test_refuses_to_write_over_a_database(archived, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "no-files"
    with pytest.raises(BackupError, match="not empty"):
        restore(archived)


def test_refuses_to_write_over_files(archived, elsewhere, settings):
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "mine").write_text("mine")
    with pytest.raises(BackupError, match="has files in it"):
        restore(archived)
    assert not engine().has_tables()


@pytest.mark.parametrize("place", ["database", "files/", "manifest.json"])
def test_one_changed_byte_is_refused(archived, elsewhere, tmp_path, place):
    def change(name, body):
        if not name.startswith(place):
            return body
        if name == "manifest.json":
            about = json.loads(body)
            about["members"] = {k: v.replace(v[0], "f" if v[0] != "f" else "e", 1) for k, v in about["members"].items()}
            return json.dumps(about).encode()
        return body[:-1] + bytes([body[-1] ^ 1])

    with pytest.raises(BackupError, match="has changed since it was written"):
        restore(rewritten(archived, tmp_path / "changed.tar", change))
    assert not engine().has_tables()


def test_a_wrong_table_digest_is_said(archived, elsewhere, tmp_path):
    def change(name, body):
        if name != "manifest.json":
            return body
        about = json.loads(body)
        about["tables"]["people_staff"]["rows"] += 1
        return json.dumps(about).encode()

    with pytest.raises(BackupError, match="1 tables differ from the archive, first people_staff"):
        restore(rewritten(archived, tmp_path / "changed.tar", change))


def test_a_cut_archive_is_refused(archived, elsewhere, tmp_path):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archived.read_bytes()[:5000])
    with pytest.raises(BackupError, match="not a whole Staffroom backup"):
        restore(cut)
    assert not engine().has_tables()


@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/tmp/evil", "files/a/b", "extra"])  # noqa: S108
def test_paths_that_lead_out_are_refused(archived, elsewhere, tmp_path, name):
    bad = with_extra(archived, tmp_path / "bad.tar", tarfile.TarInfo(name), b"evil")
    with pytest.raises(BackupError, match="which no backup holds"):
        restore(bad)
    assert not list(tmp_path.rglob("evil"))
    assert not engine().has_tables()


def test_a_path_that_leads_out_is_refused_even_when_the_manifest_names_it(archived, elsewhere, tmp_path):
    def change(name, body):
        if name == "manifest.json":
            about = json.loads(body)
            about["members"]["../evil"] = archive.hashlib.sha256(b"evil").hexdigest()
            return json.dumps(about).encode()
        return body

    named = rewritten(archived, tmp_path / "named.tar", change)
    bad = with_extra(named, tmp_path / "bad.tar", tarfile.TarInfo("../evil"), b"evil")
    with pytest.raises(BackupError, match="which no backup holds"):
        restore(bad)
    assert not list(tmp_path.rglob("evil"))


def test_links_are_refused(archived, elsewhere, tmp_path):
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(BackupError, match="which no backup holds"):
        restore(with_extra(archived, tmp_path / "bad.tar", link))


def test_files_not_named_in_the_manifest_and_files_left_out_are_refused(archived, elsewhere, tmp_path):
    extra = with_extra(archived, tmp_path / "extra.tar", tarfile.TarInfo("files/unknown"), b"x")
    with pytest.raises(BackupError, match="does not name"):
        restore(extra)
    fewer = rewritten(archived, tmp_path / "fewer.tar", lambda n, b: None if n.startswith("files/") else b)
    with pytest.raises(BackupError, match="1 files are missing"):
        restore(fewer)


def test_a_file_gone_from_the_disk_is_told(content, tmp_path):
    content.path.unlink()
    assert save(tmp_path / "kept.tar", NOW).missing == (content.public_id,)


def test_a_missing_program_is_named_with_its_package(monkeypatch, tmp_path):
    monkeypatch.setattr("staffroom.ops.backup.engines.shutil.which", lambda _name: None)
    with pytest.raises(BackupError, match="pg_dump is not on this machine. .*postgresql-client"):
        Postgres().copy_to(tmp_path / "x")


def test_commands_speak_and_end_as_they_should(content, tmp_path, elsewhere_later):
    target = tmp_path / "by-command.tar"
    done = CliRunner().invoke(backup_command, ["--out", str(target)])
    assert (done.exit_code, "SECRET_KEY" in done.output) == (0, True), done.output
    refused = CliRunner().invoke(backup_command, ["--out", str(target)])
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    refused = CliRunner().invoke(restore_command, [str(target), "--yes"])
    assert (refused.exit_code, "not empty" in refused.output) == (1, True)
    elsewhere_later()
    done = CliRunner().invoke(restore_command, [str(target), "--yes", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["equal"]) == (0, True), done.output
    assert CliRunner().invoke(restore_command, []).exit_code == 2
