"""Who can visit whom: for those who lead the school, from the timetable only, never who asked for what."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.people.models import School
from staffroom.spine.scoping import writing
from tests.factories.expertise import make_need, make_practice
from tests.factories.people import make_assignment, make_staff
from tests.factories.timetable import make_calendar_day
from tests.factories.visits import MONDAY, TUESDAY, WEDNESDAY, Scene, make_hosts, make_teachers, rebuild

ADDRESS = "/school/visits/"


@pytest.fixture
def principal_of_garfield(scene: Scene):
    person = make_staff(scene.cast.district, "Rui", "Costa")
    make_assignment(person, "assistant_principal", scene.cast.garfield)
    return person


@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 403), ("ben", 403), ("gil", 403), ("paz", 200), ("dana", 200), ("ivo", 403), ("lou", 403),
     ("cleo", 403), ("cora", 200)],
)  # fmt: skip
def test_principals_and_the_central_office(scene: Scene, as_, who: str, status: int):
    answer = as_(getattr(scene.cast, who)).get(ADDRESS)
    assert answer.status_code == status
    if status == 403:
        assert "for principals and the central office" in answer.content.decode()


def test_only_people_who_offer_to_be_seen_count_as_hosts(scene: Scene, as_, scope):
    with writing():
        type(scene.offer).objects.filter(pk=scene.offer.pk).update(state="withdrawn")
    text = as_(scene.cast.paz).get(ADDRESS).content.decode()
    assert "0 of 2 teachers of Lincoln could see a colleague" in text


def test_another_school_does_not_exist_for_a_principal(scene: Scene, as_, principal_of_garfield):
    def status(person, school: School) -> int:
        return as_(person).get(ADDRESS, {"school": school.public_id}).status_code

    cast = scene.cast
    assert (status(cast.paz, cast.lincoln), status(cast.paz, cast.garfield)) == (200, 404)
    assert (status(principal_of_garfield, cast.garfield), status(principal_of_garfield, cast.lincoln)) == (200, 404)
    assert (status(cast.dana, cast.lincoln), status(cast.dana, cast.garfield)) == (200, 200)
    assert (status(cast.dana, cast.cedar), status(cast.cora, cast.lincoln)) == (404, 404)
    assert as_(cast.paz).get(ADDRESS, {"school": "unknown"}).status_code == 404


def test_it_counts_who_is_free_and_could_see_somebody(scene: Scene, as_):
    text = as_(scene.cast.paz).get(ADDRESS).content.decode()
    # Ben is free when Ana teaches; nobody offers anything when Ana is free.
    assert re.search(r"1 of 2 teachers of Lincoln could see a colleague.*in 5 of 20 periods", text)
    key = f"{TUESDAY.toordinal()}/1"
    detail = as_(scene.cast.paz).get(ADDRESS, {"at": key}).content.decode()
    assert "1 teacher could visit" in detail and "Ben Ortiz" in detail and "Ana Reyes" in detail
    for at in ("x", "1/", f"{TUESDAY.toordinal()}/nothing", "99999999999/1", "²/1"):
        assert as_(scene.cast.paz).get(ADDRESS, {"at": at}).status_code == 200, at


@pytest.mark.parametrize("week", ["2026-10-12", "nonsense", "0001-01-01", "9999-12-31", "2026-W41"])
def test_any_week_may_be_asked_for(scene: Scene, as_, week: str):
    assert as_(scene.cast.paz).get(ADDRESS, {"week": week}).status_code == 200


def test_a_week_without_school_and_a_school_without_bells(scene: Scene, as_):
    for day in range(5):
        make_calendar_day(scene.cast.district, date.fromordinal(MONDAY.toordinal() + day), schedule="none")
    assert "Nothing to draw this week" in as_(scene.cast.paz).get(ADDRESS).content.decode()


def test_nobody_sees_who_asked_for_help_or_a_visit(scene: Scene, as_):
    paz, dana = as_(scene.cast.paz), as_(scene.cast.dana)
    at = {"at": f"{TUESDAY.toordinal()}/1", "school": scene.cast.lincoln.public_id}
    passing = re.compile(r'"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|week-\d+|nonce="[^"]*"')

    def everything() -> list[str]:
        cache.clear()
        shown = []
        for client in (paz, dana):
            for query in ({"school": at["school"]}, at):
                shown.append(passing.sub("", client.get(ADDRESS, query).content.decode()))
        return shown

    before = everything()
    secret = make_practice(scene.cast.district, "secret-practice", name_en="Secret practice")
    make_need(scene.cast.ben, scene.practice, note="I cannot do this")
    make_need(scene.cast.ana, secret, note="I need help")
    visit = scene.booked(message="Please help me")
    scene.ask(scene.cast.gil, WEDNESDAY)
    after = everything()
    assert after == before  # to the letter: what people ask changes nothing that others see
    for text in after:
        for word in ("Number talks", "Secret practice", "help me", "cannot do", visit.public_id, "Gil Haddad"):
            assert word not in text


def test_the_first_page_of_a_principal_says_it_in_a_line(scene: Scene, as_):
    assert "1 of 2 teachers could see a colleague" in as_(scene.cast.paz).get("/").content.decode()
    assert "could see a colleague" not in as_(scene.cast.ben).get("/").content.decode()


def queries_of(client, **query: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(ADDRESS, query).status_code == 200
    return len(found)


def test_it_costs_the_same_for_one_and_for_three(scene: Scene, as_):
    paz, at = as_(scene.cast.paz), f"{TUESDAY.toordinal()}/1"
    plain, detail = queries_of(paz), queries_of(paz, at=at)
    make_hosts(scene, 2)
    make_teachers(scene.cast.lincoln, 2, "MTWRF 2")
    rebuild(scene.cast.district)
    cache.clear()
    text = as_(scene.cast.paz).get(ADDRESS, {"at": at}).content.decode()
    assert "3 teachers could visit" in text
    assert (queries_of(paz), queries_of(paz, at=at)) == (plain, detail)


def test_names_are_for_whoever_leads_the_school_and_counts_for_the_central_office(scene: Scene, as_):
    """The same period, opened by both: the principal reads who is free, the central office a number."""
    paz, dana = as_(scene.cast.paz), as_(scene.cast.dana)
    wanted = {"week": MONDAY.isoformat(), "school": scene.cast.lincoln.public_id}
    found = re.search(r"at=([^\"#&]+)", paz.get(ADDRESS, wanted).content.decode())
    assert found
    wanted["at"] = unquote(found.group(1))
    to_paz, to_dana = (client.get(ADDRESS, wanted).content.decode() for client in (paz, dana))
    assert 'id="detail"' in to_paz
    assert 'id="detail"' not in to_dana
    assert "#detail" not in to_dana
