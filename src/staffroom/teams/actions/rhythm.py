"""Saying what a meeting is for and whether it was held; never who was there."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Refused
from staffroom.spine.editions import renew
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import MeetingMark, PersonalMark
from . import common


@action
def mark_meeting(
    *, by: Actor, now: datetime, team_id: str, on: date, start: int, held: bool | None = None, purpose: str = ""
) -> MeetingMark:
    """What a planned meeting is for, in one line, and whether it was held (None: not said). Raises Refused for a
    meeting that is still to come and said to be held. One that is not held leaves its people's time free."""
    common.locked(by, team_id)
    team = queries.meeting_of(by, team_id, on, start)
    if held and on > queries.today_of(by):
        raise Refused(_("This meeting is still to come."), _("Say on the day or afterwards that it was held."))
    mark = MeetingMark.objects.filter(team=team, date=on, start=start).first() or MeetingMark(
        district_id=by.district_id, team=team, date=on, start=start
    )
    if False in (held, mark.held) and held != mark.held:
        renew()  # what is remembered of people's time
    mark.held = held
    mark.purpose = rules.check_text(purpose, rules.MOST_LINE, _("The purpose")) if purpose.strip() else ""
    mark.save()
    common.note(common.CHANGED, by, now, team)
    return mark


@action
def mark_support(*, by: Actor, now: datetime, support_id: str, week: date, held: bool | None) -> None:
    """Whether support of mine took place in a week in which it was due; None takes the word back. Mine alone."""
    rules.have_card(by)
    support = queries.own_support_due(by, support_id, week)
    if week > queries.today_of(by):
        raise Refused(_("This week is still to come."), _("Say it when the week has begun."))
    PersonalMark.objects.filter(support=support, week=week).delete()
    if held is not None:
        PersonalMark(district_id=by.district_id, support=support, week=week, held=held).save()
    common.note_private(by, now)
