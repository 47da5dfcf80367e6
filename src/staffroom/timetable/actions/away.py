"""Days away. Nobody is asked why."""

from datetime import date, datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from staffroom.spine import audit, jobs
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import rules
from ..models import Away

SET = audit.declare("away.set", _("{who} set days away: {starts} to {ends}."))
REMOVED = audit.declare("away.removed", _("{who} removed days away: {starts} to {ends}."))
LONGEST_DAYS = 366
# What higher rooms do when somebody is away, by the names of their jobs: nothing calls upward.
AFTER_AWAY = ("visits.follow_days_away", "walks.look_after")


@action
def set_away(*, by: Actor, now: datetime, starts: date, ends: date) -> Away:
    """Say that one is away from the first to the last day. Overlapping days become one row."""
    rules.set_away(by)
    if ends < starts:
        raise Refused(_t("The last day is before the first."), _t("Exchange the two dates."))
    if (ends - starts).days > LONGEST_DAYS:
        raise Refused(_t("That is more than a year."), _t("Set the days of one school year."))
    joined = list(Away.objects.filter(staff_id=by.staff_id, starts__lte=ends, ends__gte=starts))
    first, last = min([starts, *(a.starts for a in joined)]), max([ends, *(a.ends for a in joined)])
    Away.objects.filter(pk__in=[a.pk for a in joined]).delete()
    away = Away(district_id=by.district_id, staff_id=by.staff_id, starts=first, ends=last)
    away.save()
    _record(SET, away, by, now)
    call_off(by.district_id, now)
    return away


def call_off(district_id: int | None, now: datetime) -> None:
    """Whoever is expected on these days is looked after by the rooms above, by their jobs' names."""
    for name in AFTER_AWAY:
        if name in jobs.REGISTRY:
            jobs.enqueue(name, district_id=district_id, now=now)


@action
def remove_away(*, by: Actor, now: datetime, away: Away) -> None:
    """Be at work on these days after all."""
    rules.remove_away(by, away)
    _record(REMOVED, away, by, now)
    away.delete()


def _record(kind: str, away: Away, by: Actor, now: datetime) -> None:
    facts = {"who": by.name, "starts": away.starts.isoformat(), "ends": away.ends.isoformat()}
    audit.record(
        kind,
        district_id=away.district_id,
        at=now,
        actor=by.staff_id,
        object_id=away.public_id,
        subject=away.staff_id,
        facts=facts,
    )
