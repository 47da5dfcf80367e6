"""When a team meets."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.timetable import reserved

from .. import queries, rules
from ..models import MeetingSlot, Team
from . import common


class PeopleBusy(Refused):
    """People of the team have something else then; ``found`` says what. Nothing that forbids the time."""

    def __init__(self, found: queries.InTheWay) -> None:
        super().__init__(_("Somebody of the team is busy at that time."), _("Choose another time, or set it anyway."))
        self.found = found


@action
def add_slot(
    *,
    by: Actor,
    now: datetime,
    team_id: str,
    day: str,
    start: int,
    end: int,
    room: str = "",
    every_weeks: int = 1,
    agreed: int | None = None,
) -> MeetingSlot:
    """A time at which a team meets from today, in minutes from midnight. People whose visits lie in it are told.

    ``agreed``: how many things in the way of its people (other teams, classes, learning time, visits) the actor has
    seen and accepts; None: they do not matter. Raises Refused when it overlaps another, with the clause when the
    contract does not allow it for somebody, and PeopleBusy when more is in the way than was agreed to.
    """
    team = common.to_change(by, team_id)
    rules.check_times(start, end)
    rules.check_rhythm(every_weeks, end - start)
    if day not in dict(queries.day_choices(team)):
        raise Refused(_("The school of this team has no such day."), _("Choose one of the list."))
    for other in MeetingSlot.objects.filter(team=team, day=day, ends=None):
        if start < other.end and other.start < end:
            raise Refused(_("The team meets at that time already."), _("Take the other time away first."))
    slot = MeetingSlot(district_id=by.district_id, team=team, day=day, start=start, end=end, every_weeks=every_weeks)
    slot.room, slot.begins = room.strip(), queries.today_of(by)
    for broken in queries.against_contract(team, slot, slot.begins)[:1]:
        raise Refused(broken.sentence, _("Choose another time. All rules stand under Contract."))
    found = queries.in_the_way(team, slot, slot.begins, now)
    if agreed is not None and found.count > agreed:
        raise PeopleBusy(found)
    slot.save()
    reserved.start_telling(found.plans, district_id=by.district_id, now=now, what="meeting", name=team.name)
    common.note(common.CHANGED, by, now, team)
    return slot


@action
def end_slot(*, by: Actor, now: datetime, team_id: str, slot_id: str) -> Team:
    """From today the team does not meet then."""
    team = common.to_change(by, team_id)
    slot = MeetingSlot.objects.filter(team=team, public_id=slot_id, ends=None).first()
    if slot is None:
        raise Http404
    slot.ends = queries.today_of(by)
    slot.save(update_fields=["ends"])
    common.note(common.CHANGED, by, now, team)
    return team
