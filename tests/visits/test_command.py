"""``staffroom visits slots``: what it answers, for whom, and with which exit code."""

import json

import pytest
from click.testing import CliRunner, Result

from staffroom.cli import main
from tests.factories.expertise import make_closed_door, make_hosting, make_open_door
from tests.factories.people import make_staff
from tests.factories.visits import TUESDAY, WEDNESDAY, Scene


def run(*options: str) -> Result:
    return CliRunner().invoke(main, ["visits", "slots", *options])


def answer(*options: str) -> dict:
    done = run(*options, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_one_lawful_slot_in_every_number(scene: Scene):
    make_open_door(scene.offer, scene.cast.ana_section, TUESDAY)
    found = answer("--visitor", "gil", "--host", "ana", "--weeks", "1")
    assert list(found) == ["visitor", "host", "practice", "from", "weeks", "slots", "reasons", "refusals"]
    assert (found["visitor"]["name"], found["host"]["name"]) == ("Gil Haddad", "Ana Reyes")
    assert [slot["date"] for slot in found["slots"]] == ["2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"]
    assert found["slots"][0] == {
        "date": "2026-10-06",
        "weekday": "Tuesday",
        "period": "1",
        "start": "08:00",
        "end": "08:50",
        "leave_at": "07:45",
        "back_at": "09:05",
        "travel": 15,
        "watch": 50,
        "own_periods": ["1", "2"],
        "section": "Grade 3 Math",
        "section_id": "Ana Reyes-1",
        "open_door": True,
    }
    (reason,) = found["reasons"]
    assert (reason["rule"], reason["count"]) == ("notice", 1) and "too soon" in reason["sentence"]
    (refusal,) = found["refusals"]
    assert refusal == {
        "date": "2026-10-05",
        "period": "1",
        "start": "08:00",
        "end": "08:50",
        "rules": ["notice"],
        "sentence": reason["sentence"],
    }


@pytest.mark.parametrize("name", ["source_id", "public_id", "email"])
def test_people_are_known_by_three_names(scene: Scene, name: str):
    ben, ana = (str(getattr(person, name)) for person in (scene.cast.ben, scene.cast.ana))
    assert len(answer("--visitor", ben, "--host", ana.upper() if name == "email" else ana)["slots"]) == 14


def test_every_lesson_is_a_slot_or_a_refusal(scene: Scene):
    found = answer("--visitor", "ana", "--host", "ben")
    assert len(found["slots"]) + len(found["refusals"]) == 15
    away = answer("--visitor", "ana", "--host", "ben", "--from", "2026-11-02", "--weeks", "2")
    assert (away["from"], len(away["slots"])) == ("2026-11-02", 10)


def test_without_a_practice_no_offer_is_needed_and_with_one_it_is(scene: Scene):
    assert answer("--visitor", "ana", "--host", "ben")["slots"]
    refused = run("--visitor", "ana", "--host", "ben", "--practice", "number-talks")
    assert refused.exit_code == 1 and "does not offer to show this practice" in refused.stderr
    shown = answer("--visitor", "ben", "--host", "ana", "--practice", "number-talks")
    assert len(shown["slots"]) == 14
    unknown = run("--visitor", "ben", "--host", "ana", "--practice", "nonsense")
    assert unknown.exit_code == 1 and "no practice with the code nonsense" in unknown.stderr


def test_a_visitor_without_an_account_is_answered_too(scene: Scene):
    make_staff(scene.cast.district, "Noa", "New", account=False, source_id="noa")
    for practice in ((), ("--practice", "number-talks")):
        found = answer("--visitor", "noa", "--host", "ana", *practice)
        assert found["slots"] == [] and found["reasons"]


def test_closed_doors_welcome_and_what_is_booked_count(scene: Scene):
    make_closed_door(scene.cast.ana, day="Tue")
    found = answer("--visitor", "ben", "--host", "ana", "--weeks", "1")
    assert [slot["weekday"] for slot in found["slots"]] == ["Wednesday", "Thursday", "Friday"]
    scene.ask(day=WEDNESDAY)
    found = answer("--visitor", "ben", "--host", "ana", "--weeks", "1")
    assert found["slots"] == [] and "visitor_week_cap" in {reason["rule"] for reason in found["reasons"]}
    make_hosting(scene.cast.ana, welcome=False)
    found = answer("--visitor", "gil", "--host", "ana")
    assert found["slots"] == [] and found["reasons"][0]["rule"] == "host_willing"


def test_the_hosts_own_limit_counts(scene: Scene):
    make_hosting(scene.cast.ana, lessons_week=1)
    scene.ask(day=WEDNESDAY)
    found = answer("--visitor", "gil", "--host", "ana", "--weeks", "1")
    assert [slot["weekday"] for slot in found["slots"]] == ["Wednesday"]


def test_somebody_who_teaches_nothing_is_an_answer(scene: Scene):
    found = answer("--visitor", "ben", "--host", "dana")
    assert (found["slots"], found["refusals"], found["reasons"][0]["rule"]) == ([], [], "host_teaching")


def test_a_person_reads_a_short_table(scene: Scene):
    done = run("--visitor", "ben", "--host", "ana", "--weeks", "1")
    assert done.exit_code == 0
    assert "Ben Ortiz visits Ana Reyes: 1 week from 2026-10-05" in done.stdout
    assert "2026-10-06  Tue  08:00-08:50" in done.stdout and "too soon" in done.stdout
    none = run("--visitor", "lou", "--host", "ana")
    assert none.exit_code == 0 and "No lesson can be visited in these weeks." in none.stdout


def test_refusals_say_what_to_do(scene: Scene):
    for options, words in (
        (("--visitor", "nobody", "--host", "ana"), "Nobody on the staff list is known as nobody."),
        (("--visitor", "ana", "--host", "nobody"), "Nobody on the staff list is known as nobody."),
        (("--visitor", "ben", "--host", "cleo"), "do not work in the same district"),
        (("--visitor", "ben", "--host", "ana", "--district", "oak"), "Known: cedar, maple."),
        (("--visitor", "ben", "--host", "ana", "--district", "cedar"), "Nobody on the staff list is known as ben."),
    ):
        done = run(*options)
        assert (done.exit_code, done.stdout) == (1, "") and words in done.stderr, options


def test_an_id_known_in_two_districts_needs_the_district(scene: Scene):
    for name in ("ben", "ana"):
        make_staff(scene.cast.other_district, name.title(), "Double", source_id=name)
    done = run("--visitor", "ben", "--host", "ana")
    assert done.exit_code == 1 and "cedar, maple" in done.stderr and "--district" in done.stderr
    assert answer("--visitor", "ben", "--host", "ana", "--district", "maple")["slots"]


def test_an_address_that_two_people_share_is_not_guessed(scene: Scene):
    make_staff(scene.cast.district, "Ann", "Other", account=False, source_id="ann", email=scene.cast.ana.email)
    done = run("--visitor", "ben", "--host", scene.cast.ana.email)
    assert done.exit_code == 1 and "ana, ann, ben" in done.stderr and "source ids" in done.stderr


@pytest.mark.parametrize(
    "options", [(), ("--visitor", "ben"), ("--visitor", "ben", "--host", "ana", "--weeks", "0"),
                ("--visitor", "ben", "--host", "ana", "--from", "tomorrow")],
)  # fmt: skip
def test_wrong_usage_is_two(options: tuple[str, ...]):
    assert run(*options).exit_code == 2
