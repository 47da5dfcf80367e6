"""Mails: a row first, so that people can see what was sent; then a job that sends it.

One function and three templates a message: ``<slice>/mails/<name>.subject.txt``, ``.txt`` and ``.html``.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import timezone, translation

from . import access
from .jobs import Job, enqueue, job, start_again

SEND_RETRIES = 5


def new_mail_id() -> str:
    return secrets.token_urlsafe(9)


class Mail(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        KEPT = "kept"
        FAILED = "failed"

    public_id = models.CharField(max_length=16, unique=True, default=new_mail_id, editable=False)
    district_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    to = models.EmailField()
    to_staff = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5, default="en")
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField()
    calendar = models.TextField(blank=True, help_text="An iCalendar object to invite or cancel with.")
    calendar_method = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=255, blank=True)
    created = models.DateTimeField()
    sent = models.DateTimeField(null=True)

    privacy = access.Declared(
        record="mail",
        about=("to_staff",),
        personal=(
            "kind", "to", "language", "subject", "text", "html", "calendar", "calendar_method", "state", "error",
            "created", "sent",
        ),
        words=("subject", "text", "html", "calendar"),
        withheld=("html", "error"),  # the text says the same; what a mail server answered is not for readers
        keep=access.Keep.ONE_YEAR,
        since="created",
        erase=access.Erase.DELETE,
    )  # fmt: skip

    class Meta:
        app_label = "spine"
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["district_id", "to_staff", "created"])]


def post(
    template: str,
    *,
    district_id: int,
    to: str,
    to_staff: int | None,
    now: datetime,
    language: str = "en",
    calendar: str = "",
    calendar_method: str = "",
    **context: Any,
) -> Mail | None:
    """Put one message in the outbox and queue its sending. Nobody to write to: nothing happens, None returned."""
    if not to:
        return None
    context |= {"base_url": settings.BASE_URL}
    with translation.override(language):
        subject = " ".join(_plain(f"{template}.subject.txt", context).split())
        text = _plain(f"{template}.txt", context)
        html = render_to_string(f"{template}.html", context)
    mail = Mail.objects.create(
        district_id=district_id,
        kind=template,
        to=to,
        to_staff=to_staff,
        language=language,
        subject=subject[:255],
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        created=now,
    )
    _queue(mail, now)
    return mail


def _key(row: Mail) -> str:
    return f"mail:{row.public_id}"


def _queue(row: Mail, now: datetime) -> None:
    enqueue("spine.send_mail", district_id=row.district_id, now=now, unique_key=_key(row), mail=row.pk)


def _plain(name: str, context: dict[str, Any]) -> str:
    """A template as plain text: nothing is escaped, because nothing will read it as HTML."""
    return engines["django"].engine.get_template(name).render(Context(context, autoescape=False))  # type: ignore[attr-defined]


@job("spine.send_mail", retries=SEND_RETRIES)
def send_mail(*, progress: Any, mail: int) -> dict[str, Any]:
    """Send one mail of the outbox, once: its job has a key, so there is one, and one worker takes it."""
    row = Mail.objects.filter(pk=mail).first()
    if row is None:  # deleted before it went: by its reader, or with the words of whoever wrote them
        return {"sent": False}
    if row.state in (Mail.State.SENT, Mail.State.KEPT):
        return {"sent": False}
    if settings.DEMO:
        Mail.objects.filter(pk=row.pk).update(state=Mail.State.KEPT)
        return {"sent": False}
    try:
        _message(row).send()
    except Exception as error:
        last_try = progress is not None and progress.job.attempts > SEND_RETRIES
        state = Mail.State.FAILED if last_try else Mail.State.WAITING
        Mail.objects.filter(pk=row.pk).update(state=state, error=f"{type(error).__name__}: {error}"[:255])
        raise
    Mail.objects.filter(pk=row.pk).update(state=Mail.State.SENT, sent=timezone.now(), error="")
    return {"sent": True}


def _message(row: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(row.subject, row.text, to=[row.to], headers={"Message-ID": _message_id(row)})
    message.attach_alternative(row.html, "text/html")
    if row.calendar:
        # RFC 6047: the calendar is one more alternative of the body, and a file for programs that only see files.
        message.attach_alternative(row.calendar, f"text/calendar; method={row.calendar_method}")
        message.attach("invite.ics", row.calendar, "application/ics")
    return message


def _message_id(row: Mail) -> str:
    return f"<{row.public_id}@{settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else 'staffroom'}>"


@job("spine.sweep_outbox", every=timedelta(minutes=15))
def sweep_outbox(*, progress: Any) -> dict[str, Any]:
    """Take up again what a dead worker held, and what has no job at all. Never a second job beside a living one."""
    now = timezone.now()
    late = Mail.objects.filter(state=Mail.State.WAITING, created__lt=now - timedelta(minutes=10))
    return {"queued": sum(_take_up(row, now) for row in late.order_by("created")[:500])}


def _take_up(row: Mail, now: datetime) -> bool:
    held = Job.objects.filter(unique_key=_key(row)).first()
    if held is None:
        _queue(row, now)
        return True
    # Sending takes seconds: after an hour nobody is at it any more.
    lost = held.state == Job.State.RUNNING and held.started is not None and held.started < now - timedelta(hours=1)
    return lost and start_again(held)
