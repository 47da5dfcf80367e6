"""``staffroom teams release``."""

import json

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from tests.factories.roles import make_fund, make_kind, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast):
    kind, fund = make_kind(cast.district), make_fund(cast.district)
    make_role(kind, cast.lincoln, cast.ana, fund=fund)
    make_role(kind, cast.garfield)
    return lambda *more, district="maple": CliRunner().invoke(main, ["teams", "release", "--district", district, *more])


def test_release_as_json_adds_up(run):
    answer = run("--json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    schools = {one["name"]: one for one in found["by_school"]}
    assert schools["Lincoln"]["minutes_per_teacher"] == 120.0
    assert schools["Lincoln"]["hours_by_fund"] == {"Title I": 4.0}
    assert schools["Garfield"]["vacant_hours"] == 4.0
    assert sum(one["hours"] for one in found["by_school"]) == sum(one["hours"] for one in found["by_fund"]) == 4.0
    assert (found["minutes_per_teacher"], found["by_need"]) == (80.0, None)


def test_release_in_words(run):
    answer = run()
    assert answer.exit_code == 0
    assert "Release time a week for each teacher: 80 minutes" in answer.output and "Lincoln" in answer.output


def test_an_unknown_district_is_refused(run):
    answer = run(district="elsewhere")
    assert answer.exit_code == 1 and "Known: cedar, maple." in answer.output


def test_a_district_without_teachers_is_told_how_to_bring_them(db, make_nothing):
    answer = CliRunner().invoke(main, ["teams", "release", "--district", make_nothing.code])
    assert answer.exit_code == 1 and "staffroom roster import" in answer.output


@pytest.fixture
def make_nothing(db):
    from tests.factories.people import make_district

    return make_district("bare")
