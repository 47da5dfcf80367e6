"""Ending somebody's work by hand, on a date: set, taken back, carried out when the day has passed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Account, Assignment, DeviceSession, District, Ending, Staff
from .applying import look_after
from .districts import locked_district

SET = audit.declare("ending.set", gettext_lazy("{who} set {day} as the last day of {what}"), security=True)
TAKEN_BACK = audit.declare("ending.taken_back", gettext_lazy("{who} took back the last day {day}"), security=True)
CARRIED_OUT = audit.declare(
    "ending.carried_out", gettext_lazy("The last day {day} has passed: {what} ended"), security=True
)


def _record(kind: str, ending: Ending, now: datetime, by: Actor | None = None) -> None:
    what = "assignment" if ending.assignment_id else "employment"
    audit.record(
        kind,
        district_id=ending.district_id,
        at=now,
        actor=by.staff_id if by else None,
        object_id=ending.public_id,
        subject=ending.staff_id,
        facts={"who": by.name if by else "", "day": ending.last_day.isoformat(), "what": what},
    )


@action
def end_work(*, by: Actor, now: datetime, person: Staff, last_day: date, post: Assignment | None = None) -> Ending:
    """Set the last day of somebody's work, or of one assignment; a day that has passed is carried out at once.

    Raises Forbidden, or Refused for the own work, for who does not work here, for a day too far away, and when a
    last day is set already.
    """
    rules.end_people(by)
    rules.not_ones_own_work(by, person)
    today = _today(locked_district(by.district_id), now)
    person = Staff.objects.select_for_update().get(pk=person.pk)
    rules.works_here(person)
    rules.near_enough(last_day, today)
    rules.no_last_day_yet(queries.holding().filter(staff=person, assignment=post).first())
    ending = Ending(
        district_id=by.district_id, staff=person, assignment=post, last_day=last_day, by_staff=by.staff_id, created=now
    )
    ending.save()
    _record(SET, ending, now, by)
    if last_day < today:
        _carry_out(ending, now)
    return ending


@action
def take_back_ending(*, by: Actor, now: datetime, ending: Ending) -> Ending:
    """Take a last day back before it has passed. Raises Forbidden and Refused."""
    rules.end_people(by)
    held = Ending.objects.select_for_update().select_related("staff").get(pk=ending.pk)
    rules.can_take_back_ending(held)
    held.taken_back = now
    held.save(update_fields=["taken_back"])
    _record(TAKEN_BACK, held, now, by)
    return held


@action
def carry_out_endings(*, district_id: int, now: datetime) -> int:
    """End what is due in the district in scope; returns how much. A second call changes nothing."""
    today = _today(locked_district(district_id), now)
    due = queries.endings_due(today)
    for ending in due:
        _carry_out(ending, now)
    return len(due)


def _today(district: District, now: datetime) -> date:
    return now.astimezone(ZoneInfo(district.time_zone)).date()


def _carry_out(ending: Ending, now: datetime) -> None:
    after = ending.last_day + timedelta(days=1)
    teachings = queries.teachings_ended(ending.staff, ending.assignment)
    posts = [ending.assignment] if ending.assignment else list(ending.staff.assignments.filter(active=True))
    for post in posts:
        post.active, post.ends = False, _end_of(post, after)
        post.save(update_fields=["active", "ends"])
    for teaching in teachings:
        teaching.active = False
        teaching.save(update_fields=["active"])
    if ending.assignment is None:
        _leave(ending.staff, after)
    ending.carried_out = now
    ending.save(update_fields=["carried_out"])
    _record(CARRIED_OUT, ending, now)
    look_after(ending.district_id, now)


def _end_of(post: Assignment, after: date) -> date:
    """The first day on which an assignment no longer holds; an end of its own that came before stays."""
    last = post.ends if post.ends and post.ends < after else after
    return max(last, post.begins) if post.begins else last


def _leave(person: Staff, after: date) -> None:
    if not person.active:
        return
    person.active, person.left_on = False, after
    person.save(update_fields=["active", "left_on"])
    Account.objects.filter(staff=person).update(is_active=False)
    DeviceSession.objects.filter(account__staff=person).delete()
