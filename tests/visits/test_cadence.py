"""How often colleagues see one another teach: counts with small cells hidden, one's own for oneself."""

from datetime import date, timedelta

import pytest

from staffroom.spine.access import Forbidden
from staffroom.timetable.models import AbsenceRules
from staffroom.visits import queries
from tests.factories.people import saved
from tests.factories.visits import MONDAY, NOW, Scene, make_teachers, make_visit

pytestmark = pytest.mark.usefixtures("scope")
SEPTEMBER = date(2026, 9, 15)


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """Twelve visitors of Lincoln in September, one of Garfield."""
    for n, (visitor, _section) in enumerate(make_teachers(scene.cast.lincoln, 12, "MTWRF 2")):
        make_visit(scene, visitor, scene.cast.ana, SEPTEMBER + timedelta(days=n % 5))
    make_visit(scene, scene.cast.gil, scene.cast.ana, SEPTEMBER, mode="video")
    return scene


def numbers(page, school: str) -> dict[date | None, str]:
    line = next(line for line in page.by_school if str(line.label).startswith(school))
    return {month: number.text for month, number in line.numbers}


def test_counts_by_school_and_month_with_small_cells_hidden(busy: Scene):
    page = queries.cadence(busy.actor(busy.cast.dana), NOW)
    assert page.columns[-2:] == [date(2026, 10, 1), None] and len(page.columns) == 7
    assert numbers(page, "Garfield") == {None: "not shown"}
    assert numbers(page, "Lincoln") == {None: "not shown"}, "else the total would tell of Garfield's one"
    assert page.hidden and page.least == 10


def test_enough_people_everywhere_are_shown(busy: Scene):
    for visitor, _section in make_teachers(busy.cast.garfield, 10, "MTWRF 3"):
        make_visit(busy, visitor, busy.cast.ana, SEPTEMBER, mode="video")
    page = queries.cadence(busy.actor(busy.cast.dana), NOW)
    assert [numbers(page, name)[None] for name in ("Lincoln", "Garfield", "All")] == ["12", "11", "23"]
    assert page.by_school[-1].numbers[0][1].rate != ""
    video = next(line for line in page.by_way if line.label == "By live video")
    assert dict(video.numbers)[date(2026, 9, 1)].text == "11"


def test_a_principal_sees_the_own_school_only_and_no_budget(busy: Scene):
    page = queries.cadence(busy.actor(busy.cast.paz), NOW)
    assert [line.label for line in page.by_school] == ["Lincoln"]
    assert page.by_way == [] and page.half_days is None
    assert numbers(page, "Lincoln")[date(2026, 9, 1)] == "not shown", "it would tell of Garfield's one beside the total"


def test_what_is_only_asked_or_still_ahead_does_not_count(scene: Scene):
    saved(AbsenceRules(district=scene.cast.district, least_people=5))
    for n, (visitor, _section) in enumerate(make_teachers(scene.cast.lincoln, 6, "MTWRF 2")):
        make_visit(scene, visitor, scene.cast.ana, SEPTEMBER, state="cancelled" if n else "asked")
        make_visit(scene, visitor, scene.cast.ana, MONDAY + timedelta(days=3))
    page = queries.cadence(scene.actor(scene.cast.dana), NOW)
    assert set(numbers(page, "Lincoln").values()) == {"0"}


def test_teachers_have_their_own_and_nobody_elses(busy: Scene, as_):
    with pytest.raises(Forbidden):
        queries.cadence(busy.actor(busy.cast.ben), NOW)
    make_visit(busy, busy.cast.ben, busy.cast.ana, SEPTEMBER)
    own = {one.month: (one.made, one.hosted, one.covered) for one in queries.own_cadence(busy.actor(busy.cast.ben))}
    assert own[date(2026, 9, 1)] == (1, 0, 0)
    assert "My last six months" in as_(busy.cast.ben).get("/visits/").content.decode()


def test_the_page_and_its_table_say_the_same_and_name_nobody(busy: Scene, as_):
    dana = as_(busy.cast.dana)
    shown = dana.get("/visits/cadence/").content.decode()
    assert "not shown" in shown and "Release budget" in shown
    table = dana.get("/visits/cadence/", {"as": "csv"}).content.decode()
    assert "not shown" in table
    for text in (shown, table):
        assert "Ana Reyes" not in text and "Gil Haddad" not in text
    assert as_(busy.cast.ben).get("/visits/cadence/").status_code == 403


def test_the_same_number_of_queries_with_one_and_with_many(scene: Scene, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_visit(scene, scene.cast.ben, scene.cast.ana, SEPTEMBER)
    dana = scene.actor(scene.cast.dana)
    with CaptureQueriesContext(connection) as one:
        queries.cadence(dana, NOW)
    make_visit(scene, scene.cast.gil, scene.cast.ana, SEPTEMBER)
    make_visit(scene, scene.cast.ben, scene.cast.ana, SEPTEMBER + timedelta(days=1))
    with django_assert_max_num_queries(len(one)):
        queries.cadence(dana, NOW)
