"""Every page of this room: works, 403, 404, 405, strangers to sign-in, and no query more for more rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from staffroom.spine.audit import AuditEntry
from staffroom.timetable.models import Away, BellImport, TimeRules
from tests.factories.people import make_section, saved
from tests.factories.timetable import make_away, make_bells, make_calendar_day, rebuild
from tests.timetable.test_imports import CALENDAR, FILE, stage

MONDAY = date(2026, 9, 14)
NOW = datetime(2026, 9, 16, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday(set_clock):
    set_clock(NOW)


def text(answer):
    return answer.content.decode()


# --- Everyone's door ---------------------------------------------------------------------------------
PLAIN = ["my_week", "away", "bell_imports", "bell_upload", "time_rules"]
WITH_ID = ["away_remove", "bell_import", "bell_import_apply", "bell_import_undo", "bell_import_discard", "school_bells"]
READ_ONLY = ["my_week", "bell_imports"]
POST_ONLY = ["away_remove", "bell_import_apply", "bell_import_undo", "bell_import_discard"]


def url(name):
    return reverse(name, args=["nothing"] if name in WITH_ID else [])


@pytest.mark.parametrize("name", PLAIN + WITH_ID)
def test_strangers_go_to_sign_in(cast, client, name):
    for answer in (client.get(url(name)), client.post(url(name))):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [*READ_ONLY, "bell_import", "school_bells"])
def test_pages_that_only_read_take_no_post(cast, as_, name):
    assert as_(cast.dana).post(url(name)).status_code == 405


@pytest.mark.parametrize("name", POST_ONLY)
def test_acts_take_no_get(cast, as_, name):
    assert as_(cast.dana).get(url(name)).status_code == 405


@pytest.mark.parametrize("name", WITH_ID)
def test_unknown_is_404(cast, as_, name):
    browser = as_(cast.dana)
    answer = browser.post(url(name)) if name in POST_ONLY else browser.get(url(name))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["bell_imports", "bell_upload"])
@pytest.mark.parametrize("who", ["ana", "ben", "paz", "lou"])
def test_bells_are_brought_by_the_central_office(cast, as_, name, who):
    assert as_(getattr(cast, who)).get(url(name)).status_code == 403
    assert as_(cast.dana).get(url(name)).status_code == as_(cast.ivo).get(url(name)).status_code == 200


# --- My week -----------------------------------------------------------------------------------------
def test_my_week_shows_lessons_and_free_periods(rung, as_):
    page = text(as_(rung.ana).get(url("my_week")))
    assert page.count("Grade 3 Math") >= 5
    assert "You have 15 free periods in this week." in page
    assert f"?on={MONDAY - timedelta(days=7)}" in page
    assert f"?on={MONDAY + timedelta(days=7)}" in page
    assert "Grade 4 Reading" not in page


def test_another_week_and_a_date_that_is_none(rung, as_):
    make_calendar_day(rung.district, date(2026, 11, 26), schedule="none", note="Thanksgiving")
    page = text(as_(rung.ana).get(url("my_week"), {"on": "2026-11-24"}))
    assert "Thanksgiving" in page
    assert "You have 12 free periods" in page
    assert as_(rung.ana).get(url("my_week"), {"on": "yesterday"}).status_code == 200


def test_days_away_have_no_lessons_in_the_week(rung, as_):
    make_away(rung.ana, MONDAY, MONDAY)
    page = text(as_(rung.ana).get(url("my_week")))
    assert "You have 12 free periods" in page
    assert "away" in page


@pytest.mark.parametrize(("who", "says"), [("dana", "You have no school"), ("lou", "We do not know your lessons")])
def test_my_week_says_why_it_is_empty(rung, as_, who, says):
    assert says in text(as_(getattr(rung, who)).get(url("my_week")))


def test_my_week_without_bells(cast, as_):
    assert "bell times are not here yet" in text(as_(cast.ana).get(url("my_week")))


def test_my_week_in_summer(rung, as_):
    assert "No school in this week" in text(as_(rung.ana).get(url("my_week"), {"on": "2026-07-07"}))


def queries_of(browser, address, django_assert_max_num_queries):
    browser.get(address)
    with django_assert_max_num_queries(60) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_my_week_costs_the_same_with_more_sections(rung, as_, django_assert_max_num_queries):
    browser = as_(rung.ana)
    one = queries_of(browser, url("my_week"), django_assert_max_num_queries)
    for period in "23":
        make_section(rung.lincoln, f"More {period}", rung.ana, periods=period)
    rebuild(rung.district)
    assert queries_of(browser, url("my_week"), django_assert_max_num_queries) == one


# --- Days away ---------------------------------------------------------------------------------------
def test_days_away_are_set_joined_and_removed(cast, as_):
    browser = as_(cast.ana)
    assert browser.post(url("away"), {"starts": "2026-10-05", "ends": "2026-10-06"}).status_code == 302
    assert browser.post(url("away"), {"starts": "2026-10-06", "ends": "2026-10-08"}).status_code == 302
    row = Away.objects.model._base_manager.get()
    assert (row.staff_id, row.starts, row.ends) == (cast.ana.pk, date(2026, 10, 5), date(2026, 10, 8))
    assert "Oct. 5" in text(browser.get(url("away")))
    assert browser.post(reverse("away_remove", args=[row.public_id])).status_code == 302
    assert not Away._base_manager.exists()
    assert list(AuditEntry.objects.filter(kind__startswith="away.").values_list("kind", flat=True)) == [
        "away.set",
        "away.set",
        "away.removed",
    ]


def test_one_day_needs_one_date(cast, as_):
    as_(cast.ana).post(url("away"), {"starts": "2026-10-05", "ends": ""})
    assert Away._base_manager.get().ends == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        ("2026-10-06", "2026-10-05", "The last day is before the first."),
        ("2026-10-06", "2028-10-05", "That is more than a year."),
        ("soon", "", "Enter a valid date."),
        ("", "", "This field is required."),
    ],
)
def test_wrong_dates_are_said_and_kept(cast, as_, starts, ends, says):
    answer = as_(cast.ana).post(url("away"), {"starts": starts, "ends": ends})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not starts or f'value="{starts}"' in text(answer)
    assert not Away._base_manager.exists()


def test_nobody_removes_the_days_of_another(cast, as_):
    row = make_away(cast.ana, MONDAY, MONDAY)
    address = reverse("away_remove", args=[row.public_id])
    assert as_(cast.ben).post(address).status_code == 403
    assert as_(cast.paz).post(address).status_code == 403
    assert as_(cast.cleo).post(address).status_code == 404
    assert Away._base_manager.exists()


def test_days_away_of_others_are_not_shown(cast, as_):
    make_away(cast.ana, date(2026, 10, 5), date(2026, 10, 5))
    for who in (cast.ben, cast.paz, cast.dana):
        assert "Oct. 5" not in text(as_(who).get(url("away")))


# --- A school's bells --------------------------------------------------------------------------------
def test_school_bells_are_read_by_everyone_of_the_district(rung, as_):
    make_bells(rung.lincoln, schedule="Early", periods=(("1", 480, 510), ("Lunch", 515, 545)))
    make_calendar_day(rung.district, date(2026, 12, 18), school=rung.lincoln, schedule="Early", note="Minimum day")
    address = reverse("school_bells", args=[rung.lincoln.public_id])
    for who in (rung.ana, rung.gil, rung.lou):
        page = text(as_(who).get(address))
        assert "Normal days" in page
        assert "Minimum day" in page
        assert "8:00 a.m." in page
    assert as_(rung.cleo).get(address).status_code == 404


def test_school_bells_name_sections_without_a_place(rung, as_):
    make_section(rung.garfield, "Math 2 P9", rung.gil, periods="9")
    rebuild(rung.district)
    page = text(as_(rung.dana).get(reverse("school_bells", args=[rung.garfield.public_id])))
    assert "Math 2 P9 meets in period 9, which the bells of Garfield High do not have." in page
    assert "Their periods are 1, 2, 3, 4." in page


def test_a_school_without_bells_says_so(cast, as_):
    assert "No bell times yet" in text(as_(cast.ana).get(reverse("school_bells", args=[cast.lincoln.public_id])))


def test_school_bells_cost_the_same_with_more_schedules(rung, as_, django_assert_max_num_queries):
    address = reverse("school_bells", args=[rung.lincoln.public_id])
    browser = as_(rung.ana)
    one = queries_of(browser, address, django_assert_max_num_queries)
    for number, name in enumerate(("Early", "Rainy", "Assembly"), 1):
        make_bells(rung.lincoln, schedule=name)
        make_calendar_day(rung.district, date(2026, 10, number), school=rung.lincoln, schedule=name)
    assert queries_of(browser, address, django_assert_max_num_queries) == one


# --- Imports -----------------------------------------------------------------------------------------
def upload(browser, content=FILE, calendar=CALENDAR):
    files = {"bells": SimpleUploadedFile("bells.csv", content)}
    if calendar:
        files["calendar"] = SimpleUploadedFile("calendar.csv", calendar)
    return browser.post(url("bell_upload"), files)


@pytest.mark.django_db(transaction=True)
def test_upload_look_apply_undo(rung, as_):
    browser = as_(rung.dana)
    answer = upload(browser)
    assert answer.status_code == 302
    address = answer["Location"]
    page = text(browser.get(address))
    assert "Recognized schools: 1, schedules: 2, periods: 4, dates that are different: 2." in page
    assert "This touches 10 meetings of sections." in page
    assert "Apply these bells" in page
    assert browser.post(f"{address}apply/").status_code == 302
    page = text(browser.get(address))
    assert "Undo this import" in page
    assert "Apply these bells" not in page
    assert browser.post(f"{address}apply/").status_code == 409
    assert browser.post(f"{address}undo/").status_code == 302
    assert "Undone" in text(browser.get(address))
    assert browser.post(f"{address}undo/").status_code == 409


def test_a_file_with_errors_shows_them_and_has_no_apply(rung, as_):
    browser = as_(rung.dana)
    page = text(browser.get(upload(browser, FILE + b"Lincon,Regular,*,1,8:00,8:45,class\n")["Location"]))
    assert "1 error: nothing of this file was taken." in page
    assert "There is no school &quot;Lincon&quot; in the roster." in page
    assert "Did you mean &quot;Lincoln Elementary&quot;?" in page
    assert "row 6" in page
    assert "Apply these bells" not in page


def test_upload_without_a_file_or_with_a_huge_one(cast, as_):
    browser = as_(cast.dana)
    assert browser.post(url("bell_upload")).status_code == 422
    answer = upload(browser, b"x" * (5 * 1024 * 1024 + 1), None)
    assert answer.status_code == 422
    assert "larger than 5 MB" in text(answer)
    assert not BellImport._base_manager.exists()


def test_an_import_of_another_district_is_404_and_of_mine_403_for_teachers(rung, as_, maple, dana):
    address = reverse("bell_import", args=[stage(dana).public_id])
    assert as_(rung.cora).get(address).status_code == 404
    for act in ("apply", "undo", "discard"):
        assert as_(rung.cora).post(f"{address}{act}/").status_code == 404
        assert as_(rung.ana).post(f"{address}{act}/").status_code == 403
    assert as_(rung.ana).get(address).status_code == 403


def test_put_aside(rung, as_, maple, dana):
    staged = stage(dana)
    answer = as_(rung.dana).post(reverse("bell_import_discard", args=[staged.public_id]))
    assert answer.status_code == 302
    staged.refresh_from_db()
    assert staged.state == "discarded"


def test_the_history_costs_the_same_with_one_and_three(rung, as_, maple, dana, django_assert_max_num_queries):
    browser = as_(rung.dana)
    stage(dana)
    one = queries_of(browser, url("bell_imports"), django_assert_max_num_queries)
    stage(dana)
    stage(dana)
    assert queries_of(browser, url("bell_imports"), django_assert_max_num_queries) == one


# --- Time rules --------------------------------------------------------------------------------------
FORM = {
    "min_watch": 30, "max_travel": 30, "visits_per_visitor": 8, "visits_per_visitor_week": 1, "own_periods": 4,
    "hosted_lessons_week": 2, "visitors_per_lesson": 2, "notice_hours": 18, "before": 15, "after": 30, "merge_gap": 12,
    "covers_given": 3, "classes_missed": 3, "recordings": 2, "videos_hosted_week": 10,
    "guest_hours_month": 2,
}  # fmt: skip


def test_the_central_office_sets_time_rules(cast, as_):
    answer = as_(cast.dana).post(url("time_rules"), FORM)
    assert answer.status_code == 302
    row = TimeRules._base_manager.get()
    assert (row.district_id, row.min_watch) == (cast.district.pk, 30)
    entry = AuditEntry.objects.get(kind="time_rules.changed")
    assert entry.facts["changes"]["min_watch"] == [25, 30]
    assert as_(cast.dana).post(url("time_rules"), FORM).status_code == 302
    assert AuditEntry.objects.filter(kind="time_rules.changed").count() == 1, "nothing changed the second time"


def test_everyone_reads_time_rules_and_nobody_else_sets_them(cast, as_):
    saved(TimeRules(district=cast.district, notice_hours=331))
    for who in (cast.ana, cast.ben, cast.paz, cast.ivo, cast.lou):
        page = text(as_(who).get(url("time_rules")))
        assert "<dd>331</dd>" in page
        assert "<input" not in page.split("<main")[1].split("</main>")[0]
        assert as_(who).post(url("time_rules"), FORM).status_code == 403
    seen = {who: 'value="331"' in text(as_(who).get(url("time_rules"))) for who in (cast.dana, cast.cora)}
    assert seen == {cast.dana: True, cast.cora: False}


def test_an_empty_post_is_told_what_it_needs(cast, as_):
    for name in ("time_rules", "away"):
        answer = as_(cast.dana).post(url(name), {})
        assert answer.status_code == 422
        assert "This field is required." in text(answer)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("visitors_per_lesson", 0, "greater than or equal to 1"),
        ("min_watch", "", "This field is required."),
    ],
)
def test_rules_that_make_no_sense_are_refused(cast, as_, field, value, says):
    answer = as_(cast.dana).post(url("time_rules"), {**FORM, field: value})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not TimeRules._base_manager.exists()


def test_the_week_speaks_spanish(rung, as_):
    make_calendar_day(rung.district, MONDAY, schedule="none")
    browser = as_(rung.ana)
    browser.cookies["language"] = "es"
    page = text(browser.get(url("my_week")))
    assert "Mi semana" in page
    assert "sin clases" in page
    assert "no school" not in page
