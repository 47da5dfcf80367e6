"""What the judge of single visits refuses is tried in every other week once, and the reason says no more than is so."""

from collections.abc import Callable, Collection

import pytest

from staffroom.planning.actions import making
from staffroom.planning.models import PlanRun, Unmet
from staffroom.planning.queries.pages import reason_sentence
from tests.factories.planning import Planned
from tests.factories.visits import make_from_afar

pytestmark = pytest.mark.usefixtures("scope")
Strict = Callable[[Collection[int]], list[int]]


@pytest.fixture
def refuse(planned: Planned, monkeypatch) -> Strict:
    """The judge refuses Gil in these weeks; the weeks in which he was tried."""
    judge, tried = making.judge, []

    def strict(weeks: Collection[int]) -> list[int]:
        def judged(run, made, now):
            mine = [one for one in made if one.wish.visitor == planned.scene.cast.gil.pk]
            tried.extend(one.week for one in mine)
            no = [one for one in mine if one.week in weeks]
            good, refused = judge(run, [one for one in made if one not in no], now)
            return good, [*refused, *no]

        monkeypatch.setattr(making, "judge", judged)
        return tried

    return strict


def reasons(run: PlanRun) -> list[str]:
    return [one.reason for one in Unmet.objects.filter(run=run)]


def test_each_week_is_tried_once_before_it_is_said_that_none_will_do(planned: Planned, refuse: Strict):
    tried = refuse(range(5))
    run = planned.run(weeks=5)
    assert sorted(tried) == [0, 1, 2, 3, 4]
    assert reasons(run) == ["refused"] and "each week" in reason_sentence("refused")


@pytest.mark.parametrize("good", range(5))
def test_the_one_week_that_will_do_is_found(planned: Planned, refuse: Strict, good):
    refuse(set(range(5)) - {good})
    run = planned.run(weeks=5)
    one = planned.proposals(run, planned.scene.cast.gil)[0]
    assert (one.date - run.first).days // 7 == good and reasons(run) == []


@pytest.mark.parametrize("good", range(3))
def test_a_recording_too_is_tried_in_other_weeks(planned: Planned, refuse: Strict, good):
    planned.scene.rules(max_travel=5)
    make_from_afar(planned.scene.offer, live=False, recording="https://videos.example/1")
    tried = refuse(set(range(3)) - {good})
    run = planned.run(weeks=3)
    one = planned.proposals(run, planned.scene.cast.gil)[0]
    assert (one.mode, (one.date - run.first).days // 7) == ("recording", good)
    assert len(tried) == len(set(tried))


def test_where_some_weeks_had_no_room_it_is_not_said_of_each(planned: Planned, refuse: Strict):
    """Ana opens one lesson a week, and Ben or Lou has the other week's seat."""
    planned.scene.rules(visitors_per_lesson=1, hosted_lessons_week=1)
    refuse(range(2))
    run = planned.run(weeks=2)
    assert planned.proposals(run, planned.scene.cast.ben)
    assert reasons(run) == ["refused_there"] and "each week" not in reason_sentence("refused_there")
