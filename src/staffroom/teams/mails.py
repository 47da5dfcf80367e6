"""Mails of this slice."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation

from staffroom.people.mails import private_or_work
from staffroom.spine.outbox import Mail, post

from . import queries
from .queries.reading import Whole
from .queries.telling import ToTell


def card_changed(told: ToTell, teams: Mapping[str, Whole], *, now: datetime) -> Mail | None:
    """Tell somebody what is new on their team card, in their language; None when no mail reaches them."""
    account = told.account
    address = private_or_work(account)
    if not address or account.district_id is None:
        return None
    with translation.override(account.language):
        lines = queries.news_lines(told.news, teams)
    return post(
        "teams/mails/card_changed",
        district_id=account.district_id,
        to=address,
        to_staff=account.staff_id,
        now=now,
        language=account.language,
        lines=lines,
    )
