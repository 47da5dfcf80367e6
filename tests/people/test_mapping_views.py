"""Tables of any make on the web: brought, corrected, kept as a profile, sent on, applied and undone."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from staffroom.people.actions import mapping as actions
from staffroom.people.actions import read_roster
from staffroom.people.models import ImportChange, MappedUpload, MappingProfile, RosterImport, Staff
from staffroom.people.queries import roster_digest
from staffroom.spine.access import Refused
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import across_districts, district_scope
from tests.core.mapping.books import workbook

STAFF = 'Emp No,Employee Name,Job Title,Site,Work Email\n9001,"Olsen, Nia",Custodian,{school},nia@maple.example\n'


def text(answer) -> str:
    return answer.content.decode()


def brought(browser, table: str | bytes, name: str = "hr.csv") -> MappedUpload:
    data = table.encode() if isinstance(table, str) else table
    answer = browser.post(reverse("tables_upload"), {"files": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, text(answer)
    with across_districts():
        return MappedUpload.objects.order_by("-pk").first()


def page_of(upload: MappedUpload) -> str:
    return reverse("tables", args=[upload.public_id])


def chosen(upload: MappedUpload, **changed: str) -> dict[str, str]:
    """The choices as they stand, with some changed."""
    columns = upload.plan["tables"][0]["columns"]
    return {f"c-0-{at}": key for at, key in enumerate(columns)} | {"kind-0": upload.plan["tables"][0]["kind"]} | changed


def sent_on(browser, upload: MappedUpload, **changed: str) -> RosterImport:
    answer = browser.post(page_of(upload), {"do": "check", **chosen(upload, **changed)})
    assert answer.status_code == 302, text(answer)
    with across_districts():
        found = RosterImport.objects.order_by("-pk").first()
    with district_scope(found.district_id):
        read_roster(roster_import=found, now=timezone.now(), progress=lambda *_told: None)
        return RosterImport.objects.get(pk=found.pk)


@pytest.fixture
def staff(cast) -> str:
    return STAFF.format(school=cast.lincoln.name)


def test_a_staff_list_is_brought_compared_applied_and_undone_like_any_roster(cast, as_, staff):
    browser = as_(cast.dana)
    before = roster_digest(cast.district.pk)
    upload = brought(browser, staff)
    page = text(browser.get(page_of(upload)))
    assert "Nia Olsen" in page and "Custodian, " in page and "Emp No" in page and "9001" in page
    found = sent_on(browser, upload)
    assert (found.state, found.format) == ("ready", "mapped")
    with across_districts():
        assert {(c.kind, c.op) for c in ImportChange.objects.filter(roster_import=found)} == {
            ("person", "add"), ("assignment", "add"),
        }  # fmt: skip
    browser.post(reverse("roster_import_apply", args=[found.public_id]))
    with district_scope(cast.district.pk):
        from staffroom.people.actions import apply_roster, start_undo, undo_roster
        from tests.timetable.conftest import actor

        found.refresh_from_db()
        if found.state == "applying":
            apply_roster(roster_import=found, by=None, now=timezone.now(), progress=lambda *_told: None)
        assert Staff.objects.filter(source_id="9001", given="Nia").exists()
        found.refresh_from_db()
        start_undo(by=actor(cast.dana, "central"), now=timezone.now(), roster_import=found, queue=False)
        undo_roster(roster_import=found, by=None, now=timezone.now(), progress=lambda *_told: None)
    assert roster_digest(cast.district.pk) == before


def test_the_brought_tables_are_forgotten_once_they_are_sent_on(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    with across_districts():
        held = StoredFile.objects.get(public_id=upload.stored_file).path
    assert held.exists()
    sent_on(browser, upload)
    with across_districts():
        assert not MappedUpload.objects.exists()
        assert not StoredFile.objects.filter(public_id=upload.stored_file).exists() and not held.exists()


def test_what_is_forgotten_on_purpose_leaves_nothing(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    assert browser.post(page_of(upload), {"do": "discard"})["Location"] == reverse("roster_imports")
    with across_districts():
        assert not MappedUpload.objects.exists() and not StoredFile.objects.exists()


def test_columns_are_corrected_and_what_is_missing_is_told(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    answer = browser.post(page_of(upload), {"do": "check", **chosen(upload, **{"c-0-1": ""})})
    assert answer.status_code == 422
    assert "No column holds people&#x27;s names." in text(answer)
    shown = browser.post(page_of(upload), {"do": "show", **chosen(upload, **{"c-0-1": ""})})
    assert shown.status_code == 302 and "Something is missing" in text(browser.get(page_of(upload)))
    assert sent_on(browser, upload, **{"c-0-1": "name"}).state == "ready"


def test_a_choice_that_is_none_of_ours_counts_as_not_read(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    choices = chosen(upload, **{"c-0-0": "password", "kind-0": "nonsense", "school": "elsewhere", "role": "king"})
    browser.post(page_of(upload), {"do": "show", **choices})
    with across_districts():
        upload.refresh_from_db()
    assert (upload.plan["tables"][0]["columns"][0], upload.plan["tables"][0]["kind"]) == ("", "people")
    assert (upload.plan["school"], upload.plan["role"]) == ("", "")


def test_weak_guesses_are_marked_until_somebody_decides(cast, as_):
    browser = as_(cast.dana)
    rows = (f"{at},Nia,Olsen,{cast.lincoln.name},n{at}@x.example\n" for at in range(2))
    upload = brought(browser, "Emp No,First Name,Last Name,Site,Q7\n" + "".join(rows))
    assert text(browser.get(page_of(upload))).count("Not sure") == 1
    browser.post(page_of(upload), {"do": "show", **chosen(upload, **{"c-0-4": ""})})
    assert "Not sure" not in text(browser.get(page_of(upload)))


def test_a_profile_is_kept_used_by_itself_and_offered_for_what_is_like_it(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    browser.post(page_of(upload), {"do": "save", "profile_name": " Our  HR ", **chosen(upload, **{"c-0-2": ""})})
    with across_districts():
        assert MappingProfile.objects.get().name == "Our HR"
    again = brought(browser, staff)
    assert (again.profile_name, again.plan["tables"][0]["columns"][2]) == ("Our HR", "")
    like = brought(browser, staff.replace("Emp No,", "Emp No,New,").replace("9001,", "9001,x,"))
    assert like.profile_name == ""
    assert "A profile that fits" in text(browser.get(page_of(like)))
    with across_districts():
        profile = MappingProfile.objects.get()
    browser.post(page_of(like), {"do": "use", "profile": profile.public_id})
    with across_districts():
        like.refresh_from_db()
    assert (like.profile_name, like.plan["tables"][0]["columns"][3]) == ("Our HR", "")
    assert browser.post(page_of(like), {"do": "use", "profile": "nothing"}).status_code == 404


def test_a_profile_needs_a_name(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    answer = browser.post(page_of(upload), {"do": "save", "profile_name": " ", **chosen(upload)})
    assert answer.status_code == 422 and "A profile needs a name." in text(answer)


def test_profiles_of_another_district_are_not_there(cast, as_, staff):
    browser = as_(cast.dana)
    upload = brought(browser, staff)
    browser.post(page_of(upload), {"do": "save", "profile_name": "Ours", **chosen(upload)})
    other = brought(as_(cast.cora), staff)
    assert other.profile_name == ""
    assert "A profile that fits" not in text(as_(cast.cora).get(page_of(other)))


def test_a_pasted_table_and_a_workbook_are_read_too(cast, as_, staff):
    browser = as_(cast.dana)
    pasted = "\n".join(line.replace(",", "\t") for line in ("Emp No,First Name,Last Name", "9001,Nia,Olsen"))
    assert browser.post(reverse("tables_upload"), {"pasted": pasted}).status_code == 302
    book = workbook(
        ("Staff", [["Emp No", "First Name", "Last Name", "Site"], [9001, "Nia", "Olsen", cast.lincoln.name]])
    )
    upload = brought(browser, book, "hr.xlsx")
    assert sent_on(browser, upload).counts["people"] == 1


def test_a_list_of_students_is_refused_and_nothing_of_it_is_kept(cast, as_):
    table = SimpleUploadedFile("s.csv", b"Student ID,Last Name,First Name\n1,Zyx,Wvut\n")
    answer = as_(cast.dana).post(reverse("tables_upload"), {"files": table})
    assert answer.status_code == 422 and "This is a list of students." in text(answer)
    with across_districts():
        assert not StoredFile.objects.exists() and not MappedUpload.objects.exists()


def test_nothing_brought_and_too_much_brought_are_told(cast, as_, settings):
    browser = as_(cast.dana)
    assert "Choose a file, or paste a table below." in text(browser.post(reverse("tables_upload"), {}))
    settings.UPLOAD_MAX_BYTES = 10
    answer = browser.post(
        reverse("tables_upload"), {"files": SimpleUploadedFile("a.csv", b"Staff ID,First Name\n1,Ana\n")}
    )
    assert answer.status_code == 422 and "The files are larger than" in text(answer)


def test_a_package_of_tables_is_opened_and_a_bomb_is_not(cast, as_, staff):
    browser = as_(cast.dana)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hr.csv", staff)
    assert brought(browser, held.getvalue(), "tables.zip").plan["tables"][0]["name"] == "hr.csv"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hr.csv", b"Staff ID,First Name\n" + b"0" * (110 * 1024**2))
    answer = browser.post(reverse("tables_upload"), {"files": SimpleUploadedFile("bomb.zip", held.getvalue())})
    assert answer.status_code == 422 and "unpacks to more than" in text(answer)


def test_hostile_cells_stand_as_text_in_the_page(cast, as_):
    table = f'Emp No,First Name,Last Name,Site\n1,<script>alert(1)</script>,"<b onclick=x>",{cast.lincoln.name}\n'
    browser = as_(cast.dana)
    page = text(browser.get(page_of(brought(browser, table))))
    assert "<script>alert(1)" not in page and "<b onclick" not in page and "&lt;script&gt;" in page


def test_who_may(cast, as_, staff):
    upload = brought(as_(cast.dana), staff)
    for person, status in ((cast.ivo, 200), (cast.paz, 403), (cast.ana, 403), (cast.cora, 404)):
        assert as_(person).get(page_of(upload)).status_code == status
    with pytest.raises(Refused), district_scope(cast.district.pk):
        from tests.timetable.conftest import actor

        actions.discard_upload(by=actor(cast.ana, "teacher"), upload=upload)


def test_a_package_of_ours_that_was_tampered_with_is_no_roster(cast, as_):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("staffroom-mapping.json", '{"tables": 7}')
    answer = as_(cast.dana).post("/rosters/new/", {"files": SimpleUploadedFile("x.zip", held.getvalue())})
    assert answer.status_code == 302
    with across_districts():
        found = RosterImport.objects.order_by("-pk").first()
    with district_scope(cast.district.pk):
        read_roster(roster_import=found, now=timezone.now(), progress=lambda *_told: None)
        assert RosterImport.objects.get(pk=found.pk).state == "refused"
