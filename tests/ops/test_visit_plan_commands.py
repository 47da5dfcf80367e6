"""``staffroom visits plan``, ``check``, ``replan``, ``generate``, ``from-xhstt``: files in, files out, no database."""

import json

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from tests.core.visits.plan.small import LAWFUL, at_random, by_hand, plan


def ran(*arguments):
    return CliRunner().invoke(main, ["visits", *(str(one) for one in arguments)])


@pytest.fixture
def files(tmp_path):
    def written(name, what):
        path = tmp_path / name
        path.write_text(what if isinstance(what, str) else json.dumps(what))
        return path

    return written


def test_a_plan_is_written_and_passes_the_check(files, tmp_path):
    instance, out = files("i.json", at_random(4)), tmp_path / "p.json"
    made = ran("plan", instance, "--out", out, "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    assert told["met"] + told["unmet"] == told["requests"] == 24
    assert told["caps"]["covers_given"] == at_random(4)["rules"]["covers_given"], "each figure comes with its caps"
    checked = ran("check", instance, out, "--json")
    assert checked.exit_code == 0
    assert json.loads(checked.stdout)["ok"] is True


def test_a_broken_plan_ends_with_one_and_the_name_of_the_rule(files):
    twice = plan(LAWFUL[0], LAWFUL[0] | {"week": 1})
    checked = ran("check", files("i.json", by_hand()), files("p.json", twice), "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["by_rule"] == {"once": 1}
    assert "met more than once" in ran("check", files("i.json", by_hand()), files("p.json", twice)).output


def test_kept_visits_are_kept_and_broken_ones_refused(files, tmp_path):
    instance, out = files("i.json", by_hand()), tmp_path / "p.json"
    kept = files("k.json", plan(LAWFUL[2]))
    assert ran("plan", instance, "--out", out, "--keep", kept).exit_code == 0
    assert any(visit["mode"] == "recording" for visit in json.loads(out.read_text())["visits"])
    broken = files("b.json", plan(LAWFUL[0], LAWFUL[0]))
    refused = ran("plan", instance, "--keep", broken)
    assert refused.exit_code == 1
    assert "breaks rules" in refused.output


def test_people_away_are_planned_around(files, tmp_path):
    instance, first, second = files("i.json", by_hand()), tmp_path / "p.json", tmp_path / "q.json"
    ran("plan", instance, "--out", first)
    mended = ran("replan", instance, first, "--away", "Cleo:0", "--out", second, "--json")
    assert mended.exit_code == 0, mended.output
    assert json.loads(mended.stdout)["hit"] >= 1
    assert ran("check", instance, second).exit_code == 0
    assert ran("replan", instance, first, "--away", "Nobody:0").exit_code == 1
    assert ran("replan", instance, first, "--away", "Cleo:9").exit_code == 1


def test_blocks_by_two_workers_are_the_plan_of_one(files, tmp_path):
    instance = files("i.json", at_random(5, people=24, schools=6, requests=60))
    outs = [tmp_path / f"{n}.json" for n in (1, 2)]
    for workers, out in zip((1, 2), outs, strict=True):
        made = ran("plan", instance, "--block-schools", 2, "--workers", workers, "--out", out)
        assert made.exit_code == 0, made.output
    one, two = (json.loads(out.read_text()) for out in outs)
    assert one["visits"] == two["visits"]
    assert ran("plan", instance, "--block-schools", 2, "--fairness", "fair").exit_code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "not JSON"), ("{", "not JSON"), ('{"format": NaN}', "not JSON"), ("[" * 100_000, "not JSON"),
     ("[]", "the file"), ('{"format": "x"}', "format"), (json.dumps(by_hand() | {"weeks": -1}), "weeks")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_sentence(files, text, said):
    refused = ran("plan", files("i.json", text))
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output


def test_no_plan_is_written_when_it_is_refused(files, tmp_path):
    out = tmp_path / "p.json"
    out.write_text("what was there")
    assert ran("plan", files("i.json", "{"), "--out", out).exit_code == 1
    assert out.read_text() == "what was there"


def test_a_generated_district_can_be_planned(tmp_path):
    instance, out = tmp_path / "i.json", tmp_path / "p.json"
    assert ran("generate", "--size", "tiny", "--requests", 60, "--out", instance).exit_code == 0
    made = ran("plan", instance, "--out", out, "--effort", "preview")
    assert made.exit_code == 0, made.output
    assert ran("check", instance, out).exit_code == 0


def test_what_is_no_archive_is_refused(files, tmp_path):
    refused = ran("from-xhstt", files("a.xml", "<a/>"), "--out", tmp_path / "i.json")
    assert refused.exit_code == 1
    assert "Give an XHSTT archive" in refused.output
    assert not (tmp_path / "i.json").exists()


def test_the_planner_is_compiled_once_a_version(tmp_path, monkeypatch):
    from staffroom.core.visits.plan import compiled, warm

    made = []
    monkeypatch.setattr(compiled, "place", lambda: tmp_path)
    monkeypatch.setattr(warm, "compile_loops", lambda: made.append(1))
    first, second = ran("compile", "--json"), ran("compile", "--json")
    assert [json.loads(each.stdout)["already"] for each in (first, second)] == [False, True]
    assert made == [1]


def test_without_a_folder_it_says_what_to_set(monkeypatch):
    from staffroom.core.visits.plan import compiled

    monkeypatch.setattr(compiled, "place", lambda: None)
    told = ran("compile")
    assert told.exit_code == 1
    assert "NUMBA_CACHE_DIR" in told.output
