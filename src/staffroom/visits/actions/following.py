"""Visits follow what changes around them: rosters, bells, closed doors."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from staffroom.core.visits.following import Ended, Moved
from staffroom.core.visits.rules import Rule, Violation
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Promise, Visit
from .covering import move_cover, pass_on
from .ending import end, remember
from .kinds import MOVED, RESERVED
from .promising import first_free, found_held, kept, lock, place_of, week_of
from .proposing import drop_all


@action
def cancel_impossible(*, district_id: int, now: datetime) -> int:
    """Cancel what a roster made impossible: host, visitor or class left. Both people are told why. Returns how many.

    A class that only meets at another time is left to its two people: they may agree on staying.
    """
    today = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone)).date()
    found = found_held(lambda: [one for one in queries.impossible_visits(today) if not rules.begun(one, now)])
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
    # What a colleague keeps for a cover stays until the cover itself is looked at.
    of_the_two = Q(staff_id=F("visit__visitor_id")) | Q(staff_id=F("visit__host_id"))
    Promise.objects.filter(of_the_two, visit__in=[fate.visit for fate in found]).delete()
    drop_all(queries.proposals_undone(now), now)
    counts = {"moved": 0, "ended": 0}
    for fate in found:
        moved = isinstance(fate.outcome, Moved) and _move(fate.visit, fate.outcome, now)
        if not moved:
            why = fate.outcome.why if isinstance(fate.outcome, Ended) else Violation(Rule.VISITOR_PROMISED)
            end(fate.visit, now, mails.Why(why, change="bells"))
            counts["ended"] += 1
        elif not fate.outcome.same_times:
            counts["moved"] += 1
    _follow_covers(now)
    return counts


def _follow_covers(now: datetime) -> None:
    """Covers go with the classes they are for; who is not free then any more is followed by the next colleague."""
    found = found_held(lambda: queries.covers_adrift(now))
    for cover in found:
        move_cover(cover, now)


@action
def follow_closed_doors(*, district_id: int, now: datetime) -> int:
    """After a host closed a time: what was asked or booked then ends, and its people are told. Returns how many."""
    drop_all(queries.proposals_undone(now), now)
    found = found_held(lambda: queries.behind_closed_doors(now))
    for visit in found:
        end(visit, now, mails.Why(change="closed"))
    return len(found)


@action
def follow_days_away(*, district_id: int, now: datetime) -> dict[str, int]:
    """After days away were entered: visits on them end, classes to be covered are offered to the next colleague, and
    everybody is told; nobody is asked why. Returns how many ``visits`` and ``covers``. Again: nothing is left to do.
    """
    drop_all(queries.proposals_undone(now), now)
    visits = found_held(lambda: queries.visits_without_somebody(now))
    for visit in visits:
        end(visit, now, mails.Why(change="away"))
    covers = found_held(lambda: queries.covers_without_somebody(now))
    for cover in covers:
        pass_on(cover, now)
    return {"visits": len(visits), "covers": len(covers)}


def _move(visit: Visit, moved: Moved, now: datetime) -> bool:
    """Keep the promises at the new place and tell who has to know; False when somebody else has promised it."""
    rows = _things_at(visit, moved)
    drop_all(queries.proposals_holding(rows), now)
    if not kept(visit, rows):
        return False
    before = (visit.start, visit.end)
    if not moved.same_times:
        remember(visit, now, "bells")
    others = visit.covered != list(moved.visit.covered) and visit.state == Visit.State.ACCEPTED
    if others:
        mails.tell_substitute(visit, now=now, needed=False)
    visit.lesson, visit.window, visit.travel = moved.visit.lesson, list(moved.visit.window), moved.travel
    visit.start, visit.end, visit.covered = moved.visit.start, moved.visit.end, list(moved.visit.covered)
    visit.sequence += not moved.same_times
    visit.save(update_fields=["lesson", "window", "travel", "start", "end", "covered", "sequence"])
    if others:
        mails.tell_substitute(visit, now=now, needed=True)
    if not moved.same_times:
        mails.tell_moved(visit, now=now, before=before)
        audit.record(MOVED, district_id=visit.district_id, at=now, actor=None, object_id=visit.public_id)
    return True


def _things_at(visit: Visit, moved: Moved) -> list[tuple[int, str]]:
    """What the visit takes at its new place. Caps were asked when it was booked: the next number is taken, whatever."""
    week = week_of(visit.date)
    own = [place_of(one) for one in moved.uses] or [f"{visit.date}/edge/{moved.visit.start}"]
    rows = [(visit.visitor_id, key) for key in own]
    if visit.mode != Visit.Mode.RECORDING:
        rows.append((visit.visitor_id, first_free(visit.visitor_id, f"{week}/visit", None)))
    if visit.in_person:
        rows.append((visit.host_id, first_free(visit.host_id, f"{place_of(moved.visit.lesson)}/seat", None)))
    if visit.mode == Visit.Mode.VIDEO:
        rows.append((visit.host_id, first_free(visit.host_id, f"{week}/video", None)))
    return rows


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
