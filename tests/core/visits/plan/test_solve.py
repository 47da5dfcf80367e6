"""Plans: lawful on every instance, never above their bound, the best one where everything can be tried."""

import json
from random import Random

import pytest

from staffroom.core.visits.plan import check_plan, read_instance, value_of
from staffroom.core.visits.plan.baselines import best_greedy, coordinator, first_fit, random_fit
from staffroom.core.visits.plan.pins import read_visits
from staffroom.core.visits.plan.solve import FAIRNESS, make_plan, plan_as_json, work_out

from .oracle import best
from .small import ANA, BEN, CLEO, LAWFUL, at_random, by_hand, dated, plan, with_own_caps


def planned(raw, **how):
    found = make_plan(read_instance(raw), **how)
    return found, json.loads(json.dumps(plan_as_json(found)))


@pytest.mark.parametrize("seed", range(40))
def test_plans_keep_every_rule_and_their_bound(seed):
    raw = at_random(seed)
    found, written = planned(raw)
    assert check_plan(raw, written) == []
    assert found.value == pytest.approx(value_of(raw, written))
    assert found.value <= found.bound


@pytest.mark.parametrize("seed", (101, 102, 103, 104, 105, 107))
def test_the_best_plan_of_tiny_instances_is_found(seed):
    raw = at_random(seed, people=5, schools=2, requests=4, weeks=2)
    found, written = planned(raw, effort="thorough")
    optimum = best(raw)
    assert check_plan(raw, written) == []
    assert found.value == pytest.approx(optimum)
    assert found.bound >= optimum - 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_plans_keep_caps_of_peoples_own(seed):
    raw = with_own_caps(at_random(seed), seed)
    found, written = planned(raw if seed % 2 else dated(raw))
    assert check_plan(raw if seed % 2 else dated(raw), written) == []
    assert found.value <= found.bound


@pytest.mark.parametrize("seed", (101, 102, 103, 104, 107, 108))
def test_the_best_plan_under_caps_of_peoples_own_is_found(seed):
    raw = with_own_caps(at_random(seed, people=5, schools=2, requests=4, weeks=2), seed)
    found, written = planned(raw, effort="thorough")
    optimum = best(raw)
    assert check_plan(raw, written) == []
    assert found.value == pytest.approx(optimum)
    assert found.bound >= optimum - 1e-9


@pytest.mark.parametrize(("mode", "of_offer"), [("recording", False), ("video", False), ("recording", True),
                                                ("video", True)])  # fmt: skip
def test_the_consent_of_an_offer_is_planned_with(mode, of_offer):
    raw = by_hand()
    raw["people"][CLEO] |= {"video": not of_offer, "recording": not of_offer}
    other = "video" if mode == "recording" else "recording"
    raw["offers"] = [{"lessons": [4], mode: of_offer, other: False}]
    raw["requests"] = [raw["requests"][2] | {"visitor": ANA, "hosts": [[CLEO, 1.0, 0]]}]
    raw["rules"]["max_travel"] = 5
    _found, written = planned(raw)
    assert check_plan(raw, written) == []
    assert [one["mode"] for one in written["visits"]] == ([mode] if of_offer else [])


@pytest.mark.parametrize(("person", "minutes", "modes"), [(ANA, 49, {"recording"}), (ANA, 50, {"own", "recording"}),
                                                          (BEN, 49, {"recording"})])  # fmt: skip
def test_minutes_that_the_contract_keeps_are_not_planned(person, minutes, modes):
    raw = by_hand()
    raw["people"][person]["own_minutes_week"] = minutes
    raw["people"][CLEO]["video"] = False
    raw["lessons"][1]["coverable"] = person == BEN
    raw["rules"]["visits_per_visitor_week"] = 2
    raw["weeks"] = 1
    _found, written = planned(raw)
    assert check_plan(raw, written) == []
    mine = [one for one in written["visits"] if raw["requests"][one["request"]]["visitor"] == person]
    assert {one["mode"] for one in mine} == modes


@pytest.mark.parametrize("seed", (101, 103, 104, 105, 110, 111))
def test_a_term_written_out_week_by_week_is_worth_the_same(seed):
    raw = at_random(seed, people=6, schools=2, requests=6, weeks=2)
    once, _ = planned(raw, effort="thorough")
    twice, written = planned(dated(raw), effort="thorough")
    assert check_plan(dated(raw), written) == []
    assert twice.value == pytest.approx(once.value)


@pytest.mark.parametrize("seed", range(12))
def test_terms_of_dated_lessons_keep_every_rule(seed):
    raw = dated(at_random(seed, weeks=2))
    rng = Random(seed)
    raw["lessons"] = [lesson for lesson in raw["lessons"] if rng.random() < 0.8]
    _found, written = planned(raw)
    assert check_plan(raw, written) == []


@pytest.mark.parametrize("seed", (101, 103, 104, 105))
def test_only_offered_lessons_are_visited(seed):
    raw = at_random(seed, people=6, schools=2, requests=6, weeks=2)
    open_to_all, _ = planned(raw, effort="thorough")
    taught = {person: [n for n, one in enumerate(raw["lessons"]) if one["person"] == person and one["kind"] == "teach"]
              for person in range(6)}  # fmt: skip
    raw["offers"] = [{"lessons": lessons} for lessons in taught.values()]
    for request in raw["requests"]:
        request["hosts"] = [[host, fit, host] for host, fit in request["hosts"]]
    assert planned(raw, effort="thorough")[0].value == pytest.approx(open_to_all.value), "all offered: nothing changes"
    raw["offers"] = [{"lessons": lessons[:1]} for lessons in taught.values()]
    fewer, written = planned(raw, effort="thorough")
    assert check_plan(raw, written) == []
    assert {v.lesson for v in fewer.visits} - {None} <= {lessons[0] for lessons in taught.values() if lessons}


