"""What people are told about their card and about roles.

No subject names a role: who is asked to step in is between the two.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation

from staffroom.people.mails import private_or_work
from staffroom.spine.outbox import Mail, post
from staffroom.trust.mails import language_of

from . import queries
from .models import RoleCover
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


def tell_cover_asked(cover: RoleCover, *, now: datetime) -> Mail | None:
    """To whoever is asked whether they could step in for a role."""
    reader = cover.staff
    language = language_of(reader)
    with translation.override(language):
        place = str(cover.role.school) if cover.role.school else ""
    return post(
        "teams/mails/cover_asked",
        district_id=cover.district_id,
        to=reader.email,
        to_staff=reader.pk,
        now=now,
        language=language,
        reader=reader,
        kind=cover.role.kind,
        place=place,
    )
