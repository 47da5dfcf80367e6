"""Reading an instance: defaults, and one sentence for whatever cannot be used."""

import copy
import json

import numpy as np
import pytest

from staffroom.core.visits.plan import RULES, Unreadable, read_instance
from staffroom.core.visits.plan.instance import NO_LIMIT, OWNED

from .small import by_hand


def test_what_is_left_out_takes_the_value_of_the_format():
    raw = by_hand()
    del raw["rules"]
    term = read_instance(raw)
    for name, default in RULES.items():
        assert getattr(term.rules, name) == (NO_LIMIT if default is None else default)
    assert term.factor.tolist() == [1, 1, 0.85, 0.7, 1]
    assert term.cost.tolist() == [0, 0.02, 0, 0, 0.2]
    assert (term.base, term.fit_weight) == (0.4, 0.6)


def test_own_periods_of_a_person_override_the_rule():
    raw = by_hand()
    raw["rules"]["own_periods"] = 3
    raw["people"][1]["own_periods"] = 0
    raw["people"][2]["own_periods"] = None
    assert read_instance(raw).caps[:, OWNED].tolist() == [3, 0, 3, 3]


def test_part_minutes_of_travel_are_rounded_up():
    raw = by_hand()
    raw["travel"] = [[0, 10.2], [9.9, 0]]
    assert read_instance(raw).travel.tolist() == [[0, 11], [10, 0]]


def test_a_host_named_twice_counts_once_with_the_better_fit():
    raw = by_hand()
    raw["requests"] = [{"visitor": 0, "practice": 0, "weight": 1, "hosts": [[2, 0.3], [2, 0.8], [3, 0.1]]}]
    term = read_instance(raw)
    assert np.array_equal(term.host, [2, 3])
    assert term.fit.tolist() == [0.8, 0.1]


def test_unknown_rules_and_overlapping_lessons_are_told_not_refused():
    raw = by_hand()
    raw["rules"]["tea"] = 3
    raw["lessons"][1]["start"] = 500
    told = " ".join(read_instance(raw).notices)
    assert "rules.tea" in told
    assert "lessons[1]" in told


HOSTILE = [
    ((), None, "the file"), ((), [], "the file"), ((), "x", "the file"),
    (("format",), "staffroom-visits/2", "format"), (("weeks",), 0, "weeks"), (("weeks",), 2.5, "weeks"),
    (("weeks",), True, "weeks"), (("weeks",), 1e9, "weeks"),
    (("weeks",), 10**400, "weeks"), (("travel", 0), [0, 10**400], "travel[0][1]"),
    (("schools",), [], "schools"), (("people",), {}, "people"),
    (("rules",), [], "rules"), (("rules", "min_watch"), None, "rules.min_watch"),
    (("rules", "min_watch"), -1, "rules.min_watch"), (("rules", "covers_given"), "3", "rules.covers_given"),
    (("travel",), None, "travel"), (("travel",), [[0]], "travel"), (("travel",), [[0, 1], [1]], "travel[1]"),
    (("travel", 0), [0, -1], "travel[0][1]"), (("travel", 0), [0, "9"], "travel[0][1]"),
    (("travel", 0), [0, float("nan")], "travel[0][1]"), (("people", 0, "school"), 2, "people[0].school"),
    (("people", 0, "school"), True, "people[0].school"), (("people", 0, "video"), "yes", "people[0].video"),
    (("people", 0, "own_periods"), -1, "people[0].own_periods"), (("lessons",), 5, "lessons"),
    (("lessons", 0), 5, "lessons[0]"), (("lessons", 0, "person"), 4, "lessons[0].person"),
    (("lessons", 0, "start"), 600, "lessons[0]"), (("lessons", 0, "start"), float("inf"), "lessons[0].start"),
    (("lessons", 0, "end"), 1500, "lessons[0].end"), (("lessons", 0, "kind"), "lunch", "lessons[0].kind"),
    (("lessons", 0, "week"), 2, "lessons[0].week"), (("lessons", 0, "week"), "1", "lessons[0].week"),
    (("lessons", 0, "day"), -1, "lessons[0].day"), (("lessons", 0, "subject"), 4, "lessons[0].subject"),
    (("practices", 0, "subject"), [], "practices[0].subject"), (("requests", 0, "visitor"), 9, "requests[0].visitor"),
    (("requests", 0, "practice"), None, "requests[0].practice"),
    (("requests", 0, "weight"), -0.1, "requests[0].weight"),
    (("requests", 0, "weight"), float("nan"), "requests[0].weight"), (("requests", 0, "hosts"), 3, "requests[0].hosts"),
    (("requests", 0, "hosts"), [3], "requests[0].hosts[0]"), (("requests", 0, "hosts"), [[3]], "requests[0].hosts[0]"),
    (("requests", 0, "hosts"), [[2, 0.5, 0]], "requests[0].hosts[0]"),
    (("offers",), [{"lessons": [99]}], "offers[0].lessons"),
    (("offers",), [{"lessons": 3}], "offers[0].lessons"), (("offers",), [3], "offers[0]"),
    (("requests", 0, "hosts"), [[9, 0.5]], "requests[0].hosts[0]"),
    (("requests", 0, "hosts"), [[2, 1.5]], "requests[0].hosts[0]"), (("value",), 3, "value"),
    (("value",), {"factor": {"own": "x"}}, "value.factor.own"), (("value",), {"base": None}, "value.base"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "where"), HOSTILE, ids=lambda x: str(x)[:40])
def test_what_cannot_be_used_is_named_with_its_place(path, value, where):
    raw = copy.deepcopy(by_hand())
    if not path:
        raw = value
    else:
        inner = raw
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
    with pytest.raises(Unreadable) as refusal:
        read_instance(raw)
    assert refusal.value.where == where
    assert refusal.value.what.endswith(".")
    assert refusal.value.advice.endswith(".")


def test_the_example_of_the_documentation_is_read():
    from pathlib import Path

    text = (Path(__file__).parents[4] / "docs" / "visits-plan.md").read_text()
    example = text.split("```json", 1)[1].split("```", 1)[0]
    assert read_instance(json.loads(example)).requests == 1
