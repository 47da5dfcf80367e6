"""Jobs, mails, health and help, as each of the cast meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from staffroom.core.ics import Attendee, CalendarEvent, calendar_text
from staffroom.ops.telling import WORDS
from staffroom.people.models import Account, District
from staffroom.spine import jobs
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


def make_job(district, by, **fields):
    fields = {"kind": "people.apply_roster", "state": Job.State.RUNNING, "created": NOW, "started": NOW, **fields}
    return Job.objects.create(district_id=district.pk, by=by.pk if by else None, **fields)


def make_mail(person, **fields):
    given = {"subject": f"For {person.given}", "text": "See https://example.org/x <b>now</b>", "html": "<p>See</p>"}
    about = {"district_id": person.district_id, "to": person.email, "to_staff": person.pk, "created": NOW}
    return Mail.objects.create(kind="visits/mails/asked", **{**about, **given, **fields})


@pytest.fixture
def ana_job(cast):
    return make_job(cast.district, cast.ana)


@pytest.fixture
def demo(cast, settings):
    settings.DEMO = True
    District.objects.filter(pk=cast.district.pk).update(is_demo=True)


def address(name, row):
    return reverse(name, args=[row.public_id])


# --- Jobs ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["job", "job_progress"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 200), ("ben", 404), ("paz", 404), ("dana", 200), ("ivo", 200), ("cleo", 404), ("cora", 404)],
)
def test_a_job_is_seen_by_who_started_it_and_by_those_who_keep_the_system(cast, as_, ana_job, name, who, status):
    assert as_(getattr(cast, who)).get(address(name, ana_job)).status_code == status


def test_a_job_of_the_system_is_nobodys_own(cast, as_):
    row = make_job(cast.district, None)
    Account.objects.filter(pk=cast.ben.account.pk).update(staff=None)
    assert as_(cast.ben).get(address("job", row)).status_code == 404


def test_strangers_sign_in_first_and_a_fragment_says_401(ana_job):
    page = Client().get(address("job", ana_job))
    assert (page.status_code, page.headers["Location"].startswith("/account/login/")) == (302, True)
    assert Client().get(address("job_progress", ana_job)).status_code == 401


@pytest.mark.parametrize(("name", "method"), [("job", "post"), ("job_progress", "post"), ("job_cancel", "get")])
def test_wrong_method(cast, as_, ana_job, name, method):
    assert getattr(as_(cast.ana), method)(address(name, ana_job)).status_code == 405


def test_progress_is_live_and_ends_without_another_question(cast, as_, ana_job):
    jobs.Progress(ana_job)(30, 120, "Sections")
    running = as_(cast.ana).get(address("job_progress", ana_job)).content.decode()
    assert "25" in running
    assert "Sections" in running
    assert address("job_progress", ana_job) in running
    Job.objects.update(state=Job.State.DONE, done=120, total=120)
    assert address("job_progress", ana_job) not in as_(cast.ana).get(address("job_progress", ana_job)).content.decode()


def test_why_a_job_failed_is_in_words_for_people_and_in_full_for_it(cast, as_):
    row = make_job(cast.district, cast.ana, state=Job.State.FAILED, error="Traceback: KeyError 'x'", created=NOW)
    Job.objects.update(created=datetime.now(UTC))
    hers = as_(cast.ana).get(address("job", row)).content.decode()
    assert "It did not work, and nothing was changed" in hers
    assert "KeyError" not in hers
    assert "KeyError" in as_(cast.ivo).get(reverse("health")).content.decode()


def test_cancel_stops_at_the_next_step(cast, as_, ana_job):
    assert as_(cast.ben).post(address("job_cancel", ana_job)).status_code == 404
    jobs.Progress(ana_job)(1, 2)
    assert as_(cast.ana).post(address("job_cancel", ana_job)).status_code == 302
    with pytest.raises(jobs.Refusal):
        jobs.Progress(ana_job)(2, 2)


def test_what_has_ended_cannot_be_cancelled(cast, as_):
    done = make_job(cast.district, cast.ana, state=Job.State.DONE)
    assert as_(cast.ana).post(address("job_cancel", done)).status_code == 409


def test_a_lost_job_is_started_again_by_those_who_keep_the_system(
    cast, as_, ana_job, monkeypatch, django_capture_on_commit_callbacks
):
    ran = []
    monkeypatch.setitem(
        jobs.REGISTRY, ana_job.kind, jobs.Declared(lambda *, progress: ran.append(1) or {}, retries=0, every=None)
    )
    assert as_(cast.ana).post(address("job_again", ana_job)).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert as_(cast.ivo).post(address("job_again", ana_job)).status_code == 302
    ana_job.refresh_from_db()
    assert (ran, ana_job.state) == ([1], Job.State.DONE)
    assert as_(cast.ivo).post(address("job_again", ana_job)).status_code == 409


def test_every_kind_of_job_has_its_title():
    shipped = {
        kind for kind, declared in jobs.REGISTRY.items() if declared.function.__module__.startswith("staffroom.")
    }
    assert {"spine.send_mail"} <= shipped <= set(WORDS)


# --- Health --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "status"), [("dana", 200), ("ivo", 200), ("ana", 403), ("paz", 403), ("lou", 403)])
def test_health_is_for_those_who_keep_the_system(cast, as_, who, status):
    assert as_(getattr(cast, who)).get("/health/").status_code == status


def test_health_counts_what_is_of_my_district_only(cast, as_, django_assert_num_queries):
    now = datetime.now(UTC)
    make_job(cast.other_district, cast.cleo, state=Job.State.FAILED, created=now, error="cedar's secret")
    make_job(cast.district, cast.ana, state=Job.State.RUNNING, started=now - timedelta(hours=2))
    page = as_(cast.ivo).get("/health/")
    assert page.context["health"].jobs_failed == 0
    assert len(page.context["health"].jobs_to_look_at) == 1
    assert b"cedar&#x27;s secret" not in page.content


def test_healthz_tells_strangers_one_word(db, monkeypatch):
    assert (Client().get("/healthz").status_code, Client().get("/healthz").content) == (200, b"ok")
    assert Client().post("/healthz").status_code == 405

    def fails():
        raise DatabaseError("password of the database")

    monkeypatch.setattr("staffroom.ops.views.database_problem", fails)
    down = Client().get("/healthz")
    assert (down.status_code, down.content) == (503, b"not ready")


# --- Mails ---------------------------------------------------------------------------------------
def test_i_see_my_mails_only(cast, as_):
    mine, hers = make_mail(cast.ben), make_mail(cast.ana)
    page = as_(cast.ben).get("/outbox/").content.decode()
    assert mine.subject in page
    assert hers.subject not in page
    assert as_(cast.ben).get(address("outbox_mail", mine)).status_code == 200
    for who in (cast.ben, cast.dana, cast.ivo, cast.paz, cast.cleo):
        assert as_(who).get(address("outbox_mail", hers)).status_code == 404


def test_in_a_demo_all_mails_of_the_demo_are_shown(cast, as_, demo):
    hers, stranger = make_mail(cast.ana), make_mail(cast.cleo)
    page = as_(cast.ben).get("/outbox/").content.decode()
    assert (hers.subject in page, stranger.subject in page) == (True, False)
    assert as_(cast.ben).get(address("outbox_mail", hers)).status_code == 200
    assert as_(cast.ben).get(address("outbox_mail", stranger)).status_code == 404


@pytest.mark.parametrize(("demo_run", "demo_district"), [(True, False), (False, True)])
def test_a_demo_needs_both_the_setting_and_the_district(cast, as_, settings, demo_run, demo_district):
    settings.DEMO = demo_run
    District.objects.filter(pk=cast.district.pk).update(is_demo=demo_district)
    assert as_(cast.ben).get(address("outbox_mail", make_mail(cast.ana))).status_code == 404


def test_a_mail_is_shown_with_its_invitation_and_without_its_markup(cast, as_):
    begins = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
    event = CalendarEvent(
        uid="v1@staffroom",
        starts=begins,
        ends=begins + timedelta(minutes=45),
        title="Classroom visit",
        place="Lincoln Elementary",
        description="",
        status="CONFIRMED",
        attendees=(Attendee("Ana Reyes", cast.ana.email),),
    )
    organizer = Attendee("Staffroom", "staffroom@example.org")
    text = calendar_text([event], now=NOW, method="REQUEST", organizer=organizer)
    mail = make_mail(cast.ana, calendar=text, calendar_method="REQUEST")
    page = as_(cast.ana).get(address("outbox_mail", mail)).content.decode()
    assert "Classroom visit" in page
    assert "Lincoln Elementary" in page
    assert "10" in page  # a.m., on the district's clock
    assert "<b>now</b>" not in page
    assert 'href="https://example.org/x"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_mails_costs_the_same(cast, as_, rows, django_assert_max_num_queries):
    for _each in range(rows):
        make_mail(cast.ana)
    client = as_(cast.ana)
    with django_assert_max_num_queries(8) as asked:
        client.get("/outbox/")
    assert len(asked) == QUERIES_OF_OUTBOX


QUERIES_OF_OUTBOX = 6


# --- Help ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ana", "paz", "dana", "ivo", "lou"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_help_speaks_to_each_role_in_both_languages(cast, as_, who, language):
    client = as_(getattr(cast, who))
    page = client.get("/help/", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert page.context["steps"]


@pytest.mark.parametrize("path", ["/health/", "/outbox/", "/help/"])
def test_pages_are_for_people_who_signed_in_and_for_reading(cast, as_, path):
    assert Client().get(path).status_code == 302
    assert as_(cast.ivo).post(path).status_code == 405
