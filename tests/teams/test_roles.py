"""Leaders' roles: who keeps them, what they cost, who could step in, and who sees which of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.teams import actions, queries
from staffroom.teams.models import Fund, Role, RoleCover, RoleHolding, RoleKind
from tests.factories.people import make_assignment, make_school, make_staff
from tests.factories.roles import make_cover, make_fund, make_holding, make_kind, make_role
from tests.factories.visits import MONDAY, NOW

YEAR_BEGINS = date(2026, 8, 12)


@pytest.fixture
def kind(cast):
    return make_kind(cast.district)


@pytest.fixture
def fund(cast):
    return make_fund(cast.district)


@pytest.fixture
def role(cast, kind, fund):
    """Ana's role at Lincoln: 4 of 40 hours of release, so 10,000 dollars of a fund of 100,000."""
    return make_role(kind, cast.lincoln, cast.ana, fund=fund)


def told(refused):
    return f"{refused.value.sentence} {refused.value.advice}"


def save(by, kind, school, **fields):
    given = {"fund": None, "begins": YEAR_BEGINS, "ends": None, "hours": Decimal(5), "release_hours": Decimal(4)}
    return actions.save_role(by=by, now=NOW, kind=kind, school=school, **{**given, **fields})


def fte(cast, kind, fund, share, by, **fields):
    return save(by(cast.dana), kind, cast.garfield, fund=fund, fte=Decimal(share), **fields)


# --- Who keeps roles ------------------------------------------------------------------------------------
def test_principals_keep_the_roles_of_their_school_and_the_central_office_all(scoped, by, kind):
    made = save(by(scoped.paz), kind, scoped.lincoln)
    assert (made.school, made.hours) == (scoped.lincoln, 5)
    for school in (scoped.garfield, None):
        with pytest.raises(Forbidden):
            save(by(scoped.paz), kind, school)
    assert save(by(scoped.dana), kind, None).school is None
    for other in (scoped.ana, scoped.lou, scoped.ivo):
        with pytest.raises(Forbidden):
            save(by(other), kind, scoped.lincoln)


def test_who_holds_a_role_does_not_keep_it(scoped, by, role):
    for other in (scoped.ana, scoped.ben, scoped.gil, scoped.ivo):
        with pytest.raises(Forbidden):
            actions.end_role(by=by(other), now=NOW, role_id=role.public_id)
        with pytest.raises(Forbidden):
            actions.set_holder(by=by(other), now=NOW, role_id=role.public_id, staff_id="")


def test_a_principal_cannot_move_a_role_to_another_school(scoped, by, role):
    with pytest.raises(Forbidden):
        save(by(scoped.paz), role.kind, scoped.garfield, role_id=role.public_id)
    with pytest.raises(Forbidden):
        save(by(make_principal_of_garfield(scoped)), role.kind, scoped.garfield, role_id=role.public_id)


def make_principal_of_garfield(scoped):
    pia = make_staff(scoped.district, "Pia", "Duarte")
    make_assignment(pia, "principal", scoped.garfield)
    return pia


def test_a_role_of_another_district_does_not_exist(cast, by, scoped, role):
    stranger = replace(by(cast.dana), district_id=cast.other_district.pk)
    with pytest.raises(Http404):
        queries.role_for(stranger, role.public_id)


def test_the_district_writes_its_own_lists(scoped, by, fund):
    made = actions.save_kind(by=by(scoped.dana), now=NOW, name=" Senior  Lead ", purpose="Keeps cycles going.")
    assert made.name == "Senior Lead"
    with pytest.raises(Refused) as refused:
        actions.save_kind(by=by(scoped.dana), now=NOW, name="SENIOR LEAD", purpose="Again.")
    assert "in the list already" in told(refused)
    numbers = {"budget": 5_000, "fte_cost": 90_000, "full_week": Decimal("37.5")}
    changed = actions.save_fund(by=by(scoped.dana), now=NOW, name="Title I", fund_id=fund.public_id, **numbers)
    assert changed.pk == fund.pk and changed.budget == 5_000
    for other in (scoped.paz, scoped.ana):
        with pytest.raises(Forbidden):
            actions.save_kind(by=by(other), now=NOW, name="No", purpose="No")
        with pytest.raises(Forbidden):
            actions.save_fund(by=by(other), now=NOW, name="No", **numbers)
    assert RoleKind.objects.count() == 1 and Fund.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"budget": -1}, {"budget": 10**9}, {"full_week": Decimal(0)}])
