"""Absences: brought, applied once however often, undone; counted, and never told of one person."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import MappedUpload
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.timetable.actions import absence_files
from staffroom.timetable.actions import absences as actions
from staffroom.timetable.models import Absence, AbsenceImport, AbsenceRules, Away
from staffroom.timetable.queries import absences as queries
from tests.core.absences.test_reading import EDFI
from tests.factories.people import make_assignment, make_staff, saved
from tests.factories.visits import make_scene, make_visit
from tests.timetable.conftest import actor

NOW = datetime(2026, 9, 16, 17, 0, tzinfo=UTC)
HEAD = "Confirmation #,Date,Employee ID,Employee,Absence Reason,Duration,Substitute,Status,Notes\n"
STATE = AbsenceImport.State


@pytest.fixture(autouse=True)
def _wednesday(set_clock):
    set_clock(NOW)


def text(answer) -> str:
    return answer.content.decode()


def line(person, day: str, reason: str = "Sick leave: migraine", number: str = "", duration: str = "Full Day") -> str:
    who = f'{person.source_id},"{person.family}, {person.given}"'
    return f'{number},{day},{who},{reason},{duration},"Doe, Jo",Filled,words\n'


def brought(browser, *lines: str) -> MappedUpload:
    """The upload after the table was brought."""
    file = SimpleUploadedFile("frontline.csv", (HEAD + "".join(lines)).encode())
    answer = browser.post(reverse("absence_upload"), {"files": file})
    assert answer.status_code == 302, text(answer)
    with across_districts():
        return MappedUpload.objects.order_by("-pk").first()


def staged(browser, *lines: str) -> AbsenceImport:
    upload = brought(browser, *lines)
    answer = browser.post(reverse("tables", args=[upload.public_id]), {"do": "check", **chosen(upload)})
    assert answer.status_code == 302, text(answer)
    return latest()


def chosen(upload: MappedUpload) -> dict[str, str]:
    """The choices as they stand on the page."""
    return {f"c-0-{at}": key for at, key in enumerate(upload.plan["tables"][0]["columns"])}


def latest() -> AbsenceImport:
    with across_districts():
        return AbsenceImport.objects.order_by("-pk").first()


def applied(browser, *lines: str, **choices: str) -> AbsenceImport:
    found = staged(browser, *lines)
    browser.post(reverse("absence_apply", args=[found.public_id]), choices)
    return latest()


def absences() -> list[Absence]:
    with across_districts():
        return list(Absence.objects.order_by("pk"))


# --- Bringing ----------------------------------------------------------------------------------------
def test_a_report_is_brought_seen_applied_and_undone(cast, as_):
    browser = as_(cast.dana)
    found = staged(browser, line(cast.ana, "9/14/2026", number="1"), line(cast.ben, "9/15/2026", "PD: math", "2"))
    assert found.state == STATE.READY and not absences()
    page = text(browser.get(reverse("absence_import", args=[found.public_id])))
    assert "2 days of 2 people" in page and "Training" in page
    browser.post(reverse("absence_apply", args=[found.public_id]))
    rows = absences()
    assert [(row.staff_id, row.date, row.minutes, row.category, row.substitute, row.school_id) for row in rows] == [
        (cast.ana.pk, date(2026, 9, 14), 420, "illness", "filled", cast.lincoln.pk),
        (cast.ben.pk, date(2026, 9, 15), 420, "training", "filled", cast.lincoln.pk),
    ]
    browser.post(reverse("absence_undo", args=[found.public_id]))
    assert not absences() and latest().state == STATE.UNDONE


def test_neither_words_nor_substitutes_nor_the_brought_file_are_kept(cast, as_):
    """A reason's words, notes and a substitute's name are nowhere once the file has been read."""
    found = applied(as_(cast.dana), line(cast.ana, "9/14/2026", number="1"))
    with across_districts():
        assert not MappedUpload.objects.exists() and not StoredFile.objects.exists()
        told = [str(vars(row)) for row in (*Absence.objects.all(), *AuditEntry.objects.all(), found)]
    assert not [word for one in told for word in ("migraine", "Doe", "words") if word in one]
    assert found.rows == []


def test_the_same_file_twice_counts_once_and_a_corrected_one_corrects(cast, as_):
    browser = as_(cast.dana)
    applied(browser, line(cast.ana, "9/14/2026", number="1"))
    again = applied(browser, line(cast.ana, "9/14/2026", number="1"))
    assert (again.counts["new"], again.counts["changed"], len(absences())) == (0, 0, 1)
    half = applied(browser, line(cast.ana, "9/14/2026", "Training", "1", "Half Day AM"))
    assert (half.counts["new"], half.counts["changed"]) == (0, 1)
    assert [(row.minutes, row.category) for row in absences()] == [(210, "training")]
    browser.post(reverse("absence_undo", args=[half.public_id]))
    assert [(row.minutes, row.category) for row in absences()] == [(420, "illness")]


def test_only_the_last_file_can_be_undone(cast, as_):
    browser = as_(cast.dana)
    first = applied(browser, line(cast.ana, "9/14/2026", number="1"))
    applied(browser, line(cast.ana, "9/15/2026", number="2"))
    answer = browser.post(reverse("absence_undo", args=[first.public_id]))
    assert answer.status_code == 409 and "Another file was applied after this one" in text(answer)
    assert len(absences()) == 2


def test_a_file_is_applied_once_and_put_aside_only_before(cast, as_):
    browser = as_(cast.dana)
    found = applied(browser, line(cast.ana, "9/14/2026", number="1"))
    for name in ("absence_apply", "absence_discard"):
        assert browser.post(reverse(name, args=[found.public_id])).status_code == 409
    waiting = staged(browser, line(cast.ana, "9/15/2026", number="2"))
    browser.post(reverse("absence_discard", args=[waiting.public_id]))
    assert (latest().state, latest().rows) == (STATE.DISCARDED, [])


def test_a_file_with_errors_is_refused_whole(cast, as_):
    browser = as_(cast.dana)
    found = staged(browser, line(cast.ana, "9/14/2026"), line(cast.ben, "someday"))
    assert found.state == STATE.REFUSED and found.rows == []
    assert "is not a date" in text(browser.get(reverse("absence_import", args=[found.public_id])))
    assert browser.post(reverse("absence_apply", args=[found.public_id])).status_code == 409


def test_a_refused_file_that_is_put_aside_still_has_a_page(cast, as_):
    browser = as_(cast.dana)
    found = staged(browser, line(cast.ben, "someday"))
    browser.post(reverse("absence_discard", args=[found.public_id]))
    assert "It holds no day of absence." in text(browser.get(reverse("absence_import", args=[found.public_id])))


def test_ed_fi_comes_straight(cast, as_):
    browser = as_(cast.dana)
    xml = EDFI.replace(">7<", f">{cast.ana.source_id}<").replace(">8<", f">{cast.ben.source_id}<")
    answer = browser.post(reverse("absence_edfi"), {"edfi": SimpleUploadedFile("a.xml", xml.encode())})
    assert answer.status_code == 302 and latest().counts["days"] == 3
    wrong = browser.post(reverse("absence_edfi"), {"edfi": SimpleUploadedFile("a.xml", b"<x/>")})
    assert wrong.status_code == 422 and "not an Ed-Fi file" in text(wrong)


def test_far_too_many_rows_are_refused(cast, maple, dana, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ROWS", 0)
    with pytest.raises(Refused, match="more than 0 days"):
        absence_files.stage_edfi(
            by=dana, now=NOW, name="a.xml", stream=io.BytesIO(EDFI.replace(">7<", f">{cast.ana.source_id}<").encode())
        )


def test_the_database_keeps_an_absence_once(cast, maple):
    row = {"district": maple, "staff": cast.ana, "date": date(2026, 9, 14), "minutes": 1, "key": "k"}
    saved(Absence(**row))
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(Absence(**row))


# --- Days away ---------------------------------------------------------------------------------------
def away_of(person) -> list[tuple[date, date]]:
    with across_districts():
        return [(row.starts, row.ends) for row in Away.objects.filter(staff=person).order_by("starts")]


def test_whole_days_to_come_become_days_away_only_when_asked_and_go_with_the_undo(cast, as_):
    browser = as_(cast.dana)
    lines = (
        line(cast.ana, "9/14/2026", number="1"),  # past
        line(cast.ana, "9/21/2026", number="2"),
        line(cast.ana, "9/22/2026", number="3"),
        line(cast.ana, "9/24/2026", number="4", duration="Half Day AM"),
    )
    found = applied(browser, *lines)
    assert away_of(cast.ana) == []
    browser.post(reverse("absence_undo", args=[found.public_id]))
    with writing(), across_districts():
        Away.objects.create(district=cast.district, staff=cast.ana, starts=date(2026, 9, 22), ends=date(2026, 9, 22))
    found = applied(browser, *lines, plan_around="on")
    own = (date(2026, 9, 22), date(2026, 9, 22))
    assert away_of(cast.ana) == [(date(2026, 9, 21), date(2026, 9, 21)), own]
    browser.post(reverse("absence_undo", args=[found.public_id]))
    assert away_of(cast.ana) == [own]


# --- Who may -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["absence_imports", "absence_upload", "absence_edfi", "absence_rules"])
def test_only_the_central_office_brings_absences(cast, as_, name):
    assert as_(cast.dana).get(reverse(name)).status_code == 200
    for person in (cast.ana, cast.paz, cast.ivo, cast.lou):
        assert as_(person).get(reverse(name)).status_code == 403


def test_tables_of_absences_are_closed_to_it(cast, as_):
    """IT brings rosters, but why people are away is not theirs to read."""
    upload = brought(as_(cast.dana), line(cast.ana, "9/14/2026"))
    address = reverse("tables", args=[upload.public_id])
    assert as_(cast.dana).get(address).status_code == 200
    for person, status in ((cast.ivo, 403), (cast.paz, 403), (cast.cora, 404)):
        assert as_(person).get(address).status_code == status
        assert as_(person).post(address, {"do": "check"}).status_code == status


def test_one_file_is_the_central_offices_own(cast, as_):
    found = staged(as_(cast.dana), line(cast.ana, "9/14/2026"))
    for name in ("absence_import", "absence_apply", "absence_undo", "absence_discard"):
        address = reverse(name, args=[found.public_id])
        for person, status in ((cast.ivo, 403), (cast.paz, 403), (cast.ana, 403), (cast.cora, 404)):
            browser = as_(person)
            answer = browser.get(address) if name == "absence_import" else browser.post(address)
            assert answer.status_code == status
    with pytest.raises(Forbidden), district_scope(cast.district.pk):
        actions.apply_absences(by=actor(cast.ivo, "it"), now=NOW, absence_import=found)


# --- The picture ---------------------------------------------------------------------------------------
def crowd(cast, school, count: int, category: str, substitute: str = "filled", day: date = date(2026, 9, 14)) -> None:
    with writing(), district_scope(cast.district.pk):
        for at in range(count):
            person = make_staff(cast.district, given=f"P{at}", family=f"{category}{school.pk}{substitute}{day:%m}")
            make_assignment(person, "teacher", school)
            Absence.objects.create(
                district=cast.district, staff=person, school=school, date=day, minutes=420, category=category,
                substitute=substitute, key=f"{category[:3]}{school.pk}{substitute[:3]}{at}{day:%m%d}",
            )  # fmt: skip


@pytest.fixture
def quarter(cast):
    """Lincoln: 30 for training, 12 ill, 3 personal. Garfield: 20 for training, 11 ill, 14 personal."""
    for school, counts in ((cast.lincoln, (30, 12, 3)), (cast.garfield, (20, 11, 14))):
        for category, count in zip(("training", "illness", "personal"), counts, strict=True):
            crowd(cast, school, count, category)
    return cast


def drawn(who, wanted: str = "") -> queries.Picture:
    with district_scope(who.district_id):
        return queries.picture(who, wanted)


def cells(lines, label: str) -> list[str]:
    return next([cell.text for cell in one.cells] for one in lines if str(one.label) == label)


def test_the_central_office_sees_schools_and_groups_without_small_cells(quarter):
    page = drawn(actor(quarter.dana, "central", today=NOW.date()))
    assert [
        cells(page.by_category, name) for name in (called(quarter.lincoln), called(quarter.garfield), "All schools")
    ] == [
        ["30", "not shown", "not shown", "0", "0", "0", "45"],
        ["20", "not shown", "not shown", "0", "0", "0", "45"],
        ["50", "23", "17", "0", "0", "0", "90"],
    ]
    assert (page.headline["training"].text, page.headline["training_cost"].text) == ("50", "$10,000")
    assert page.anything_hidden


def test_a_principal_sees_the_own_school_hidden_alike(quarter):
    whole = drawn(actor(quarter.dana, "central", today=NOW.date()))
    who = actor(quarter.paz, "principal", today=NOW.date())
    own = drawn(leading(who, quarter.lincoln.pk))
    assert [str(one.label) for one in own.by_category] == [called(quarter.lincoln)]
    assert cells(own.by_category, called(quarter.lincoln)) == cells(whole.by_category, called(quarter.lincoln))
    assert own.training == [] and own.learned is None
    assert [cell.text for cell in own.trend[0].cells] == cells(whole.by_category, called(quarter.lincoln))


def called(school) -> str:
    return school.short_name or school.name


def leading(who, school: int):
    return replace(who, leads=frozenset({school}))


def test_teachers_it_and_strangers_see_nothing(quarter, as_, client):
    for person in (quarter.ana, quarter.ivo, quarter.lou):
        assert as_(person).get(reverse("absences")).status_code == 403
    assert as_(quarter.paz).get(reverse("absences")).status_code == 200
    assert client.get(reverse("absences")).status_code == 302


def test_no_name_of_anybody_away_is_on_any_page_or_export(quarter, as_):
    browser = as_(quarter.dana)
    answers = [browser.get(reverse("absences")), browser.get(reverse("absences"), {"as": "csv"})]
    assert all(answer.status_code == 200 for answer in answers)
    assert not [answer for answer in answers if "P0" in text(answer)]


def test_what_is_taken_away_is_hidden_alike(quarter, as_):
    body = as_(quarter.dana).get(reverse("absences"), {"as": "csv"}).content.decode("utf-8-sig")
    lincoln = next(row for row in body.splitlines() if called(quarter.lincoln) in row)
    assert lincoln.count("not shown") >= 2 and "12.0" not in lincoln
    assert as_(quarter.dana).get(reverse("absences"), {"as": "pdf"}).status_code == 404


def test_quarters_stand_side_by_side_and_unknown_ones_are_the_latest(quarter, as_, set_clock):
    crowd(quarter, quarter.lincoln, 15, "training", day=date(2026, 5, 12))
    crowd(quarter, quarter.garfield, 15, "training", day=date(2026, 5, 12))
    page = drawn(actor(quarter.dana, "central", today=NOW.date()), "2025-4")
    assert (
        page.quarter and page.quarter.key == "2025-4" and [one.label.key for one in page.trend] == ["2025-4", "2026-1"]
    )
    set_clock(NOW)
    shown = text(as_(quarter.dana).get(reverse("absences"), {"quarter": "nonsense"}))
    assert "Days away for training: 50 so far in this quarter, 30 in the one before" in shown
    set_clock(NOW + timedelta(days=90))
    shown = text(as_(quarter.dana).get(reverse("absences"), {"quarter": "nonsense"}))
    assert "Days away for training: 50 in the last quarter, 30 in the one before" in shown


def test_the_picture_asks_no_more_for_more_rows(cast, as_):
    browser, counts = as_(cast.dana), []
    for more in (1, 30):
        crowd(cast, cast.lincoln, more, "training" if more == 1 else "illness")
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("absences"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_of_files_asks_no_more_for_more_rows(cast, as_):
    browser, counts = as_(cast.dana), []
    for more in (1, 2):
        for at in range(more):
            saved(
                AbsenceImport(district=cast.district, file_name=f"{more}{at}.csv", by_staff=cast.dana.pk, created=NOW)
            )
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("absence_imports")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_absences_is_said(cast, as_):
    assert "No absences yet" in text(as_(cast.dana).get(reverse("absences")))
    assert "The central office has not brought any." in text(as_(cast.paz).get(reverse("absences")))


# --- How it is counted ---------------------------------------------------------------------------------
def test_the_cost_of_a_day_and_the_least_people_are_the_districts(quarter, as_):
    browser = as_(quarter.dana)
    browser.post(reverse("absence_rules"), {"day_cost": 100, "day_minutes": 700, "least_people": 5})
    page = drawn(actor(quarter.dana, "central", today=NOW.date()))
    assert page.headline["cost"].text == "$5,400"  # 90 days of seven hours, each 0.6 of a day
    assert cells(page.by_category, called(quarter.lincoln))[0] == "18"
    with across_districts():
        assert AbsenceRules.objects.get().least_people == 5
        assert "least_people" in str(AuditEntry.objects.filter(kind="absences.rules_set").first().facts)


def test_fewer_than_five_people_cannot_be_set(cast, as_, maple):
    answer = as_(cast.dana).post(reverse("absence_rules"), {"day_cost": 1, "day_minutes": 420, "least_people": 4})
    assert answer.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(AbsenceRules(district=maple, least_people=4))


def test_what_a_file_says_of_cost_goes_before_the_districts_day():
    how = AbsenceRules()
    assert queries._cents("filled", 420, 12_345, how) == 12_345
    assert queries._cents("filled", 210, -1, how) == 10_000
    assert queries._cents("unfilled", 420, -1, how) == 0


def test_visits_that_took_place_are_what_is_known_to_have_been_learned(cast):
    """Booked ones count once their day has come; asked ones and those to come do not."""
    scene, district = make_scene(cast), cast.district.pk
    make_visit(scene, cast.ben, cast.ana, date(2026, 9, 15))
    make_visit(scene, cast.ben, cast.ana, date(2026, 9, 14), state="asked")
    make_visit(scene, cast.ben, cast.ana, date(2026, 9, 29))
    with district_scope(district):
        assert queries.LEARNED["visits"](district, date(2026, 8, 1), date(2026, 11, 1)) == 50
        assert queries.LEARNED["visits"](district, date(2026, 11, 1), date(2027, 2, 1)) == 0
