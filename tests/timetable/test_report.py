"""``staffroom timetable report``: what it answers, and what it refuses."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from staffroom.core.weeks.seeing import Share
from staffroom.timetable.queries import words
from tests.factories.people import make_assignment, make_district, make_section, make_staff
from tests.factories.timetable import make_calendar_day, rebuild

MONDAY = date(2026, 9, 14)
WEEK = ["--date", MONDAY.isoformat()]


def run(*options, district="maple"):
    return CliRunner().invoke(main, ["timetable", "report", "--district", district, *options])


def answer(*options):
    done = run(*WEEK, *options, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def school(rung):
    """Eva teaches grade 3 math in Lincoln in period 1 as Ana does; Fay in periods 1 and 2."""
    for name, period in (("Eva", "1"), ("Fay", "1-2")):
        one = make_staff(rung.district, name, "Luz", source_id=name.lower())
        make_assignment(one, "teacher", rung.lincoln)
        make_section(rung.lincoln, f"Math of {name}", one, subject="math", grades="03", periods=f"MTWRF {period}")
    rebuild(rung.district)
    return rung


def test_the_counts_of_a_district(school):
    found = answer()
    assert found["format"] == "staffroom-timetable-report/1"
    assert found["week"] == ["2026-09-14", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18"]
    who = found["who_can_see_whom"]
    # Ana and Eva see Fay in period 2; all three see Gil in period 3, 15 minutes away (Fay for 35 minutes); Gil sees
    # the three in period 1. Nobody at Lincoln is free in period 1. Ben alone teaches reading.
    assert (who["teachers"], who["reached"], who["relevant_pairs"], who["relevant_within_reach"]) == (5, 4, 8, 12)
    assert found["sentences"][0].startswith("4 of 5 teachers can see a colleague of the same subject or grade band")
    assert who["reasons"] == {"nobody_relevant": 1}
    assert "nobody else in the district teaches the same (1)" in found["sentences"][1]
    assert "8 of 12 pairs" in found["sentences"][2] and "4 would need one" in found["sentences"][2]


def test_the_rows_add_up(school):
    found = answer()
    for name in ("teachers", "reached", "relevant_pairs", "need_substitute"):
        assert sum(one[name] for one in found["by_school"]) == found["who_can_see_whom"][name]
    math = next(one for one in found["by_subject"] if one["code"] == "math")
    assert (math["teachers"], math["relevant_pairs"]) == (4, 8)


def test_one_school_only(school):
    found = answer("--school", "lincoln")
    assert found["school"]["name"] == "Lincoln Elementary"
    assert found["who_can_see_whom"]["teachers"] == 4
    assert {one["school"] for one in found["singletons"]} == {"Lincoln Elementary"}
    assert {one["school"] for one in found["one_change"]["best"]} <= {"Lincoln Elementary"}


def test_the_change_is_told_with_its_gain(school):
    change = answer()["one_change"]
    assert change["looked_at"] > 0
    assert change["best"][0]["new_relevant_pairs"] > 0
    assert change["sentences"][0].startswith("At Lincoln Elementary on Mon, ")


def test_groups_singletons_and_free_time(school):
    found = answer()
    (group,) = found["common_time"]
    assert (group["group"], group["people"]) == ("math", 3)
    assert group["slots"][0] == {"day": "Mon", "start": 590, "end": 725}
    assert [(one["name"], one["group"]) for one in found["singletons"]] == [
        ("Ben Ortiz", "ela"),
        ("Gil Haddad", "math"),
    ]
    assert [one["minutes"] for one in found["free_time"]] == [
        {"least": 750, "median": 750, "most": 750},
        {"least": 500, "median": 750, "most": 750},
    ]


def test_in_words(school):
    text = run(*WEEK).output
    assert "maple" not in text and "Maple Unified, week of 2026-09-14" in text
    assert "Free minutes a week" in text and "Ben Ortiz, ela, Lincoln Elementary" in text


def test_without_a_date_an_ordinary_week_is_looked_at(school):
    assert run().exit_code == 0


def test_an_unknown_district_is_refused(school):
    done = run(district="elm")
    assert (done.exit_code, done.output) == (1, "There is no district with the code elm. Known: cedar, maple.\n")


def test_an_unknown_school_is_refused(school):
    done = run("--school", "cedar")
    assert done.exit_code == 1
    assert done.output.startswith("Maple Unified has no school cedar.")


def test_a_district_without_bells_is_told_how_to_bring_them(db):
    make_district("bare")
    done = run(district="bare")
    assert (done.exit_code, done.output) == (
        1,
        "Bare Unified has no bells yet. Bring them with: staffroom bells import FILE.\n",
    )


def test_a_district_without_classes_is_told_to_bring_a_roster(db):
    from tests.factories.people import make_school
    from tests.factories.timetable import make_bells

    make_bells(make_school(make_district("bare"), "Lone"))
    done = run(district="bare")
    assert done.exit_code == 1
    assert "Bare Unified has no roster with classes yet." in done.output


def test_a_week_without_school_is_told(school):
    for day in range(14, 19):
        make_calendar_day(school.district, date(2026, 9, day), schedule="none")
    done = run(*WEEK)
    assert (done.exit_code, "Nobody teaches at Maple Unified from 2026-09-14 to 2026-09-18." in done.output) == (
        1,
        True,
    )


def test_large_numbers_are_written_in_groups():
    share = Share(teachers=1206, reached=1182, within_reach=168_548, relevant=61_289)
    assert words.reached_sentence(share).startswith("1,182 of 1,206 teachers")
    assert "61,289 of 168,548 pairs" in words.substitute_sentence(share)