def test_numbers_of_a_fund_out_of_range_are_refused(scoped, by, wrong):
    numbers = {"budget": 5_000, "fte_cost": 90_000, "full_week": Decimal(40), **wrong}
    with pytest.raises(Refused):
        actions.save_fund(by=by(scoped.dana), now=NOW, name="Grant", **numbers)


def test_dates_and_hours_that_cannot_be_are_refused(scoped, by, kind):
    for wrong in ({"ends": YEAR_BEGINS - timedelta(days=1)}, {"hours": Decimal(61)}, {"release_hours": Decimal(61)}):
        with pytest.raises(Refused):
            save(by(scoped.paz), kind, scoped.lincoln, **wrong)
    assert not Role.objects.exists()


# --- Roles sum to the budget ----------------------------------------------------------------------------
def test_what_would_over_commit_a_fund_is_told_before_it_is_saved(scoped, by, kind, fund, role):
    with pytest.raises(actions.OverCommitted) as refused:
        fte(scoped, kind, fund, "0.95", by)
    assert "over-committed by $5,000: its roles take $105,000 of $100,000" in told(refused)
    assert Role.objects.count() == 1
    assert fte(scoped, kind, fund, "0.9", by).fund == fund, "just enough is enough"


def test_only_the_central_office_saves_it_anyway(scoped, by, kind, fund, role):
    with pytest.raises(actions.OverCommitted):
        save(by(scoped.paz), kind, scoped.lincoln, fund=fund, fte=Decimal(1), anyway=True)
    made = fte(scoped, kind, fund, "1", by, anyway=True)
    (found,) = queries.funds_told(MONDAY)
    assert found.balance.over == 10_000 and made.fund == fund


def test_a_fund_that_is_over_can_still_be_mended(scoped, by, kind, fund):
    big = make_role(kind, scoped.lincoln, fund=fund, fte=Decimal(1))
    other = make_role(kind, scoped.lincoln, fund=fund, fte=Decimal("0.5"))
    save(by(scoped.paz), kind, scoped.lincoln, fund=fund, fte=Decimal("0.3"), role_id=other.public_id)
    assert Role.objects.get(pk=other.pk).fte == Decimal("0.3") and big.pk
    with pytest.raises(actions.OverCommitted):
        save(by(scoped.paz), kind, scoped.lincoln, fund=fund, fte=Decimal("0.4"), role_id=other.public_id)


def test_roles_sum_to_what_the_list_of_funds_says(scoped, by, kind, fund, role):
    make_role(kind, scoped.garfield, fund=fund, fte=Decimal("0.2"), stipend=500)
    make_role(kind, scoped.garfield, fund=None, stipend=9_000)
    make_role(kind, scoped.garfield, fund=fund, begins=date(2024, 8, 1), ends=date(2025, 6, 1))
    page = queries.lists_page(by(scoped.dana))
    (found,) = page["funds"]
    assert (found.balance.committed, found.balance.roles, found.balance.vacant) == (30_500, 2, 20_500)
    assert "$69,500 are left" in found.sentence
    assert page["may"] and not queries.lists_page(by(scoped.paz))["may"]
    with pytest.raises(Forbidden):
        queries.lists_page(by(scoped.ana))


# --- Who holds it ---------------------------------------------------------------------------------------
def test_a_role_passes_from_one_to_another_and_keeps_who_held_it(scoped, by, role):
    actions.set_holder(by=by(scoped.paz), now=NOW, role_id=role.public_id, staff_id=scoped.ben.public_id)
    (post,) = queries.posts(by(scoped.lou), [role])
    assert post.holder == scoped.ben and post.since == MONDAY
    before = RoleHolding.objects.get(staff=scoped.ana)
    assert (before.begins, before.ends) == (YEAR_BEGINS, MONDAY)
    entry = AuditEntry.objects.get(kind="teams.role_held")
    assert entry.subject == scoped.ben.pk and "Coach" in entry.facts["role"]
    actions.set_holder(by=by(scoped.paz), now=NOW, role_id=role.public_id, staff_id=scoped.ben.public_id)
    assert RoleHolding.objects.count() == 2, "the same again changes nothing"


