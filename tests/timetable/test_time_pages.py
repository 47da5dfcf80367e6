"""The pages about time: what principals and the central office read there, and the queries it takes."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from staffroom.spine import editions
from staffroom.spine.editions import Memory, memory
from staffroom.spine.jobs import Job
from staffroom.spine.scoping import district_scope
from staffroom.timetable.queries.analysis import analysed, analysed_school, work_out_district
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


def main_of(client, address):
    """What stands on the page, without what is different each time."""
    body = client.get(address).content.decode()
    return re.sub(r'value="[^"]{40,}"|chart-\d+', "", body[body.index("<main") : body.index("</main>")])


def test_the_first_page_answers_in_sentences(school):
    text = text_of(client_of(school.paz), "/time/")
    assert "Time at Lincoln Elementary" in text
    assert "3 of 4 teachers can see a colleague of the same subject or grade band teach without a substitute." in text
    assert "1 teacher cannot. The commonest reason: nobody else in the district teaches the same (1)." in text
    assert "for 5 of 9 pairs of a teacher and such a colleague within reach; 4 would need one." in text
    assert re.search(r"At Lincoln Elementary on Mon, .*: \d+ more pairs without a substitute\.", text)
    assert "1 of 1 group of a subject or grade has 45 minutes in which all are free." in text


@pytest.fixture
def worked_out(django_capture_on_commit_callbacks):
    """Ask for the district's page, and let the job run that it starts."""

    def ask(client, address="/time/"):
        with django_capture_on_commit_callbacks(execute=True):
            return text_of(client, address)

    return ask


# --- The district: worked out by a job, kept for all processes --------------------------------------------
def test_the_district_is_worked_out_by_a_job_and_the_page_says_so_meanwhile(school, worked_out):
    dana = client_of(school.dana)
    assert "Being worked out for all schools" in worked_out(dana)
    assert "more pairs without a substitute" in text_of(dana, "/time/"), "the one change too"
    assert Job.objects.get(kind="timetable.analyse").state == Job.State.DONE
    editions.forget()
    with CaptureQueriesContext(connection) as seen:
        assert "more pairs without a substitute" in text_of(dana, "/time/"), "another process finds it"
    assert not any("timetable_meeting" in query["sql"] for query in seen)


def test_a_new_edition_is_worked_out_anew(school, worked_out):
    dana = client_of(school.dana)
    worked_out(dana)
    assert "2 of 5 teachers" not in text_of(dana, "/time/")
    teach(school.lincoln, "Hal", "1", subject="ela")
    rebuild(school.district)
    assert "Being worked out" in worked_out(dana)
    assert "of 6 teachers" in text_of(dana, "/time/")
    assert Job.objects.filter(kind="timetable.analyse").count() == 2


def test_only_one_job_works_at_it_and_a_failed_one_is_followed_by_another(school):
    dana = client_of(school.dana)
    for _ in range(3):
        assert dana.get("/time/").status_code == 200
    (job,) = Job.objects.filter(kind="timetable.analyse")
    assert job.state == Job.State.WAITING
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    poll = dana.get("/time/computed/").content.decode()
    assert "It did not work." in poll and "data-poll" not in poll
    dana.get("/time/")
    assert Job.objects.filter(kind="timetable.analyse").count() == 2


def test_the_poll_is_cheap_and_goes_on_when_it_is_done(school, worked_out):
    dana = client_of(school.dana)
    dana.get("/time/")
    poll = dana.get("/time/computed/")
    assert 'data-poll="/time/computed/"' in poll.content.decode() and "no-store" in poll["Cache-Control"]
    with CaptureQueriesContext(connection) as seen:
        dana.get("/time/computed/")
    asked = [query["sql"] for query in seen if "timetable_" in query["sql"] or "people_teaching" in query["sql"]]
    assert asked == []
    Job.objects.filter(kind="timetable.analyse").update(state=Job.State.DONE)
    assert 'data-go="/time/"' in dana.get("/time/computed/").content.decode()
    assert Client().get("/time/computed/").status_code == 401
    assert client_of(school.ana).get("/time/computed/").status_code == 403
    assert dana.post("/time/computed/").status_code == 405


def test_the_job_tells_how_far_it_is(school):
    told = []
    with district_scope(school.district.pk):
        work_out_district(memory(), NOW.date(), lambda done, total: told.append((done, total)))
    assert told and told[0][0] == 0 and told[0][1] > 0


# --- One school: worked out alone, with the same numbers --------------------------------------------------
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_school_alone_has_the_numbers_that_it_has_in_the_district(school, worked_out, address):
    for n in range(3):
        more = make_school(school.district, f"Hill{n} Elementary")
        make_bells(more)
        teach(more, f"Ida{n}", f"{n + 1}", grades="03")
        teach(more, f"Joe{n}", "2", subject="ela")
        teach(more, f"Kim{n}", "3", subject="band")
    rebuild(school.district)
    paz, dana = client_of(school.paz), client_of(school.dana)
    where = f"{address}?school={school.lincoln.public_id}"
    alone = main_of(paz, where)
    worked_out(dana)
    assert main_of(paz, where) == alone


def test_a_school_alone_leaves_out_whoever_teaches_nothing_alike(school):
    teach(school.garfield, "Nat", "2", subject="band")
    rebuild(school.district)
    with district_scope(school.district.pk):
        found = analysed_school(Memory(), NOW.date(), school.lincoln.pk)
        everybody = analysed(Memory(), NOW.date())
    assert len(found.tables.teachers) == 5 and len(everybody.tables.teachers) == 6
    assert {one.school for one in found.sights} == {str(school.lincoln.pk)}


def test_a_change_of_the_roster_is_seen_at_once(school):
    paz = client_of(school.paz)
    assert "3 of 4 teachers" in text_of(paz, "/time/")
    teach(school.lincoln, "Hal", "1", subject="ela")
    rebuild(school.district)
    assert "5 of 5 teachers" in text_of(paz, "/time/"), "Ben and Hal teach reading at different times"


def test_by_subject_and_by_school(school, worked_out):
    worked_out(client_of(school.dana))
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


def test_singletons_and_who_is_near(school, worked_out):
    worked_out(client_of(school.dana))
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
def test_without_bells_the_page_says_so(cast, worked_out, address):
    editions.forget()
    worked_out(client_of(cast.dana))
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
    paz = client_of(school.paz)
    queries(paz, address)
    before = queries(paz, address)
    for n in range(3):
        more = make_school(school.district, f"Hill{n} Elementary")
        make_bells(more)
        teach(more, f"Ida{n}", "1", grades="03")
        teach(more, f"Joe{n}", "2", subject=f"s{n}")
    rebuild(school.district)
    assert queries(paz, address) == before
