"""``staffroom roster map`` and ``staffroom absences import``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from staffroom.cli import main
from staffroom.people.models import MappedUpload, MappingProfile, RosterImport, Staff
from staffroom.spine.files.store import StoredFile
from staffroom.timetable.models import Absence, AbsenceImport
from tests.core.absences.test_reading import EDFI

STAFF = 'Emp No,Employee Name,Job Title,Site,SSN\n9001,"Olsen, Nia",Custodian,{school},123-45-6789\n'
AWAY = (
    "Confirmation #,Date,Employee ID,Absence Reason,Duration,Status\n"
    "1,9/14/2026,{person},Sick: migraine,Full Day,Filled\n"
)


def ran(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def staff(cast, tmp_path) -> Path:
    path = tmp_path / "hr.csv"
    path.write_text(STAFF.format(school=cast.lincoln.name))
    return path


@pytest.fixture
def away(cast, tmp_path) -> Path:
    path = tmp_path / "frontline.csv"
    path.write_text(AWAY.format(person=cast.ana.source_id))
    return path


def test_a_table_is_told_column_by_column_and_nothing_is_written(staff):
    answer = ran("roster", "map", staff, "--district", "maple")
    assert answer.exit_code == 0, answer.output
    assert "hr.csv: 1 rows, read as a table of people" in answer.output
    assert "Emp No" in answer.output and "staff_id" in answer.output
    assert "The column SSN is private" in answer.output and "123-45-6789" not in answer.output
    assert "It would read 1 people and 0 classes." in answer.output
    assert not RosterImport._base_manager.exists() and not MappedUpload._base_manager.exists()
    assert not StoredFile.objects.exists()


def test_json_says_the_same(staff):
    report = json.loads(ran("roster", "map", staff, "--district", "maple", "--json").stdout)
    columns = report["tables"][0]["columns"]
    assert [(one["header"], one["is"]) for one in columns] == [
        ("Emp No", "staff_id"), ("Employee Name", "name"), ("Job Title", "title"), ("Site", "school"),
    ]  # fmt: skip
    assert (report["importable"], report["people"]) == (True, ["Nia Olsen"])


def test_what_cannot_be_read_ends_with_one(tmp_path, cast):
    path = tmp_path / "s.csv"
    path.write_text("Student ID,Student Name\n1,Zyx\n")
    answer = ran("roster", "map", path, "--district", "maple")
    assert answer.exit_code == 1 and "This is a list of students." in answer.output and "Zyx" not in answer.output


def test_a_profile_is_saved_and_used(staff):
    assert ran("roster", "map", staff, "--district", "maple", "--save", "HR").exit_code == 0
    profile = MappingProfile._base_manager.get()
    assert profile.name == "HR"
    profile.plan["tables"][0]["columns"][2] = ""
    from staffroom.spine.scoping import writing

    with writing():
        profile.save()
    for more in ([], ["--profile", "HR"]):
        report = json.loads(ran("roster", "map", staff, "--district", "maple", "--json", *more).stdout)
        assert report["tables"][0]["columns"][2]["is"] == ""
    answer = ran("roster", "map", staff, "--district", "maple", "--profile", "Nobody's")
    assert answer.exit_code == 1 and "has no profile called Nobody's" in answer.output


def test_the_package_it_writes_is_imported_like_any_roster(staff, tmp_path):
    package = tmp_path / "mapped.zip"
    assert ran("roster", "map", staff, "--district", "maple", "--out", package).exit_code == 0
    assert b"123-45-6789" not in package.read_bytes()
    answer = ran("roster", "import", package, "--district", "maple", "--yes")
    assert answer.exit_code == 0, answer.output
    assert Staff._base_manager.filter(source_id="9001", family="Olsen").exists()


@pytest.mark.parametrize("command", [("roster", "map"), ("absences", "import")])
def test_an_unknown_district_is_told(command, staff):
    answer = ran(*command, staff, "--district", "nowhere")
    assert answer.exit_code == 1 and "There is no district with the code nowhere." in answer.output


def test_absences_are_brought_once_however_often(away):
    first = ran("absences", "import", away, "--district", "maple")
    assert first.exit_code == 0, first.output
    assert "1 days of 1 people" in first.output and "Applied: 1 new, 0 corrected." in first.output
    again = json.loads(ran("absences", "import", away, "--district", "maple", "--json").stdout)
    assert (again["state"], again["counts"]["new"]) == ("applied", 0)
    assert Absence._base_manager.get().category == "illness"
    assert "migraine" not in first.output


def test_a_dry_run_of_absences_writes_nothing(away):
    answer = ran("absences", "import", away, "--district", "maple", "--dry-run")
    assert answer.exit_code == 0 and "Nothing was changed." in answer.output
    assert not Absence._base_manager.exists() and not AbsenceImport._base_manager.exists()


def test_ed_fi_and_what_is_wrong_with_a_file_are_told(cast, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(EDFI.replace(">7<", f">{cast.ana.source_id}<").replace(">8<", f">{cast.ben.source_id}<"))
    assert "3 days of 2 people" in ran("absences", "import", path, "--district", "maple").output
    table = tmp_path / "a.csv"
    table.write_text(AWAY.format(person=cast.ana.source_id).replace("9/14/2026", "someday"))
    answer = ran("absences", "import", table, "--district", "maple")
    assert answer.exit_code == 1 and "is not a date" in answer.output