def test_left_vacant_or_whose_holder_left_the_district_is_vacant(scoped, by, role):
    actions.set_holder(by=by(scoped.paz), now=NOW, role_id=role.public_id, staff_id="")
    assert queries.posts(by(scoped.dana), [role])[0].holder is None
    other = make_role(role.kind, scoped.lincoln, make_staff(scoped.district, "Lex", "Marsh", active=False))
    assert queries.posts(by(scoped.dana), [other])[0].holder is None


def test_an_ended_role_is_not_changed_and_comes_back_with_its_holder(scoped, by, role):
    actions.end_role(by=by(scoped.paz), now=NOW, role_id=role.public_id)
    assert not queries.role_list(by(scoped.ana), queries.RoleFilter())
    for act, more in ((actions.set_holder, {"staff_id": ""}), (actions.end_role, {})):
        with pytest.raises(Refused) as refused:
            act(by=by(scoped.paz), now=NOW, role_id=role.public_id, **more)
        assert "Open it again first" in told(refused)
    actions.reopen_role(by=by(scoped.paz), now=NOW, role_id=role.public_id)
    assert queries.role_list(by(scoped.ana), queries.RoleFilter())[0].holder == scoped.ana


def test_a_role_that_begins_later_stands_in_the_list_with_who_will_hold_it(scoped, by, kind):
    later = make_role(kind, scoped.lincoln, begins=MONDAY + timedelta(days=200))
    actions.set_holder(by=by(scoped.paz), now=NOW, role_id=later.public_id, staff_id=scoped.ben.public_id)
    (post,) = queries.role_list(by(scoped.ana), queries.RoleFilter())
    assert post.holder == scoped.ben and post.since == later.begins
    assert not queries.load_page(by(scoped.dana))["loads"], "no load before it begins"


# --- Who sees what --------------------------------------------------------------------------------------
def test_everybody_sees_who_holds_what_and_few_see_money(scoped, by, role):
    pia = make_principal_of_garfield(scoped)
    sees = [scoped.ana, scoped.paz, scoped.dana]
    for one in (scoped.ana, scoped.ben, scoped.gil, scoped.lou, scoped.paz, scoped.dana, scoped.ivo, pia):
        (post,) = queries.role_list(by(one), queries.RoleFilter())
        assert post.holder == scoped.ana and post.money is (one in sees), one
        table = queries.roles_table(by(one), [post])
        assert ("Title I" in table.rows[0]) is (one in sees)
        page = queries.role_page(by(one), role.public_id)
        assert bool(page["cost"]) is (one in sees)
        assert bool(page["fund_told"]) is (one in (scoped.paz, scoped.dana)), "the holder sees no whole fund"


def test_a_mixed_list_leaves_the_money_of_others_empty(scoped, by, role):
    make_role(role.kind, scoped.garfield, scoped.gil, fund=role.fund, stipend=777)
    shown = queries.role_list(by(scoped.paz), queries.RoleFilter())
    rows = {row[2]: row for row in queries.roles_table(by(scoped.paz), shown).rows}
    assert rows["Lincoln"][-2] == "Title I"
    assert rows["Garfield"][-5:] == [""] * 5


def test_the_list_is_narrowed_by_school_kind_and_vacancy(scoped, by, role):
    chair = make_kind(scoped.district, "Chair")
    make_role(chair, None)
    listed = lambda **given: queries.role_list(by(scoped.ana), queries.RoleFilter(**given))  # noqa: E731
    assert len(listed()) == 2
    assert [one.role for one in listed(school=scoped.lincoln.public_id)] == [role]
    assert [one.role.kind for one in listed(school="none")] == [chair]
    assert [one.role.kind for one in listed(kind=chair.public_id)] == [chair]
    assert [one.role.kind for one in listed(vacant=True)] == [chair]


def test_the_list_asks_as_often_for_three_as_for_one(scoped, by, role, django_assert_num_queries):
    actor = by(scoped.dana)
    with django_assert_num_queries(3):
        queries.role_list(actor, queries.RoleFilter())
    for person in (scoped.ben, scoped.gil):
        make_cover(make_role(role.kind, scoped.lincoln, person, fund=role.fund), scoped.lou, accepted=NOW)
    with django_assert_num_queries(3):
        for one in queries.role_list(actor, queries.RoleFilter()):
            assert str(one.role.kind), one.name


