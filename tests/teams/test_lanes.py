"""Swim lanes: which concept is carried in which lane, where nobody carries it, and who writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.teams.lanes import Place, State, gaps, whole
from staffroom.spine.access import Forbidden, Refused
from staffroom.teams import actions, queries
from staffroom.teams.models import Concept, Lane, LaneConcept
from tests.factories.people import saved
from tests.factories.roles import make_kind, make_role
from tests.factories.visits import NOW


def test_a_place_is_covered_vacant_or_open():
    assert [Place(1, 1, 7, 2).state, Place(1, 1, 7).state, Place(1, 1, None).state] == [
        State.COVERED, State.VACANT, State.OPEN,
    ]  # fmt: skip


PLACES = st.lists(
    st.builds(Place, st.integers(1, 3), st.integers(1, 3), st.none() | st.integers(1, 3), st.integers(0, 2))
)


@given(PLACES)
def test_a_concept_is_whole_when_every_lane_that_names_it_carries_it(places):
    for concept in {one.concept for one in places}:
        mine = [one for one in places if one.concept == concept]
        assert (concept in whole(places)) is all(one.kind is not None and one.held for one in mine)
    assert len(gaps(places)) == sum(one.state is not State.COVERED for one in places)


@pytest.fixture
def lanes(cast):
    made = [saved(Lane(district=cast.district, name=name, outcome="Better.", place=n)) for n, name in enumerate("AB")]
    coach = make_kind(cast.district, "Coach", lane=made[0])
    mentor = make_kind(cast.district, "Mentor", lane=made[1])
    make_role(coach, cast.lincoln, cast.ana)
    return made, coach, mentor


def put(by, lanes, first, second, name="Number talks", **more):
    carried = {lanes[0][0].public_id: first, lanes[0][1].public_id: second}
    return actions.save_concept(by=by, now=NOW, name=name, carried=carried, **more)


def test_the_map_tells_what_is_carried_vacant_and_open(scoped, by, lanes):
    _made, coach, mentor = lanes
    put(by(scoped.dana), lanes, coach.public_id, mentor.public_id)
    put(by(scoped.dana), lanes, coach.public_id, "", name="Exit tickets")
    put(by(scoped.dana), lanes, "", "open", name="Language")
    page = queries.lanes_page(by(scoped.lou))
    told = {one.concept.name: ([each.words for each in one.cells], one.whole) for one in page["lines"]}
    assert told == {
        "Number talks": (["Coach", "Mentor, vacant"], False),
        "Exit tickets": (["Coach", ""], True),
        "Language": (["", "nobody yet"], False),
    }
    assert (page["whole"], page["gaps"], page["may"]) == (1, 2, False)
    make_role(mentor, None, scoped.gil)
    assert queries.lanes_page(by(scoped.lou))["whole"] == 2


def test_a_kind_carries_a_concept_in_its_own_lane_only(scoped, by, lanes):
    _made, coach, _mentor = lanes
    put(by(scoped.dana), lanes, "", coach.public_id)
    assert not LaneConcept.objects.exists()


def test_the_central_office_alone_writes_lanes_and_concepts(scoped, by, lanes):
    for other in (scoped.paz, scoped.ana, scoped.ivo):
        with pytest.raises(Forbidden):
            put(by(other), lanes, "open", "open")
        with pytest.raises(Forbidden):
            actions.save_lane(by=by(other), now=NOW, name="C", outcome="No.")
    with pytest.raises(Refused):
        actions.save_lane(by=by(scoped.dana), now=NOW, name="a", outcome="Again.")
    concept = put(by(scoped.dana), lanes, "open", "open")
    with pytest.raises(Refused):
        put(by(scoped.dana), lanes, "", "", name="NUMBER TALKS")
    put(by(scoped.dana), lanes, "open", "", name="Talk", concept_id=concept.public_id)
    assert Concept.objects.get().name == "Talk" and LaneConcept.objects.count() == 1


def test_the_pages_from_an_empty_list_to_the_map(scoped, as_):
    dana = as_(scoped.dana)
    assert "No lanes yet" in dana.get("/leader-roles/lanes/").content.decode()
    dana.post("/leader-roles/lanes/new/", {"name": "Coaching", "outcome": "Students talk.", "place": "0"})
    lane = Lane.objects.get()
    kind = make_kind(scoped.district)
    sent = {"name": "Coach", "purpose": "Plans.", "active": "on", "lane": lane.public_id}
    assert dana.post(f"/leader-roles/kinds/{kind.public_id}/", sent).status_code == 302
    assert "Coach" in dana.get("/leader-roles/concepts/new/").content.decode()
    sent = {"name": "Number talks", "meaning": "", f"lane-{lane.public_id}": kind.public_id}
    assert dana.post("/leader-roles/concepts/new/", sent).status_code == 302
    concept = Concept.objects.get()
    shown = as_(scoped.lou).get("/leader-roles/lanes/").content.decode()
    assert "Number talks" in shown and "Coach, vacant" in shown and "Add a concept" not in shown
    assert (
        f'value="{kind.public_id}" selected'
        in dana.get(f"/leader-roles/concepts/{concept.public_id}/").content.decode()
    )
    assert b"Number talks" in as_(scoped.lou).get("/leader-roles/lanes/?as=csv").content
    assert (
        dana.post(f"/leader-roles/lanes/{lane.public_id}/", {"name": "", "outcome": "x", "place": "0"}).status_code
        == 422
    )


def test_the_map_asks_as_often_for_three_as_for_one(scoped, by, lanes, django_assert_num_queries):
    actor = by(scoped.lou)
    put(by(scoped.dana), lanes, "open", "open")
    with django_assert_num_queries(5):
        queries.lanes_page(actor)
    for name in ("Two", "Three"):
        put(by(scoped.dana), lanes, lanes[1].public_id, "open", name=name)
    with django_assert_num_queries(5):
        queries.lanes_page(actor)
