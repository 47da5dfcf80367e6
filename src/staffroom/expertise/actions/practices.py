"""Writes of the taxonomy."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from staffroom.core.practices import PRACTICES
from staffroom.core.practices_work import WORK_PRACTICES
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries
from ..models import Practice

STARTERS = (*PRACTICES, *WORK_PRACTICES)
SEEDED = audit.declare("expertise.practices_seeded", _("{count} starter practices were added."))


@action
def seed_practices(district: District, *, by: Actor | None = None, now: datetime) -> int:
    """Add the starter practices that the district does not have. What it renamed or retired stays so.

    Returns how many were added. Needs the district's scope to be open.
    """
    held = queries.practice_codes(district.pk)
    missing = [Practice(district=district, **asdict(known)) for known in STARTERS if known.code not in held]
    Practice.objects.bulk_create(missing)
    if missing:
        actor = by.staff_id if by else None
        audit.record(SEEDED, district_id=district.pk, at=now, actor=actor, facts={"count": len(missing)})
    return len(missing)
