"""Another time, a day on which somebody is not there, closed doors, bells, reminders: told, freed, nothing lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from staffroom.expertise.actions.doors import keep_closed
from staffroom.spine.access import Refused
from staffroom.spine.outbox import Mail
from staffroom.timetable.models import Away
from staffroom.visits import actions
from staffroom.visits.models import Cover, Promise, Reminding, Visit, VisitNote
from tests.factories.visits import (
    AFTERWARDS,
    NOW,
    TUESDAY,
    WEDNESDAY,
    Covering,
    Scene,
    make_covering,
    make_from_afar,
)

pytestmark = pytest.mark.usefixtures("scope")
TODAY = datetime(2026, 10, 6, 14, 0, tzinfo=UTC)  # Tuesday, seven in the morning
AFTERNOON = datetime(2026, 10, 5, 22, 0, tzinfo=UTC)  # Monday, three in the afternoon


@pytest.fixture
def covering(scene: Scene) -> Covering:
    return make_covering(scene)


def kinds_to(staff) -> list[str]:
    return [mail.kind.rsplit("/")[-1] for mail in Mail.objects.filter(to_staff=staff.pk).order_by("pk")]


# --- Not there today ------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ana", "ben"])
def test_one_tap_ends_todays_visits_and_tells_everybody(scene: Scene, as_, set_clock, who: str):
    visit = scene.booked()
    set_clock(TODAY)
    person = getattr(scene.cast, who)
    assert "I am not there today" in as_(person).get("/").content.decode()
    assert as_(person).post(reverse("not_there_today")).status_code == 302
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and not Promise.objects.exists()
    assert visit.changes.get().why == "away"
    assert Away.objects.get().staff == person
    for reader in (scene.cast.ana, scene.cast.ben):
        mail = Mail.objects.filter(to_staff=reader.pk).latest("pk")
        assert mail.calendar_method == "CANCEL" and "Somebody cannot be there" in mail.text
        assert "ill" not in mail.subject
    assert "/visits/ask/" in Mail.objects.filter(to_staff=scene.cast.ben.pk).latest("pk").text
    page = as_(scene.cast.ben).get(reverse("visit", args=[visit.public_id])).content.decode()
    assert "Choose another time" in page and "Somebody could not be there" in page


def test_a_cover_who_is_not_there_is_followed_by_the_next(covering: Covering):
    visit = covering.booked()
    ana = covering.scene.actor(covering.scene.cast.ana, TUESDAY)
    done = actions.not_there_today(by=ana, now=TODAY)
    assert dict(done) == {"visits": 0, "covers": 1}
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED
    assert Cover.objects.get(state="asked").staff == covering.colleagues[1]
    assert actions.not_there_today(by=ana, now=TODAY).total() == 0


def test_who_watches_a_recording_does_so_without_its_host(scene: Scene, as_, set_clock):
    make_from_afar(scene.offer, recording="https://videos.example/xyz")
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/480/"
    visit = scene.accept(scene.ask(mode="recording", lesson=lesson))
    set_clock(TODAY)
    assert "I am not there today" not in as_(scene.cast.ana).get("/").content.decode()
    done = actions.not_there_today(by=scene.actor(scene.cast.ana, TUESDAY), now=TODAY)
    visit.refresh_from_db()
    assert done.total() == 0 and visit.state == Visit.State.ACCEPTED
    assert "I am not there today" in as_(scene.cast.ben).get("/").content.decode()
    assert actions.not_there_today(by=scene.actor(scene.cast.ben, TUESDAY), now=TODAY)["visits"] == 1


def test_without_anything_today_there_is_no_button(scene: Scene, as_):
    assert "I am not there today" not in as_(scene.cast.ben).get("/").content.decode()


# --- Closed doors and bells -----------------------------------------------------------------------------
def test_a_test_day_ends_what_is_booked_then(scene: Scene):
    visit, other = scene.booked(), scene.booked(scene.cast.gil, WEDNESDAY)
    keep_closed(by=scene.actor(scene.cast.ana), now=NOW, on=TUESDAY)
    assert actions.follow_closed_doors(district_id=scene.cast.district.pk, now=NOW) == 1
    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.state, other.state) == (Visit.State.CANCELLED, Visit.State.ACCEPTED)
    assert "takes no visits at that time" in Mail.objects.filter(to_staff=scene.cast.ben.pk).latest("pk").text
    assert actions.follow_closed_doors(district_id=scene.cast.district.pk, now=NOW) == 0


def test_closing_a_time_starts_the_job_that_looks(scene: Scene, django_capture_on_commit_callbacks):
    visit = scene.booked()
    with django_capture_on_commit_callbacks(execute=True):
        keep_closed(by=scene.actor(scene.cast.ana), now=NOW, day="Tue")
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED


# --- Reminders ------------------------------------------------------------------------------------------
def remind(scene: Scene, now: datetime) -> int:
    return actions.remind(district_id=scene.cast.district.pk, now=now)


def test_everybody_is_reminded_once_on_the_day_before_in_the_daytime(covering: Covering):
    scene = covering.scene
    covering.booked()
    assert remind(scene, datetime(2026, 10, 6, 2, 0, tzinfo=UTC)) == 0, "seven in the evening"
    assert remind(scene, AFTERNOON) == 3
    assert [kinds_to(one)[-1] for one in (scene.cast.ben, covering.host, scene.cast.ana)] == [
        "reminder", "reminder", "cover_reminder",
    ]  # fmt: skip
    assert remind(scene, AFTERNOON) == 0


def test_nobody_is_reminded_of_what_is_not_booked_or_far(scene: Scene):
    scene.ask()
    scene.booked(scene.cast.gil, TUESDAY + timedelta(days=1))
    assert remind(scene, AFTERNOON) == 0


def test_on_fridays_of_mondays_and_never_on_a_weekend(scene: Scene):
    monday = TUESDAY + timedelta(days=6)
    scene.booked(day=monday)
    assert remind(scene, datetime(2026, 10, 10, 22, 0, tzinfo=UTC)) == 0
    assert remind(scene, datetime(2026, 10, 9, 22, 0, tzinfo=UTC)) == 2


def test_who_wants_no_reminder_gets_none(scene: Scene, as_):
    scene.booked()
    ben = as_(scene.cast.ben)
    assert "No mail on the day before" in ben.get("/visits/").content.decode()
    assert ben.post(reverse("set_reminding"), {}).status_code == 302
    assert "Remind me by mail" in ben.get("/visits/").content.decode()
    assert remind(scene, AFTERNOON) == 1 and kinds_to(scene.cast.ana)[-1] == "reminder"
    ben.post(reverse("set_reminding"), {"mail": "1"})
    assert Reminding.objects.get().mail


def test_a_reminder_comes_in_the_readers_language(scene: Scene):
    scene.cast.ben.account.language = "es"
    scene.cast.ben.account.save(update_fields=["language"])
    scene.booked()
    remind(scene, AFTERNOON)
    mail = Mail.objects.get(kind="visits/mails/reminder", to_staff=scene.cast.ben.pk)
    assert mail.language == "es" and mail.subject.startswith("Recordatorio")


# --- Debrief and next step ------------------------------------------------------------------------------
def note(scene: Scene, visit: Visit, by, **given) -> VisitNote:
    lines = {"saw": "Wait time", "take": "Cards", "tries": "Three questions", "hand_over": True, **given}
    return actions.write_note(by=scene.actor(by, TUESDAY), now=AFTERWARDS, visit_id=visit.public_id, **lines)


def test_a_debrief_is_complete_when_both_have_written(scene: Scene, as_, set_clock):
    visit = scene.booked()
    set_clock(AFTERWARDS)
    page = reverse("visit", args=[visit.public_id])
    note(scene, visit, scene.cast.ben)
    assert "One of two" in as_(scene.cast.ana).get(page).content.decode()
    note(scene, visit, scene.cast.ana, saw="Your question")
    for person in (scene.cast.ana, scene.cast.ben):
        shown = as_(person).get(page).content.decode()
        assert "Both of you have said" in shown and "Three questions" in shown
    assert as_(scene.cast.paz).get(page).status_code == 404


def test_a_next_step_is_mine_alone_and_comes_back_in_six_weeks(scene: Scene, as_, set_clock):
    visit = scene.booked()
    set_clock(AFTERWARDS)
    ben, ana = as_(scene.cast.ben), as_(scene.cast.ana)
    page = reverse("visit", args=[visit.public_id])
    assert ben.post(reverse("visit_step", args=[visit.public_id]), {"text": "Ask before I tell"}).status_code == 302
    assert "Ask before I tell" in ben.get(page).content.decode()
    assert "Ask before I tell" not in ana.get(page).content.decode()
    six_weeks = AFTERWARDS + timedelta(weeks=6)
    district = scene.cast.district.pk
    assert actions.bring_steps_back(district_id=district, now=six_weeks - timedelta(days=1)) == 0
    assert actions.bring_steps_back(district_id=district, now=six_weeks) == 1
    assert actions.bring_steps_back(district_id=district, now=six_weeks) == 0
    mail = Mail.objects.latest("pk")
    assert mail.to_staff == scene.cast.ben.pk and "Ask before I tell" in mail.text
    assert "Ask before I tell" not in mail.subject
    set_clock(six_weeks)
    ben, ana = as_(scene.cast.ben), as_(scene.cast.ana)  # sessions do not last six weeks
    assert "Ask before I tell" in ben.get("/").content.decode()
    step = scene.cast.ben.next_steps.get()
    done = reverse("step_done", args=[step.public_id])
    assert ana.post(done).status_code == 404
    ben.post(done, {"later": "1"})
    assert "Ask before I tell" not in ben.get("/").content.decode()
    step.refresh_from_db()
    assert step.due == TUESDAY + timedelta(weeks=12)
    ben.post(done)
    step.refresh_from_db()
    assert step.done is not None


def test_once_more_in_six_weeks_counts_from_the_day_on_which_it_is_said(scene: Scene):
    visit, by = scene.booked(), scene.actor(scene.cast.ben)
    step = actions.set_next_step(by=by, now=AFTERWARDS, visit_id=visit.public_id, text="Ask before I tell")
    late = AFTERWARDS + timedelta(weeks=13)
    step = actions.finish_next_step(by=by, now=late, step_id=step.public_id, later=True)
    assert step.due == TUESDAY + timedelta(weeks=19)


def test_no_next_step_before_the_visit_and_empty_words_take_it_away(scene: Scene):
    visit = scene.booked()
    by = scene.actor(scene.cast.ben)
    with pytest.raises(Refused, match="not begun"):
        actions.set_next_step(by=by, now=NOW, visit_id=visit.public_id, text="x")
    assert actions.set_next_step(by=by, now=AFTERWARDS, visit_id=visit.public_id, text=" x ").text == "x"
    assert actions.set_next_step(by=by, now=AFTERWARDS, visit_id=visit.public_id, text=" ") is None
    assert not scene.cast.ben.next_steps.exists()
