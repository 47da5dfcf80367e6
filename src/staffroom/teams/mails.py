"""What people are told about roles. The subject names no role: who is asked to step in is between the two."""

from datetime import datetime

from django.utils import translation

from staffroom.spine.outbox import Mail, post
from staffroom.trust.mails import language_of

from .models import RoleCover


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
