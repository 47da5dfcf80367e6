"""Who would let me come, those with classes like mine first."""

import time

import pytest
from django.utils import translation

from staffroom.expertise import queries
from staffroom.spine.access import Forbidden
from staffroom.spine.editions import Memory, memory
from staffroom.spine.scoping import district_scope, writing
from tests.factories.expertise import make_closed_door, make_hosting, make_offer, make_open_door
from tests.factories.people import make_assignment, make_school, make_section, make_staff

from .conftest import MONDAY


@pytest.fixture
def hosts(place, actor, scope):
    """``hosts(cast.ben)``: the matches for the one practice."""
    return lambda staff: queries.willing_hosts(actor(staff), place.practice)


def test_colleagues_with_a_published_offer_never_myself(place, hosts):
    make_offer(place.cast.ben, place.practice)
    assert [match.name for match in hosts(place.cast.ana)] == ["Ben Ortiz"]
    assert [match.name for match in hosts(place.cast.ben)] == ["Ana Reyes"]


def test_drafts_unwelcoming_hosts_leavers_and_other_districts_are_left_out(place, hosts):
    make_offer(place.cast.ben, place.practice, state="draft")
    make_offer(place.cast.gil, place.practice)
    make_hosting(place.cast.gil, welcome=False)
    assert [match.name for match in hosts(place.cast.paz)] == ["Ana Reyes"]
    with writing():
        place.cast.ana.active = False
        place.cast.ana.save()
    assert hosts(place.cast.paz) == []
    with district_scope(place.cast.other_district.pk):
        assert hosts(place.cast.cleo) == []


def test_it_finds_no_hosts(place, hosts):
    with pytest.raises(Forbidden):
        hosts(place.cast.ivo)


def test_most_alike_classes_come_first_and_say_why(place, hosts):
    twin = make_staff(place.cast.district, "Zoe", "Adair")
    make_assignment(twin, "teacher", place.cast.lincoln)
    same = {"subject": "ela", "grades": "04", "students": 25, "english_learners": 0.3}
    make_section(place.cast.lincoln, "Grade 4 Reading", twin, **same)
    make_offer(twin, place.practice)
    make_offer(place.cast.gil, place.practice)
    with writing():
        for name, value in same.items():
            setattr(place.cast.ben_section, name, value)
        place.cast.ben_section.save()
    found = hosts(place.cast.ben)
    assert [match.name for match in found] == ["Zoe Adair", "Ana Reyes", "Gil Haddad"]
    assert found[0].likeness == pytest.approx(1.0) and found[0].likeness > found[1].likeness > found[2].likeness
    assert "Grades like yours: Grade 4." in found[0].reasons
    assert any("30 %" in reason for reason in found[0].reasons)
    assert found[0].class_line.startswith("Grade 4, ela, 25 students, 30 % English learners")


def test_reasons_are_in_the_readers_language(place, hosts):
    with translation.override("es"):
        reasons = hosts(place.cast.ben)[0].reasons
    assert reasons and not any("yours" in reason for reason in reasons)


def test_a_match_tells_doors_wishes_and_limits(place, hosts):
    make_hosting(place.cast.ana, lessons_week=1, note="Sit by the window")
    make_closed_door(place.cast.ana, day="Tue", period="1")
    make_closed_door(place.cast.ana, date=MONDAY)
    door = make_open_door(place.offer, place.cast.ana_section, MONDAY)
    make_open_door(place.offer, place.cast.ana_section, MONDAY.replace(month=9))
    match = hosts(place.cast.ben)[0]
    assert [one.pk for one in match.open_doors] == [door.pk]
    assert {(c.weekday, c.date, c.period) for c in match.closed} == {(1, None, "1"), (None, MONDAY.toordinal(), None)}
    assert (match.lessons_week, match.hosting_note) == (1, "Sit by the window")
    assert (match.school_id, match.sections) == (place.cast.lincoln.pk, (place.cast.ana_section.pk,))
    assert (match.offer_id, match.offer_public_id) == (place.offer.pk, place.offer.public_id)


