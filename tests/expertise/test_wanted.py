"""Hosts for all needs at once are those that each need would find alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.expertise import queries, rules
from staffroom.expertise.models import Offer
from staffroom.people.queries import actors_of
from staffroom.spine.scoping import district_scope
from tests.factories.cast import Cast
from tests.factories.expertise import make_hosting, make_offer, make_open_door, make_practice
from tests.factories.people import make_assignment, make_section, make_staff
from tests.factories.visits import NOW


@pytest.fixture
def district(cast: Cast):
    """Offers to all and to one school, a retired practice with its successor, somebody who welcomes nobody."""
    talks = make_practice(cast.district)
    old = make_practice(cast.district, code="old", active=False, successor=talks)
    tickets = make_practice(cast.district, code="tickets")
    people = []
    for n, school in enumerate((cast.lincoln, cast.lincoln, cast.garfield, cast.garfield)):
        staff = make_staff(cast.district, f"Host{n}", "Of")
        make_assignment(staff, "teacher", school)
        section = make_section(school, f"Class {n}", staff, subject="math", grades=f"0{n + 3}", periods="MTWRF 1")
        people.append((staff, section))
    make_offer(*_with(people[0], talks))
    make_offer(*_with(people[1], talks), audience=Offer.Audience.SCHOOL)
    make_offer(*_with(people[2], old))
    make_offer(*_with(people[3], tickets))
    make_offer(*_with(people[3], talks), state="draft")
    make_offer(cast.ana, talks, cast.ana_section)
    make_offer(cast.ana, old, cast.ana_section)
    make_hosting(people[2][0], lessons_week=1)
    unwelcoming = make_staff(cast.district, "Nobody", "Welcome")
    make_assignment(unwelcoming, "teacher", cast.lincoln)
    make_offer(unwelcoming, talks)
    make_hosting(unwelcoming, welcome=False)
    return cast, (talks, tickets)


def _with(pair, practice):
    staff, section = pair
    return staff, practice, section


def test_they_are_those_that_each_would_find_alone(district):
    cast, practices = district
    people = (cast.ana, cast.ben, cast.gil, cast.lou, cast.dana, cast.ivo)
    with district_scope(cast.district.pk):
        actors = actors_of({one.pk for one in people}, cast.district, NOW)
        found = queries.hosts_for_needs([(one.pk, p.pk) for one in people for p in practices], actors)
        seen = 0
        for person, practice in found:
            actor = actors[person]
            alone: dict[int, tuple[float, int, int | None]] = {}
            if rules.read_offers.allows(actor):
                for match in queries.willing_hosts(actor, next(p for p in practices if p.pk == practice)):
                    if match.staff_id not in alone or alone[match.staff_id][0] < match.likeness:
                        alone[match.staff_id] = (match.likeness, match.offer_id, match.lessons_week)
            assert {one.person: tuple(one[1:]) for one in found[person, practice]} == alone
            seen += len(alone)
    assert seen > 8


def test_a_need_on_a_retired_practice_finds_who_shows_what_follows_it(district):
    cast, (talks, _tickets) = district
    with district_scope(cast.district.pk):
        actors = actors_of({cast.ben.pk}, cast.district, NOW)
        old = talks.predecessors.get()
        alone = make_practice(cast.district, code="alone", active=False)
        pairs = [(cast.ben.pk, one.pk) for one in (talks, old, alone)]
        found = queries.hosts_for_needs(pairs, actors)
    assert list(found) == sorted(pairs)
    assert found[pairs[1]] == found[pairs[0]] and len(found[pairs[0]]) > 2
    assert found[pairs[2]] == ()


def test_who_shows_what_a_practice_followed_is_found_for_group_visits(district):
    cast, (talks, _tickets) = district
    with district_scope(cast.district.pk):
        actor = actors_of({cast.ben.pk}, cast.district, NOW)[cast.ben.pk]
        old, first = talks.predecessors.get(), NOW.date()
        host = Offer.objects.exclude(staff=cast.ana).get(practice=old)
        section = host.sections.get()
        make_open_door(host, section, first)
        for practice in (talks, old):
            found = queries.willing_at(actor, cast.garfield.pk, first, first, practice)
            assert found.classes == {host.staff_id: frozenset({section.pk})}
            assert [door[0] for door in found.doors] == [host.staff_id]


def test_only_hosts_of_a_block_count(district):
    cast, practices = district
    with district_scope(cast.district.pk):
        actors = actors_of({cast.ben.pk}, cast.district, NOW)
        found = queries.hosts_for_needs([(cast.ben.pk, practices[0].pk)], actors, among={cast.ana.pk})
    assert [one.person for one in found[cast.ben.pk, practices[0].pk]] == [cast.ana.pk]


def test_the_number_of_queries_does_not_grow(district):
    cast, practices = district
    with district_scope(cast.district.pk):
        actors = actors_of({cast.ben.pk, cast.gil.pk, cast.lou.pk}, cast.district, NOW)
        queries.hosts_for_needs([(cast.ben.pk, practices[0].pk)], actors)
        with CaptureQueriesContext(connection) as one:
            queries.hosts_for_needs([(cast.ben.pk, practices[0].pk)], actors)
        with CaptureQueriesContext(connection) as many:
            queries.hosts_for_needs([(pk, p.pk) for pk in actors for p in practices], actors)
    assert len(many) == len(one)


def test_nobody_asks_without_an_account_of_this_district(district):
    cast, practices = district
    with district_scope(cast.district.pk):
        assert queries.hosts_for_needs([(cast.ben.pk, practices[0].pk)], {}) == {(cast.ben.pk, practices[0].pk): ()}
