"""Counts for the office: no number tells of few people, not by itself and not by taking one from another."""

from typing import Any

import pytest

from staffroom.people.models import Staff
from staffroom.planning import queries
from staffroom.planning.models import PlanRun, Unmet
from staffroom.planning.queries.figures import in_tens
from staffroom.planning.queries.pages import _lead
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.planning import FIRST, Planned, make_proposal
from tests.factories.visits import NOW

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def run_(planned: Planned) -> PlanRun:
    return saved(PlanRun(district=planned.scene.cast.district, state="ready", first=FIRST, weeks=2, created=NOW))


def teachers(planned: Planned, number: int, school: str = "lincoln") -> list[Staff]:
    found = []
    for n in range(number):
        staff = make_staff(planned.scene.cast.district, f"T{n}", f"Of{school}")
        make_assignment(staff, "teacher", getattr(planned.scene.cast, school))
        found.append(staff)
    return found


def met(planned: Planned, run: PlanRun, people: list[Staff], **fields: Any) -> None:
    for one in people:
        make_proposal(run, planned.scene, one, FIRST, **fields)


def unmet(planned: Planned, run: PlanRun, people: list[Staff], reason: str = "no_free_time", change: str = "") -> None:
    for one in people:
        saved(Unmet(district=run.district, run=run, visitor=one, practice=planned.scene.practice, reason=reason,
                    change=change))  # fmt: skip


def test_one_small_way_is_not_left_over_when_the_others_are_taken_from_all(planned: Planned, run_: PlanRun):
    people = teachers(planned, 43)
    met(planned, run_, people[:24])
    met(planned, run_, people[24:39], mode="cover")
    met(planned, run_, people[39:], mode="recording")
    told = queries.figures_of(run_)
    assert (told["met"], told["needs"]) == (40, 40)
    assert told["by_mode"]["recording"] is None
    left = [name for name, count in told["by_mode"].items() if count is None]
    assert len(left) > 1, "or the hidden one is what is left over"
    assert told["by_way"]["from_afar"] is None and None in (told["by_way"]["own_school"], told["by_mode"]["own"])


def test_what_is_met_from_afar_tells_of_no_small_way(planned: Planned, run_: PlanRun):
    people = teachers(planned, 60)
    met(planned, run_, people[:40])
    met(planned, run_, people[40:56], mode="video")
    met(planned, run_, people[56:], mode="recording")
    told = queries.figures_of(run_)
    assert told["by_mode"] == {"own": 40, "video": None, "recording": None}
    assert told["by_way"] == {"own_school": 40, "from_afar": 20}


def test_a_few_that_are_not_met_are_not_what_is_left_of_all(planned: Planned, run_: PlanRun):
    people = teachers(planned, 42)
    met(planned, run_, people[:40])
    unmet(planned, run_, people[40:])
    told = queries.figures_of(run_)
    assert (told["needs"], told["met"], told["visitors"]) == (40, None, None)
    assert set(told["by_mode"].values()) | set(told["by_week"].values()) | set(told["by_way"].values()) == {None}
    assert (told["by_school"], told["reasons"]) == (
        [{"school": planned.scene.cast.lincoln.pk, "needs": 40, "share": None}], {"no_free_time": None},
    )  # fmt: skip
    assert "Of about 40 needs all can be met but" in _lead(told)


def test_where_few_are_met_that_it_is_not_said_that_few_are_not(planned: Planned, run_: PlanRun):
    people = teachers(planned, 42)
    met(planned, run_, people[40:])
    unmet(planned, run_, people[:40])
    told = queries.figures_of(run_)
    assert (told["needs"], told["met"], told["all_but_few"]) == (40, None, False)
    assert "fewer than ten people" in _lead(told)


def test_the_share_of_a_school_is_shown_where_many_are_met_and_many_or_nobody_are_not(planned: Planned, run_: PlanRun):
    schools = {name: teachers(planned, 30, name) for name in ("lincoln", "garfield")}
    met(planned, run_, schools["lincoln"])
    met(planned, run_, schools["garfield"][:15])
    unmet(planned, run_, schools["garfield"][15:])
    shares = {row["school"]: row["share"] for row in queries.figures_of(run_)["by_school"]}
    assert shares == {planned.scene.cast.lincoln.pk: 100, planned.scene.cast.garfield.pk: 50}


def test_a_school_with_one_need_that_is_not_met_shows_no_share(planned: Planned, run_: PlanRun):
    here, there = teachers(planned, 10), teachers(planned, 40, "garfield")
    met(planned, run_, [*here[:9], *there[:20]])
    unmet(planned, run_, [*here[9:], *there[20:]])
    assert {row["share"] for row in queries.figures_of(run_)["by_school"]} == {None}


def test_two_plans_that_differ_in_one_need_tell_the_same(planned: Planned):
    """Otherwise the second less the first is one person's need."""
    people, district = teachers(planned, 43), planned.scene.cast.district
    runs = [saved(PlanRun(district=district, state="ready", first=FIRST, weeks=2, created=NOW)) for _ in range(2)]
    for run, number in zip(runs, (42, 43), strict=True):
        met(planned, run, people[:number])
    one, other = ({**queries.figures_of(run), "seconds": 0, "gap": 0} for run in runs)
    assert one == other
    assert (one["met"], one["visitors"], one["by_school"][0]["needs"]) == (40, 40, 40)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, 10), (10, 10), (14, 10), (15, 20), (25, 30), (784, 780)])
def test_counts_are_told_in_tens(count: int, told: int):
    assert in_tens(count) == told


def test_changes_and_reasons_add_up_to_what_is_not_met_and_tell_of_no_few(planned: Planned, run_: PlanRun):
    people = teachers(planned, 40)
    met(planned, run_, people[:15])
    unmet(planned, run_, people[15:27], "no_common_time", "video")
    unmet(planned, run_, people[27:37], "seats")
    unmet(planned, run_, people[37:], "own_minutes", "max_travel")
    told = queries.figures_of(run_)
    assert told["reasons"] == {"no_common_time": 10, "own_minutes": None, "seats": None}
    assert told["changes"] == {"max_travel": None, "video": 10}, "ten more, for which nothing would help, are not shown"


def test_of_a_small_district_nothing_untrue_is_said(planned: Planned, run_: PlanRun):
    met(planned, run_, teachers(planned, 3))
    assert "Nobody has" not in _lead(queries.figures_of(run_))
    assert "Nobody has" in _lead(queries.figures_of(saved(PlanRun(
        district=planned.scene.cast.district, state="ready", first=FIRST, weeks=2, created=NOW))))  # fmt: skip
