"""The pages of roles: what they say, in both languages, and what happens when a form is wrong."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from staffroom.teams.models import Fund, Role, RoleCover, RoleHolding, RoleKind
from tests.factories.roles import make_cover, make_fund, make_kind, make_role
from tests.factories.visits import NOW


def body(answer):
    return answer.content.decode()


def given(kind, school, **more):
    told = {"kind": kind.public_id, "school": school.public_id if school else "none", "begins": "2026-08-12"}
    return {**told, "last": "", "hours": "5", "release_hours": "4", "fund": "", "fte": "", "stipend": "", **more}


@pytest.fixture
def kind(cast):
    return make_kind(cast.district)


@pytest.fixture
def fund(cast):
    return make_fund(cast.district)


@pytest.fixture
def role(cast, kind, fund):
    return make_role(kind, cast.lincoln, cast.ana, fund=fund, stipend=1_234)


def at(role, rest=""):
    return f"/leader-roles/{role.public_id}/{rest}"


def test_a_teacher_reads_who_leads_and_what_for_and_no_money(cast, as_, role):
    client = as_(cast.gil)
    told = body(client.get("/leader-roles/"))
    assert "Plans lessons with colleagues." in told and str(cast.ana) in told
    assert "Title I" not in told and "Add a role" not in told and "Release time" not in told
    page = body(client.get(at(role)))
    assert str(cast.ana) in page and "1,234" not in page and "Hours and fund" not in page
    assert "Who could step in" not in page
    table = body(client.get("/leader-roles/?as=csv"))
    assert str(cast.ana) in table and "Title I" not in table and "1234" not in table


def test_who_keeps_a_role_reads_its_money_and_who_holds_it_theirs(cast, as_, role):
    for one in (cast.paz, cast.dana, cast.ana):
        page = body(as_(one).get(at(role)))
        assert "$1,234 a year" in page and "Title I" in page, one
    assert "88,766 are left" in body(as_(cast.paz).get(at(role)))
    assert "are left" not in body(as_(cast.ana).get(at(role)))
    assert as_(cast.paz).get(at(role))["Cache-Control"] == "private, no-store"


def test_empty_pages_say_what_belongs_there(cast, as_):
    dana = as_(cast.dana)
    assert "No roles yet" in body(dana.get("/leader-roles/"))
    assert "No release time yet" in body(dana.get("/leader-roles/release/"))
    assert "No roles yet" in body(dana.get("/leader-roles/load/"))
    told = body(dana.get("/leader-roles/lists/"))
    assert "No funds yet" in told and "No kinds of roles yet" in told
    assert "No role of yours" in body(as_(cast.lou).get("/leader-roles/mine/"))
    assert "list of kinds is still empty" in body(dana.get("/leader-roles/new/"))
    assert "No role fits" in body(dana.get("/leader-roles/?vacant=1"))


def test_in_spanish(cast, as_, role):
    client = as_(cast.dana)
    client.cookies["language"] = "es"
    assert "Funciones de liderazgo" in body(client.get("/leader-roles/"))
    assert "Tiempo liberado" in body(client.get("/leader-roles/release/"))
    assert "Carga y sucesión" in body(client.get("/leader-roles/load/"))


def test_from_two_lists_to_a_held_role_with_somebody_to_step_in(scoped, as_):
    """The whole way, as the central office, a principal and two teachers walk it."""
    dana, paz = as_(scoped.dana), as_(scoped.paz)
    dana.post("/leader-roles/kinds/new/", {"name": "Senior Lead", "purpose": "Keeps cycles going.", "active": "on"})
    numbers = {"budget": "200000", "fte_cost": "100000", "full_week": "40"}
    dana.post("/leader-roles/funds/new/", {"name": "LCFF", "active": "on", **numbers})
    kind, fund = RoleKind.objects.get(), Fund.objects.get()
    answer = paz.post("/leader-roles/new/", given(kind, scoped.lincoln, fund=fund.public_id, last="2027-06-04"))
    assert answer.status_code == 302
    role = Role.objects.get()
    assert (role.school, role.fund, role.ends) == (scoped.lincoln, fund, date(2027, 6, 5)), "the last day is said"
    assert str(scoped.ana) in body(paz.get(at(role), {"q": "ana"}))
    paz.post(at(role, "holder/"), {"staff": scoped.ana.public_id})
    assert str(scoped.ben) in body(paz.get(at(role), {"cover": "ben"}))
    paz.post(at(role, "cover/"), {"staff": scoped.ben.public_id})
    assert "Until they agree only they see it" in body(paz.get(at(role)))
    ben = as_(scoped.ben)
    asked = body(ben.get("/leader-roles/mine/"))
    assert "You are asked" in asked and "Senior Lead" in asked
    ben.post(f"/leader-roles/asked/{RoleCover.objects.get().public_id}/yes/")
    assert str(scoped.ben) in body(paz.get(at(role))) and str(scoped.ben) in body(as_(scoped.ana).get(at(role)))
    assert "For 1 of 1 roles a colleague has agreed" in body(dana.get("/leader-roles/load/"))
    assert "Where you could step in" in body(ben.get("/leader-roles/mine/"))


def test_a_wrong_form_keeps_what_was_typed_and_writes_nothing(scoped, as_, kind):
    client = as_(scoped.paz)
    for wrong in ({"hours": "99"}, {"hours": ""}, {"fte": "2"}, {"last": "2026-08-01"}, {"school": ""}):
        answer = client.post("/leader-roles/new/", {**given(kind, scoped.lincoln, stipend="777"), **wrong})
        assert answer.status_code == 422 and 'value="777"' in body(answer), wrong
    other = client.post("/leader-roles/new/", given(kind, scoped.garfield))
    assert other.status_code == 422, "no choice of a principal of another school"
    assert not Role.objects.exists()


def test_over_commitment_is_a_sentence_and_the_central_office_may_go_on(scoped, as_, kind, fund, role):
    wanted = given(kind, scoped.lincoln, fund=fund.public_id, fte="0.95")
    answer = as_(scoped.paz).post("/leader-roles/new/", wanted)
    assert answer.status_code == 422 and "over-committed by $6,234" in body(answer)
    assert 'name="anyway"' not in body(answer)
    dana = as_(scoped.dana)
    assert 'name="anyway"' in body(dana.post("/leader-roles/new/", wanted))
    assert dana.post("/leader-roles/new/", {**wanted, "anyway": "1"}).status_code == 302
    assert Role.objects.count() == 2
    assert "over-committed by $6,234" in body(dana.get("/leader-roles/"))
    assert "over by $6,234" in body(dana.get("/leader-roles/lists/"))


def test_a_role_is_changed_ended_and_opened_again(scoped, as_, role):
    paz = as_(scoped.paz)
    form = body(paz.get(at(role, "edit/")))
    assert 'value="2026-08-12"' in form and 'value="1234"' in form
    assert paz.post(at(role, "edit/"), given(role.kind, scoped.lincoln, hours="7.5")).status_code == 302
    changed = Role.objects.get()
    assert (changed.hours, changed.fund, changed.stipend) == (Decimal("7.5"), None, 0)
    paz.post(at(role, "end/"))
    assert "This role ended on" in body(paz.get(at(role)))
    assert paz.post(at(role, "end/")).status_code == 409
    paz.post(at(role, "reopen/"))
    assert "This role ended on" not in body(paz.get(at(role)))
    paz.post(at(role, "holder/"), {})
    assert not RoleHolding.objects.filter(ends=None).exists()


def test_release_and_load_tell_their_finding(scoped, as_, role):
    make_role(role.kind, scoped.lincoln)
    make_cover(role, scoped.ben, accepted=NOW)
    dana = as_(scoped.dana)
    told = body(dana.get("/leader-roles/release/"))
    assert "1 of 2 schools have none" in told and "Schools without release time:" in told
    assert "120 minutes" in told
    load = body(dana.get("/leader-roles/load/"))
    assert "Vacant" in load and re.search(r"asks 5, releases 4", load)
    assert as_(scoped.ana).get("/leader-roles/load/").status_code == 403
    assert b"120.0" in dana.get("/leader-roles/release/?as=csv").content
    assert str(scoped.ben).encode() in dana.get("/leader-roles/load/?as=csv").content


def test_lists_are_changed_by_the_central_office_and_refuse_doubles(scoped, as_, kind, fund):
    dana = as_(scoped.dana)
    answer = dana.post("/leader-roles/kinds/new/", {"name": "coach", "purpose": "Again"})
    assert answer.status_code == 422 and "in the list already" in body(answer)
    assert dana.post("/leader-roles/kinds/new/", {}).status_code == 422
    changed = dana.post(f"/leader-roles/kinds/{kind.public_id}/", {"name": "Coach", "purpose": "Comes to see."})
    assert changed.status_code == 302 and not RoleKind.objects.get().active
    assert kind.public_id not in body(dana.get("/leader-roles/new/")), "offered no more"
    address = f"/leader-roles/funds/{fund.public_id}/"
    assert 'value="100000"' in body(dana.get(address))
    assert dana.post(address, {"name": "Title I", "budget": "5", "fte_cost": "9", "full_week": "40"}).status_code == 302
    assert Fund.objects.get().budget == 5
    assert as_(scoped.paz).get(address).status_code == 403


HEAD = "kind,school,holder,first_day,last_day,hours,release_hours,fte,fund,stipend\n"
LINES = (
    "coach,Lincoln,ana,2026-08-12,,12,10,,Title I,\n"
    "Coach,Garfield High,,2026-08-12,2027-06-04,8,8,0.2,title i,\n"
    "Coach,,ben,2027-08-12,,3,,,,1200\n"
)


def sent(client, text, **more):
    return client.post("/leader-roles/import/", {"text": text, **more})


def test_a_file_is_shown_before_it_is_written_and_brought_twice_adds_nothing(scoped, as_, kind, fund):
    dana = as_(scoped.dana)
    upload = SimpleUploadedFile("roles.csv", ("\ufeff" + HEAD + LINES).encode())
    shown = body(dana.post("/leader-roles/import/", {"file": upload}))
    assert "3 roles would be added" in shown and "ana" in shown and not Role.objects.exists()
    assert sent(dana, HEAD + LINES, apply="1").status_code == 302
    first, second, third = Role.objects.order_by("pk")
    assert (first.school, first.release_hours, first.fund) == (scoped.lincoln, 10, fund)
    assert (second.school, second.fte, second.ends) == (scoped.garfield, Decimal("0.2"), date(2027, 6, 5))
    assert (third.school, third.stipend, third.release_hours, third.fund) == (None, 1200, 0, None)
    held = {one.role_id: (one.staff, one.begins) for one in RoleHolding.objects.all()}
    assert held == {first.pk: (scoped.ana, date(2026, 8, 12)), third.pk: (scoped.ben, date(2027, 8, 12))}
    assert "Unchanged: 3" in body(sent(dana, HEAD + LINES))
    sent(dana, HEAD + LINES, apply="1")
    assert Role.objects.count() == 3


def test_a_file_that_over_commits_a_fund_says_so_first(scoped, as_, kind, fund):
    shown = body(sent(as_(scoped.dana), HEAD + "Coach,Lincoln,,2026-08-12,,8,8,1,Title I,5000\n"))
    assert "over-committed by $5,000" in shown and "Add these roles" in shown


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("Chair,Lincoln,,2026-08-12,,8,8,,,", "kind", "not in the list of kinds"),
        ("Coach,Nowhere,,2026-08-12,,8,8,,,", "school", "no school “Nowhere”"),
        ("Coach,Lincoln,nobody,2026-08-12,,8,8,,,", "holder", "Nobody is known as"),
        ("Coach,Lincoln,,2026-08-12,,8,8,,Grant,", "fund", "not in the list of funds"),
        ("Coach,Lincoln,,soon,,8,8,,,", "first_day", "valid date"),
        ("Coach,Lincoln,,2026-08-12,,99,8,,,", "hours", "60"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_written(scoped, as_, kind, line, column, told):
    good = "Coach,Lincoln,,2026-08-12,,8,8,,,\n"
    answer = sent(as_(scoped.dana), HEAD + good + line + "\n", apply="1")
    page = body(answer)
    assert answer.status_code == 422 and told in page and f">{column}<" in page and ">3<" in page
    assert not Role.objects.exists()


def test_files_that_are_no_list_of_roles_are_refused(scoped, as_, kind):
    dana = as_(scoped.dana)
    assert "must name the columns" in body(sent(dana, "name,age\nAna,4\n"))
    many = HEAD + "Coach,Lincoln,,2026-08-12,,8,8,,,\n" * 1001
    assert "more than 1000 roles" in body(sent(dana, many))
    big = SimpleUploadedFile("roles.csv", b"x" * 300_000)
    assert "larger than 256 KB" in body(dana.post("/leader-roles/import/", {"file": big}))
    assert as_(scoped.paz).get("/leader-roles/import/").status_code == 403
