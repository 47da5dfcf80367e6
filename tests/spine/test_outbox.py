"""A mail is a row first, is sent once, and carries its invitation as calendars expect it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as shipped
from django.core import mail as sent_mail
from django.db import transaction

from staffroom.spine import jobs, outbox
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def templates(tmp_path, settings):
    """One message with its three templates."""
    folder = tmp_path / "templates" / "test"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("{% translate 'Yes' %}:\n {{ name }}\n")
    (folder / "hello.txt").write_text("{{ name }} {{ base_url }}")
    (folder / "hello.html").write_text("<p>{{ name }}</p>")
    settings.TEMPLATES = [{**shipped.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]


def post(**fields):
    given = {"district_id": 7, "to": "ana@maple.example", "to_staff": 2, "now": NOW, "name": "<Ana>", **fields}
    return outbox.post("test/hello", **given)


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_a_row_first_and_is_sent_after_commit(settings):
    with transaction.atomic():
        row = post()
        assert Mail.objects.get().state == "waiting"
        assert sent_mail.outbox == []
    assert len(sent_mail.outbox) == 1
    row.refresh_from_db()
    assert (row.state, row.sent is not None) == ("sent", True)
    message = sent_mail.outbox[0]
    assert (message.to, message.subject) == (["ana@maple.example"], "Yes: <Ana>"), "one line, not escaped"
    assert "&lt;Ana&gt;" in message.alternatives[0].content


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_an_act_that_failed_is_never_sent():
    with pytest.raises(KeyError), transaction.atomic():
        post()
        raise KeyError
    assert (sent_mail.outbox, Mail.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_sent_once_even_when_its_job_runs_twice():
    row = post()
    for _again in range(2):
        assert outbox.send_mail(progress=None, mail=row.pk) == {"sent": False}
    assert len(sent_mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_server_is_away_is_tried_again(monkeypatch, caplog):
    tries = []

    def send(message):
        tries.append(message)
        if len(tries) < 3:
            raise ConnectionRefusedError

    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", send)
    row = post()
    row.refresh_from_db()
    assert (len(tries), row.state) == (3, "sent")


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_sent_says_so(monkeypatch, caplog):
    def send(message):
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", send)
    row = post()
    row.refresh_from_db()
    assert (row.state, Job.objects.get().state) == ("failed", "failed")
    assert "ConnectionRefusedError" in row.error


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_a_calendar_part_with_its_method():
    post(calendar=CALENDAR, calendar_method="REQUEST")
    parsed = sent_mail.outbox[0].message()
    parts = {part.get_content_type(): part for part in parsed.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert b"METHOD:REQUEST" in parts["text/calendar"].get_payload(decode=True)
    assert parts["application/ics"].get_filename() == "invite.ics"
    alternatives = next(part for part in parsed.walk() if part.get_content_type() == "multipart/alternative")
    kinds = [part.get_content_type() for part in alternatives.get_payload()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]


@pytest.mark.django_db(transaction=True)
def test_a_demo_keeps_its_mails(settings):
    settings.DEMO = True
    row = post()
    row.refresh_from_db()
    assert (row.state, sent_mail.outbox) == ("kept", [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "subject"), [("en", "Yes: <Ana>"), ("es", "Sí: <Ana>")])
def test_a_mail_is_in_its_readers_language(language, subject):
    assert post(language=language).subject == subject


def test_nobody_to_write_to_is_no_error(db):
    assert post(to="") is None
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_end_in_an_address_adds_no_header(caplog):
    row = post(to="ana@maple.example\nBcc: all@maple.example")
    row.refresh_from_db()
    assert (row.state, sent_mail.outbox) == ("failed", [])


@pytest.mark.django_db(transaction=True)
def test_what_waited_too_long_is_queued_again(monkeypatch):
    row = Mail.objects.create(district_id=7, to="ana@maple.example", subject="x", text="x", html="x", created=NOW)
    clock = [NOW + timedelta(minutes=5)]
    monkeypatch.setattr(outbox.timezone, "now", lambda: clock[0])
    assert outbox.sweep_outbox(progress=None) == {"queued": 0}
    clock[0] = NOW + timedelta(minutes=11)
    assert outbox.sweep_outbox(progress=None) == {"queued": 1}
    row.refresh_from_db()
    assert (row.state, len(sent_mail.outbox)) == ("sent", 1)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("running_for", "sent"), [(timedelta(minutes=30), 0), (timedelta(minutes=61), 1)])
def test_a_mail_held_by_a_dead_worker_is_taken_up_and_one_at_work_is_not(monkeypatch, running_for, sent):
    monkeypatch.setattr(jobs, "_start", lambda _pk: None)
    row = post()
    Job.objects.update(state=Job.State.RUNNING, started=NOW)
    monkeypatch.undo()
    monkeypatch.setattr(outbox.timezone, "now", lambda: NOW + running_for)
    assert outbox.sweep_outbox(progress=None) == {"queued": sent}
    assert (len(sent_mail.outbox), Job.objects.count()) == (sent, 1)
    row.refresh_from_db()
    assert (row.state == "sent") == bool(sent)
