"""New bells and visits with a cover, by live video, as a recording, with a substitute: they move as long as they are
legal in their way, with all they hang on, and end only when they are not."""

from datetime import UTC, datetime, timedelta

import pytest

from staffroom.expertise.actions.doors import keep_closed
from staffroom.spine.access import Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from staffroom.timetable.models import Bell
from staffroom.visits import actions, queries, rules
from staffroom.visits.models import Cover, Promise, Visit
from tests.factories.people import saved
from tests.factories.timetable import make_away, make_calendar_day, rebuild
from tests.factories.visits import NOW, TUESDAY, Covering, Scene, make_covering, make_from_afar

pytestmark = pytest.mark.usefixtures("scope")
WAYS = ("own", "cover", "video", "recording", "substitute")
LINK, RECORDED = "https://meet.example/abc", "https://videos.example/xyz"


@pytest.fixture
def covering(scene: Scene) -> Covering:
    return make_covering(scene)


def booked(covering: Covering, way: str) -> Visit:
    """One booked visit on Tuesday in each way; those with a class to be covered see Hana's period 2."""
    scene = covering.scene
    if way == "cover":
        return covering.booked()
    if way == "substitute":
        scene.rules(covers_given=0)
        return scene.accept(covering.ask(mode="substitute"))
    if way == "own":
        return scene.booked()
    make_from_afar(scene.offer, recording=RECORDED)
    if way == "video":
        return scene.accept(scene.ask(scene.cast.gil, mode="video"), link=LINK)
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/480/"
    return scene.accept(scene.ask(mode="recording", lesson=lesson))


def ring(covering: Covering, period: str, start: int, end: int) -> None:
    """Every school rings this period then; the mails so far are put aside."""
    for bell in Bell.objects.filter(district=covering.scene.cast.district, period=period):
        bell.start, bell.end = start, end
        saved(bell)
    rebuild(covering.scene.cast.district)
    Mail.objects.all().delete()


def follow(covering: Covering, now: datetime = NOW) -> dict[str, int]:
    return actions.follow_bells(district_id=covering.scene.cast.district.pk, now=now)


def keys(visit: Visit) -> set[str]:
    return set(visit.promises.values_list("key", flat=True))


@pytest.mark.parametrize("way", WAYS)
def test_a_few_minutes_later_it_moves_with_all_it_hangs_on(covering: Covering, way: str):
    visit = booked(covering, way)
    before = len(keys(visit))
    period, start = ("1", 480) if visit.start == 480 else ("2", 535)
    ring(covering, period, start + 4, start + 52)
    assert follow(covering) == {"moved": 1, "ended": 0}
    visit.refresh_from_db()
    assert (visit.state, visit.mode, visit.start, visit.end) == (Visit.State.ACCEPTED, way, start + 4, start + 52)
    assert len(keys(visit)) == before and any(f"/{start + 4}" in key for key in keys(visit))
    assert not any(key.endswith(f"/{start}") for key in keys(visit))
    told = Mail.objects.filter(kind="visits/mails/moved")
    assert {mail.to_staff for mail in told} == {visit.host_id, visit.visitor_id}
    assert {mail.calendar_method for mail in told} == {"REQUEST"}
    assert follow(covering) == {"moved": 0, "ended": 0}, "again: nothing is left to do"
    if way == "video":
        assert visit.link == LINK, "on the same day the link stays"


@pytest.mark.parametrize("way", [way for way in WAYS if way != "recording"])
def test_without_its_period_it_ends_and_everybody_is_told(covering: Covering, way: str):
    visit = booked(covering, way)
    period = "1" if visit.start == 480 else "2"
    for bell in Bell.objects.filter(district=covering.scene.cast.district, period=period):
        bell.period = f"{period}x"
        saved(bell)
    rebuild(covering.scene.cast.district)
    Mail.objects.all().delete()
    assert follow(covering)["ended"] == 1
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and not Promise.objects.exists()
    told = {mail.to_staff for mail in Mail.objects.filter(calendar_method="CANCEL")}
    assert told >= {visit.host_id, visit.visitor_id}
    if way == "cover":
        assert Cover.objects.get().state == "cancelled" and Cover.objects.get().staff_id in told


@pytest.mark.parametrize("way", WAYS)
def test_a_day_without_school_ends_it(covering: Covering, way: str):
    visit = booked(covering, way)
    make_calendar_day(covering.scene.cast.district, TUESDAY, schedule="none")
    rebuild(covering.scene.cast.district)
    assert follow(covering) == {"moved": 0, "ended": 1}
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and visit.changes.get().why == "bells"


@pytest.mark.parametrize("way", WAYS)
def test_the_hosts_test_day_ends_it_unless_it_is_a_recording(covering: Covering, way: str):
    visit = booked(covering, way)
    keep_closed(by=covering.scene.actor(visit.host), now=NOW, on=TUESDAY)
    ended = actions.follow_closed_doors(district_id=covering.scene.cast.district.pk, now=NOW)
    visit.refresh_from_db()
    if way == "recording":
        assert (ended, visit.state) == (0, Visit.State.ACCEPTED), "nobody disturbs the class"
    else:
        assert (ended, visit.state) == (1, Visit.State.CANCELLED)


