"""When a team meets."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import MeetingSlot, Team
from . import common


@action
def add_slot(
    *, by: Actor, now: datetime, team_id: str, day: str, start: int, end: int, room: str = "", every_weeks: int = 1
) -> MeetingSlot:
    """A time at which a team meets from today, in minutes from midnight.

    Raises Refused when it overlaps another, and with the clause when the contract does not allow it for somebody.
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
    slot.save()
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
