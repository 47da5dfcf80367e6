"""The pages of rosters."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import RosterImport, Staff
from staffroom.spine.scoping import across_districts, district_scope, writing
from tests.factories.rosters import maple_roster

BY_ID = ("roster_import", "roster_import_job", "roster_import_changes", "roster_import_problems_csv")
POSTS = ("roster_import_apply", "roster_import_undo", "roster_import_discard")


def text(answer):
    return answer.content.decode()


def upload(client, *files):
    return client.post("/rosters/new/", {"files": list(files)})


def state(found):
    with across_districts():
        return RosterImport.objects.get(pk=found.pk).state


@pytest.mark.parametrize("name", ["roster_imports", "roster_upload"])
def test_lists_are_for_the_central_office_and_it(cast, as_, name):
    assert as_(cast.dana).get(reverse(name)).status_code == 200
    assert as_(cast.ivo).get(reverse(name)).status_code == 200
    for person in (cast.ana, cast.ben, cast.paz, cast.lou):
        assert as_(person).get(reverse(name)).status_code == 403


def test_strangers_go_to_sign_in(client, db):
    for address in ("/rosters/", "/rosters/new/", "/rosters/x/"):
        assert client.get(address)["Location"].startswith("/account/login/")
    assert client.get("/rosters/x/job/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("name", BY_ID)
def test_pages_of_one_roster(cast, as_, bring, name):
    address = reverse(name, args=[bring(maple_roster()).public_id])
    assert as_(cast.dana).get(address).status_code == 200
    assert as_(cast.paz).get(address).status_code == 403
    assert as_(cast.cora).get(address).status_code == 404
    assert as_(cast.dana).post(address).status_code == 405
    assert as_(cast.dana).get(reverse(name, args=["nothing"])).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_writes_are_posts_by_the_right_people(cast, as_, bring, name):
    found = bring(maple_roster())
    address = reverse(name, args=[found.public_id])
    assert as_(cast.dana).get(address).status_code == 405
    assert as_(cast.ana).post(address).status_code == 403
    assert as_(cast.cora).post(address).status_code == 404
    assert state(found) == "ready"


@pytest.mark.django_db(transaction=True)
def test_from_upload_to_undo(cast, as_):
    dana = as_(cast.dana)
    went = upload(dana, SimpleUploadedFile("maple.zip", maple_roster().zip()))
    page = text(dana.get(went["Location"]))
    assert "OneRoster 1.1" in page
    assert "Apply this roster" in page
    dana.post(went["Location"] + "apply/")
    page = text(dana.get(went["Location"]))
    assert "Undo this roster" in page
    with district_scope(cast.district.pk):
        assert Staff.objects.filter(source_id="new", active=True).exists()
    dana.post(went["Location"] + "undo/")
    assert "everything is as it was before" in text(dana.get(went["Location"]))
    with district_scope(cast.district.pk):
        assert not Staff.objects.filter(source_id="new").exists()


def test_several_csv_files_at_once(cast, as_):
    files = [SimpleUploadedFile(name, body) for name, body in maple_roster().files().items()]
    assert upload(as_(cast.dana), *files).status_code == 302


def test_a_wrong_file_is_refused_on_the_form(cast, as_):
    answer = upload(as_(cast.dana), SimpleUploadedFile("x.pdf", b"%PDF-1.7"))
    assert answer.status_code == 400
    assert "neither a zip nor a CSV" in text(answer)


def test_no_file_is_refused_on_the_form(cast, as_):
    assert as_(cast.dana).post("/rosters/new/", {}).status_code == 400


def test_a_held_roster_needs_the_tick(cast, as_, bring):
    bring(maple_roster(), applied=True)
    half = maple_roster()
    half.people, half.classes = half.people[:4], half.classes[:2]
    found = bring(half)
    address = reverse("roster_import_apply", args=[found.public_id])
    assert "4 of 8 people" in text(as_(cast.dana).get(reverse("roster_import", args=[found.public_id])))
    refused = as_(cast.dana).post(address)
    assert refused.status_code == 400
    assert state(found) == "held"
    assert as_(cast.dana).post(address, {"confirmed": "on"}).status_code == 302
    assert state(found) == "applying"


def test_undo_under_a_later_roster_is_refused_with_a_sentence(cast, as_, bring):
    first = bring(maple_roster(), applied=True)
    more = maple_roster()
    more.people.append(("zoe", "Zoe", "Adler", "teacher", "lincoln"))
    bring(more, applied=True)
    answer = as_(cast.dana).post(reverse("roster_import_undo", args=[first.public_id]))
    assert answer.status_code == 409
    assert "applied after this roster" in text(answer)


def test_discarding_goes_back_to_the_list(cast, as_, bring):
    found = bring(maple_roster())
    answer = as_(cast.dana).post(reverse("roster_import_discard", args=[found.public_id]))
    assert answer["Location"] == "/rosters/"
    assert state(found) == "discarded"


def test_names_from_the_file_are_shown_as_text(cast, as_, bring):
    nasty = maple_roster()
    nasty.people.append(("x", "<script>alert(1)</script>", "<b>Bold</b>", "teacher", "lincoln"))
    nasty.schools["y"] = '"><img src=x onerror=alert(1)>'
    found = bring(nasty)
    for name in ("roster_import", "roster_import_changes"):
        page = text(as_(cast.dana).get(reverse(name, args=[found.public_id])))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_changes_say_old_and_new_and_can_be_filtered(cast, as_, bring):
    bring(maple_roster(), applied=True)
    changed = maple_roster()
    changed.people[0] = ("ana", "Ana María", "Reyes", "teacher", "lincoln")
    address = reverse("roster_import_changes", args=[bring(changed).public_id])
    page = text(as_(cast.dana).get(address))
    assert "<del>Ana</del>" in page
    assert "<ins>Ana María</ins>" in page
    assert "No such change" in text(as_(cast.dana).get(address + "?kind=section&op=leave"))


def with_problems(found, problems):
    with district_scope(found.district_id), writing():
        found.problems = problems
        found.save()
    return found


@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\n=1"])
def test_the_spreadsheet_of_problems_holds_no_live_formula(cast, as_, bring, payload):
    row = {"file": payload, "row": 2, "column": payload, "severity": "error", "message": payload, "advice": "Mend."}
    found = with_problems(bring(maple_roster()), [row])
    answer = as_(cast.dana).get(reverse("roster_import_problems_csv", args=[found.public_id]))
    rows = list(csv.reader(io.StringIO(text(answer).lstrip("\ufeff"), newline="")))
    assert answer["Content-Disposition"].startswith("attachment")
    # One apostrophe in front, and one behind each tab or line end, where some programs part cells.
    assert all(rows[1][n][0] == "'" and rows[1][n].replace("'", "") == payload.replace("'", "") for n in (0, 2, 4))
    assert rows[1][5] == "Mend."


def test_the_first_twenty_problems_are_shown_and_all_are_counted(cast, as_, bring):
    row = {"file": "users.csv", "column": None, "severity": "warning", "advice": "Nothing."}
    rows = [{**row, "row": n, "message": f"Oddity number {n}!"} for n in range(2, 40)]
    rows += [{**row, "row": n, "message": "Very odd", "severity": "error"} for n in (98, 99)]
    found = with_problems(bring(maple_roster()), rows)
    page = text(as_(cast.dana).get(reverse("roster_import", args=[found.public_id])))
    assert page.count("Oddity number") == 19
    assert page.count("Very odd") == 1
    assert "98, 99" in page
    assert "38 things were repaired" in page


def test_problems_are_told_in_the_language_of_who_reads_them(cast, as_, bring):
    row = {"file": "users.csv", "row": 2, "column": "role", "severity": "warning"}
    row |= {"message": '"Student" was read as student.', "advice": "Write student."}
    found = with_problems(bring(maple_roster()), [row])
    dana = as_(cast.dana)
    dana.cookies["language"] = "es"
    page = text(dana.get(reverse("roster_import", args=[found.public_id])))
    sheet = text(dana.get(reverse("roster_import_problems_csv", args=[found.public_id])))
    assert "se leyó como student." in page
    assert "Escribe student." in page
    assert "se leyó como student." in sheet


def queries_of(client, *addresses):
    with CaptureQueriesContext(connection) as seen:
        assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    return len(seen)


def test_queries_do_not_grow_with_rows(cast, as_, bring):
    dana = as_(cast.dana)
    one = maple_roster()
    one.people, one.classes = one.people[:1], one.classes[:1]
    small = bring(one)
    before = queries_of(dana, "/rosters/", reverse("roster_import_changes", args=[small.public_id]))
    large = [bring(maple_roster()) for _ in range(3)][0]
    after = queries_of(dana, "/rosters/", reverse("roster_import_changes", args=[large.public_id]))
    assert before == after
