"""Sharing one record with one colleague until a day: who may have it, what ends it, and that it never widens."""

from datetime import timedelta

import pytest
from django.http import Http404

from staffroom.people.actions.applying import rebuild_meetings
from staffroom.people.models import Assignment, RosterImport
from staffroom.spine.access import Permission, Refused
from staffroom.spine.audit import AuditEntry, broken_links
from staffroom.spine.scoping import district_scope, writing
from staffroom.trust import actions, jobs, kinds, queries, rules
from staffroom.trust.models import Grant
from staffroom.trust.queries import relations
from staffroom.trust.queries.barred import Bar
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.sharing import FRIDAY, MONDAY, Goals, actor_of, make_evaluates, make_grant, share
from tests.factories.visits import NOW, Clock

pytestmark = pytest.mark.usefixtures("scope")
PAGE = "/access/goal/one/"


def reads(as_, person) -> bool:
    """Whether this person finds the record."""
    answer = as_(person).get(PAGE)
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def live() -> list[tuple[int, str]]:
    return list(Grant.objects.filter(ended=None).values_list("to_id", "object_id"))


def test_a_colleague_reads_what_is_shared_with_them_and_nobody_else_does(cast, as_, goals, team_leader, pia, ned):
    share(cast.ana, cast.ben, "one")
    assert reads(as_, cast.ana) and reads(as_, cast.ben)
    for person in (cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou, team_leader, pia, ned, cast.cleo, cast.cora):
        assert not reads(as_, person), person
    sharing = AuditEntry.objects.get(kind="trust.shared")
    assert (sharing.actor, sharing.subject, sharing.facts["to"]) == (cast.ana.pk, cast.ana.pk, cast.ben.pk)
    assert "Wait time" not in str(sharing.facts)


def test_a_grant_never_widens_to_the_role_of_its_reader(cast, as_, goals):
    """Another teacher of the same school, with the same classes, finds nothing."""
    twin = make_staff(cast.district, "Bea", "Ortiz")
    make_assignment(twin, "teacher", cast.lincoln)
    share(cast.ana, cast.ben, "one")
    assert reads(as_, cast.ben) and not reads(as_, twin)


BARRED = {
    "ana": "This is you.",
    "paz": "Evaluates you.",
    "dana": "Works for the central office.",
    "ivo": "Keeps the system running.",
}


@pytest.mark.parametrize("name", BARRED)
def test_who_must_not_have_it_is_refused_with_the_reason(cast, goals, name):
    with pytest.raises(Refused) as refusal:
        share(cast.ana, getattr(cast, name), "one")
    assert "cannot be shared with" in str(refusal.value.sentence)
    assert str(refusal.value.advice).startswith(BARRED[name])
    assert live() == []


def test_a_leader_of_the_school_who_does_not_evaluate_is_refused_too(cast, goals, team_leader):
    make_evaluates(team_leader, cast.ana)
    for person, reason in ((team_leader, "Evaluates you."), (cast.paz, "Leads a school of yours.")):
        with pytest.raises(Refused) as refusal:
            share(cast.ana, person, "one")
        assert str(refusal.value.advice).startswith(reason)


def test_who_left_has_no_work_or_does_not_exist_is_refused(cast, goals, ned):
    cast.lou.active = False
    saved(cast.lou)
    for person, reason in ((cast.lou, "Does not work"), (ned, "Has no assignment")):
        with pytest.raises(Refused) as refusal:
            share(cast.ana, person, "one")
        assert str(refusal.value.advice).startswith(reason)
    with pytest.raises(Refused, match="Nobody in the district"):
        share(cast.ana, cast.cleo, "one")
    assert live() == []


def test_a_principal_of_another_school_and_central_staff_who_also_teach_are_colleagues(cast, goals, pia):
    make_assignment(cast.dana, "teacher", cast.garfield)
    for person in (cast.gil, cast.lou, pia, cast.dana):
        share(cast.ana, person, "one")
    assert len(live()) == 4


