# ruff: noqa: E501
"""A folder in which another system leaves rosters: one look does what is clear and asks a person for the rest."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from staffroom.ops.commands import roster_watch
from staffroom.ops.commands.roster import roster as command
from staffroom.people.models import RosterImport, Staff
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope
from tests.factories.rosters import maple_roster


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        yield cast


def look(maple, folder: Path, *options: str):
    return CliRunner().invoke(command, ["watch", "--district", maple.district.code, "--folder", str(folder), *options])


def leave(folder: Path, name: str, data: bytes, age: float = 3600.0) -> Path:
    file = folder / name
    file.write_bytes(data)
    when = file.stat().st_mtime - age
    os.utime(file, (when, when))
    return file


def names(folder: Path) -> list[str]:
    return sorted(one.name[16:] for one in folder.iterdir()) if folder.exists() else []


def report(folder: Path) -> str:
    return "".join(one.read_text() for one in sorted(folder.glob("*.report.txt")))


def smaller():
    made = maple_roster()
    made.people = [person for person in made.people if person[0] not in ("ben", "gil")]
    return made


def test_a_good_roster_is_applied_and_put_away(maple, tmp_path):
    leave(tmp_path, "night.zip", maple_roster().zip())
    done = look(maple, tmp_path)
    assert done.exit_code == 0, done.output
    assert "night.zip: done. Applied." in done.output
    assert names(tmp_path / "done") == ["night.zip", "night.zip.report.txt"]
    assert "People: Changed 7, New 1" in report(tmp_path / "done")
    assert Staff.objects.filter(source_id="new", active=True).exists()
    assert RosterImport.objects.get().state == "applied"
    assert not Mail.objects.filter(kind__contains="roster_waits").exists()


def test_the_same_file_twice_does_nothing(maple, tmp_path):
    data = maple_roster().zip()  # made once: a zip holds the time at which it was made
    for _ in range(2):
        leave(tmp_path, "night.zip", data)
        assert look(maple, tmp_path).exit_code == 0
    assert RosterImport.objects.count() == 1
    assert "the file that was brought last" in report(tmp_path / "done")


def test_a_file_that_still_grows_is_left(maple, tmp_path):
    file = leave(tmp_path, "night.zip", maple_roster().zip()[:200], age=5)
    done = look(maple, tmp_path)
    assert (done.exit_code, file.exists()) == (0, True)
    assert "still arriving" in done.output
    assert RosterImport.objects.count() == 0


@pytest.mark.parametrize("name", ["notes.txt", ".hidden.zip", "night.zip.part"])
def test_other_files_are_left_alone(maple, tmp_path, name):
    file = leave(tmp_path, name, maple_roster().zip())
    assert look(maple, tmp_path).exit_code == 0
    assert file.exists()
    assert RosterImport.objects.count() == 0


def test_a_link_is_not_followed(maple, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    real = leave(other, "real.zip", maple_roster().zip())
    (tmp_path / "night.zip").symlink_to(real)
    assert look(maple, tmp_path, "--settle", "0").exit_code == 0
    assert RosterImport.objects.count() == 0


def test_a_bad_roster_is_refused_and_the_central_office_told(maple, tmp_path):
    files = maple_roster()
    files.schools = {"lincoln": "Lincoln"}
    leave(tmp_path, "bad.zip", files.zip())
    done = look(maple, tmp_path)
    assert done.exit_code == 1
    assert names(tmp_path / "refused") == ["bad.zip", "bad.zip.report.txt"]
    assert "which is not in orgs.csv" in report(tmp_path / "refused")
    assert RosterImport.objects.get().state == "refused"
    mail = Mail.objects.get(kind__contains="roster_waits")
    assert mail.to_staff == maple.dana.pk


def test_what_is_no_zip_is_refused_in_a_sentence(maple, tmp_path):
    leave(tmp_path, "bad.zip", bytes(range(256)) * 20)
    done = look(maple, tmp_path)
    assert done.exit_code == 1
    assert names(tmp_path / "refused") == ["bad.zip", "bad.zip.report.txt"]
    assert "neither a zip nor" in report(tmp_path / "refused")


def test_a_held_roster_waits_for_a_person(maple, tmp_path):
    leave(tmp_path, "one.zip", maple_roster().zip(), age=7200)
    leave(tmp_path, "two.zip", smaller().zip())
    done = look(maple, tmp_path)
    assert done.exit_code == 1
    assert [one.state for one in RosterImport.objects.order_by("pk")] == ["applied", "held"]
    assert Staff.objects.get(source_id="ben").active
    assert "people would leave" in report(tmp_path / "done")
    assert Mail.objects.filter(kind__contains="roster_waits", to_staff=maple.dana.pk).count() == 1


def test_a_failure_changes_nothing_and_is_told(maple, tmp_path, monkeypatch):
    from staffroom.people import actions

    def broken(**given):
        raise ValueError("a fault")

    monkeypatch.setattr(actions, "apply_roster", broken)
    leave(tmp_path, "night.zip", maple_roster().zip())
    done = look(maple, tmp_path)
    assert done.exit_code == 1
    assert "Nothing was changed" in report(tmp_path / "refused")
    assert RosterImport.objects.get().state == "failed"
    assert "Traceback" not in done.output


def test_one_look_at_a_time(maple, tmp_path):
    leave(tmp_path, "night.zip", maple_roster().zip())
    with roster_watch._alone(tmp_path):
        done = look(maple, tmp_path)
    assert (done.exit_code, RosterImport.objects.count()) == (0, 0)
    assert "Another look" in done.output


def test_an_unknown_district_is_told(db, tmp_path):
    done = CliRunner().invoke(command, ["watch", "--district", "nowhere", "--folder", str(tmp_path)])
    assert done.exit_code == 1
