"""An offer published to one school, or to all: every place that shows it keeps to that, from the next request on."""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.expertise import actions
from staffroom.expertise.models import Offer
from staffroom.expertise.queries import audience, staff_with_offers
from staffroom.people.models import Staff
from staffroom.spine.access import Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import store
from staffroom.spine.scoping import district_scope
from staffroom.visits.queries import slots_between
from tests.factories.expertise import make_offer, make_open_door, make_practice
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.visits import MONDAY, NOW, WEDNESDAY, Scene

WORDS = "Ten minutes of mental math"
DOOR = "Come in by the side door"
SURFACES = {
    "find",
    "count on the page of a practice",
    "count on the list of practices",
    "count in the search",
    "open doors",
    "schools of the filter of doors",
    "doors on today",
    "new on today",
    "page",
    "file",
    "asking",
    "API list",
    "API",
    "command line",
}


@pytest.fixture
def shown(scene: Scene) -> Offer:
    """Ana's offer with a file and an open door."""
    with district_scope(scene.cast.district.pk):
        file = store([b"Chart"], name="c.txt", district_id=scene.cast.district.pk, owner=scene.cast.ana.pk, now=NOW)
    scene.offer.artefact_file = file.public_id
    saved(scene.offer)
    make_open_door(scene.offer, scene.cast.ana_section, WEDNESDAY, note=DOOR)
    return scene.offer


def found_by(scene: Scene, as_, person: Staff) -> set[str]:
    """On which surfaces somebody meets the offer."""
    browser, offer = as_(person), scene.offer.public_id

    def text(name: str, *ids: str, **query: str) -> str:
        return browser.get(reverse(name, args=ids), query).content.decode()

    def opens(address: str) -> bool:
        return browser.get(address).status_code == 200

    today, doors = text("today"), text("doors")
    met = {
        "find": WORDS in text("find", practice="number-talks"),
        "count on the page of a practice": "1 colleague would show you this" in text("practice", "number-talks"),
        "count on the list of practices": "1 colleague offers it" in text("practices"),
        "count in the search": "1 colleague offers it" in text("practice_search", text="number"),
        "open doors": DOOR in doors,
        "schools of the filter of doors": "Lincoln Elementary</option>" in doors,
        "doors on today": DOOR in today,
        "new on today": WORDS in today,
        "page": opens(reverse("offer", args=[offer])),
        "file": opens(reverse("offer_file", args=[offer])),
        "asking": opens(reverse("ask_visit", args=[offer])),
        "API list": WORDS in browser.get("/api/v1/offers").content.decode(),
        "API": opens(f"/api/v1/offers/{offer}"),
        "command line": _found_on_the_command_line(scene, person),
    }
    return {name for name, yes in met.items() if yes}


def _found_on_the_command_line(scene: Scene, person: Staff) -> bool:
    with scene.scope():
        try:
            slots_between(person, scene.cast.ana, NOW, practice="number-talks", weeks=1)
        except Refused:
            return False
    return True


def publish(scene: Scene, to: str) -> None:
    with scene.scope():
        by = scene.actor(scene.cast.ana)
        actions.publish_offer(by=by, now=NOW, public_id=scene.offer.public_id, audience=to)


def test_what_the_district_may_see_is_everywhere(scene: Scene, shown, as_):
    assert found_by(scene, as_, scene.cast.gil) == SURFACES


def test_what_one_school_may_see_is_for_that_school(scene: Scene, shown, as_):
    publish(scene, "school")
    assert found_by(scene, as_, scene.cast.ben) == SURFACES
    assert found_by(scene, as_, scene.cast.gil) == set()
    assert found_by(scene, as_, scene.cast.dana) == set(), "the central office belongs to no school"