def test_without_named_classes_those_that_can_show_it_are_meant(place, hosts):
    art = make_section(place.cast.lincoln, "Art", place.cast.ben, subject="arts")
    number = make_section(place.cast.lincoln, "Numbers", place.cast.ben, subject="math")
    offer = make_offer(place.cast.ben, place.practice)
    match = next(m for m in hosts(place.cast.ana) if m.offer_id == offer.pk)
    assert match.sections == (number.pk,) and art.pk not in match.sections


def test_a_class_named_but_no_longer_taught_is_not_promised(place, hosts):
    offer = make_offer(place.cast.ben, place.practice, place.cast.gil_section)
    match = next(m for m in hosts(place.cast.ana) if m.offer_id == offer.pk)
    assert match.sections == (place.cast.ben_section.pk,)


def test_someone_without_classes_still_finds_hosts(place, hosts):
    match = hosts(place.cast.dana)[0]
    assert (match.name, match.likeness, match.reasons) == ("Ana Reyes", 0.0, ())


def test_one_offer_as_a_match(place, actor, scope):
    offer = queries.offer_for(actor(place.cast.ben), place.offer.public_id)
    assert queries.willing_host(actor(place.cast.ben), offer).name == "Ana Reyes"
    assert queries.willing_host(actor(place.cast.ana), offer) is None
    make_hosting(place.cast.ana, welcome=False)
    again = queries.offer_for(actor(place.cast.ben), place.offer.public_id)
    assert queries.willing_host(actor(place.cast.ben), again) is None


def many_hosts(place, number: int) -> None:
    schools = [make_school(place.cast.district, f"School{n}", english_learners=n / 40) for n in range(8)]
    for n in range(number):
        staff = make_staff(place.cast.district, f"Host{n}", "Many", account=False)
        school = schools[n % 8]
        make_assignment(staff, "teacher", school)
        for k in range(5):
            grade = f"{(n + k) % 12 + 1:02d}"
            make_section(school, f"Math {k}", staff, subject="math", grades=grade, students=18 + (n + 3 * k) % 17)
        make_offer(staff, place.practice)


def test_a_fixed_number_of_queries(place, hosts, django_assert_max_num_queries):
    counts = []
    for more in (1, 3):
        with django_assert_max_num_queries(11) as captured:
            hosts(place.cast.ben)
        counts.append(len(captured))
        for n in range(more):
            staff = make_staff(place.cast.district, f"More{more}{n}", "Hosts")
            make_offer(staff, place.practice)
    assert counts[0] == counts[1]


def test_two_hundred_offers_in_time(place, hosts):
    many_hosts(place, 200)
    for n in range(4):
        make_section(
            place.cast.lincoln, f"Math {n}", place.cast.ben, subject="math", grades=f"0{n + 3}", students=20 + n
        )
    hosts(place.cast.ben)
    best = min(_seconds(lambda: hosts(place.cast.ben)) for _ in range(3))
    assert len(hosts(place.cast.ben)) == 201
    assert best < 0.4, f"{best * 1000:.0f} ms"  # of processor; the aim is 60 ms, a busy machine gets room


def _seconds(work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_matches_from_memory_are_the_same_and_a_change_of_the_roster_is_seen_at_once(place, actor, scope):
    make_offer(place.cast.gil, place.practice)
    reader = actor(place.cast.ben)

    def found(kept):
        return queries.willing_hosts(reader, place.practice, kept)

    assert found(memory()) == found(memory()) == found(Memory())
    with writing():
        place.cast.ana_section.grades = "11"
        place.cast.ana_section.students = 7
        place.cast.ana_section.save()
        place.cast.lincoln.name = "Renamed"
        place.cast.lincoln.short_name = ""
        place.cast.lincoln.save()
    assert found(memory()) == found(memory()) == found(Memory())
    ana = next(match for match in found(memory()) if match.staff_id == place.cast.ana.pk)
    assert "7 students" in ana.class_line and ana.school_name == "Renamed"