# --- Who could step in ----------------------------------------------------------------------------------
def asked(scoped, by, role, person=None):
    whom = person or scoped.ben
    return actions.ask_cover(by=by(scoped.paz), now=NOW, role_id=role.public_id, staff_id=whom.public_id)


def cover_seen(by, role, *people):
    return [(str(post.cover.staff) if post.cover else "", post.cover_asked)
            for person in people for post in queries.posts(by(person), [role])]  # fmt: skip


def test_who_is_asked_is_known_to_them_alone_until_they_agree(scoped, by, role):
    cover = asked(scoped, by, role)
    assert cover_seen(by, role, scoped.paz, scoped.dana, scoped.ana) == [("", True)] * 3
    assert cover_seen(by, role, scoped.gil, scoped.lou, scoped.ivo) == [("", False)] * 3
    assert [one.pk for one in queries.my_roles(by(scoped.ben))["asked"]] == [cover.pk]
    assert not AuditEntry.objects.filter(subject=scoped.ben.pk).exists(), "the log names nobody either"
    mail = Mail.objects.get()
    assert mail.to_staff == scoped.ben.pk and "Coach" in mail.text and "Coach" not in mail.subject
    actions.agree_to_cover(by=by(scoped.ben), now=NOW, cover_id=cover.public_id)
    name = str(scoped.ben)
    assert cover_seen(by, role, scoped.paz, scoped.dana, scoped.ana, scoped.ben) == [(name, False)] * 4
    assert cover_seen(by, role, scoped.gil, scoped.lou, scoped.ivo) == [("", False)] * 3


def test_only_the_asked_person_answers(scoped, by, role):
    cover = asked(scoped, by, role)
    for other in (scoped.ana, scoped.paz, scoped.dana):
        for act in (actions.agree_to_cover, actions.decline_cover):
            with pytest.raises(Http404):
                act(by=by(other), now=NOW, cover_id=cover.public_id)
    actions.decline_cover(by=by(scoped.ben), now=NOW, cover_id=cover.public_id)
    assert not RoleCover.objects.exists(), "a no is not kept"


def test_whoever_holds_the_role_cannot_step_in_for_it(scoped, by, role):
    with pytest.raises(Refused) as refused:
        asked(scoped, by, role, scoped.ana)
    assert "Choose another colleague" in told(refused)


def test_asking_another_ends_the_first_question_and_stepping_in_ends_it_too(scoped, by, role):
    first = asked(scoped, by, role)
    asked(scoped, by, role, scoped.gil)
    with pytest.raises(Http404):
        actions.agree_to_cover(by=by(scoped.ben), now=NOW, cover_id=first.public_id)
    actions.set_holder(by=by(scoped.paz), now=NOW, role_id=role.public_id, staff_id=scoped.gil.public_id)
    assert not RoleCover.objects.exists()


def test_a_question_is_taken_back(scoped, by, role):
    asked(scoped, by, role)
    actions.end_cover(by=by(scoped.dana), now=NOW, role_id=role.public_id)
    assert not queries.my_roles(by(scoped.ben))["asked"]
    with pytest.raises(Forbidden):
        actions.end_cover(by=by(scoped.ana), now=NOW, role_id=role.public_id)


# --- Load and succession --------------------------------------------------------------------------------
def test_load_adds_up_what_roles_ask_and_give(scoped, by, role):
    make_role(role.kind, scoped.lincoln, scoped.ana, hours=Decimal("2.5"), release_hours=Decimal(0))
    make_role(role.kind, scoped.garfield, scoped.ana, hours=Decimal(1), release_hours=Decimal(1))
    page = queries.load_page(by(scoped.dana))
    (load,) = page["loads"]
    assert (load.roles, load.asks, load.gives, load.short) == (3, Decimal("8.5"), 5, "3.5 hours")
    assert page["many"] == [load]
    (own,) = queries.load_page(by(scoped.paz))["loads"]
    assert (own.roles, own.elsewhere, own.asks) == (3, 1, Decimal("7.5")), "hours elsewhere are not the principal's"
    mine = queries.my_roles(by(scoped.ana))
    assert (mine["asks"], mine["gives"]) == ("8.5 hours", "5 hours")
    with pytest.raises(Forbidden):
        queries.load_page(by(scoped.ana))


