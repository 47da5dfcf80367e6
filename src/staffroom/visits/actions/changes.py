"""A day on which somebody cannot be there, and reminders on the day before."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action
from staffroom.timetable.actions.away import set_away

from .. import mails, queries, rules
from ..models import Reminding
from .covering import pass_on
from .ending import end
from .kinds import REMINDED
from .promising import found_held


@action
def not_there_today(*, by: Actor, now: datetime) -> Counter[str]:
    """One tap: I am not there today. Nobody is asked why. What I host, visit or cover today ends; all are told.

    Returns how many ``visits`` ended and how many ``covers`` were passed on. Again: nothing is left to do.
    """
    rules.say_not_there(by)
    day = now.astimezone(ZoneInfo(by.time_zone)).date()
    set_away(by=by, now=now, starts=day, ends=day)
    visits = found_held(lambda: [one for one in queries.visits_on(by, day) if not rules.over(one, now)])
    for visit in visits:
        end(visit, now, mails.Why(change="away"))
    covers = found_held(lambda: [one for one in queries.covers_on(by, day) if not rules.cover_begun(one, now)])
    for cover in covers:
        pass_on(cover, now)
    return Counter(visits=len(visits), covers=len(covers))


@action
def set_reminding(*, by: Actor, now: datetime, mail: bool) -> Reminding:
    """Whether I want a mail on the day before."""
    rules.have_visits(by)
    given = {"mail": mail, "district_id": by.district_id}
    return Reminding.objects.update_or_create(staff_id=by.staff_id, defaults=given)[0]


@action
def remind(*, district_id: int, now: datetime) -> int:
    """Remind visitor, host and cover of what is booked for the next day, on Fridays for Monday too; once each.

    Nobody is written to in the evening or on a weekend. Returns how many mails.
    """
    days = queries.days_to_remind(now)
    if days is None:
        return 0
    silent, count = queries.without_reminders(), 0
    for visit in queries.to_remind(*days):
        readers = [one for one in (visit.visitor, visit.host) if one.pk not in silent]
        visit.reminded = now
        visit.save(update_fields=["reminded"])
        mails.remind_of_visit(visit, readers, now=now)
        count += len(readers)
    for cover in queries.covers_to_remind(*days):
        cover.reminded = now
        cover.save(update_fields=["reminded"])
        if cover.staff_id not in silent:
            mails.remind_of_cover(cover, now=now)
            count += 1
    if count:
        audit.record(REMINDED, district_id=district_id, at=now, actor=None, facts={"count": count})
    return count
