"""Visits follow what changes around them: rosters, bells, closed doors."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from staffroom.core.visits.following import Ended, Moved
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Promise, Visit
from .ending import end, remember
from .kinds import MOVED, RESERVED
from .promising import first_free, keep, lock, place_of, week_of


@action
def cancel_impossible(*, district_id: int, now: datetime) -> int:
    """Cancel what a roster made impossible: host, visitor or class left. Both people are told why. Returns how many.

    A class that only meets at another time is left to its two people: they may agree on staying.
    """
    today = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone)).date()
    found = [visit for visit in queries.impossible_visits(today) if not rules.begun(visit, now)]
    lock(*{person for visit in found for person in (visit.visitor_id, visit.host_id)})
    for visit in found:
        end(visit, now, mails.Why(change="roster"))
    return len(found)


@action
def follow_bells(*, district_id: int, now: datetime) -> dict[str, int]:
    """After new bells or another calendar: each visit ahead moves along with its lesson, or is cancelled when it fits
    no longer; both people are told, with the times before and after or with the reason. Returns how many ``moved``
    and ``ended``. Again: nothing is left to do.
    """
    loose = [fate.visit for fate in queries.fates(now)]
    lock(*{person for visit in loose for person in (visit.visitor_id, visit.host_id)})
    # Judged again under the lock: somebody may have answered or cancelled meanwhile.
    found = queries.fates(now, only={visit.pk for visit in loose})
    Promise.objects.filter(visit__in=[fate.visit for fate in found]).delete()
    counts = {"moved": 0, "ended": 0}
    for fate in found:
        if isinstance(fate.outcome, Ended):
            end(fate.visit, now, mails.Why(fate.outcome.why, change="bells"))
            counts["ended"] += 1
        else:
            counts["moved"] += _move(fate.visit, fate.outcome, now)
    counts["ended"] += _end_unmoored(now)
    return counts


def _end_unmoored(now: datetime) -> int:
    """Visits in other modes hang on more than two timetables: where one of the lessons is gone, they end."""
    found = queries.unmoored(now)
    lock(*{person for visit in found for person in (visit.visitor_id, visit.host_id)})
    for visit in found:
        end(visit, now, mails.Why(change="bells"))
    return len(found)


@action
def follow_closed_doors(*, district_id: int, now: datetime) -> int:
    """After a host closed a time: what was asked or booked then ends, and its people are told. Returns how many."""
    found = queries.behind_closed_doors(now)
    lock(*{person for visit in found for person in (visit.visitor_id, visit.host_id)})
    for visit in found:
        end(visit, now, mails.Why(change="closed"))
    return len(found)


def _move(visit: Visit, moved: Moved, now: datetime) -> bool:
    """Keep the promises at the new place; whether the two people have to know."""
    before = (visit.start, visit.end)
    if not moved.same_times:
        remember(visit, now, "bells")
    visit.lesson, visit.window, visit.travel = moved.visit.lesson, list(moved.visit.window), moved.travel
    visit.start, visit.end = moved.visit.start, moved.visit.end
    visit.sequence += not moved.same_times
    visit.save(update_fields=["lesson", "window", "travel", "start", "end", "sequence"])
    own = [place_of(one) for one in moved.uses] or [f"{visit.date}/edge/{visit.start}"]
    # Caps were asked when it was booked: here the next number is taken, whatever it is.
    week = first_free(visit.visitor_id, f"{week_of(visit.date)}/visit", None)
    seat = first_free(visit.host_id, f"{place_of(visit.lesson)}/seat", None)
    keep(visit, [*((visit.visitor_id, key) for key in (*own, week)), (visit.host_id, seat)])
    if moved.same_times:
        return False
    mails.tell_moved(visit, now=now, before=before)
    audit.record(MOVED, district_id=visit.district_id, at=now, actor=None, object_id=visit.public_id)
    return True


@action
def tell_reserved(*, district_id: int, now: datetime, ids: Sequence[str], what: str, name: str, job: str) -> int:
    """Tell both people of these visits that the time was reserved for learning or a team. The visits stay: whether to
    move is for the two to say. Returns how many visits; each once for a ``job``.
    """
    found = queries.to_be_told(ids, now, queries.told_by_job(RESERVED, job))
    for visit in found:
        mails.tell_reserved(visit, now=now, what=what, name=name)
    entries = [audit.About(visit.public_id, facts={"job": job}) for visit in found]
    audit.record_all(RESERVED, entries, district_id=district_id, at=now, actor=None)
    return len(found)