def test_narrowing_widening_and_withdrawing_hold_on_the_next_request(scene: Scene, shown, as_):
    gil, ben = scene.cast.gil, scene.cast.ben
    assert found_by(scene, as_, gil) == SURFACES
    publish(scene, "school")
    assert found_by(scene, as_, gil) == set()
    publish(scene, "district")
    assert found_by(scene, as_, gil) == SURFACES
    with scene.scope():
        actions.withdraw_offer(by=scene.actor(scene.cast.ana), now=NOW, public_id=shown.public_id)
    assert found_by(scene, as_, gil) == found_by(scene, as_, ben) == set()


def test_any_school_of_the_owner_counts_and_only_today(scene: Scene, shown, as_):
    publish(scene, "school")
    post = make_assignment(scene.cast.ana, "teacher", scene.cast.garfield)
    assert found_by(scene, as_, scene.cast.gil) == SURFACES
    post.ends = MONDAY
    saved(post)
    assert found_by(scene, as_, scene.cast.gil) == set()


@pytest.mark.parametrize(
    ("place", "leaks"),
    [
        ("staffroom.expertise.queries.hosts", {"find", "command line"}),
        (
            "staffroom.expertise.queries.doors",
            {"open doors", "schools of the filter of doors", "doors on today"},
        ),
        ("staffroom.expertise.queries.colleagues", {"new on today"}),
        (
            "staffroom.expertise.queries.practices",
            {"count on the page of a practice", "count on the list of practices", "count in the search"},
        ),
        ("staffroom.api.queries", {"API list"}),
    ],
)
def test_without_the_condition_it_leaks_and_this_file_sees_it(scene: Scene, shown, as_, monkeypatch, place, leaks):
    """A planted fault: the list asks only whether an offer is published, to whomever."""
    publish(scene, "school")
    monkeypatch.setattr(import_module(place), "seen_by", lambda _actor, to="": audience.published(to))
    assert found_by(scene, as_, scene.cast.gil) == leaks


def test_without_the_matrix_one_offer_leaks_and_this_file_sees_it(scene: Scene, shown, as_, monkeypatch):
    publish(scene, "school")
    monkeypatch.setattr("staffroom.expertise.rules.by_matrix.require", lambda *_asked: None)
    assert {"page", "file", "API"} <= found_by(scene, as_, scene.cast.gil)


def test_the_grid_of_a_school_counts_what_its_people_may_see(scene: Scene, scope):
    cast = scene.cast

    def hosts(school) -> set[int]:
        return staff_with_offers([cast.lincoln.pk, cast.garfield.pk], at=school.pk, day=MONDAY)

    assert hosts(cast.lincoln) == hosts(cast.garfield) == {cast.ana.pk}
    publish(scene, "school")
    assert hosts(cast.lincoln) == {cast.ana.pk}
    assert hosts(cast.garfield) == set()


# --- Choosing ----------------------------------------------------------------------------------------
def _draft(scene: Scene) -> Offer:
    return make_offer(scene.cast.ana, make_practice(scene.cast.district, "wait-time"), state="draft")


def test_the_preview_says_how_many_would_see_it(scene: Scene, as_):
    page = as_(scene.cast.ana).get(reverse("offer_publish", args=[_draft(scene).public_id])).content.decode()
    assert "5 colleagues in Maple Unified who can sign in" in page
    assert "3 colleagues of Lincoln Elementary who can sign in, and nobody else" in page  # Ben, Paz, Lou
    assert page.count("checked") == 1


def test_the_numbers_are_those_who_read_it_then(scene: Scene, as_):
    make_assignment(make_staff(scene.cast.district, "Ann", "Gone", active=False), "teacher", scene.cast.lincoln)
    make_staff(scene.cast.district, "Ned", "Olsen")
    ida = make_staff(scene.cast.district, "Ida", "Tech")
    make_assignment(ida, "it", scene.cast.lincoln)
    by = scene.actor(scene.cast.ana)
    with scene.scope():
        assert (audience.readers(by, "school"), audience.readers(by, "district")) == (3, 5)
    make_assignment(ida, "teacher", scene.cast.garfield)
    with scene.scope():
        assert (audience.readers(by, "school"), audience.readers(by, "district")) == (4, 6)
    publish(scene, "school")
    assert as_(ida).get(reverse("offer", args=[scene.offer.public_id])).status_code == 200