# --- Covers -----------------------------------------------------------------------------------------------
def test_the_cover_goes_with_its_class_and_the_colleague_is_told(covering: Covering):
    visit = covering.booked()
    ring(covering, "2", 539, 587)
    follow(covering)
    cover = Cover.objects.get()
    visit.refresh_from_db()
    assert (cover.state, cover.start, cover.end, cover.sequence) == ("accepted", 539, 587, 1)
    assert [cover.lesson] == visit.covered and "/539/" in cover.free
    assert f"{TUESDAY}/{cover.school_id}/539" in set(
        Promise.objects.filter(staff=cover.staff_id).values_list("key", flat=True)
    )
    mail = Mail.objects.get(kind="visits/mails/cover_moved")
    assert (mail.to_staff, mail.calendar_method) == (cover.staff_id, "REQUEST") and "8:59" in mail.text
    assert covering.host.family not in mail.text, "where the teacher goes is not said"


def test_who_is_not_free_then_any_more_is_followed_by_the_next(covering: Covering):
    visit = covering.booked()
    cover = visit.covers.get(state="accepted")
    make_away(cover.staff, TUESDAY, TUESDAY)
    ring(covering, "2", 539, 587)
    follow(covering)
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED, "it waits for the next colleague"
    states = dict(Cover.objects.values_list("staff_id", "state"))
    assert states[cover.staff_id] == "declined" and sorted(states.values()) == ["asked", "declined"]
    assert Mail.objects.filter(to_staff=cover.staff_id, kind="visits/mails/cover_off").exists()


def test_with_nobody_left_it_ends(scene: Scene):
    covering = make_covering(scene, 0)
    visit = covering.booked()
    make_away(scene.cast.ana, TUESDAY, TUESDAY)
    ring(covering, "2", 539, 587)
    follow(covering)
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and not Promise.objects.exists()


def test_when_only_the_hosts_lesson_moves_the_colleague_keeps_the_promise(covering: Covering):
    visit = covering.booked()
    cover = visit.covers.get(state="accepted")
    mine = set(Promise.objects.filter(staff=cover.staff_id).values_list("key", flat=True))
    with writing():  # as if Hana's lesson alone had been at another time
        Visit.objects.filter(pk=visit.pk).update(lesson=visit.lesson.replace("/535/", "/531/"), start=531, end=581)
    assert follow(covering) == {"moved": 1, "ended": 0}
    assert set(Promise.objects.filter(staff=cover.staff_id).values_list("key", flat=True)) == mine


# --- The link ends with the period --------------------------------------------------------------------------
def test_the_link_is_shown_in_its_window_and_ends_with_the_period_when_bells_move(covering: Covering):
    visit = booked(covering, "video")
    ring(covering, "1", 500, 540)
    follow(covering)
    visit.refresh_from_db()
    starts = datetime(2026, 10, 6, 15, 20, tzinfo=UTC)  # 8:20 on the district's clock
    ends = starts + timedelta(minutes=40)
    seen = [starts - timedelta(minutes=6), starts - timedelta(minutes=5), ends - timedelta(seconds=1), ends]
    assert [rules.link_open(visit, now) for now in seen] == [False, True, True, False]
    district = covering.scene.cast.district.pk
    assert actions.forget_links(district_id=district, now=ends - timedelta(seconds=1)) == 0
    assert actions.forget_links(district_id=district, now=ends) == 1


# --- Consent, all at once -----------------------------------------------------------------------------------
def test_which_offers_consent_to_what_is_one_query(covering: Covering, django_assert_num_queries):
    scene = covering.scene
    offers = [scene.offer, covering.offer]
    with django_assert_num_queries(1):
        assert queries.from_afar_of(offers) == {}
    make_from_afar(scene.offer, recording=RECORDED)
    make_from_afar(covering.offer, live=False, recording="")
    with django_assert_num_queries(1):
        found = queries.from_afar_of(offers)
    assert found == {scene.offer.pk: queries.Consent(live=True, recording=True)}
    given = {"offer_id": scene.offer.public_id, "live": False, "recording": RECORDED}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=NOW, **given)
    assert queries.from_afar_of(offers) == {scene.offer.pk: queries.Consent(live=False, recording=True)}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=NOW, **(given | {"recording": ""}))
    assert queries.from_afar_of(offers) == {}


# --- A door closed after the request ------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["own", "video"])
def test_a_host_who_closed_the_door_since_cannot_say_yes(covering: Covering, way: str):
    scene = covering.scene
    make_from_afar(scene.offer)
    visit = scene.ask(scene.cast.gil, mode=way)
    keep_closed(by=scene.actor(scene.cast.ana), now=NOW, period="1")
    with pytest.raises(Refused) as refused:
        scene.accept(visit)
    assert "closed" in str(refused.value.sentence) or "no visit" in str(refused.value.sentence)
    assert "Hosting" in str(refused.value.advice)
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED
