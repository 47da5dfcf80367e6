"""Live video and recordings: the host's consent, the link only when it is time, and all of it taken back at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from staffroom.expertise.models import Offer
from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.visits import actions, queries, rules
from staffroom.visits.models import FromAfar, Promise, Visit
from staffroom.visits.queries import Consent
from tests.factories.expertise import make_offer
from tests.factories.people import saved
from tests.factories.visits import NOW, TUESDAY, WEDNESDAY, Scene, make_from_afar

pytestmark = pytest.mark.usefixtures("scope")
LINK, RECORDED = "https://meet.example/abc", "https://videos.example/xyz"
# Ana's lesson is 8:00 to 8:50 on Tuesday; the district's clock is seven hours behind UTC in October.
START, END = datetime(2026, 10, 6, 15, 0, tzinfo=UTC), datetime(2026, 10, 6, 15, 50, tzinfo=UTC)


@pytest.fixture
def afar(scene: Scene) -> FromAfar:
    return make_from_afar(scene.offer, recording=RECORDED)


def video(scene: Scene, **given) -> Visit:
    """A live video of Ana's lesson, asked for by Gil at the other school and agreed."""
    return scene.accept(scene.ask(scene.cast.gil, mode="video"), **{"link": LINK, **given})


def watching(scene: Scene) -> Visit:
    """An appointment with Ana's recording in Ben's own free first period."""
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/480/"
    return scene.accept(scene.ask(mode="recording", lesson=lesson))


# --- Consent --------------------------------------------------------------------------------------------
def test_without_the_hosts_consent_there_is_neither(scene: Scene, as_):
    for mode in ("video", "recording"):
        with pytest.raises(Refused):
            scene.ask(scene.cast.gil, mode=mode)
    shown = as_(scene.cast.gil).get(reverse("ask_visit", args=[scene.offer.public_id])).content.decode()
    assert "By live video" not in shown and "A recording" not in shown


def test_the_host_consents_a_page_offers_it_and_the_log_has_it(scene: Scene, as_):
    address = reverse("from_afar", args=[scene.offer.public_id])
    ana, ben = as_(scene.cast.ana), as_(scene.cast.ben)
    assert "nobody sees your class from afar" in ana.get(address).content.decode()
    assert ana.post(address, {"live": "on", "recording": RECORDED}).status_code == 302
    row = FromAfar.objects.get()
    assert (row.live, row.recording, row.staff) == (True, RECORDED, scene.cast.ana)
    entry = audit.AuditEntry.objects.get(kind="visit.from_afar")
    assert entry.facts == {"who": "Ana Reyes", "live": True, "recording": True}
    assert ben.get(address).status_code == 403 and ben.post(address, {"live": "on"}).status_code == 403
    shown = as_(scene.cast.gil).get(reverse("ask_visit", args=[scene.offer.public_id])).content.decode()
    assert "By live video" in shown and "A recording" in shown and RECORDED not in shown
    assert ana.post(address, {"recording": "not an address"}).status_code == 422


def test_a_video_takes_no_seat_and_no_way(scene: Scene, afar: FromAfar):
    visit = video(scene)
    assert (visit.mode, visit.state, visit.travel) == ("video", "accepted", 0)
    keys = set(Promise.objects.filter(visit=visit).values_list("key", flat=True))
    assert not any("/seat/" in key for key in keys) and "2026-W41/video/1" in keys
    scene.rules(visitors_per_lesson=1)
    assert scene.ask().state == Visit.State.ASKED


def test_the_consent_to_one_video_is_logged_with_recording_or_not(scene: Scene, afar: FromAfar):
    visit = video(scene, recording_allowed=True)
    assert audit.AuditEntry.objects.get(kind="visit.video_consent").facts == {"recording": True}
    assert visit.recording_allowed and visit.link == LINK


# --- The link -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (START - timedelta(minutes=5, seconds=1), False),
        (START - timedelta(minutes=5), True),
        (END - timedelta(seconds=1), True),
        (END, False),
    ],
)
@pytest.mark.parametrize("mode", ["video", "recording"])
def test_the_visitor_sees_it_from_five_minutes_before_until_the_end(scene, afar, as_, set_clock, now, shown, mode):
    visit = video(scene) if mode == "video" else watching(scene)
    address = LINK if mode == "video" else RECORDED
    set_clock(now)
    page = as_(visit.visitor).get(reverse("visit", args=[visit.public_id])).content.decode()
    assert (address in page) is shown


def test_the_host_controls_the_link_until_the_end_and_nobody_else(scene: Scene, afar: FromAfar, as_, set_clock):
    visit = video(scene, link="")
    address = reverse("visit_link", args=[visit.public_id])
    ana, gil = as_(scene.cast.ana), as_(scene.cast.gil)
    assert ana.post(address, {"link": "https://meet.example/new"}).status_code == 302
    visit.refresh_from_db()
    assert visit.link == "https://meet.example/new"
    assert ana.post(address, {"link": "nonsense"}).status_code == 422
    assert gil.post(address, {"link": LINK}).status_code == 403
    assert as_(scene.cast.ben).post(address, {"link": LINK}).status_code == 404
    set_clock(END)
    assert ana.post(address, {"link": LINK}).status_code == 409


