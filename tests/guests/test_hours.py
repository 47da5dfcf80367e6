"""Asking a guest, answering, moving, cancelling, following: with promises, mails and what others see of the time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.guests import actions, queries, rules
from staffroom.guests.models import GuestHour, GuestWish
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.teams.models import MeetingMark, MeetingSlot, RoleHolding
from staffroom.visits.models import Promise, Visit
from tests.factories.cast import Cast
from tests.factories.guests import END, START, Inviting, make_hour, make_leader, make_thanks
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.teams import make_slot, make_team
from tests.factories.timetable import make_away, make_contract_rule, make_learning_slot
from tests.factories.trust import make_evaluates
from tests.factories.visits import AFTERWARDS, MONDAY, NEXT_WEEK, NOW, TUESDAY, Scene, make_hosts, make_teachers

pytestmark = pytest.mark.usefixtures("scope")


def _mails(kind: str) -> list[str]:
    return sorted(Mail.objects.filter(kind=f"guests/mails/{kind}").values_list("to", flat=True))


def _keys(cast: Cast) -> set[str]:
    return set(Promise.objects.filter(staff=cast.gil).values_list("key", flat=True))


# --- Ask ------------------------------------------------------------------------------------------------


def test_a_guest_is_asked_and_their_time_is_kept_meanwhile(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    assert (hour.state, hour.date, hour.start, hour.end, hour.travel) == ("asked", TUESDAY, START, END, 15)
    assert _keys(cast) == {f"{TUESDAY}/{cast.garfield.pk}/480", "2026-10/guest/1"}
    assert _mails("asked") == [cast.gil.email]
    assert AuditEntry.objects.filter(kind="guest.asked", object_id=hour.public_id).exists()


def test_pressed_twice_it_is_one_and_a_colleague_of_the_team_is_told_who_was_faster(inviting: Inviting, cast: Cast):
    assert inviting.ask() == inviting.ask()
    hana, _section = make_teachers(cast.garfield, 1, "MTWRF 3")[0]
    make_leader(hana, inviting.scene)
    with pytest.raises(Refused, match="asked or booked"):
        inviting.ask(guest=hana, by=cast.ben)


def test_the_subject_tells_neither_who_nor_what_for(inviting: Inviting, cast: Cast):
    inviting.booked()
    told = " ".join(Mail.objects.filter(kind__startswith="guests/").values_list("subject", flat=True))
    assert "number talk" not in told and "Gil" not in told and "Ana" not in told


@pytest.mark.parametrize("about", ["", "   ", "x" * 161])
def test_what_for_is_one_line(inviting: Inviting, about: str):
    with pytest.raises(Refused):
        inviting.ask(about=about)


def test_only_people_of_the_team_ask_and_only_for_a_planned_meeting(inviting: Inviting, cast: Cast):
    with pytest.raises(Forbidden):
        inviting.ask(by=cast.paz)
    with pytest.raises(Http404):
        inviting.ask(start=START + 1)
    with pytest.raises(Http404):
        inviting.ask(on=TUESDAY + timedelta(days=1))
    saved(MeetingMark(district=cast.district, team=inviting.team, date=TUESDAY, start=START, held=False))
    with pytest.raises(Http404):
        inviting.ask()


def test_a_team_of_the_district_has_no_place_to_travel_to(inviting: Inviting, cast: Cast):
    everywhere = make_team("Reading crew", None, lead=cast.ana)
    with pytest.raises(Refused, match="no school"):
        actions.ask_guest(
            by=inviting.scene.actor(cast.ana), now=NOW, team_id=everywhere.public_id, guest=cast.gil, on=TUESDAY,
            start=START, about="x",
        )  # fmt: skip


def test_who_leads_nothing_or_evaluates_somebody_of_the_team_is_not_asked(inviting: Inviting, cast: Cast):
    lena, _section = make_teachers(cast.garfield, 1, "MTWRF 3")[0]
    with pytest.raises(Refused, match="cannot be asked"):
        inviting.ask(guest=lena)
    make_evaluates(cast.gil, cast.ben, NOW.date())
    with pytest.raises(Refused, match="cannot be asked"):
        inviting.ask()


def test_who_does_not_want_to_be_asked_is_not(inviting: Inviting, cast: Cast):
    actions.set_wish(by=inviting.scene.actor(cast.gil), now=NOW, ask=False)
    assert GuestWish.objects.get().ask is False
    with pytest.raises(Refused, match="do not want"):
        inviting.ask()
    actions.set_wish(by=inviting.scene.actor(cast.gil), now=NOW, ask=True)
    assert inviting.ask().pk


def test_the_cap_of_a_month_is_the_districts(inviting: Inviting, cast: Cast):
    inviting.scene.rules(guest_hours_month=1)
    inviting.ask()
    with pytest.raises(Refused, match="1 are the most"):
        inviting.ask(on=NEXT_WEEK)


@pytest.mark.parametrize("way", ["away", "learning", "contract"])
def test_what_takes_the_guests_time_stands_in_the_way(inviting: Inviting, cast: Cast, way: str):
    if way == "away":
        make_away(cast.gil, TUESDAY, TUESDAY)
    elif way == "learning":
        make_learning_slot(cast.district, TUESDAY, school=cast.garfield, start=480, end=490)
    else:
        make_contract_rule(cast.district, "prep_week", 1000)
    with pytest.raises(Refused):
        inviting.ask()
    assert not GuestHour.objects.exists() and not _keys(cast)


# --- Between a visit and a guest hour -------------------------------------------------------------------


def test_nobody_visits_in_a_period_promised_to_a_team_nor_is_a_guest_in_one_promised_to_a_visit(
    inviting: Inviting, cast: Cast
):
    host = make_hosts(inviting.scene, 1)[0]
    inviting.ask()
    with pytest.raises(Refused):
        _visit(inviting, host, TUESDAY)
    _visit(inviting, host, NEXT_WEEK)
    with pytest.raises(Refused, match="promised"):
        inviting.ask(on=NEXT_WEEK)


def _visit(inviting: Inviting, host: tuple, day: date) -> Visit:
    """Gil asks to see somebody else than Ana in period 1."""
    staff, section, offer = host
    lesson = inviting.scene.lesson(day, host=staff, section=section)
    return inviting.scene.ask(inviting.scene.cast.gil, day, offer=offer, lesson=lesson)


def test_the_time_is_free_again_after_a_no(inviting: Inviting, cast: Cast):
    host = make_hosts(inviting.scene, 1)[0]
    inviting.decline(inviting.ask())
    assert not _keys(cast) and _mails("declined") == [cast.ana.email]
    assert _visit(inviting, host, TUESDAY).pk


# --- Answer ---------------------------------------------------------------------------------------------


def test_a_yes_books_it_for_both_and_the_team_is_told(inviting: Inviting, cast: Cast):
    hour = inviting.booked()
    assert hour.state == "booked" and hour.decided == NOW
    assert _mails("booked") == sorted([cast.gil.email, cast.ana.email, cast.ben.email])
    invited = Mail.objects.filter(kind="guests/mails/booked", calendar_method="REQUEST")
    assert {mail.to for mail in invited} == {cast.gil.email, cast.ana.email}
    assert all(f"guest-{hour.public_id}@staffroom" in mail.calendar for mail in invited)


def test_only_the_guest_answers_once_until_it_begins(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    with pytest.raises(Forbidden):
        inviting.accept(hour, by=cast.ana)
    with pytest.raises(Refused):
        inviting._act(actions.accept_guest, hour, cast.gil, now=AFTERWARDS)
    inviting.accept(hour)
    with pytest.raises(Refused):
        inviting.accept(hour)


def test_what_has_changed_since_it_was_asked_is_checked_again(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    make_away(cast.gil, TUESDAY, TUESDAY)
    with pytest.raises(Refused):
        inviting.accept(hour)
    hour.refresh_from_db()
    assert hour.state == "asked"


# --- Another meeting ------------------------------------------------------------------------------------


def test_the_guest_proposes_another_meeting_and_the_team_answers(inviting: Inviting, cast: Cast):
    hour = inviting.propose(inviting.booked(), NEXT_WEEK)
    assert (hour.state, hour.date, hour.sequence) == ("asked", NEXT_WEEK, 1)
    assert _keys(cast) == {f"{NEXT_WEEK}/{cast.garfield.pk}/480", "2026-10/guest/1"}
    assert Mail.objects.filter(kind="guests/mails/proposed", calendar_method="CANCEL").count() == 2
    with pytest.raises(Forbidden):
        inviting.accept(hour)
    assert inviting.accept(hour, by=cast.ben).state == "booked"


def test_a_proposal_that_does_not_suit_frees_the_time_and_tells_the_guest(inviting: Inviting, cast: Cast):
    inviting.decline(inviting.propose(inviting.ask(), NEXT_WEEK), by=cast.ana)
    assert _mails("declined") == [cast.gil.email] and not _keys(cast)


def test_a_meeting_that_has_a_guest_is_not_proposed(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    other = make_hour(inviting.scene, inviting.team, cast.paz, cast.ben, NEXT_WEEK)
    with pytest.raises(Refused, match="already"):
        inviting.propose(hour, NEXT_WEEK)
    assert other.pk and GuestHour.objects.get(pk=hour.pk).date == TUESDAY and _keys(cast)


# --- Cancel and follow ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "ben", "gil"])
def test_either_side_cancels_and_all_are_told(inviting: Inviting, cast: Cast, who: str):
    hour = inviting.cancel(inviting.booked(), by=getattr(cast, who))
    assert hour.state == "cancelled" and not _keys(cast)
    assert _mails("cancelled") == sorted([cast.gil.email, cast.ana.email, cast.ben.email])


def test_what_was_only_asked_is_taken_back_without_telling_the_whole_team(inviting: Inviting, cast: Cast):
    inviting.cancel(inviting.ask(), by=cast.ana)
    assert _mails("cancelled") == sorted([cast.gil.email, cast.ana.email])


def test_strangers_do_not_find_it(inviting: Inviting, cast: Cast):
    hour = inviting.booked()
    for who in (cast.paz, cast.dana, cast.lou):
        with pytest.raises(Http404):
            inviting.cancel(hour, by=who)


@pytest.mark.parametrize("what", ["ended", "called off", "away", "reserved", "left"])
def test_what_is_not_possible_any_more_ends_and_all_are_told(inviting: Inviting, cast: Cast, what: str):
    hour = inviting.booked()
    if what == "ended":
        inviting.slot.ends = TUESDAY
        saved(inviting.slot)
    elif what == "called off":
        saved(MeetingMark(district=cast.district, team=inviting.team, date=TUESDAY, start=START, held=False))
    elif what == "away":
        make_away(cast.gil, TUESDAY, TUESDAY)
    elif what == "reserved":
        make_learning_slot(cast.district, TUESDAY, school=cast.garfield, start=480, end=490)
    else:
        cast.gil.active = False
        saved(cast.gil)
    assert inviting.follow() == 1
    hour.refresh_from_db()
    assert hour.state == "cancelled" and hour.cancelled_by is None and not _keys(cast)
    assert cast.ben.email in _mails("cancelled")
    assert inviting.follow() == 0


@pytest.mark.parametrize("what", ["wish", "cap", "distance", "role", "contract"])
def test_what_decides_about_asking_only_ends_nothing_that_is_booked(inviting: Inviting, cast: Cast, what: str):
    hour = inviting.booked()
    if what == "wish":
        actions.set_wish(by=inviting.scene.actor(cast.gil), now=NOW, ask=False)
    elif what == "cap":
        inviting.scene.rules(guest_hours_month=0)
    elif what == "distance":
        inviting.scene.rules(max_travel=5)
    elif what == "role":
        held = RoleHolding.objects.get(staff=cast.gil)
        held.ends = MONDAY
        saved(held)
    else:
        make_contract_rule(cast.district, "prep_week", 1000)
    assert inviting.follow() == 0
    hour.refresh_from_db()
    assert hour.state == "booked"


def test_a_guest_who_comes_to_evaluate_somebody_of_the_team_does_not_come(inviting: Inviting, cast: Cast):
    inviting.booked()
    make_evaluates(cast.gil, cast.ben, NOW.date())
    assert inviting.follow() == 1


def test_whoever_is_asked_already_can_still_say_yes_and_not_be_asked_any_more(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    actions.set_wish(by=inviting.scene.actor(cast.gil), now=NOW, ask=False)
    assert inviting.follow() == 0
    assert inviting.accept(hour).state == "booked"
    with pytest.raises(Refused, match="do not want"):
        inviting.ask(on=NEXT_WEEK)


def test_while_all_is_well_nothing_is_ended_and_what_nobody_answered_lapses(inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    assert inviting.follow() == 0
    assert inviting.follow(AFTERWARDS) == 1
    hour.refresh_from_db()
    assert hour.state == "lapsed" and _mails("lapsed") == [cast.ana.email] and not _keys(cast)


def test_a_booked_hour_of_the_past_stays_as_it_is(inviting: Inviting):
    inviting.booked()
    assert inviting.follow(AFTERWARDS) == 0


def test_who_plans_over_it_is_told_before_and_the_job_ends_it(inviting: Inviting, cast: Cast):
    from staffroom.teams.queries.meetings import taken_by

    hour = inviting.booked()
    theirs = make_team("Algebra team", cast.garfield, lead=cast.gil)
    slot = MeetingSlot(district=cast.district, team=theirs, day="Tue", start=485, end=500, begins=NOW.date())
    assert queries.hours_in(taken_by(slot), NOW) == [hour.public_id]
    assert "guest hour" in queries.told(1)
    assert queries.hours_in(taken_by(make_slot(theirs, day="Wed")), NOW) == []


# --- Thanks ---------------------------------------------------------------------------------------------


def test_thanks_are_the_guests_alone_and_given_once(inviting: Inviting, cast: Cast):
    hour = inviting.booked()
    with pytest.raises(Refused, match="has not been"):
        inviting._act(actions.thank_guest, hour, cast.ana, text="Thank you.")
    thanks = inviting._act(actions.thank_guest, hour, cast.ana, now=AFTERWARDS, text=" You made\nus think. ")
    assert thanks.text == "You made us think." and _mails("thanked") == [cast.gil.email]
    with pytest.raises(Refused, match="already"):
        inviting._act(actions.thank_guest, hour, cast.ben, now=AFTERWARDS, text="Me too.")
    with pytest.raises(Http404):
        inviting._act(actions.delete_thanks, thanks, cast.ben)
    inviting._act(actions.delete_thanks, thanks, cast.gil)
    assert queries.thanks_of(inviting.scene.actor(cast.gil), hour) is None
    mail = Mail.objects.get(kind="guests/mails/thanked")
    assert "us think" not in mail.text + mail.html and hour.public_id in mail.text  # nothing of them is kept


def test_the_guest_thanks_nobody_here(inviting: Inviting, cast: Cast):
    with pytest.raises(Forbidden):
        inviting._act(actions.thank_guest, inviting.booked(), cast.gil, now=AFTERWARDS, text="x")


# --- Counts ---------------------------------------------------------------------------------------------


def _many(inviting: Inviting, number: int, late: int = 0) -> None:
    cast = inviting.scene.cast
    for n in range(number):
        who = make_staff(cast.district, f"Guest{n}", "Of", account=False)
        make_assignment(who, "teacher", cast.garfield)
        team = make_team(f"Team {n}", cast.lincoln)
        days = 9 if n < late else 2
        make_hour(
            inviting.scene, team, who, cast.ana, TUESDAY, created=NOW - timedelta(days=days), decided=NOW
        )  # fmt: skip


def test_how_soon_guests_are_booked_is_told_where_enough_stand_behind_it(inviting: Inviting, cast: Cast):
    office = inviting.scene.actor(cast.dana)
    least = queries.counts(office, NOW).least
    _many(inviting, 2 * least, late=least)
    told = queries.counts(office, NOW)
    assert (told.booked, told.within_week, told.days) == (2 * least, least, 5.5)


@pytest.mark.parametrize(("few", "shown"), [("late", False), ("soon", False), ("none late", True)])
def test_few_within_a_week_or_later_are_not_told_apart(inviting: Inviting, cast: Cast, as_, few: str, shown: bool):
    office = inviting.scene.actor(cast.dana)
    least = queries.counts(office, NOW).least
    number = least + 2
    _many(inviting, number, late={"late": 2, "soon": least, "none late": 0}[few])
    told = queries.counts(office, NOW)
    assert (told.booked, told.within_week) == (number, number if shown else None)
    page = as_(cast.dana).get(reverse("guest_counts")).content.decode()
    assert ("not shown" in page) is not shown and f"{number}" in page


def test_few_teams_are_hidden_and_nobody_but_the_office_counts(inviting: Inviting, cast: Cast):
    office = inviting.scene.actor(cast.dana)
    _many(inviting, queries.counts(office, NOW).least - 1)
    assert queries.counts(office, NOW).booked is None
    for who in (cast.ana, cast.paz, cast.ivo):
        with pytest.raises(Forbidden):
            queries.counts(inviting.scene.actor(who), NOW)


# --- Finding --------------------------------------------------------------------------------------------


def _found(inviting: Inviting, **given):
    return queries.invite_page(inviting.scene.actor(inviting.scene.cast.ana), inviting.team.public_id, NOW, **given)


def test_the_soonest_meetings_come_first_with_reasons(inviting: Inviting, cast: Cast):
    page = _found(inviting)
    assert [at.meeting.date for at in page["found"]] == [TUESDAY + timedelta(weeks=n) for n in range(4)]
    (shown,) = page["found"][0].people
    assert shown.leader.kinds == ["Instructional Coach"] and shown.leader.school == cast.garfield
    assert "15 minutes away." in shown.reasons and shown.reasons[-1].startswith("Free on ")
    assert page["within_week"]


def test_a_practice_that_somebody_shows_brings_them_to_the_front(inviting: Inviting, cast: Cast):
    from tests.factories.expertise import make_offer

    hana, section = make_teachers(cast.garfield, 1, "MTWRF 3", name="Hana")[0]
    make_leader(hana, inviting.scene)
    make_offer(hana, inviting.scene.practice, section)
    page = _found(inviting, practice="number-talks")
    first = page["found"][0].people[0]
    assert first.leader.staff == hana and "Shows “" in first.reasons[0]


def test_when_nobody_is_free_the_reasons_are_counted(inviting: Inviting, cast: Cast):
    make_away(cast.gil, TUESDAY, TUESDAY + timedelta(weeks=5))
    page = _found(inviting)
    assert page["found"] == [] and page["reasons"] == ["Not there that day: 1"]


@pytest.mark.parametrize("number", [1, 6])
def test_the_finder_asks_the_database_as_often_for_many_leaders(
    inviting: Inviting, cast: Cast, number: int, django_assert_max_num_queries
):
    for who, _section in make_teachers(cast.garfield, number, "MTWRF 3"):
        make_leader(who, inviting.scene)
    with django_assert_max_num_queries(60) as counted:
        _found(inviting)
    _COUNTS.add(len(counted))
    assert len(_COUNTS) == 1


_COUNTS: set[int] = set()


def test_what_waits_stands_on_the_page_of_today(inviting: Inviting, cast: Cast, scene: Scene):
    hour = inviting.ask()
    (one,) = queries.waiting(scene.actor(cast.gil), NOW)
    assert "Grade 3 team" in one.text and hour.public_id in one.url
    assert queries.waiting(scene.actor(cast.ana), NOW) == []
    inviting.propose(hour, NEXT_WEEK)
    assert len(queries.waiting(scene.actor(cast.ben), NOW)) == 1
    assert queries.waiting(scene.actor(cast.gil), NOW) == []
    assert queries.waiting(scene.actor(cast.ben), datetime(2026, 10, 14, tzinfo=UTC)) == []


def test_whoever_comes_to_evaluate_the_guest_reads_their_own_thanks_no_more(inviting: Inviting, cast: Cast):
    hour = make_hour(inviting.scene, inviting.team, cast.gil, cast.ana, MONDAY.replace(day=1))
    thanks = make_thanks(hour, cast.ana, "You made us think.")
    assert rules.reads_thanks(inviting.scene.actor(cast.ana), thanks)
    make_evaluates(cast.ana, cast.gil, MONDAY.replace(day=1))
    assert not rules.reads_thanks(inviting.scene.actor(cast.ana), thanks)
    assert rules.reads_thanks(inviting.scene.actor(cast.gil), thanks)
