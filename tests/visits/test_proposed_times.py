"""Another time for a visit: both times are kept until the other side answers, and only a yes moves it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.expertise.actions.doors import keep_closed
from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.timetable.models import Bell
from staffroom.visits import actions, queries
from staffroom.visits.models import Cover, Promise, ProposedTime, Visit
from tests.factories.people import saved
from tests.factories.timetable import make_away, rebuild
from tests.factories.visits import (
    MONDAY,
    NEXT_WEEK,
    NOW,
    TUESDAY,
    WEDNESDAY,
    Covering,
    Scene,
    make_covering,
    make_from_afar,
    make_hosts,
)

pytestmark = pytest.mark.usefixtures("scope")
TUESDAY_AT_NINE = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)


def propose(scene: Scene, visit: Visit, by, day: date = WEDNESDAY, now: datetime = NOW, **given) -> ProposedTime:
    given = {"visit_id": visit.public_id, "lesson": scene.lesson(day), **given}
    return actions.propose_time(by=scene.actor(by), now=now, **given)


def take(scene: Scene, visit: Visit, by, now: datetime = NOW, **given) -> Visit:
    return actions.take_time(by=scene.actor(by), now=now, visit_id=visit.public_id, **given)


def kinds_to(staff) -> list[str]:
    return [mail.kind.rsplit("/")[-1] for mail in Mail.objects.filter(to_staff=staff.pk).order_by("pk")]


def keys(**wanted) -> set[tuple[int, str]]:
    return set(Promise.objects.filter(**wanted).values_list("staff_id", "key"))


# --- Proposed -------------------------------------------------------------------------------------------
def test_until_there_is_an_answer_both_times_are_kept_and_the_visit_stays(scene: Scene):
    visit = scene.booked()
    before = keys(visit=visit)
    Mail.objects.all().delete()
    other = propose(scene, visit, scene.cast.ben)
    visit.refresh_from_db()
    assert (visit.date, visit.state, visit.sequence) == (TUESDAY, Visit.State.ACCEPTED, 0)
    assert keys(visit=visit) == before
    ben, ana, lincoln = scene.cast.ben.pk, scene.cast.ana.pk, scene.cast.lincoln.pk
    kept = {(ben, f"{WEDNESDAY}/{lincoln}/480"), (ana, f"{WEDNESDAY}/{lincoln}/480/seat/1")}
    assert keys(holder=other.holder) == kept, "the place in the same week is kept by the visit already"
    assert kinds_to(scene.cast.ana) == kinds_to(scene.cast.ben) == ["proposed"]
    assert not any(mail.calendar for mail in Mail.objects.all()), "calendars change only with a yes"
    assert not visit.changes.exists()


def test_another_week_keeps_a_place_in_that_week_too(scene: Scene):
    other = propose(scene, scene.booked(), scene.cast.ben, NEXT_WEEK)
    assert (scene.cast.ben.pk, "2026-W42/visit/1") in keys(holder=other.holder)


def test_what_a_proposed_time_keeps_nobody_else_gets(scene: Scene):
    scene.rules(visitors_per_lesson=1)
    propose(scene, scene.booked(), scene.cast.ben)
    with pytest.raises(Refused):
        scene.ask(scene.cast.gil, WEDNESDAY)
    with pytest.raises(Refused):
        scene.ask(scene.cast.gil, TUESDAY)
    ((host, section, offer),) = make_hosts(scene, 1)
    scene.rules(visits_per_visitor_week=3)
    with pytest.raises(Refused, match="already"):
        scene.ask(day=WEDNESDAY, offer=offer, lesson=scene.lesson(WEDNESDAY, host=host, section=section))


def test_only_a_lawful_slot_can_be_proposed_and_only_by_the_two(scene: Scene, as_, set_clock):
    visit = scene.booked()
    other = propose(scene, visit, scene.cast.ben)
    with pytest.raises(Refused, match="too soon"):
        propose(scene, visit, scene.cast.ben, MONDAY)
    assert ProposedTime.objects.get() == other, "a refused proposal changes nothing, the earlier one stands"
    with pytest.raises(Refused, match="has already"):
        propose(scene, visit, scene.cast.ben, TUESDAY)
    address = reverse("visit_move", args=[visit.public_id])
    ben = as_(scene.cast.ben)
    shown = ben.get(address).content.decode()
    assert scene.lesson(NEXT_WEEK) in shown and scene.lesson(TUESDAY) not in shown
    assert ben.post(address, {"lesson": "nonsense"}).status_code == 409
    assert ben.post(address, {"lesson": scene.lesson(NEXT_WEEK)}).status_code == 302
    assert as_(scene.cast.gil).get(address).status_code == 404
    set_clock(datetime(2026, 10, 15, 18, tzinfo=UTC))
    assert as_(scene.cast.ben).get(address).status_code == 409


def test_a_second_proposal_takes_the_place_of_the_first_by_whomever(scene: Scene):
    visit = scene.booked()
    first = propose(scene, visit, scene.cast.ben)
    second = propose(scene, visit, scene.cast.ana, NEXT_WEEK)
    assert ProposedTime.objects.get() == second and second.answers == scene.cast.ben.pk
    assert not keys(holder=first.holder)
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(ProposedTime(
            district=visit.district, visit=visit, proposer=scene.cast.ben, section=visit.section, school=visit.school,
            date=TUESDAY, period="1", lesson="x", start=1, end=2, created=NOW,
        ))  # fmt: skip


# --- Answered -------------------------------------------------------------------------------------------
def test_the_host_says_yes_and_the_visit_moves_in_both_calendars(scene: Scene):
    visit = scene.booked()
    other = propose(scene, visit, scene.cast.ben)
    with pytest.raises(Forbidden, match="Only the other side"):
        take(scene, visit, scene.cast.ben)
    assert take(scene, visit, scene.cast.ana).state == Visit.State.ACCEPTED
    visit.refresh_from_db()
    assert (visit.date, visit.sequence) == (WEDNESDAY, 1)
    change = visit.changes.get()
    assert (change.was_date, change.was_start, change.why) == (TUESDAY, 480, "proposed")
    assert not ProposedTime.objects.exists() and not keys(holder=other.holder)
    lincoln = scene.cast.lincoln.pk
    assert keys(visit=visit) == {
        (scene.cast.ben.pk, f"{WEDNESDAY}/{lincoln}/480"), (scene.cast.ben.pk, "2026-W41/visit/1"),
        (scene.cast.ana.pk, f"{WEDNESDAY}/{lincoln}/480/seat/1"),
    }  # fmt: skip
    mail = Mail.objects.latest("pk")
    assert mail.calendar_method == "REQUEST" and "SEQUENCE:1" in mail.calendar
    assert scene.ask(scene.cast.gil, TUESDAY).state == Visit.State.ASKED, "the old time is free again"


def test_what_was_only_asked_is_booked_with_the_yes_to_the_hosts_time(scene: Scene, as_):
    visit = scene.ask()
    propose(scene, visit, scene.cast.ana)
    ben = as_(scene.cast.ben)
    assert "Ana Reyes proposes another time: Wednesday" in ben.get("/").content.decode()
    page = ben.get(reverse("visit", args=[visit.public_id])).content.decode()
    assert "Yes, move it there" in page and "both times are kept" in page
    assert ben.post(reverse("time_take", args=[visit.public_id])).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.date) == (Visit.State.ACCEPTED, WEDNESDAY)
    assert ben.post(reverse("time_take", args=[visit.public_id])).status_code == 409


@pytest.mark.parametrize("booked", [True, False])
@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_a_no_and_a_change_of_mind_leave_the_visit_as_it_was(scene: Scene, as_, booked: bool, end: str):
    visit = scene.booked() if booked else scene.ask()
    before, state = keys(visit=visit), visit.state
    propose(scene, visit, scene.cast.ben)
    Mail.objects.all().delete()
    who, told = (scene.cast.ana, scene.cast.ben) if end == "decline" else (scene.cast.ben, scene.cast.ana)
    wrong = as_(told).post(reverse(f"time_{end}", args=[visit.public_id]))
    assert wrong.status_code == 403
    assert as_(who).post(reverse(f"time_{end}", args=[visit.public_id])).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.date, visit.sequence) == (state, TUESDAY, 0)
    assert keys() == before and not ProposedTime.objects.exists()
    mail = Mail.objects.get()
    assert mail.to_staff == told.pk and not mail.calendar
    assert ("stays booked" if booked else "stays asked for") in mail.text


def test_the_host_can_say_yes_to_the_old_time_meanwhile(scene: Scene):
    visit = scene.ask()
    propose(scene, visit, scene.cast.ben)
    assert scene.accept(visit).date == TUESDAY
    assert not ProposedTime.objects.exists() and not Promise.objects.exclude(holder="").exists()


@pytest.mark.parametrize("end", ["cancel", "decline"])
def test_with_the_visit_its_proposed_time_goes(scene: Scene, end: str):
    visit = scene.ask()
    propose(scene, visit, scene.cast.ben)
    getattr(scene, end)(visit)
    assert not ProposedTime.objects.exists() and not Promise.objects.exists()


def test_strangers_get_404_and_nothing_is_read_by_get(scene: Scene, as_):
    visit = scene.booked()
    propose(scene, visit, scene.cast.ben)
    for name in ("time_take", "time_decline", "time_withdraw"):
        address = reverse(name, args=[visit.public_id])
        for person in (scene.cast.gil, scene.cast.paz, scene.cast.cleo):
            assert as_(person).post(address).status_code == 404
        assert as_(scene.cast.ana).get(address).status_code == 405
    assert ProposedTime.objects.exists()


# --- Nobody answers ---------------------------------------------------------------------------------------
def test_when_the_booked_visit_begins_the_other_time_lapses(scene: Scene, as_, set_clock):
    visit = scene.booked()
    propose(scene, visit, scene.cast.ben)
    district = scene.cast.district.pk
    assert actions.forget_times(district_id=district, now=NOW) == 0
    with pytest.raises(Refused, match="too late"):
        take(scene, visit, scene.cast.ana, now=TUESDAY_AT_NINE)
    set_clock(TUESDAY_AT_NINE)
    assert "proposes another time" not in as_(scene.cast.ana).get("/").content.decode()
    assert actions.forget_times(district_id=district, now=TUESDAY_AT_NINE) == 1
    assert actions.forget_times(district_id=district, now=TUESDAY_AT_NINE) == 0
    visit.refresh_from_db()
    assert (visit.state, visit.date) == (Visit.State.ACCEPTED, TUESDAY)
    assert not Promise.objects.exclude(holder="").exists()


def test_a_time_for_what_was_only_asked_can_be_taken_until_it_begins(scene: Scene):
    visit = scene.ask()
    propose(scene, visit, scene.cast.ana)
    assert take(scene, visit, scene.cast.ben, now=TUESDAY_AT_NINE).date == WEDNESDAY


def test_the_next_request_gives_back_what_lapsed(scene: Scene):
    propose(scene, scene.booked(), scene.cast.ben, NEXT_WEEK)
    by, lesson = scene.actor(scene.cast.ben, TUESDAY), scene.lesson(NEXT_WEEK)
    given = {"now": TUESDAY_AT_NINE, "offer_id": scene.offer.public_id, "lesson": lesson}
    assert actions.ask_visit(by=by, **given).date == NEXT_WEEK


# --- What changes around it -------------------------------------------------------------------------------
@pytest.mark.parametrize("change", ["away", "closed", "bells"])
def test_a_time_that_is_not_to_be_had_any_more_is_off_and_both_are_told(scene: Scene, change: str):
    visit = scene.booked()
    propose(scene, visit, scene.cast.ben)
    Mail.objects.all().delete()
    district = scene.cast.district.pk
    if change == "away":
        make_away(scene.cast.ana, WEDNESDAY, WEDNESDAY)
        actions.follow_days_away(district_id=district, now=NOW)
    elif change == "closed":
        keep_closed(by=scene.actor(scene.cast.ana), now=NOW, on=WEDNESDAY)
        actions.follow_closed_doors(district_id=district, now=NOW)
    else:
        bell = Bell.objects.get(school=scene.cast.lincoln, period="1")
        bell.start = 485
        saved(bell)
        rebuild(scene.cast.district)
        actions.follow_bells(district_id=district, now=NOW)
    assert not ProposedTime.objects.exists() and not Promise.objects.exclude(holder="").exists()
    told = {mail.to_staff for mail in Mail.objects.filter(kind="visits/mails/time_off")}
    assert told == {scene.cast.ana.pk, scene.cast.ben.pk}
    visit.refresh_from_db()
    assert (visit.state, visit.date) == (Visit.State.ACCEPTED, TUESDAY)


def test_it_is_checked_again_with_the_yes(scene: Scene):
    visit = scene.booked()
    propose(scene, visit, scene.cast.ben)
    make_away(scene.cast.ana, WEDNESDAY, WEDNESDAY)
    with pytest.raises(Refused):
        take(scene, visit, scene.cast.ana)
    visit.refresh_from_db()
    assert (visit.state, visit.date) == (Visit.State.ACCEPTED, TUESDAY), "a yes that is refused changes nothing"
    assert keys(visit=visit) and ProposedTime.objects.exists()


# --- Other ways -------------------------------------------------------------------------------------------
def test_a_covered_visit_moves_with_another_cover(scene: Scene):
    covering: Covering = make_covering(scene)
    visit, ben = covering.booked(), scene.cast.ben
    propose(scene, visit, ben, lesson=covering.lesson(WEDNESDAY))
    assert list(Cover.objects.values_list("state", "date")) == [("accepted", TUESDAY)], "nobody new is asked yet"
    moved = take(scene, visit, covering.host)
    assert moved.state == Visit.State.ASKED and Mail.objects.filter(kind="visits/mails/time_agreed").count() == 2
    states = list(Cover.objects.order_by("pk").values_list("state", "date"))
    assert states == [("cancelled", TUESDAY), ("asked", WEDNESDAY)]
    covering.answer(Cover.objects.get(state="asked"))
    assert Visit.objects.get().state == Visit.State.ACCEPTED


def test_with_nobody_to_cover_then_the_yes_is_refused_and_the_visit_stays_booked(scene: Scene):
    covering = make_covering(scene, 0)
    visit = covering.booked()
    propose(scene, visit, scene.cast.ben, lesson=covering.lesson(WEDNESDAY))
    make_away(scene.cast.ana, WEDNESDAY, WEDNESDAY)
    with pytest.raises(Refused, match="No colleague"):
        take(scene, visit, covering.host)
    assert Visit.objects.get().state == Visit.State.ACCEPTED and Cover.objects.get().state == "accepted"


def test_a_video_that_moves_leaves_its_link_behind_and_the_consent_is_logged(scene: Scene):
    make_from_afar(scene.offer)
    visit = scene.accept(scene.ask(mode="video"), link="https://meet.example/abc")
    propose(scene, visit, scene.cast.ben)
    visit.refresh_from_db()
    assert visit.link == "https://meet.example/abc"
    take(scene, visit, scene.cast.ana, link="https://meet.example/new", recording_allowed=True)
    visit.refresh_from_db()
    assert (visit.mode, visit.link, visit.date) == ("video", "https://meet.example/new", WEDNESDAY)
    propose(scene, visit, scene.cast.ana, NEXT_WEEK)
    take(scene, visit, scene.cast.ben)
    visit.refresh_from_db()
    assert (visit.link, visit.date) == ("", NEXT_WEEK)
    logged = audit.AuditEntry.objects.filter(kind="visit.video_consent").order_by("pk")
    assert [(one.actor, one.facts["recording"]) for one in logged] == [
        (scene.cast.ana.pk, False), (scene.cast.ana.pk, True), (scene.cast.ana.pk, True),
    ]  # fmt: skip


# --- Read ---------------------------------------------------------------------------------------------------
def test_one_and_three_that_wait_take_as_many_queries(scene: Scene):
    scene.rules(visits_per_visitor_week=3)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as held:
            found = queries.proposals_of(scene.actor(scene.cast.ana), NOW)
        return len(held), len(found)

    propose(scene, scene.booked(), scene.cast.ben)
    one = asked()
    for day in (NEXT_WEEK, NEXT_WEEK + timedelta(days=7)):
        propose(scene, scene.booked(day=day), scene.cast.ben, day + timedelta(days=1))
    assert (one[1], asked()) == (1, (one[0], 3))
