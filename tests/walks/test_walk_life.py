"""A group visit from planning to going: hosts and walkers decide, nobody is in two places, everybody is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.core.reserved import costs
from staffroom.core.visits.request import find_slots
from staffroom.people.models import Staff
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import writing
from staffroom.teams.models import MeetingSlot
from staffroom.teams.queries.meetings import taken_by
from staffroom.timetable.actions.away import set_away
from staffroom.timetable.models import Bell
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.reserved import TOUCHES, start_telling
from staffroom.visits.models import Promise, Visit
from staffroom.visits.queries import case_for_offer
from staffroom.walks import actions, queries, rules
from staffroom.walks.actions import answering, planning
from staffroom.walks.models import Walk, Walker, WalkStop
from tests.factories.expertise import make_closed_door, make_hosting
from tests.factories.people import saved
from tests.factories.teams import make_slot, make_team
from tests.factories.timetable import make_away, make_contract_rule, rebuild
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW, TUESDAY, make_hosts, make_teachers
from tests.factories.walks import CHOICE, DURING, Walking, make_walker


def mails(kind: str, to: object = None) -> list[Mail]:
    found = Mail.objects.filter(kind=f"walks/mails/{kind}")
    return list(found.filter(to_staff=to.pk) if to else found)


def keys(staff: object) -> set[str]:
    return set(Promise.objects.filter(staff=staff).values_list("key", flat=True))


def test_a_walk_is_planned_and_its_hosts_are_asked(walking: Walking):
    walk = walking.start()
    with walking.scene.scope():
        stops = walking.stops(walk)
        assert [one.state for one in stops] == ["asked"] * 4
        assert {one.host for one in stops} == set(walking.hosts)
        assert [(one.start, one.end) for one in stops] == [(480, 488), (491, 499), (502, 510), (513, 521)]
        assert len(mails("host_asked")) == 4
        assert walk.state == Walk.State.ASKED
        place = f"{TUESDAY}/{walking.scene.cast.lincoln.pk}/480"
        assert keys(walking.ben) == {place}
        assert keys(walking.hosts[0]) == {f"{place}/seat/{n}" for n in range(1, 6)}


def test_it_takes_place_when_enough_have_said_yes(walking: Walking):
    walk = walking.start()
    for who in walking.walkers[:2]:
        walking.join(walk, who)
    stops = walking.stops(walk)
    for stop in stops[:2]:
        assert walking.answer(walk, stop.host).state == Walk.State.ASKED
    assert walking.answer(walk, stops[2].host).state == Walk.State.BOOKED
    with walking.scene.scope():
        told = {one.to_staff for one in mails("booked")}
        assert told == {walking.ben.pk, *(one.pk for one in walking.walkers[:2]), *(one.host_id for one in stops[:3])}
        assert all("METHOD:REQUEST" in one.calendar for one in mails("booked"))
    walking.answer(walk, stops[3].host)
    with walking.scene.scope():
        assert len(mails("booked", stops[3].host)) == 1 and len(mails("booked")) == 7


def test_a_host_who_says_no_is_replaced_by_asking_another(walking: Walking):
    with walking.scene.scope():
        extra = make_extra(walking)
    walk = walking.start()
    gone = walking.stops(walk)[1]
    walking.answer(walk, gone.host, yes=False)
    with walking.scene.scope():
        assert keys(gone.host) == set()
        assert len(mails("room_free", walking.ben)) == 1
        by = walking.scene.actor(walking.ben)
        rooms = queries.rooms_to_ask(by, queries.walk_again(walk.pk), NOW).rooms
        asked = {one.host_id for one in walking.stops(walk)}
        left = ({*walking.hosts, extra} - {one.host for one in walking.stops(walk)}).pop()
        assert [int(one.host) for one in rooms] == [left.pk] and left.pk not in asked
        made = actions.ask_another_room(by=by, now=NOW, walk_id=walk.public_id, lesson=rooms[0].lesson)
        assert (made.start, made.end) == (gone.start, gone.end)
        assert len(mails("host_asked", left)) == 1 and len(keys(left)) == 5
        with pytest.raises(Refused, match="not to be had"):
            actions.ask_another_room(by=by, now=NOW, walk_id=walk.public_id, lesson=gone.lesson)


def make_extra(walking: Walking) -> Staff:
    return make_hosts(walking.scene, 1)[0][0]


def test_nobody_is_asked_for_a_room_whom_the_question_names(walking: Walking):
    walk = walking.start()
    with walking.scene.scope():
        extra = make_extra(walking)
    saved_focus(walk, f"What would {extra.family} say to this?")
    walking.answer(walk, walking.stops(walk)[1].host, yes=False)
    with walking.scene.scope():
        by = walking.scene.actor(walking.ben)
        (room,) = queries.rooms_to_ask(by, queries.walk_again(walk.pk), NOW).rooms
        with pytest.raises(Refused, match="name of a host"):
            actions.ask_another_room(by=by, now=NOW, walk_id=walk.public_id, lesson=room.lesson)
        assert not keys(extra)


def saved_focus(walk: Walk, words: str) -> None:
    walk.focus = words
    saved(walk)


def test_an_organiser_who_gives_up_as_the_only_walker_still_has_the_page(walking: Walking, as_):
    with walking.scene.scope():
        make_extra(walking)
    walk = walking.start()
    gone, stays = walking.stops(walk)[:2]
    walking.answer(walk, gone.host, yes=False)
    walking.answer(walk, walking.ben, yes=False)
    assert as_(walking.ben).get(reverse("walk", args=[walk.public_id])).status_code == 200
    assert walking.answer(walk, stays.host).state == Walk.State.ASKED
    with walking.scene.scope():
        by = walking.scene.actor(walking.ben)
        (room,) = queries.rooms_to_ask(by, queries.walk_again(walk.pk), NOW).rooms
        actions.ask_another_room(by=by, now=NOW, walk_id=walk.public_id, lesson=room.lesson)


def test_a_walker_who_gives_up_frees_their_time_and_it_is_uncertain_again(walking: Walking):
    walk = walking.booked(walkers=2, rooms=3)
    assert walk.state == Walk.State.BOOKED
    leaver = walking.walkers[0]
    assert walking.answer(walk, leaver, yes=False).state == Walk.State.ASKED
    with walking.scene.scope():
        assert keys(leaver) == set()
        assert len(mails("place_free", walking.ben)) == 1
        assert "METHOD:CANCEL" in mails("out", leaver)[0].calendar
        assert {one.to_staff for one in mails("short")} >= {walking.ben.pk, walking.walkers[1].pk}
        with pytest.raises(Http404):
            queries.walk_for(walking.scene.actor(leaver), walk.public_id)
    walking.join(walk, leaver)
    assert walking.again(walk).state == Walk.State.BOOKED


def test_calling_it_off_frees_everything_and_tells_everybody(walking: Walking):
    walk = walking.booked()
    with walking.scene.scope():
        actions.cancel_walk(by=walking.scene.actor(walking.ben), now=NOW, walk_id=walk.public_id)
        assert not Promise.objects.filter(holder=walk.holder).exists()
        assert len(mails("cancelled")) == 7
        assert all("METHOD:CANCEL" in one.calendar for one in mails("cancelled"))
        with pytest.raises(Refused):
            actions.cancel_walk(by=walking.scene.actor(walking.ben), now=NOW, walk_id=walk.public_id)


def test_only_the_organiser_organises_and_strangers_find_nothing(walking: Walking):
    walk = walking.booked()
    with walking.scene.scope():
        for who in (walking.walkers[0], walking.hosts[0]):
            with pytest.raises(Forbidden):
                actions.cancel_walk(by=walking.scene.actor(who), now=NOW, walk_id=walk.public_id)
        for who in (walking.scene.cast.paz, walking.scene.cast.dana, walking.walkers[2]):
            with pytest.raises(Http404):
                actions.cancel_walk(by=walking.scene.actor(who), now=NOW, walk_id=walk.public_id)


def test_nothing_is_answered_once_it_has_begun(walking: Walking):
    walk = walking.booked()
    with walking.scene.scope(), pytest.raises(Refused, match="begun"):
        actions.answer_walk(by=walking.scene.actor(walking.ben), now=DURING, walk_id=walk.public_id, yes=False)


# --- Nobody in two places -------------------------------------------------------------------------------


def test_a_single_visitor_gets_no_seat_in_the_lesson_of_a_group(walking: Walking):
    walking.start()
    with pytest.raises(Refused):
        walking.scene.ask(visitor=walking.walkers[0])


def test_the_finder_of_visits_knows_walks_of_hosts_and_walkers(walking: Walking):
    def times(visitor) -> set[str]:
        with walking.scene.scope():
            case = case_for_offer(walking.scene.actor(visitor), walking.scene.offer, NOW)
            return {slot.lesson for slot in find_slots(case).slots}

    lesson = walking.scene.lesson()
    assert lesson in times(walking.walkers[0])
    walking.start()
    assert lesson not in times(walking.walkers[0])
    assert lesson not in times(walking.ben)


def test_a_visit_in_a_lesson_keeps_a_group_out(walking: Walking):
    walking.scene.ask(visitor=walking.walkers[0])
    walk = walking.start()
    assert walking.hosts[0] not in {one.host for one in walking.stops(walk)}
    assert len(walking.stops(walk)) == 3


def test_a_walker_with_a_visit_at_that_time_cannot_come(walking: Walking):
    walk = walking.start()
    busy = walking.walkers[0]
    other = make_extra(walking)
    with walking.scene.scope():
        offer = other.offers.get()
        section = offer.sections.get()
    walking.scene.ask(visitor=busy, offer=offer, lesson=walking.scene.lesson(host=other, section=section))
    with pytest.raises(Refused, match="promised"):
        walking.join(walk, busy)
    with walking.scene.scope():
        assert not Walker.objects.filter(staff=busy).exists()


def test_two_walks_do_not_share_a_walker(walking: Walking):
    walking.start()
    with pytest.raises(Refused):
        walking.start()


@pytest.mark.parametrize("guard", ["locks", "checks"])
def test_promises_hold_even_where_nobody_checks(walking: Walking, monkeypatch: pytest.MonkeyPatch, guard: str):
    """The unique rows alone refuse a second walk of the same hosts and a walker who is elsewhere."""
    first = walking.start()
    monkeypatch.setattr(planning, "must_be_legal", lambda _found: None)
    monkeypatch.setattr(answering, "must_be_legal", lambda _found: None)
    if guard == "checks":
        real = queries.case_of
        monkeypatch.setattr(queries, "case_of", lambda wish, now: _blind(real(wish, now)))
    with pytest.raises(Refused):
        walking.start(by=walking.walkers[0])
    with walking.scene.scope():
        assert Walk.objects.count() == 1 and WalkStop.objects.filter(walk=first).count() == 4


def _blind(case):
    return replace(case, promised=frozenset(), busy=())


def test_reserved_time_costs_a_walker_a_visit_and_a_host_nothing(walking: Walking):
    walk = walking.booked()
    with walking.scene.scope():
        known = timetable_of([walking.ben.pk, walking.hosts[0].pk], [TUESDAY])
        rows = reserved_of(known, [walking.ben.pk, walking.hosts[0].pk])
        assert {(one.kind, one.key) for one in rows} == {("walk", walk.public_id), ("hosting", walk.public_id)}
        assert costs(rows) == [("visit", TUESDAY.toordinal(), 480, 521)]
        assert not reserved_of(known, [walking.ben.pk], usual=True)


# --- Who may be seen ------------------------------------------------------------------------------------


def test_hosts_who_closed_the_door_welcome_nobody_or_are_away_are_not_asked(walking: Walking):
    ana, second, third, _fourth = walking.hosts
    make_closed_door(ana, date=TUESDAY)
    make_hosting(second, welcome=False)
    with pytest.raises(Refused, match="not to be had"):
        walking.start()
    walk = walking.start(choice=f"{TUESDAY + timedelta(days=1)}/480")
    assert {one.host for one in walking.stops(walk)} == {ana, third, walking.hosts[3]}
    make_away(third, TUESDAY, TUESDAY)


def test_nobody_organises_a_walk_through_rooms_of_those_they_evaluate(walking: Walking):
    make_evaluates(walking.ben, walking.hosts[0], MONDAY - timedelta(days=30))
    walk = walking.start()
    assert walking.hosts[0] not in {one.host for one in walking.stops(walk)}


def test_whoever_evaluates_a_host_cannot_walk_along(walking: Walking):
    walk = walking.start()
    make_evaluates(walking.walkers[0], walking.hosts[0], MONDAY - timedelta(days=30))
    with pytest.raises(Refused, match="evaluate or lead"):
        walking.join(walk, walking.walkers[0])
    with pytest.raises(Refused, match="This colleague cannot come along then"):
        walking.invite(walk, walking.walkers[0])
    with walking.scene.scope():
        assert walk not in queries.open_walks(walking.scene.actor(walking.walkers[0]), NOW)


def test_the_principal_of_the_school_cannot_walk_along(walking: Walking):
    walk = walking.start()
    with pytest.raises(Refused, match="evaluate or lead"):
        walking.join(walk, walking.scene.cast.paz)


def test_whoever_begins_to_evaluate_a_host_reads_nothing_more_and_falls_out(walking: Walking):
    walk = walking.booked(walkers=3)
    later = walking.walkers[0]
    make_evaluates(later, walking.hosts[0], MONDAY)
    with walking.scene.scope():
        with pytest.raises(Http404):
            queries.walk_for(walking.scene.actor(later), walk.public_id)
        found = actions.look_after(district_id=walk.district_id, now=NOW)
        assert found["walkers"] == 1
        assert Walker.objects.get(walk=walk, staff=later).state == Walker.State.GONE


@pytest.mark.parametrize("what", ["away", "teaches", "promised", "preparation"])
def test_why_a_colleague_cannot_come_along_is_not_told(walking: Walking, what: str):
    walk, carla = walking.start(), walking.walkers[0]
    if what == "away":
        make_away(carla, TUESDAY, TUESDAY)
    elif what == "teaches":
        carla = make_extra(walking)
    elif what == "promised":
        make_slot(make_team("Data team", walking.scene.cast.lincoln, lead=carla), start=480, end=530, begins=MONDAY)
    else:
        make_contract_rule(walking.scene.cast.district, "prep_week", 1000)
    with pytest.raises(Refused) as told:
        walking.invite(walk, carla)
    assert told.value.sentence == "This colleague cannot come along then."
    with walking.scene.scope():
        by = walking.scene.actor(walking.ben)
        assert carla not in queries.walk_page(by, walk.public_id, NOW)["free"]


def test_who_is_free_then_is_shown_to_the_organiser(walking: Walking):
    walk = walking.start()
    make_contract_rule(walking.scene.cast.district, "prep_week", 10)
    with walking.scene.scope():
        found = queries.walk_page(walking.scene.actor(walking.ben), walk.public_id, NOW)["free"]
        assert set(found) == set(walking.walkers)


# --- What changes around it -----------------------------------------------------------------------------


def test_a_host_who_is_away_falls_out_and_all_are_told(walking: Walking):
    walk = walking.booked(walkers=2, rooms=4)
    make_away(walking.hosts[0], TUESDAY, TUESDAY)
    with walking.scene.scope():
        assert actions.look_after(district_id=walk.district_id, now=NOW) == {"rooms": 1}
        assert WalkStop.objects.get(walk=walk, host=walking.hosts[0]).state == WalkStop.State.GONE
        assert "METHOD:CANCEL" in mails("room_out", walking.hosts[0])[0].calendar
        assert {one.to_staff for one in mails("room_out")} == {
            walking.hosts[0].pk, walking.ben.pk, *(one.pk for one in walking.walkers[:2]),
        }  # fmt: skip
        assert walking.again(walk).state == Walk.State.BOOKED
        assert keys(walking.hosts[0]) == set()
        assert not actions.look_after(district_id=walk.district_id, now=NOW)["rooms"]


def test_a_host_who_fell_out_and_walks_along_has_the_times_of_the_walk(walking: Walking):
    walk = walking.booked(walkers=2, rooms=4)
    host = walking.hosts[0]
    with walking.scene.scope(), writing():
        WalkStop.objects.filter(walk=walk, host=host).update(state=WalkStop.State.GONE)
    make_walker(walk, host)
    with walking.scene.scope():
        (event,) = queries.events(host, TUESDAY)
        again = queries.walk_again(walk.pk)
        assert (event.starts, event.ends) == (rules.instant(again, walk.start), rules.instant(again, walk.end))
        assert queries.stop_of(again, host) is None


def test_who_is_asked_and_begins_to_evaluate_a_host_is_asked_no_more(walking: Walking):
    walk, asked = walking.booked(), walking.walkers[2]
    walking.invite(walk, asked)
    make_evaluates(asked, walking.hosts[0], MONDAY)
    with walking.scene.scope():
        assert actions.look_after(district_id=walk.district_id, now=NOW)["walkers"] == 1
        assert Walker.objects.get(walk=walk, staff=asked).state == Walker.State.GONE
        assert not mails("out", asked) and len(mails("place_free", walking.ben)) == 1
        assert not queries.waiting(walking.scene.actor(asked), NOW)
        (told,) = mails("asked_no_more", asked)
        assert "you need not answer" in told.text and not told.calendar
        assert walk.focus not in told.text + told.html, "who stands over a host reads nothing of the walk"
        assert not any(str(one.host) in told.text for one in walk.stops.all())
        actions.look_after(district_id=walk.district_id, now=NOW)
        assert len(mails("asked_no_more")) == 1


def test_who_is_asked_and_leaves_the_district_gets_no_mail(walking: Walking):
    walk, asked = walking.booked(), walking.walkers[2]
    walking.invite(walk, asked)
    asked.active = False
    saved(asked)
    with walking.scene.scope():
        assert actions.look_after(district_id=walk.district_id, now=NOW)["walkers"] == 1
        assert not mails("asked_no_more") and not mails("out", asked)


def test_who_is_asked_and_not_free_any_more_may_still_answer(walking: Walking):
    walk, asked = walking.booked(), walking.walkers[2]
    walking.invite(walk, asked)
    make_away(asked, TUESDAY, TUESDAY)
    with walking.scene.scope():
        assert not actions.look_after(district_id=walk.district_id, now=NOW)
        assert Walker.objects.get(walk=walk, staff=asked).state == Walker.State.ASKED


def test_saying_that_one_is_not_there_reaches_the_walk(walking: Walking, django_capture_on_commit_callbacks):
    walk = walking.booked()
    with walking.scene.scope(), django_capture_on_commit_callbacks(execute=True):
        set_away(by=walking.scene.actor(walking.hosts[1]), now=NOW, starts=TUESDAY, ends=TUESDAY)
    with walking.scene.scope():
        assert WalkStop.objects.get(walk=walk, host=walking.hosts[1]).state == WalkStop.State.GONE


def test_new_bells_make_rooms_fall_out(walking: Walking):
    walk = walking.booked()
    with walking.scene.scope(), writing():
        Bell.objects.filter(school=walking.scene.cast.lincoln, period="1").update(start=470, end=520)
    rebuild(walking.scene.cast.district)
    with walking.scene.scope():
        actions.look_after(district_id=walk.district_id, now=NOW)
        assert set(WalkStop.objects.filter(walk=walk).values_list("state", flat=True)) == {"gone"}
        assert Walk.objects.get(pk=walk.pk).state == Walk.State.ASKED


@pytest.mark.parametrize("who", ["host", "walker"])
def test_newly_reserved_time_takes_a_room_or_a_walker_and_is_told_before(
    walking: Walking, who: str, django_capture_on_commit_callbacks
):
    walk = walking.booked(walkers=3)
    person = walking.hosts[0] if who == "host" else walking.walkers[0]
    team = make_team("Data team", walking.scene.cast.lincoln, lead=person)
    with walking.scene.scope():
        slot = make_slot(team, start=525, end=540, begins=MONDAY)  # after the walk, in the same period
        elsewhere = MeetingSlot(district=team.district, team=team, day="Wed", start=480, end=530, begins=MONDAY)
        assert TOUCHES["walks"].find(taken_by(slot), NOW) == [walk.public_id]
        assert TOUCHES["walks"].find(taken_by(elsewhere), NOW) == []
        assert "1 group visit " in TOUCHES["walks"].told(1)
        with django_capture_on_commit_callbacks(execute=True):
            found = {"walks": [walk.public_id]}
            start_telling(found, district_id=walk.district_id, now=NOW, what="meeting", name="Data team")
        assert not actions.look_after(district_id=walk.district_id, now=NOW)
    if who == "host":
        assert [one.state for one in walking.stops(walk) if one.host == person] == ["gone"]
    else:
        assert [one.state for one in walking.again(walk).walkers.all() if one.staff == person] == ["gone"]


def test_time_that_others_reserve_touches_no_walk(walking: Walking):
    walk = walking.booked()
    make_slot(make_team("Others", walking.scene.cast.lincoln, lead=walking.scene.cast.paz), start=480, end=530)
    with walking.scene.scope():
        assert not actions.look_after(district_id=walk.district_id, now=NOW)


# --- Open places ----------------------------------------------------------------------------------------


def test_the_last_place_is_taken_once(walking: Walking):
    walk = walking.start()  # four with Ben
    for who in walking.walkers:
        walking.join(walk, who)
    late = make_extra_walker(walking)
    with pytest.raises(Http404):
        walking.join(walk, late)


def make_extra_walker(walking: Walking) -> Staff:
    made = make_teachers(walking.scene.cast.lincoln, 1, "MTWRF 2", name="Late")[0][0]
    rebuild(walking.scene.cast.district)
    return made


def test_a_walk_without_open_places_is_for_those_who_are_asked(walking: Walking):
    walk = walking.start(open_places=False)
    with walking.scene.scope():
        assert queries.open_walks(walking.scene.actor(walking.walkers[0]), NOW) == []
    with pytest.raises(Http404):
        walking.join(walk, walking.walkers[0])
    walking.invite(walk, walking.walkers[0])
    assert walking.answer(walk, walking.walkers[0]).state == Walk.State.ASKED
    with walking.scene.scope():
        assert Walker.objects.get(walk=walk, staff=walking.walkers[0]).state == Walker.State.ACCEPTED


def test_somebody_who_teaches_then_cannot_walk_along(walking: Walking):
    walk = walking.start()
    other = make_extra(walking)
    with pytest.raises(Refused, match="nobody misses a class"):
        walking.join(walk, other)


def test_the_question_names_none_of_the_hosts(walking: Walking):
    with pytest.raises(Refused, match="name of a host"):
        walking.start(focus="What does réyes do differently?")
    assert walking.start(choice=CHOICE).focus == "Who does the talking?"
    with walking.scene.scope():
        assert Visit.objects.count() == 0