def test_the_hand_made_instance_is_planned_as_a_person_would():
    raw = by_hand()
    raw["people"][0]["own_periods"] = 1
    _found, written = planned(raw)
    modes = {visit["request"]: (visit["mode"], visit["lesson"], visit["window"], visit["cover"])
             for visit in written["visits"]}  # fmt: skip
    assert modes[0] == ("own", 4, [0], None), "her one own period goes to what only it can show"
    assert modes[1] == ("cover", 5, [1], 2)
    assert modes[2][0] == "own"


def test_the_same_seed_gives_the_same_plan():
    raw = at_random(7)
    assert planned(raw, seed=3)[0].visits == planned(raw, seed=3)[0].visits


@pytest.mark.parametrize("effort", ["preview", "usual"])
def test_no_time_left_is_still_a_lawful_plan(effort):
    raw = at_random(8)
    _found, written = planned(raw, effort=effort, seconds=0.0)
    assert check_plan(raw, written) == []


@pytest.mark.parametrize("seed", range(200, 210))
def test_kept_visits_stay_as_they_are(seed):
    raw = at_random(seed)
    term = read_instance(raw)
    kept = make_plan(term, effort="preview").visits[::2]
    found, written = planned(raw, keep=kept)
    assert check_plan(raw, written) == []
    assert set(kept) <= set(found.visits)
    assert found.value <= found.bound


def test_without_keeping_they_would_move():
    raw = at_random(203)
    kept = read_visits(plan(*_second_choices(raw)))
    assert kept
    assert not set(kept) <= set(planned(raw)[0].visits)
    assert set(kept) <= set(planned(raw, keep=kept)[0].visits)


def _second_choices(raw):
    """A lawful visit that no good plan would hold: a recording instead of going."""
    for request, row in enumerate(raw["requests"]):
        for host, _fit in row["hosts"]:
            if raw["people"][host]["recording"] and host != row["visitor"]:
                recording = {"request": request, "host": host, "mode": "recording", "week": 0, "lesson": None,
                             "window": [], "cover": None}  # fmt: skip
                raw["rules"]["recordings"] = 1
                return [recording]
    return []


def unfair():
    """Two schools want the one lesson of a host; the requests of the first weigh more."""
    raw = by_hand()
    raw["weeks"] = 2
    raw["rules"] |= {"visitors_per_lesson": 1, "hosted_lessons_week": 1, "classes_missed": 0, "recordings": 0,
                     "videos_hosted_week": 0}  # fmt: skip
    raw["lessons"][6] |= {"start": 480, "end": 530}
    raw["lessons"][7] |= {"start": 540, "end": 590}
    raw["requests"] = [
        {"id": f"A{n}", "visitor": 0, "practice": 0, "weight": 1.0, "hosts": [[2, 1.0]]} for n in range(2)
    ] + [{"id": "D", "visitor": 3, "practice": 0, "weight": 0.5, "hosts": [[2, 1.0]]}]
    return raw


@pytest.mark.parametrize(("fairness", "served"), [("reach", {0}), ("fair", {0, 1})])
def test_fairness_gives_the_worst_school_its_share(fairness, served):
    raw = unfair()
    found, written = planned(raw, fairness=fairness)
    schools = {raw["people"][raw["requests"][visit.request]["visitor"]]["school"] for visit in found.visits}
    assert schools == served
    assert check_plan(raw, written) == []
    assert found.value <= found.bound


@pytest.mark.parametrize("how", [{"effort": "heroic"}, {"fairness": "none"}])
def test_unknown_ways_are_refused(how):
    with pytest.raises(ValueError, match="unknown"):
        make_plan(read_instance(by_hand()), **how)
    assert "fair" in FAIRNESS


@pytest.mark.parametrize("empty", ["requests", "lessons", "both"])
def test_nothing_to_plan_is_an_empty_plan(empty):
    raw = by_hand()
    for name in ("requests", "lessons") if empty == "both" else (empty,):
        raw[name] = []
    _found, written = planned(raw)
    assert [v for v in written["visits"] if v["mode"] != "recording"] == []
    assert check_plan(raw, written) == []


def test_progress_is_told_up_to_the_end():
    heard = []
    make_plan(read_instance(at_random(9)), progress=lambda share, gap: heard.append((share, gap)))
    assert heard[-1][0] == 1.0
    assert all(-1e-9 <= gap <= 1 for _share, gap in heard)


@pytest.mark.parametrize("way", [first_fit, best_greedy, random_fit, coordinator])
@pytest.mark.parametrize("seed", range(300, 306))
def test_simple_ways_keep_the_rules_and_are_not_better(way, seed):
    raw = at_random(seed)
    term = read_instance(raw)
    visits = [one._asdict() | {"window": list(one.window)} for one in way(term)]
    simple = plan(*visits)
    assert check_plan(raw, simple) == []
    assert value_of(raw, simple) <= work_out(term)[0].bound + 1e-9


def test_lawful_visits_by_hand_are_lawful_for_the_reader_too():
    assert [one.mode for one in read_visits(plan(*LAWFUL))] == ["own", "cover", "recording"]
