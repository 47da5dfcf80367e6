"""``staffroom roster import``: exit codes, JSON, and nothing written when it says so."""

import json

import pytest
from click.testing import CliRunner

from staffroom.ops.commands.roster_import import import_roster
from staffroom.people.models import District, RosterImport, School, Staff
from staffroom.spine.scoping import across_districts
from tests.factories.rosters import maple_roster

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "maple.zip"
    file.write_bytes(maple_roster().zip())
    return file


def run(path, *options, **more):
    return CliRunner().invoke(import_roster, [str(path), "--district", "oak", *options], **more)


def people():
    with across_districts():
        return Staff.objects.filter(active=True).count()


def test_a_code_that_looks_like_a_slip_of_the_pen_is_refused(path):
    known = District.objects.create(code="oaks", name="Oaks Unified")
    answer = run(path, "--yes")
    assert answer.exit_code == 1
    assert "Did you mean oaks?" in answer.stderr
    assert "--create" in answer.stderr
    assert list(District.objects.all()) == [known]


def test_a_new_code_makes_the_district_named_as_in_the_roster(path):
    answer = run(path, "--yes")
    assert answer.exit_code == 0, answer.stderr
    assert District.objects.get().name


def test_a_dry_run_writes_nothing(path):
    answer = run(path, "--create", "Oak Unified", "--dry-run", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["summary"]["person"] == {"add": 8}
    assert not District.objects.exists()


def test_it_makes_the_district_and_applies(path):
    answer = run(path, "--create", "Oak Unified", "--yes", "--json")
    report = json.loads(answer.stdout)
    assert (answer.exit_code, report["state"], report["applied"]) == (0, "applied", True)
    assert people() == 8
    again = json.loads(run(path, "--yes", "--json").stdout)
    assert again["summary"] == {}


def test_a_folder_is_as_good_as_a_zip(tmp_path):
    for name, body in maple_roster().files().items():
        (tmp_path / name).write_bytes(body)
    assert run(tmp_path, "--create", "Oak Unified", "--yes").exit_code == 0
    assert people() == 8


def test_it_asks_and_no_means_no(path):
    answer = run(path, "--create", "Oak Unified", input="n\n")
    assert answer.exit_code == 1
    assert not District.objects.exists()


def test_many_leaving_needs_a_word(path, tmp_path):
    run(path, "--create", "Oak Unified", "--yes")
    half = maple_roster()
    half.people, half.classes = half.people[:4], half.classes[:2]
    path.write_bytes(half.zip())
    held = run(path, "--yes")
    assert held.exit_code == 1
    assert "--accept-leaving" in held.stderr
    assert people() == 8
    assert run(path, "--yes", "--accept-leaving").exit_code == 0
    assert people() == 4


def test_what_cannot_be_read_is_refused(tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 nothing")
    answer = run(bad, "--create", "Oak Unified", "--yes", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["problems"][0]["severity"] == "error"
    assert not District.objects.exists()


def test_wrong_usage_is_two(path):
    assert run(path, "--json").exit_code == 2
    assert run(path.parent / "nothing.zip").exit_code == 2


def test_a_bad_code_is_refused(path):
    answer = CliRunner().invoke(import_roster, [str(path), "--district", "a b", "--create", "X", "--yes"])
    assert answer.exit_code == 1
    assert not District.objects.exists()


def test_bells_follow_the_roster(path, tmp_path):
    bells = tmp_path / "bells.csv"
    bells.write_text("school,day,period,start,end,kind\nlincoln,Mon,1,08:30,09:20,class\n")
    report = json.loads(run(path, "--create", "Oak Unified", "--bells", str(bells), "--yes", "--json").stdout)
    assert report["bells"]["state"] == "applied"
    bells.write_text("school,day,period,start,end,kind\nnowhere,Mon,1,09:30,09:20,class\n")
    refused = run(path, "--bells", str(bells), "--yes", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["bells"]["state"] == "refused"
    with across_districts():
        assert School.objects.count() == 2
        assert RosterImport.objects.filter(state="applied").count() == 2