def test_the_reasons_and_the_rule_say_the_same_of_everybody(cast, goals, pia, ned, team_leader):
    everybody = [cast.ana, cast.ben, cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou, pia, ned, team_leader]
    barred = queries.bars(cast.ana.pk, everybody, MONDAY)
    allowed = set(queries.can_be_shared_with(cast.ana.pk, MONDAY))
    assert {one for one in everybody if one.pk not in barred} == allowed
    assert set(barred.values()) == {Bar.SELF, Bar.EVALUATES, Bar.CENTRAL, Bar.IT, Bar.NO_WORK}


@pytest.mark.parametrize("days", [-1, 366])
def test_a_day_that_is_past_or_far_is_refused(cast, goals, days):
    with pytest.raises(Refused, match="twelve months"):
        share(cast.ana, cast.ben, "one", until=MONDAY + timedelta(days=days))


@pytest.mark.parametrize("days", [0, 365])
def test_today_and_a_year_are_taken(cast, goals, days):
    assert share(cast.ana, cast.ben, "one", until=MONDAY + timedelta(days=days)).pk


def test_only_the_owner_shares(cast, goals):
    share(cast.ana, cast.ben, "one")
    for person in (cast.ben, cast.paz, cast.gil):
        with pytest.raises(Http404):
            share(cast.ana, cast.lou, "one", by=actor_of(person))
    for record, object_id in (("goal", "two"), ("nothing", "one")):
        with pytest.raises(Http404):
            share(cast.ana, cast.ben, object_id, record=record)


def test_a_kind_that_is_never_shared_is_refused_in_words(cast, monkeypatch):
    Goals(record="visit").register(monkeypatch).add("one", cast.ana)
    with pytest.raises(Refused, match="not shared with one more"):
        share(cast.ana, cast.ben, "one", record="visit")


# --- How it ends -----------------------------------------------------------------------------------
def test_taken_back_it_holds_on_the_next_request(cast, as_, goals):
    grant = share(cast.ana, cast.ben, "one")
    reader = as_(cast.ben)
    assert reader.get(PAGE).status_code == 200
    assert as_(cast.ana).post(f"/sharing/{grant.public_id}/end/").status_code == 302
    assert reader.get(PAGE).status_code == 404
    grant.refresh_from_db()
    assert grant.ended_because == Grant.Ended.OWNER
    as_(cast.ana).post(f"/sharing/{grant.public_id}/end/")
    assert AuditEntry.objects.filter(kind="trust.sharing_ended").count() == 1


def test_only_its_owner_takes_it_back(cast, as_, goals):
    grant = share(cast.ana, cast.ben, "one")
    for person in (cast.ben, cast.paz, cast.dana, cast.cleo):
        assert as_(person).post(f"/sharing/{grant.public_id}/end/").status_code == 404
    assert as_(cast.ana).get(f"/sharing/{grant.public_id}/end/").status_code == 405
    assert reads(as_, cast.ben)


def test_it_holds_through_its_last_day_and_then_no_more(cast, as_, goals, set_clock: Clock):
    share(cast.ana, cast.ben, "one", until=FRIDAY)
    set_clock(NOW + timedelta(days=4))
    assert reads(as_, cast.ben)
    set_clock(NOW + timedelta(days=5))
    assert not reads(as_, cast.ben)
    assert b"Its last day, October 9, has passed" in as_(cast.ana).get(PAGE).content


def test_after_its_last_day_it_can_be_shared_again(cast, as_, goals, set_clock: Clock):
    share(cast.ana, cast.ben, "one", until=MONDAY)
    later = NOW + timedelta(days=3)
    set_clock(later)
    share(cast.ana, cast.ben, "one", by=actor_of(cast.ana, later.date()), now=later)
    assert reads(as_, cast.ben)
    assert live() == [(cast.ben.pk, "one")]


def test_one_live_grant_a_colleague(cast, goals):
    share(cast.ana, cast.ben, "one")
    with pytest.raises(Refused, match="already"):
        share(cast.ana, cast.ben, "one", until=FRIDAY + timedelta(days=9))
    assert len(live()) == 1


