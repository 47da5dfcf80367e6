"""The pages about time: what principals and the central office read there, and the queries it takes."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.spine import editions
from tests.factories.cast import client_of
from tests.factories.people import make_assignment, make_school, make_section, make_staff
from tests.factories.timetable import make_bells, rebuild

ADDRESSES = ("/time/", "/time/seeing/", "/time/free/", "/time/together/", "/time/singletons/")
NOW = datetime(2026, 9, 14, 15, tzinfo=UTC)


def teach(school, name, periods, **fields):
    one = make_staff(school.district, name, "Luz", source_id=name.lower())
    make_assignment(one, "teacher", school)
    make_section(school, f"Class of {name}", one, periods=f"MTWRF {periods}", **({"subject": "math"} | fields))
    return one


@pytest.fixture
def school(rung, set_clock):
    """Ana and Eva teach math at Lincoln in period 1, Fay in periods 1 and 2; Gil at Garfield in period 3."""
    set_clock(NOW)
    editions.forget()
    teach(rung.lincoln, "Eva", "1", grades="03")
    teach(rung.lincoln, "Fay", "1-2", grades="03")
    rebuild(rung.district)
    return rung


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").split())


def test_the_first_page_answers_in_sentences(school):
    text = text_of(client_of(school.paz), "/time/")
    assert "Time at Lincoln Elementary" in text
    assert "3 of 4 teachers can see a colleague of the same subject or grade band teach without a substitute." in text
    assert "1 teacher cannot. The commonest reason: nobody else in the district teaches the same (1)." in text
    assert "for 5 of 9 pairs of a teacher and such a colleague within reach; 4 would need one." in text
    assert re.search(r"At Lincoln Elementary on Mon, .*: \d+ more pairs without a substitute\.", text)
    assert "1 of 1 group of a subject or grade has 45 minutes in which all are free." in text


def test_the_district_works_its_change_out_when_asked(school):
    dana = client_of(school.dana)
    assert "Work it out" in text_of(dana, "/time/")
    assert "more pairs without a substitute" in text_of(dana, "/time/?change=yes")
    assert "more pairs without a substitute" in text_of(dana, "/time/"), "it is remembered"


def test_a_change_of_the_roster_is_seen_at_once(school):
    paz = client_of(school.paz)
    assert "3 of 4 teachers" in text_of(paz, "/time/")
    teach(school.lincoln, "Hal", "1", subject="ela")
    rebuild(school.district)
    assert "5 of 5 teachers" in text_of(paz, "/time/"), "Ben and Hal teach reading at different times"


def test_by_subject_and_by_school(school):
    text = text_of(client_of(school.dana), "/time/seeing/")
    assert "By school" in text and "Garfield High" in text
    assert re.search(r"math 4 4 8 4", text), "teachers, reached, pairs, need a substitute"
    assert "up to 20 minutes away" in text
    assert "Nobody else in the district teaches the same 1" in text
    assert "By school" not in text_of(client_of(school.paz), "/time/seeing/").replace("By school and", "")


def test_free_time_is_told_in_aggregates_without_names(school):
    text = text_of(client_of(school.paz), "/time/free/")
    assert "4 of 4 teachers have free time as long as a visit at least once a week." in text
    assert re.search(r"Lincoln Elementary 4 500 750 750", text)
    for name in ("Ana Reyes", "Eva Luz", "Fay Luz", "Ben Ortiz"):
        assert name not in text


def test_people_are_found_by_name_and_their_common_time_told(school):
    paz = client_of(school.paz)
    found = text_of(paz, "/time/together/?q=lu")
    assert "Eva Luz" in found and "Fay Luz" in found and "Gil" not in found, "people of the own school only"
    who = "&".join(f"who={one.public_id}" for one in (school.ana, school.ben))
    assert "Mon, 9:50 a.m. to 12:05 p.m." in text_of(paz, f"/time/together/?{who}")
    wrong = text_of(paz, f"/time/together/?who={school.ana.public_id}&who={school.gil.public_id}")
    assert "Gil" not in wrong, "nobody of another school is looked at"


def test_a_group_is_opened_by_its_key(school):
    text = text_of(client_of(school.paz), f"/time/together/?group={school.lincoln.pk}-subject-math")
    assert "math, Lincoln Elementary" in text and "Wed, 9:50 a.m. to 12:05 p.m." in text


def test_when_there_is_none_the_page_says_what_it_would_take(school):
    who = "&".join(f"who={one.public_id}" for one in (school.ana, school.ben))
    make_section(school.lincoln, "Art", school.ana, periods="MTWRF 3", subject="arts")
    make_section(school.lincoln, "Drama", school.ben, periods="MTWRF 4", subject="theater")
    rebuild(school.district)
    text = text_of(client_of(school.paz), f"/time/together/?{who}")
    assert "What it would take: On Mon," in text and "were moved to another time or covered" in text


def test_singletons_and_who_is_near(school):
    text = text_of(client_of(school.dana), "/time/singletons/")
    assert "Gil Haddad math Garfield High" in text
    assert re.search(r"Ana Reyes, Lincoln Elementary \(15 minutes; free together on 5 days\)", text)
    assert "Ben Ortiz ela Lincoln Elementary nobody else in the district" in text


@pytest.mark.parametrize("address", ADDRESSES)
def test_teachers_are_refused_kindly(school, address):
    answer = client_of(school.ana).get(address)
    assert answer.status_code == 403
    assert "This page is for principals and the central office." in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_bells_the_page_says_so(cast, address):
    editions.forget()
    assert "There are no bell times yet" in text_of(client_of(cast.dana), address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_school_of_another_district_does_not_exist(school, address):
    assert client_of(school.dana).get(f"{address}?school={school.cedar.public_id}").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_the_lists_can_be_taken_away(school, address):
    answer = client_of(school.dana).get(f"{address}?as=csv")
    assert answer.status_code == 200
    assert "Lincoln Elementary" in answer.content.decode()
    assert client_of(school.ana).get(f"{address}?as=csv").status_code == 403


def queries(client, address):
    editions.forget()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_queries_do_not_grow_with_schools_and_teachers(school, address):
    dana = client_of(school.dana)
    queries(dana, address)
    before = queries(dana, address)
    for n in range(3):
        more = make_school(school.district, f"Hill{n} Elementary")
        make_bells(more)
        teach(more, f"Ida{n}", "1", grades="03")
        teach(more, f"Joe{n}", "2", subject=f"s{n}")
    rebuild(school.district)
    assert queries(dana, address) == before
