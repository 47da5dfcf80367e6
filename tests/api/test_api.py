"""The API shows what the pages show, to whom the pages show it."""

import json
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from staffroom.expertise.models import Offer, Practice
from staffroom.spine.scoping import district_scope, writing
from staffroom.visits.models import Visit
from tests.factories.people import make_school, saved

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
LISTS = ["/api/v1/schools", "/api/v1/practices", "/api/v1/offers", "/api/v1/me/visits"]
PAGES = [*LISTS, "/api/v1/me", "/api/v1/practices/number-talks", "/api/v1/offers/x"]


def make_practice(district, code="number-talks", **fields):
    named = {"name_en": code.title(), "name_es": f"{code} (es)", **fields}
    return saved(Practice(district=district, code=code, **named))


def make_offer(staff, practice, state=Offer.State.PUBLISHED, **fields):
    given = {"what_i_do": "I ask how.", "artefact_title": "Chart", "artefact_link": "https://example.org/c", **fields}
    offer = Offer(
        district=staff.district, staff=staff, practice=practice, state=state, created=NOW, updated=NOW, **given
    )
    return saved(offer)


def make_visit(cast, visitor, host, offer, section, day=3):
    return saved(
        Visit(
            district=cast.district,
            visitor=visitor,
            host=host,
            practice=offer.practice,
            offer=offer,
            section=section,
            school=cast.lincoln,
            date=date(2026, 12, day),
            period="2",
            start=540,
            end=585,
            created=NOW,
        )
    )


@pytest.fixture
def offered(cast):
    """One published offer of Ana's, one of Cleo's in the other district, and a visit of Gil's with Ana."""
    hers = make_offer(cast.ana, make_practice(cast.district))
    theirs = make_offer(cast.cleo, make_practice(cast.other_district, "secret-practice"))
    make_visit(cast, cast.gil, cast.ana, hers, cast.ana_section)
    return {"hers": hers, "theirs": theirs}


def items(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


@pytest.mark.parametrize("path", PAGES)
def test_strangers_get_401_without_a_redirect(db, path):
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/json; charset=utf-8")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_only(cast, as_, path, method):
    assert getattr(as_(cast.ana), method)(path).status_code == 405


@pytest.mark.parametrize("who", ["ana", "ben", "paz", "dana", "ivo", "lou"])
def test_another_district_never_appears(cast, as_, offered, who):
    client = as_(getattr(cast, who))
    told = json.dumps([client.get(path).json() for path in [*LISTS, "/api/v1/me"]])
    for word in ("Cedar", "secret-practice", "Cleo", cast.cleo.public_id, offered["theirs"].public_id):
        assert word not in told
    assert client.get("/api/v1/practices/secret-practice").status_code == 404
    assert client.get(f"/api/v1/offers/{offered['theirs'].public_id}").status_code == 404
    assert client.get("/api/v1/practices/number-talks").status_code == 200


def test_schools_and_practices_in_my_language(cast, as_, offered):
    client = as_(cast.ben)
    assert {each["name"] for each in items(client, "/api/v1/schools")} == {"Lincoln Elementary", "Garfield High"}
    assert items(client, "/api/v1/practices")[0]["name"] == "Number-Talks"


@pytest.mark.parametrize("state", [Offer.State.DRAFT, Offer.State.WITHDRAWN])
def test_what_is_not_published_is_nowhere_not_even_for_its_owner(cast, as_, offered, state):
    hidden = make_offer(cast.ben, offered["hers"].practice, state)
    for who in (cast.ben, cast.ana, cast.dana):
        assert [each["by"]["name"] for each in items(as_(who), "/api/v1/offers")] == ["Ana Reyes"]
        assert as_(who).get(f"/api/v1/offers/{hidden.public_id}").status_code == 404


@pytest.mark.parametrize(("who", "count"), [("ana", 1), ("gil", 1), ("ben", 0), ("paz", 0), ("dana", 0), ("ivo", 0)])
def test_visits_are_mine_only(cast, as_, offered, who, count):
    assert len(items(as_(getattr(cast, who)), "/api/v1/me/visits")) == count


def test_what_people_wrote_to_each_other_is_not_in_a_visit(cast, as_, offered):
    shown = items(as_(cast.gil), "/api/v1/me/visits")[0]
    about = {"id", "visitor", "host", "purpose", "practice", "school", "state", "date", "period", "start", "end"}
    assert set(shown) == about


def test_a_visit_for_no_practice_says_so(cast, as_, offered):
    with district_scope(cast.district.pk), writing():
        Visit.objects.update(purpose="team", practice=None, offer=None)
    shown = items(as_(cast.gil), "/api/v1/me/visits")[0]
    assert (shown["purpose"], shown["practice"]) == ("team", None)


def test_me(cast, as_):
    told = as_(cast.ana).get("/api/v1/me").json()
    assert (told["name"], told["roles"], told["schools"][0]["name"]) == ("Ana Reyes", ["teacher"], "Lincoln Elementary")


def test_pages_of_a_list(cast, as_):
    for number in range(5):
        make_school(cast.district, f"School{number} Elementary")
    client = as_(cast.ana)
    answer = client.get("/api/v1/schools?limit=3&offset=3").json()
    assert (len(answer["items"]), answer["count"]) == (3, 7)
    assert client.get("/api/v1/schools?offset=99").json()["items"] == []


@pytest.mark.parametrize("asked", ["limit=0", "limit=201", "limit=x", "offset=-1"])
def test_wrong_limits_are_explained(cast, as_, asked):
    answer = as_(cast.ana).get(f"/api/v1/schools?{asked}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][-1] == asked.split("=")[0]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", LISTS)
def test_cost_does_not_depend_on_rows(cast, as_, path, rows, django_assert_num_queries):
    sections = [cast.ana_section, cast.ben_section, cast.gil_section]
    for number, host in enumerate([cast.ana, cast.ben, cast.gil][:rows]):
        offer = make_offer(host, make_practice(cast.district, f"practice-{number}"))
        visitor = cast.ben if host != cast.ben else cast.ana
        make_visit(cast, visitor, host, offer, sections[number], day=number + 1)
    client = as_(cast.ben)
    # Session, account, roles, count, rows.
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        found = items(client, path)
    assert len(found) >= min(rows, 2)


QUERIES_OF_A_LIST = 6


def test_the_description_names_every_answer(db):
    told = Client().get("/api/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/schools",
        "/api/v1/practices",
        "/api/v1/practices/{code}",
        "/api/v1/offers",
        "/api/v1/offers/{public_id}",
        "/api/v1/me",
        "/api/v1/me/visits",
    }
    for path, methods in told["paths"].items():
        assert set(methods) == {"get"}
        answers = set(methods["get"]["responses"])
        assert {"200", "401"} <= answers
        assert ("404" in answers) == ("{" in path)
        assert ("422" in answers) == (path in LISTS)


def test_no_page_of_documentation_that_needs_other_servers(db):
    assert Client().get("/api/docs").status_code == 404