def test_roles_that_end_this_year_and_have_nobody_are_told(scoped, by, role, kind):
    ending = make_role(kind, scoped.lincoln, scoped.ben, ends=date(2027, 6, 5))
    covered = make_role(kind, scoped.lincoln, scoped.gil, ends=date(2027, 6, 5))
    make_cover(covered, scoped.lou, accepted=NOW)
    make_role(kind, scoped.lincoln, scoped.gil, ends=date(2027, 9, 1))
    vacant = make_role(kind, scoped.lincoln)
    page = queries.load_page(by(scoped.paz))
    assert [one.role for one in page["ending"]] == [ending]
    assert [one.role for one in page["vacant"]] == [vacant]
    assert [one.role for one in page["covered"]] == [covered] and page["filled"] == 4
    rows = queries.load_table(by(scoped.paz)).rows
    assert [row[6] for row in rows if row[6]] == [str(scoped.lou)]


def test_how_many_stayed_is_told_from_five_people_on_and_to_the_central_office(scoped, by, kind):
    people = [make_staff(scoped.district, f"P{n}", "Olsen") for n in range(5)]
    for n, person in enumerate(people):
        role = make_role(kind, scoped.lincoln, begins=date(2025, 8, 1))
        make_holding(role, person, date(2025, 8, 1), ends=date(2026, 6, 1) if n == 0 else None)
    stay = queries.load_page(by(scoped.dana))["stay"]
    assert (stay.then, stay.now) == (5, 4)
    assert queries.load_page(by(scoped.paz))["stay"] is None
    RoleHolding._base_manager.filter(staff=people[4]).delete()
    assert queries.load_page(by(scoped.dana))["stay"] is None


def test_load_asks_as_often_for_three_as_for_one(scoped, by, role, django_assert_num_queries):
    actor = by(scoped.dana)
    with django_assert_num_queries(5):
        queries.load_page(actor)
    for person in (scoped.ben, scoped.gil):
        make_cover(make_role(role.kind, scoped.lincoln, person), scoped.lou, accepted=NOW)
    with django_assert_num_queries(5):
        queries.load_page(actor)


# --- Release time ---------------------------------------------------------------------------------------
def test_release_is_shared_among_teachers_by_school_and_fund(scoped, by, role):
    make_role(role.kind, scoped.lincoln, fund=role.fund, release_hours=Decimal(3))
    make_role(role.kind, None, scoped.gil, release_hours=Decimal(2))
    found = queries.release(MONDAY)
    sites = {place.name: place.site for place in found.shown}
    assert sites["Lincoln"].minutes == 4 * 60 / Decimal(2), "Ana and Ben teach there"
    assert sites["Lincoln"].vacant == 3 and sites["Garfield"].minutes == 0
    assert sites["The whole district"].hours == 2
    assert found.by_fund == [("Title I", 4), ("No fund", 2)]
    assert [one.name for one in found.nothing] == ["Garfield"]


def test_principals_see_their_school_beside_the_whole_district(scoped, by, role):
    make_role(role.kind, scoped.garfield, scoped.gil)
    page = queries.release_page(by(scoped.paz))
    assert [one["place"].name for one in page["rows"]] == ["Lincoln"]
    assert page["average"] == "160 minutes" and not page["all"]
    assert [row[0] for row in queries.release_table(by(scoped.paz)).rows] == ["Lincoln"]
    assert len(queries.release_page(by(scoped.dana))["rows"]) == 2
    with pytest.raises(Forbidden):
        queries.release_page(by(scoped.ana))


def test_high_and_low_need_are_compared_in_a_sentence(scoped, by, kind):
    for n, need in enumerate((0.9, 0.8, 0.2, 0.1)):
        school = make_school(scoped.district, f"S{n} School", low_income=need)
        make_assignment(make_staff(scoped.district, f"T{n}", "Ito"), "teacher", school)
        make_role(kind, school, make_staff(scoped.district, f"L{n}", "Ito"), release_hours=Decimal(1 + (n < 2)))
    told_it = queries.release_page(by(scoped.dana))["sentence"]
    assert "50 in 100 students" in told_it and "120 minutes" in told_it and "60 minutes" in told_it


def test_release_asks_as_often_for_three_as_for_one(scoped, by, role, django_assert_num_queries):
    with django_assert_num_queries(5):
        queries.release(MONDAY)
    for person in (scoped.ben, scoped.gil):
        make_role(role.kind, make_school(scoped.district, f"{person.given} School"), person)
    with django_assert_num_queries(5):
        queries.release(MONDAY)
