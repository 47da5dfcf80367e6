"""Open doors, closed doors, hosting wishes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from staffroom.expertise import actions, queries
from staffroom.expertise.models import ClosedDoor, Hosting, OpenDoor
from staffroom.spine.access import Refused
from staffroom.spine.scoping import district_scope, writing
from tests.factories.expertise import make_closed_door, make_hosting, make_offer, make_open_door, make_practice
from tests.factories.timetable import make_away

from .conftest import MONDAY, NOW

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def lesson(place, actor, scope) -> queries.LessonAhead:
    return queries.lessons_ahead(actor(place.cast.ana), NOW)[0]


def the_doors(place):
    with district_scope(place.cast.district.pk):
        return list(OpenDoor.objects.all())


def test_my_lessons_of_the_next_two_weeks_are_the_choices(place, actor, scope):
    found = queries.lessons_ahead(actor(place.cast.ana), NOW)
    # Ana teaches period 1 from Monday to Friday; it is seven on Monday morning.
    assert [(one.date, one.period, one.start) for one in found[:2]] == [(MONDAY, "1", 480), (TUESDAY, "1", 480)]
    assert len(found) == 10 and found[-1].date == MONDAY + timedelta(days=11)


def test_lessons_begun_open_already_or_on_days_away_are_left_out(place, actor, scope):
    make_open_door(place.offer, place.cast.ana_section, TUESDAY)
    make_away(place.cast.ana, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=1))
    found = queries.lessons_ahead(actor(place.cast.ana), NOW + timedelta(hours=2))
    assert found[0].date == MONDAY + timedelta(days=3)


def test_open_a_door(place, as_, lesson):
    ana = as_(place.cast.ana)
    given = {"offer": place.offer.public_id, "lesson": lesson.id, "seats": "3", "note": "Side door"}
    assert ana.post(reverse("door_open"), given).url == reverse("doors")
    door = the_doors(place)[0]
    assert (door.date, door.period, door.start, door.end, door.seats) == (MONDAY, "1", 480, 530, 3)
    page = as_(place.cast.ben).get(reverse("doors")).content.decode()
    assert "Ana Reyes" in page and "Side door" in page and "3 seats" in page


def test_somebody_elses_lesson_cannot_be_opened(place, actor, scope, as_):
    bens = queries.lessons_ahead(actor(place.cast.ben), NOW)[0]
    with pytest.raises(Refused, match="not among your lessons"):
        actions.open_door(by=actor(place.cast.ana), now=NOW, offer_id=place.offer.public_id, lesson_id=bens.id)
    answer = as_(place.cast.ana).post(
        reverse("door_open"), {"offer": place.offer.public_id, "lesson": bens.id, "seats": "1"}
    )
    assert answer.status_code == 422 and not the_doors(place)


def test_a_door_opens_once(place, actor, scope, lesson, monkeypatch):
    by = actor(place.cast.ana)
    given = {"by": by, "now": NOW, "offer_id": place.offer.public_id, "lesson_id": lesson.id}
    actions.open_door(**given)
    with pytest.raises(Refused, match="open already"):
        actions.open_door(**given)
    monkeypatch.setattr("staffroom.expertise.actions.doors._lesson", lambda *_: lesson)
    with pytest.raises(Refused, match="open already"):  # the database, when two clicks come at once
        actions.open_door(**given)
    assert len(the_doors(place)) == 1


@pytest.mark.parametrize("seats", [0, 9])
def test_seats_have_bounds(place, actor, scope, lesson, seats):
    with pytest.raises(Refused, match="seats"):
        actions.open_door(
            by=actor(place.cast.ana), now=NOW, offer_id=place.offer.public_id, lesson_id=lesson.id, seats=seats
        )


def test_a_draft_opens_no_door(place, actor, scope, lesson):
    draft = make_offer(place.cast.ana, place.other_practice, state="draft")
    with pytest.raises(Refused, match="cannot see this offer"):
        actions.open_door(by=actor(place.cast.ana), now=NOW, offer_id=draft.public_id, lesson_id=lesson.id)


def test_an_offer_for_other_classes_opens_no_door(place, actor, scope, lesson):
    other = make_offer(place.cast.ana, place.other_practice, place.cast.gil_section)
    with pytest.raises(Refused, match="names other classes"):
        actions.open_door(by=actor(place.cast.ana), now=NOW, offer_id=other.public_id, lesson_id=lesson.id)


def test_a_time_without_visitors_opens_no_door(place, actor, scope, lesson):
    make_closed_door(place.cast.ana, day="Mon")
    with pytest.raises(Refused, match="no visitors"):
        actions.open_door(by=actor(place.cast.ana), now=NOW, offer_id=place.offer.public_id, lesson_id=lesson.id)


@pytest.mark.parametrize(
    ("wish", "shut"),
    [
        ({"day": "Mon"}, True),
        ({"day": "Mon", "period": "1"}, True),
        ({"day": "Mon", "period": "2"}, False),
        ({"day": "Tue"}, False),
        ({"period": "1"}, True),
        ({"date": MONDAY}, True),
        ({"date": TUESDAY}, False),
    ],
)
def test_what_a_wish_covers(wish, shut):
    assert queries.shuts([ClosedDoor(**wish)], MONDAY, "1") is shut


def test_only_the_owner_takes_a_door_back(place, as_):
    door = make_open_door(place.offer, place.cast.ana_section, TUESDAY)
    address = reverse("door_close", args=[door.public_id])
    assert as_(place.cast.ben).post(address).status_code == 403
    assert as_(place.cast.cleo).post(address).status_code == 404
    assert as_(place.cast.ana).get(address).status_code == 405
    assert as_(place.cast.ana).post(address).status_code == 302
    assert not the_doors(place)


def test_the_board_shows_two_weeks_and_only_what_can_be_visited(place, as_):
    section = place.cast.ana_section
    for when, note in ((TUESDAY, "soon"), (MONDAY + timedelta(days=14), "too late"), (date(2026, 10, 2), "past")):
        make_open_door(place.offer, section, when, note=note)
    draft = make_offer(place.cast.ana, place.other_practice, state="draft")
    make_open_door(draft, section, TUESDAY, "2", note="of a draft")
    bens = make_offer(place.cast.ben, place.practice)
    make_open_door(bens, place.cast.ben_section, TUESDAY, note="away")
    make_away(place.cast.ben, TUESDAY, TUESDAY)
    gils = make_offer(place.cast.gil, place.practice)
    make_open_door(gils, place.cast.gil_section, TUESDAY, note="unwelcome")
    make_hosting(place.cast.gil, welcome=False)
    page = as_(place.cast.dana).get(reverse("doors")).content.decode()
    assert "soon" in page
    for hidden in ("too late", "past", "of a draft", "away", "unwelcome"):
        assert f">{hidden}<" not in page


def test_filters(place, as_):
    gils = make_offer(place.cast.gil, place.other_practice)
    make_open_door(place.offer, place.cast.ana_section, TUESDAY, note="at Lincoln")
    make_open_door(gils, place.cast.gil_section, TUESDAY, note="at Garfield")
    with writing():
        place.cast.gil_section.subject = "algebra"
        place.cast.gil_section.save()
    ben = as_(place.cast.ben)
    for wanted in (
        {"practice": "wait-time"},
        {"school": place.cast.garfield.public_id},
        {"subject": "algebra"},
    ):
        page = ben.get(reverse("doors"), wanted).content.decode()
        assert "at Garfield" in page and "at Lincoln" not in page
    assert "No door like that" in ben.get(reverse("doors"), {"practice": "nothing"}).content.decode()


def test_another_district_sees_no_door(place, as_):
    make_open_door(place.offer, place.cast.ana_section, TUESDAY, note="ours")
    assert "ours" not in as_(place.cast.cleo).get(reverse("doors")).content.decode()


def test_my_own_doors_stay_on_my_page_when_the_offer_is_withdrawn(place, as_):
    make_open_door(place.offer, place.cast.ana_section, TUESDAY)
    as_(place.cast.ana).post(reverse("offer_withdraw", args=[place.offer.public_id]))
    assert "Not shown" in as_(place.cast.ana).get(reverse("doors")).content.decode()


def test_who_teaches_nobody_opens_no_door(place, as_, client):
    for person in (place.cast.paz, place.cast.lou):
        for name in ("door_open", "hosting"):
            assert as_(person).get(reverse(name)).status_code == 403
        assert as_(person).post(reverse("closed_add"), {"day": "Mon"}).status_code == 403
    assert client.get(reverse("doors")).status_code == 302
    assert as_(place.cast.ana).post(reverse("doors")).status_code == 405


def test_without_an_offer_the_page_says_what_comes_first(place, as_):
    assert "First say what there is to see" in as_(place.cast.ben).get(reverse("door_open")).content.decode()


def test_hosting_wishes(place, as_):
    ana = as_(place.cast.ana)
    assert "checked" in ana.get(reverse("hosting")).content.decode()
    given = {"welcome": "no", "lessons_week": "1", "note": "Sit by the window"}
    assert ana.post(reverse("hosting"), given).status_code == 302
    with district_scope(place.cast.district.pk):
        kept = Hosting.objects.get()
    assert (kept.welcome, kept.lessons_week, kept.note) == (False, 1, "Sit by the window")
    ana.post(reverse("hosting"), {"welcome": "yes", "lessons_week": ""})
    with district_scope(place.cast.district.pk):
        assert (Hosting.objects.get().welcome, Hosting.objects.get().lessons_week) == (True, None)


def test_my_limit_is_at_most_the_districts(place, as_, actor, scope):
    assert as_(place.cast.ana).post(reverse("hosting"), {"welcome": "yes", "lessons_week": "3"}).status_code == 422
    for limit in (0, 3):
        with pytest.raises(Refused, match="district"):
            actions.set_hosting(by=actor(place.cast.ana), now=NOW, welcome=True, lessons_week=limit)


def test_closed_doors(place, as_):
    ana = as_(place.cast.ana)
    ana.post(reverse("closed_add"), {"day": "Fri", "period": "1"})
    ana.post(reverse("closed_add"), {"day": "Fri", "period": "1"})
    ana.post(reverse("closed_add"), {"on": "2026-10-09"})
    with district_scope(place.cast.district.pk):
        kept = list(ClosedDoor.objects.order_by("pk"))
    assert [(c.day, c.date, c.period) for c in kept] == [("Fri", None, "1"), ("", date(2026, 10, 9), "")]
    page = ana.get(reverse("hosting")).content.decode()
    assert "Every Friday, Period 1" in page and "Friday, October 9, the whole day" in page
    address = reverse("closed_remove", args=[kept[0].public_id])
    assert as_(place.cast.ben).post(address).status_code == 404
    ana.post(address)
    with district_scope(place.cast.district.pk):
        assert ClosedDoor.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"day": "Mon", "on": "2026-10-12"}])
def test_a_wish_says_when(place, as_, given):
    assert as_(place.cast.ana).post(reverse("closed_add"), given).status_code == 422
    with district_scope(place.cast.district.pk):
        assert not ClosedDoor.objects.exists()


def test_share_of_teachers_with_an_open_door_this_month(place, scope):
    assert queries.open_door_share(place.cast.district.pk, MONDAY) == queries.Share(3, 0)
    make_open_door(place.offer, place.cast.ana_section, TUESDAY)
    make_open_door(place.offer, place.cast.ana_section, TUESDAY, "2")
    make_open_door(make_offer(place.cast.ben, place.practice), place.cast.ben_section, date(2026, 11, 2))
    share = queries.open_door_share(place.cast.district.pk, MONDAY)
    assert (share.teachers, share.with_open_door, share.percent) == (3, 1, 33)


def test_queries_do_not_grow_with_doors(place, as_, django_assert_max_num_queries):
    ben, counts = as_(place.cast.ben), []
    for more in range(3):
        offer = make_offer(place.cast.ana, make_practice(place.cast.district, f"another-{more}"))
        make_open_door(offer, place.cast.ana_section, TUESDAY, str(more + 1))
        with django_assert_max_num_queries(16) as captured:
            ben.get(reverse("doors"))
        counts.append(len(captured))
    assert counts[0] == counts[-1]
