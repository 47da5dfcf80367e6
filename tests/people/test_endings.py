"""Last days by hand: set, taken back, carried out, and respected by rosters until these say something new."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from staffroom.people import actions, queries
from staffroom.people.jobs import carry_out_endings
from staffroom.people.models import Account, Assignment, DeviceSession, Ending, Staff, Teaching
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.jobs import Job
from staffroom.spine.scoping import district_scope, writing
from tests.factories.rosters import maple_roster
from tests.people.test_roster_actions import NOW, actor, apply, read, rows, smaller, undo

TODAY = date(2026, 9, 14)
FRIDAY = date(2026, 9, 18)
SATURDAY = datetime(2026, 9, 19, 17, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 25, 17, 0, tzinfo=UTC)


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        apply(cast.dana, maple_roster())
        yield cast


def end(maple, person=None, last_day=FRIDAY, post=None, by=None):
    return actions.end_work(
        by=actor(by or maple.dana), now=NOW, person=person or maple.ana, last_day=last_day, post=post
    )


def carried_out(maple, now=SATURDAY):
    return actions.carry_out_endings(district_id=maple.district.pk, now=now)


def ana():
    return Staff.objects.get(source_id="ana")


def test_until_the_day_nothing_changes_and_after_it_everything_ends(maple):
    before = rows()
    ending = end(maple)
    assert carried_out(maple, now=datetime(2026, 9, 19, 6, 0, tzinfo=UTC)) == 0  # still Friday in California
    assert rows() == before
    assert carried_out(maple) == 1
    assert (ana().active, ana().left_on) == (False, date(2026, 9, 19))
    assert not Assignment.objects.filter(staff=maple.ana, active=True).exists()
    assert not Teaching.objects.filter(staff=maple.ana, active=True).exists()
    assert not Account.objects.get(staff=maple.ana).is_active
    assert not DeviceSession.objects.filter(account__staff=maple.ana).exists()
    ending.refresh_from_db()
    assert ending.carried_out == SATURDAY
    kinds = AuditEntry.objects.filter(kind__startswith="ending.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["ending.set", "ending.carried_out"]


def test_a_second_run_changes_nothing(maple):
    end(maple)
    carried_out(maple)
    before = rows()
    assert carried_out(maple, now=LATER) == 0
    assert rows() == before


def test_what_follows_is_asked_for_by_name(maple):
    end(maple)
    asked = Job.objects.count()
    carried_out(maple)
    names = set(Job.objects.order_by("pk").values_list("kind", flat=True)[asked:])
    assert {"visits.look_after", "trust.look_after", "timetable.rebuild_meetings"} <= names


def test_a_day_that_has_passed_ends_at_once(maple):
    end(maple, last_day=TODAY - timedelta(days=1))
    assert not ana().active
    assert ana().left_on == TODAY


def test_one_assignment_ends_and_the_person_stays(maple):
    post = Assignment.objects.get(staff=maple.ana, active=True)
    end(maple, post=post)
    carried_out(maple)
    post.refresh_from_db()
    assert (post.active, post.ends) == (False, date(2026, 9, 19))
    assert ana().active
    assert Account.objects.get(staff=maple.ana).is_active
    assert not Teaching.objects.filter(staff=maple.ana, active=True).exists()


def test_a_day_can_be_taken_back_until_it_has_passed(maple):
    ending = end(maple)
    actions.take_back_ending(by=actor(maple.dana), now=NOW, ending=ending)
    assert carried_out(maple) == 0
    assert ana().active
    with pytest.raises(Refused, match="does not hold"):
        actions.take_back_ending(by=actor(maple.dana), now=NOW, ending=ending)
    second = end(maple)
    carried_out(maple)
    with pytest.raises(Refused, match="has passed"):
        actions.take_back_ending(by=actor(maple.dana), now=LATER, ending=second)


def test_rosters_respect_the_hand_until_they_leave_the_person_out(maple):
    end(maple)
    carried_out(maple)
    again = read(maple.dana, maple_roster(), now=LATER)
    assert again.summary == {}
    assert any("ended by hand" in one["message"] for one in again.problems)
    apply(maple.dana, maple_roster(), now=LATER)
    assert not ana().active
    without = apply(maple.dana, smaller(maple_roster(), "ana"), now=LATER)
    assert Ending.objects.get().over == LATER
    apply(maple.dana, maple_roster(), now=LATER + timedelta(days=1))
    assert ana().active
    assert without.ends_over == [Ending.objects.get().public_id]


def test_undoing_the_roster_that_ended_the_hand_lets_it_hold_again(maple):
    end(maple)
    carried_out(maple)
    without = apply(maple.dana, smaller(maple_roster(), "ana"), now=LATER)
    undo(maple.dana, without, now=LATER + timedelta(hours=1))
    assert Ending.objects.get().over is None
    assert read(maple.dana, maple_roster(), now=LATER + timedelta(hours=2)).summary == {}


def test_a_roster_that_ends_somebody_first_makes_the_hand_moot(maple):
    end(maple)
    apply(maple.dana, smaller(maple_roster(), "ana"), now=NOW + timedelta(hours=1))
    assert Ending.objects.get().over is not None
    assert carried_out(maple) == 0


def test_who_may_not_and_what_cannot_be(maple):
    for person in (maple.paz, maple.ben, maple.lou):
        with pytest.raises(Forbidden):
            end(maple, by=person)
    with pytest.raises(Refused, match="yourself"):
        end(maple, person=maple.dana)
    with pytest.raises(Refused, match="more than a year"):
        end(maple, last_day=date(2062, 9, 18))
    end(maple)
    with pytest.raises(Refused, match="set already"):
        end(maple)
    carried_out(maple)
    with pytest.raises(Refused, match="does not work"):
        end(maple)


def test_the_database_keeps_one_last_day(maple):
    end(maple)
    with writing(), pytest.raises(IntegrityError):
        Ending(district=maple.district, staff=maple.ana, last_day=FRIDAY, created=NOW).save()


def test_the_job_looks_at_every_district(maple, set_clock):
    end(maple)
    set_clock(SATURDAY)

    assert carry_out_endings(progress=None) == {"ended": 1}
    assert not ana().active


def test_the_pages_show_what_follows_before_anything_is_set(maple, as_, set_clock):
    set_clock(NOW)
    client = as_(maple.dana)
    address = f"/people/{maple.ana.public_id}/end/"
    assert "Set a last day" in client.get(f"/people/{maple.ana.public_id}/").content.decode()
    asked = client.post(address, {"last_day": "2026-09-18", "what": "all"}).content.decode()
    assert "What follows" in asked
    assert "Grade 3 Math" in asked
    assert not Ending.objects.exists()
    assert client.post(address, {"last_day": "soon"}).status_code == 400
    assert client.post(address).status_code == 400
    done = client.post(address, {"last_day": "2026-09-18", "what": "all", "sure": "yes"}, follow=True).content.decode()
    assert "The last day is set" in done
    assert "All work in the district" in done
    taken = client.post("/endings/", {"ending": Ending.objects.get().public_id}, follow=True).content.decode()
    assert "is taken back" in taken
    assert client.post("/endings/", {"ending": "nobody"}).status_code == 404
    assert client.post("/endings/").status_code == 400


def test_what_follows_counts_nothing_that_is_between_two_people(maple):
    told = " ".join(queries.what_follows(maple.ana, None, FRIDAY))
    assert "Booked visits that it makes impossible are cancelled" in told
    assert not any(word.isdigit() for word in told.split("Booked visits")[1].split(".")[0])


def test_colleagues_and_other_districts_do_not_see_the_pages(cast, as_):
    for person in (cast.ana, cast.paz, cast.ivo, cast.lou):
        assert as_(person).get(f"/people/{cast.ben.public_id}/end/").status_code == 403
        assert as_(person).get("/endings/").status_code == 403
        assert "Set a last day" not in as_(person).get(f"/people/{cast.ben.public_id}/").content.decode()
    assert as_(cast.dana).get(f"/people/{cast.cleo.public_id}/end/").status_code == 404
    assert as_(cast.dana).get("/endings/").status_code == 200
    assert as_(cast.dana).put("/endings/").status_code == 405
