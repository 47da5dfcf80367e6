"""Writes of open doors, closed doors and hosting wishes."""

from datetime import date, datetime

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit, jobs
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import ClosedDoor, Hosting, Offer, OpenDoor
from .once import only_once

FOLLOW = ("visits.follow_closed_doors", "walks.look_after")
OPENED = audit.declare("expertise.door_opened", gettext_lazy("{who} opened a door to colleagues."))
TAKEN_BACK = audit.declare("expertise.door_taken_back", gettext_lazy("{who} took an open door back."))
HOSTING = audit.declare("expertise.hosting_set", gettext_lazy("{who} changed how they host."))


def _record(kind: str, by: Actor, now: datetime, object_id: str) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=object_id,
        subject=by.staff_id,
        facts={"who": by.name},
    )


def _lesson(by: Actor, now: datetime, lesson_id: str) -> queries.LessonAhead:
    found = next((one for one in queries.lessons_ahead(by, now) if one.id == lesson_id), None)
    if found is None:
        raise Refused(
            _("This lesson is not among your lessons of the next two weeks, or its door is open already."),
            _("Choose another lesson from the list."),
        )
    return found


def _check_fits(by: Actor, offer: Offer, lesson: queries.LessonAhead) -> None:
    if offer.state != Offer.State.PUBLISHED:
        raise Refused(_("Colleagues cannot see this offer yet."), _("Publish it first, then open a door for it."))
    named = {section.pk for section in offer.sections.all()}
    if named and lesson.section.pk not in named:
        raise Refused(
            _("Your offer names other classes than %(class)s.") % {"class": lesson.section.title},
            _("Choose a lesson of one of its classes, or add this class to the offer."),
        )
    if queries.shuts(queries.closed_doors(by), lesson.date, lesson.period):
        raise Refused(
            _("You asked for no visitors at that time."),
            _("Choose another lesson, or take that wish back under Hosting."),
        )


@action
def open_door(*, by: Actor, now: datetime, offer_id: str, lesson_id: str, seats: int = 2, note: str = "") -> OpenDoor:
    """Open one of one's own lessons of the next two weeks for an offer. ``offer_id`` is the public id."""
    rules.make_offers(by)
    rules.check_seats(seats)
    offer = queries.own_offer(by, offer_id)
    lesson = _lesson(by, now, lesson_id)
    _check_fits(by, offer, lesson)
    door = OpenDoor(
        district_id=by.district_id,
        offer=offer,
        staff_id=by.staff_id,
        section=lesson.section,
        date=lesson.date,
        period=lesson.period,
        start=lesson.start,
        end=lesson.end,
        seats=seats,
        note=note.strip(),
    )
    with only_once(_("This door is open already."), _("See it in the list of your open doors.")):
        door.save()
    _record(OPENED, by, now, door.public_id)
    return door


@action
def close_door(*, by: Actor, now: datetime, public_id: str) -> OpenDoor:
    """Take an open door back. Visits already agreed stay agreed: they are cancelled one by one."""
    door = queries.own_door(by, public_id)
    door.delete()
    _record(TAKEN_BACK, by, now, public_id)
    return door


@action
def keep_closed(*, by: Actor, now: datetime, day: str = "", on: date | None = None, period: str = "") -> ClosedDoor:
    """Wish for no visitors: on a weekday or a date (or any day), the whole day or one period."""
    rules.make_offers(by)
    if day and (on or day not in queries.WEEKDAYS):
        raise Refused(_("Choose either a weekday or a date."), _("Leave one of the two empty."))
    if not (day or on or period):
        raise Refused(
            _("Say which day or period you mean."),
            _("If you want no visitors at all for a while, say so under Hosting."),
        )
    same = [c for c in queries.closed_doors(by) if (c.day, c.date, c.period) == (day, on, period)]
    if same:
        return same[0]
    closed = ClosedDoor(district_id=by.district_id, staff_id=by.staff_id, day=day, date=on, period=period)
    closed.save()
    _record(HOSTING, by, now, closed.public_id)
    # Whoever is booked then is told by the room above, by the job's name: nothing calls upward.
    for name in FOLLOW:
        if name in jobs.REGISTRY:
            jobs.enqueue(name, district_id=by.district_id, now=now)
    return closed


@action
def forget_closed_door(*, by: Actor, now: datetime, public_id: str) -> None:
    """Take a wish for quiet back."""
    rules.make_offers(by)
    found = next((one for one in queries.closed_doors(by) if one.public_id == public_id), None)
    if found is None:
        raise Http404
    found.delete()
    _record(HOSTING, by, now, public_id)


@action
def set_hosting(*, by: Actor, now: datetime, welcome: bool, lessons_week: int | None = None, note: str = "") -> Hosting:
    """Say whether one welcomes visitors, how many lessons a week at most, and where they sit."""
    rules.make_offers(by)
    most = queries.hosted_lessons_limit(by)
    if lessons_week is not None and not 0 < lessons_week <= most:
        raise Refused(
            _("Your own limit lies between 1 and %(most)d, the district's limit.") % {"most": most},
            _("If you want no visitors for a while, say that instead."),
        )
    hosting = queries.hosting_of(by)
    hosting.welcome, hosting.lessons_week, hosting.note = welcome, lessons_week, note.strip()
    hosting.save()
    _record(HOSTING, by, now, hosting.public_id)
    return hosting