def test_the_link_is_in_no_mail_no_calendar_and_gone_afterwards(scene: Scene, afar: FromAfar):
    visit = video(scene)
    assert not any(LINK in mail.text + mail.html + mail.calendar for mail in Mail.objects.all())
    assert LINK not in queries.feed(queries.feed_token(scene.cast.gil.account), NOW)
    district = scene.cast.district.pk
    assert actions.forget_links(district_id=district, now=END - timedelta(minutes=1)) == 0
    assert actions.forget_links(district_id=district, now=END) == 1
    visit.refresh_from_db()
    assert visit.link == ""
    assert actions.forget_links(district_id=district, now=END) == 0


def test_a_cancelled_video_loses_its_link(scene: Scene, afar: FromAfar):
    visit = video(scene)
    assert scene.cancel(visit, scene.cast.ana).link == ""
    with pytest.raises(Refused):
        actions.set_link(by=scene.actor(scene.cast.ana), now=NOW, visit_id=visit.public_id, link=LINK)


# --- Taking back ----------------------------------------------------------------------------------------
def test_taking_a_recording_back_takes_it_away_everywhere_at_once(scene: Scene, afar: FromAfar, as_, set_clock):
    visit = watching(scene)
    given = {"offer_id": scene.offer.public_id, "live": True, "recording": ""}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=NOW, **given)
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and visit.changes.get().why == "recording"
    assert "taken the recording back" in Mail.objects.filter(to_staff=scene.cast.ben.pk).latest("pk").text
    set_clock(START)
    assert RECORDED not in as_(scene.cast.ben).get(reverse("visit", args=[visit.public_id])).content.decode()


def test_while_it_is_watched_too(scene: Scene, afar: FromAfar, as_, set_clock):
    visit = watching(scene)
    set_clock(START)
    page = reverse("visit", args=[visit.public_id])
    assert RECORDED in as_(scene.cast.ben).get(page).content.decode()
    given = {"offer_id": scene.offer.public_id, "live": False, "recording": ""}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=START, **given)
    assert RECORDED not in as_(scene.cast.ben).get(page).content.decode()


def test_taking_live_video_back_ends_what_was_asked(scene: Scene, afar: FromAfar):
    visit = video(scene)
    given = {"offer_id": scene.offer.public_id, "live": False, "recording": RECORDED}
    actions.set_from_afar(by=scene.actor(scene.cast.ana), now=NOW, **given)
    visit.refresh_from_db()
    assert (visit.state, visit.link) == (Visit.State.CANCELLED, "")


def test_a_recording_is_watched_in_an_own_period_and_counted(scene: Scene, afar: FromAfar):
    scene.rules(recordings=1)
    visit = watching(scene)
    assert (visit.section, visit.start, visit.end) == (scene.cast.ana_section, 480, 530)
    assert not Promise.objects.filter(visit=visit, key__contains="visit/").exists()
    lesson = f"{scene.cast.ben.pk}/{WEDNESDAY}/{scene.cast.lincoln.pk}/480/"
    with pytest.raises(Refused, match="1 recordings"):
        scene.ask(mode="recording", lesson=lesson)


# --- Hosts without a class ------------------------------------------------------------------------------
@pytest.fixture
def classless(scene: Scene) -> Offer:
    """Dana of the central office teaches nothing, shows the practice all the same, and has a recording of it."""
    offer = make_offer(scene.cast.dana, scene.practice)
    make_from_afar(offer, recording=RECORDED)
    return offer


def test_a_recording_of_no_class_is_not_shown_and_nothing_breaks(scene: Scene, classless: Offer, afar: FromAfar, as_):
    assert queries.section_shown(classless) is None
    consents = queries.from_afar_of([scene.offer, classless])
    assert consents == {scene.offer.pk: Consent(True, True), classless.pk: Consent(True, False)}
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/480/"
    with pytest.raises(Refused, match="shows no recording"):
        scene.ask(mode="recording", offer=classless, lesson=lesson)
    page = as_(scene.cast.ben).get(reverse("ask_visit", args=[classless.public_id]))
    assert page.status_code == 200 and "A recording" not in page.content.decode()


def test_who_has_no_class_is_told_that_a_recording_needs_one(scene: Scene, as_):
    offer = make_offer(scene.cast.dana, scene.practice)
    answer = as_(scene.cast.dana).post(reverse("from_afar", args=[offer.public_id]), {"recording": RECORDED})
    assert answer.status_code == 422 and "A recording is of a class" in answer.content.decode()
    assert not FromAfar.objects.exists()


def test_a_recording_stays_when_its_host_teaches_the_class_no_longer(scene: Scene, afar: FromAfar):
    visit = watching(scene)
    for row in scene.cast.ana.teachings.all():
        row.active = False
        saved(row)
    assert actions.cancel_impossible(district_id=scene.cast.district.pk, now=NOW) == 0
    visit.refresh_from_db()
    assert visit.state == Visit.State.ACCEPTED


def test_link_rules_come_in_pairs(scene: Scene, afar: FromAfar):
    visit = video(scene)
    visitor = scene.actor(scene.cast.gil)
    assert not rules.control_link.allows(visitor, visit, NOW)
    with pytest.raises(Forbidden, match="Only the host"):
        rules.control_link(visitor, visit, NOW)
    assert not rules.link_open(saved(visit), NOW)
