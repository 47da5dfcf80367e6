"""Around the plan: people fall ill, reasons of what is not met, blocks of a large district, real timetables."""

import gzip
import os
from pathlib import Path
from random import Random

import pytest

from staffroom.core.visits.plan import Unreadable, check_plan, read_instance
from staffroom.core.visits.plan.blocks import block_of, blocks_of, plan_in_blocks
from staffroom.core.visits.plan.pins import with_kept
from staffroom.core.visits.plan.reasons import SENTENCES, as_json, reasons_of, why_not
from staffroom.core.visits.plan.repair import Away, fill_in, repair
from staffroom.core.visits.plan.solve import make_plan, plan_as_json, work_out
from staffroom.core.visits.plan.xhstt import from_xhstt

from .small import BEN, at_random, by_hand, plan

ROOT = Path(__file__).resolve().parents[4]
REAL = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data")) / "timetables"


def as_rows(visits):
    return [visit._asdict() | {"window": list(visit.window)} for visit in visits]


@pytest.mark.parametrize("seed", range(12))
def test_ill_people_are_left_alone_and_nobody_else_moves(seed):
    raw = at_random(seed, people=16, requests=40)
    term = read_instance(raw)
    before = make_plan(term).visits
    rng = Random(seed)
    away = [Away(person, 1, rng.choice([None, 0, 1, 2])) for person in rng.sample(range(16), 3)]
    after = repair(term, before, away)
    assert check_plan(raw, plan(*as_rows(after.visits))) == []
    assert {visit for visit in before if visit.request not in after.hit} <= set(after.visits)
    assert set(after.placed) | set(after.lost) == set(after.hit)
    gone = {(one.person, day) for one in away for day in (range(3) if one.day is None else [one.day])}
    for visit in after.visits:
        if visit.week == 1 and visit.lesson is not None:
            day = int(term.day[visit.lesson])
            people = [int(term.visitor[visit.request]), visit.host]
            people += [int(term.person[visit.cover])] if visit.cover is not None else []
            assert not {(person, day) for person in people} & gone


def test_somebody_ill_is_really_hit():
    term = read_instance(by_hand())
    before = make_plan(term).visits
    week = next(visit.week for visit in before if visit.request == 0)
    after = repair(term, before, [Away(2, week)])
    assert 0 in after.hit
    assert all(visit.week != week for visit in after.visits if visit.host == 2 and visit.lesson is not None)


def test_whoever_is_away_all_week_watches_no_recording_then():
    raw = by_hand()
    raw["people"][BEN]["own_periods"] = raw["people"][BEN]["classes_missed"] = 0  # he can watch the recording only
    term = read_instance(raw)
    found = [fill_in(term, [], only=[2], away=[Away(BEN, week) for week in weeks]) for weeks in ((0,), (1,), (0, 1))]
    assert [[(visit.mode, visit.week) for visit in visits] for visits in found] == [
        [("recording", 1)], [("recording", 0)], [],
    ]  # fmt: skip


def test_weeks_gone_by_get_no_visit():
    term = read_instance(by_hand())
    before = make_plan(term).visits
    after = repair(term, before, [Away(2, 0), Away(2, 1)], from_week=2)
    assert after.hit
    assert all(visit.mode == "recording" for visit in after.visits if visit.request in after.placed)


def cause(change):
    raw = by_hand()
    raw["requests"] = raw["requests"][:1]
    change(raw)
    term = read_instance(raw)
    found, worked = work_out(term)
    assert found.unmet == (0,)
    return why_not(worked, 0)


def _rule(name, value):
    return lambda raw: raw["rules"].update({name: value, "recordings": 0})


def _hosts(raw):
    raw["requests"][0]["hosts"] = []


def _no_lesson(raw):
    raw["people"][2]["recording"] = False
    raw["lessons"][4]["subject"] = raw["lessons"][7]["subject"] = "art"


def _no_free_time(raw):
    raw["people"][2]["recording"] = False
    raw["lessons"][0]["kind"], raw["lessons"][1]["coverable"] = "teach", False


def _far(raw):
    raw["people"][2] |= {"recording": False, "video": False}
    raw["rules"] |= {"max_travel": 5}


def _short(raw):
    raw["people"][2] |= {"recording": False, "video": False}
    raw["rules"] |= {"min_watch": 45}


REASONS = {
    "own_periods": (_rule("own_periods", 0), "own_periods"),
    "videos": (lambda raw: (_far(raw), raw["people"][2].update(video=True), _rule("videos_hosted_week", 0)(raw)), None),
    "hosted_lessons": (lambda raw: (raw["people"][2].update(video=False), _rule("hosted_lessons_week", 0)(raw)), None),
    "visits_per_visitor": (_rule("visits_per_visitor", 0), "visits_per_visitor"),
    "visitor_week": (_rule("visits_per_visitor_week", 0), "visitor_week"),
    "no_host": (_hosts, None),
    "no_lesson": (_no_lesson, None),
    "no_free_time": (_no_free_time, "substitute"),
    "too_far": (_far, "max_travel"),
    "no_common_time": (_short, "min_watch"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_the_reason_is_the_rule_in_the_way(reason):
    change, advice = REASONS[reason]
    why = cause(change)
    assert why.reason == reason
    assert advice is None or (why.change and why.change.what == advice)
    assert reason in SENTENCES["en"]
    assert reason in SENTENCES["es"]


@pytest.mark.parametrize(
    ("change", "name"), [(_far, "max_travel"), (_short, "min_watch"), (_rule("own_periods", 0), "own_periods")]
)
def test_the_change_would_meet_it(change, name):
    raw = by_hand()
    raw["requests"] = raw["requests"][:1]
    change(raw)
    _found, worked = work_out(read_instance(raw))
    why = why_not(worked, 0)
    assert why.change
    raw["rules"][name] = why.change.to if why.change.to is not None else raw["rules"][name] + 1
    assert make_plan(read_instance(raw)).unmet == ()


@pytest.mark.parametrize("seed", range(5))
def test_every_unmet_request_has_a_reason_in_both_languages(seed):
    found, worked = work_out(read_instance(at_random(seed, requests=60)))
    told = [as_json(why) for why in reasons_of(worked, found.unmet)]
    assert [row["request"] for row in told] == list(found.unmet)
    assert all(row["reason"] in SENTENCES["en"] and row["reason"] in SENTENCES["es"] for row in told)
    assert SENTENCES["en"].keys() == SENTENCES["es"].keys()


@pytest.mark.parametrize("seed", range(6))
def test_plans_of_blocks_keep_the_rules_of_the_whole(seed):
    raw = at_random(seed, people=24, schools=6, requests=60)
    term = read_instance(raw)
    apart, across = (plan_in_blocks(term, schools=2, across=some) for some in (False, True))
    for found in (apart, across):
        assert check_plan(raw, plan_as_json(found)) == []
    assert across.value >= apart.value
    backwards = plan_in_blocks(
        term, schools=2, run=lambda work, jobs: reversed([work(j) for j in reversed(list(jobs))])
    )
    assert backwards.visits == across.visits, "whichever worker is first, the plan is the same"


def test_blocks_are_every_school_once():
    term = read_instance(at_random(1, people=30, schools=7))
    groups = blocks_of(term, 3)
    assert sorted(school for group in groups for school in group) == list(range(7))
    parts = [block_of(term, group) for group in groups]
    assert sum(len(part.requests) for part in parts) == term.requests


def test_a_kept_visit_that_is_no_window_is_refused():
    term = read_instance(by_hand())
    found, worked = work_out(term)
    odd = found.visits[0]._replace(mode="own", window=(2,))
    with pytest.raises(Unreadable, match="no window"):
        with_kept(term, worked.windows, worked.columns, [odd], 0.0)


@pytest.mark.external
@pytest.mark.parametrize(("name", "most"), [("FI-WP-06", 54), ("BR-SA-00", 42)])
def test_real_timetables_are_planned_to_the_optimum(name, most):
    path = REAL / f"{name}.xml.gz"
    if not path.exists():
        message = f"{path} is missing: set STAFFROOM_EXTERNAL_DATA"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    raw = from_xhstt(gzip.decompress(path.read_bytes()))
    found = make_plan(read_instance(raw))
    assert check_plan(raw, plan_as_json(found)) == []
    assert len(found.visits) == most
    assert found.bound < most + 0.01, "and it is proved that no plan has one more"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<a/>",
        b"<!DOCTYPE a><a/>",
        "<!doctype a><a/>".encode("utf-16"),
        b"<A><Instance/></A>",
        b"<A><Instance/><Solution/></A>",
    ],
)
def test_what_is_no_archive_is_refused_with_a_sentence(data):
    with pytest.raises(Unreadable, match=r"Give|Remove"):
        from_xhstt(data)
