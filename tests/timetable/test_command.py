"""``staffroom bells import``."""

import json

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from staffroom.timetable.models import Bell, BellImport
from tests.timetable.test_imports import CALENDAR, FILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, rung):
    def running(content=FILE, *more, calendar=CALENDAR, district="maple"):
        bells, days = tmp_path / "bells.csv", tmp_path / "calendar.csv"
        bells.write_bytes(content)
        days.write_bytes(calendar)
        arguments = ["bells", "import", str(bells), "--district", district, "--calendar", str(days), *more]
        return CliRunner().invoke(main, arguments)

    return running


def test_imports_and_says_so(run, rung):
    answer = run(FILE, "--json")
    assert answer.exit_code == 0, answer.output
    report = json.loads(answer.stdout)
    assert report["counts"] == {"schools": 1, "schedules": 2, "bells": 4, "exceptions": 2}
    assert (report["applied"], report["changes"]["meetings"]) == (True, 10)
    assert BellImport._base_manager.get().public_id == report["import"]
    assert Bell._base_manager.filter(school=rung.lincoln, period="5").exists()


def test_a_dry_run_writes_nothing(run, rung):
    answer = run(FILE, "--dry-run")
    assert answer.exit_code == 0
    assert "Lincoln Elementary: periods 2 added, 1 changed, 2 removed; 10 meetings touched" in answer.output
    assert not BellImport._base_manager.exists()
    assert not Bell._base_manager.filter(period="5").exists()


def test_errors_are_refused_with_reasons(run, rung):
    answer = run(FILE + b"Nowhere,Regular,*,1,8:00,8:45,class\n", "--json")
    assert answer.exit_code == 1
    report = json.loads(answer.stdout)
    assert not report["importable"]
    assert report["problems"][0]["row"] == 6
    assert not BellImport._base_manager.exists()


def test_an_unknown_district_is_refused(run):
    answer = run(FILE, district="elsewhere")
    assert answer.exit_code == 1
    assert 'There is no district "elsewhere". Known: cedar, maple.' in answer.output


def test_wrong_usage_is_2(run):
    assert CliRunner().invoke(main, ["bells", "import", "nowhere.csv", "--district", "maple"]).exit_code == 2
    assert CliRunner().invoke(main, ["bells", "import"]).exit_code == 2