def test_when_evaluating_begins_it_is_over_at_once(cast, as_, goals, set_clock: Clock):
    """Shared on Monday; Ben evaluates Ana from Tuesday on. Nothing ran in between."""
    share(cast.ana, cast.ben, "one")
    make_evaluates(cast.ben, cast.ana, MONDAY + timedelta(days=1))
    assert reads(as_, cast.ben)
    set_clock(NOW + timedelta(days=1))
    assert not reads(as_, cast.ben)
    shown = as_(cast.ana).get(PAGE).content.decode()
    assert "This colleague began to evaluate you" in shown and "Take it back" not in shown


def test_an_end_by_evaluating_stays_when_evaluating_ends(cast, as_, goals, set_clock: Clock):
    grant = share(cast.ana, cast.ben, "one")
    other = share(cast.ana, cast.gil, "one")
    make_evaluates(cast.ben, cast.ana, MONDAY, ends=MONDAY + timedelta(days=1))
    ended = actions.end_grants_between(evaluator=cast.ben.pk, owner=cast.ana.pk, now=NOW, by=cast.dana.pk)
    again = actions.end_grants_between(evaluator=cast.ben.pk, owner=cast.ana.pk, now=NOW, by=cast.dana.pk)
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (ended, again) == (1, 0)
    assert (grant.ended_because, other.ended) == (Grant.Ended.EVALUATES, None)
    assert AuditEntry.objects.get(kind="trust.sharing_ended").actor == cast.dana.pk
    set_clock(NOW + timedelta(days=2))
    assert not reads(as_, cast.ben) and reads(as_, cast.gil)


def began_to_lead(cast, reader):
    make_assignment(reader, "assistant_principal", cast.lincoln)


def began_to_lead_beside_an_evaluator(cast, reader):
    make_evaluates(cast.paz, cast.ana)
    began_to_lead(cast, reader)


def began_to_evaluate(cast, reader):
    make_evaluates(reader, cast.ana)


def left(cast, reader):
    reader.active = False
    saved(reader)


def owner_left(cast, reader):
    left(cast, cast.ana)


def lost_all_work(cast, reader):
    held = Assignment.objects.get(staff=reader)
    held.ends = MONDAY
    saved(held)


def went_to_it(cast, reader):
    lost_all_work(cast, reader)
    make_assignment(reader, "it")


ENDS = {
    began_to_lead: Grant.Ended.EVALUATES,  # nothing is recorded about Ana: whoever leads her school evaluates her
    began_to_lead_beside_an_evaluator: Grant.Ended.LEADS,
    began_to_evaluate: Grant.Ended.EVALUATES,
    left: Grant.Ended.LEFT,
    owner_left: Grant.Ended.LEFT,
    lost_all_work: Grant.Ended.LEFT,
    went_to_it: Grant.Ended.MOVED,
}


@pytest.mark.parametrize("change", ENDS, ids=lambda change: change.__name__)
def test_what_voids_a_grant_is_asked_when_it_is_read_and_ended_each_night(cast, as_, goals, change):
    grant, other = share(cast.ana, cast.ben, "one"), make_grant(cast.gil, cast.lou, "two")
    change(cast, cast.ben)
    assert as_(cast.ben).get(PAGE).status_code != 200
    assert jobs.end_grants(progress=None) == {"ended": 1}
    assert jobs.end_grants(progress=None) == {"ended": 0}
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (grant.ended, grant.ended_because, other.ended) == (NOW, ENDS[change], None)
    entry = AuditEntry.objects.get(kind="trust.sharing_ended")
    assert (entry.actor, entry.subject) == (None, cast.ana.pk)
    assert broken_links(cast.district.pk) == []


def test_the_nightly_end_costs_the_same_for_three_as_for_one(
    cast, goals, django_assert_num_queries, django_assert_max_num_queries
):
    share(cast.ana, cast.ben, "one")
    with django_assert_max_num_queries(9) as one:
        actions.end_void_grants(district_id=cast.district.pk, now=NOW)
    for person in (cast.gil, cast.lou):
        share(cast.ana, person, "one")
    with django_assert_num_queries(len(one)):
        actions.end_void_grants(district_id=cast.district.pk, now=NOW)


