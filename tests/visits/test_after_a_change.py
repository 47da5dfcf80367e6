"""What becomes of visits when roster, bells, offers or doors change under them: nobody waits in an empty room."""

import pytest

from staffroom.people.models import Teaching
from staffroom.spine.access import Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope, writing
from staffroom.timetable.models import Bell
from staffroom.visits import actions
from staffroom.visits.models import Visit
from tests.factories.cast import client_of
from tests.factories.expertise import make_closed_door, make_hosting, make_open_door
from tests.factories.people import saved
from tests.factories.timetable import rebuild
from tests.factories.visits import NOW, TUESDAY, WEDNESDAY, make_scene

PAGES = ["/", "/visits/", "/week/", "/find/?practice=number-talks", "/doors/", "/school/visits/", "/doors/open/"]


@pytest.fixture
def scene(db, set_clock):
    set_clock(NOW)
    return make_scene()


def leaves(record):
    record.active = False
    saved(record)


def host_leaves(scene):
    leaves(scene.cast.ana)


def visitor_leaves(scene):
    leaves(scene.cast.ben)


def class_goes(scene):
    leaves(scene.cast.ana_section)


def class_gets_another_teacher(scene):
    with scene.scope():
        leaves(Teaching.objects.get(section=scene.cast.ana_section))


LEAVING = [host_leaves, visitor_leaves, class_goes, class_gets_another_teacher]


def look_after(scene):
    with scene.scope():
        return actions.cancel_impossible(district_id=scene.cast.district.pk, now=NOW)


def pages_are_whole(scene, visit):
    for person in (scene.cast.ana, scene.cast.ben, scene.cast.paz):
        client = client_of(person)
        for page in (*PAGES, f"/visits/{visit.public_id}/"):
            assert client.get(page).status_code < 500, page


@pytest.mark.parametrize("change", LEAVING)
def test_visits_that_became_impossible_are_cancelled_and_both_are_told(scene, change):
    booked, asked = scene.booked(day=TUESDAY), scene.ask(scene.cast.gil, WEDNESDAY)
    change(scene)
    rebuild(scene.cast.district)
    Mail.objects.all().delete()
    expected = [booked] if change is visitor_leaves else [booked, asked]
    assert look_after(scene) == len(expected)
    for visit in expected:
        visit.refresh_from_db()
        assert visit.state == Visit.State.CANCELLED
        with scene.scope():
            assert not visit.promises.exists()
        told = Mail.objects.filter(text__contains=visit.public_id)
        assert {mail.to_staff for mail in told} == {visit.host_id, visit.visitor_id}
        assert all("In the new roster" in mail.text and "In the new roster" in mail.html for mail in told)
        assert {mail.calendar_method for mail in told} == {"CANCEL" if visit == booked else ""}
    assert look_after(scene) == 0, "again: nothing is left to do"
    pages_are_whole(scene, booked)


def test_visits_that_are_possible_stay(scene):
    scene.booked()
    assert look_after(scene) == 0


def test_visits_that_are_over_stay_as_they_were(scene):
    booked = scene.booked()
    host_leaves(scene)
    with scene.scope():
        later = actions.cancel_impossible(district_id=scene.cast.district.pk, now=NOW.replace(day=6, hour=18))
    assert later == 0
    booked.refresh_from_db()
    assert booked.state == Visit.State.ACCEPTED


def test_a_roster_asks_for_it_by_name(monkeypatch):
    from staffroom.people.actions import applying

    asked = []
    monkeypatch.setattr(applying.jobs, "enqueue", lambda kind, **given: asked.append(kind))
    applying.rebuild_meetings(type("Import", (), {"district_id": 1}), NOW)
    assert asked == ["timetable.rebuild_meetings", "visits.look_after", "walks.look_after", "trust.look_after"]


def test_between_new_bells_and_the_step_that_follows_them_no_page_breaks(scene):
    booked, asked = scene.booked(day=TUESDAY), scene.ask(scene.cast.gil, WEDNESDAY)
    with district_scope(scene.cast.district.pk), writing():
        Bell.objects.filter(school=scene.cast.lincoln, period="1").update(start=485, end=535)
    rebuild(scene.cast.district)
    pages_are_whole(scene, booked)
    with pytest.raises(Refused, match="timetable has changed"):
        scene.accept(asked)
    assert look_after(scene) == 0
    scene.cancel(booked)


def test_bells_that_vanish_break_no_page(scene):
    booked = scene.booked()
    make_open_door(scene.offer, scene.cast.ana_section, WEDNESDAY)
    with district_scope(scene.cast.district.pk), writing():
        Bell.objects.all().delete()
    rebuild(scene.cast.district)
    pages_are_whole(scene, booked)


def test_an_offer_taken_back_keeps_its_visit_but_takes_no_new_one(scene):
    booked = scene.booked()
    scene.offer.state, scene.offer.withdrawn_from = "withdrawn", "published"
    saved(scene.offer)
    pages_are_whole(scene, booked)
    words = client_of(scene.cast.ben).get(f"/visits/{booked.public_id}/").content.decode()
    assert scene.offer.what_i_do not in words
    client = client_of(scene.cast.gil)
    given = {"lesson": scene.lesson(WEDNESDAY), "key": "k"}
    assert client.post(f"/visits/ask/{scene.offer.public_id}/", given).status_code == 404


def test_hosting_off_leaves_the_answer_to_the_host(scene):
    asked = scene.ask()
    make_hosting(scene.cast.ana, welcome=False)
    pages_are_whole(scene, asked)
    with pytest.raises(Refused, match="no visits"):
        scene.ask(scene.cast.gil, WEDNESDAY)
    assert scene.accept(asked).state == Visit.State.ACCEPTED


def test_a_wish_for_quiet_after_asking_is_the_hosts_to_overrule_or_keep(scene):
    asked = scene.ask()
    make_closed_door(scene.cast.ana, date=TUESDAY)
    pages_are_whole(scene, asked)
    assert scene.decline(asked).state == Visit.State.DECLINED


@pytest.mark.parametrize("lesson", ["other", "past", "nonsense", "", "1/2/3", "x" * 5000])
def test_a_lesson_that_was_not_offered_is_refused(scene, lesson):
    cast = scene.cast
    past = scene.lesson(TUESDAY.replace(day=1))
    lessons = {"other": scene.lesson(host=cast.gil, section=cast.gil_section), "past": past}
    address = f"/visits/ask/{scene.offer.public_id}/"
    answer = client_of(cast.ben).post(address, {"lesson": lessons.get(lesson, lesson), "key": "k"})
    assert answer.status_code == 409
    with scene.scope():
        assert not Visit.objects.exists()


def test_words_that_are_too_long_are_not_lost_in_silence(scene):
    asked = scene.ask()
    answer = client_of(scene.cast.ana).post(f"/visits/{asked.public_id}/accept/", {"answer": "Sit by the door. " * 60})
    assert answer.status_code == 422
    assert "Sit by the door." in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == Visit.State.ASKED