def test_publishing_to_the_school_on_the_page(scene: Scene, as_):
    draft = _draft(scene)
    ana, address = as_(scene.cast.ana), reverse("offer_publish", args=[draft.public_id])
    told = ana.post(address, {"audience": "school"}, follow=True).content.decode()
    assert "Colleagues of your school can find it now, nobody else." in told
    assert "Your school can see it" in told and "colleagues of Lincoln Elementary who can sign in" in told
    assert "Your school can see it" in ana.get(reverse("my_offers")).content.decode()
    again = ana.get(address)
    assert again.status_code == 200 and "Who sees your offer" in again.content.decode()
    ana.post(address, {"audience": "district"})
    with scene.scope():
        assert Offer.objects.get(pk=draft.pk).audience == "district"
    entries = AuditEntry.objects.filter(object_id=draft.public_id).order_by("position")
    assert [(one.kind, one.facts["audience"]) for one in entries] == [
        ("expertise.offer_published", "school"),
        ("expertise.offer_audience", "district"),
    ]


def test_an_audience_that_there_is_none_is_refused_and_nothing_changes(scene: Scene, as_):
    answer = as_(scene.cast.ana).post(reverse("offer_publish", args=[scene.offer.public_id]), {"audience": "world"})
    assert answer.status_code == 422
    with scene.scope():
        assert Offer.objects.get(pk=scene.offer.pk).audience == "district"


def test_bringing_back_keeps_the_audience(scene: Scene, as_):
    publish(scene, "school")
    ana, address = as_(scene.cast.ana), reverse("offer", args=[scene.offer.public_id])
    ana.post(reverse("offer_withdraw", args=[scene.offer.public_id]))
    ana.post(reverse("offer_restore", args=[scene.offer.public_id]))
    assert (as_(scene.cast.ben).get(address).status_code, as_(scene.cast.gil).get(address).status_code) == (200, 404)


def test_a_visit_links_to_its_offer_only_while_it_can_be_read(scene: Scene, as_):
    visit = scene.booked(scene.cast.gil)
    gil, link = as_(scene.cast.gil), reverse("offer", args=[scene.offer.public_id])
    assert link in gil.get(reverse("visit", args=[visit.public_id])).content.decode()
    publish(scene, "school")
    assert link not in gil.get(reverse("visit", args=[visit.public_id])).content.decode()


def test_the_release_before_can_still_write(scene: Scene, scope):
    """It knows no audience: the database says the district, as it was."""
    columns = [
        field.column for field in Offer._meta.concrete_fields if field.name not in ("id", "audience", "public_id")
    ]
    names = ", ".join(f'"{one}"' for one in columns)
    change = ", ".join("'withdrawn'" if one == "state" else f'"{one}"' for one in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO expertise_offer (public_id, {names}) SELECT 'old-release1', {change} FROM expertise_offer"
        )
    assert Offer.objects.get(public_id="old-release1").audience == "district"


@pytest.mark.parametrize("name", ["doors", "today", "my_offers", "practices"])
def test_lists_cost_the_same_for_one_and_for_three_of_a_school(scene: Scene, as_, name):
    reader = as_(scene.cast.ana if name == "my_offers" else scene.cast.ben)
    publish(scene, "school")
    make_open_door(scene.offer, scene.cast.ana_section, WEDNESDAY)
    reader.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        reader.get(reverse(name))
    for number in (2, 3):
        practice = make_practice(scene.cast.district, f"more-{number}")
        offer = make_offer(scene.cast.ana, practice, scene.cast.ana_section, audience="school")
        make_open_door(offer, scene.cast.ana_section, WEDNESDAY, str(number), start=500 + number, end=600)
    with CaptureQueriesContext(connection) as three:
        reader.get(reverse(name))
    assert len(one) == len(three)
