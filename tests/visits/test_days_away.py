"""Days away that are entered for later: visits and covers on them are looked after at once; taking the days back
books nothing again, and says what there had been."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.spine.outbox import Mail
from staffroom.timetable.actions.away import set_away
from staffroom.timetable.models import Away
from staffroom.visits import actions, queries
from staffroom.visits.models import Cover, Promise, Visit
from tests.factories.timetable import make_away
from tests.factories.visits import NEXT_WEEK, NOW, TUESDAY, WEDNESDAY, Scene, make_covering, make_from_afar

pytestmark = pytest.mark.usefixtures("scope")


def follow(scene: Scene) -> dict[str, int]:
    return actions.follow_days_away(district_id=scene.cast.district.pk, now=NOW)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_entering_a_day_away_ends_what_is_booked_then_and_tells_both(
    scene: Scene, django_capture_on_commit_callbacks, who: str
):
    visit, later = scene.booked(), scene.booked(day=NEXT_WEEK)
    with django_capture_on_commit_callbacks(execute=True):
        set_away(by=scene.actor(getattr(scene.cast, who)), now=NOW, starts=TUESDAY, ends=WEDNESDAY)
    visit.refresh_from_db()
    later.refresh_from_db()
    assert (visit.state, later.state) == (Visit.State.CANCELLED, Visit.State.ACCEPTED)
    assert visit.changes.get().why == "away" and not visit.promises.exists()
    told = Mail.objects.filter(kind="visits/mails/cancelled")
    assert {mail.to_staff for mail in told} == {scene.cast.ana.pk, scene.cast.ben.pk}
    assert {mail.calendar_method for mail in told} == {"CANCEL"}
    to_ben = told.get(to_staff=scene.cast.ben.pk)
    assert "Nobody is asked why" in to_ben.text and "/visits/ask/" in to_ben.text, "another time is offered"
    assert follow(scene) == {"visits": 0, "covers": 0}


def test_who_was_to_cover_is_followed_by_the_next_and_told(scene: Scene):
    covering = make_covering(scene)
    visit = covering.booked()
    make_away(scene.cast.ana, TUESDAY, TUESDAY)
    Mail.objects.all().delete()
    assert follow(scene) == {"visits": 0, "covers": 1}
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED
    assert Cover.objects.get(state="asked").staff == covering.colleagues[1]
    mail = Mail.objects.get(to_staff=scene.cast.ana.pk)
    assert mail.calendar_method == "CANCEL" and "The next colleague is asked" in mail.text
    assert not Promise.objects.filter(staff=scene.cast.ana).exists()
    assert follow(scene) == {"visits": 0, "covers": 0}


def test_the_host_of_a_recording_need_not_be_there(scene: Scene):
    make_from_afar(scene.offer, recording="https://videos.example/x")
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/480/"
    scene.accept(scene.ask(mode="recording", lesson=lesson))
    make_away(scene.cast.ana, TUESDAY, TUESDAY)
    assert follow(scene) == {"visits": 0, "covers": 0}
    make_away(scene.cast.ben, TUESDAY, TUESDAY)
    assert follow(scene) == {"visits": 1, "covers": 0}


def test_taking_the_days_back_says_what_had_been_booked_and_books_nothing(scene: Scene, as_):
    visit = scene.booked()
    ben = as_(scene.cast.ben)
    ben.post(reverse("away"), {"starts": TUESDAY.isoformat(), "ends": WEDNESDAY.isoformat()})
    follow(scene)
    row = Away.objects.get()
    shown = ben.post(reverse("away_remove", args=[row.public_id]), follow=True).content.decode()
    assert "at work on these days again" in shown
    assert "not booked again by itself: you visit Ana Reyes, Tuesday, October 6" in shown
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and not Promise.objects.exists()


def test_without_anything_called_off_nothing_is_said(scene: Scene, as_):
    scene.cancel(scene.booked(), scene.cast.ana)
    row = make_away(scene.cast.ben, TUESDAY, WEDNESDAY)
    shown = as_(scene.cast.ben).post(reverse("away_remove", args=[row.public_id]), follow=True).content.decode()
    assert "at work on these days again" in shown and "Called off" not in shown


def test_one_and_three_visits_take_as_many_queries(scene: Scene):
    def asked() -> int:
        with CaptureQueriesContext(connection) as held:
            queries.visits_without_somebody(NOW)
            queries.covers_without_somebody(NOW)
        return len(held)

    scene.booked()
    one = asked()
    scene.booked(day=NEXT_WEEK)
    scene.booked(day=NEXT_WEEK + timedelta(days=7))
    assert asked() == one
