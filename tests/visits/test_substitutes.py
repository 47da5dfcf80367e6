"""Whoever arranges substitutes at a school is told for which class one is needed and when, and when not any more.
Never with whom, where or why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.expertise.actions.doors import keep_closed
from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.visits import actions, queries
from staffroom.visits.models import SubstituteDesk, Visit
from tests.factories.visits import NOW, TUESDAY, WEDNESDAY, Covering, Scene, make_covering

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def covering(scene: Scene) -> Covering:
    """Nobody may cover any more: the last resort is left."""
    made = make_covering(scene)
    scene.rules(covers_given=0)
    return made


def booked(covering: Covering, day=TUESDAY) -> Visit:
    return covering.scene.accept(covering.ask(day, mode="substitute"))


def told(kind: str = "substitute") -> list[Mail]:
    return list(Mail.objects.filter(kind=f"visits/mails/{kind}").order_by("pk"))


def test_with_the_booking_the_principal_is_told_when_and_for_which_class_only(covering: Covering, as_):
    scene = covering.scene
    visit = covering.ask(mode="substitute")
    assert not told() and not queries.substitutes_needed(scene.actor(scene.cast.paz), NOW)
    scene.accept(visit)
    (mail,) = told()
    title = scene.cast.ben.teachings.get().section.title
    assert mail.to_staff == scene.cast.paz.pk
    assert mail.subject.strip() == "A substitute is needed: Tuesday, October 6, in the morning"
    assert title in mail.text and title in mail.html
    page = as_(scene.cast.paz).get("/").content.decode()
    line = f"A substitute is needed for {title}: Tuesday, October 6, in the morning."
    assert line in page
    for secret in (str(covering.host), covering.host.family, covering.scene.practice.name_en, str(scene.cast.ben)):
        assert secret not in mail.text + mail.html + mail.subject
    for person in (scene.cast.ana, scene.cast.gil, scene.cast.dana, scene.cast.ben):
        assert line not in as_(person).get("/").content.decode()


@pytest.mark.parametrize("end", ["cancel", "closed", "moved"])
def test_it_is_taken_back_with_the_visit(covering: Covering, end: str):
    scene, visit = covering.scene, booked(covering)
    if end == "cancel":
        scene.cancel(visit)
    elif end == "closed":
        keep_closed(by=scene.actor(covering.host), now=NOW, on=TUESDAY)
        actions.follow_closed_doors(district_id=scene.cast.district.pk, now=NOW)
    else:
        given = {"now": NOW, "visit_id": visit.public_id}
        actions.propose_time(by=scene.actor(scene.cast.ben), lesson=covering.lesson(WEDNESDAY), **given)
        assert not told("substitute_off"), "nothing changes before the host says yes"
        actions.take_time(by=scene.actor(covering.host), **given)
    (off,) = told("substitute_off")
    assert off.to_staff == scene.cast.paz.pk and "Tuesday, October 6, in the morning" in off.subject
    needed = queries.substitutes_needed(scene.actor(scene.cast.paz), NOW)
    assert [one.day for one in needed] == ([WEDNESDAY] if end == "moved" else [])
    assert len(told()) == (2 if end == "moved" else 1)


def test_a_request_that_was_never_booked_takes_nothing_back(covering: Covering):
    covering.scene.cancel(covering.ask(mode="substitute"))
    assert not told() and not told("substitute_off")


def test_other_ways_need_no_substitute(scene: Scene):
    scene.cancel(scene.booked())
    assert not told() and not told("substitute_off")


def test_the_school_says_who_is_told(covering: Covering, as_):
    scene = covering.scene
    office = scene.cast.ana
    page, paz = reverse("substitutes"), as_(scene.cast.paz)
    assert "Told now: " + str(scene.cast.paz) in paz.get(page).content.decode()
    given = {"school": scene.cast.lincoln.public_id, "staff": office.public_id}
    assert as_(office).get(page).status_code == 403
    assert paz.post(page, given).status_code == 302
    assert SubstituteDesk.objects.get().staff == office
    assert audit.AuditEntry.objects.filter(kind="visit.substitute_desk").count() == 1
    booked(covering)
    assert [mail.to_staff for mail in told()] == [office.pk]
    assert "A substitute is needed for" in as_(office).get(page).content.decode()
    assert "A substitute is needed for" not in paz.get("/").content.decode()
    assert paz.post(page, given | {"staff": ""}).status_code == 302
    assert not SubstituteDesk.objects.exists()


def test_only_who_leads_the_school_and_the_central_office_set_it(covering: Covering, as_):
    scene = covering.scene
    given = {"school": scene.cast.lincoln.public_id, "staff": scene.cast.ana.public_id}
    page = reverse("substitutes")
    assert as_(scene.cast.ben).post(page, given).status_code == 403
    assert as_(scene.cast.dana).post(page, given).status_code == 302
    assert as_(scene.cast.dana).post(page, given | {"school": "nonsense"}).status_code == 404
    with pytest.raises(Refused, match="Nobody of this school"):
        actions.set_substitute_desk(
            by=scene.actor(scene.cast.paz), now=NOW, school_id=scene.cast.lincoln.public_id,
            staff_id=scene.cast.gil.public_id,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        actions.set_substitute_desk(by=scene.actor(scene.cast.paz), now=NOW, school_id=scene.cast.garfield.public_id)
    assert as_(scene.cast.cleo).get(page).status_code == 403


def test_one_and_three_take_as_many_queries(covering: Covering):
    scene = covering.scene
    scene.rules(covers_given=0, visits_per_visitor_week=3, hosted_lessons_week=5)
    paz = scene.actor(scene.cast.paz)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as held:
            found = queries.substitutes_needed(paz, NOW)
        return len(held), len(found)

    booked(covering)
    one = asked()
    for day in (WEDNESDAY, WEDNESDAY.replace(day=8)):
        booked(covering, day)
    assert (one[1], asked()) == (1, (one[0], 3))
