"""A colleague covers the visitor's class: who is asked, in which order, what they learn, and when it is booked."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.visits import actions, queries
from staffroom.visits.models import Cover, Promise, Visit
from tests.factories.people import make_term, saved
from tests.factories.timetable import make_away, make_contract_rule
from tests.factories.visits import NEXT_WEEK, NOW, TUESDAY, WEDNESDAY, Covering, Scene, make_covering, make_visit

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def covering(scene: Scene) -> Covering:
    return make_covering(scene)


def cover_of(visit: Visit) -> Cover:
    return Cover.objects.get(visit=visit, state__in=("asked", "accepted"))


def given_before(scene: Scene, staff, number: int = 1) -> None:
    """So many classes that a colleague has covered this term."""
    for n in range(number):
        day = TUESDAY - timedelta(days=7 + n)
        visit = make_visit(scene, scene.cast.gil, scene.cast.ana, day)
        saved(
            Cover(
                district=scene.cast.district, visit=visit, staff=staff, visitor=scene.cast.gil, state="accepted",
                section=scene.cast.gil_section, school=scene.cast.lincoln, date=day, period="2", lesson=f"x/{n}",
                free=f"y/{n}", start=535, end=585, created=NOW,
            )
        )  # fmt: skip


# --- Asking ---------------------------------------------------------------------------------------------
def test_host_and_colleague_are_asked_and_nobody_is_in_two_places(covering: Covering):
    visit = covering.ask()
    cover = cover_of(visit)
    assert (visit.mode, visit.state, visit.covered) == ("cover", "asked", [cover.lesson])
    assert (cover.staff, cover.visitor, cover.state) == (covering.scene.cast.ana, covering.scene.cast.ben, "asked")
    assert (cover.section, cover.start, cover.end) == (covering.scene.cast.ben_section, 535, 585)
    place = f"{TUESDAY}/{covering.scene.cast.lincoln.pk}/535"
    keys = set(Promise.objects.filter(visit=visit).values_list("staff_id", "key"))
    assert {(covering.scene.cast.ben.pk, place), (cover.staff_id, place)} <= keys
    assert {mail.to_staff for mail in Mail.objects.all()} == {covering.host.pk, cover.staff_id}


def test_the_colleague_does_not_learn_where_its_teacher_goes(covering: Covering):
    covering.booked()
    for mail in Mail.objects.filter(to_staff=covering.scene.cast.ana.pk):
        told = mail.text + mail.html + mail.subject + mail.calendar
        assert str(covering.host) not in told and "Number talks" not in told
        assert "Grade 4 Reading" in mail.text


def test_whoever_has_covered_least_is_asked_first(covering: Covering):
    given_before(covering.scene, covering.scene.cast.ana)
    assert cover_of(covering.ask()).staff == covering.colleagues[1]


def test_the_cap_of_the_district_holds_and_then_nobody_is_left(covering: Covering):
    covering.scene.rules(covers_given=1)
    for one in covering.colleagues:
        given_before(covering.scene, one)
    with pytest.raises(Refused, match="free to cover"):
        covering.ask()
    assert not Visit.objects.filter(mode="cover").exists()


def test_the_contract_keeps_the_preparation_of_whoever_covers(covering: Covering):
    make_contract_rule(covering.scene.cast.district, limit=15 * 50)  # all that a week of three free periods holds
    with pytest.raises(Refused):
        covering.ask()


def test_who_is_away_is_not_asked(covering: Covering):
    make_away(covering.scene.cast.ana, TUESDAY, TUESDAY)
    assert cover_of(covering.ask()).staff == covering.colleagues[1]


def test_who_covers_is_busy_for_everything_else(covering: Covering):
    visit = covering.ask()
    covered = queries.case_of(
        covering.scene.cast.district, covering.scene.cast.ana.pk, [], NOW, span=(TUESDAY, TUESDAY)
    )
    assert [(b.date, b.start, b.end, b.kind) for b in covered.busy if b.person == str(covering.scene.cast.ana.pk)] == [
        (TUESDAY.toordinal(), 535, 585, "promise")
    ]
    assert covering.scene.cast.ana.pk == cover_of(visit).staff_id


def test_a_class_that_a_colleague_comes_to_see_cannot_be_left(covering: Covering):
    scene = covering.scene
    lesson = f"{scene.cast.ben.pk}/{TUESDAY}/{scene.cast.lincoln.pk}/535/{scene.cast.ben_section.pk}"
    make_visit(scene, scene.cast.gil, scene.cast.ben, TUESDAY, lesson=lesson, section=scene.cast.ben_section)
    with pytest.raises(Refused):
        covering.ask()


def test_classes_missed_are_counted(covering: Covering):
    covering.scene.rules(classes_missed=1)
    covering.booked()
    with pytest.raises(Refused, match="away from your classes"):
        covering.ask(NEXT_WEEK)


# --- Answering ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("first", ["host", "cover"])
def test_it_is_booked_when_both_have_said_yes(covering: Covering, first: str):
    visit = covering.ask()
    acts = [lambda: covering.scene.accept(visit), lambda: covering.answer(cover_of(visit))]
    one, other = acts if first == "host" else reversed(acts)
    one()
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED
    other()
    visit.refresh_from_db()
    assert visit.state == Visit.State.ACCEPTED
    kinds = set(Mail.objects.values_list("kind", "to_staff"))
    assert ("visits/mails/cover_booked", covering.scene.cast.ana.pk) in kinds
    assert ("visits/mails/accepted", covering.scene.cast.ben.pk) in kinds


def test_who_cannot_is_followed_by_the_next_until_nobody_is_left(covering: Covering):
    visit = covering.ask()
    covering.answer(cover_of(visit), yes=False)
    assert cover_of(visit).staff == covering.colleagues[1]
    covering.answer(cover_of(visit), yes=False)
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED and not visit.promises.exists()
    told = Mail.objects.filter(kind="visits/mails/cancelled", to_staff=covering.scene.cast.ben.pk).get()
    assert "Nobody at the school is free to cover" in told.text and "/visits/ask/" in told.text
    assert visit.changes.get().why == "cover"


def test_giving_back_a_cover_makes_a_booked_visit_wait_again(covering: Covering):
    visit = covering.booked()
    cover = cover_of(visit)
    actions.give_up_cover(by=covering.scene.actor(cover.staff), now=NOW, cover_id=cover.public_id)
    visit.refresh_from_db()
    assert visit.state == Visit.State.ASKED and cover_of(visit).staff == covering.colleagues[1]
    covering.answer(cover_of(visit))
    visit.refresh_from_db()
    assert visit.state == Visit.State.ACCEPTED


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_when_the_visit_ends_the_colleague_is_free_and_told(covering: Covering, end: str):
    visit = covering.ask() if end == "decline" else covering.booked()
    getattr(covering.scene, end)(visit)
    assert Cover.objects.get().state == Cover.State.CANCELLED
    assert not Promise.objects.exists()
    assert Mail.objects.filter(kind="visits/mails/cover_off", to_staff=covering.scene.cast.ana.pk).count() == 1


def test_an_answer_comes_from_whoever_is_asked_and_once(covering: Covering):
    cover = cover_of(covering.ask())
    scene = covering.scene
    with pytest.raises(Forbidden):
        actions.accept_cover(by=scene.actor(scene.cast.ben), now=NOW, cover_id=cover.public_id)
    with pytest.raises(Http404):
        actions.accept_cover(by=scene.actor(covering.host), now=NOW, cover_id=cover.public_id)
    covering.answer(cover)
    with pytest.raises(Refused, match="answered already"):
        covering.answer(cover)


def test_a_contract_that_came_since_stops_a_yes_with_its_clause(covering: Covering):
    cover = cover_of(covering.ask())
    make_contract_rule(covering.scene.cast.district, limit=15 * 50)
    with pytest.raises(Refused, match="Article 9"):
        covering.answer(cover)


# --- Pages ----------------------------------------------------------------------------------------------
def test_the_pages_of_a_cover(covering: Covering, as_):
    scene = covering.scene
    cover = cover_of(covering.ask())
    page = reverse("cover", args=[cover.public_id])
    ana = as_(scene.cast.ana)
    assert "Could you cover a class of Ben Ortiz" in ana.get("/").content.decode()
    shown = ana.get(page).content.decode()
    assert "Grade 4 Reading" in shown and str(covering.host) not in shown and "Number talks" not in shown
    assert as_(covering.host).get(page).status_code == 404
    assert as_(scene.cast.paz).get(page).status_code == 404
    assert ana.post(reverse("cover_accept", args=[cover.public_id])).status_code == 302
    assert "Classes you cover" in ana.get("/visits/").content.decode()
    assert ana.post(reverse("cover_give_up", args=[cover.public_id])).status_code == 302
    other = as_(covering.colleagues[1])
    assert other.post(reverse("cover_decline", args=[cover_of(cover.visit).public_id])).status_code == 302


def test_a_cover_stands_in_the_colleagues_calendar(covering: Covering):
    covering.booked()
    token = queries.feed_token(covering.scene.cast.ana.account)
    text = queries.feed(token, NOW)
    assert "Cover at Lincoln" in text and str(covering.host) not in text and "BEGIN:VALARM" in text


def test_the_ask_page_offers_the_way_and_asks_for_it(covering: Covering, as_):
    address = reverse("ask_visit", args=[covering.offer.public_id])
    ben = as_(covering.scene.cast.ben)
    shown = ben.get(address).content.decode()
    assert "While a colleague covers your class" in shown and f"cover:{covering.lesson()}" in shown
    assert "the last resort" not in shown
    assert ben.post(address, {"lesson": f"cover:{covering.lesson()}"}).status_code == 302
    assert Visit.objects.get().mode == "cover"


# --- Substitute -----------------------------------------------------------------------------------------
def nobody_could(covering: Covering) -> None:
    covering.scene.rules(covers_given=0)


def test_a_substitute_is_the_last_resort_with_its_cost(covering: Covering, as_):
    with pytest.raises(Refused, match="last resort"):
        covering.ask(mode="substitute")
    nobody_could(covering)
    address = reverse("ask_visit", args=[covering.offer.public_id])
    shown = as_(covering.scene.cast.ben).get(address).content.decode()
    assert "the last resort" in shown and "about $100" in shown
    visit = covering.ask(mode="substitute")
    assert (visit.mode, len(visit.covered)) == ("substitute", 1)
    assert (
        "Your school is told"
        in as_(covering.scene.cast.ben).get(reverse("visit", args=[visit.public_id])).content.decode()
    )


def test_the_release_budget_is_kept(covering: Covering):
    nobody_could(covering)
    covering.scene.rules(substitute_half_days=1)
    covering.ask(mode="substitute")
    with pytest.raises(Refused, match="1 half days"):
        covering.ask(NEXT_WEEK, mode="substitute")


def test_the_budget_is_that_of_the_term_in_which_the_lesson_lies(covering: Covering, as_):
    scene, begins = covering.scene, NEXT_WEEK - timedelta(days=1)
    make_term(scene.cast.district, "Autumn", scene.cast.year.starts, begins, kind="semester")
    make_term(scene.cast.district, "Winter", begins, scene.cast.year.ends, kind="semester")
    nobody_could(covering)
    scene.rules(substitute_half_days=1)
    scene.accept(covering.ask(mode="substitute"))
    with pytest.raises(Refused, match="1 half days"):
        covering.ask(WEDNESDAY, mode="substitute")
    address = reverse("ask_visit", args=[covering.offer.public_id])
    shown = as_(scene.cast.ben).get(address).content.decode()
    assert f"substitute:{covering.lesson(NEXT_WEEK)}" in shown
    assert f"substitute:{covering.lesson(WEDNESDAY)}" not in shown
    visit = scene.accept(covering.ask(NEXT_WEEK, mode="substitute"))
    with pytest.raises(Refused, match="1 half days"):
        covering.ask(NEXT_WEEK + timedelta(days=1), mode="substitute")
    assert visit.state == Visit.State.ACCEPTED


def test_what_nobody_answered_in_time_burns_no_half_day(covering: Covering):
    nobody_could(covering)
    covering.scene.rules(substitute_half_days=1)
    covering.ask(mode="substitute")
    assert queries.half_days(TUESDAY, today=TUESDAY) == 1
    assert queries.half_days(TUESDAY, today=WEDNESDAY) == 0
    later = NOW + timedelta(days=2)
    assert covering.ask(NEXT_WEEK, mode="substitute", now=later).state == Visit.State.ASKED