def test_what_is_shared_of_a_deleted_record_ends(cast, goals):
    grant, other = share(cast.ana, cast.ben, "one"), make_grant(cast.ana, cast.ben, "two")
    assert actions.forget_grants(record="goal", object_id="one", now=NOW, by=cast.ana.pk) == 1
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (grant.ended_because, other.ended) == (Grant.Ended.GONE, None)


def test_a_grant_of_somebody_who_owned_it_before_does_not_hold(cast, as_, goals):
    share(cast.ana, cast.ben, "one")
    goals.add("one", cast.gil)
    assert not reads(as_, cast.ben)


def test_a_new_roster_ends_what_it_makes_impossible(cast, goals, django_capture_on_commit_callbacks):
    """The job is started by its name after a roster, and ends what that roster voided."""
    grant = share(cast.ana, cast.ben, "one")
    left(cast, cast.ben)
    roster = saved(RosterImport(district=cast.district, file_name="r.zip", created=NOW))
    with django_capture_on_commit_callbacks(execute=True), writing():
        rebuild_meetings(roster, NOW)
    grant.refresh_from_db()
    assert grant.ended_because == Grant.Ended.LEFT


# --- That the guards bite: take each away, and it is read by whom it must not be read --------------------
def readable(who, day=MONDAY) -> bool:
    """Whether the guard lets this person read Ana's goal on a day."""
    actor = actor_of(who, day)
    return rules.may(actor, "goal", kinds.find(actor, "goal", "one").standing, Permission.READ)


def test_without_asking_who_evaluates_an_evaluator_would_read(cast, goals, monkeypatch):
    share(cast.ana, cast.ben, "one")
    make_evaluates(cast.ben, cast.ana)
    assert not readable(cast.ben)
    monkeypatch.setattr(relations, "evaluates", lambda *_given: False)
    assert readable(cast.ben)


def test_without_asking_who_leads_a_new_principal_would_read(cast, goals, monkeypatch, team_leader):
    share(cast.ana, cast.ben, "one")
    make_evaluates(team_leader, cast.ana)
    began_to_lead(cast, cast.ben)
    assert not readable(cast.ben)
    monkeypatch.setattr(relations, "schools_of", lambda *_given: set())
    assert readable(cast.ben)


def test_without_the_last_day_it_would_be_read_for_ever(cast, goals, monkeypatch):
    share(cast.ana, cast.ben, "one", until=FRIDAY)
    later = FRIDAY + timedelta(days=1)
    assert readable(cast.ben) and not readable(cast.ben, later)
    monkeypatch.setattr(relations, "holds", lambda grant, _day: grant.ended is None)
    assert readable(cast.ben, later)


def test_without_the_end_what_is_taken_back_would_be_read(cast, goals, monkeypatch):
    grant = share(cast.ana, cast.ben, "one")
    actions.end_grant(by=actor_of(cast.ana), now=NOW, public_id=grant.public_id)
    assert not readable(cast.ben)
    monkeypatch.setattr(relations, "holds", lambda grant, day: grant.until >= day)
    assert readable(cast.ben)


def test_without_the_name_on_it_a_grant_would_be_everybodys(cast, goals, monkeypatch):
    share(cast.ana, cast.ben, "one")
    assert not readable(cast.gil)

    def to_anybody(_me, owner_ids, record, object_id):
        return Grant.objects.filter(record=record, object_id=object_id, owner_id__in=owner_ids)

    monkeypatch.setattr(relations, "_grants_to", to_anybody)
    assert readable(cast.gil)


def test_nothing_of_another_district_is_found(cast, goals):
    share(cast.ana, cast.ben, "one")
    with district_scope(cast.other_district.pk):
        assert kinds.find(actor_of(cast.cleo), "goal", "one") is None
        assert Grant.objects.count() == 0
